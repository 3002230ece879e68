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
from saywell.english import quoted
from saywell.kinds import family, rules
from saywell.model import Finding, Focus, Metric, Structure

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
_BY_KIND = "structure_score", "time_to_point_s"
_WHOLE, _SHORT_BUT_WHOLE = 0.85, 0.25
"""An answer with all its parts may be short."""
_UNSURE_COUNT = 0.5
_GO_ON, _MOST_IN_A_ROW, _ANOTHER_IS_DUE = 1.2, 3, 0.6
_TOO_SHORT_S = 10.0
"""A shorter answer has one fault worth naming: its length."""
_WORTH_SAYING = 0.05
_MOST_EVIDENCE = 5
ANOTHER_KIND = "another kind"
_IDLE_WORTH_SAYING = 0.15


@dataclass(frozen=True, slots=True)
class _Candidate:
    """Something that could be worked on.

    Attributes:
        benefit: what that would be worth to a listener.
        side: of its band that it is on.
        about: of the structure, what costs its score most.
        times: how many reports in a row have named it.
    """

    metric: str
    benefit: float
    side: str
    about: str | None
    times: int


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
    known = [name for name in _rules() if name in metrics and metrics[name].value is not None]
    candidates = [_candidate(name, metrics, take, told) for name in known]
    best = max(candidates, key=lambda one: one.benefit, default=None)
    if best is None or best.benefit < _WORTH_SAYING:
        return None
    if best.about and told.structure:
        return _on_structure(best.about, metrics["structure_score"], told.structure, told, best.times)
    return _on_number(best, metrics, findings, told)


def in_a_row(named: tuple[str, str | None], worked_on: Sequence[tuple[str, str | None] | None]) -> int:
    """How many of the last reports named this, without a break.

    >>> in_a_row(("a", None), [("a", None), ("a", None), None, ("a", None)])
    2
    """
    return len(list(itertools.takewhile(lambda other: other == named, worked_on)))


def _candidate(name: str, metrics: Mapping[str, Metric], take: Take, told: Result) -> _Candidate:
    metric = metrics[name]
    assert metric.value is not None
    low, high = _edges(name, metric, metrics)
    side = "above" if metric.value > high else "below"
    rule = _rules()[name].get(side)
    outside = metric.value - high if side == "above" else low - metric.value
    if rule is None or outside <= 0 or _never_decides(name, metrics, take):
        return _Candidate(name, 0.0, side, None, 0)
    benefit = rule["weight"] * min(1.5, outside / rule["full"]) * _sureness(name, metric, side, high, take, told)
    about = _costliest(metric, told) if name == "structure_score" else None
    times = in_a_row((name, about), take.worked_on)
    if times:
        benefit *= _GO_ON if times < _MOST_IN_A_ROW else _ANOTHER_IS_DUE
    return _Candidate(name, benefit, side, about, times)


def _never_decides(name: str, metrics: Mapping[str, Metric], take: Take) -> bool:
    answer_s = metrics["answer_s"].value
    if name != "answer_s" and answer_s is not None and answer_s < _TOO_SHORT_S:
        return True
    possible = not take.taught and (take.why_no_words or not take.writes_fillers)
    return name == "filled_pauses_per_minute" and bool(possible)


def _sureness(name: str, metric: Metric, side: str, high: float, take: Take, told: Result) -> float:
    sure = _ASSUMED_KIND if take.question.assumed and name in _CONTENT else 1.0
    if told.relevance is None and name in _BY_KIND:
        return 0.0  # nobody said what was asked
    if name == "answer_s" and side == "below" and told.structure and told.structure.score >= _WHOLE:
        sure *= _SHORT_BUT_WHOLE
    if name in _BY_KIND and told.structure and told.structure.from_pauses:
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


