"""The one thing to fix next: how far outside its band, how much that matters, how sure we are."""

from __future__ import annotations

import tomllib
from collections.abc import Mapping, Sequence
from functools import lru_cache
from importlib import resources
from typing import Any

from saywell.analyse.take import Take
from saywell.english import listed
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
_ASSUMED_KIND = 0.4
"""Structure and length count this much where the kind of question was only assumed."""
_UNSURE_COUNT = 0.5
_TOO_SHORT_S = 10.0
"""A shorter answer has one fault worth naming: its length."""
_WORTH_SAYING = 0.05
_MOST_EVIDENCE = 5


def choose(
    take: Take, metrics: Mapping[str, Metric], findings: Sequence[Finding], structure: Structure | None
) -> Focus | None:
    """The message with the largest expected benefit; None if nothing is worth changing.

    What was heard by sound alone never decides it, those filled pauses being only possible, unless the
    detector has learned the speaker's own.
    """
    benefits = {name: _benefit(name, metrics, take) for name in _rules() if metrics[name].value is not None}
    best = max(benefits, key=lambda name: benefits[name][0], default=None)
    if best is None or benefits[best][0] < _WORTH_SAYING:
        return None
    return _focus(best, benefits[best][1], metrics[best], findings, structure, metrics)


def _benefit(name: str, metrics: Mapping[str, Metric], take: Take) -> tuple[float, str]:
    """(expected benefit, side) of working on a metric."""
    metric = metrics[name]
    assert metric.value is not None
    answer_s = metrics["answer_s"].value
    if name != "answer_s" and answer_s is not None and answer_s < _TOO_SHORT_S:
        return 0.0, "above"
    possible = not take.taught and (take.why_no_words or not take.writes_fillers)
    if name == "filled_pauses_per_minute" and possible:
        return 0.0, "above"
    low, high = _edges(name, metric, metrics)
    side = "above" if metric.value > high else "below"
    rule = _rules()[name].get(side)
    outside = metric.value - high if side == "above" else low - metric.value
    if rule is None or outside <= 0:
        return 0.0, side
    sure = _ASSUMED_KIND if take.question.assumed and name in ("structure_score", "answer_s") else 1.0
    nearest = metric.low if side == "above" else metric.high
    if name == "filled_pauses_per_minute" and nearest is not None and nearest <= high:
        sure *= _UNSURE_COUNT  # there may be no more of them than the band allows
    return rule["weight"] * min(1.5, outside / rule["full"]) * sure, side


def _edges(name: str, metric: Metric, metrics: Mapping[str, Metric]) -> tuple[float, float]:
    if metric.target:
        return metric.target
    answer_s = metrics["answer_s"].value
    minutes = (answer_s or 60.0) / 60
    return 0.0, _TOLERATED.get(name, float("inf")) * max(1.0, minutes)


def _focus(
    name: str,
    side: str,
    metric: Metric,
    findings: Sequence[Finding],
    structure: Structure | None,
    metrics: Mapping[str, Metric],
) -> Focus:
    rule = _rules()[name][side]
    evidence = [finding for finding in findings if finding.kind == _QUOTES.get(name)]
    low, high = _edges(name, metric, metrics)
    message = rule["message"].format(
        value=metric.value,
        low=low,
        high=high,
        count=len(evidence),
        quote=f"“{evidence[0].text.strip(' ,.')}”" if evidence else "",
        missing=_named(structure.missing if structure else ()) or "substance",
    )
    return Focus(name, message, tuple(finding.id for finding in evidence[:_MOST_EVIDENCE]), rule["drill"])


def _named(parts: Sequence[str]) -> str:
    return listed([f"{'an' if part[0] in 'aeiou' else 'a'} {part.replace('_', ' ')}" for part in parts])


@lru_cache(maxsize=1)
def _rules() -> dict[str, Any]:
    return tomllib.loads(resources.files("saywell.data").joinpath("focus_en.toml").read_text("utf-8"))
