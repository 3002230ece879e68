"""What each sentence of an answer does: a situation, an action, a result, a reason, a figure.

From what it means (its vector and its neighbours', `reading`), from signs on its surface (person, tense, modality,
numbers: data/roles_en.toml), from where it stands and from what stands around it. Two
logistic regressions, one that reads the surface and one that also reads meaning, are averaged (models/roles).
"""

from __future__ import annotations

import re
import tomllib
from collections.abc import Sequence
from functools import cache
from importlib import resources

import numpy as np

from saywell.kinds import family
from saywell.learned import learned
from saywell.model import Kind

WEIGHTS = "roles.npz"
ORDER = 0.3
"""How much the usual order of the parts counts beside what each sentence says (models/roles)."""
_NEIGHBOURS, _MEANING = 0.5, 5.0
_LONG_WORDS, _MANY = 40, 20
_LEAST = 1e-6


def chances(
    kind: Kind,
    texts: Sequence[str],
    vectors: np.ndarray,
    question: np.ndarray | None,
    weights: dict[str, np.ndarray] | None = None,
) -> np.ndarray:
    """The probability of each role for each sentence: shape (sentences, roles).

    Args:
        kind: of the question.
        texts: the sentences, filled pauses left out; at least one.
        vectors: shape (sentences, 384), what each is about.
        question: shape (384,), the same of the question; None if its wording is not known.
        weights: those that come with saywell if not given.
    """
    from scipy.special import softmax

    weights = weights or learned(WEIGHTS)
    seen = surface(texts)
    both = [
        softmax(signs @ weights[f"{family(kind)}.{which}.w"] + weights[f"{family(kind)}.{which}.b"], axis=1)
        for which, signs in (("surface", seen), ("meaning", meaning(seen, vectors, question)))
    ]
    alone = np.log(np.mean(both, axis=0) + _LEAST)
    return in_order(alone, weights[f"{family(kind)}.steps"], weights[f"{family(kind)}.first"])


def likeliest(kind: Kind, chances: np.ndarray) -> list[tuple[str, float]]:
    """The likeliest role of each sentence and its probability, of what `chances` gives."""
    names = roles(kind)
    return [(names[int(row.argmax())], round(float(row.max()), 2)) for row in chances]


def roles(kind: Kind) -> list[str]:
    """The labels of a kind, in the order of the weights."""
    return list(_cues()["roles"][family(kind)])


def surface(texts: Sequence[str]) -> np.ndarray:
    """Signs on the surface of each sentence and the one before it, and where it stands: shape (sentences, signs)."""
    said = said_signs(texts)
    before = np.vstack([np.zeros_like(said[:1]), said[:-1]])
    n = len(texts)
    place = np.arange(n) / max(1, n - 1)
    words = np.array([len(text.split()) for text in texts])
    where = [place, place**2, *(np.arange(n) == k for k in (0, 1, n - 1, n - 2)), np.full(n, min(n, _MANY) / _MANY)]
    size = [np.minimum(words, _LONG_WORDS) / (_LONG_WORDS / 2), words < 6]
    return np.column_stack([said, _NEIGHBOURS * before, *where, *size]).astype(float)


def said_signs(texts: Sequence[str]) -> np.ndarray:
    """Which cues each sentence has: shape (sentences, cues), 0 or 1."""
    return np.array([[float(bool(cue.search(text.lower()))) for cue in _patterns()] for text in texts])


def meaning(surface: np.ndarray, vectors: np.ndarray, question: np.ndarray | None) -> np.ndarray:
    """The surface, what each sentence and its neighbours are about, and how near it is to the question and the rest."""
    nothing = np.zeros_like(vectors[:1])
    before, after = np.vstack([nothing, vectors[:-1]]), np.vstack([vectors[1:], nothing])
    asked = vectors @ question if question is not None else np.zeros(len(vectors))
    parts = [_MEANING * vectors, _NEIGHBOURS * _MEANING * before, _NEIGHBOURS * _MEANING * after]
    return np.column_stack([surface, *parts, asked, vectors @ vectors.mean(axis=0)])


def in_order(log_chances: np.ndarray, steps: np.ndarray, first: np.ndarray) -> np.ndarray:
    """The probability of each role for each sentence, given all others: shape (sentences, roles).

    The forward-backward algorithm over how often one role follows another.

    Args:
        log_chances: shape (sentences, roles), what each sentence says alone.
        steps, first: log probabilities that a role (column) follows another (row), and that one comes first.
    """
    from scipy.special import softmax

    steps = ORDER * steps
    before, after = np.zeros_like(log_chances), np.zeros_like(log_chances)
    before[0] = ORDER * first
    for k in range(1, len(log_chances)):
        reached = (before[k - 1] + log_chances[k - 1])[:, None] + steps
        before[k] = np.logaddexp.reduce(reached, axis=0)
    for k in reversed(range(len(log_chances) - 1)):
        after[k] = np.logaddexp.reduce(steps + log_chances[k + 1] + after[k + 1], axis=1)
    return np.asarray(softmax(before + log_chances + after, axis=1))


@cache
def _cues() -> dict[str, dict[str, list[str]]]:
    return tomllib.loads(resources.files("saywell.data").joinpath("roles_en.toml").read_text("utf-8"))


@cache
def _patterns() -> list[re.Pattern[str]]:
    return [re.compile(cue) for cue in _cues()["surface"]["cues"]]
