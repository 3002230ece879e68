"""Written, heard, or both; explained by words or not."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from saywell.analyse.filled_pauses import count_interval
from saywell.model import Span, Word
from tests.analyse.takes import analysed, found, from_text, with_sound

SPEECH = [Span(0.0, 6.0)]


def word(text: str, start_s: float, end_s: float, probability: float | None = None) -> Word:
    return Word(text, start_s, end_s, probability)


def told(words: str, probability: float | None = None) -> list[Word]:
    """Words of half a second each, one after the other; "_" is half a second without a word."""
    placed = [(text, 0.5 * k) for k, text in enumerate(words.split())]
    return [word(text, at_s, at_s + 0.5, probability) for text, at_s in placed if text != "_"]


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


def test_one_sound_vouches_for_one_written_filler() -> None:
    take = with_sound([*told("I went"), word("um", 1.0, 1.2), word("uh", 1.25, 1.5)], hesitations=[Span(1.0, 1.5)])
    assert sorted(f.evidence for f in found(take, "filled_pause")) == ["both", "transcript"]


def test_a_breath_between_words_is_none() -> None:
    take = with_sound(told("I went _ home"), [Span(0.0, 2.0)])
    assert take.features is not None
    take.features.voice[100:150] = 0.05
    assert found(take, "filled_pause") == []


def test_a_voice_between_words_that_somebody_wrote_down_is_one_whatever_it_sounds_like() -> None:
    take = with_sound(told("I went _ home"), [Span(0.0, 2.0)])
    assert take.features is not None
    take.features.hesitation[100:150] = 0.3
    (one,) = found(take, "filled_pause")
    assert one.evidence == "acoustic"
    assert (one.start_s, one.end_s) == pytest.approx((1.0, 1.5))


def test_between_recognised_words_it_may_be_a_word_that_was_missed() -> None:
    take = with_sound(told("I went _ home", probability=0.9), [Span(0.0, 2.0)], exact=False)
    assert take.features is not None
    take.features.hesitation[100:150] = 0.1
    assert found(take, "filled_pause") == []
    take.features.hesitation[100:150] = 0.9
    assert len(found(take, "filled_pause")) == 1


@pytest.mark.parametrize(("probability", "found_there"), [(0.3, 1), (0.9, 0)])
def test_a_word_made_up_over_a_filler_is_no_reason_to_miss_it(probability: float, found_there: int) -> None:
    words = [word("we", 0.0, 0.3, 0.95), word("I'm", 0.4, 0.9, probability), word("went", 1.0, 1.4, 0.95)]
    take = with_sound(words, hesitations=[Span(0.4, 0.9)], exact=False)
    assert len(found(take, "filled_pause")) == found_there


def test_a_filler_shared_by_the_words_beside_it_is_found() -> None:
    words = [word("we", 0.0, 0.5, 0.9), word("went", 0.5, 1.0, 0.9)]
    take = with_sound(words, hesitations=[Span(0.3, 0.7)], exact=False)
    (one,) = found(take, "filled_pause")
    assert one.evidence == "acoustic"


@pytest.mark.parametrize("text", ["a", "the", "and", "so"])
def test_a_word_drawn_out_is_no_filler(text: str) -> None:
    take = with_sound([*told("I went"), word(text, 1.0, 1.35), word("home", 1.35, 1.8)], hesitations=[Span(1.1, 1.35)])
    assert found(take, "filled_pause") == []


def test_a_transcript_with_all_its_fillers_makes_others_unlikely() -> None:
    def gap(*texts: str) -> int:
        take = with_sound(told(" ".join(texts)), [Span(0.0, 0.5 * len(" ".join(texts).split()))])
        assert take.features is not None
        take.features.hesitation[150:200] = 0.2
        return sum(finding.evidence == "acoustic" for finding in found(take, "filled_pause"))

    assert gap("I went there", "_", "home yes we did") == 1
    assert gap("I went there", "_", "um uh um uh um uh um uh um uh um uh") == 0


likely = st.lists(st.floats(0, 1), max_size=40)


@given(likely)
def test_the_range_holds_the_count_and_the_expected_number(probabilities: list[float]) -> None:
    n = sum(p >= 0.5 for p in probabilities)
    low, high = count_interval(n, probabilities)
    assert 0 <= low <= n <= high
    assert low - 0.5 <= sum(probabilities) <= high + 0.5


@given(st.integers(0, 50))
def test_what_is_certain_has_no_range(n: int) -> None:
    assert count_interval(n, [1.0] * n) == (n, n)
