"""How fast: words a minute of the answer, syllables a second of speech, and how both change along it."""

from __future__ import annotations

import math
from collections.abc import Sequence

import numpy as np

from saywell.analyse.pauses import doubtful
from saywell.analyse.take import Number, Result, Take, exactly, null
from saywell.analyse.timeline import Timeline
from saywell.english import syllables
from saywell.features.grid import runs
from saywell.model import SHORTEST_PAUSE_S, Evidence, Finding, Span, merge, overlap_s
from saywell.transcribe.coverage import uncovered

SYLLABLES_PER_NUCLEUS = 1.04
"""Nuclei miss a tenth of the syllables in fluent native reading, and count the vowels that learners add
(benchmarks/accuracy/syllables.py)."""
NUCLEI_SPREAD = 0.08
"""How far the number of nuclei moves when the same speech is recorded otherwise."""
_FITS = 0.84, 1.30
"""Syllables of the recogniser's words over the nuclei: outside, their number is no better than their
wording (benchmarks/reliability.py)."""
UNRELIABLE_SPREAD = 0.12
RECOGNISED_SPREAD = 0.05
_WINDOW_S, _STEP_S = 12.0, 2.0
_FAST_WPM, _SLOW_WPM = 200.0, 110.0
"""Below 110 slow, above 200 fast: our inference from Tauroza & Allison 1990 and observed practice."""
_FAST_SYLL_S, _SLOW_SYLL_S = 6.0, 3.8
"""Where only syllables are heard: the band of the articulation rate."""
_SHORTEST_ANSWER_S = 20.0
_PAUSE_COUNTS_S = 0.5
"""Of a pause, this much is part of the pace around it; the rest is pausing, not speaking slowly."""
_LEAST_ACTIVE_S = 5.0
"""A window with less speech than this has no pace."""
_WORDLESS_S = 0.6
"""Speech without words from this length on: the recogniser missed it."""
_SUSTAINED = 3
"""Windows in a row, so 6 s and more."""
_NEAR_EDGE_EVENTS = 0.6
"""Words or syllables by which a window's count is off because they lie across its edges."""
_SDS = 1.96


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
    stretches = _stretches(take, timeline)
    if take.why_no_words:
        return Result((counted, rate, articulation, *null(take.why_no_words, "mean_run_words")), tuple(stretches))
    return Result(
        (counted, rate, articulation, _mean_run(take, timeline)), tuple(stretches), pace=_curve(take, timeline)
    )


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
        return Number(name, sum(map(syllables, spoken)) / speaking_s, method="syllables of the words")
    if take.features is None:
        return null(take.why_no_words, name)[0]
    rate = SYLLABLES_PER_NUCLEUS * len(take.features.nuclei_s) / speaking_s
    low, high = rate * (1 - NUCLEI_SPREAD), rate * (1 + NUCLEI_SPREAD)
    return Number(name, rate, low, high, method="syllable nuclei heard")


def _mean_run(take: Take, timeline: Timeline) -> Number:
    """Words per run. Its range: pauses of about 0.25 s and unsure fillers that may break a run or not."""
    name, per_run = "mean_run_words", _runs(take, timeline)
    if not per_run:
        return null("nothing_to_count", name)[0]
    words, n = sum(per_run), len(per_run)
    if take.features is None:
        return Number(name, words / n)
    variance = doubtful([pause.duration_s for pause in timeline.pauses], SHORTEST_PAUSE_S, take)
    variance += sum(f.confidence * (1 - f.confidence) for f in timeline.filled_pauses)
    half = _SDS * math.sqrt(variance)
    spread = 0.0 if take.exact_words else RECOGNISED_SPREAD
    return Number(name, words / n, words * (1 - spread) / (n + half), words * (1 + spread) / max(1.0, n - half))


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


def _stretches(take: Take, timeline: Timeline) -> list[Finding]:
    """Where the pace stays fast or slow: by the words where they can be trusted, else by the syllables heard.

    Pace is taken over speech and short pauses: a long silence is a pause, not slow speech.
    """
    answer = timeline.answer
    if answer.duration_s < _SHORTEST_ANSWER_S:
        return []
    if take.why_no_words is None:
        events = [take.words[k].span.middle_s for k in timeline.counted]
        unit, per_s, fast, slow = "words a minute", 60.0, _FAST_WPM, _SLOW_WPM
        spread = 0.0 if take.exact_words else RECOGNISED_SPREAD
        evidence: Evidence = "transcript"
    elif take.features is not None and len(take.features.nuclei_s):
        events = list(take.features.nuclei_s)
        unit, per_s, fast, slow = "syllables a second", SYLLABLES_PER_NUCLEUS, _FAST_SYLL_S, _SLOW_SYLL_S
        spread, evidence = NUCLEI_SPREAD, "acoustic"
    else:
        return []
    starts = np.arange(answer.start_s, answer.end_s - _WINDOW_S + 1e-6, _STEP_S)
    if answer.end_s - _WINDOW_S > starts[-1]:
        starts = np.append(starts, answer.end_s - _WINDOW_S)
    idle = _idle(take, timeline)
    windows = [Span(float(start), float(start) + _WINDOW_S) for start in starts]
    active_s = np.array([window.duration_s - overlap_s(window, idle) for window in windows])
    counts = np.diff(np.searchsorted(np.sort(events), np.column_stack([starts, starts + _WINDOW_S])), axis=1)[:, 0]
    rates = np.where(active_s >= _LEAST_ACTIVE_S, counts * per_s / np.maximum(active_s, 1e-9), np.nan)
    sds = spread / _SDS * rates + _NEAR_EDGE_EVENTS * per_s / np.maximum(active_s, 1e-9)
    out = []
    for kind, label, limit, sign in (("fast_stretch", "fast", fast, 1.0), ("slow_stretch", "slow", slow, -1.0)):
        beyond = sign * (rates - limit)
        for a, b in runs(np.nan_to_num(beyond, nan=-1.0) > 0):
            sure = float(np.mean(beyond[a:b] / sds[a:b]))
            confidence = round(min(0.95, 0.5 * (1 + math.erf(sure / math.sqrt(2)))), 2)
            if b - a >= _SUSTAINED:
                span = _place(windows, a, b, answer)
                value = f"{rates[a:b].mean():.0f}" if evidence == "transcript" else f"{rates[a:b].mean():.1f}"
                text = f"{label}: {value} {unit}"
                out.append(Finding(kind, text, span.start_s, span.end_s, evidence, confidence))
    return sorted(out, key=lambda finding: finding.start_s)


def _place(windows: Sequence[Span], a: int, b: int, answer: Span) -> Span:
    """Windows a to b reach as far as their middles, with half a step on either side, or to the answer's end."""
    start_s = answer.start_s if a == 0 else windows[a].middle_s - _STEP_S / 2
    end_s = answer.end_s if b == len(windows) else windows[b - 1].middle_s + _STEP_S / 2
    return Span(start_s, end_s)


def _idle(take: Take, timeline: Timeline) -> tuple[Span, ...]:
    """What is no part of the pace: pauses but for their first half second, and speech that lacks its words."""
    silent = [Span(p.start_s + _PAUSE_COUNTS_S, p.end_s) for p in timeline.pauses if p.duration_s > _PAUSE_COUNTS_S]
    if take.features is None or take.why_no_words is not None:
        return tuple(silent)
    return merge([*silent, *uncovered(timeline.speech, take.words, at_least_s=_WORDLESS_S)])
