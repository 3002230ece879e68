"""What the words say of themselves: sensible for any words, the same wherever they stand."""

from __future__ import annotations

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from saywell.model import Word
from saywell.reading import MOST_WORDS, read, windows
from saywell.reading.encoder import inputs
from tests import sound

TEXT = "So we had, like, six weeks and the client said that they like the page. "


def test_shape_and_range() -> None:
    words = sound.words(TEXT * 12)
    reading = read(words)
    for found in (reading.reparandum, reading.repair, reading.editing, reading.filler):
        assert found.shape == (len(words),)
        assert np.all((found >= 0) & (found <= 1))


def test_a_filler_and_a_meaning() -> None:
    words = sound.words(TEXT)
    first, second = (k for k, word in enumerate(words) if word.bare == "like")
    filler = read(words).filler
    assert filler[first] > 0.5 > filler[second]


@pytest.mark.parametrize("text", ["é", "-", "…", "你好", "x" * 300, "a\u0301", "''", "1,000"])
def test_any_word_can_be_read(text: str) -> None:
    assert np.isfinite(read([Word(text, 0.0, 0.1)]).reparandum).all()
    assert np.isfinite(read([Word(text, k, k + 0.1) for k in range(64)]).reparandum).all()


def test_words_of_many_pieces_are_cut_where_the_network_ends() -> None:
    pieces, firsts, signs = inputs(["antidisestablishmentarianism" * 3] * MOST_WORDS)
    assert pieces.shape[1] == signs.shape[1] <= 512
    assert firsts.max() < pieces.shape[1]


@settings(max_examples=50)
@given(st.lists(st.tuples(st.sampled_from(["so", "yes.", "no"]), st.floats(0, 2)), min_size=1, max_size=300))
def test_windows_are_all_the_words_in_order(said: list[tuple[str, float]]) -> None:
    at, words = 0.0, []
    for text, gap in said:
        words.append(Word(text, at, at + 0.2))
        at += 0.2 + gap
    found = list(windows(words))
    assert [k for first, last in found for k in range(first, last)] == list(range(len(words)))
    assert all(0 < last - first <= MOST_WORDS for first, last in found)


def test_a_window_ends_with_a_sentence() -> None:
    words = sound.words(" ".join(["so"] * 50 + ["done."] + ["so"] * 30))
    assert next(windows(words)) == (0, 51)
