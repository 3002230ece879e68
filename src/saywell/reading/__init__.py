"""Words -> `Reading`: what the words say of themselves, computed once and handed to every analyser.

    copies.py    which words are said again near by, which are broken off
    encoder.py   a small transformer that reads them in their context (models/reading has how it was taught)

It needs no punctuation and no capitals, and stands some words that a recogniser got wrong.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass

import numpy as np

from saywell.model import Word

__all__ = ["Reading", "read", "vectors", "windows"]

MOST_WORDS, _FEWEST_WORDS = 64, 40
CALIBRATION = (0.94, -0.19), (1.07, 0.09), (0.89, -0.12), (0.59, -0.13)
"""Slope and shift that make the network's log-odds probabilities, by head (models/reading/calibrate.py fits them)."""


@dataclass(frozen=True, slots=True, eq=False)
class Reading:
    """A probability for each word, shape (words,), 0 to 1.

    Attributes:
        reparandum: it was said and then taken back or replaced.
        repair: it is what replaces it.
        editing: it says that something is taken back ("I mean", "sorry").
        filler: the phrase that begins with it says nothing; has a meaning only for "like", "you know", "I mean",
            "well", "sort of" and "kind of".
    """

    reparandum: np.ndarray
    repair: np.ndarray
    editing: np.ndarray
    filler: np.ndarray


def read(words: Sequence[Word]) -> Reading:
    """Read the words of an answer.

    Args:
        words: in order, with their punctuation where there is one; at least one.
    """
    from scipy.special import expit

    from saywell.reading import encoder

    texts = [word.text for word in words]
    odds = np.concatenate([encoder.log_odds(texts[first:last]) for first, last in windows(words)])
    return Reading(*(expit(slope * odds[:, k] + shift) for k, (slope, shift) in enumerate(CALIBRATION)))


def vectors(texts: Sequence[str]) -> np.ndarray:
    """What sentences are about: shape (texts, 384), each of length 1; near are those that mean alike."""
    from saywell.reading import encoder

    return np.array([encoder.vector(text) for text in texts])


def windows(words: Sequence[Word]) -> Iterator[tuple[int, int]]:
    """[first, last) of stretches of at most 64 words that together are all; they end where a sentence does, or at
    the longest pause.

    >>> list(windows([Word("so", k, k + 1) for k in range(3)]))
    [(0, 3)]
    """
    first = 0
    while len(words) - first > MOST_WORDS:
        ends = range(first + _FEWEST_WORDS, first + MOST_WORDS + 1)
        last = max(ends, key=lambda k: (words[k - 1].ends_sentence, words[k].start_s - words[k - 1].end_s))
        yield first, last
        first = last
    yield first, len(words)
