"""An answer taken apart into sentences, with roles, vectors and the point."""

from __future__ import annotations

from dataclasses import replace

import numpy as np
import pytest

from saywell.analyse.told import tell
from saywell.model import Question
from tests.analyse.takes import from_text

ANSWER = "Well, um, good question. I would close the second shop. That is because nobody comes after six."


def test_sentences_are_all_words_once() -> None:
    told = tell(from_text(ANSWER, kind="opinion"))
    assert [sentence.first_word for sentence in told.sentences] == [0, 4, 10]
    assert told.sizes.tolist() == [4, 6, 7]
    assert told.vectors.shape == (3, 384)
    assert np.linalg.norm(told.mean) == pytest.approx(1.0)


def test_fillers_are_in_the_words_and_not_in_the_meaning() -> None:
    told = tell(from_text(ANSWER, kind="opinion"))
    assert told.sentences[0].text == "Well, um, good question."
    assert told.texts[0] == "Well, good question."


def test_the_point_is_the_first_sentence_that_gives_what_was_asked() -> None:
    assert tell(from_text(ANSWER, kind="opinion")).point == 1
    assert tell(from_text("Hello there. Lovely weather today. Is it on?", kind="salary")).point is None


def test_the_question_is_read_if_its_wording_is_known() -> None:
    take = from_text(ANSWER, kind="opinion")
    assert tell(take).asked is None
    asked = tell(replace(take, question=Question("opinion", "What would you change here?"))).asked
    assert asked is not None
    assert asked.shape == (384,)
