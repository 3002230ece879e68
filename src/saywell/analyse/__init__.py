"""A measured take -> numbers, findings, the shape of the answer and the one thing to fix.

Filled pauses are found first and the answer is laid out in time around them; then each analyser reads
the take and that timeline, and nothing else. To add one, write a file beside these and name it here.
"""

from __future__ import annotations

import math
from collections.abc import Iterable
from dataclasses import dataclass

from saywell.analyse import (
    content,
    coverage,
    edges,
    filled_pauses,
    filler_words,
    fluency,
    focus,
    habits,
    hedges,
    length,
    pace,
    pauses,
    repairs,
    voice,
    wording,
)
from saywell.analyse.corrections import SOUND, corrected
from saywell.analyse.take import Number, Result, Take
from saywell.analyse.timeline import lay_out
from saywell.config import Settings
from saywell.job import cover
from saywell.kinds import target_s
from saywell.metrics import Spec, catalogue
from saywell.model import (
    Band,
    Conciseness,
    Finding,
    Focus,
    Habit,
    JobCoverage,
    Metric,
    OwnWords,
    Question,
    Relevance,
    Span,
    Structure,
)

__all__ = ["ANALYSERS", "VERSION", "Analysis", "Take", "analyse"]

VERSION = 4
"""Raised whenever a number can come out other than before: `compare` marks it, `reanalyse` mends it."""

ANALYSERS = (
    length.analyse,
    pace.analyse,
    pauses.analyse,
    filled_pauses.analyse,
    filler_words.analyse,
    habits.analyse,
    repairs.analyse,
    hedges.analyse,
    edges.analyse,
    wording.analyse,
    voice.analyse,
    fluency.analyse,
    content.analyse,
    coverage.analyse,
)

DEGRADED_TIMES = 2.0
"""A degraded recording moves most values no more than twice as far (benchmarks/accuracy/retest.py)."""
_MOST = {"share": 1.0, "0-1": 1.0, "0-10": 10.0}


@dataclass(frozen=True, slots=True)
class Analysis:
    """Everything that is said of one take."""

    speech: tuple[Span, ...]
    metrics: dict[str, Metric]
    findings: tuple[Finding, ...]
    structure: Structure | None
    conciseness: Conciseness | None
    relevance: Relevance | None
    focus: Focus | None
    pace: tuple[tuple[float, float], ...]
    habits: tuple[Habit, ...]
    edges: tuple[Finding, ...]
    own_words: OwnWords
    job: JobCoverage | None


def analyse(take: Take, settings: Settings) -> Analysis | None:
    """Measure a take; None if there is neither speech nor a word in it."""
    timeline = lay_out(take, corrected(take, filled_pauses.find(take), SOUND))
    if timeline is None or timeline.answer.duration_s <= 0:
        return None
    results = [measure(take, timeline) for measure in ANALYSERS]
    metrics = _metrics(results, take, settings)
    findings = _findings(results, settings)
    told = next((result for result in results if result.structure), Result())
    return Analysis(
        speech=timeline.speech,
        metrics=metrics,
        findings=findings,
        structure=None if "structure_score" in settings.off else told.structure,
        conciseness=None if "structure_score" in settings.off else told.conciseness,
        relevance=told.relevance,
        focus=focus.choose(take, metrics, findings, told),
        pace=next((result.pace for result in results if result.pace), ()),
        habits=tuple(habit for result in results for habit in result.habits),
        edges=tuple(edge for result in results for edge in result.edges),
        own_words=take.own_words.touching(filler_words.countable_in(take.words)),
        job=cover.coverage(take.transcript, take.job),
    )


def _metrics(results: Iterable[Result], take: Take, settings: Settings) -> dict[str, Metric]:
    numbers = {number.metric: number for result in results for number in result.numbers}
    return {name: _metric(spec, _by_length(numbers, name, take), take, settings) for name, spec in catalogue().items()}


def _metric(spec: Spec, number: Number, take: Take, settings: Settings) -> Metric:
    target = settings.bands.get(spec.name, _usual(spec, take.question))
    if spec.name in settings.off:
        return Metric(spec.name, spec.unit, None, target=target, why_null="switched_off")
    if number.value is None:
        return Metric(spec.name, spec.unit, None, target=target, why_null=number.why_null)
    low, high = _interval(spec, number, take)
    return Metric(
        name=spec.name,
        unit=spec.unit,
        value=number.value,
        low=low,
        high=high,
        band=_band(number.value, target) if target else None,
        target=target,
        parts=number.parts,
        method=number.method,
    )


def _usual(spec: Spec, question: Question) -> tuple[float, float] | None:
    """The band of a metric; the answer's length has that of its question."""
    return target_s(question) if spec.name == "answer_s" else spec.target


def _by_length(numbers: dict[str, Number], name: str, take: Take) -> Number:
    """The number; a rate with an interval of its own has what the answer's length is uncertain by added."""
    number, length = numbers[name], numbers["answer_s"]
    if not name.endswith("_per_minute") or number.low is None or number.high is None or not length.value:
        return number
    share = (_half_width(catalogue()["answer_s"], length.value, take) or 0.0) / length.value
    return Number(name, number.value, number.low / (1 + share), number.high * (1 + share))


def _interval(spec: Spec, number: Number, take: Take) -> tuple[float | None, float | None]:
    """What measuring alone could change: the analyser's own interval, else the metric's measured spread.

    Twice as wide where the recording is degraded; whole where a number of things is counted; never beyond
    the ends of the scale.
    """
    assert number.value is not None
    low, high = number.low, number.high
    if low is None and (half := _half_width(spec, number.value, take)) is not None:
        low, high = number.value - half, number.value + half
    if low is None or high is None:
        return None, None
    if take.degraded:
        low, high = (number.value + DEGRADED_TIMES * (edge - number.value) for edge in (low, high))
    if spec.name.endswith("_count"):
        low, high = math.floor(low + 1e-9), math.ceil(high - 1e-9)
    return max(0.0, low), min(_MOST.get(spec.unit, math.inf), high)


def _half_width(spec: Spec, value: float, take: Take) -> float | None:
    """Half of the range that recordings of the same speech spread over; None where nobody has measured it."""
    spreads = [spec.spread, spec.spread_recognised] if spec.words and not take.exact_words else [spec.spread]
    if spreads[-1] is None:
        return None
    return max(max(pair[0], pair[1] * abs(value)) for pair in spreads if pair)


def _band(value: float, target: tuple[float, float]) -> Band:
    return "below" if value < target[0] else "above" if value > target[1] else "within"


def _findings(results: Iterable[Result], settings: Settings) -> tuple[Finding, ...]:
    """In order of time; ids are unique because kind and start are."""
    kept: dict[str, Finding] = {}
    for result in results:
        for finding in result.findings:
            if f"{finding.kind}_count" not in settings.off:
                kept.setdefault(finding.id, finding)
    return tuple(sorted(kept.values(), key=lambda finding: (finding.start_s, finding.end_s)))
