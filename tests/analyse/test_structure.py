"""Roles and score of answers that are clearly good, bad, or both."""

from __future__ import annotations

import pytest

from saywell.model import Kind, Structure
from tests.analyse.takes import analysed, from_text
from tests.conftest import SAMPLES, truth_of

GOOD = (
    "Last year our warehouse lost parcels every week. My task was to find out why before the winter. "
    "I followed ten parcels on foot, drew the route, and moved the scales to the gate. "
    "Losses fell from thirty a week to two. I learned to walk the way before I change it."
)
EMPTY = "It depends, I guess. There are so many things. As I said, it is hard to say. So yeah, that's it."


def shape(text: str, kind: Kind = "behavioural") -> Structure:
    structure = analysed(from_text(text, kind)).structure
    assert structure is not None
    return structure


def test_a_whole_story() -> None:
    structure = shape(GOOD)
    first, second, *rest = [s.label for s in structure.sentences]
    assert {first, second} <= {"answer", "situation", "task"}  # where it was, and what had to be done
    assert rest == ["action", "result", "reflection"]
    assert structure.score > 0.6


def test_nothing_said() -> None:
    structure = shape(EMPTY)
    assert structure.score < 0.2
    assert "result" in structure.missing


def test_imagined_deeds_are_no_actions() -> None:
    structure = shape("I would call the customer. I would probably ask my manager. We could maybe fix it next week.")
    assert "action" not in structure.present


def test_shares_are_of_all_words_and_sum_to_one() -> None:
    structure = shape(GOOD)
    assert sum(structure.shares.values()) == pytest.approx(1.0)
    assert set(structure.shares) == set(structure.seconds)
    assert structure.sentences[0].first_word == 0
    assert structure.sentences[-1].last_word == len(GOOD.split()) - 1


@pytest.mark.parametrize(
    ("worse", "better"), [("setback-1", "setback-2"), ("project-1", "project-2"), ("motivation-1", "motivation-2")]
)
def test_the_better_attempt_of_each_sample_has_the_better_structure(worse: str, better: str) -> None:
    scores = []
    for name in (worse, better):
        truth = truth_of(SAMPLES / f"{name}.wav")
        scores.append(shape(" ".join(w["text"] for w in truth["words"]), truth["kind"]).score)
    assert scores[0] < scores[1]


@pytest.mark.parametrize(
    ("kind", "text", "labels"),
    [
        (
            "salary",
            "I am looking for fifty thousand a year. That is the market rate for eight years of experience. "
            "I am flexible about the bonus. My notice period is three months.",
            ["figure", "justification", "flexibility", "notice"],
        ),
        (
            "self_intro",
            "I am a nurse and I lead a ward. Before that I studied in Leeds. Now I want to teach at your hospital.",
            ["present", "past", "future"],
        ),
        (
            "opinion",
            "I would change the opening hours. That is because most people call after six. "
            "For example, in my last shop we stayed open and sales rose. So that is why I would start there.",
            ["point", "reason", "example", "conclusion"],
        ),
        (
            "questions_to_ask",
            "How will you split the work? I ask because you said last time that the team is growing fast.",
            ["question", "reason"],
        ),
    ],
)
def test_other_kinds_have_their_own_parts(kind: Kind, text: str, labels: list[str]) -> None:
    assert [s.label for s in shape(text, kind).sentences] == labels
