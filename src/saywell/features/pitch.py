"""Pitch by SwiftF0 (Nieradzik 2025): a small network, 0.4 s of two cores for a minute of speech."""

from __future__ import annotations

import os
from functools import lru_cache
from typing import Any

import numpy as np

from saywell.features.grid import HOP
from saywell.model import SAMPLE_RATE_HZ

LOWEST_HZ, HIGHEST_HZ = 60.0, 500.0
_BLOCK, _AROUND = 300 * SAMPLE_RATE_HZ, SAMPLE_RATE_HZ
"""Tracked five minutes at a time, a second more on both sides: an hour at once would need 600 MB."""
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
    times, pitches, confidences = [], [], []
    for first in range(0, max(len(samples), 1), _BLOCK):
        before = max(0, first - _AROUND)
        block = samples[before : first + _BLOCK + _AROUND]
        result = _network().detect(block, SAMPLE_RATE_HZ, fmin=LOWEST_HZ, fmax=HIGHEST_HZ)
        at_s = result.timestamps + before / SAMPLE_RATE_HZ
        own = at_s >= first / SAMPLE_RATE_HZ
        own &= (at_s < (first + _BLOCK) / SAMPLE_RATE_HZ) | (first + _BLOCK >= len(samples))
        times.append(at_s[own])
        pitches.append(result.pitch_hz[own])
        confidences.append(result.confidence[own])
    at = np.concatenate(times)
    frames = -(-len(samples) // HOP)
    middle_s = (np.arange(frames) + 0.5) * HOP / SAMPLE_RATE_HZ
    nearest = np.searchsorted((at[1:] + at[:-1]) / 2, middle_s)
    return np.concatenate(pitches)[nearest], np.concatenate(confidences)[nearest]


@lru_cache(maxsize=1)
def _network() -> Any:
    from swift_f0 import SwiftF0

    return SwiftF0(threads=min(2, os.cpu_count() or 1), spin=False)


def semitones(pitch_hz: np.ndarray, reference_hz: float) -> np.ndarray:
    """Distance from the reference in semitones, shape as given."""
    return np.asarray(12 * np.log2(np.maximum(pitch_hz, 1.0) / reference_hz))
