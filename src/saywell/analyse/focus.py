"""The one thing to fix next: by what a listener would gain.

How far outside its band a number is, how much that matters, how sure we are, and what this person works on: the same
thing twice in a row is worth going on with, after three times another one is due.
"""

from __future__ import annotations

import itertools
import tomllib
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from functools import lru_cache
from importlib import resources
from typing import Any

from saywell import kinds
from saywell.analyse.take import Result, Take
from saywell.kinds import family, rules
from saywell.model import Finding, Focus, Metric, Part, Structure

_QUOTES = {
    "filled_pauses_per_minute": "filled_pause",
    "filler_words_per_minute": "filler_word",
    "long_pause_count": "long_pause",
    "hedge_count": "hedge",
    "repetition_count": "repetition",
    "pitch_sd_semitones": "monotone_stretch",
}
_TOLERATED = {"long_pause_count": 2.0, "hedge_count": 2.0, "repetition_count": 1.0}
"""A minute; our own default, for counts that have no band of their own."""
_CONTENT = "structure_score", "answer_s", "time_to_point_s"
_ASSUMED_KIND = 0.4
"""What rests on the kind of question counts this much where that was only assumed."""
_GUESSED_SENTENCES = 0.6
_UNSURE_COUNT = 0.5
_GO_ON, _MOST_IN_A_ROW, _ANOTHER_IS_DUE = 1.2, 3, 0.6
_TOO_SHORT_S = 10.0
"""A shorter answer has one fault worth naming: its length."""
_WORTH_SAYING = 0.05
_MOST_EVIDENCE = 5
_QUOTED_WORDS = 12


@dataclass(frozen=True, slots=True)
class _Candidate:
    """Something that could be worked on: what that would be worth to a listener, and which side of its band it is."""

    metric: str
    benefit: float
    side: str


def choose(take: Take, metrics: Mapping[str, Metric], findings: Sequence[Finding], told: Result) -> Focus | None:
    """The message with the largest expected benefit; None if nothing is worth changing.

    What was heard by sound alone never decides it, those filled pauses being only possible, unless the
    detector has learned the speaker's own.

    Args:
        take: what was measured.
        metrics: the numbers against their bands.
        findings: the evidence.
        told: the shape of the answer, how tightly it is told, and whether it is to the question.
    """
    names = [*(name for name in _rules() if name != "structure"), "structure_score"]
    candidates = [_candidate(name, metrics, take, told) for name in names if metrics[name].value is not None]
    best = max(candidates, key=lambda one: one.benefit, default=None)
    if best is None or best.benefit < _WORTH_SAYING:
        return None
    if best.metric == "structure_score" and told.structure:
        return _on_structure(metrics["structure_score"], told.structure, told, in_a_row(best.metric, take.worked_on))
    return _on_number(best, metrics, findings, told, in_a_row(best.metric, take.worked_on))


def in_a_row(metric: str, worked_on: Sequence[str | None]) -> int:
    """How many of the last reports named this metric, without a break.

    >>> in_a_row("a", ["a", "a", "b", "a"])
    2
    """
    return len(list(itertools.takewhile(lambda name: name == metric, worked_on)))


def _candidate(name: str, metrics: Mapping[str, Metric], take: Take, told: Result) -> _Candidate:
    metric = metrics[name]
    assert metric.value is not None
    low, high = _edges(name, metric, metrics)
    side = "above" if metric.value > high else "below"
    rule = _rules()["structure"] if name == "structure_score" else _rules()[name].get(side)
    outside = metric.value - high if side == "above" else low - metric.value
    if rule is None or outside <= 0 or _never_decides(name, metrics, take):
        return _Candidate(name, 0.0, side)
    benefit = rule["weight"] * min(1.5, outside / rule["full"]) * _sureness(name, metric, side, high, take, told)
    times = in_a_row(name, take.worked_on)
    if times:
        benefit *= _GO_ON if times < _MOST_IN_A_ROW else _ANOTHER_IS_DUE
    return _Candidate(name, benefit, side)


def _never_decides(name: str, metrics: Mapping[str, Metric], take: Take) -> bool:
    answer_s = metrics["answer_s"].value
    if name != "answer_s" and answer_s is not None and answer_s < _TOO_SHORT_S:
        return True
    possible = not take.taught and (take.why_no_words or not take.writes_fillers)
    return name == "filled_pauses_per_minute" and bool(possible)


