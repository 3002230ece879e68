"""Sentences at the start and the end that say nothing."""

from __future__ import annotations

import pytest

from tests.analyse.takes import analysed, from_text

BODY = "I led the move of the shop to Leeds. We kept every client."


def edges(text: str) -> list[tuple[str, str]]:
    return [(edge.kind, edge.text) for edge in analysed(from_text(text)).edges]


@pytest.mark.parametrize(
    "empty", ["That's a really good question.", "Okay, um, let me think.", "Well, where do I start?"]
)
def test_openers(empty: str) -> None:
    assert edges(f"{empty} {BODY}") == [("empty_opener", empty.replace("um, ", ""))]


@pytest.mark.parametrize("empty", ["So yeah, that's pretty much it.", "I hope that answers your question.", "So yeah."])
def test_closers(empty: str) -> None:
    assert edges(f"{BODY} {empty}") == [("empty_closer", empty)]


@pytest.mark.parametrize(
    "text",
    [
        BODY,
        f"Okay, so the hardest one was the bridge. {BODY}",
        f"{BODY} So yeah, that's how we kept the client.",
        "That's it.",  # nothing is left of an answer without it
    ],
)
def test_what_says_something(text: str) -> None:
    assert edges(text) == []


def test_several() -> None:
    found = edges(f"Good question. Let me think. {BODY} That's it. Yeah.")
    assert [kind for kind, _ in found] == ["empty_opener"] * 2 + ["empty_closer"] * 2
