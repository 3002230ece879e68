"""The voice: how much pitch and loudness move, and whether endings fade."""

from __future__ import annotations

import numpy as np

from saywell.analyse.take import Number, Result, Take, null
from saywell.analyse.timeline import Timeline
from saywell.features import Features
from saywell.features.grid import frame, frames_holding, mask
from saywell.features.pitch import SURE_VOICED, VOICED, semitones
from saywell.model import FRAME_S, Finding, Span

_NAMES = "pitch_median_hz", "pitch_sd_semitones", "loudness_sd_db"
_LEAST_VOICED_S, _LEAST_NUCLEI = 0.5, 5
_OCTAVE_GUARD = 9.0
"""Frames further from the median than this many semitones are the tracker's octave errors, not speech."""

_WINDOW_S, _STEP_S, _WINDOW_VOICED_S = 10.0, 2.5, 2.0
_MONOTONE_SEMITONES = 2.0
"""Hincks 2005: a pitch variation quotient under .15, about 2.6 semitones, is heard as monotone; flagged
from 2.0 down, to be sure."""

_PHRASE_S, _PHRASE_GAP_S = 2.5, 0.5
_ENDING_S = 0.6
_FADES_BY_DB = 12.0
"""Phrases end 3 to 6 dB down as a matter of course."""


def analyse(take: Take, timeline: Timeline) -> Result:
    """Median and spread of pitch, spread of loudness over the syllables, monotone stretches, faded endings."""
    if take.features is None:
        return Result(null("no_audio", *_NAMES))
    voiced = _voiced(take.features)
    pitch = take.features.pitch_hz[voiced]
    nuclei_db = _nuclei_db(take.features, timeline)
    numbers: list[Number] = []
    if len(pitch) * FRAME_S < _LEAST_VOICED_S:
        numbers += null("no_voice", *_NAMES[:2])
    else:
        median_hz = float(np.median(pitch))
        numbers.append(Number("pitch_median_hz", median_hz))
        numbers.append(Number("pitch_sd_semitones", float(semitones(pitch, median_hz).std())))
    if len(nuclei_db) < _LEAST_NUCLEI:
        numbers += null("too_short", "loudness_sd_db")
    else:
        numbers.append(Number("loudness_sd_db", float(nuclei_db.std())))
    return Result(
        tuple(numbers), (*_monotone(take.features, voiced, timeline), *_trailing_off(take.features, timeline))
    )


def _voiced(features: Features) -> np.ndarray:
    """Shape (frames,), bool: the surely voiced frames of speech, octave errors left out."""
    speaking = mask(features.speech, len(features.pitch_hz))
    inside = speaking & (features.voicing > SURE_VOICED)
    if not inside.any():
        inside = speaking & (features.voicing > VOICED)
    if inside.any():
        median_hz = float(np.median(features.pitch_hz[inside]))
        inside &= np.abs(semitones(features.pitch_hz, median_hz)) < _OCTAVE_GUARD
    return inside


def _nuclei_db(features: Features, timeline: Timeline) -> np.ndarray:
    """Level at each syllable nucleus that is no filled pause, dB."""
    at = frames_holding(features.nuclei_s)
    filled = mask(tuple(finding.span for finding in timeline.filled_pauses), len(features.level_db))
    return np.asarray(features.level_db[at[~filled[at]]])


def _monotone(features: Features, voiced: np.ndarray, timeline: Timeline) -> list[Finding]:
    """Windows of 10 s in which pitch varies by less than 2 semitones, joined where they overlap."""
    stretches: list[tuple[Span, float]] = []
    for start_s in np.arange(timeline.answer.start_s, timeline.answer.end_s - _WINDOW_S + 1e-6, _STEP_S):
        window = Span(float(start_s), float(start_s) + _WINDOW_S)
        frames = slice(frame(window.start_s), frame(window.end_s))
        pitch = features.pitch_hz[frames][voiced[frames]]
        if len(pitch) * FRAME_S < _WINDOW_VOICED_S:
            continue
        sd = float(semitones(pitch, float(np.median(pitch))).std())
        if sd >= _MONOTONE_SEMITONES:
            continue
        if stretches and window.start_s <= stretches[-1][0].end_s:
            before, least = stretches.pop()
            stretches.append((Span(before.start_s, window.end_s), min(least, sd)))
        else:
            stretches.append((window, sd))
    return [
        Finding("monotone_stretch", f"pitch varies by {sd:.1f} semitones", span.start_s, span.end_s, "acoustic", 0.8)
        for span, sd in stretches
    ]


def _trailing_off(features: Features, timeline: Timeline) -> list[Finding]:
    """Phrases whose last syllables are 12 dB softer than the phrase itself."""
    phrases: list[Span] = []
    for span in timeline.speech:
        if phrases and span.start_s - phrases[-1].end_s < _PHRASE_GAP_S:
            phrases[-1] = Span(phrases[-1].start_s, span.end_s)
        else:
            phrases.append(span)
    found = []
    for phrase in phrases:
        ending = Span(phrase.end_s - _ENDING_S, phrase.end_s)
        first, late, last = np.searchsorted(features.nuclei_s, [phrase.start_s, ending.start_s, phrase.end_s])
        if phrase.duration_s < _PHRASE_S or last - first < _LEAST_NUCLEI or late == last:
            continue
        level_db = features.level_db[frames_holding(features.nuclei_s[first:last])]
        drop_db = float(np.median(level_db) - level_db[late - first :].max())
        if drop_db >= _FADES_BY_DB:
            label = f"the ending is {drop_db:.0f} dB softer"
            found.append(Finding("trailing_off", label, ending.start_s, ending.end_s, "acoustic", 0.7))
    return found