def _sureness(name: str, metric: Metric, side: str, high: float, take: Take, told: Result) -> float:
    sure = _ASSUMED_KIND if take.question.assumed and name in _CONTENT else 1.0
    if name in ("structure_score", "time_to_point_s") and told.structure and told.structure.from_pauses:
        sure *= _GUESSED_SENTENCES
    nearest = metric.low if side == "above" else metric.high
    if name == "filled_pauses_per_minute" and nearest is not None and nearest <= high:
        sure *= _UNSURE_COUNT  # there may be no more of them than the band allows
    return sure


def _edges(name: str, metric: Metric, metrics: Mapping[str, Metric]) -> tuple[float, float]:
    if metric.target:
        return metric.target
    answer_s = metrics["answer_s"].value
    minutes = (answer_s or 60.0) / 60
    return 0.0, _TOLERATED.get(name, float("inf")) * max(1.0, minutes)


def _on_number(
    best: _Candidate, metrics: Mapping[str, Metric], findings: Sequence[Finding], told: Result, times: int
) -> Focus:
    """The message on a number that lies outside its band."""
    metric, rule = metrics[best.metric], _rules()[best.metric][best.side]
    evidence = [finding for finding in findings if finding.kind == _QUOTES.get(best.metric)]
    low, high = _edges(best.metric, metric, metrics)
    message = rule["message"].format(
        value=metric.value,
        low=low,
        high=high,
        count=len(evidence),
        quote=_quoted(evidence[0].text) if evidence else _sentence(best.metric, told),
    )
    drill = rule["drills"][times % len(rule["drills"])]
    return Focus(best.metric, message, tuple(finding.id for finding in evidence[:_MOST_EVIDENCE]), drill)


def _sentence(metric: str, told: Result) -> str:
    """The sentence that a message on how the answer is told is about; nothing for other messages."""
    if told.structure is None or told.conciseness is None:
        return ""
    if metric == "time_to_point_s" and told.conciseness.point is not None:
        return _quoted(told.structure.sentences[told.conciseness.point].text)
    if metric == "redundancy_share" and told.conciseness.repeats:
        return _quoted(told.structure.sentences[told.conciseness.repeats[0][0]].text)
    return ""


def _on_structure(score: Metric, shape: Structure, told: Result, times: int) -> Focus:
    """The message on what costs the structure score most; or that the answer is one to another kind of question."""
    texts, worth = _rules()["structure"], rules(shape.kind)["parts"]
    if told.relevance and told.relevance.is_another_kind:
        said = {"kind": kinds.in_words(shape.kind), "heard": kinds.in_words(told.relevance.heard_as)}
        return _message(texts["another_kind"], times, **said)
    named = {part.replace("_", " "): part for part in worth}
    lost = {
        part.label: worth[named[part.label]]["worth"] - part.contribution if part.label in named else -part.contribution
        for part in score.parts
    }
    most = max(score.parts, key=lambda part: lost[part.label])
    if most.label in named:
        message, drill = texts[family(shape.kind)][named[most.label]]
        return Focus("structure_score", message, (), drill)
    return _message(texts[most.label], times, **_said_of(most, shape, told))


def _said_of(most: Part, shape: Structure, told: Result) -> dict[str, Any]:
    idle = told.conciseness.could_go if told.conciseness else ()
    longest = max(idle, key=lambda k: shape.sentences[k].last_word - shape.sentences[k].first_word, default=None)
    order = [part.replace("_", " ") for part in rules(shape.kind)["order"] if part in shape.shares]
    return {
        "value": most.value,
        "quote": _quoted(shape.sentences[longest].text) if longest is not None else "the asides",
        "order": ", ".join(order).capitalize(),
    }


def _message(rule: Mapping[str, Any], times: int, **said: object) -> Focus:
    return Focus("structure_score", rule["message"].format(**said), (), rule["drills"][times % len(rule["drills"])])


def _quoted(text: str) -> str:
    words = text.split()
    more = "…" if len(words) > _QUOTED_WORDS else ""
    return f"“{' '.join(words[:_QUOTED_WORDS]).strip(' ,.;')}{more}”"


@lru_cache(maxsize=1)
def _rules() -> dict[str, Any]:
    return tomllib.loads(resources.files("saywell.data").joinpath("focus_en.toml").read_text("utf-8"))
