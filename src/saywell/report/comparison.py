"""A comparison for people, and as JSON."""

from __future__ import annotations

import json
import textwrap
from dataclasses import dataclass
from typing import Any, Literal

from rich.console import Console
from rich.text import Text

from saywell.compare import FEWEST_TAKES, Change, Comparison, Verdict
from saywell.metrics import catalogue
from saywell.model import Report, printable
from saywell.report import as_json
from saywell.report.content import moment
from saywell.report.lines import MARGIN, WIDEST, paragraph, say, wrapped

SHOWN = (
    "answer_s",
    "words_per_minute",
    "articulation_rate_syll_s",
    "filled_pauses_per_minute",
    "filler_words_per_minute",
    "mean_run_words",
    "long_pause_count",
    "pause_total_s",
    "mid_clause_pause_share",
    "repetition_count",
    "false_start_count",
    "hedge_count",
    "pitch_sd_semitones",
    "structure_score",
)
"""What people are told of; the rest is in the JSON and under --all."""
_Group = Verdict | Literal["usual", "few"]
_HEADS: dict[_Group, tuple[str, str]] = {
    "better": ("Better", "bold green"),
    "worse": ("Worse", "bold yellow"),
    "changed": ("Changed, neither better nor worse", "bold"),
    "few": ("Another count, but so few come and go by chance", "bold"),
    "usual": ("Changed, but no more than you usually vary", "bold"),
    "within_error": ("Within measurement error", "bold"),
    "unknown": ("Perhaps changed: how far measuring alone moves these is not known", "bold"),
    "not_comparable": ("Not judged: measured differently", "bold"),
}
_COLUMN = 15


@dataclass(frozen=True, slots=True)
class Line:
    """One change in words: `9.1 -> 4.0 a minute`, `fewer, now within 0-5`."""

    label: str
    values: str
    meaning: str


def as_dict(comparison: Comparison) -> dict[str, Any]:
    """The comparison as plain data."""
    best = comparison.most_improved
    return {
        "schema_version": as_json.SCHEMA_VERSION,
        "before": _attempt(comparison.before),
        "after": _attempt(comparison.after),
        "takes": comparison.takes,
        "notes": list(comparison.notes),
        "changes": [_change(change) for change in comparison.changes],
        "most_improved": best.metric if best else None,
        "next": next_step(comparison),
    }


def render_json(comparison: Comparison) -> str:
    """One line of JSON."""
    return json.dumps(as_dict(comparison), allow_nan=False)


def show(comparison: Comparison, console: Console, *, every_metric: bool = False, texts: bool = False) -> None:
    """Print it.

    Args:
        comparison: what to say.
        console: where.
        every_metric: every metric that both have.
        texts: also the two transcripts side by side.
    """
    width = min(console.width, WIDEST)
    _title(comparison, console, width)
    for note in comparison.notes:
        paragraph(console, "Note", note, width, "yellow", column=_COLUMN)
    shown = [change for change in comparison.changes if every_metric or change.metric in SHOWN]
    for group, (head, style) in _HEADS.items():
        changes = [change for change in shown if _group(change) == group]
        if not changes:
            continue
        say(console, Text(MARGIN + head, style=style))
        lines = [line_of(change) for change in changes]
        label, values = max(len(line.label) for line in lines), max(len(line.values) for line in lines)
        for line in lines:
            left = f"{MARGIN * 2}{line.label:<{label}}  {line.values:<{values}}"
            fits = len(left) + 2 + len(line.meaning) <= width
            say(console, Text(left.rstrip() if not (fits and line.meaning) else f"{left}  {line.meaning}"))
            if not fits:
                for part in textwrap.wrap(line.meaning, width - 8):
                    say(console, Text(f"{MARGIN * 4}{part}", style="dim"))
        console.print()
    if best := comparison.most_improved:
        line = line_of(best)
        paragraph(console, "Most improved", f"{line.label}, {line.values}: {line.meaning}.", width, column=_COLUMN)
    if 0 < comparison.takes < FEWEST_TAKES:
        more = f"Whether that is more than your usual variation shows from {FEWEST_TAKES} takes on; this is the "
        takes = f"{more}{_ordinal(comparison.takes)} that was measured alike."
        paragraph(console, "Takes", takes, width, "dim", column=_COLUMN)
    paragraph(console, "Next", next_step(comparison), width, "bold", column=_COLUMN)
    if texts:
        _side_by_side(comparison, console, width)


