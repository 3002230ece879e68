"""`saywell fillers mark`: what a person says of a finding; it is kept, learned from, and measured by."""

from __future__ import annotations

import re
import sys
from typing import Any

from saywell import audio, config, own_voice, own_words, person, store
from saywell.analyse import filler_words
from saywell.analyse.corrections import KINDS, SOUND, same
from saywell.cli import at, complain, say
from saywell.cli.history import find
from saywell.cli.reanalyse import measured_again, rescored
from saywell.cli.teach import tell
from saywell.english import listed
from saywell.errors import UsageError
from saywell.labels import MOST_S
from saywell.metrics import catalogue
from saywell.model import Mark, Report, Span, Verdict, merge, subtract
from saywell.report.notes import NOUNS
from saywell.store import Store

VERDICTS: tuple[Verdict, ...] = ("fine", "wrong", "missed")
UNMARK = "unmark"
"""No verdict: takes one back."""
_TIME = re.compile(r"(?:(\d+):)?(\d+(?:\.\d+)?)")
_LEAST_S, _HALF_S = 0.1, 0.2


def mark(number: str, finding: str, verdict: str) -> None:
    """Keep what a person says of a finding, or take it back; learn from it, and measure by it."""
    with store.opened() as history:
        attempt = find(history, number)
        report = history.report(attempt)
        kind, told = (
            _unmarked(history, report, finding) if verdict == UNMARK else _marked(history, report, finding, verdict)
        )
        learned = own_voice.learn(history) if kind == SOUND and attempt.audio else None
        changed = own_words.learn(history) if kind == filler_words.KIND else set()
        again = measured_again(history, attempt, report, report.transcript, None, config.load(), person.current())
        others = rescored(history, changed)
    if kind == SOUND and not attempt.audio and verdict != UNMARK:
        complain(f"Attempt {attempt.id} has no recording: the mark is kept, but nothing can be learned from it.")
    metric = f"{kind}_count"
    before, after = (r.metrics[metric].value or 0 for r in (report, again))
    noun = NOUNS[kind] if after == 1 and kind != SOUND else catalogue()[metric].label.lower()
    print(f"{told} It has {after:.0f} {noun} now, before {before:.0f}.")
    if changed:
        words = listed([f"“{word}”" for word in sorted(changed)])
        say(f"{words}: learned from your marks, used from now on. {others}", sys.stdout)
    tell(learned)


def _marked(history: Store, report: Report, finding: str, text: str) -> tuple[str, str]:
    """Keep what a person says; of which kind of finding, and what came of it as a sentence."""
    assert report.attempt
    kind, place, said = _place(history, report, finding, _verdict(text))
    there = f"{at(place.start_s)} of attempt {report.attempt.id}"
    marks = [mark for mark in history.marks(report.attempt) if mark.kind == kind]
    added = next((mark for mark in marks if mark.verdict == "missed" and _alike(mark.span, place)), None)
    if added and said == "wrong":  # nothing but that mark ever said that there is one
        history.remove_mark(report.attempt, added)
        return kind, f"Took back the mark at {there}."
    new = Mark(kind, round(place.start_s, 3), round(place.end_s, 3), said, store.now())
    history.add_mark(report.attempt, new)
    known = " that was found already" if text == "missed" and said == "fine" else ""
    name = NOUNS[kind]
    in_words = {"fine": name, "wrong": f"no {name}", "missed": f"an {name} that was missed"}
    return kind, f"Marked {there}: {in_words[said]}{known}."


def _unmarked(history: Store, report: Report, finding: str) -> tuple[str, str]:
    """Take a mark back; of which kind of finding, and what came of it as a sentence."""
    assert report.attempt
    marks = history.marks(report.attempt)
    meant = next((one for one in report.findings if one.id == finding), None)

    def is_meant(mark: Mark) -> bool:
        return meant is not None and mark.kind == meant.kind and same(mark.span, meant.span)

    known = next((mark for mark in marks if id_of(mark) == finding or is_meant(mark)), None)
    if known is None and finding[:1].isdigit():
        when = _times(finding)
        known = next((mark for mark in marks if all(at_s in mark.span for at_s in when)), None)
    if known is None:
        raise UsageError(
            f"Attempt {report.attempt.id} has no mark at {finding}", "saywell fillers list shows them.", code="no_mark"
        )
    history.remove_mark(report.attempt, known)
    return known.kind, f"Took back the mark at {at(known.start_s)} of attempt {report.attempt.id}."


def _verdict(text: str) -> Verdict:
    for verdict in VERDICTS:
        if text == verdict:
            return verdict
    raise UsageError(f"{text} says nothing of a finding", f"Say one of: {', '.join((*VERDICTS, UNMARK))}.")


