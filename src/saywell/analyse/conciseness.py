"""How tightly an answer is told: when the point comes, what is said twice, what could go, and how it ends."""

from __future__ import annotations

import re

import numpy as np

from saywell.analyse.take import Number, null
from saywell.analyse.told import Told, says_nothing
from saywell.english import english
from saywell.model import Conciseness, Ending

_APART = 0.4
"""Nearness to the question and to the rest, added up, below which a sentence stands apart."""
_SURELY_OTHER = 0.6


def judge(told: Told) -> Conciseness:
    """What could be told more tightly."""
    idle = {k for k, sentence in enumerate(told.sentences) if _is_idle(told, k)}
    return Conciseness(
        point=told.point,
        repeats=tuple(sorted(told.again.items())),
        apart=tuple(sorted(k for k in idle if _stands_apart(told, k))),
        could_go=tuple(sorted(idle | set(told.again))),
        ending=_ending(told),
    )


def numbers(told: Told, start_s: float) -> tuple[Number, ...]:
    """Time to the point from where the answer starts, and the share of words that say again what was said."""
    point = null("no_point", "time_to_point_s")[0]
    if told.point is not None:
        point = Number("time_to_point_s", max(0.0, told.sentences[told.point].start_s - start_s))
    again = sum(int(told.sizes[k]) for k in told.again)
    return point, Number("redundancy_share", again / int(told.sizes.sum()))


def _is_idle(told: Told, k: int) -> bool:
    """Whether a sentence surely gives no part of an answer."""
    sentence = told.sentences[k]
    return sentence.label == "other" and sentence.confidence >= _SURELY_OTHER


def _stands_apart(told: Told, k: int) -> bool:
    """Whether a sentence that is not empty is far from the question and from the rest of the answer."""
    if len(told.texts) == 1 or says_nothing(told.texts[k]):
        return False
    rest = np.delete(told.sizes, k) @ np.delete(told.vectors, k, axis=0)
    near = float(told.vectors[k] @ rest) / (float(np.linalg.norm(rest)) or 1.0)
    asked = float(told.vectors[k] @ told.asked) if told.asked is not None else near
    return near + asked < _APART


def _ending(told: Told) -> Ending:
    last = len(told.sentences) - 1
    cues = english()["endings"]["fades"]
    fades = _is_idle(told, last) or any(re.search(cue, told.texts[last].lower()) for cue in cues)
    return "fades" if fades else "lands"
