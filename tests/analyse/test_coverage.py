"""Speech without words, words without speech, clipping."""

from __future__ import annotations

from dataclasses import replace

import pytest

from saywell.model import Span, Word
from tests.analyse.takes import analysed, found, with_sound

WORDS = [Word("I", 0.0, 0.4), Word("did", 0.5, 0.9), Word("it", 4.0, 4.4)]


def test_speech_without_words() -> None:
    (dropped,) = found(with_sound(WORDS, [Span(0.0, 1.0), Span(2.0, 3.5), Span(4.0, 4.4)]), "dropped_speech")
    assert (dropped.start_s, dropped.end_s) == (2.0, 3.5)


def test_a_filled_pause_is_no_dropped_speech() -> None:
    take = with_sound(WORDS, [Span(0.0, 1.0), Span(2.0, 2.7), Span(4.0, 4.4)], [Span(2.0, 2.7)])
    assert found(take, "dropped_speech") == []
    assert len(found(take, "filled_pause")) == 1


def test_words_without_speech_are_told_and_not_counted() -> None:
    words = [*WORDS, Word("Thank", 7.0, 7.3), Word("you.", 7.3, 7.6)]
    take = with_sound(words, [Span(0.0, 1.0), Span(4.0, 4.4)])
    (ghost,) = found(take, "unsupported_words")
    assert (ghost.first_word, ghost.last_word, ghost.text) == (3, 4, "Thank you.")
    assert analysed(take).metrics["word_count"].value == 3
    assert analysed(take).metrics["answer_s"].value == pytest.approx(4.4)


def test_clipping_is_shown_where_it_is() -> None:
    take = replace(with_sound(WORDS), clipped=(Span(0.3, 0.5),))
    (clipped,) = found(take, "clipped")
    assert (clipped.start_s, clipped.end_s) == (0.3, 0.5)
