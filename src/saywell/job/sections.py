"""The text of a job description -> its sentences and list items, each under its heading."""

from __future__ import annotations

import re
import textwrap
from collections.abc import Iterator
from dataclasses import dataclass
from functools import cache
from typing import Literal

from saywell.job.stems import lists

Section = Literal["skills", "duties", "values", "other"]

_BULLET = re.compile(r"(?:[^\w\s(\"'“‘£$€.#&]+\s*|o\s+|\(?\d{1,2}[.)]\s+)(?=\S)")
_LONE_BULLET = re.compile(r"^[ \t]*([^\w\s])[ \t]*\n\s*", re.MULTILINE)
_HEAD = re.compile(r"([^:]{2,50}):\s+(\S.*)")
_SENTENCE = re.compile(r"(?<=[.!?;])\s+(?=[^\W\d_a-z])")
_ABBREVIATIONS = re.compile(r"\b(e\.g|i\.e|etc|incl|min|approx)\.", re.IGNORECASE)
_MOST_HEADING_WORDS = 9
_MOST_TITLE_WORDS = 5
_LONGEST = 1000
"""Characters of a unit; patterns that look for phrases in longer ones take long."""
_FULL_LINE = 70
"""A line of so many characters may have been broken by the paper's edge."""


@dataclass(frozen=True, slots=True)
class Unit:
    """A sentence, or an item of a list.

    Attributes:
        text: in one line.
        section: what its heading says it is; None without one, or under one that says nothing.
        item: it stands alone in its line.
    """

    text: str
    section: Section | None
    item: bool


def units(text: str) -> Iterator[Unit]:
    """The sentences and items of a job description, in order; without what stands under "benefits" and its kind."""
    for block in _blocks(text):
        if block.section != "other":
            sentences = [part.strip() for part in _SENTENCE.split(_ABBREVIATIONS.sub(_without_dots, block.text))]
            for sentence in sentences:
                item = block.item and len(sentences) <= 2 and sentence is sentences[0]
                for piece in textwrap.wrap(sentence, _LONGEST, break_on_hyphens=False):
                    yield Unit(piece, block.section, item)


def _blocks(text: str) -> list[Unit]:
    """Lines that belong together."""
    blocks: list[Unit] = []
    section: Section | None = None
    last = ""  # the line before, where this one can go on from it
    for raw in (" ".join(line.split()) for line in _LONE_BULLET.sub(r"\1 ", text).splitlines()):
        line = _plain(raw)
        if not line:
            last = ""
            continue
        bullet = _BULLET.match(line)
        body = line[bullet.end() :].strip() if bullet else line
        if not bullet and (heading := _heading(raw, line, section)):
            section, last = heading[0], ""
        elif (inline := _HEAD.fullmatch(body)) and (known := _section(inline[1], whole=True)):
            blocks.append(Unit(inline[2], known, bool(bullet)))
            last = line
        elif blocks and last and not bullet and _goes_on(last, line):
            before = blocks.pop()
            glued = before.text.endswith("-") and line[0].islower()
            joined = before.text[:-1] + line if glued else f"{before.text} {line}"
            blocks.append(Unit(joined, before.section, before.item))
            last = line
        else:
            blocks.append(Unit(body, section, bool(bullet) or not body.endswith(".")))
            last = line
    return blocks


def _plain(raw: str) -> str:
    """A line without the marks of Markdown."""
    line = re.sub(r"[*_`]{2,}|(?<!\w)[_`]|[_`](?!\w)|^>+", "", raw)
    line = re.sub(r"(?<!\w)\*(\S(?:[^*]*\S)?)\*(?!\w)", r"\1", line)
    line = re.sub(r"\[([^\]]*)\]\([^)]*\)", r"\1", line)
    line = re.sub(r"^#+ ?| #+$", "", line)
    line = line.replace("\u00ad", "").replace("\u200b", "").replace("’", "'")
    cells = [cell.strip() for cell in line.split("|") if len(cell.strip()) > 1]  # a cross or a tick says nothing here
    return "" if re.fullmatch(r"[\s|:=_*-]*", line) else " ".join(", ".join(cells).split())


def _goes_on(last: str, line: str) -> bool:
    return line[0].islower() or (len(last) >= _FULL_LINE and not last.endswith((".", "!", "?", ";", ":")))


def _heading(raw: str, line: str, section: Section | None) -> tuple[Section | None] | None:
    """What a heading says of what stands under it; None if the line is none. A long one is a part of its section."""
    if len(line.split()) > _MOST_HEADING_WORDS or line.endswith((".", ",", ";")):
        return None
    marked = raw.startswith("#") or line.endswith(":") or re.fullmatch(r"(\*\*?|__).+\1:?", raw) is not None
    capitals = len(line) > 4 and line.isupper()
    known = _section(line, whole=not marked)
    if known or marked:
        return (known or (section if len(line.split()) > _MOST_TITLE_WORDS else None),)
    return (_section(line, whole=False),) if capitals and len(line.split()) > 1 else None


@cache
def _cues() -> list[tuple[str, Section]]:
    """Phrases of headings, the longest first; of equal ones those that come first in the list."""
    known = lists()["headings"]
    sections: tuple[Section, ...] = ("values", "skills", "duties", "other")
    cues: list[tuple[str, Section]] = [(phrase, kind) for kind in sections for phrase in known[kind]]
    return sorted([*cues, *known["exceptions"].items()], key=lambda cue: -len(cue[0].split()))


def _section(text: str, *, whole: bool) -> Section | None:
    """What a heading names; None if nothing known. `whole`: no word of it may be about anything else."""
    words = re.findall(r"[\w']+|&", text.lower())
    line = f" {' '.join(words)} "
    found = [(phrase, kind) for phrase, kind in _cues() if f" {phrase} " in line]
    if not found:
        return None
    said = {word for phrase, _ in found for word in phrase.split()}
    return None if whole and set(words) - said - set(lists()["headings"]["beside"]) else found[0][1]


def _without_dots(match: re.Match[str]) -> str:
    return match[0].replace(".", "")
