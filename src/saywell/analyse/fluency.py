"""How fluent it sounds: what expert raters of learners' reading would say, 0 to 10, and why.

A sum of a few parts, each a sign of fluency that is counted between two limits (below and above, more of it
made no difference to the raters). The weights are data (data/fluency.toml); models/fluency says on whom they were
fitted, and how far they reach.

The raters heard sentences of 2 to 20 s. So a longer answer is cut at its longest pauses until nothing is longer than
10 s; every stretch is judged like such a sentence, and they are averaged by their length. The pauses
at which it is cut, where a speaker plans what comes next, are no part of it; those inside a stretch are.
"""

from __future__ import annotations

import math
import tomllib
from collections.abc import Mapping
from functools import lru_cache
from importlib import resources
from typing import Any

import numpy as np

from saywell.analyse.take import Number, Result, Take, null
from saywell.analyse.timeline import Timeline
from saywell.english import counts, syllables
from saywell.features import Features
from saywell.features.grid import frame, runs
from saywell.features.pitch import VOICED, semitones
from saywell.model import FRAME_S, Part, Span

LONGEST_STRETCH_S = 10.0
SHORTEST_ANSWER_S = 1.0
SCALE = 0.0, 10.0
Signs = dict[str, float]

_NAMES = {
    "movement": ("How far the sound moves in 40 ms", "spreads"),
    "silence": ("Silences of 0.1 s or more", "of the time"),
    "level_pitch": ("Pitch that stands still", "of the time"),
    "syllable_step": ("From one syllable heard to the next", "s"),
    "syllable_rate": ("Syllables of the words", "per s"),
    "word_rate": ("Words", "per s"),
}
_SILENCE_S = 0.1
_SILENT_BELOW_DB, _SILENT_BELOW_SHARE = 18.0, 0.7
"""A frame is silent this far below the speech around it, or most of the way down to the noise."""
_LEVEL_SMOOTH_FRAMES = 1.0
_PITCH_REACH, _PITCH_STILL = 3, 0.5
"""Pitch stands still if it moves by less than half a semitone in 60 ms."""
_SHORTEST_STEP_S = 0.03
_SURE = 1.96
"""Standard deviations to either side of the value: 95 %."""


def analyse(take: Take, timeline: Timeline) -> Result:
    """The index with its parts; its range is that of what raters would say, not only of measuring again."""
    name = "fluency_index"
    if take.features is None or not take.features.speech:
        return Result(null("no_audio", name))
    parts = stretches(take.features.speech)
    seconds = np.array([_whole(part).duration_s for part in parts])
    if seconds.sum() < SHORTEST_ANSWER_S:
        return Result(null("too_short", name))
    heard = [heard_signs(take.features, part) for part in parts]
    said = said_signs(take, timeline, float(seconds.sum()))
    kind = "words" if said else "audio"
    model = weights()[kind]
    shown = [_part(sign, model[sign], [signs | said for signs in heard], seconds) for sign in model["signs"]]
    average = model["average"]
    total = average + sum(part.contribution for part in shown)
    value = min(max(total, SCALE[0]), SCALE[1])
    shown.insert(0, Part("Average of the adults rated", average, "points", average))
    if value != total:
        shown.append(Part("End of the scale", value, "points", value - total))
    half = half_range(kind, len(parts))
    low, high = max(value - half, SCALE[0]), min(value + half, SCALE[1])
    return Result((Number(name, value, low, high, parts=tuple(shown)),))


def stretches(speech: tuple[Span, ...]) -> list[tuple[Span, ...]]:
    """Speech cut at its longest pauses until no stretch is longer than 10 s (or has no pause left), in order.

    >>> stretches((Span(0, 4), Span(5, 9), Span(9.5, 12)))
    [(Span(start_s=0, end_s=4),), (Span(start_s=5, end_s=9), Span(start_s=9.5, end_s=12))]
    """
    if len(speech) == 1 or _whole(speech).duration_s <= LONGEST_STRETCH_S:
        return [speech]
    longest = max(range(1, len(speech)), key=lambda k: speech[k].start_s - speech[k - 1].end_s)
    return stretches(speech[:longest]) + stretches(speech[longest:])


