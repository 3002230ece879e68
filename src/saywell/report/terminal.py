"""The report for people: rich on a terminal, the same words in plain characters anywhere else."""

from __future__ import annotations

import io
import itertools
from bisect import bisect_right
from dataclasses import dataclass

from rich.console import Console
from rich.text import Text

from saywell.kinds import in_words
from saywell.metrics import catalogue
from saywell.model import Metric, Report, printable
from saywell.report import content, notes, telling
from saywell.report.content import Mark, Segment
from saywell.report.lines import MARGIN, WIDEST, paragraph, put, say, speaks_unicode, to_ascii, wrapped

_CURVE_FROM, _CURVE_TO = 60.0, 240.0
"""Words a minute at the foot and the head of the pace curve."""
_STYLES: dict[Mark, str] = {
    "plain": "",
    "filled_pause": "bold red",
    "filler_word": "bold yellow",
    "repetition": "bold magenta",
    "false_start": "magenta",
    "hedge": "cyan",
    "pause": "dim",
    "unsupported": "dim strike",
}
_BRACKETS: dict[Mark, tuple[str, str]] = {
    "plain": ("", ""),
    "filled_pause": ("(", ")"),
    "filler_word": ("[", "]"),
    "repetition": ("<", ">"),
    "false_start": ("/", "/"),
    "hedge": ("~", "~"),
    "pause": ("|", "|"),
    "unsupported": ("{", "}"),
}
_LEGEND: dict[Mark, str] = {
    "filled_pause": "(um, um?=heard)",
    "filler_word": "[filler]",
    "repetition": "<repeat>",
    "false_start": "/false start/",
    "hedge": "~hedge~",
    "pause": "|pause|",
    "unsupported": "{nobody speaks}",
}
_PART_STYLES = (
    "black on green",
    "black on cyan",
    "black on yellow",
    "black on magenta",
    "black on blue",
    "black on red",
)


@dataclass(frozen=True, slots=True)
class _Signs:
    """The characters that a terminal can show."""

    steps: str
    outside: str
    inside: str


_UNICODE = _Signs(steps="▁▂▃▄▅▆▇█", outside="●", inside="○")
_PLAIN = _Signs(steps="_.-=+*#@", outside="!", inside=" ")


def render(report: Report) -> str:
    """The report as plain text without colour."""
    out = io.StringIO()
    show(report, Console(file=out, width=80, no_color=True, highlight=False))
    return out.getvalue()


def show(report: Report, console: Console, *, every_metric: bool = False) -> None:
    """Print the report.

    Args:
        report: what to say.
        console: where; its width, colours and encoding are respected.
        every_metric: also list every metric with its range and band.
    """
    signs = _UNICODE if speaks_unicode(console) else _PLAIN
    width = min(console.width, WIDEST)
    say(console, Text(content.title(report), style="bold"), Text(f"  {content.subtitle(report)}", style="dim"))
    if report.question.text:
        wrapped(console, report.question.text, width, "dim")
    put(console)
    say(console, Text(MARGIN + content.headline(report), style="bold"))
    put(console)
    _focus(report, console, width)
    _rows(report, console, signs, width)
    _structure(report, console, width)
    _pace(report, console, signs, width)
    _transcript(report, console, width)
    _notes(report, console, width, every_metric=every_metric)
    if every_metric:
        _every_metric(report, console)


def show_line(report: Report, console: Console) -> None:
    """Print the report of one of several files."""
    say(console, Text(content.title(report), style="bold"), Text(f"  {content.one_line(report)}"))


def _focus(report: Report, console: Console, width: int) -> None:
    if report.focus is None:
        paragraph(console, "Fix next", "Nothing stands out that most listeners would mind.", width)
    else:
        paragraph(console, "Fix next", report.focus.message, width, "bold")
        paragraph(console, "Drill", report.focus.drill, width)
    put(console)


def _rows(report: Report, console: Console, signs: _Signs, width: int) -> None:
    rows = content.key_rows(report)
    label = max((len(row.label) for row in rows), default=0)
    value = max((len(row.value) for row in rows), default=0)
    verdict = max((len(row.verdict) for row in rows), default=0)
    heading = f"{MARGIN}{'':<{label}}  {'measured':<{value}}  {'':<{verdict + 4}}usual"
    if any(row.usual for row in rows) and len(heading) <= width:
        say(console, Text(heading, style="dim"))
    for row in rows:
        left = f"{MARGIN}{row.label:<{label}}  {row.value:<{value}}"
        if not row.verdict:
            say(console, Text(left.rstrip()))
            continue
        judged = f"  {signs.outside if row.outside else signs.inside} {row.verdict}"
        usual = f"{'':<{verdict - len(row.verdict)}}  {row.usual}"
        say(
            console,
            Text(left),
            Text(judged, style="bold yellow" if row.outside else "green"),
            Text(usual if row.usual and len(left + judged + usual) <= width else "", style="dim"),
        )
    put(console)


