"""How fast: words a minute of the answer, syllables a second of speech, and how both change along it."""

from __future__ import annotations

from collections.abc import Sequence
from itertools import groupby

import numpy as np

from saywell.analyse.take import Number, Result, Take, exactly, null
from saywell.analyse.timeline import Timeline
from saywell.english import syllables
from saywell.model import Finding, Span

SYLLABLES_PER_NUCLEUS = 1.04
"""Nuclei miss a tenth of the syllables in fluent native reading, and count the vowels that learners add
(benchmarks/accuracy/syllables.py)."""
NUCLEI_SPREAD = 0.14
_FITS = 0.84, 1.30
"""Syllables of the recogniser's words over the nuclei: outside, their number is no better than their
wording (benchmarks/reliability.py)."""
UNRELIABLE_SPREAD = 0.12
RECOGNISED_SPREAD = 0.05
_WINDOW_S, _STEP_S = 12.0, 2.0
_FAST_WPM, _SLOW_WPM = 200.0, 110.0
"""Below 110 slow, above 200 fast: our inference from Tauroza & Allison 1990 and observed practice."""
_SHORTEST_ANSWER_S = 20.0


def analyse(take: Take, timeline: Timeline) -> Result:
    """Word count, words per minute, articulation rate, mean length of run, fast and slow stretches."""
    counted, articulation = _word_count(take, timeline), _articulation(take, timeline)
    minutes = timeline.answer.duration_s / 60
    if counted.value is None or minutes <= 0:
        rate = Number("words_per_minute", None, why_null=counted.why_null or "too_short")
    elif take.exact_words or counted.low is None or counted.high is None:
        rate = Number("words_per_minute", counted.value / minutes)
    else:
        rate = Number("words_per_minute", counted.value / minutes, counted.low / minutes, counted.high / minutes)
    if take.why_no_words:
        return Result((counted, rate, articulation, *null(take.why_no_words, "mean_run_words")))
    runs = _runs(take, timeline)
    mean_run = (
        Number("mean_run_words", sum(runs) / len(runs)) if runs else null("nothing_to_count", "mean_run_words")[0]
    )
    curve = _curve(take, timeline)
    return Result((counted, rate, articulation, mean_run), tuple(_stretches(curve)), pace=curve)


def _word_count(take: Take, timeline: Timeline) -> Number:
    n = len(timeline.counted)
    if not n and (not take.words or timeline.unsupported):
        return null("no_words", "word_count")[0]
    if take.exact_words:
        return exactly("word_count", n)
    if take.why_no_words is None:
        return Number("word_count", n, n * (1 - RECOGNISED_SPREAD), n * (1 + RECOGNISED_SPREAD))
    if not fits_nuclei(take, timeline):
        return null("words_unreliable", "word_count")[0]
    return Number("word_count", n, n * (1 - UNRELIABLE_SPREAD), n * (1 + UNRELIABLE_SPREAD))


def fits_nuclei(take: Take, timeline: Timeline) -> bool:
    """Does the number of words go with the number of syllables that the signal holds?"""
    if take.features is None or not len(take.features.nuclei_s):
        return False
    said = sum(syllables(take.words[k].bare) for k in timeline.counted)
    return _FITS[0] <= said / len(take.features.nuclei_s) <= _FITS[1]


def _articulation(take: Take, timeline: Timeline) -> Number:
    """Syllables over speaking time: of the words where they can be trusted, else of the nuclei."""
    name, speaking_s = "articulation_rate_syll_s", timeline.speaking_s
    if speaking_s <= 0:
        return null("too_short", name)[0]
    if take.why_no_words is None:
        dropped = set(timeline.unsupported)
        spoken = [
            word.bare for k, word in enumerate(take.words) if k not in dropped and any(map(str.isalnum, word.bare))
        ]
        return Number(name, sum(map(syllables, spoken)) / speaking_s)
    if take.features is None:
        return null(take.why_no_words, name)[0]
    rate = SYLLABLES_PER_NUCLEUS * len(take.features.nuclei_s) / speaking_s
    return Number(name, rate, rate * (1 - NUCLEI_SPREAD), rate * (1 + NUCLEI_SPREAD))


def _runs(take: Take, timeline: Timeline) -> list[int]:
    """Words in each run between pauses, silent or filled."""
    edges = sorted([*(pause.middle_s for pause in timeline.pauses), *(f.span.middle_s for f in timeline.filled_pauses)])
    middles = [take.words[k].span.middle_s for k in timeline.counted]
    per_run = np.bincount(np.searchsorted(edges, middles), minlength=len(edges) + 1)
    return [int(n) for n in per_run if n]


def _curve(take: Take, timeline: Timeline) -> tuple[tuple[float, float], ...]:
    """(middle of a window of 12 s, words a minute in it), every 2 s; empty for a short answer."""
    answer = timeline.answer
    if answer.duration_s < _SHORTEST_ANSWER_S:
        return ()
    middles = np.array([take.words[k].span.middle_s for k in timeline.counted])
    starts = np.arange(answer.start_s, answer.end_s - _WINDOW_S + 1e-6, _STEP_S)
    return tuple(
        (
            float(start + _WINDOW_S / 2),
            float(((middles >= start) & (middles < start + _WINDOW_S)).sum() * 60 / _WINDOW_S),
        )
        for start in starts
    )


def _stretches(curve: Sequence[tuple[float, float]]) -> list[Finding]:
    fast = _outside("fast_stretch", "fast", [(at_s, wpm, wpm > _FAST_WPM) for at_s, wpm in curve])
    slow = _outside("slow_stretch", "slow", [(at_s, wpm, wpm < _SLOW_WPM) for at_s, wpm in curve])
    return sorted([*fast, *slow], key=lambda finding: finding.start_s)


def _outside(kind: str, label: str, points: Sequence[tuple[float, float, bool]]) -> list[Finding]:
    """A stretch for each run of windows that are too fast (or too slow)."""
    return [
        _stretch(kind, label, [(at_s, wpm) for at_s, wpm, _ in run])
        for is_outside, run in groupby(points, key=lambda point: point[2])
        if is_outside
    ]


def _stretch(kind: str, label: str, points: Sequence[tuple[float, float]]) -> Finding:
    """A stretch as long as its windows' middles reach, with half a step on either side."""
    span = Span(points[0][0] - _STEP_S / 2, points[-1][0] + _STEP_S / 2)
    mean = sum(wpm for _, wpm in points) / len(points)
    return Finding(kind, f"{label}: {mean:.0f} words a minute", span.start_s, span.end_s, "transcript", 0.8)
