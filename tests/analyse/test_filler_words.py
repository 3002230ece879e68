"""A filler is counted where the words around it say so; a meaning never is."""

from __future__ import annotations

from dataclasses import replace

import numpy as np
import pytest

from saywell.analyse.take import Take
from saywell.model import NOTHING_SAID, OwnWords
from saywell.reading import Reading
from tests.analyse.takes import found, from_text, texts, value

TALK = "That was at the branch in Leeds. {} And the manager was happy with it."
"""What stands around: a network that reads words needs some to read."""


@pytest.mark.parametrize(
    ("text", "fillers"),
    [
        ("We had, like, a release to do.", ["like,"]),
        ("There were, like, twenty people in the room.", ["like,"]),
        ("It took like twenty minutes to load.", ["like"]),
        ("Customers were, you know, calling us all day.", ["you know,"]),
        ("I mean, the team was big.", ["I mean,"]),
        ("The page was sort of broken.", ["sort of"]),
        ("I was kind of responsible for it.", ["kind of"]),
        ("Well, we had a bit of a row about it.", ["Well,"]),
        ("so it was um like really slow you know and we sort of gave up", ["like", "you know", "sort of"]),
    ],
)
def test_fillers(text: str, fillers: list[str]) -> None:
    assert texts(from_text(TALK.format(text)), "filler_word") == fillers


@pytest.mark.parametrize(
    "text",
    [
        "I like the work.",
        "I would like to start.",
        "It looks like rain.",
        "People like me ask for it.",
        "They really like it.",
        "She was like, no way.",
        "Do you know what happened?",
        "You know the team.",
        "As you know, it failed.",
        "You know what I mean.",
        "What I mean is that it failed.",
        "I mean it.",
        "What kind of work is it?",
        "That is a kind of tea.",
        "This sort of thing happens.",
        "It was so good that we kept it.",
        "We did it so that nobody waits.",
        "He did well.",
        "It went well and she did as well.",
        "Turn right at the end.",
        "You were right.",
        "Something like that happened.",
    ],
)
def test_meanings(text: str) -> None:
    assert texts(from_text(TALK.format(text)), "filler_word") == []


def judged(*probabilities: float, own: OwnWords = NOTHING_SAID) -> Take:
    """As many uses of "like", each with its probability."""
    take = from_text(" ".join(["like"] * len(probabilities)))
    nothing = np.zeros(len(probabilities))
    return replace(take, reading=Reading(nothing, nothing, nothing, np.array(probabilities)), own_words=own)


def test_only_what_is_sure_is_shown() -> None:
    assert [f.confidence for f in found(judged(0.95, 0.79, 0.81, 0.05), "filler_word")] == [0.95, 0.81]


def test_what_the_person_allows_is_none() -> None:
    assert value(judged(0.95, 0.9, own=OwnWords(("like",))), "filler_word_count") == 0


def test_what_marks_taught_moves_every_use() -> None:
    own = OwnWords(leanings={"like": -1.0, "well": 5.0})
    assert [f.confidence for f in found(judged(0.95, 0.9, 0.2, own=own), "filler_word")] == [0.87]


def test_a_rate_is_over_the_answer() -> None:
    take = judged(*[0.9, *[0.1] * 119])
    assert value(take, "filler_words_per_minute") == pytest.approx(60 / (119 * 0.4 + 0.3))
    assert value(take, "filler_word_count") == 1
