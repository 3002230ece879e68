"""Sentences at the start and the end that say nothing."""

from __future__ import annotations

from dataclasses import replace

import pytest

from saywell.model import Question
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


def test_a_yes_to_a_yes_or_no_question_says_something() -> None:
    take = from_text("I don't think so, no. They do real work and have rent to pay.", kind="opinion")
    asked = replace(take, question=Question("opinion", "Should interns work for nothing?"))
    assert analysed(asked).edges == ()
    structure = analysed(asked).structure
    assert structure
    assert structure.sentences[0].label == "point"
    why = replace(take, question=Question("opinion", "What do you think of unpaid interns?"))
    assert [edge.text for edge in analysed(why).edges] == ["I don't think so, no."]
