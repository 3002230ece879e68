"""Windows hold all the speech, fit the recogniser, and are cut at pauses."""

from __future__ import annotations

import itertools

import numpy as np
from hypothesis import given
from hypothesis import strategies as st

from saywell.features import Voice
from saywell.features.grid import mask
from saywell.model import Span, merge, overlap_s, total_s
from saywell.transcribe.windows import plan


def voice(spans: list[Span], seconds: float) -> Voice:
    frames = round(seconds * 100)
    probability = np.where(mask(tuple(spans), frames), 0.9, 0.0)
    level_db = np.where(probability > 0, -20.0, -60.0)
    return Voice(probability, level_db, np.full(frames, -60.0), np.full(frames, -20.0))


@st.composite
def stretches(draw: st.DrawFn) -> list[Span]:
    at_s, out = 0.5, []
    for _ in range(draw(st.integers(1, 12))):
        length = draw(st.integers(2, 120)) / 10
        out.append(Span(round(at_s, 2), round(at_s + length, 2)))
        at_s += length + draw(st.integers(3, 60)) / 10
    return out


@given(stretches(), st.sampled_from([7.5, 14.0, 29.5]))
def test_all_speech_lies_in_windows_that_fit(spans: list[Span], longest_s: float) -> None:
    windows = plan(voice(spans, spans[-1].end_s + 1), longest_s)
    assert all(window.duration_s <= longest_s + 0.021 for window in windows)
    assert all(a.end_s <= b.start_s + 1e-9 for a, b in itertools.pairwise(windows))
    covered = sum(overlap_s(span, merge(windows)) for span in spans)
    assert covered >= total_s(spans) - 0.03 * len(windows)


def test_the_cut_is_at_the_longest_pause_of_the_second_half() -> None:
    spans = [Span(0.5, 6.0), Span(6.5, 8.0), Span(9.5, 12.0), Span(12.4, 20.0)]
    first, *_ = plan(voice(spans, 21), 14.0)
    assert 8.0 <= first.end_s <= 9.5


def test_speech_without_a_pause_is_cut_where_it_is_softest() -> None:
    heard = voice([Span(0.0, 20.0)], 20)
    heard.level_db[900:905] = -35.0
    first, second = plan(heard, 12.0)
    assert 9.0 <= first.end_s <= 9.06
    assert second.end_s == 20.0


def test_silence_needs_no_window() -> None:
    assert plan(voice([], 10), 30) == []
