"""Does it sound like "um" or "uh"? For every 10 ms, from the sound alone.

A filled pause is a voice that holds still on a vowel from the middle of the mouth, or on one and then a
nasal: spectrum and pitch hardly move for 0.2 s or more, at speech level, often beside silence (Goto, Itou &
Hayamizu 1999, "A real-time filled pause detection system"). A small network weighs those signs; the recipe
that trained it, on what, and what it reaches on real speech are in models/filled-pause. Everything is
relative to the recording: spectra to the speaker's mean, level to the speech around, stillness to the
recording's median change.
"""

from __future__ import annotations

import numpy as np

from saywell.features.grid import ENOUGH_FRAMES, mask, runs, stretches
from saywell.features.pitch import VOICED, semitones
from saywell.features.spectrum import band_hz, cepstra
from saywell.features.voice import Voice
from saywell.learned import learned
from saywell.model import FRAME_S, Span

WEIGHTS = "filled_pause.npz"
SIGNS = 50
THRESHOLD = 0.6
"""From this probability on an event is taken for a filled pause by its sound alone (models/filled-pause)."""
_FLOOR_BELOW_LOUD_DB = 60.0
_SMOOTH_FRAMES = 5
_STILL_OVER = 4, 8, 14, 20
EVENT_SMOOTH_FRAMES = 4.0
_SHORTEST_S = 0.15
_EDGE = 0.6
"""An event reaches out to where the probability falls below this share of the threshold."""
_ENOUGH_FRAMES = 40
FURTHEST = 5.0
"""No sign counts for more than this many standard deviations."""

_VOCAL_BELOW_SPEECH_DB, _VOCAL_ABOVE_NOISE_DB = 22.0, 6.0
_SHORTEST_VOCAL_S = 0.05


def vocal_spans(voice: Voice, voicing: np.ndarray, speech: tuple[Span, ...]) -> tuple[Span, ...]:
    """Speech, and every voiced sound near its level: a lone "hm" is no speech to a voice activity detector."""
    from scipy.ndimage import uniform_filter1d

    voiced = uniform_filter1d((voicing > VOICED).astype(float), 5) > 0.5
    near = voice.level_db > voice.speech_db - _VOCAL_BELOW_SPEECH_DB
    vocal = voiced & near & (voice.level_db > voice.noise_db + _VOCAL_ABOVE_NOISE_DB)
    vocal |= mask(speech, len(vocal))
    return stretches(vocal, at_least_s=_SHORTEST_VOCAL_S)