def _on_number(best: _Candidate, metrics: Mapping[str, Metric], findings: Sequence[Finding], told: Result) -> Focus:
    """The message on a number that lies outside its band."""
    metric, rule = metrics[best.metric], _rules()[best.metric][best.side]
    evidence = [finding for finding in findings if finding.kind == _QUOTES.get(best.metric)]
    low, high = _edges(best.metric, metric, metrics)
    fragment = metric.name == "answer_s" and metric.value is not None and metric.value < _TOO_SHORT_S
    message = (rule["fragment"] if fragment else rule["message"]).format(
        value=metric.value,
        low=low,
        high=high,
        count=len(evidence),
        quote=quoted(evidence[0].text) if evidence else _sentence(best.metric, told),
    )
    drill = rule["drills"][best.times % len(rule["drills"])]
    return Focus(best.metric, message, tuple(finding.id for finding in evidence[:_MOST_EVIDENCE]), drill)


def _sentence(metric: str, told: Result) -> str:
    """The sentence that a message on how the answer is told is about; nothing for other messages."""
    if told.structure is None or told.conciseness is None:
        return ""
    if metric == "time_to_point_s" and told.conciseness.point is not None:
        return quoted(told.structure.sentences[told.conciseness.point].text)
    if metric == "redundancy_share" and told.conciseness.repeats:
        return quoted(max((told.structure.sentences[k].text for k, _ in told.conciseness.repeats), key=len))
    return ""


def _costliest(score: Metric, told: Result) -> str | None:
    """What costs the structure score most: a part of the answer, or what is lost; or that it is to another question."""
    if told.structure is None:
        return None
    if told.relevance and told.relevance.is_another_kind and not told.relevance.assumed:
        return ANOTHER_KIND
    worth = {kinds.in_words(name): rule["worth"] for name, rule in rules(told.structure.kind)["parts"].items()}
    unsure = {kinds.in_words(name) for name in told.structure.maybe}
    if _idle_share(told) < _IDLE_WORTH_SAYING:
        unsure.add("adds nothing")
    known = [part for part in score.parts if part.label not in unsure]
    return max(known, key=lambda part: worth.get(part.label, 0.0) - part.contribution).label


def _on_structure(about: str, score: Metric, shape: Structure, told: Result, times: int) -> Focus:
    """The message on what costs the structure score most; or that the answer is one to another kind of question."""
    texts = _rules()["structure"]
    named = texts[family(shape.kind)].get(about.replace(" ", "_"))
    if named:
        return Focus("structure_score", named[0], (), texts["again"] if times else named[1], about)
    rule = texts[about]
    message = rule["message"].format(**_said_of(about, score, shape, told))
    return Focus("structure_score", message, (), rule["drills"][times % len(rule["drills"])], about)


def _idle_share(told: Result) -> float:
    """The share of the words that surely give nothing."""
    if told.structure is None or told.conciseness is None:
        return 0.0
    sentences = told.structure.sentences
    return sum(sentences[k].size for k in told.conciseness.could_go) / sum(sentence.size for sentence in sentences)


def _said_of(about: str, score: Metric, shape: Structure, told: Result) -> dict[str, Any]:
    """What the braces of a message on the structure stand for."""
    if about == ANOTHER_KIND:
        assert told.relevance
        return {"kind": kinds.ASKED[shape.kind], "heard": kinds.ASKED[told.relevance.heard_as]}
    lost = {part.label: part.value for part in score.parts}
    idle = told.conciseness.could_go if told.conciseness else ()
    longest = max(idle, key=lambda k: shape.sentences[k].size, default=None)
    order = [kinds.in_words(part) for part in rules(shape.kind)["order"] if part in shape.shares]
    return {
        "value": _idle_share(told) if about == "adds nothing" else lost[about],
        "quote": quoted(shape.sentences[longest].text) if longest is not None else "the asides",
        "order": ", ".join(order).capitalize(),
    }


@lru_cache(maxsize=1)
def _rules() -> dict[str, Any]:
    return tomllib.loads(resources.files("saywell.data").joinpath("focus_en.toml").read_text("utf-8"))
