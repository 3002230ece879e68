"""Syllable nuclei: peaks of the energy where vowels have theirs (after De Jong & Wempe 2009,
"Praat script to detect syllable nuclei and measure speech rate automatically").

It counts what stands out: two vowels that run together are one peak, so fluent read English comes
out about a fifth low (docs/metrics.md).
"""

from __future__ import annotations

import numpy as np

from saywell.features.grid import mask
from saywell.features.spectrum import band_hz
from saywell.model import FRAME_S, Span

_VOWELS_HZ = 300.0, 3300.0
_SMOOTH_FRAMES = 1.5
_DIP_DB = 1.0
"""A peak counts if the energy falls by this on both sides of it."""
_BELOW_LOUD_DB = 25.0
_FLOOR_BELOW_LOUD_DB = 45.0
_VOICED = 0.2
"""Lower than the pitch tracker's own threshold: creaky syllables are syllables."""


def syllable_nuclei(mel_db: np.ndarray, voicing: np.ndarray, speech: tuple[Span, ...]) -> np.ndarray:
    """Times of the syllable nuclei in seconds, in order, shape (n,)."""
    from scipy.ndimage import gaussian_filter1d
    from scipy.signal import find_peaks

    vowels = (band_hz() >= _VOWELS_HZ[0]) & (band_hz() <= _VOWELS_HZ[1])
    energy_db = gaussian_filter1d(10 * np.log10((10 ** (mel_db[vowels] / 10)).mean(axis=0)), _SMOOTH_FRAMES)
    speaking = mask(speech, len(energy_db))
    if not speaking.any():
        return np.empty(0)
    loud_db = np.percentile(energy_db[speaking], 95)
    floor_db = loud_db - _FLOOR_BELOW_LOUD_DB
    held = np.pad(np.where(speaking, np.maximum(energy_db, floor_db), floor_db), 1, constant_values=floor_db)
    peaks = find_peaks(held, prominence=_DIP_DB, height=loud_db - _BELOW_LOUD_DB)[0] - 1
    voiced = gaussian_filter1d(voicing, _SMOOTH_FRAMES)[peaks] > _VOICED
    return np.asarray((peaks[voiced] + 0.5) * FRAME_S)
