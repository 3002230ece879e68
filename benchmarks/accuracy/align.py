"""Known words laid over real speech: PocketSphinx' forced alignment, good to about 0.05 s."""

from __future__ import annotations

import re
from functools import lru_cache
from typing import Any

import numpy as np

from saywell.model import FRAME_S, Word


def align(samples: np.ndarray, text: str) -> list[Word]:
    """When each word of `text` is said in samples at 16 kHz; empty where a word is not in CMUdict or none fits."""
    decoder = _decoder()
    words = [bare for word in text.lower().split() if (bare := re.sub(r"[^a-z']", "", word))]
    if not words or any(decoder.lookup_word(word) is None for word in words):
        return []
    level = np.clip(samples * (0.9 / max(float(np.abs(samples).max()), 1e-6)), -1, 1)
    raw = (level * 32767).astype(np.int16).tobytes()
    try:
        decoder.set_align_text(" ".join(words))
        _decode(decoder, raw)
        if decoder.hyp() is None:
            return []
        decoder.set_alignment()
        _decode(decoder, raw)
        aligned = [(w.name, w.start, w.duration) for w in decoder.get_alignment().words()]
    except RuntimeError:
        return []
    spoken = [row for row in aligned if row[0][0].isalpha() or row[0][0] == "'"]
    return [
        Word(re.sub(r"\(\d+\)$", "", name), start * FRAME_S, (start + length) * FRAME_S)
        for name, start, length in spoken
    ]


def _decode(decoder: Any, raw: bytes) -> None:
    decoder.start_utt()
    decoder.process_raw(raw, full_utt=True)
    decoder.end_utt()


@lru_cache(maxsize=1)
def _decoder() -> Any:
    from pocketsphinx import Decoder

    return Decoder(samprate=16000, bestpath=False, lm=None, loglevel="FATAL")
