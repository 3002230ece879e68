"""Whether an answer is one to the question that was asked, as far as that can be told.

The wrong kind of answer is recognised (a story where a sum was asked for). Of the right kind, an answer to another
question often is not: nearness in meaning finds three in four (docs/accuracy.md), and whether one part of a question
was left out is not told at all; the report shows the nearest sentence to each part, and the person judges.
"""

from __future__ import annotations

import re
import tomllib
from functools import cache
from importlib import resources
from typing import Any

import numpy as np

from saywell.analyse import roles
from saywell.analyse.told import Told
from saywell.kinds import KINDS, WEIGHTS, family
from saywell.learned import learned
from saywell.model import Asked, Kind, Relevance
from saywell.reading import vectors

_MEANING, _SURFACE, _MANY = 5.0, 3.0, 20
_BESIDE, _ROLE = 0.5, 0.4
_NEAR_ENOUGH, _NEAR_ENOUGH_OF_ROLE = 0.3, 0.2
"""A sentence less near to a part is the wrong one more often than not (models/content)."""
_SAME = 0.95
"""Nearness of a question to itself in other words."""


def judge(told: Told, *, assumed: bool) -> Relevance:
    """How far an answer is of the question's kind, and about it; `assumed`: the kind was guessed from its wording."""
    chances = kind_chances(told)
    return Relevance(
        kind_match=of_kind(chances, told.kind),
        question_match=None if told.asked is None else question_match(told),
        heard_as=KINDS[int(chances.argmax())],
        parts=parts(told),
        assumed=assumed,
    )


def of_kind(chances: np.ndarray, kind: Kind) -> float:
    """The chance of a kind, and half that of one that is told as it is: a story can serve either."""
    told_alike = [k for k, other in enumerate(KINDS) if family(other) == family(kind)]
    return float((chances[KINDS.index(kind)] + chances[told_alike].sum()) / 2)


def kind_chances(told: Told) -> np.ndarray:
    """The probability of each of `KINDS`, by what the answer is about and its signs on the surface."""
    from scipy.special import softmax

    weights = learned(WEIGHTS)
    return np.asarray(softmax(kind_signs(told) @ weights["kind.w"] + weights["kind.b"]))


def kind_signs(told: Told) -> np.ndarray:
    """What `kind_chances` goes by: shape (signs,)."""
    surface = told.sizes @ roles.said_signs(told.texts) / told.sizes.sum()
    long = min(len(told.texts), _MANY) / _MANY
    return np.concatenate([_MEANING * told.mean, _SURFACE * surface, [long]])


def question_match(told: Told) -> float:
    """The probability that it is an answer to this question and to no other of its kind."""
    from scipy.special import expit

    weights = learned(WEIGHTS)
    odds = match_signs(told, weights[f"asked.{family(told.kind)}"]) @ weights["match.w"] + weights["match.b"]
    return float(expit(odds))


def match_signs(told: Told, others: np.ndarray) -> np.ndarray:
    """How much nearer to its question than to others of the kind its nearest sentence is, and its opening: shape (2,).

    In standard deviations over the other questions.

    Args:
        told: the answer; its question must be known.
        others: shape (questions, 384), what questions of the kind are about; its own may be among them.
    """
    assert told.asked is not None
    others = others[others @ told.asked < _SAME]
    near = [float((told.vectors @ told.asked).max()), float(told.opening @ told.asked)]
    usual = [(told.vectors @ others.T).max(axis=0), others @ told.opening]
    return np.array([(one - some.mean()) / some.std() for one, some in zip(near, usual, strict=True)])


def parts(told: Told) -> tuple[Asked, ...]:
    """The parts of a question that asks for more than one thing, and the sentence nearest to each."""
    asked = split(told.question) if told.question else []
    if len(asked) < 2:
        return ()
    near = vectors(asked) @ told.vectors.T
    out = []
    for k, part in enumerate(asked):
        beside = np.delete(near, k, axis=0).max(axis=0)
        fits = _fits(part, told)
        best = int((near[k] - _BESIDE * beside + _ROLE * fits).argmax())
        out.append(
            Asked(part, best if near[k, best] >= (_NEAR_ENOUGH_OF_ROLE if fits[best] else _NEAR_ENOUGH) else None)
        )
    return tuple(out)


def split(question: str) -> list[str]:
    """The things that a question asks for, without what only leads to it.

    >>> split("You have read our values. Which is yours, and where has it shown?")
    ['Which is yours', 'where has it shown']
    """
    cues = _cues()["parts"]
    pieces = [piece.strip(" ,.?!") for piece in re.split(cues["between"], question, flags=re.IGNORECASE)]
    return [piece for piece in pieces if re.match(cues["asks"], piece, flags=re.IGNORECASE)]


def _fits(part: str, told: Told) -> np.ndarray:
    """Whether each sentence has a role that this part of the question asks for: shape (sentences,), 0 or 1."""
    said = [sentence.label for sentence in told.sentences]
    for cue, wanted in _cues()["wants"]:
        if re.search(cue, part.lower()) and set(wanted) & set(roles.roles(told.kind)):
            return np.array([float(label in wanted) for label in said])
    return np.zeros(len(said))


@cache
def _cues() -> dict[str, Any]:
    return tomllib.loads(resources.files("saywell.data").joinpath("relevance_en.toml").read_text("utf-8"))
