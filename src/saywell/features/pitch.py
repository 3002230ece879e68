"""Pitch by SwiftF0 (Nieradzik 2025): a small network, 0.4 s of two cores for a minute of speech."""

from __future__ import annotations

import os
from functools import lru_cache
from typing import Any

import numpy as np

from saywell.features.grid import HOP
from saywell.model import SAMPLE_RATE_HZ

LOWEST_HZ, HIGHEST_HZ = 60.0, 500.0
VOICED = 0.5
"""SwiftF0's own calibration: a frame is voiced from this confidence on."""


def track(samples: np.ndarray) -> tuple[np.ndarray, np.ndarray]:
    """Pitch on the 10 ms grid.

    Args:
        samples: shape (n,), 16 kHz.

    Returns:
        pitch_hz, shape (frames,), 60 to 500, meaningful where voiced; and voicing, shape (frames,),
        0 to 1, voiced from 0.5.
    """
    result = _network().detect(samples, SAMPLE_RATE_HZ, fmin=LOWEST_HZ, fmax=HIGHEST_HZ)
    frames = -(-len(samples) // HOP)
    middle_s = (np.arange(frames) + 0.5) * HOP / SAMPLE_RATE_HZ
    nearest = np.searchsorted((result.timestamps[1:] + result.timestamps[:-1]) / 2, middle_s)
    return result.pitch_hz[nearest], result.confidence[nearest]


@lru_cache(maxsize=1)
def _network() -> Any:
    from swift_f0 import SwiftF0

    return SwiftF0(threads=min(2, os.cpu_count() or 1), spin=False)


def semitones(pitch_hz: np.ndarray, reference_hz: float) -> np.ndarray:
    """Distance from the reference in semitones, shape as given."""
    return np.asarray(12 * np.log2(np.maximum(pitch_hz, 1.0) / reference_hz))