def heard_signs(features: Features, speech: tuple[Span, ...]) -> Signs:
    """The signs that need no words, over one stretch from its first speech to its last."""
    whole = _whole(speech)
    frames = slice(frame(whole.start_s), frame(whole.end_s))
    return {
        "movement": float(features.movement[frames].mean()),
        "silence": _silence(features, frames),
        "level_pitch": _level_pitch(features, frames),
        "syllable_step": _syllable_step(features.nuclei_s, whole),
    }


def said_signs(take: Take, timeline: Timeline, seconds: float) -> Signs:
    """The signs that need words that can be trusted, over the whole answer; none without them.

    Words that were given all count: their number is certain, their times may not be.
    """
    if take.why_no_words:
        return {}
    given = (k for k, word in enumerate(take.words) if counts(word))
    said = [take.words[k].bare for k in (given if take.exact_words else timeline.counted)]
    if not said:
        return {}
    return {"syllable_rate": sum(map(syllables, said)) / seconds, "word_rate": len(said) / seconds}


def half_range(kind: str, stretches: int) -> float:
    """Half the range that holds the raters' mean 95 times in 100.

    The error that the model makes on a speaker stays; the one it makes on each sentence averages out.
    """
    model = weights()[kind]
    return _SURE * math.sqrt(model["speaker_sd"] ** 2 + model["sentence_sd"] ** 2 / stretches)


@lru_cache(maxsize=1)
def weights() -> dict[str, Any]:
    """The two models, `audio` and `words` (models/fluency)."""
    return tomllib.loads(resources.files("saywell.data").joinpath("fluency.toml").read_text("utf-8"))


def _part(sign: str, weight: Mapping[str, float], signs: list[Signs], seconds: np.ndarray) -> Part:
    """What a sign adds to the average reader's rating, over all stretches."""
    values = np.array([each[sign] for each in signs])
    counted = np.clip(values, weight["low"], weight["high"])
    contribution = weight["weight"] * (np.average(counted, weights=seconds) - weight["average"])
    return Part(_NAMES[sign][0], float(np.average(values, weights=seconds)), _NAMES[sign][1], float(contribution))


def _silence(features: Features, frames: slice) -> float:
    from scipy.ndimage import gaussian_filter1d

    level_db = gaussian_filter1d(features.level_db[frames], _LEVEL_SMOOTH_FRAMES)
    speech_db, noise_db = features.speech_db[frames], features.noise_db[frames]
    silent = level_db < speech_db - np.minimum(_SILENT_BELOW_DB, _SILENT_BELOW_SHARE * (speech_db - noise_db))
    least = round(_SILENCE_S / FRAME_S)
    return sum(last - first for first, last in runs(silent) if last - first >= least) / len(silent)


def _level_pitch(features: Features, frames: slice) -> float:
    """The share of frames in the middle of 60 ms of voice in which the pitch hardly moves."""
    voiced = features.voicing[frames] > VOICED
    if not voiced.any():
        return 0.0
    height = semitones(features.pitch_hz[frames], float(np.median(features.pitch_hz[frames][voiced])))
    at = np.arange(len(voiced))
    before, after = np.maximum(at - _PITCH_REACH, 0), np.minimum(at + _PITCH_REACH, len(at) - 1)
    still = np.abs(height[after] - height[before]) < _PITCH_STILL
    return float((still & voiced & voiced[before] & voiced[after]).mean())


def _syllable_step(nuclei_s: np.ndarray, whole: Span) -> float:
    """Typical time (geometric mean) between syllable nuclei, and between those and the edges."""
    inside = nuclei_s[(nuclei_s >= whole.start_s) & (nuclei_s < whole.end_s)]
    steps_s = np.diff(np.concatenate(([whole.start_s], inside, [whole.end_s])))
    return float(np.exp(np.log(np.maximum(steps_s, _SHORTEST_STEP_S)).mean()))


def _whole(speech: tuple[Span, ...]) -> Span:
    return Span(speech[0].start_s, speech[-1].end_s)
