"""Words that come again, and words that are broken off."""

from __future__ import annotations

from hypothesis import given
from hypothesis import strategies as st

from saywell.reading.copies import SIGNS, signs

FILLERS = {"um", "uh"}
AGAIN, CAME, PAIR_AGAIN, PAIR_CAME, DASH = 0, 6, 12, 16, 20


def test_a_word_said_twice() -> None:
    first, second, _ = signs(["we", "we", "had"], FILLERS)
    assert first[AGAIN] == 1 and first[CAME] == 0
    assert second[CAME] == 1 and second[AGAIN] == 0


def test_fillers_are_passed_over() -> None:
    found = signs(["we", "um", "we"], FILLERS)
    assert found[0, AGAIN] == 1 and found[2, CAME] == 1
    assert found[1].sum() == found[1, DASH + 4] == 1
    assert found[2, DASH + 5] == 1


def test_two_words_said_twice() -> None:
    found = signs(["i", "was", "i", "was"], FILLERS)
    assert found[0, AGAIN + 1] == found[0, PAIR_AGAIN + 1] == 1
    assert found[3, CAME + 1] == found[3, PAIR_CAME + 1] == 1
    assert found[1, PAIR_AGAIN + 1] == 0  # nothing comes after the second "was"


def test_a_word_broken_off() -> None:
    found = signs(["proj-", "project", "it"], FILLERS)
    assert found[0, DASH] == found[0, DASH + 1] == found[1, DASH + 3] == 1
    assert signs(["pro", "new", "project"], FILLERS)[0, DASH + 2] == 1


@given(st.lists(st.sampled_from(["a", "b", "ab", "a-", "um", "-", ""]), max_size=30))
def test_any_words(words: list[str]) -> None:
    found = signs(words, FILLERS)
    assert found.shape == (len(words), SIGNS)
    assert set(found.ravel().tolist()) <= {0.0, 1.0}
