"""The bank: ours hold together, a person's own are kept beside them."""

from __future__ import annotations

import pytest

from saywell import kinds, questions
from saywell.errors import UsageError
from saywell.questions import Entry


@pytest.mark.parametrize("entry", questions.ours(), ids=lambda entry: entry.id)
def test_each_of_ours_holds_together(entry: Entry) -> None:
    assert entry.question.kind in kinds.KINDS
    assert kinds.guess(entry.text) in (entry.question.kind, None)
    assert entry.question.target_s
    low, high = entry.question.target_s
    assert 5 <= low < high <= 180
    assert len(entry.strong) >= 3
    assert entry.competency
    assert 0 < len(entry.hint) <= 90
    assert not entry.own


def test_there_are_thirty_of_every_kind_and_no_two_alike() -> None:
    ours = questions.ours()
    assert len(ours) >= 30
    assert {entry.question.kind for entry in ours} == set(kinds.KINDS)
    assert len({entry.text for entry in ours}) == len({entry.id for entry in ours}) == len(ours)


def test_one_of_ours_by_its_id() -> None:
    assert questions.find("setback").question.kind == "behavioural"


def test_a_question_of_ones_own() -> None:
    added = questions.add("Why would you leave the sea, of all places?")
    assert (added.id, added.question.kind, added.own) == ("why-would-you-leave", "motivation", True)
    assert questions.find(added.id) == added
    assert questions.bank()[-1] == added


def test_its_id_is_never_one_that_is_taken() -> None:
    ids = [questions.add("Why do you want it?").id for _ in range(3)]
    assert ids == ["why-do-you-want", "why-do-you-want-2", "why-do-you-want-3"]


def test_an_id_stays_short() -> None:
    assert questions.add("x" * 300).id == "x" * 32


def test_all_that_can_be_said_of_it() -> None:
    added = questions.add("Sell me this.", kind="opinion", id="sell", target_s=(30, 45), strong=("One use", "A price"))
    assert added.question.target_s == (30.0, 45.0)
    assert questions.find("sell").strong == ("One use", "A price")


@pytest.mark.parametrize(
    ("options", "message"),
    [
        ({"text": "  "}, "no words"),
        ({"text": "Why?", "id": "setback"}, "already"),
        ({"text": "Why?", "id": "Not An Id"}, "can't be an id"),
        ({"text": "Why " * 100}, "has 399 characters"),
        ({"text": "Why?", "id": "w" * 41}, "can't be an id"),
        ({"text": "Why?", "target_s": (90, 60)}, "no stretch of time"),
        ({"text": "Why?", "target_s": (0, 60)}, "no stretch of time"),
    ],
)
def test_what_can_not_be_a_question(options: dict[str, object], message: str) -> None:
    with pytest.raises(UsageError, match=message):
        questions.add(**options)  # type: ignore[arg-type]
    assert len(questions.bank()) == len(questions.ours())


def test_a_question_that_is_not_there_names_the_nearest() -> None:
    with pytest.raises(UsageError, match="Did you mean setback"):
        questions.find("setbak")


def test_the_kind_of_a_bank_question_is_its_own() -> None:
    assert questions.asked("setback", None, None).question.id == "setback"
    with pytest.raises(UsageError, match="own text and kind"):
        questions.asked("setback", None, "opinion")
    assert questions.asked(None, "Why us?", None).question.kind == "motivation"