def in_one_line(comparison: Comparison) -> str:
    """What changed since the last attempt, for the foot of a report."""
    best = comparison.most_improved
    worse = [change for change in comparison.changes if _group(change) == "worse" and change.metric in SHOWN]
    parts = [f"{_brief(change)} better" for change in [best] if change]
    parts += [f"{_brief(change)} worse" for change in worse[:2]]
    return "; ".join(parts) or "nothing beyond measurement error got better or worse"


def next_step(comparison: Comparison) -> str:
    """What to do after the second attempt."""
    focus = comparison.after.focus
    if focus is None:
        return "Nothing stands out any more: take another question."
    before = comparison.before.focus
    same = "Still: " if before and before.metric == focus.metric else ""
    return f"{same}{focus.message} {focus.drill}"


def line_of(change: Change) -> Line:
    """A change in words, with its direction."""
    spec = catalogue()[change.metric]
    before, after = _number(change, change.before), _number(change, change.after)
    values = (after if before == after else f"{before} -> {after}") + _unit(change)
    if change.looks_alike:
        return Line(change.label, values, "as before")
    meaning = [spec.up if change.difference > 0 else spec.down]
    if change.target:
        meaning.append(_band(change))
    if change.beyond_usual and _group(change) in ("better", "worse", "changed"):
        meaning.append("more than you usually vary")
    return Line(change.label, values, ", ".join(meaning))


def _group(change: Change) -> _Group:
    """Where people read of it: a change that is real may still be no more than usual, or than chance."""
    if change.verdict not in ("better", "worse", "changed"):
        return change.verdict
    return "few" if change.too_few else "usual" if change.beyond_usual is False else change.verdict


def _band(change: Change) -> str:
    assert change.target
    low, high = change.target
    text = f"the usual (up to {high:g})" if low == 0 else f"the usual {low:g}-{high:g}"
    inside = low <= change.after <= high
    was_inside = low <= change.before <= high
    if change.verdict == "changed" and inside != was_inside:
        return f"at the edge of {text}"
    if inside:
        return f"{'both' if was_inside else 'now'} within {text}"
    side, was = (("below" if value < low else "above") for value in (change.after, change.before))
    if was_inside or side == was:
        return f"{'now' if was_inside else 'still'} {side} {text}"
    return f"from {was} to {side} {text}"


def _number(change: Change, value: float) -> str:
    return f"{value:.{change.digits}f}"


def _unit(change: Change) -> str:
    """The unit, unless the label says it."""
    short = {"s": " s", "words/min": " words/min", "words": " words"}
    return short.get(change.unit, "")


def _brief(change: Change) -> str:
    return f"{change.label.lower()} {_number(change, change.before)} -> {_number(change, change.after)},"


def _title(comparison: Comparison, console: Console, width: int) -> None:
    one, other = comparison.before.attempt, comparison.after.attempt
    if one and other:
        times = f"  {moment(one.recorded_at)} -> {moment(other.recorded_at)}"
        say(console, Text(f"Attempt {one.id} -> {other.id}", style="bold"), Text(times, style="dim"))
    else:
        say(console, Text("First try -> second try", style="bold"))
    if question := comparison.after.question.text:
        wrapped(console, question, width)
    console.print()


def _ordinal(takes: int) -> str:
    return {1: "first", 2: "second", 3: "third", 4: "fourth"}.get(takes, "first")


def _side_by_side(comparison: Comparison, console: Console, width: int) -> None:
    column = (width - 5) // 2
    sides = [_wrapped(report, column) for report in (comparison.before, comparison.after)]
    console.print()
    for k in range(max(map(len, sides))):
        left, right = (side[k] if k < len(side) else "" for side in sides)
        say(console, Text(f"{MARGIN}{left:<{column}} | {right}".rstrip()))


def _wrapped(report: Report, width: int) -> list[str]:
    text = report.transcript.text if report.transcript else "(no transcript)"
    return textwrap.wrap(printable(text), width) or [""]


def _attempt(report: Report) -> dict[str, Any] | None:
    return as_json.attempt_as_dict(report.attempt) if report.attempt else None


def _change(change: Change) -> dict[str, Any]:
    return {
        "metric": change.metric,
        "label": change.label,
        "unit": change.unit,
        "before": round(change.before, 4),
        "after": round(change.after, 4),
        "difference": round(change.difference, 4),
        "low": None if change.low is None else round(change.low, 4),
        "high": None if change.high is None else round(change.high, 4),
        "verdict": change.verdict,
        "usual_variation": None if change.usual is None else round(change.usual, 4),
        "beyond_usual": change.beyond_usual,
        "by_chance": change.by_chance,
        "target": list(change.target) if change.target else None,
    }
