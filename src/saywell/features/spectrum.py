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
_TIMBRE_BELOW_HZ, _CEPSTRA = 5500.0, 12


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


def cepstra(mel_db: np.ndarray, speaking: np.ndarray, *, floor_below_loud_db: float, smooth_frames: int) -> np.ndarray:
    """The shape of the spectrum below 5.5 kHz, whatever its level: shape (12, frames).

    Args:
        mel_db: shape (40, frames), dB.
        speaking: shape (frames,), bool, not all false: what is loud is measured there.
        floor_below_loud_db: what lies further under it is taken for equally quiet.
        smooth_frames: averaged over so many.
    """
    from scipy.fft import dct
    from scipy.ndimage import uniform_filter1d

    bands = mel_db[band_hz() < _TIMBRE_BELOW_HZ]
    bands = np.maximum(bands, np.percentile(bands[:, speaking], 98) - floor_below_loud_db)
    return np.asarray(uniform_filter1d(dct(bands, axis=0, norm="ortho")[1 : _CEPSTRA + 1], smooth_frames, axis=1))


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
