"""A filler is counted where the words around it say so; a meaning never is."""

from __future__ import annotations

import pytest

from tests.analyse.takes import from_text, texts, value


@pytest.mark.parametrize(
    ("text", "fillers"),
    [
        ("We had, like, a release.", ["like,"]),
        ("It was, like, twenty people.", ["like,"]),
        ("It took like twenty minutes.", ["like"]),
        ("Customers were, you know, calling us.", ["you know,"]),
        ("The team was big, I mean, maybe twenty.", ["I mean,"]),
        ("The page was sort of broken.", ["sort of"]),
        ("I was kind of responsible.", ["kind of"]),
        ("I basically looked at the logs.", ["basically"]),
        ("It was actually, um, fine.", ["actually,"]),
        ("So, we changed it. Well, it worked.", ["So,", "Well,"]),
        ("Right, so the plan failed.", ["Right,"]),
        ("That was literally it.", ["literally"]),
    ],
)
def test_fillers(text: str, fillers: list[str]) -> None:
    assert texts(from_text(text), "filler_word") == fillers


@pytest.mark.parametrize(
    "text",
    [
        "I like the work.",
        "I would like to start.",
        "It looks like rain.",
        "People like me ask for it.",
        "They really like it.",
        "Do you know what happened?",
        "You know the team.",
        "As you know, it failed.",
        "I know what I mean.",
        "I mean it.",
        "What kind of work is it?",
        "That is a kind of tea.",
        "This sort of thing happens.",
        "It was so good that we kept it.",
        "We did it so that nobody waits.",
        "He did well.",
        "Turn right at the end.",
        "You were right.",
        "Something like that happened.",
    ],
)
def test_meanings(text: str) -> None:
    assert texts(from_text(text), "filler_word") == []


def test_a_rate_is_over_the_answer() -> None:
    take = from_text("basically " + "yes " * 119, step_s=0.5, length_s=0.5)
    assert value(take, "filler_words_per_minute") == pytest.approx(1.0)
    assert value(take, "filler_word_count") == 1
