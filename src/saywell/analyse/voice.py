"""The voice: how much pitch and loudness move, and whether endings fade."""

from __future__ import annotations

import numpy as np

from saywell.analyse.take import Number, Result, Take, null
from saywell.analyse.timeline import Timeline
from saywell.features import Features
from saywell.features.grid import frame, frames_holding, mask
from saywell.features.pitch import SURE_VOICED, VOICED, semitones
from saywell.model import FRAME_S, Finding, Span

_NAMES = "pitch_median_hz", "pitch_sd_semitones", "pitch_variation_quotient", "loudness_sd_db"
_LEAST_VOICED_S, _LEAST_NUCLEI = 0.5, 5
_LOWEST, _HIGHEST = -9.0, 12.0
"""Semitones from the median. Further down lie creak and halved pitch; a lively voice rises further than it falls."""

_WINDOW_S, _STEP_S, _WINDOW_VOICED_S = 10.0, 2.5, 2.0
_MONOTONE_SEMITONES, _FLAT_SEMITONES = 2.0, 2.6
"""Hincks 2005: a pitch variation quotient under .15, about 2.6 semitones, is heard as monotone; flagged
from 2.0 down, to be sure, and noted, with less confidence, up to there."""

_PHRASE_S, _PHRASE_GAP_S = 2.0, 0.5
_ENDING_S, _ENDING_PERCENTILE, _ENDING_VOICED_S, _MAYBE_VOICED = 0.5, 90, 0.1, 0.2
_FADES_BY_DB = 10.0
"""The loudest moments of an ending lie 2 dB under the syllables, in one of fifty 10 dB (docs/accuracy.md)."""


def analyse(take: Take, timeline: Timeline) -> Result:
    """Median and spread of pitch, spread of loudness over the syllables, monotone stretches, faded endings."""
    if take.features is None:
        return Result(null("no_audio", *_NAMES))
    voiced = _voiced(take.features)
    pitch = take.features.pitch_hz[voiced]
    windows = _windows(take.features, voiced, timeline)
    nuclei_db = _nuclei_db(take.features, timeline)
    numbers: list[Number] = []
    if len(pitch) * FRAME_S < _LEAST_VOICED_S:
        numbers += null("no_voice", *_NAMES[:3])
    else:
        median_hz = float(np.median(pitch))
        numbers.append(Number("pitch_median_hz", median_hz))
        numbers.append(Number("pitch_sd_semitones", float(semitones(pitch, median_hz).std())))
        numbers.append(_variation_quotient(windows, timeline))
    if len(nuclei_db) < _LEAST_NUCLEI:
        numbers += null("too_short", "loudness_sd_db")
    else:
        low_db, high_db = np.percentile(nuclei_db, [16, 84])
        numbers.append(Number("loudness_sd_db", float(high_db - low_db) / 2))
    return Result(tuple(numbers), (*_monotone(windows), *_trailing_off(take.features, timeline)))


def _voiced(features: Features) -> np.ndarray:
    """Shape (frames,), bool: the surely voiced frames of speech, creak and octave errors left out."""
    speaking = mask(features.speech, len(features.pitch_hz))
    inside = speaking & (features.voicing > SURE_VOICED)
    if not inside.any():
        inside = speaking & (features.voicing > VOICED)
    if inside.any():
        median_hz = float(np.median(features.pitch_hz[inside]))
        from_median = semitones(features.pitch_hz, median_hz)
        inside &= (from_median > _LOWEST) & (from_median < _HIGHEST)
    return inside


def _nuclei_db(features: Features, timeline: Timeline) -> np.ndarray:
    """Level at each syllable nucleus that is no filled pause, dB."""
    at = frames_holding(features.nuclei_s)
    filled = mask(tuple(finding.span for finding in timeline.filled_pauses), len(features.level_db))
    return np.asarray(features.level_db[at[~filled[at]]])