def frame_features(
    mel_db: np.ndarray,
    pitch_hz: np.ndarray,
    voicing: np.ndarray,
    voice: Voice,
    vocal: tuple[Span, ...],
    phones: np.ndarray,
) -> np.ndarray:
    """The signs of a held voice around each frame.

    Args:
        mel_db: shape (40, frames), dB.
        pitch_hz, voicing: shape (frames,), of `pitch.track`.
        voice: of the same recording.
        vocal: of `vocal_spans`.
        phones: shape (frames, 13), of `phones.posteriors`.

    Returns:
        shape (frames, 50), float32. Zeros where the recording holds too little voice (0.4 s) to know
        the speaker.
    """
    from scipy.ndimage import gaussian_filter1d, uniform_filter1d

    frames = mel_db.shape[1]
    speaking = mask(vocal, frames)
    level_db = voice.level_db - voice.speech_db
    if speaking.sum() < _ENOUGH_FRAMES:
        return np.zeros((frames, SIGNS), dtype=np.float32)

    shape = cepstra(mel_db, speaking, floor_below_loud_db=_FLOOR_BELOW_LOUD_DB, smooth_frames=_SMOOTH_FRAMES)
    loud = speaking & (level_db > -15)
    own = shape[:, loud if loud.sum() >= ENOUGH_FRAMES else speaking]
    shape = (shape - own.mean(axis=1, keepdims=True)) / (own.std(axis=1, keepdims=True) + 1e-3)

    change = _change(shape, 3)
    change = change / max(float(np.median(change[speaking])), 1e-6)
    calm = gaussian_filter1d(change, 2)
    slow_change = uniform_filter1d(change, 9)
    phone_change = np.abs(_shift(phones.T, 4) - _shift(phones.T, -4)).sum(axis=0) / 2

    voiced = voicing > VOICED
    height = np.zeros(frames)
    if (voiced & speaking).any():
        height = semitones(pitch_hz, float(np.median(pitch_hz[voiced & speaking])))
        height = np.clip(np.where(voiced, height, 0.0), -12, 12)
    share = uniform_filter1d(voiced.astype(float), 21) + 1e-6
    mean = uniform_filter1d(height * voiced, 21) / share
    variance = np.maximum(uniform_filter1d(height**2 * voiced, 21) / share - mean**2, 0.0)

    power = 10 ** (mel_db / 10)
    tilt_db = 10 * np.log10(power[band_hz() < 1000].sum(axis=0) / power[band_hz() > 2500].sum(axis=0))

    return np.stack(
        [
            *uniform_filter1d(phones, 5, axis=0).T,
            *uniform_filter1d(phones, 25, axis=0).T,
            *(_change(shape, reach) for reach in _STILL_OVER),
            slow_change,
            uniform_filter1d(change, 25),
            _run_lengths_s(calm < 0.8),
            _run_lengths_s(calm < 1.1),
            uniform_filter1d(phone_change, 9),
            uniform_filter1d(phone_change, 31),
            level_db,
            uniform_filter1d(_shift(level_db, 10) - _shift(level_db, -10), 3),
            uniform_filter1d(voicing, 5),
            _run_lengths_s(voiced),
            uniform_filter1d(height, 5),
            np.where(share > 0.4, np.sqrt(variance), 3.0),
            np.where(voiced, _shift(height, 8) - _shift(height, -8), 0.0),
            _since_s(~speaking),
            _since_s(~speaking[::-1])[::-1],
            (uniform_filter1d(tilt_db, 5) - tilt_db[speaking].mean()) / 10,
            _shift(level_db, -25),
            _shift(slow_change, -25),
            _shift(level_db, 25),
            _shift(slow_change, 25),
        ],
        axis=1,
    ).astype(np.float32)


def probability(features: np.ndarray, weights: dict[str, np.ndarray] | None = None) -> np.ndarray:
    """The network's probability of a filled pause, shape (frames,), smoothed over about 0.1 s.

    Args:
        features: shape (frames, 50), of `frame_features`.
        weights: the network; the one that comes with saywell if not given.
    """
    from scipy.ndimage import gaussian_filter1d
    from scipy.special import expit

    weights = weights or learned(WEIGHTS)
    hidden = np.clip((features - weights["mean"]) / weights["scale"], -FURTHEST, FURTHEST)
    hidden = np.maximum(hidden @ weights["w1"] + weights["b1"], 0.0)
    raw = expit(hidden @ weights["w2"] + weights["b2"])
    return np.asarray(gaussian_filter1d(raw, EVENT_SMOOTH_FRAMES))


def events(probability: np.ndarray, vocal: tuple[Span, ...], threshold: float) -> list[tuple[Span, float]]:
    """Vocal stretches of 0.15 s or more that reach the threshold, each with its highest probability."""
    inside = probability * mask(vocal, len(probability))
    return [
        (Span(a * FRAME_S, b * FRAME_S), float(inside[a:b].max()))
        for a, b in runs(inside > _EDGE * threshold)
        if inside[a:b].max() >= threshold and (b - a) * FRAME_S >= _SHORTEST_S
    ]


def _change(shape: np.ndarray, reach: int) -> np.ndarray:
    return np.asarray(np.sqrt(np.square(_shift(shape, reach) - _shift(shape, -reach)).mean(axis=0)))


def _shift(values: np.ndarray, by: int) -> np.ndarray:
    """The value `by` frames later, the ends held."""
    frames = values.shape[-1]
    return np.asarray(values[..., np.clip(np.arange(frames) + by, 0, frames - 1)])


def _run_lengths_s(flags: np.ndarray) -> np.ndarray:
    """For each frame of a run of true ones, the seconds of that run."""
    out = np.zeros(len(flags))
    for first, last in runs(flags):
        out[first:last] = (last - first) * FRAME_S
    return out


def _since_s(flags: np.ndarray, most_s: float = 0.5) -> np.ndarray:
    """Seconds since the last true frame, at most half a second."""
    last = np.maximum.accumulate(np.where(flags, np.arange(len(flags)), -(10**6)))
    return np.asarray(np.minimum((np.arange(len(flags)) - last) * FRAME_S, most_s))
