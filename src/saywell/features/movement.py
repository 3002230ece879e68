"""How fast the sound changes, for every 10 ms: how far the mouth moves, without knowing what it says.

The distance between the spectra 20 ms before and after a frame, each of 12 cepstra in units of its own
spread over the recording's speech. So it depends neither on level nor on the microphone's colour, and what
lies 35 dB under the loudest is taken for equally still, so that a little noise does not look like movement.
"""

from __future__ import annotations

import numpy as np

from saywell.features.grid import mask
from saywell.features.spectrum import cepstra
from saywell.model import Span

_FLOOR_BELOW_LOUD_DB = 35.0
_SMOOTH_FRAMES = 3
_REACH_FRAMES = 2
_TINY = 1e-3


def movement(mel_db: np.ndarray, speech: tuple[Span, ...]) -> np.ndarray:
    """Shape (frames,), from 0; about 1 in speech, 0 outside it.

    Args:
        mel_db: shape (40, frames), dB.
        speech: where somebody speaks.
    """
    frames = mel_db.shape[1]
    speaking = mask(speech, frames)
    if not speaking.any():
        return np.zeros(frames)
    shape = cepstra(mel_db, speaking, floor_below_loud_db=_FLOOR_BELOW_LOUD_DB, smooth_frames=_SMOOTH_FRAMES)
    shape = shape / (shape[:, speaking].std(axis=1, keepdims=True) + _TINY)
    at = np.arange(frames)
    before, after = (shape[:, np.clip(at + by, 0, frames - 1)] for by in (-_REACH_FRAMES, _REACH_FRAMES))
    return np.asarray(np.sqrt(np.square(after - before).mean(axis=0)) * speaking)
