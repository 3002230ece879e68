"""What was said and taken back, and what was said twice on purpose."""

from __future__ import annotations

from dataclasses import replace

import numpy as np
import pytest

from saywell.analyse.take import Take
from saywell.model import Mark
from saywell.reading import Reading
from tests.analyse.takes import found, from_text, texts, value

TALK = "So I was at the branch in Leeds then. {} And that was what the manager wanted from the start."
"""What stands around a repair: a network that reads words needs some to read."""


def marked(text: str, reparandum: str, editing: str = "", repair: str = "") -> Take:
    """A take of these words; which of them are what is said by digits, one a word: 0 to 9 tenths."""
    take = from_text(text)
    n = len(take.words)

    def tenths(digits: str) -> np.ndarray:
        return np.array([int(c) / 10 for c in digits.ljust(n, "0")])

    return replace(take, reading=Reading(tenths(reparandum), tenths(repair), tenths(editing), np.zeros(n)))


@pytest.mark.parametrize(
    ("text", "kind", "reparandum"),
    [
        ("And then we we had two days for the budget.", "repetition", ["we"]),
        ("And I was, um, I was late for the meeting.", "repetition", ["I was,"]),
        ("And then the and then the page failed on us.", "repetition", ["And then the"]),
        ("We had to write to the, uh, to the client again.", "repetition", ["to the,"]),
        ("We met on Monday, I mean on Tuesday with the client.", "false_start", ["on Monday,"]),
        ("We met on Monday, sorry, Tuesday with the client.", "false_start", ["Monday,"]),
        ("I had the proj- the project on my desk.", "false_start", ["the proj-"]),
        ("we did the pro the project in time", "false_start", ["the pro"]),
    ],
)
def test_what_was_taken_back(text: str, kind: str, reparandum: list[str]) -> None:
    assert texts(from_text(TALK.format(text)), kind) == reparandum


@pytest.mark.parametrize(
    "text",
    [
        "It was very, very good.",
        "No, no, it ran all night.",
        "I had had enough of it.",
        "He said that that was it.",
        "It ended. It ended well.",
        "It got better bit by bit.",
        "It was a long, long time.",
    ],
)
def test_on_purpose_or_not_at_all(text: str) -> None:
    take = from_text(TALK.format(text))
    assert texts(take, "repetition") == texts(take, "false_start") == []


def test_each_copy_is_one() -> None:
    take = marked("so I I I think we had", "0990000")
    assert texts(take, "repetition") == ["I", "I"]
    assert value(take, "repetition_count") == 2


def test_what_is_said_again_and_what_is_not_are_told_apart() -> None:
    take = marked("we the the old shop", "0990000")
    assert (texts(take, "repetition"), texts(take, "false_start")) == (["the"], ["the"])
    assert texts(marked("he the a shop", "099"), "false_start") == ["the a"]


def test_the_span_is_what_was_said_first_and_its_repair_is_told() -> None:
    take = marked("on Monday sorry on Tuesday we met", reparandum="99", editing="009", repair="00088")
    (one,) = found(take, "false_start")
    assert (one.first_word, one.last_word, one.start_s, one.end_s) == (0, 1, 0.0, 0.7)
    assert (one.editing_term, one.repair) == ((2, 2), (3, 4))


def test_words_between_two_likely_ones_belong_to_them() -> None:
    assert texts(marked("it was in the we had", "9949"), "false_start") == ["it was in the"]
    assert texts(marked("it was in the we had", "9929"), "false_start") == ["it was", "the"]


def test_a_repeat_that_the_person_calls_wrong_is_gone() -> None:
    take = marked("we we had", "9")
    (one,) = found(take, "repetition")
    wrong = Mark("repetition", one.start_s, one.end_s, "wrong", "2026-11-22T10:00:00+00:00")
    assert texts(replace(take, marks=(wrong,)), "repetition") == []
    fine = replace(wrong, verdict="fine")
    assert [f.confidence for f in found(replace(take, marks=(fine,)), "repetition")] == [1.0]
