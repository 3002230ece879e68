"""The whole: every metric, bands, intervals, what is switched off, and promises across analysers."""

from __future__ import annotations

from dataclasses import replace

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from saywell.analyse import analyse
from saywell.config import Settings
from saywell.metrics import names
from saywell.model import Question
from tests import sound
from tests.analyse.takes import analysed, from_text, with_sound

TEXT = "So, um, we had like a plan. ...0.6 I think it it worked, you know. ...1.2 We fixed it in two days, uh, I guess."
COUNTED = {
    "filled_pause_count": "filled_pause",
    "filler_word_count": "filler_word",
    "repetition_count": "repetition",
    "hedge_count": "hedge",
    "pause_count": "pause",
    "long_pause_count": "long_pause",
}

tokens = st.lists(
    st.sampled_from(
        [
            "um",
            "uh,",
            "like,",
            "we",
            "we",
            "I",
            "think",
            "so.",
            "did.",
            "pro-",
            "you",
            "know,",
            "...0.3",
            "...1.5",
            "...0.1",
        ]
    ),
    min_size=2,
    max_size=60,
).filter(lambda some: any(not token.startswith(".") for token in some))


@given(tokens)
@settings(deadline=None)
def test_promises_hold_for_any_words(some: list[str]) -> None:
    take = from_text(" ".join(some))
    analysis = analyse(take, Settings())
    assert analysis is not None
    assert tuple(analysis.metrics) == names()
    for metric in analysis.metrics.values():
        assert (metric.value is None) == (metric.why_null is not None)
        if metric.low is not None:
            assert metric.value is not None
            assert metric.high is not None
            assert metric.low <= metric.value + 1e-9
            assert metric.value <= metric.high + 1e-9
    for name, kind in COUNTED.items():
        assert analysis.metrics[name].value == sum(f.kind == kind for f in analysis.findings)
    for finding in analysis.findings:
        assert 0.5 <= finding.confidence <= 1
        assert finding.start_s <= finding.end_s
        if finding.first_word is not None:
            assert finding.last_word is not None
            assert finding.first_word <= finding.last_word < len(take.words)
    starts = [finding.start_s for finding in analysis.findings]
    assert starts == sorted(starts)
    assert len({finding.id for finding in analysis.findings}) == len(analysis.findings)


def test_without_words_everything_that_needs_them_says_so() -> None:
    take = with_sound(sound.words(TEXT))
    metrics = analysed(replace(take, transcript=None)).metrics
    assert metrics["word_count"].why_null == metrics["structure_score"].why_null == "no_words"
    for name in ("answer_s", "pause_count", "pitch_median_hz", "filled_pause_count"):
        assert metrics[name].value is not None


def test_unreliable_words_withhold_what_needs_them() -> None:
    take = with_sound(sound.words(TEXT), reliable=False, exact=False)
    analysis = analysed(take)
    for name in (
        "filler_word_count",
        "hedge_count",
        "repetition_count",
        "vocabulary_mattr",
        "we_share",
        "mean_run_words",
    ):
        assert analysis.metrics[name].why_null == "words_unreliable"
    assert analysis.structure is None
    assert not {f.kind for f in analysis.findings} & {"filler_word", "hedge", "repetition"}


def test_without_audio_what_needs_it_says_so() -> None:
    metrics = analysed(from_text(TEXT)).metrics
    for name in ("duration_s", "pitch_median_hz", "pitch_sd_semitones", "loudness_sd_db"):
        assert metrics[name].why_null == "no_audio"


def test_bands_come_from_the_catalogue_the_kind_and_the_settings() -> None:
    take = from_text("yes " * 100, kind="salary", step_s=0.4)
    metrics = analysed(take).metrics
    assert metrics["answer_s"].target == (15.0, 60.0)
    assert metrics["answer_s"].band == "within"
    assert metrics["words_per_minute"].target == (120.0, 185.0)
    own = analysed(take, Settings(bands={"words_per_minute": (200.0, 300.0)})).metrics["words_per_minute"]
    assert own.target == (200.0, 300.0)
    assert own.band == "below"


def test_what_is_switched_off_is_not_there() -> None:
    off = frozenset({"hedge_count", "we_share", "structure_score"})
    analysis = analysed(from_text(TEXT), Settings(off=off))
    assert all(analysis.metrics[name].why_null == "switched_off" for name in off)
    assert not [f for f in analysis.findings if f.kind == "hedge"]
    assert analysis.structure is None


def test_a_degraded_recording_has_wider_intervals() -> None:
    take = with_sound(sound.words("yes we did it " * 20))
    clean = analysed(take).metrics["speaking_s"]
    rough = analysed(replace(take, degraded=True)).metrics["speaking_s"]
    assert None not in (clean.low, clean.high, rough.low, rough.high)
    assert (rough.high or 0) - (rough.low or 0) == pytest.approx(2 * ((clean.high or 0) - (clean.low or 0)))


def test_recognised_words_have_the_recognisers_range_or_none() -> None:
    words = sound.words("yes we did it. " * 20)
    given, heard = (analysed(with_sound(words, exact=exact)).metrics for exact in (True, False))
    run, heard_run = given["mean_run_words"], heard["mean_run_words"]
    assert run.value == heard_run.value
    assert None not in (run.low, run.high, heard_run.low, heard_run.high)
    assert (heard_run.low or 0) < (run.low or 0) <= (run.high or 0) < (heard_run.high or 0)
    assert given["sentence_mean_words"].low == given["sentence_mean_words"].value == 4.0  # as they were given
    assert heard["sentence_mean_words"].value == 4.0
    assert heard["sentence_mean_words"].low is None  # nobody has measured it


def test_a_rate_is_no_more_certain_than_the_length() -> None:
    metrics = analysed(from_text(TEXT)).metrics
    rate, length = metrics["filled_pauses_per_minute"], metrics["answer_s"]
    assert rate.value and rate.low and rate.high and length.value and length.high
    assert metrics["filled_pause_count"].low == metrics["filled_pause_count"].high
    assert rate.value / rate.low == pytest.approx(length.high / length.value)
    assert rate.high / rate.value == pytest.approx(length.high / length.value)


def test_the_question_sets_the_kind() -> None:
    structure = analysed(
        replace(from_text("I want fifty thousand a year because the market pays it. " * 3), question=Question("salary"))
    ).structure
    assert structure is not None
    assert structure.kind == "salary"
