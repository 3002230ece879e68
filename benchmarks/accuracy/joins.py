"""Recordings cut and put together, their words with them."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import replace
from typing import Any

import numpy as np

from benchmarks.accuracy import aligned
from saywell import audio
from saywell.model import SAMPLE_RATE_HZ, Word

Piece = tuple[np.ndarray, Sequence[Word]]
"""Samples at 16 kHz, and the words in them, timed from their first."""


def joined(pieces: Iterable[Piece]) -> tuple[np.ndarray, tuple[Word, ...]]:
    """One piece after another."""
    sounds: list[np.ndarray] = []
    words: list[Word] = []
    length = 0
    for samples, said in pieces:
        words += moved(said, length / SAMPLE_RATE_HZ)
        sounds.append(samples)
        length += len(samples)
    return np.concatenate(sounds), tuple(words)


def part(piece: Piece, first: int, end: int | None = None) -> Piece:
    """A piece from one sample to another, with the words whose middle lies there."""
    samples, words = piece
    from_s, to_s = first / SAMPLE_RATE_HZ, (len(samples) if end is None else end) / SAMPLE_RATE_HZ
    return samples[first:end], moved([word for word in words if from_s <= word.span.middle_s < to_s], -from_s)


def moved(words: Iterable[Word], by_s: float) -> list[Word]:
    return [replace(word, start_s=word.start_s + by_s, end_s=word.end_s + by_s) for word in words]


def faded(sound: np.ndarray, edge_s: float = 0.01) -> np.ndarray:
    """With its ends faded, so that nothing clicks where it is put in."""
    at = np.arange(len(sound))
    return np.asarray(sound * np.minimum(1, np.minimum(at, at[::-1]) / (edge_s * SAMPLE_RATE_HZ)), dtype=np.float32)


def sentences(rows: Iterable[dict[str, Any]]) -> Iterator[Piece]:
    """The clips whose text could be aligned, with their words."""
    for row in rows:
        samples = audio.load(row["file"])[1].samples
        if words := aligned.words(samples, row["text"]):
            yield samples, words
