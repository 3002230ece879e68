"""The spectrum, once, on the 10 ms grid: 40 mel bands in dB (librosa)."""

from __future__ import annotations

from functools import lru_cache

import numpy as np

from saywell.features.grid import HOP
from saywell.model import SAMPLE_RATE_HZ

BANDS = 40
_FFT, _WIDTH = 512, 400
_LOWEST_HZ, _HIGHEST_HZ = 80.0, 7600.0
_BLOCK_FRAMES = 6000
_TINY = 1e-9


def mel_db(samples: np.ndarray) -> np.ndarray:
    """Mel spectrogram of samples at 16 kHz; frame k is centred on the middle of the 10 ms frame k.

    Returns:
        shape (40, ceil(n / 160)), float32, dB. Taken in blocks of a minute, so that the complex
        spectrum of an hour is never in memory.
    """
    import librosa

    frames = -(-len(samples) // HOP)
    before = _FFT // 2 - HOP // 2
    padded = np.pad(samples, (before, _FFT + HOP))
    out = np.empty((BANDS, frames), dtype=np.float32)
    for first in range(0, frames, _BLOCK_FRAMES):
        last = min(frames, first + _BLOCK_FRAMES)
        block = padded[first * HOP : (last - 1) * HOP + _FFT]
        spectrum = librosa.stft(block, n_fft=_FFT, win_length=_WIDTH, hop_length=HOP, center=False)
        out[:, first:last] = 10 * np.log10(_filters() @ np.square(np.abs(spectrum)) + _TINY)
    return out


@lru_cache(maxsize=1)
def _filters() -> np.ndarray:
    import librosa

    return np.asarray(
        librosa.filters.mel(sr=SAMPLE_RATE_HZ, n_fft=_FFT, n_mels=BANDS, fmin=_LOWEST_HZ, fmax=_HIGHEST_HZ)
    )


@lru_cache(maxsize=1)
def band_hz() -> np.ndarray:
    """Shape (40,): the middle of each band."""
    import librosa

    return np.asarray(librosa.mel_frequencies(BANDS + 2, fmin=_LOWEST_HZ, fmax=_HIGHEST_HZ)[1:-1])
