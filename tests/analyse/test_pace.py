"""Words a minute exactly, syllables a second, and when a bad transcript's count is kept."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from saywell.analyse.pace import SYLLABLES_PER_NUCLEUS
from saywell.english import syllables
from saywell.model import Metric, Span, Word
from tests.analyse.takes import analysed, found, from_text, value, with_sound


@given(st.integers(2, 200), st.integers(15, 80))
def test_words_per_minute_is_the_count_over_the_answer(n: int, step: int) -> None:
    take = from_text("yes " * n, step_s=step / 100, length_s=0.1)
    answer_s = (n - 1) * step / 100 + 0.1
    assert value(take, "answer_s") == pytest.approx(answer_s, abs=0.002)
    assert value(take, "words_per_minute") == pytest.approx(n * 60 / answer_s, rel=0.01)


def test_silence_around_the_answer_is_no_part_of_it() -> None:
    words = [Word("yes", 10 + k / 2, 10.5 + k / 2) for k in range(20)]
    assert value(with_sound(words), "words_per_minute") == pytest.approx(120)


def test_articulation_counts_syllables_over_speaking_time() -> None:
    take = from_text("organisation ...1.0 yes", step_s=1.0, length_s=1.0)
    assert value(take, "articulation_rate_syll_s") == pytest.approx((syllables("organisation") + 1) / 2.0, rel=0.01)


def test_runs_are_broken_by_silent_and_by_filled_pauses() -> None:
    take = from_text("one two three ...0.5 four five um six seven eight", step_s=0.3, length_s=0.3)
    assert value(take, "mean_run_words") == pytest.approx((3 + 2 + 3) / 3)


@pytest.mark.parametrize(("nuclei", "kept"), [(40, True), (80, False), (25, False)])
def test_the_count_of_unreliable_words_is_kept_if_it_fits_the_syllables(nuclei: int, kept: bool) -> None:
    words = [Word("yes", k / 2, k / 2 + 0.4) for k in range(40)]
    metrics = analysed(with_sound(words, reliable=False, exact=False, nuclei=nuclei)).metrics
    count, pace = metrics["word_count"], metrics["words_per_minute"]
    if kept:
        assert count.value == 40
        assert count.low is not None
        assert count.high is not None
        assert count.low <= 36
        assert count.high >= 44
        assert pace.value is not None
    else:
        assert count.value is None
        assert pace.why_null == count.why_null == "words_unreliable"


def test_unreliable_words_leave_articulation_to_the_nuclei() -> None:
    words = [Word("yes", k / 2, k / 2 + 0.5) for k in range(40)]
    metric = analysed(with_sound(words, reliable=False, exact=False, nuclei=80)).metrics["articulation_rate_syll_s"]
    assert metric.value == pytest.approx(80 * 1.04 / 20, rel=0.05)
    assert metric.low is not None
    assert metric.value is not None
    assert metric.low < metric.value


def test_a_fast_stretch_has_its_place() -> None:
    slow = [Word("well", k * 0.45, k * 0.45 + 0.4) for k in range(60)]  # 133 a minute for 27 s
    fast = [Word("go", 27 + k * 0.22, 27 + k * 0.22 + 0.2) for k in range(100)]  # 273 a minute for 22 s
    (stretch,) = found(with_sound([*slow, *fast]), "fast_stretch")
    assert stretch.start_s == pytest.approx(27, abs=5)
    assert stretch.end_s > 40
    assert found(with_sound(slow), "fast_stretch") == []


def test_a_stretch_reaches_to_the_ends_of_the_answer() -> None:
    (stretch,) = found(with_sound([Word("go", k * 0.22, k * 0.22 + 0.2) for k in range(150)]), "fast_stretch")
    assert (stretch.start_s, stretch.end_s) == pytest.approx((0.0, 149 * 0.22 + 0.2), abs=0.01)


def test_a_long_pause_is_not_slow_speech() -> None:
    before = [Word("well", k * 0.4, k * 0.4 + 0.38) for k in range(50)]  # 150 a minute for 20 s
    after = [Word(w.text, w.start_s + 26, w.end_s + 26) for w in before]
    assert found(with_sound([*before, *after]), "slow_stretch") == []
    drawled = [Word("well", 20 + k * 0.8, 20 + k * 0.8 + 0.78) for k in range(30)]  # 75 a minute for 24 s
    (slow,) = found(with_sound([*before, *drawled]), "slow_stretch")
    assert slow.start_s == pytest.approx(20, abs=5)


def test_a_short_burst_is_no_stretch() -> None:
    words = [Word("well", k * 0.4, k * 0.4 + 0.38) for k in range(40)]
    words += [Word("go", 16 + k * 0.2, 16.2 + k * 0.2) for k in range(10)]
    words += [Word("well", 18 + k * 0.4, 18.38 + k * 0.4) for k in range(40)]
    assert found(with_sound(words), "fast_stretch") == []


def test_speech_that_the_recogniser_missed_is_not_slow() -> None:
    words = [Word("well", k * 0.4, k * 0.4 + 0.38) for k in range(50)]
    words += [Word("well", 30 + k * 0.4, 30.38 + k * 0.4) for k in range(50)]
    take = with_sound(words, [Span(0.0, 50.0)], exact=False)
    assert found(take, "slow_stretch") == []


def test_without_reliable_words_stretches_are_heard() -> None:
    words = [Word("yes", k / 2, k / 2 + 0.4) for k in range(60)]
    (fast,) = found(with_sound(words, [Span(0.0, 30.0)], reliable=False, exact=False, nuclei=210), "fast_stretch")
    assert fast.evidence == "acoustic"
    assert fast.label == f"fast: {210 * SYLLABLES_PER_NUCLEUS / 30:.1f} syllables a second"
    assert found(with_sound(words, [Span(0.0, 30.0)], reliable=False, exact=False, nuclei=130), "fast_stretch") == []


def test_articulation_says_what_it_was_counted_on() -> None:
    words = [Word("yes", k / 2, k / 2 + 0.5) for k in range(40)]
    by_words = analysed(with_sound(words)).metrics["articulation_rate_syll_s"]
    heard = analysed(with_sound(words, reliable=False, exact=False, nuclei=80)).metrics["articulation_rate_syll_s"]
    assert (by_words.method, heard.method) == ("syllables of the words", "syllable nuclei heard")


def test_unsure_breaks_widen_the_mean_run() -> None:
    def run(gap_s: float) -> Metric:
        words = [Word("yes", k * 0.3 + k // 10 * gap_s, k * 0.3 + k // 10 * gap_s + 0.3) for k in range(60)]
        return analysed(with_sound(words)).metrics["mean_run_words"]

    sure, near = run(0.6), run(0.26)
    assert sure.value == near.value == 10
    assert (sure.low, sure.high) == pytest.approx((10, 10), abs=0.1)
    assert (near.low or 0) < 9 < 12 < (near.high or 0)


def test_a_curve_needs_an_answer_of_some_length() -> None:
    assert analysed(from_text("yes " * 20)).pace == ()
    long = analysed(from_text("yes " * 100, step_s=0.5, length_s=0.4)).pace
    assert [wpm for _, wpm in long] == pytest.approx([120] * len(long), rel=0.1)
    assert len(long) > 10
    assert Span(0, 50).middle_s > long[0][0]


def test_a_recording_with_speech_and_no_words_has_no_pace() -> None:
    metrics = analysed(with_sound([], [Span(0.0, 6.0)], nuclei=20)).metrics
    for name in ("word_count", "words_per_minute", "filler_word_count"):
        assert metrics[name].why_null == "no_words"
    assert metrics["articulation_rate_syll_s"].value is not None


def test_words_that_all_lie_where_nobody_speaks_are_no_words() -> None:
    words = [Word("far", 100.0, 100.3), Word("away", 100.3, 100.6)]
    metrics = analysed(with_sound(words, [Span(0.0, 6.0)], nuclei=20)).metrics
    assert metrics["word_count"].why_null == "no_words"
    assert metrics["words_per_minute"].value is None
