"""What kind of sound is it? For every 10 ms: silence, six kinds of vowel, m, n, glides, fricatives, stops.

A small network reads a fifth of a second of spectrum around the frame. It learned from real speech whose
text was aligned to it; the recipe, on what, and what it reaches on speakers it never heard are in
models/phones. Everything is relative to the recording: each band to the speaker's own mean in it.
"""

from __future__ import annotations

import numpy as np

from saywell.features.voice import VOICE_ON, Voice
from saywell.learned import learned

CLASSES = (
    *("silence", "central", "high", "front", "open", "round", "diphthong"),
    *("m", "n", "liquid", "sibilant", "fricative", "stop"),
)
"""central: AH ER UH; high: IH IY; front: EH EY AE; open: AA AO; round: OW UW; diphthong: AY AW OY; n: N NG;
liquid: L R W Y; sibilant: S Z SH ZH CH JH; fricative: F V TH DH HH; stop: P T K B D G."""
VOWELS = range(1, 7)
WEIGHTS = "phones.npz"
OFFSETS = (-13, -9, -6, -4, -2, 0, 2, 4, 6, 9, 13)
_BLOCK_FRAMES = 6000
_FLOOR_BELOW_LOUD_DB = 60.0
_LOUD_DB = -15.0
_SCALE_DB = 15.0
_ENOUGH_LOUD_FRAMES = 30


def posteriors(
    mel_db: np.ndarray, voice: Voice, weights: dict[str, np.ndarray] | None = None
) -> tuple[np.ndarray, np.ndarray]:
    """Probabilities of the classes, and syllables in each frame.

    Args:
        mel_db: shape (40, frames), dB.
        voice: of the same recording.
        weights: the network; the one that comes with saywell if not given.

    Returns:
        shape (frames, 13), rows sum to 1; and shape (frames,), which sums to about the number of syllables. All is
        silence where the recording holds too little loud voice (0.3 s) to know the speaker.
    """
    measured = loud(voice)
    if measured.sum() < _ENOUGH_LOUD_FRAMES:
        return np.eye(len(CLASSES), dtype=np.float32)[np.zeros(len(measured), dtype=int)], np.zeros(len(measured))
    return network(normalised(mel_db.T, measured), weights or learned(WEIGHTS))


def loud(voice: Voice) -> np.ndarray:
    """Shape (frames,), bool: where the speaker's own spectrum is measured."""
    return np.asarray((voice.probability > VOICE_ON) & (voice.level_db - voice.speech_db > _LOUD_DB))


def normalised(mel_db: np.ndarray, measured: np.ndarray) -> np.ndarray:
    """Each band over its mean where it is measured: both shapes (frames, 40), float32 out, about -3 to 2."""
    own = mel_db[measured]
    floor_db = np.percentile(own, 98) - _FLOOR_BELOW_LOUD_DB
    mean_db = np.maximum(own, floor_db).mean(axis=0)
    return np.asarray((np.maximum(mel_db, floor_db) - mean_db) / _SCALE_DB, dtype=np.float32)


def network(spectrum: np.ndarray, weights: dict[str, np.ndarray]) -> tuple[np.ndarray, np.ndarray]:
    """What `posteriors` returns, from a normalised spectrum."""
    reach = max(OFFSETS)
    padded = np.pad(spectrum, ((reach, reach), (0, 0)), mode="edge")
    classes, density = [], []
    for first in range(0, len(spectrum), _BLOCK_FRAMES):
        at = np.arange(first, min(len(spectrum), first + _BLOCK_FRAMES)) + reach
        x = np.concatenate([padded[at + offset] for offset in OFFSETS], axis=1)
        for layer in ("1", "2"):
            x = np.maximum(x @ weights["w" + layer] + weights["b" + layer], 0.0)
        x = x @ weights["w3"] + weights["b3"]
        e = np.exp(x[:, :-1] - x[:, :-1].max(axis=1, keepdims=True))
        classes.append(e / e.sum(axis=1, keepdims=True))
        density.append(np.exp(np.minimum(x[:, -1], 0.0)))
    return np.concatenate(classes), np.concatenate(density)
