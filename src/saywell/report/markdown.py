"""The report as Markdown, to keep or to send."""

from __future__ import annotations

from saywell.kinds import in_words
from saywell.model import Report
from saywell.report import content, notes, telling
from saywell.report.content import Mark

_MARKS: dict[Mark, tuple[str, str]] = {
    "plain": ("", ""),
    "filled_pause": ("**(", ")**"),
    "filler_word": ("**[", "]**"),
    "repetition": ("**<", ">**"),
    "false_start": ("**/", "/**"),
    "hedge": ("*", "*"),
    "pause": ("`", "`"),
    "unsupported": ("~~", "~~"),
}


def render(report: Report) -> str:
    """The report as Markdown, ending in a newline."""
    lines = [
        f"# {_plain(content.title(report))}",
        "",
        content.subtitle(report),
        "",
        f"**{content.headline(report)}**",
        "",
    ]
    if report.focus:
        lines += [f"**Fix next:** {_plain(report.focus.message)}", "", f"**Drill:** {_plain(report.focus.drill)}", ""]
    lines += ["| | measured | usual | |", "|---|---|---|---|"]
    lines += [f"| {row.label} | {row.value} | {row.usual} | {row.verdict} |" for row in content.key_rows(report)]
    lines.append("")
    if report.structure:
        lines += ["## Structure", ""]
        lines += [f"- *{in_words(s.label)}*: {_plain(s.text)}" for s in report.structure.sentences]
        if report.structure.missing:
            lines += ["", f"Missing: {content.missing(report.structure)}"]
        if told := telling.lines(report):
            lines += ["", *(f"- {about}: {_plain(sentence)}" for about, sentence in told)]
        lines.append("")
    pieces = content.transcript_pieces(report)
    if pieces:
        marked = " ".join(f"{_MARKS[p.mark][0]}{_plain(p.text)}{_MARKS[p.mark][1]}" for p in pieces)
        caption = content.transcript_caption(report)
        lines += ["## What was said", "", *([caption, ""] if caption else []), marked, ""]
    noted = [f"- {about}: {_plain(sentence)}" for about, sentence in notes.of(report)]
    return "\n".join([*lines, *noted, ""] if noted else lines)


def _plain(text: str) -> str:
    """Text that Markdown leaves alone."""
    for sign in "\\`*_<>[]|#":
        text = text.replace(sign, f"\\{sign}")
    return text
