"""`saywell fillers`: what a person says of their own um and uh, and what saywell learns from it."""

from __future__ import annotations

import json
import re
import sys
import time
from contextlib import ExitStack
from dataclasses import asdict
from pathlib import Path
from typing import Any

from saywell import audio, config, devices, files, own_voice, pending, store, teaching
from saywell.analyse.corrections import KIND, same
from saywell.cli import complain, say
from saywell.cli.history import confirm, find
from saywell.cli.reanalyse import measured_again
from saywell.errors import DeviceMissingError, SaywellError, StoppedError, UsageError
from saywell.features.own import Score
from saywell.model import Mark, Report, Span, Verdict, merge, subtract
from saywell.own_voice import MOST_S, Labels, Learned
from saywell.record import Recording
from saywell.report.as_json import mark_as_dict
from saywell.report.content import moment
from saywell.store import Store
from saywell.teaching import Prompt

VERDICTS: tuple[Verdict, ...] = ("fine", "wrong", "missed")
UNMARK = "unmark"
"""No verdict: takes one back."""
_IN_WORDS = {"fine": "um or uh", "wrong": "no um or uh", "missed": "an um or uh that was missed"}
_TIME = re.compile(r"(?:(\d+):)?(\d+(?:\.\d+)?)")
_LEAST_S, _HALF_S = 0.1, 0.2
_TAIL_S = 0.7
"""The sound system hands over what it hears so late."""
_LEAST_FILLERS = 3


def teach(*, recording: str | None, labels: str | None, device: str | None) -> None:
    """Learn a person's um and uh from a minute of speech, and say what that gains."""
    if (recording is None) != (labels is None):
        raise UsageError("--from and --labels go together", "Name a recording and a file of labels.")
    with store.opened() as history:
        if recording is not None and labels is not None:
            _learn(history, Path(recording), own_voice.read_labels(Path(labels)))
        else:
            _teach_aloud(history, config.load().device if device is None else device)


def mark(number: str, finding: str, verdict: str) -> None:
    """Keep what a person says of a finding, or take it back; learn from it, and measure that attempt again."""
    with store.opened() as history:
        attempt = find(history, number)
        report = history.report(attempt)
        told = _unmarked(history, report, finding) if verdict == UNMARK else _marked(history, report, finding, verdict)
        learned = own_voice.learn(history) if attempt.audio else None
        again = measured_again(history, attempt, report, report.transcript, None, config.load(), own_voice.current())
    if not attempt.audio and verdict != UNMARK:
        complain(f"Attempt {attempt.id} has no recording: the mark is kept, but nothing can be learned from it.")
    before, after = (r.metrics["filled_pause_count"].value or 0 for r in (report, again))
    print(f"{told} It has {after:.0f} um and uh now, before {before:.0f}.")
    if attempt.audio:
        _tell(learned)


def show_list(*, as_json: bool) -> None:
    """What was taught and marked, and what came of it."""
    with store.opened() as history:
        marks = [(attempt.id, mark) for attempt in history.marked() for mark in history.marks(attempt)]
    learned, lessons = own_voice.learned(), own_voice.lessons()
    if as_json:
        listed = {
            "lessons": [asdict(lesson) for lesson in lessons],
            "marks": [{"attempt": str(id), **mark_as_dict(mark)} for id, mark in marks],
            "learned": _row(learned) if learned else None,
        }
        print(json.dumps(listed))
        return
    if not marks and not lessons:
        print("Nothing is taught or marked yet. To begin: saywell fillers teach")
        return
    for lesson in lessons:
        print(f"lesson of {moment(lesson.at)}: {lesson.fillers} um and uh")
    for id, mark in marks:
        print(f"attempt {id:<4} {_at(mark.start_s):>7}  {_id(mark):<20}  {mark.verdict}")
    print(f"{len(lessons)} lesson{'s' * (len(lessons) != 1)}, {len(marks)} mark{'s' * (len(marks) != 1)}.")
    if learned:
        _tell(learned)


def forget(*, yes: bool) -> None:
    """Delete what was learned of the person's voice, with the lessons. Marks stay with their attempts."""
    if not own_voice.anything():
        print("There is nothing to forget: nothing was taught or learned.")
        return
    confirm("Forget what was learned of your um and uh, and the recordings of the lessons?", yes)
    with store.opened() as history:
        history.learn_no_more()
    own_voice.forget()
    print("Forgotten: the lessons and all that was learned of your um and uh. Marks stay with their attempts.")


# ---------------------------------------------------------------- marking


