"""Sentences that say again, in the same or other words, what an earlier one said.

A logistic regression over how alike two sentences are in meaning and in words, and how long the later one is
(models/content). In other words it is often missed; a copy never is.
"""

from __future__ import annotations

import re
from collections.abc import Sequence
from functools import cache

import numpy as np

from saywell.english import amounts, english, stem
from saywell.kinds import WEIGHTS
from saywell.learned import learned

SHOWN_FROM = 0.5
_SAME_WORDS = 0.8
_LONG_WORDS = 30
_WORD = re.compile(r"[\w']+")


def find(texts: Sequence[str], vectors: np.ndarray, labels: Sequence[str]) -> dict[int, int]:
    """Sentence -> the earlier one that it repeats.

    One with another amount in it says something new, and so does one that plays another part, such as the result that a
    headline gave away, unless the words are the same.

    Args:
        texts: the sentences, filled pauses left out.
        vectors: shape (sentences, 384), what each is about.
        labels: the role of each.
    """
    from scipy.special import expit

    weights = learned(WEIGHTS)
    signs, earlier = likeness(texts, vectors)
    chances = expit(signs @ weights["again.w"] + weights["again.b"])
    found = {later + 1: earlier[later] for later in np.flatnonzero(chances >= SHOWN_FROM).tolist()}
    return {
        later: of
        for later, of in found.items()
        if _amounts(texts[later]) <= _amounts(texts[of])
        and (labels[later] in (labels[of], "other") or signs[later - 1, 1] >= _SAME_WORDS)
    }


def _amounts(text: str) -> set[str]:
    """The amounts in a sentence, "one" among them: beside another it is one."""
    return amounts(text) | ({"one"} & set(_WORD.findall(text.lower())))


def likeness(texts: Sequence[str], vectors: np.ndarray) -> tuple[np.ndarray, list[int]]:
    """How like an earlier sentence each one is, but the first: signs of shape (sentences - 1, 4), and which it is.

    The signs: nearness in meaning to the one most alike, the share of its words that are said there, the second
    highest nearness, its length.
    """
    near = vectors @ vectors.T
    words = [_stems(text) for text in texts]
    signs, earlier = [], []
    for later in range(1, len(texts)):
        shared = [len(words[later] & said) / max(1, len(words[later])) for said in words[:later]]
        alike = near[later, :later] + np.array(shared) / 2
        best = int(alike.argmax())
        next_best = np.sort(near[later, :later])[-2] if later > 1 else 0.0
        length = min(len(texts[later].split()), _LONG_WORDS) / _LONG_WORDS
        signs.append((near[later, best], shared[best], next_best, length))
        earlier.append(best)
    return np.array(signs, dtype=float).reshape(-1, 4), earlier


def _stems(text: str) -> set[str]:
    """Stems of its words that are about something."""
    return {stem(word) for word in _WORD.findall(text.lower()) if word not in _empty()}


@cache
def _empty() -> frozenset[str]:
    return frozenset(english()["edges"]["common"])
