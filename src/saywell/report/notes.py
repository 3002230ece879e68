"""What a reader should know beside the numbers: what limits them, habits, and what the person said of them."""

from __future__ import annotations

from collections import Counter
from collections.abc import Sequence

from saywell import kinds
from saywell.english import listed
from saywell.metrics import catalogue
from saywell.model import JobCoverage, Report, Verdict, printable
from saywell.report.content import KEY, WHY_NULL

_NOWHERE_SHARE = 0.1
_MOST_OF_JOB = 5
_SAID_ANYWAY = {"not_measured_yet", "not_our_recording", "nothing_to_count", "switched_off"}
"""Reasons that a reader need not be told at every report."""
NOUNS = {
    "filled_pause": "um or uh",
    "filler_word": "filler word",
    "repetition": "repeat",
    "false_start": "false start",
    "hedge": "hedge",
}
"""What a finding of a kind is called."""


def of(report: Report, *, every_metric: bool = False) -> list[tuple[str, str]]:
    """What limits the report, as (about, sentence): the recording, the words, what was withheld, the question.

    Args:
        report: the report.
        every_metric: also name what is withheld of metrics that only `--all` shows.
    """
    problems = report.quality.problems if report.quality else ()
    out = [("Recording", problem.message) for problem in problems]
    words = report.transcript.words if report.transcript else ()
    nowhere = sum(
        f.last_word - f.first_word + 1
        for f in report.findings
        if f.kind == "unsupported_words" and f.first_word is not None and f.last_word is not None
    )
    if nowhere > _NOWHERE_SHARE * len(words):
        out.append(("Words", f"{nowhere} of {len(words)} are where nobody speaks: do they belong to this recording?"))
    out += [("Habit", line) for line in _habits(report)]
    if report.edges:
        say = "says" if len(report.edges) == 1 else "say"
        out.append(("Empty", f"{listed([_quoted(edge.text) for edge in report.edges])} {say} nothing."))
    if report.job:
        out.append(("Job", _job(report.job)))
    if report.marks:
        out.append(("Corrected", f"By you: {_corrections(report)}."))
    if report.own_words.allowed:
        allowed = listed([_quoted(word) for word in report.own_words.allowed])
        out.append(("Allowed", f"By you, and not counted: {allowed}."))
    if report.own_words.leanings:
        judged = listed([_quoted(word) for word in report.own_words.leanings])
        out.append(("Learned", f"From your marks: which uses of {judged} are fillers."))
    out += [("Withheld", line) for line in _withheld(report, every_metric)]
    if report.question.assumed:
        kind = kinds.in_words(report.question.kind)
        how = "Read as" if report.question.text else "Taken for"
        article = "an" if kind[0] in "aeiou" else "a"
        out.append(("Question", f"{how} {article} {kind} one; --kind says otherwise."))
    return out


def _corrections(report: Report) -> str:
    """What the person said of findings, by kind and by how often."""
    ways: dict[Verdict, str] = {"wrong": "taken out", "missed": "added", "fine": "confirmed"}
    said = Counter((mark.kind, mark.verdict) for mark in report.marks)
    return ", ".join(
        f"{said[kind, verdict]} {_plural_of(noun, said[kind, verdict])} {way}"
        for kind, noun in NOUNS.items()
        for verdict, way in ways.items()
        if said[kind, verdict]
    )


def _plural_of(noun: str, count: int) -> str:
    return noun if count == 1 or noun == NOUNS["filled_pause"] else f"{noun}s"


def _habits(report: Report) -> list[str]:
    """Words that are said far more often than by others."""
    lines = []
    for habit in report.habits:
        if habit.stands_out:
            where = "opens a sentence" if habit.opens_sentences else "comes"
            often = f"{_quoted(habit.word)} {where} {len(habit.uses)} times, {habit.per_100_words:.1f} in 100 words"
            lines.append(f"{often}; 19 people in 20 stay below {habit.high_per_100_words:.1f}.")
    return lines


def _job(job: JobCoverage) -> str:
    """How much of the job the answer shows, and what."""
    total = len(job.covered) + len(job.missing)
    if not job.covered:
        return f"Covers none of the {total} things that it asks for."
    more = len(job.covered) - _MOST_OF_JOB
    named = [*job.covered[:_MOST_OF_JOB], *([f"{more} more"] if more > 0 else [])]
    return f"Covers {len(job.covered)} of {total}: {printable('; '.join(named))}."


def _quoted(text: str) -> str:
    return f"“{text}”"


def _withheld(report: Report, every_metric: bool) -> list[str]:
    """What could not be measured honestly, and why, a line each: of what the report would have shown."""
    by_reason: dict[str, list[str]] = {}
    for name, metric in report.metrics.items():
        shown = every_metric or name in KEY
        if shown and metric.why_null and metric.why_null not in _SAID_ANYWAY:
            by_reason.setdefault(metric.why_null, []).append(name)
    return [f"{_named(names, reason)}: {WHY_NULL.get(reason, reason)}" for reason, names in by_reason.items()]


def _named(names: Sequence[str], reason: str) -> str:
    if reason in ("no_words", "words_unreliable"):
        return (
            "pace, " if "words_per_minute" in names else ""
        ) + "wording, filler words, hedges, repeats, false starts and structure"
    return ", ".join(catalogue()[name].label.lower() for name in names)
