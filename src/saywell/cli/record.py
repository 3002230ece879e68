"""`saywell record`: ask, listen, measure, keep."""

from __future__ import annotations

import shutil
import signal
import sys
import threading
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from types import FrameType
from typing import BinaryIO

from saywell import config, devices, pending, person, questions, store
from saywell.cli import ask, complain, fail, output, say, somebody_there
from saywell.cli.compare import with_last
from saywell.cli.person import at_hand
from saywell.cli.recogniser import Recogniser
from saywell.cli.screen import Screen, clock
from saywell.config import Settings
from saywell.devices import Device
from saywell.errors import SaywellError, StoppedError, UnusableAudioError, UsageError
from saywell.model import Attempt, Kind, Report
from saywell.pending import Pending
from saywell.pipeline import Person, measure_answer, warm_up
from saywell.questions import Entry
from saywell.record import LONGEST_S, Recording
from saywell.report.comparison import in_one_line
from saywell.report.content import moment
from saywell.transcribe.engine import Engine
from saywell.workers import threads

_RECOVER = "To go on with it: saywell record --recover."
_LOOK_EVERY_S = 0.1
_REPORT_LINES = 44


@dataclass(frozen=True, slots=True)
class Request:
    """What the command line asked for."""

    question: str | None
    question_id: str | None
    text: str | None
    kind: Kind | None
    device: str | None
    seconds: float | None
    save: bool
    transcribe: bool
    model: str | None
    offline: bool
    json: bool
    format: str | None
    every_metric: bool


def run(request: Request) -> int:
    """Record an answer and report on it; the exit code."""
    form = output.form(request.json, request.format)
    if request.seconds is not None and not request.seconds > 0:  # nan is not
        raise UsageError("--seconds must be more than 0", "Leave it out to stop with Enter.")
    settings = config.load()
    entry = _entry(request)
    if request.save:
        with store.opened():  # a history that can't be used is told before anybody speaks
            pass
    try:
        return _record(request, entry, settings, form)
    except SaywellError as error:
        if form == "json" and not isinstance(error, StoppedError):
            output.write_error(error, None)
        raise


def _record(request: Request, entry: Entry, settings: Settings, form: str) -> int:
    with _working(request.model, request.offline, settings) as recogniser:
        engine = recogniser if request.transcribe else None
        _offer_what_was_left(recogniser, settings, form)
        device = devices.find(settings.device if request.device is None else request.device)
        if request.transcribe:
            recogniser.choose()
        take = pending.new(entry.question, keep=request.save)
        try:
            return _answer(take, entry, device, engine, settings, request, form)
        except KeyboardInterrupt:
            raise _stopped(take) from None


def _answer(
    take: Pending,
    entry: Entry,
    device: Device,
    engine: Recogniser | None,
    settings: Settings,
    request: Request,
    form: str,
) -> int:
    """Listen while the recogniser loads, then measure; the exit code."""
    with threads(2) as pool, devices.quietly():
        ended = _listen(
            take,
            entry,
            device,
            seconds=request.seconds or LONGEST_S,
            meanwhile=lambda: [pool.submit(work) for work in (warm_up, engine) if work],
        )
    if ended.leave:
        raise _stopped(take)
    if ended.trouble:
        if ended.trouble.code == "disk_full":  # nothing could be kept of a report either
            kept = "What was said up to then is kept there. Make room, then: saywell record --recover"
            raise SaywellError(ended.trouble.what, kept, code=ended.trouble.code)
        complain(str(ended.trouble))
    code = _finish(take, engine, settings, form, every_metric=request.every_metric)
    return code or (ended.trouble.exit_code if ended.trouble else 0)


def _stopped(take: Pending) -> BaseException:
    """What becomes of a Ctrl-C or a request to leave: whatever was said by then is kept."""
    return (
        StoppedError(f"Stopped; what was said is kept in {take.path}", _RECOVER)
        if take.path.exists()
        else KeyboardInterrupt()
    )


def recover(*, model: str | None, offline: bool, json: bool, format: str | None) -> int:
    """Finish what a crash or a kill left behind; the exit code."""
    form = output.form(json, format)
    settings = config.load()
    with _working(model, offline, settings) as recogniser:
        left = pending.left_behind()
        if not left:
            complain("Nothing was left unfinished.")
        codes = []
        for take, _ in left:
            try:
                codes.append(_finish(take, recogniser, settings, form))
            except KeyboardInterrupt:
                raise _stopped(take) from None
    return codes[0] if len(codes) == 1 else int(any(codes))


def show_devices() -> None:
    """List the microphones."""
    for device in devices.microphones():
        print(f"{device.number:>3}  {device.name}{'  (default)' if device.default else ''}")


@contextmanager
def _working(model: str | None, offline: bool, settings: Settings) -> Iterator[Recogniser]:
    with pending.alone(), Recogniser(model, offline=offline, settings=settings) as recogniser:
        yield recogniser


def _entry(request: Request) -> Entry:
    """What is asked: a question of the bank by its id, or any other in words."""
    named = [what for what in (request.question, request.question_id, request.text) if what is not None]
    if len(named) > 1:
        raise UsageError("More than one question is named", "Name one.")
    id, text = request.question_id, request.text
    if request.question is not None and (" " in request.question.strip() or request.question.endswith("?")):
        text = request.question
    elif request.question is not None:
        id = request.question
    return questions.asked(id, text, request.kind)


# ---------------------------------------------------------------- listening


