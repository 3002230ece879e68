"""A known text held against its sound: words and phones with their times, by PocketSphinx; good to about 0.05 s."""

from __future__ import annotations

import re
from dataclasses import dataclass
from functools import lru_cache
from typing import Any

import numpy as np

from saywell.model import FRAME_S, SAMPLE_RATE_HZ, Word


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
    words = bare(text)
    if not words or any(decoder.lookup_word(word) is None for word in words):
        return None
    loudest = max(float(np.abs(samples).max()), 1e-6)
    raw = np.round(samples / loudest * 0.9 * 32767).astype(np.int16).tobytes()
    decoder.set_align_text(" ".join(words))
    _decode(decoder, raw)
    if decoder.hyp() is None:
        return None
    decoder.set_alignment()
    _decode(decoder, raw)
    said = [
        Spoken(re.sub(r"\(\d+\)$", "", word.name), tuple(Phone(p.name, p.start, p.duration) for p in word))
        for word in decoder.get_alignment().words()
        if not word.name.startswith(("<", "["))
    ]
    return said if len(said) == len(words) else None


def words(samples: np.ndarray, text: str) -> list[Word]:
    """The same in seconds; empty where `align` finds nothing."""
    return [Word(said.text, said.first * FRAME_S, said.end * FRAME_S) for said in align(samples, text) or ()]


def bare(text: str) -> list[str]:
    """The words of a text in small letters, without what is not spoken."""
    return [word for word in (re.sub(r"[^a-z']", "", token) for token in text.lower().split()) if word]


def _decode(decoder: Any, raw: bytes) -> None:
    decoder.start_utt()
    decoder.process_raw(raw, full_utt=True)
    decoder.end_utt()


@lru_cache(maxsize=1)
def _decoder() -> Any:
    import pocketsphinx

    return pocketsphinx.Decoder(samprate=SAMPLE_RATE_HZ, bestpath=False, lm=None, loglevel="FATAL")
