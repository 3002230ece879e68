"""Pitch by SwiftF0 (Nieradzik 2025): a small network, 0.4 s of two cores for a minute of speech."""

from __future__ import annotations

import os
from functools import lru_cache
from typing import Any

import numpy as np

from saywell.features.grid import HOP
from saywell.model import SAMPLE_RATE_HZ

LOWEST_HZ, HIGHEST_HZ = 60.0, 650.0
"""With a ceiling of 500 Hz most of a falsetto has no pitch; with this one it has, and nobody else's changes."""
_BLOCK, _AROUND = 300 * SAMPLE_RATE_HZ, SAMPLE_RATE_HZ
"""Tracked five minutes at a time, a second more on both sides: an hour at once would need 600 MB."""
VOICED, SURE_VOICED = 0.5, 0.8
"""SwiftF0's own calibration: a frame is voiced from the first confidence on."""

_JUMP, _FAR_BELOW = 7.0, 8.0
"""Semitones. What lies so far under the recording's median may be halved."""
_EVEN = 0.2
"""No right pitch of a synthetic voice is doubled by this; real creak is, now and then, and there a second tracker
takes either side (docs/accuracy.md)."""
_WINDOW = 1024  # 64 ms
_HARMONICS_HZ = 60.0, 2000.0


def track(samples: np.ndarray) -> tuple[np.ndarray, np.ndarray]:
    """Pitch on the 10 ms grid.

    Args:
        samples: shape (n,), 16 kHz.

    Returns:
        pitch_hz, shape (frames,), 60 to 650, meaningful where voiced; and voicing, shape (frames,),
        0 to 1, voiced from 0.5.
    """
    at_s, pitch_hz, voicing = heard(samples)
    pitch_hz = right_octaves(samples, at_s, pitch_hz, voicing)
    frames = -(-len(samples) // HOP)
    middle_s = (np.arange(frames) + 0.5) * HOP / SAMPLE_RATE_HZ
    nearest = np.searchsorted((at_s[1:] + at_s[:-1]) / 2, middle_s)
    return pitch_hz[nearest], voicing[nearest]


def heard(samples: np.ndarray) -> tuple[np.ndarray, np.ndarray, np.ndarray]:
    """What SwiftF0 says every 16 ms: time in seconds, pitch_hz and voicing, each of shape (steps,)."""
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
    return np.concatenate(times), np.concatenate(pitches), np.concatenate(confidences)


def right_octaves(samples: np.ndarray, at_s: np.ndarray, pitch_hz: np.ndarray, voicing: np.ndarray) -> np.ndarray:
    """Pitch with halved stretches put right, shape as given.

    Where every second pulse is weaker or late, as in a creaky or tired voice, SwiftF0 halves the pitch.
    A stretch far under the speaker's median is doubled if the harmonics of the doubled pitch hold more
    than those between them (after Sun 2002, "Pitch determination and voice quality analysis using
    subharmonic-to-harmonic ratio"). It was never seen to double.

    Args:
        samples: shape (n,), 16 kHz.
        at_s, pitch_hz, voicing: as `heard` says.
    """
    voiced = np.flatnonzero(voicing > VOICED)
    sure = voicing > SURE_VOICED
    if not sure.any():
        return pitch_hz
    median_hz = float(np.median(pitch_hz[sure]))
    from_median = semitones(pitch_hz, median_hz)
    jumps = (np.diff(voiced) > 1) | (np.abs(np.diff(from_median[voiced])) > _JUMP)
    right_hz = pitch_hz.copy()
    for stretch in np.split(voiced, np.flatnonzero(jumps) + 1):
        far_below = np.median(from_median[stretch]) < -_FAR_BELOW
        if far_below and _evenness(samples, at_s[stretch], pitch_hz[stretch]).mean() > _EVEN:
            right_hz[stretch] *= 2
    return right_hz


def _evenness(samples: np.ndarray, at_s: np.ndarray, pitch_hz: np.ndarray) -> np.ndarray:
    """How much more the even harmonics hold than the odd ones, shape as the moments, -1 to 1."""
    first = np.round(at_s * SAMPLE_RATE_HZ).astype(int)[:, None]  # the window's, once padded by half of one
    around = np.pad(samples, _WINDOW // 2)[first + np.arange(_WINDOW)]
    hz = np.fft.rfftfreq(2 * _WINDOW, 1 / SAMPLE_RATE_HZ)
    used = (hz > _HARMONICS_HZ[0]) & (hz < _HARMONICS_HZ[1])
    magnitude = np.abs(np.fft.rfft(around * np.hanning(_WINDOW), 2 * _WINDOW))[:, used]
    wave = np.cos(np.pi * hz[used] / pitch_hz[:, None])  # 1 at even multiples of the pitch, -1 at odd ones
    return np.asarray((magnitude * wave).sum(axis=1) / np.maximum(magnitude.sum(axis=1), 1e-12))


@lru_cache(maxsize=1)
def _network() -> Any:
    from swift_f0 import SwiftF0

    return SwiftF0(threads=min(2, os.cpu_count() or 1), spin=False)


def semitones(pitch_hz: np.ndarray, reference_hz: float) -> np.ndarray:
    """Distance from the reference in semitones, shape as given."""
    return np.asarray(12 * np.log2(np.maximum(pitch_hz, 1.0) / reference_hz))