@dataclass(slots=True)
class _Ended:
    """How a recording ended: by what trouble if any, and whether there is no time to measure it now."""

    trouble: SaywellError | None = None
    leave: bool = False


def _listen(take: Pending, entry: Entry, device: Device, *, seconds: float, meanwhile: Callable[[], object]) -> _Ended:
    """Record until somebody or something ends it. Before the first word is over, nothing is kept."""
    take.note()
    try:
        recording = Recording(device, take.path)
    except BaseException:
        take.discard()
        raise
    screen = Screen(entry)
    try:
        meanwhile()
        with screen:
            enter = _Enter()
            screen.count_down(recording, enter.pressed)
            with _signals() as stop:
                enter.then(stop.event)
                recording.begin()
                recording.wait(stop.event, screen.watch, seconds=seconds, every_s=_LOOK_EVERY_S)
                said_s = recording.stop()
    except BaseException:
        if recording.stop() == 0:
            take.discard()
        raise
    if said_s == 0:
        take.discard()
        raise recording.trouble or SaywellError("Nothing was recorded", "Run it again and speak.", code="nothing")
    return _Ended(recording.trouble, leave=stop.leave)


class _Enter:
    """Notices the Enter key, or a line on stdin. The end of stdin means nothing."""

    def __init__(self) -> None:
        self.pressed = threading.Event()
        self._event = self.pressed
        threading.Thread(target=self._read, name="enter", daemon=True).start()

    def then(self, event: threading.Event) -> None:
        """What the next one sets."""
        self._event = event

    def _read(self) -> None:
        while sys.stdin.readline():
            self._event.set()


@dataclass(slots=True)
class _Stop:
    event: threading.Event = field(default_factory=threading.Event)
    leave: bool = False


@contextmanager
def _signals() -> Iterator[_Stop]:
    """The first Ctrl-C stops the recording, a second one the program; a request to leave is granted at once."""
    stop = _Stop()

    def on_signal(number: int, _frame: FrameType | None) -> None:
        stop.leave = number != signal.SIGINT
        signal.signal(signal.SIGINT, signal.default_int_handler)
        stop.event.set()

    names = [name for name in ("SIGINT", "SIGTERM", "SIGHUP") if hasattr(signal, name)]
    before = {number: signal.signal(number, on_signal) for number in (getattr(signal, name) for name in names)}
    try:
        yield stop
    finally:
        for number, handler in before.items():
            signal.signal(number, handler)


# ---------------------------------------------------------------- afterwards


def _finish(
    take: Pending,
    open_engine: Callable[[], Engine] | None,
    settings: Settings,
    form: str,
    *,
    every_metric: bool = False,
) -> int:
    """Measure a recording, keep it and show the report; the exit code. Whatever happens, the recording stays."""
    try:
        report = _measured(take, open_engine, settings)
    except SaywellError as error:
        path = take.path
        if isinstance(error, UnusableAudioError):
            path = take.set_aside()
            code = fail(error, f"The recording is in {path}")
        else:
            code = fail(error, f"The recording is kept. {_RECOVER}")
        if form == "json":
            output.write_error(error, str(path))
        return code
    take.discard()
    output.write(report, form, every_metric=every_metric)
    if form == "text" and report.attempt:
        _foot(report, report.attempt)
    return 0


def _foot(report: Report, attempt: Attempt) -> None:
    """Under the report: what changed since the last take at the question, and how to go on."""
    with store.opened() as history:
        changed = with_last(history, attempt)
    print()
    if report.focus and sys.stdout.isatty() and shutil.get_terminal_size().lines < _REPORT_LINES:
        say(f"Fix next: {report.focus.message}", sys.stdout)  # it has scrolled away
    say(f"Kept as attempt {attempt.id}. To try again: saywell record {attempt.question.id or ''}".rstrip(), sys.stdout)
    if changed and changed.before.attempt:
        against = f"Against attempt {changed.before.attempt.id}: {in_one_line(changed)}. More: saywell compare"
        say(against, sys.stdout)


def _measured(take: Pending, open_engine: Callable[[], Engine] | None, settings: Settings) -> Report:
    def measure(speaker: Person, keep: BinaryIO | None = None) -> Report:
        return measure_answer(
            str(take.path),
            name="the recording",
            open_engine=open_engine,
            question=take.question,
            settings=settings,
            recorded_here=True,
            watch=watch,
            keep=keep,
            person=speaker,
        )

    with output.progress("your answer") as watch:
        if not take.keep:
            return measure(at_hand())
        with store.opened() as history:
            if known := history.with_uid(take.uid):  # killed after it was kept, before it was tidied away
                return history.report(known)
            with history.draft(take.uid) as draft:
                report = measure(person.answering(history, person.current()), draft.file)
                return history.add(report, draft=draft, recorded_at=take.recorded_at, recorded_here=True)


def _offer_what_was_left(recogniser: Recogniser, settings: Settings, form: str) -> None:
    """Before a new recording: what an earlier one left behind."""
    for take, seconds in pending.left_behind():
        what = f"A recording of {clock(seconds)} from {moment(take.recorded_at)} was not finished."
        if not somebody_there():
            complain(f"{what} {_RECOVER}")
            continue
        answer = ask(f"saywell: {what} Report on it now? [Y/n, d deletes it]")
        if answer in ("d", "delete"):
            take.discard()
        elif answer in ("", "y", "yes"):
            _finish(take, recogniser, settings, form)
