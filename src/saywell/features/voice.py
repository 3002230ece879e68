"""Where a voice is heard, roughly, and how loud it and the room are.

Silero VAD (Silero Team 2021-2025; the copy inside faster-whisper) says in 32 ms steps whether somebody
speaks, and is not fooled by clicks, hum or breath. It is rough at the edges (an ending may come 0.2 s
late): `speech` finds those. What is measured here is all that the recogniser's windows and the
judgement of quality need, and takes a quarter of a second for two minutes.
"""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np

from saywell.audio import high_pass
from saywell.features.grid import ENOUGH_FRAMES, HOP, every_second, near_each_second, runs
from saywell.model import FRAME_S, Audio, Span

_WIDTH = 400  # 25 ms
_PART = 40
"""Energy is summed in parts that make up a frame as well as the width around its middle."""
_HIGH_PASS_HZ = 80.0
_FLOOR_DB = -100.0

_VAD_HOP = 512
_VAD_BLOCK, _VAD_LEAD = 512 * 3750, 512 * 94  # 2 minutes, 3 s: an hour at once would need a gigabyte
VOICE_ON, VOICE_OFF = 0.5, 0.35
NOT_VOICE = 0.2
"""Frames below this are background, fit to measure the noise on."""

_NOISE_REACH_S, _SPEECH_REACH_S = 5.0, 2.5
_NOISE_PERCENTILE, _SPEECH_PERCENTILE = 25, 80


@dataclass(frozen=True, slots=True, eq=False)
class Voice:
    """What is heard of a voice, on the 10 ms grid.

    Attributes:
        probability: shape (frames,), 0 to 1, Silero's, interpolated.
        level_db: shape (frames,), level of the 25 ms around each frame above 80 Hz, dB re full scale
            of the working level.
        noise_db: shape (frames,), the background around each frame.
        speech_db: shape (frames,), the level of the speech around each frame.
    """

    probability: np.ndarray
    level_db: np.ndarray
    noise_db: np.ndarray
    speech_db: np.ndarray

    @property
    def spans(self) -> tuple[Span, ...]:
        """Stretches with a voice, edges good to about 0.2 s."""
        return tuple(Span(a * FRAME_S, b * FRAME_S) for a, b in voiced_runs(self.probability))


def hear(audio: Audio) -> Voice:
    """Find the voice in a recording and measure the levels around it."""
    level_db = frame_levels(audio.samples)
    probability = voice_probability(audio.samples, len(level_db))
    noise_db, speech_db = track_levels(level_db, probability)
    return Voice(probability, level_db, noise_db, speech_db)


def frame_levels(samples: np.ndarray) -> np.ndarray:
    """Level of each 10 ms frame over the 25 ms around it, above 80 Hz. Shape (ceil(n / 160),), dB."""
    parts = [np.pad(block, (0, -len(block) % _PART)).reshape(-1, _PART) for block in high_pass(samples, _HIGH_PASS_HZ)]
    energy = [np.einsum("ij,ij->i", part, part, dtype=np.float64) for part in parts]
    total = np.concatenate(([0.0], np.cumsum(np.concatenate(energy))))
    middle = np.arange(-(-len(samples) // HOP)) * HOP + HOP // 2
    first, last = np.maximum(middle - _WIDTH // 2, 0), np.minimum(middle + _WIDTH // 2, len(samples))
    mean = (total[-(-last // _PART)] - total[first // _PART]) / np.maximum(last - first, 1)
    return np.asarray(np.maximum(10 * np.log10(np.maximum(mean, 1e-12)), _FLOOR_DB))


def voice_probability(samples: np.ndarray, frames: int) -> np.ndarray:
    """Silero's probability of speech for each of `frames` 10 ms frames."""
    from faster_whisper.vad import get_vad_model

    silero = get_vad_model()
    padded = np.pad(samples, (0, -len(samples) % _VAD_HOP))
    coarse = []
    for first in range(0, len(padded), _VAD_BLOCK):
        lead = min(first, _VAD_LEAD)  # its memory is filled again before each block
        said = np.asarray(silero(padded[first - lead : first + _VAD_BLOCK].copy()), dtype=np.float64).ravel()
        coarse.append(said[lead // _VAD_HOP :])
    at = (np.arange(frames) + 0.5) * HOP
    steps = np.concatenate(coarse)
    return np.asarray(np.interp(at, (np.arange(len(steps)) + 0.5) * _VAD_HOP, steps))


def track_levels(level_db: np.ndarray, probability: np.ndarray) -> tuple[np.ndarray, np.ndarray]:
    """The noise under and the level of the speech around each frame, both of shape (frames,), dB.

    Both are percentiles over a few seconds, taken once a second and interpolated; where a stretch
    holds no background (or no speech) to measure, the recording's own takes its place.
    """
    background, voiced = probability < NOT_VOICE, probability > VOICE_ON
    all_noise = np.percentile(level_db[background] if background.sum() >= ENOUGH_FRAMES else level_db, 10)
    all_speech = np.percentile(level_db[voiced] if voiced.any() else level_db, _SPEECH_PERCENTILE)
    at, centres = np.arange(len(level_db)), every_second(len(level_db))
    noise = near_each_second(
        level_db, background, _NOISE_REACH_S, lambda quiet: np.percentile(quiet, _NOISE_PERCENTILE), all_noise
    )
    speech = near_each_second(
        level_db, voiced, _SPEECH_REACH_S, lambda loud: np.percentile(loud, _SPEECH_PERCENTILE), all_speech
    )
    return np.interp(at, centres, noise), np.interp(at, centres, np.maximum(speech, noise))


def voiced_runs(probability: np.ndarray) -> list[tuple[int, int]]:
    """Runs of frames [first, last) above the lower threshold that somewhere reach the upper one."""
    return [(a, b) for a, b in runs(probability > VOICE_OFF) if probability[a:b].max() > VOICE_ON]
