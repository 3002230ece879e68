"""What is said again is found; what follows is not taken for it."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from saywell.analyse.said_twice import find
from saywell.reading import vectors

STORY = [
    "Last winter our warehouse lost parcels every week.",
    "I followed ten parcels on foot and drew the route.",
    "Then I moved the scales to the gate.",
    "Losses fell from thirty a week to two.",
    "Since then I walk the way before I change it.",
]


def again(texts: list[str]) -> dict[int, int]:
    return find(texts, vectors(texts), ["action"] * len(texts))


def test_a_story_says_nothing_twice() -> None:
    assert again(STORY) == {}


@given(st.integers(0, 4))
def test_a_copy_is_always_found(which: int) -> None:
    assert again([*STORY, STORY[which]]) == {5: which}


@pytest.mark.parametrize(
    "other", ["So I moved the scales over to the gate, basically.", "Yeah, the scales went to the gate, I moved them."]
)
def test_nearly_the_same_words_are(other: str) -> None:
    assert again([*STORY, other]) == {5: 2}


def test_a_detail_of_the_same_matter_is_none() -> None:
    assert again([*STORY, "The gate has its own guard, and he signs for every pallet."]) == {}


def test_one_sentence_alone() -> None:
    assert again(STORY[:1]) == {}


@pytest.mark.parametrize(
    ("before", "after"),
    [
        ("We had two hundred orders to fill before noon.", "We delivered one hundred and ninety orders on time."),
        ("The page took nine seconds to load.", "The page took one second to load after that."),
        ("Churn was eight percent that year.", "Churn was three percent that year."),
    ],
)
def test_another_amount_is_something_new(before: str, after: str) -> None:
    assert again([before, *STORY, after]) == {}