def _windows(features: Features, voiced: np.ndarray, timeline: Timeline) -> list[tuple[Span, np.ndarray]]:
    """The windows of 10 s with 2 s of voice or more, 2.5 s apart, and the pitch of their voiced frames in Hz."""
    windows = []
    for start_s in np.arange(timeline.answer.start_s, timeline.answer.end_s - _WINDOW_S + 1e-6, _STEP_S):
        window = Span(float(start_s), float(start_s) + _WINDOW_S)
        frames = slice(frame(window.start_s), frame(window.end_s))
        pitch_hz = features.pitch_hz[frames][voiced[frames]]
        if len(pitch_hz) * FRAME_S >= _WINDOW_VOICED_S:
            windows.append((window, pitch_hz))
    return windows


def _variation_quotient(windows: list[tuple[Span, np.ndarray]], timeline: Timeline) -> Number:
    """Standard deviation of the pitch over its mean, both in Hz, averaged over the windows (Hincks 2005)."""
    if not windows:
        why = "too_short" if timeline.answer.duration_s < _WINDOW_S else "no_voice"
        return Number("pitch_variation_quotient", None, why_null=why)
    quotients = [pitch_hz.std() / pitch_hz.mean() for _, pitch_hz in windows]
    return Number("pitch_variation_quotient", float(np.mean(quotients)))


def _monotone(windows: list[tuple[Span, np.ndarray]]) -> list[Finding]:
    """Windows in which pitch varies by less than 2 semitones, joined where they overlap; then, with less
    confidence, those in which it varies by less than 2.6, where they touch none of the first."""
    spread = [(window, float(semitones(pitch_hz, float(np.median(pitch_hz))).std())) for window, pitch_hz in windows]
    flagged = _joined([(window, sd) for window, sd in spread if sd < _MONOTONE_SEMITONES])
    noted = _joined(
        [
            (window, sd)
            for window, sd in spread
            if sd < _FLAT_SEMITONES and not any(window & stretch for stretch, _ in flagged)
        ]
    )
    return [
        Finding(
            kind="monotone_stretch",
            label=f"pitch varies by {np.mean(sds):.1f} semitones",
            start_s=stretch.start_s,
            end_s=stretch.end_s,
            evidence="acoustic",
            # Even where listeners hear it as monotone; 0.8 and more where it is flagged.
            confidence=round(min(0.9, 0.5 + 0.5 * (_FLAT_SEMITONES - float(np.mean(sds)))), 2),
        )
        for stretch, sds in (*flagged, *noted)
    ]


def _joined(windows: list[tuple[Span, float]]) -> list[tuple[Span, list[float]]]:
    """Windows that overlap as one stretch, each stretch with what was measured in its windows."""
    stretches: list[tuple[Span, list[float]]] = []
    for window, value in windows:
        if stretches and window.start_s < stretches[-1][0].end_s:
            before, values = stretches.pop()
            stretches.append((Span(before.start_s, window.end_s), [*values, value]))
        else:
            stretches.append((window, [value]))
    return stretches


def _trailing_off(features: Features, timeline: Timeline) -> list[Finding]:
    """Phrases whose voiced last half second stays 10 dB under their syllables.

    What fades into the room's noise is not found: speech ends, for all that is heard, before it.
    """
    phrases: list[Span] = []
    for span in timeline.speech:
        if phrases and span.start_s - phrases[-1].end_s < _PHRASE_GAP_S:
            phrases[-1] = Span(phrases[-1].start_s, span.end_s)
        else:
            phrases.append(span)
    found = []
    for phrase in phrases:
        first, last = np.searchsorted(features.nuclei_s, [phrase.start_s, phrase.end_s])
        if phrase.duration_s < _PHRASE_S or last - first < _LEAST_NUCLEI:
            continue
        ending = Span(phrase.end_s - _ENDING_S, phrase.end_s)
        frames = slice(frame(ending.start_s), frame(ending.end_s))
        if (features.voicing[frames] > _MAYBE_VOICED).sum() * FRAME_S < _ENDING_VOICED_S:
            continue
        syllables_db = np.median(features.level_db[frames_holding(features.nuclei_s[first:last])])
        drop_db = float(syllables_db - np.percentile(features.level_db[frames], _ENDING_PERCENTILE))
        if drop_db >= _FADES_BY_DB:
            label = f"the ending is {drop_db:.0f} dB softer"
            confidence = round(min(0.9, 0.5 + 0.05 * (drop_db - _FADES_BY_DB)), 2)
            found.append(Finding("trailing_off", label, ending.start_s, ending.end_s, "acoustic", confidence))
    return found
