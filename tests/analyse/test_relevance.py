"""Whether an answer is one to its question: where it can be told."""

from __future__ import annotations

from dataclasses import replace

import pytest

from saywell import kinds
from saywell.analyse import relevance
from saywell.analyse.told import tell
from saywell.model import Kind, Question, Relevance
from tests.analyse.takes import analysed, from_text

ANSWERS: dict[Kind, str] = {
    "behavioural": "It was a Friday and a customer shouted at my colleague because his order was late. "
    "I took him aside, listened, and rang the depot while he sat there. He calmed down and came back the week after.",
    "salary": "I am looking for fifty thousand a year. That is the market rate for eight years of experience. "
    "I am flexible about the bonus. My notice period is three months.",
    "opinion": "I would change the opening hours. That is because most people call after six. "
    "For example, in my last shop we stayed open and sales rose. So that is why I would start there.",
    "questions_to_ask": "How will you split the work? I ask because you said last time that the team is growing fast. "
    "And who would I report to?",
}


def judged(text: str, kind: Kind, question: str | None = None) -> Relevance:
    take = replace(from_text(text, kind), question=Question(kind, question))
    return relevance.judge(tell(take), assumed=False)


@pytest.mark.parametrize("kind", ANSWERS)
def test_the_kind_of_an_answer_is_heard(kind: Kind) -> None:
    assert judged(ANSWERS[kind], kind).heard_as == kind
    right = judged(ANSWERS[kind], kind).kind_match
    assert all(judged(ANSWERS[kind], other).kind_match < right for other in ANSWERS if other != kind)


def test_only_another_kind_is_called_one() -> None:
    assert judged(ANSWERS["behavioural"], "salary").is_another_kind
    assert not judged(ANSWERS["behavioural"], "behavioural").is_another_kind


def test_a_story_can_serve_a_question_about_a_project() -> None:
    assert not judged(ANSWERS["behavioural"], "project").is_another_kind


def test_its_own_question_is_nearer_than_another() -> None:
    own = judged(ANSWERS["behavioural"], "behavioural", "Tell me about a customer who was angry with you or the team.")
    other = judged(ANSWERS["behavioural"], "behavioural", "Tell me about a time you had to learn something fast.")
    assert own.question_match is not None
    assert other.question_match is not None
    assert own.question_match > other.question_match


def test_without_a_wording_only_the_kind_is_judged() -> None:
    assert judged(ANSWERS["salary"], "salary").question_match is None


@pytest.mark.parametrize(
    ("question", "parts"),
    [
        ("Tell me about a time you worked with sales and marketing.", 1),
        ("How do you plan and prioritise?", 1),
        ("What salary do you expect? And when could you start?", 2),
        ("Describe a mistake, and what you changed afterwards.", 2),
        ("Why us and why now?", 2),
        ("You have read our values. Which is closest to yours?", 1),
    ],
)
def test_what_a_question_asks_for(question: str, parts: int) -> None:
    assert len(relevance.split(question)) == parts


def test_the_nearest_sentence_to_each_part() -> None:
    asked = judged(ANSWERS["salary"], "salary", "What salary do you expect, and how long is your notice period?").parts
    assert [part.nearest for part in asked] == [0, 3]


def test_a_part_that_nothing_is_near_to() -> None:
    question = "What salary do you expect, and what do you think of whales?"
    assert judged(ANSWERS["salary"], "salary", question).parts[1].nearest is None


def test_a_question_that_asks_for_one_thing_has_no_parts() -> None:
    assert judged(ANSWERS["salary"], "salary", "What salary do you expect?").parts == ()


def test_nothing_is_said_where_nobody_said_what_was_asked() -> None:
    take = from_text(ANSWERS["salary"])
    for text in (None, "Mmh."):
        unknown = replace(take, question=kinds.question(text, None))
        assert analysed(unknown).relevance is None
    known = replace(take, question=kinds.question("What salary do you expect?", None))
    assert analysed(known).relevance is not None
