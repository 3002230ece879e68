"""`saywell reanalyse`: kept answers measured again, with today's model and analysers."""

from __future__ import annotations

import sys
from collections.abc import Callable, Sequence
from contextlib import ExitStack
from dataclasses import replace

from saywell import config, own_words, store
from saywell import person as people
from saywell.analyse import VERSION
from saywell.cli import fail
from saywell.cli.history import find
from saywell.cli.recogniser import Recogniser
from saywell.config import Settings
from saywell.errors import SaywellError, StoppedError, UsageError
from saywell.job import kept
from saywell.model import GIVEN, Attempt, Report, Transcript
from saywell.pipeline import Person, measure_answer
from saywell.store import Store
from saywell.transcribe.engine import Engine


def run(numbers: Sequence[str], *, everything: bool, model: str | None, offline: bool) -> int:
    """Measure attempts again; the exit code. Earlier analyses stay, what is up to date is passed over."""
    if bool(numbers) == everything:
        raise UsageError("Say what to measure again", "Name attempts, such as saywell reanalyse 3 4, or --all.")
    settings = config.load()
    counts = {"again": 0, "up to date": 0, "failed": 0}
    person = people.current()
    with store.opened() as history, Recogniser(model, offline=offline, settings=settings) as recogniser:
        attempts = history.attempts() if everything else [find(history, number) for number in numbers]
        if any(attempt.audio for attempt in attempts):
            recogniser()
        try:
            with ExitStack() as stack:
                step = _bar(stack, len(attempts))
                for attempt in attempts:
                    counts[_one(history, attempt, recogniser, settings, person)] += 1
                    step()
        except KeyboardInterrupt:
            raise StoppedError(f"Stopped: {_summary(counts).rstrip('.')}", "Run it again to go on.") from None
    print(_summary(counts))
    return 1 if counts["failed"] else 0


def measured_again(
    history: Store,
    attempt: Attempt,
    last: Report | None,
    words: Transcript | None,
    open_engine: Callable[[], Engine] | None,
    settings: Settings,
    person: Person,
) -> Report:
    """Measure a kept attempt, and keep that as its newest analysis.

    Args:
        last: the newest until now; None if it can't be read.
        words: used as they are, in place of transcribing.
        open_engine: called to transcribe; None for no words but those.
        person: what is known of who speaks, the history left out.
    """
    report = measure_answer(
        str(history.audio(attempt)) if attempt.audio else None,
        name=f"attempt {attempt.id}",
        words=words,
        open_engine=open_engine,
        question=attempt.question,
        settings=settings,
        recorded_here=attempt.recorded_here,
        person=people.answering(history, person, attempt),
        marks=history.marks(attempt),
    )
    history.add_analysis(attempt, replace(report, source=last.source if last else report.source))
    return report


def rescored(history: Store, words: set[str]) -> str:
    """Measure again what is kept with these words in it, by what the person says of them today; told as a sentence."""
    settings, person, again = config.load(), people.current(), 0
    attempts = history.attempts() if words else []
    with ExitStack() as stack:
        step = _bar(stack, len(attempts))
        for attempt in attempts:
            try:
                last = history.report(attempt)
                if not own_words.is_in(last, person.words):
                    measured_again(history, attempt, last, last.transcript, None, settings, person)
                    again += 1
            except SaywellError as error:
                fail(error)
            step()
    return f"{again} attempt{'s' * (again != 1)} measured again." if again else "Nothing else had to be measured again."


def _one(history: Store, attempt: Attempt, recogniser: Recogniser, settings: Settings, person: Person) -> str:
    try:
        last: Report | None = history.report(attempt)
    except SaywellError:
        last = None  # damaged: measured anew
    try:
        if (
            last
            and _personal(history, attempt, last, person)
            and _up_to_date(last, recogniser if attempt.audio else None)
        ):
            return "up to date"
        given = last.transcript if last and last.transcript and last.transcript.engine == GIVEN else None
        measured_again(history, attempt, last, given, recogniser, settings, person)
    except SaywellError as error:
        fail(error)
        return "failed"
    return "again"


def _personal(history: Store, attempt: Attempt, last: Report, person: Person) -> bool:
    """Whether a report is by what was learned of the person, and what they say, today."""
    heard_alike = last.own_voice == (person.voice.voice if person.voice and attempt.audio else None)
    marked_alike = last.marks == history.marks(attempt)
    return heard_alike and marked_alike and own_words.is_in(last, person.words) and kept.is_in(last, kept.of(history))


def _up_to_date(report: Report, recogniser: Callable[[], Engine] | None) -> bool:
    """Whether today's analysers and recogniser would only repeat it."""
    if report.analysis_version != VERSION:
        return False
    words = report.transcript
    if recogniser is None or (words and words.engine == GIVEN):
        return True
    engine = recogniser()
    return words is not None and (words.engine, words.model) == (engine.name, engine.model)


def _bar(stack: ExitStack, total: int) -> Callable[[], None]:
    """A progress bar on a terminal; what moves it on."""
    if not sys.stderr.isatty():
        return lambda: None
    from rich.console import Console
    from rich.progress import BarColumn, MofNCompleteColumn, Progress, TextColumn, TimeRemainingColumn

    columns = (TextColumn("Measuring again"), BarColumn(), MofNCompleteColumn(), TimeRemainingColumn())
    progress = stack.enter_context(Progress(*columns, console=Console(stderr=True), transient=True))
    task = progress.add_task("attempts", total=total)
    return lambda: progress.advance(task)


def _summary(counts: dict[str, int]) -> str:
    failed = f", {counts['failed']} failed" if counts["failed"] else ""
    return f"{counts['again']} measured again, {counts['up to date']} up to date{failed}."
