"""Written, heard, or both; explained by words or not."""

from __future__ import annotations

import pytest

from saywell.model import Span, Word
from tests.analyse.takes import analysed, found, from_text, with_sound

SPEECH = [Span(0.0, 6.0)]


def word(text: str, start_s: float, end_s: float) -> Word:
    return Word(text, start_s, end_s)


def test_written_ones_in_all_their_spellings() -> None:
    take = from_text("Um, I uh did er erm hmm it uhm umm.")
    assert [f.label for f in found(take, "filled_pause")] == ["um", "uh", "er", "erm", "hmm", "uhm", "umm"]
    assert {f.evidence for f in found(take, "filled_pause")} == {"transcript"}


def test_a_yes_is_no_filler() -> None:
    assert found(from_text("mm yeah ah right"), "filled_pause") == []


def test_written_and_heard_is_one() -> None:
    take = with_sound([word("I", 0, 0.5), word("um", 1.0, 1.4), word("did", 2, 2.5)], SPEECH, [Span(0.95, 1.45)])
    (one,) = found(take, "filled_pause")
    assert one.evidence == "both"
    assert one.confidence > 0.95
    assert (one.first_word, one.last_word) == (1, 1)


def test_heard_where_no_word_is() -> None:
    take = with_sound([word("I", 0, 0.5), word("did", 2, 2.5)], SPEECH, [Span(1.0, 1.4)])
    (one,) = found(take, "filled_pause")
    assert one.evidence == "acoustic"
    assert one.first_word is None
    assert one.span.middle_s == pytest.approx(1.2, abs=0.02)


def test_a_word_explains_what_sounds_like_a_filler() -> None:
    take = with_sound([word("I", 0, 0.5), word("and", 1.0, 1.4), word("did", 2, 2.5)], SPEECH, [Span(1.0, 1.4)])
    assert found(take, "filled_pause") == []


def test_a_filler_swallowed_by_a_short_word_is_found() -> None:
    take = with_sound([word("the", 1.0, 2.4), word("end", 2.5, 3.0)], SPEECH, [Span(1.75, 2.3)])
    (one,) = found(take, "filled_pause")
    assert one.evidence == "acoustic"


def test_unreliable_words_explain_nothing_and_it_is_only_possible() -> None:
    take = with_sound([word("and", 1.0, 1.4)], SPEECH, [Span(1.0, 1.4)], reliable=False, exact=False)
    (one,) = found(take, "filled_pause")
    assert one.label == "possible um or uh"


def test_the_count_has_a_range() -> None:
    take = with_sound([word("I", 0, 0.5), word("um", 1.0, 1.4)], SPEECH, [Span(3.0, 3.4)])
    assert take.features is not None
    take.features.hesitation[450:490] = 0.45  # might be one
    take.features.hesitation[300:340] = 0.7  # likely one
    metric = analysed(take).metrics["filled_pause_count"]
    assert (metric.low, metric.value, metric.high) == (1, 2, 3)


def test_a_minute_is_a_minute_of_the_answer() -> None:
    take = from_text("um " + "yes " * 30, step_s=0.5, length_s=0.5)
    metric = analysed(take).metrics["filled_pauses_per_minute"]
    assert metric.value == pytest.approx(60 / 15.5)
