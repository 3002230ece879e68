"""What saywell asks of a recogniser."""

from __future__ import annotations

from typing import Protocol

import numpy as np

from saywell.model import Word


class Engine(Protocol):
    """A recogniser, loaded and ready.

    Attributes:
        name: `faster-whisper` or `pocketsphinx`.
        model: which model of it, as shown to people.
        window_s: the longest stretch it takes at once.
        workers: how many windows it decodes side by side.
        writes_fillers: whether "um" can appear in its words at all.
        takes_prompt: whether decoding without the prompt can give another result.
        least_probability: the mean word probability from which its words are trusted
            (fitted by benchmarks/reliability.py).
    """

    name: str
    model: str
    window_s: float
    workers: int
    writes_fillers: bool
    takes_prompt: bool
    least_probability: float

    def decode(self, samples: np.ndarray, *, prompted: bool = True) -> list[Word]:
        """Words of one window of 16 kHz samples, times from its start."""

    def close(self) -> None:
        """Let the model and its processes go."""
