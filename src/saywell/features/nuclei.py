"""Syllable nuclei: where the network of phones.py hears the middle of a vowel.

It learned syllables as bumps at the middles of vowels, so two vowels in hiatus are two, where their change can be
heard. What it still misses and adds, on speakers it never heard: benchmarks/accuracy/syllables.py.
"""

from __future__ import annotations

import numpy as np

from saywell.features.grid import mask
from saywell.model import FRAME_S, Span

_SMOOTH_FRAMES = 1.5
_LEAST = 0.03
"""Syllables in the frame at a peak; the bump of a clear syllable reaches about 0.15."""
_DIP = 0.4
"""A peak counts if the logarithm falls by this on both sides of it."""
_FLOOR = 0.005


def syllable_nuclei(density: np.ndarray, speech: tuple[Span, ...]) -> np.ndarray:
    """Times of the syllable nuclei in seconds, in order, shape (n,).

    Args:
        density: shape (frames,), syllables in each frame, of phones.posteriors.
        speech: stretches of speech; there are no syllables outside.
    """
    from scipy.ndimage import gaussian_filter1d
    from scipy.signal import find_peaks

    inside = gaussian_filter1d(density * mask(speech, len(density)), _SMOOTH_FRAMES)
    held = np.log(np.pad(inside, 1) + _FLOOR)
    peaks = find_peaks(held, prominence=_DIP, height=np.log(_LEAST + _FLOOR))[0] - 1
    return np.asarray((peaks + 0.5) * FRAME_S)
