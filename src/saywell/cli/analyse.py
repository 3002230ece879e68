"""`saywell analyse`: each recording measured in turn, the recogniser loaded once."""

from __future__ import annotations

import operator
import re
from collections.abc import Callable
from dataclasses import dataclass, replace
from functools import partial
from pathlib import Path

from saywell import config, person, questions, store
from saywell.cli import complain, fail, output
from saywell.cli.explain import unknown
from saywell.cli.person import at_hand
from saywell.cli.recogniser import Recogniser
from saywell.errors import SaywellError, UsageError
from saywell.metrics import catalogue
from saywell.model import GIVEN, Kind, Report, Transcript
from saywell.pipeline import Person, measure_answer
from saywell.report import as_json

_CONDITION_HELD = 5
_OPERATORS: dict[str, Callable[[float, float], bool]] = {
    ">": operator.gt,
    ">=": operator.ge,
    "<": operator.lt,
    "<=": operator.le,
    "==": operator.eq,
}
_CONDITION = re.compile(r"\s*([A-Za-z_0-9]+)\s*(>=|<=|==|>|<)\s*([-+]?(?:\d+\.?\d*|\.\d+)(?:[eE][-+]?\d+)?)\s*")


@dataclass(frozen=True, slots=True)
class Request:
    """What the command line asked for."""

    files: tuple[str, ...]
    words: str | None
    transcribe: bool
    model: str | None
    offline: bool
    question: str | None
    question_id: str | None
    kind: Kind | None
    json: bool
    format: str | None
    every_metric: bool
    fail_if: tuple[str, ...]
    save: bool
    no_save: bool

    @property
    def stores(self) -> bool:
        return (self.save or self.question_id is not None) and not self.no_save


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
    form = output.form(request.json, request.format)
    _refuse_contradictions(request)
    conditions = tuple(_condition(text) for text in request.fail_if)
    settings = config.load()
    words = _words(request)
    question = questions.asked(request.question_id, request.question, request.kind).question
    paths: tuple[str | None, ...] = request.files or (None,)
    speaker = person.current() if request.stores else at_hand()
    codes = []
    with Recogniser(request.model, offline=request.offline, settings=settings) as recogniser:
        open_engine = recogniser if request.transcribe and words is None else None
        for path in paths:
            try:
                with output.progress("stdin" if path in (None, "-") else Path(str(path)).name) as watch:
                    measure = partial(
                        measure_answer,
                        path,
                        words=words,
                        open_engine=open_engine,
                        question=question,
                        settings=settings,
                        watch=watch,
                        person=speaker,
                    )
                    report, told = _kept(measure, speaker, path) if request.stores else (measure(), None)
            except SaywellError as error:
                codes.append(fail(error))
                if form == "json":
                    output.write_error(error, path)
                continue
            output.write(report, form, every_metric=request.every_metric, one_of_several=len(paths) > 1)
            if told:
                complain(told)
            held = [condition.holds(report) for condition in conditions]  # each says so for itself
            codes.append(_CONDITION_HELD if any(held) else 0)
    return _together(codes)


def _kept(measure: Callable[..., Report], speaker: Person, path: str | None) -> tuple[Report, str | None]:
    """Measure an answer into the history; one that is there already is not kept a second time, which is said."""
    with store.opened() as history:
        speaker = person.answering(history, speaker)
        if path is None:
            return history.add(measure(person=speaker)), None
        with history.draft() as draft:
            report = measure(person=speaker, keep=draft.file)
            known = history.with_source(report.source.sha256, report.question) if report.source else None
            if known is None:
                return history.add(report, draft=draft), None
        there = f"{path} is attempt {known.id} already"
        if _words_of(history.report(known)) == _words_of(report):
            return replace(report, attempt=known), f"{there}; it is not kept again."
        again = f"saywell reanalyse {known.id}"
        if report.transcript and report.transcript.engine == GIVEN:
            again = f"saywell forget {known.id}, then this again"
        return report, f"{there}, with other words; these are not kept. To keep them in place of those: {again}."


def _words_of(report: Report) -> object:
    """The words as they are kept."""
    return as_json.as_dict(report)["transcript"]


def _together(codes: list[int]) -> int:
    """One input: its own code. Several: 1 if any failed, else 5 if a condition held, else 0."""
    if len(codes) == 1:
        return codes[0]
    if any(code not in (0, _CONDITION_HELD) for code in codes):
        return 1
    return max(codes, default=0)


def _refuse_contradictions(request: Request) -> None:
    if request.save and request.no_save:
        raise UsageError("--save and --no-save contradict each other", "Leave one out.")
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
