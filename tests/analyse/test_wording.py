"""Counts that can be done by hand."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from saywell.analyse.wording import mattr
from tests.analyse.takes import analysed, from_text, value

SENTENCE = "We built the page in two days and the team was glad about it in the end. "


@given(st.lists(st.sampled_from("abcdefgh"), min_size=5, max_size=60))
def test_mattr_is_a_mean_of_shares(words: list[str]) -> None:
    assert 1 / 5 <= mattr(words, window=5) <= 1


def test_mattr_by_hand() -> None:
    assert mattr(["a", "a", "b"], window=2) == pytest.approx((0.5 + 1) / 2)


def test_sentences_and_readability() -> None:
    take = from_text(SENTENCE * 4)
    assert value(take, "sentence_mean_words") == 17
    grade = value(take, "readability_grade")
    assert grade is not None
    assert 2 < grade < 9


def test_fillers_do_not_lengthen_sentences() -> None:
    assert value(from_text(SENTENCE.replace("page", "um page uh") * 4), "sentence_mean_words") == 17


@pytest.mark.parametrize(
    ("text", "why"), [(SENTENCE * 2, "too_short"), (SENTENCE.replace(".", "") * 8, "no_sentences")]
)
def test_too_little_to_say(text: str, why: str) -> None:
    metrics = analysed(from_text(text)).metrics
    assert metrics["readability_grade"].why_null == metrics["sentence_mean_words"].why_null == why


@pytest.mark.parametrize(
    ("text", "share"),
    [
        ("We did it and I left.", 0.5),
        ("We're here, we'll go, I'd stay.", 2 / 3),
        ("I did.", 0.0),
        ("They did it.", None),
    ],
)
def test_we_against_i(text: str, share: float | None) -> None:
    assert value(from_text(text), "we_share") == (None if share is None else pytest.approx(share))
