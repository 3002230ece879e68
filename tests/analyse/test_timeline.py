"""Where the answer is, what counts as a word, and what lies between."""

from __future__ import annotations

import pytest

from saywell.analyse.filled_pauses import find
from saywell.analyse.take import Take
from saywell.analyse.timeline import Timeline, lay_out
from saywell.model import Span, Word
from tests.analyse.takes import from_text, with_sound


def laid_out(take: Take) -> Timeline:
    timeline = lay_out(take, find(take))
    assert timeline is not None
    return timeline


def test_without_audio_pauses_are_gaps_between_words() -> None:
    timeline = laid_out(from_text("one two ...0.25 three ...0.24 four ...1.2 five", step_s=0.4, length_s=0.3))
    assert [round(p.duration_s, 2) for p in timeline.pauses] == [0.25, 1.2]


def test_a_filled_pause_at_the_edge_belongs_to_the_answer() -> None:
    timeline = laid_out(from_text("um I did it", start_s=1.0))
    assert timeline.answer.start_s == 1.0
    heard = laid_out(with_sound([Word("did", 2.0, 2.4)], [Span(0.5, 1.0), Span(2.0, 2.4)], [Span(0.5, 1.0)]))
    assert heard.answer == Span(0.5, 2.4)


def test_a_filled_pause_splits_a_silence_in_two() -> None:
    words = [Word("one", 0.0, 0.5), Word("um", 1.2, 1.6), Word("two", 2.2, 2.6)]
    timeline = laid_out(with_sound(words, [Span(0.0, 0.5), Span(2.2, 2.6)]))  # the signal missed the um
    assert [(p.start_s, p.end_s) for p in timeline.pauses] == [(0.5, 1.2), (1.6, 2.2)]


def test_counted_words() -> None:
    take = from_text("So, um, I, uh, like, pro- project er erm hm -- really?")
    assert [take.words[k].bare for k in laid_out(take).counted] == ["so", "i", "like", "project", "really"]


def test_words_where_nobody_speaks_are_not_counted() -> None:
    take = with_sound([Word("yes", 0.0, 0.5), Word("thanks", 5.0, 5.5)], [Span(0.0, 0.5)])
    timeline = laid_out(take)
    assert timeline.unsupported == (1,)
    assert timeline.counted == (0,)


@pytest.mark.parametrize(("probability", "counted"), [(0.4, ()), (0.97, (0,))])
def test_a_word_written_over_a_filler_by_a_recogniser_without_fillers(
    probability: float, counted: tuple[int, ...]
) -> None:
    take = with_sound(
        [Word("them", 1.0, 1.5, probability)], [Span(1.0, 1.5)], [Span(1.0, 1.5)], exact=False, writes_fillers=False
    )
    assert laid_out(take).counted == counted


def test_nothing_is_no_timeline() -> None:
    assert lay_out(with_sound([], []), ()) is None