def _structure(report: Report, console: Console, width: int) -> None:
    segments = content.structure_segments(report)
    if not segments or report.structure is None:
        return
    order = list(report.structure.shares)
    bar: list[Text] = [Text(MARGIN)]
    for segment, cells in _cells(segments, width - len(MARGIN) - 1):
        style = _PART_STYLES[order.index(segment.label) % len(_PART_STYLES)] if segment.label != "other" else "dim"
        bar += [Text("|"), Text(f"{segment.label[: cells - 1]:<{cells - 1}}", style=style)]
    say(console, *bar, Text("|"))
    seconds = report.structure.seconds
    shares = ", ".join(
        f"{in_words(label)} {share:.0%} ({seconds[label]:.0f} s)" for label, share in report.structure.shares.items()
    )
    missing = content.missing(report.structure)
    if report.structure.from_pauses:
        shares += " (where sentences end is guessed: these words have no full stops)"
    paragraph(console, "Parts", shares + (f"; missing: {missing}" if missing else ""), width)
    for about, sentence in telling.lines(report):
        paragraph(console, about, sentence, width)
    put(console)


def _cells(segments: list[Segment], width: int) -> list[tuple[Segment, int]]:
    """How many characters each part of the bar gets: two or more, together the width; the smallest get none."""
    ends = list(itertools.accumulate(segment.share for segment in segments))
    slots = width // 2
    owners = [min(bisect_right(ends, (k + 0.5) / slots), len(segments) - 1) for k in range(slots)]
    cells = [(segments[owner], 2 * len(list(run))) for owner, run in itertools.groupby(owners)]
    cells[-1] = (cells[-1][0], cells[-1][1] + width - 2 * slots)
    return cells


def _pace(report: Report, console: Console, signs: _Signs, width: int) -> None:
    if len(report.pace) < 2:
        return
    rates = [rate for _, rate in report.pace]
    head, range_ = f"{MARGIN}{'Pace':<11}", f"  {min(rates):.0f} to {max(rates):.0f} words a minute"
    top = len(signs.steps) - 1
    curve = "".join(
        signs.steps[round(top * min(1.0, max(0.0, (rate - _CURVE_FROM) / (_CURVE_TO - _CURVE_FROM))))]
        for rate in _fewer(rates, width - len(head) - len(range_))
    )
    say(console, Text(head, style="bold"), Text(curve, style="cyan"), Text(range_, style="dim"))
    put(console)


def _fewer(values: list[float], most: int) -> list[float]:
    """At most so many values: the means of equal stretches."""
    most = max(1, most)
    if len(values) <= most:
        return values
    edges = [round(k * len(values) / most) for k in range(most + 1)]
    return [sum(values[a:b]) / (b - a) for a, b in itertools.pairwise(edges)]


def _transcript(report: Report, console: Console, width: int) -> None:
    pieces = content.transcript_pieces(report)
    if not pieces or report.transcript is None:
        return
    text = Text()
    for piece in pieces:
        before, after = _BRACKETS[piece.mark]
        words = printable(piece.text if speaks_unicode(console) else to_ascii(piece.text))
        if text:
            text.append(" ")
        text.append(f"{before}{words}{after}", style=_STYLES[piece.mark])
    if caption := content.transcript_caption(report):
        say(console, Text(MARGIN + caption, style="dim"))
    for line in text.wrap(console, width - len(MARGIN)):
        line.rstrip()
        put(console, Text(MARGIN), line)
    used = [_LEGEND[mark] for mark in _LEGEND if any(piece.mark == mark for piece in pieces)]
    if used:
        say(console, Text(MARGIN + "  ".join(used), style="dim"))
    put(console)


def _notes(report: Report, console: Console, width: int, *, every_metric: bool) -> None:
    for about, sentence in notes.of(report, every_metric=every_metric):
        paragraph(console, about, sentence, width, "yellow" if about in ("Recording", "Words") else "dim")


def _every_metric(report: Report, console: Console) -> None:
    """Each metric with its range and, where there is room, its band. Names are whole: they can be typed."""
    rows = [("metric", "value", "range", "usual")]
    rows += [_table_row(metric) for metric in report.metrics.values() if metric.value is not None]
    widths = [max(map(len, column)) for column in zip(*rows, strict=True)]
    columns = 4 if sum(widths) + 6 <= console.width else 3
    put(console)
    for k, row in enumerate(rows):
        cells = (f"{cell:<{width}}" for cell, width in zip(row[:columns], widths, strict=False))
        put(console, Text("  ".join(cells).rstrip(), style="" if k else "bold"))
    for name, metric in report.metrics.items():
        if metric.method:
            put(console, Text(f"{name}: {metric.method}"))


def _table_row(metric: Metric) -> tuple[str, str, str, str]:
    digits = catalogue()[metric.name].digits
    value = f"{metric.value:.{digits}f} {metric.unit}"
    known = metric.low is not None and metric.high is not None
    range_ = f"{metric.low:.{digits}f}-{metric.high:.{digits}f}" if known else "not known"
    return metric.name, value, range_, content.band_text(metric.target)
