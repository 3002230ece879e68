"""Words against the signal: held, supported, looped, missing."""

from __future__ import annotations

from hypothesis import given
from hypothesis import strategies as st

from saywell.model import Span, Word, overlap_s
from saywell.transcribe import coverage
from tests import sound

SPEECH = (Span(1.0, 3.0), Span(4.0, 6.0))


def test_a_word_that_reaches_out_of_speech_is_pulled_back() -> None:
    (held,) = coverage.hold_to_speech([Word("long", 2.5, 3.6)], SPEECH)
    assert (held.start_s, held.end_s) == (2.5, 3.0)


def test_a_word_over_a_pause_keeps_its_larger_side() -> None:
    (held,) = coverage.hold_to_speech([Word("over", 2.9, 4.5)], SPEECH)
    assert (held.start_s, held.end_s) == (4.0, 4.5)


def test_a_word_in_silence_stays_for_others_to_judge() -> None:
    word = Word("ghost", 7.0, 7.4)
    assert coverage.hold_to_speech([word], SPEECH) == [word]
    assert not coverage.is_supported(word, SPEECH)


@given(st.floats(0, 8), st.floats(0.05, 2))
def test_held_words_lie_in_speech_or_touch_none(start_s: float, length_s: float) -> None:
    word = Word("w", start_s, start_s + length_s)
    (held,) = coverage.hold_to_speech([word], SPEECH)
    touches = overlap_s(word.span, SPEECH) > 0
    assert not touches or abs(overlap_s(held.span, SPEECH) - held.span.duration_s) < 1e-9
    assert held.span.duration_s <= word.span.duration_s + 1e-9


def test_a_word_just_beside_speech_is_supported() -> None:
    assert coverage.is_supported(Word("edge", 0.85, 1.0), SPEECH)
    assert not coverage.is_supported(Word("off", 0.2, 0.6), SPEECH)


def test_an_overlong_word_covers_only_what_it_can_have_taken() -> None:
    (span,) = coverage.spoken_spans([Word("the", 1.0, 1.9)])
    assert span.end_s < 1.65
    (whole,) = coverage.spoken_spans([Word("organisation", 1.0, 1.9)])
    assert whole.end_s == 1.9


def test_speech_without_words_is_found() -> None:
    said = [Word("one", 1.0, 1.3), Word("two", 4.0, 4.3)]
    gaps = coverage.uncovered(SPEECH, said, at_least_s=0.5)
    assert [(round(g.start_s, 2), g.end_s) for g in gaps] == [(1.45, 3.0), (4.45, 6.0)]
    assert coverage.uncovered(SPEECH, said, at_least_s=1.6) == []


def test_a_loop_is_cut_to_its_first_time() -> None:
    looped = [*sound.words("we did it"), *sound.words("thank you " * 6, start_s=2.0, step_s=0.05, length_s=0.05)]
    assert [w.text for w in coverage.without_loops(looped)] == ["we", "did", "it", "thank", "you"]


def test_what_a_person_repeats_at_speaking_pace_stays() -> None:
    said = list(sound.words("no no no no no it works"))
    assert coverage.without_loops(said) == said
