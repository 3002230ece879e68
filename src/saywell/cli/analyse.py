"""`saywell analyse`: each recording measured in turn, the recogniser loaded once."""

from __future__ import annotations

import operator
import re
import sys
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path

from saywell import config, kinds
from saywell.cli import complain, fail
from saywell.cli.explain import unknown
from saywell.errors import SaywellError, UsageError
from saywell.metrics import catalogue
from saywell.model import Kind, Report, Transcript
from saywell.pipeline import Watch, measure_answer
from saywell.transcribe.engine import Engine

_CONDITION_HELD = 5
_OPERATORS: dict[str, Callable[[float, float], bool]] = {
    ">": operator.gt,
    ">=": operator.ge,
    "<": operator.lt,
    "<=": operator.le,
    "==": operator.eq,
}
_CONDITION = re.compile(r"\s*([A-Za-z_0-9]+)\s*(>=|<=|==|>|<)\s*([-+]?(?:\d+\.?\d*|\.\d+)(?:[eE][-+]?\d+)?)\s*")
_BAR_FROM_S = 20.0


@dataclass(frozen=True, slots=True)
class Request:
    """What the command line asked for."""

    files: tuple[str, ...]
    words: str | None
    transcribe: bool
    model: str | None
    offline: bool
    question: str | None
    kind: Kind | None
    json: bool
    format: str | None
    every_metric: bool
    fail_if: tuple[str, ...]

    @property
    def renderer(self) -> str:
        return "json" if self.json else self.format or "text"


@dataclass(frozen=True, slots=True)
class Condition:
    """One `--fail-if`."""

    metric: str
    sign: str
    number: float

    def holds(self, report: Report) -> bool:
        value = report.metrics[self.metric].value
        if value is None:
            complain(
                f"--fail-if: {self.metric} has no value ({report.metrics[self.metric].why_null}), so it does not hold."
            )
            return False
        held = _OPERATORS[self.sign](value, self.number)
        if held:
            name = report.source.path if report.source else "the words"
            complain(f"--fail-if: {self.metric} of {name} is {value:.4g}, which is {self.sign} {self.number:g}.")
        return held


def run(request: Request) -> int:
    """Measure and print; the exit code of the whole."""
    _refuse_contradictions(request)
    conditions = tuple(_condition(text) for text in request.fail_if)
    settings = config.load()
    words = _words(request)
    question = kinds.question(request.question, request.kind)
    paths: tuple[str | None, ...] = request.files or (None,)
    codes = []
    with _recogniser(request, settings) as open_engine:
        for path in paths:
            try:
                with _progress(path) as watch:
                    report = measure_answer(
                        path,
                        words=words,
                        open_engine=open_engine,
                        question=question,
                        settings=settings,
                        watch=watch,
                    )
            except SaywellError as error:
                codes.append(fail(error))
                if request.renderer == "json":
                    _write_error(error, path)
                continue
            _write(report, request, several=len(paths) > 1)
            held = [condition.holds(report) for condition in conditions]  # each says so for itself
            codes.append(_CONDITION_HELD if any(held) else 0)
    return _together(codes)


def _together(codes: list[int]) -> int:
    """One input: its own code. Several: 1 if any failed, else 5 if a condition held, else 0."""
    if len(codes) == 1:
        return codes[0]
    if any(code not in (0, _CONDITION_HELD) for code in codes):
        return 1
    return max(codes, default=0)


def _refuse_contradictions(request: Request) -> None:
    if request.json and request.format not in (None, "json"):
        raise UsageError("--json and --format contradict each other", "Leave one out.")
    if request.words is not None and request.model is not None:
        raise UsageError("--words and --model contradict each other", "Leave one out.")
    if not request.files and request.words is None:
        raise UsageError("There is nothing to analyse", "Name a recording: saywell analyse ANSWER.wav")
    if request.words is not None and len(request.files) > 1:
        raise UsageError("--words goes with one recording", "Analyse them one at a time.")
    if request.words is not None and not request.transcribe:
        raise UsageError("--words and --no-transcribe contradict each other", "Leave one out.")
    if list(request.files).count("-") > 1:
        raise UsageError("stdin can be read once", "Name - only once.")


def _condition(text: str) -> Condition:
    match = _CONDITION.fullmatch(text)
    if not match:
        raise UsageError(
            f"--fail-if can't read {text!r}",
            "Write it as 'NAME OP NUMBER', such as 'words_per_minute > 190'.",
            code="fail_if",
        )
    if match[1] not in catalogue():
        raise unknown(match[1])
    return Condition(match[1], match[2], float(match[3]))


def _words(request: Request) -> Transcript | None:
    if request.words is None:
        return None
    from saywell.transcribe import words_file

    return words_file.read(request.words)


@contextmanager
def _recogniser(request: Request, settings: config.Settings) -> Iterator[Callable[[], Engine] | None]:
    """Loads the recogniser at the first good recording, once, and closes it at the end."""
    loaded: list[Engine] = []

    def open_once() -> Engine:
        if not loaded:
            from saywell.cli.models import fetch_if_wanted
            from saywell.transcribe.choose import open_engine

            offline = request.offline or config.offline()
            loaded.append(
                open_engine(request.model or settings.model, offline=offline, fetch=fetch_if_wanted, note=complain)
            )
        return loaded[0]

    try:
        yield open_once if request.transcribe and request.words is None else None
    finally:
        for engine in loaded:
            engine.close()


@contextmanager
def _progress(path: str | None) -> Iterator[Watch]:
    """A bar on stderr while a recording of 20 s or more is transcribed, if that is a terminal.

    It appears when transcribing begins: while it is there, nobody can be asked anything.
    """
    if not sys.stderr.isatty():
        yield Watch()
        return
    from rich.console import Console
    from rich.progress import BarColumn, Progress, TextColumn, TimeRemainingColumn

    name = "stdin" if path in (None, "-") else Path(str(path)).name
    columns = (TextColumn("Listening to {task.description}"), BarColumn(), TimeRemainingColumn())
    progress = Progress(*columns, console=Console(stderr=True), transient=True)
    task = progress.add_task(name, total=None)

    def begin(seconds: float) -> None:
        progress.update(task, total=seconds)
        if seconds >= _BAR_FROM_S:
            progress.start()

    try:
        yield Watch(begin=begin, advance=lambda seconds: progress.advance(task, seconds))
    finally:
        progress.stop()


def _write(report: Report, request: Request, *, several: bool) -> None:
    from saywell.report import RENDERERS, terminal

    if request.renderer != "text":
        blank = "\n" if several and request.renderer == "md" else ""
        sys.stdout.write(RENDERERS[request.renderer](report).rstrip("\n") + "\n" + blank)
        sys.stdout.flush()
        return
    from rich.console import Console

    console = Console(highlight=False, soft_wrap=True)
    if several and not request.every_metric:
        terminal.show_line(report, console)
    else:
        terminal.show(report, console, every_metric=request.every_metric)


def _write_error(error: SaywellError, path: str | None) -> None:
    from saywell.report import as_json

    print(as_json.render_error(error, path), flush=True)
