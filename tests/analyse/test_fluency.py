"""The fluency index: what must lower it, what must not touch it, and that its parts add up to it."""

from __future__ import annotations

import dataclasses

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from saywell.analyse import fluency
from saywell.analyse.take import Take
from saywell.features import hear, measure
from saywell.model import Metric, Question, Span, total_s
from tests import sound
from tests.analyse.takes import analysed, with_sound


def spoken(samples: np.ndarray) -> Metric:
    """The index of a sound, from the sound alone."""
    audio = sound.as_audio(samples)
    take = Take(audio.duration_s, measure(audio, hear(audio)), None, Question("behavioural"))
    return analysed(take).metrics["fluency_index"]


def value(metric: Metric) -> float:
    assert metric.value is not None
    return metric.value


def in_a_room(samples: np.ndarray) -> np.ndarray:
    return np.asarray(samples + sound.noise(len(samples) / sound.RATE, 1e-4))


STEADY = np.concatenate([sound.silence(0.5), sound.babble(24), sound.silence(0.5)])


def test_pauses_lower_it() -> None:
    halves = np.split(sound.babble(24), 2)
    paused = np.concatenate([sound.silence(0.5), halves[0], sound.silence(0.8), halves[1], sound.silence(0.5)])
    assert value(spoken(in_a_room(paused))) < value(spoken(in_a_room(STEADY))) - 0.2


@pytest.mark.parametrize("rate", [2.0, 3.0])
def test_slower_lowers_it(rate: float) -> None:
    slow = np.concatenate([sound.silence(0.5), sound.babble(round(6 * rate), rate=rate), sound.silence(0.5)])
    assert value(spoken(in_a_room(slow))) < value(spoken(in_a_room(STEADY))) - 0.2


def test_a_held_vowel_lowers_it() -> None:
    first, second = np.split(sound.babble(24), 2)
    held = np.concatenate([sound.silence(0.5), first, sound.vowel(120, 1.0), second, sound.silence(0.5)])
    assert value(spoken(in_a_room(held))) < value(spoken(in_a_room(STEADY))) - 0.2


def test_neither_gain_nor_silence_around_touches_it() -> None:
    as_it_is = value(spoken(in_a_room(STEADY)))
    around = in_a_room(np.concatenate([sound.silence(1.5), STEADY, sound.silence(2.0)]))
    assert value(spoken(np.float32(0.25) * in_a_room(STEADY))) == pytest.approx(as_it_is, abs=0.02)
    assert value(spoken(around)) == pytest.approx(as_it_is, abs=0.15)


@pytest.mark.parametrize("words", [True, False])
def test_the_parts_add_up_to_the_value_inside_its_range(words: bool) -> None:
    said = sound.words("we wrote to every customer the same day and most of them were glad of it")
    take = with_sound(said, nuclei=20, reliable=words)
    metric = analysed(take).metrics["fluency_index"]
    assert sum(part.contribution for part in metric.parts) == pytest.approx(value(metric))
    assert len(metric.parts) >= 5
    assert ("Words" in {part.label for part in metric.parts}) == words
    assert metric.low is not None
    assert metric.high is not None
    assert 0 <= metric.low < value(metric) < metric.high <= 10


def test_more_words_in_the_same_time_raise_it() -> None:
    slow = sound.words("we wrote to all of them and it was fine", step_s=0.8)
    fast = sound.words("we wrote to all of them and it was fine and so we went on and did the rest", step_s=0.4)
    speech = [Span(0.0, 7.0)]
    values = [value(analysed(with_sound(said, speech, nuclei=20)).metrics["fluency_index"]) for said in (slow, fast)]
    assert values[0] < values[1]


def test_given_words_count_whatever_their_times() -> None:
    said = sound.words("we wrote to all of them and it was fine")
    elsewhere = [dataclasses.replace(word, start_s=word.start_s + 30, end_s=word.end_s + 30) for word in said]
    there, here = (with_sound(words, [Span(0.0, 4.0)], nuclei=12) for words in (elsewhere, said))
    assert analysed(there).metrics["fluency_index"].value == analysed(here).metrics["fluency_index"].value


def test_every_sign_pulls_the_way_it_should() -> None:
    for model in (fluency.weights()["audio"], fluency.weights()["words"]):
        for sign in model["signs"]:
            up = sign in ("movement", "syllable_rate", "word_rate")
            assert (model[sign]["weight"] > 0) == up, sign
            assert model[sign]["low"] < model[sign]["average"] < model[sign]["high"], sign


def test_too_short_and_no_audio_are_null_with_a_reason() -> None:
    short = with_sound([], [Span(0.0, 0.9)], nuclei=3)
    assert analysed(short).metrics["fluency_index"].why_null == "too_short"
    words = Take(None, None, sound.transcript("we wrote to all of them"), Question("behavioural"), exact_words=True)
    assert analysed(words).metrics["fluency_index"].why_null == "no_audio"


def test_a_pause_between_stretches_is_planning_and_one_inside_is_not() -> None:
    def answer(gap_s: float, stretch_s: float) -> float:
        spans = [Span(0.0, stretch_s), Span(stretch_s + gap_s, 2 * stretch_s + gap_s)]
        return value(analysed(with_sound([], spans, nuclei=round(8 * stretch_s))).metrics["fluency_index"])

    assert answer(3.0, 9.0) == pytest.approx(answer(1.5, 9.0))
    assert answer(1.2, 2.0) < answer(0.3, 2.0)


@given(st.lists(st.tuples(st.floats(0.1, 8.0), st.floats(0.25, 3.0)), min_size=1, max_size=30))
def test_stretches_keep_all_speech_and_none_is_long_without_need(lengths: list[tuple[float, float]]) -> None:
    spans, at_s = [], 0.0
    for speech_s, gap_s in lengths:
        spans.append(Span(at_s, at_s + speech_s))
        at_s += speech_s + gap_s
    cut = fluency.stretches(tuple(spans))
    assert [span for part in cut for span in part] == spans
    assert all(len(part) == 1 or part[-1].end_s - part[0].start_s <= 10.0 for part in cut)
    assert sum(total_s(part) for part in cut) == pytest.approx(total_s(spans))