def _marked(history: Store, report: Report, finding: str, text: str) -> str:
    """Keep what a person says; what came of it, as a sentence."""
    assert report.attempt
    place, said = _place(history, report, finding, _verdict(text))
    there = f"{_at(place.start_s)} of attempt {report.attempt.id}"
    added = next((m for m in history.marks(report.attempt) if m.verdict == "missed" and _alike(m.span, place)), None)
    if added and said == "wrong":  # nothing but that mark ever said that there is one
        history.remove_mark(report.attempt, added)
        return f"Took back the mark at {there}."
    new = Mark(KIND, round(place.start_s, 3), round(place.end_s, 3), said, store.now())
    history.add_mark(report.attempt, new)
    known = " that was found already" if text == "missed" and said == "fine" else ""
    return f"Marked {there}: {_IN_WORDS[said]}{known}."


def _unmarked(history: Store, report: Report, finding: str) -> str:
    """Take a mark back; what came of it, as a sentence."""
    assert report.attempt
    marks = [mark for mark in history.marks(report.attempt) if mark.kind == KIND]
    span = {one.id: one.span for one in report.findings}.get(finding)
    known = next((m for m in marks if _id(m) == finding or (span and same(m.span, span))), None)
    if known is None and finding[:1].isdigit():
        at = _times(finding)
        known = next((mark for mark in marks if all(at_s in mark.span for at_s in at)), None)
    if known is None:
        raise UsageError(
            f"Attempt {report.attempt.id} has no mark at {finding}", "saywell fillers list shows them.", code="no_mark"
        )
    history.remove_mark(report.attempt, known)
    return f"Took back the mark at {_at(known.start_s)} of attempt {report.attempt.id}."


def _verdict(text: str) -> Verdict:
    for verdict in VERDICTS:
        if text == verdict:
            return verdict
    raise UsageError(f"{text} says nothing of a finding", f"Say one of: {', '.join((*VERDICTS, UNMARK))}.")


