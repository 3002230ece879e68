"""The edges of speech, and so of pauses, to about 10 ms: where the spectrum rises above the room's.

A frame is speech if, near a voice, a few of its mel bands stand clear of the noise in those bands.
Band by band because a vowel or an "s" is still far above the room where the level as a whole is not.
The noise in each band is tracked over a few seconds. How far "clear" is comes from how much that
background varies, and from how far the speech around stands above it: a room's echo and a breath lie
between the two, nearer to the room.
"""

from __future__ import annotations

import numpy as np

from saywell.features.grid import ENOUGH_FRAMES, every_second, near_each_second, runs
from saywell.features.voice import NOT_VOICE, VOICE_OFF, Voice, voiced_runs
from saywell.model import FRAME_S, SHORTEST_PAUSE_S, Span, merge

_SMOOTH = 3
_BEST_BANDS = 4
_CLEAR_DB, _CLEAR_SDS = 3.0, 1.5
_OF_SPEECH = 0.3
"""Clear is also this share of the way from the room up to the speech around."""
_BELOW_SPEECH_DB = 40.0
"""What is this far below the speech around it is no speech, however quiet the room."""
_DYNAMIC_DB = 60.0
"""No band's floor is taken for lower than this under the loudest band: digital silence has none."""
_DIGITAL_DB = -85.0
"""No room is this quiet at the working level: what is belongs to no room, and says nothing about it."""
_BACKGROUND_BELOW_DB = 10.0
"""What is louder than this under the speech around may be speech to which the network is deaf."""
_NOISE_REACHES_S = 2.0, 5.0
"""The noise is learnt from the nearest stretch of these that holds enough of it."""
_NOISE_PERCENTILE = 80
"""Of the background in a band: a noise that comes and goes has its loud part for a floor."""
_SPEECH_REACH_S = 2.5
_REACH_OUT_S = 0.2
"""How far an edge may lie outside what the network heard as voice."""
_LOUD_DB = 15.0
"""Speech that goes on within this of the usual level counts further out: the network can be deaf to it."""
_LOUD_FRAMES, _CLOSURE_FRAMES = 6, 15
_SHORTEST_SPEECH_S = 0.08


def speech_spans(mel_db: np.ndarray, voice: Voice) -> tuple[Span, ...]:
    """Stretches of speech, with gaps under 0.25 s closed, so that what lies between two is a pause.

    Args:
        mel_db: shape (40, frames), dB.
        voice: of the same recording.
    """
    from scipy.ndimage import uniform_filter1d

    smooth = uniform_filter1d(mel_db, _SMOOTH, axis=1)
    near_voice = _near_voice(voice, _REACH_OUT_S)
    background = _background(voice, near_voice)
    above = np.maximum(smooth - _floor(smooth, background), 0.0)
    clear_db = np.partition(above, -_BEST_BANDS, axis=0)[-_BEST_BANDS:].mean(axis=0)
    rest = clear_db[background]
    least_db = max(_CLEAR_DB, float(rest.mean() + _CLEAR_SDS * rest.std()))
    threshold_db = np.maximum(least_db, _OF_SPEECH * _usual(clear_db, voice))
    up = (clear_db > threshold_db) & (voice.level_db > voice.speech_db - _BELOW_SPEECH_DB)
    goes_on = _goes_on(up & (voice.level_db > voice.speech_db - _LOUD_DB), near_voice)
    sure = goes_on | (voice.probability > VOICE_OFF)
    heard = [Span(a * FRAME_S, b * FRAME_S) for a, b in runs(up & (near_voice | goes_on)) if sure[a:b].any()]
    spans = merge(heard, closer_than_s=SHORTEST_PAUSE_S)
    return tuple(span for span in spans if span.duration_s >= _SHORTEST_SPEECH_S)


def _goes_on(loud: np.ndarray, near_voice: np.ndarray) -> np.ndarray:
    """Loud stretches that reach to a voice, with gaps as short as a plosive's between them."""
    from scipy.ndimage import binary_closing, binary_opening

    long = binary_opening(loud, np.ones(_LOUD_FRAMES, dtype=bool))
    joined = binary_closing(long, np.ones(_CLOSURE_FRAMES, dtype=bool))
    out = np.zeros(len(loud), dtype=bool)
    for first, last in runs(joined):
        out[first:last] = near_voice[first:last].any()
    return out


def _near_voice(voice: Voice, reach_s: float) -> np.ndarray:
    reach = round(reach_s / FRAME_S)
    near = np.zeros(len(voice.probability), dtype=bool)
    for first, last in voiced_runs(voice.probability):
        near[max(0, first - reach) : last + reach] = True
    return near


def _background(voice: Voice, near_voice: np.ndarray) -> np.ndarray:
    """Frames to learn the room from: far from any voice; else without one; else the quietest tenth."""
    quiet = voice.probability < NOT_VOICE
    sounding = (voice.level_db > _DIGITAL_DB) & (voice.level_db < voice.speech_db - _BACKGROUND_BELOW_DB)
    for candidate in (quiet & ~near_voice & sounding, quiet & sounding, quiet & ~near_voice):
        if candidate.sum() >= ENOUGH_FRAMES:
            return candidate
    return np.asarray(voice.level_db <= np.percentile(voice.level_db, 10))


def _floor(mel_db: np.ndarray, background: np.ndarray) -> np.ndarray:
    """The noise in each band around each frame: shape (40, frames), dB."""
    frames = mel_db.shape[1]
    lowest = float(mel_db.max()) - _DYNAMIC_DB
    overall = np.percentile(mel_db[:, background], _NOISE_PERCENTILE, axis=1)
    centres = every_second(frames)
    tracked = np.empty((len(mel_db), len(centres)))
    for k, centre in enumerate(centres):
        tracked[:, k] = overall
        for reach_s in _NOISE_REACHES_S:
            reach = round(reach_s / FRAME_S)
            near = slice(max(0, centre - reach), centre + reach)
            here = mel_db[:, near][:, background[near]]
            if here.shape[1] >= ENOUGH_FRAMES:
                tracked[:, k] = np.percentile(here, _NOISE_PERCENTILE, axis=1)
                break
    at = np.arange(frames)
    return np.maximum(np.stack([np.interp(at, centres, band) for band in tracked]), lowest)


def _usual(clear_db: np.ndarray, voice: Voice) -> np.ndarray:
    """How clear the speech around each frame is: shape (frames,), dB."""
    voiced = voice.probability > VOICE_OFF
    overall = float(np.median(clear_db[voiced])) if voiced.any() else 0.0
    centres = every_second(len(clear_db))
    tracked = near_each_second(clear_db, voiced, _SPEECH_REACH_S, np.median, overall)
    return np.asarray(np.interp(np.arange(len(clear_db)), centres, tracked))
