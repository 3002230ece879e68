"""A known text held against its sound: words and phones with their times, by PocketSphinx."""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass
from functools import lru_cache
from typing import Any

import numpy as np


@dataclass(frozen=True, slots=True)
class Phone:
    """One phone: its name in ARPAbet, its first 10 ms frame, and how many it lasts."""

    name: str
    first: int
    frames: int

    @property
    def end(self) -> int:
        return self.first + self.frames


@dataclass(frozen=True, slots=True)
class Spoken:
    """One word and its phones."""

    text: str
    phones: tuple[Phone, ...]

    @property
    def first(self) -> int:
        return self.phones[0].first

    @property
    def end(self) -> int:
        return self.phones[-1].end


def align(samples: np.ndarray, text: str) -> list[Spoken] | None:
    """The words of a text in the order they are said; None where one is unknown or the text doesn't fit."""
    decoder = _decoder()
    words = [word for word in (re.sub(r"[^a-z']", "", token) for token in text.lower().split()) if word]
    if not words or any(decoder.lookup_word(word) is None for word in words):
        return None
    loudest = max(float(np.abs(samples).max()), 1e-6)
    raw = np.round(samples / loudest * 0.9 * 32767).astype(np.int16).tobytes()
    decoder.set_align_text(" ".join(words))
    for phones_too in (False, True):
        if phones_too:
            if decoder.hyp() is None:
                return None
            decoder.set_alignment()
        decoder.start_utt()
        decoder.process_raw(raw, full_utt=True)
        decoder.end_utt()
    return [
        Spoken(re.sub(r"\(\d+\)$", "", word.name), tuple(Phone(p.name, p.start, p.duration) for p in word))
        for word in decoder.get_alignment().words()
        if not word.name.startswith(("<", "["))
    ]


def lengths(words: Sequence[Spoken]) -> np.ndarray:
    """Frames of every phone, shape (phones,)."""
    return np.array([phone.frames for word in words for phone in word.phones])


@lru_cache(maxsize=1)
def _decoder() -> Any:
    import pocketsphinx

    return pocketsphinx.Decoder(samprate=16_000, bestpath=False, lm=None, loglevel="FATAL")
