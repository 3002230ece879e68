"""Which tokens count as words, and syllables by spelling."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from saywell.english import counts, is_cut_off, is_filled_pause, syllables
from saywell.model import Word


@pytest.mark.parametrize("text", ["um", "Um,", "uh...", "Uhm", "er", "erm", "Hmm.", "hm"])
def test_filled_pauses_are_no_words(text: str) -> None:
    assert is_filled_pause(Word(text, 0, 1))
    assert not counts(Word(text, 0, 1))


@pytest.mark.parametrize("text", ["proj-", "I-", "wa—"])
def test_cut_off_words_are_no_words(text: str) -> None:
    assert is_cut_off(Word(text, 0, 1))
    assert not counts(Word(text, 0, 1))


@pytest.mark.parametrize("text", ["like", "well-known", "I", "2019", "don’t", "her", "ah-ha", "“umbrella”"])
def test_words(text: str) -> None:
    assert counts(Word(text, 0, 1))


@pytest.mark.parametrize("text", ["-", "...", "—", "♪"])
def test_signs_are_no_words(text: str) -> None:
    assert not counts(Word(text, 0, 1))


@pytest.mark.parametrize(
    ("word", "n"),
    [
        ("strength", 1),
        ("wanted", 2),
        ("walked", 1),
        ("business", 2),
        ("table", 2),
        ("every", 2),
        ("create", 2),
        ("idea", 3),
        ("people", 2),
        ("didn't", 2),
        ("responsibility", 6),
        ("well-known", 2),
        ("being", 2),
        ("changes", 2),
    ],
)
def test_syllables(word: str, n: int) -> None:
    assert syllables(word) == n


@given(st.text(max_size=30))
def test_any_text_has_a_syllable(text: str) -> None:
    assert 1 <= syllables(text) <= max(1, 2 * len(text))