def _place(history: Store, report: Report, finding: str, verdict: Verdict) -> tuple[str, Span, Verdict]:
    """The kind and the place of what a person names, by its id or a time, and what they say of it.

    What was found after all was not missed.
    """
    assert report.attempt
    found = {one.id: (one.kind, one.span) for one in report.findings}
    found |= {id_of(mark): (mark.kind, mark.span) for mark in history.marks(report.attempt)}
    if finding in found:
        kind, span = found[finding]
        if kind not in KINDS:
            raise UsageError(f"{finding} can't be marked", f"These can: {', '.join(KINDS)}.")
        if verdict == "missed":
            raise UsageError(f"{finding} was not missed", "Say fine or wrong of it, or give a time.")
        return kind, span, verdict
    if verdict != "missed":
        raise UsageError(
            f"Attempt {report.attempt.id} has no finding {finding}",
            f"saywell play {report.attempt.id} --list shows them.",
            code="unknown_finding",
        )
    return SOUND, *_missed(history, report, finding)


def _missed(history: Store, report: Report, text: str) -> tuple[Span, Verdict]:
    """The stretch that a person means by a time, or by two with a dash between.

    What was found there already is meant itself: fine, or missed if it is only there because of that.
    """
    assert report.attempt
    at = _times(text)
    end_s = report.quality.duration_s if report.quality else max((word.end_s for word in _words(report)), default=0.0)
    if at[-1] > end_s or at[0] > at[-1]:
        raise UsageError(f"{text} is no stretch of attempt {report.attempt.id}", f"It lasts {end_s:.1f} s.")
    given = Span(at[0], at[-1]) if len(at) == 2 else None
    if given and not _LEAST_S <= round(given.duration_s, 3) <= MOST_S:
        raise UsageError(f"{text} is no um or uh", f"One lasts {_LEAST_S:g} to {MOST_S:g} s.")
    known: list[tuple[str, Span, Verdict]] = [
        (one.id, one.span, "missed" if one.marked == "missed" else "fine")
        for one in report.findings
        if one.kind == SOUND
    ]
    known += [
        (id_of(m), m.span, "fine") for m in history.marks(report.attempt) if m.kind == SOUND and m.verdict == "wrong"
    ]
    for id, span, verdict in known:
        if at[0] in span if given is None else _mostly(span, given):
            return span, verdict
        if given and span & given:
            found = f"an um or uh at {span.start_s:.1f}-{span.end_s:.1f} s is known already ({id})"
            raise UsageError(f"In {text} {found}", "Give the ends of the one that was missed.")
    place = _heard(history, report, at, end_s)
    beside = sorted(
        ((span, verdict) for _, span, verdict in known if span & place), key=lambda one: _gap_s(one[0], at[0])
    )
    pieces = subtract([place], merge(span for span, _ in beside))
    piece = next((piece for piece in pieces if given or at[0] in piece), place)
    return beside[0] if beside and piece.duration_s < _LEAST_S else (piece, "missed")


def _heard(history: Store, report: Report, at: list[float], end_s: float) -> Span:
    """Where a voice sounds at a time, or between two; around it where there is no recording to listen to.

    Raises:
        UsageError: nobody is heard there.
    """
    assert report.attempt
    given = Span(at[0], at[1]) if len(at) == 2 else None
    if not report.attempt.audio:
        return given or Span(max(0.0, at[0] - _HALF_S), min(end_s, at[0] + _HALF_S))
    sound = audio.load(str(history.audio(report.attempt)))[1]
    place, voices = own_voice.heard_at(sound, given or Span(at[0], at[0]))
    if place:
        return given or place
    when = f"{given.start_s:.1f}-{given.end_s:.1f} s" if given else f"{at[0]:.1f} s"
    nearest = min(voices, key=lambda span: _gap_s(span, at[0]), default=None)
    raise UsageError(
        f"There is no voice at {when}"
        + (f": the nearest sound is at {nearest.start_s:.1f}-{nearest.end_s:.1f} s" if nearest else ""),
        "Give a time within the um or uh.",
    )


def _times(text: str) -> list[float]:
    """The seconds of a time, or of two with a dash between."""
    if text.startswith("-"):
        raise UsageError(f"{text} is no time", "Times are from 0.")
    times = [_TIME.fullmatch(part.strip()) for part in text.split("-")]
    if not all(times) or len(times) > 2:
        raise UsageError(f"{text} is no time", "Write seconds, such as 12.4 or 12.4-12.9, or 1:02.5.")
    return [60 * float(time[1] or 0) + float(time[2]) for time in times if time]


def id_of(mark: Mark) -> str:
    return f"{mark.kind}-{round(mark.start_s * 1000)}"


def _alike(one: Span, other: Span) -> bool:
    return abs(one.start_s - other.start_s) < 0.002 and abs(one.end_s - other.end_s) < 0.002


def _mostly(one: Span, other: Span) -> bool:
    """Whether they share at least half of the longer one."""
    both = one & other
    return both is not None and both.duration_s >= 0.5 * max(one.duration_s, other.duration_s)


def _gap_s(span: Span, at_s: float) -> float:
    return max(span.start_s - at_s, at_s - span.end_s, 0.0)


def _words(report: Report) -> tuple[Any, ...]:
    return report.transcript.words if report.transcript else ()
