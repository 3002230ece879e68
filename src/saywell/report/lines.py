"""Lines for people: in characters that their terminal has, wrapped beside a word in the margin."""

from __future__ import annotations

import textwrap

from rich.console import Console
from rich.text import Text

from saywell.model import printable

MARGIN = "  "
WIDEST = 100


def speaks_unicode(console: Console) -> bool:
    return not console.options.ascii_only


def put(console: Console, *parts: Text) -> None:
    """A line; a terminal that is too narrow for it gets it folded between words, a file gets it whole."""
    console.print(Text.assemble(*parts), soft_wrap=not console.is_terminal)


def say(console: Console, *parts: Text) -> None:
    put(console, *(_in_reach(part, console) for part in parts))


def _in_reach(text: Text, console: Console) -> Text:
    """The text in characters that the terminal has."""
    if speaks_unicode(console):
        return text
    return Text(to_ascii(text.plain), style=text.style)


def to_ascii(text: str) -> str:
    for sign, plain in (("“", '"'), ("”", '"'), ("’", "'"), ("·", "-"), ("…", "..."), ("—", "-"), ("–", "-")):
        text = text.replace(sign, plain)
    return text.encode("ascii", "replace").decode("ascii")


def paragraph(console: Console, head: str, body: str, width: int, style: str = "", *, column: int = 11) -> None:
    """A word in the margin and, from a column on, a wrapped paragraph beside it."""
    indent = MARGIN + " " * column
    lines = textwrap.wrap(printable(body), width=max(20, width - len(indent)), break_on_hyphens=False)
    for k, line in enumerate(lines):
        left = f"{MARGIN}{head:<{column}}" if k == 0 else indent
        say(console, Text(left, style="bold" if k == 0 else ""), Text(line, style=style))


def wrapped(console: Console, text: str, width: int, style: str = "") -> None:
    """What somebody wrote, wrapped inside the margin."""
    for part in textwrap.wrap(printable(text), width - len(MARGIN)):
        say(console, Text(MARGIN + part, style=style))