def _place(history: Store, report: Report, finding: str, verdict: Verdict) -> tuple[Span, Verdict]:
    """The place of what a person names, by its id or a time, and what they say of it.

    What was found after all was not missed.
    """
    assert report.attempt
    found = {one.id: (one.kind, one.span) for one in report.findings}
    found |= {_id(mark): (mark.kind, mark.span) for mark in history.marks(report.attempt)}
    if finding in found:
        kind, span = found[finding]
        if kind != KIND:
            raise UsageError(f"{finding} can't be marked", "Only a filled_pause can.")
        if verdict == "missed":
            raise UsageError(f"{finding} was not missed", "Say fine or wrong of it, or give a time.")
        return span, verdict
    if verdict != "missed":
        raise UsageError(
            f"Attempt {report.attempt.id} has no finding {finding}",
            f"saywell play {report.attempt.id} --list shows them.",
            code="unknown_finding",
        )
    return _missed(history, report, finding)


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
        if one.kind == KIND
    ]
    known += [
        (_id(m), m.span, "fine") for m in history.marks(report.attempt) if m.kind == KIND and m.verdict == "wrong"
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


def _id(mark: Mark) -> str:
    return f"{mark.kind}-{round(mark.start_s * 1000)}"


def _alike(one: Span, other: Span) -> bool:
    return abs(one.start_s - other.start_s) < 0.002 and abs(one.end_s - other.end_s) < 0.002


def _mostly(one: Span, other: Span) -> bool:
    """Whether they share at least half of the longer one."""
    both = one & other
    return both is not None and both.duration_s >= 0.5 * max(one.duration_s, other.duration_s)


def _gap_s(span: Span, at_s: float) -> float:
    return max(span.start_s - at_s, at_s - span.end_s, 0.0)


def _at(seconds: float) -> str:
    """Minutes, seconds and tenths.

    >>> _at(59.96), _at(5.0)
    ('1:00.0', '0:05.0')
    """
    tenths = round(seconds * 10)
    return f"{tenths // 600}:{tenths % 600 / 10:04.1f}"


def _words(report: Report) -> tuple[Any, ...]:
    return report.transcript.words if report.transcript else ()


# ---------------------------------------------------------------- teaching


def _learn(history: Store, recording: Path, labels: Labels) -> None:
    """Keep a lesson and learn from it, or neither; tell what came of it."""
    try:
        with own_voice.lesson(recording, labels) as known:
            learned = own_voice.learn(history)
    except KeyboardInterrupt:
        raise _stopped() from None
    if known:
        print("This recording was taught before: its labels are replaced.")
    _tell(learned)


def _stopped() -> StoppedError:
    return StoppedError("Stopped; nothing of it is kept", "Run it again from the start.")


def _teach_aloud(history: Store, wanted: str | None) -> None:
    """Let the person say every prompt, and keep the lesson; nothing of one that was broken off."""
    with ExitStack() as closing:
        closing.enter_context(pending.alone())
        try:
            device = devices.find(wanted)
        except DeviceMissingError as error:
            hint = "Without one: saywell fillers teach --from FILE --labels FILE"
            raise DeviceMissingError(error.what, f"{error.next.rstrip('.')}. {hint}") from None
        path = files.private_folder(own_voice.folder()) / ".lesson.wav"
        closing.callback(path.unlink, missing_ok=True)
        try:
            with devices.quietly():
                said = _said(Recording(device, path), path)
        except KeyboardInterrupt:
            raise _stopped() from None
        _learn(history, path, _labels(path, said))


def _said(recording: Recording, path: Path) -> list[tuple[Prompt, Span]]:
    """Each prompt with the stretch in which it was said; one that fails three times is left out."""
    said = []
    prompts = teaching.prompts()
    try:
        recording.begin()
        print(
            "Say each line as you would in talk, not as if you acted it; then press Enter. "
            "Where a vowel is written long, say it long.",
            file=sys.stderr,
        )
        for number, prompt in enumerate(prompts, 1):
            for again in ("Once more.", "Once more.", "It is left out."):
                span = _one(recording, f"{number:>2} of {len(prompts)}   {prompt.text}")
                trouble = teaching.trouble(prompt, audio.load(str(path))[1], span)
                if trouble is None:
                    said.append((prompt, span))
                    break
                complain(f"{trouble} {again}")
    finally:
        recording.stop()
    return said


def _one(recording: Recording, line: str) -> Span:
    """The stretch between showing a line and the Enter after it."""
    began_s = recording.meter.seconds
    print(f"\n  {line}  ", end="", file=sys.stderr, flush=True)
    if not sys.stdin.readline():
        raise UsageError("Teaching needs somebody who presses Enter", "In a script: --from FILE --labels FILE.")
    until_s = recording.meter.seconds + _TAIL_S
    end = time.monotonic() + 2 * _TAIL_S
    while recording.meter.seconds < until_s and time.monotonic() < end and not recording.trouble:
        time.sleep(0.02)
    if recording.trouble:
        raise recording.trouble
    return Span(began_s, recording.meter.seconds)


def _labels(path: Path, said: list[tuple[Prompt, Span]]) -> Labels:
    labels = teaching.labels(audio.load(str(path))[1], said)
    if sum(is_filler for _, is_filler in labels) < _LEAST_FILLERS:
        raise SaywellError(
            "Too few um and uh were heard to learn from; nothing is kept", "Say them clearly, in a quiet room."
        )
    return labels


# ---------------------------------------------------------------- what came of it


def _tell(learned: Learned | None) -> None:
    """What is gained, in a line or two."""
    if learned is None:
        return
    if learned.taught and not learned.helps:
        heard = f"It hears {learned.before.heard} of your {learned.fillers} already; nothing had to be learned"
        say(f"{heard}, and what is found by sound alone counts from now on.", sys.stdout)
        say("Earlier attempts: saywell reanalyse --all", sys.stdout)
        return
    say(_gain(learned), sys.stdout)
    if learned.helps:
        say("Used from now on. Earlier attempts: saywell reanalyse --all", sys.stdout)
    else:
        say("That is no gain, so nothing of it is used. To give it more: saywell fillers teach", sys.stdout)


def _gain(learned: Learned) -> str:
    """Before and after, each counted on examples that it had not learned from."""
    before, after = learned.before, learned.after

    def both(name: str) -> str:
        return f"{getattr(after, name)} now, before {getattr(before, name)}"

    heard = f"Of your {learned.fillers} um and uh it hears {both('heard')}; " if learned.fillers else ""
    line = f"{heard}false alarms in your ordinary words: {both('false_alarms')}."
    return line[0].upper() + line[1:] + " (Each judged without having been learned from.)"


def _row(learned: Learned) -> dict[str, Any]:
    def score(one: Score) -> dict[str, int]:
        return {"heard": one.heard, "false_alarms": one.false_alarms}

    return {
        "fillers": learned.fillers,
        "ordinary": learned.ordinary,
        "before": score(learned.before),
        "after": score(learned.after),
        "used": learned.helps,
        "taught": learned.taught,
    }
