"""The bank: ours hold together, a person's own are kept beside them."""

from __future__ import annotations

import json
import re
from dataclasses import asdict, replace
from pathlib import Path

import pytest

from saywell import kinds, questions, store
from saywell.errors import UsageError
from saywell.model import Question
from saywell.questions import Entry
from tests.report.reports import report


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


def test_there_are_sixty_of_every_kind_and_no_two_alike() -> None:
    ours = questions.ours()
    assert len(ours) >= 60
    told = [entry.question.kind for entry in ours]
    assert set(told) == set(kinds.KINDS)
    assert told == sorted(told, key=kinds.KINDS.index)
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
    added = questions.add(
        "Sell me this.",
        kind="opinion",
        id="sell",
        target_s=(30, 45),
        strong=("One  use", "", "A price"),
        hint="Hold it up.",
        competency="persuasion",
    )
    assert added == questions.find("sell")
    assert asdict(added) == {
        "question": asdict(Question("opinion", "Sell me this.", id="sell", target_s=(30.0, 45.0))),
        "competency": "persuasion",
        "strong": ("One use", "A price"),
        "hint": "Hold it up.",
        "own": True,
    }


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
        ({"text": "Why?", "target_s": (60, float("nan"))}, "no stretch of time"),
        ({"text": "Why?", "target_s": (60, float("inf"))}, "no stretch of time"),
        ({"text": "Why?", "hint": "x" * 301}, "hint has 301 characters"),
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


# ---------------------------------------------------------------- found


def ids(**filters: object) -> list[str]:
    return [entry.id for entry in questions.chosen(**filters)]  # type: ignore[arg-type]


def test_what_is_looked_for() -> None:
    questions.add("Who'll cover the NIGHT shift?", id="shifts", competency="Rota", strong=("A name",))
    assert ids(words="cover night") == ["shifts"]
    assert ids(words="  Who’ll  ") == ["shifts"]
    assert ids(words="rota name shifts") == ["shifts"]
    assert ids(words="night zebra") == []
    assert ids(own=True) == ids(competency="rot") == ["shifts"]
    assert ids(words="setback") == ["setback"]
    assert len(ids()) == len(questions.bank()) == len(ids(words=" "))
    assert ids(kind="salary", own=True) == []
    assert {questions.find(id).question.kind for id in ids(kind="salary")} == {"salary"}


# ---------------------------------------------------------------- changed


def test_what_is_not_named_stays_as_it_is() -> None:
    first = questions.add("Why?", id="why", strong=("A",), hint="Brief", competency="focus", target_s=(5, 6))
    questions.add("How?", id="how")
    edited = questions.edit("why", text="Why us?")
    assert edited == replace(first, question=replace(first.question, text="Why us?"))
    assert [entry.id for entry in questions.bank()[-2:]] == ["why", "how"]
    assert questions.find("why") == edited


def test_everything_can_be_changed_and_emptied() -> None:
    questions.add("Why?", id="why", strong=("A", "B"), hint="Brief", competency="focus")
    changed = questions.edit("why", kind="project", target_s=(1, 2), strong=("C",), hint="", competency="calm")
    assert (changed.question.kind, changed.question.target_s) == ("project", (1.0, 2.0))
    assert (changed.strong, changed.hint, changed.competency) == (("C",), "", "calm")
    assert questions.edit("why", strong=("",)).strong == ()


@pytest.mark.parametrize(
    ("given", "then"), [(None, kinds.TARGET_S["salary"]), ((50.0, 70.0), (50.0, 70.0))], ids=["usual", "own"]
)
def test_the_usual_target_goes_with_the_kind(given: tuple[float, float] | None, then: tuple[float, float]) -> None:
    questions.add("Why?", id="why", kind="opinion", target_s=given)
    assert questions.edit("why", kind="salary").question.target_s == then


@pytest.mark.parametrize(
    ("id", "changes", "message"),
    [
        ("setback", {"hint": "x"}, "comes with saywell.*questions add"),
        ("wy", {"hint": "x"}, "no question wy.*Did you mean why"),
        ("why", {}, "Nothing is to be changed"),
        ("why", {"text": " "}, "no words"),
        ("why", {"target_s": (3, 2)}, "no stretch of time"),
    ],
)
def test_what_can_not_be_changed(id: str, changes: dict[str, object], message: str) -> None:
    added = questions.add("Why?", id="why")
    with pytest.raises(UsageError, match=message):
        questions.edit(id, **changes)  # type: ignore[arg-type]
    assert questions.bank() == (*questions.ours(), added)


def test_removed_is_all_or_nothing() -> None:
    for id in ("one", "two", "three"):
        questions.add("Why?", id=id)
    with pytest.raises(UsageError, match="setback comes with saywell"):
        questions.remove(["one", "setback"])
    assert ids(own=True) == ["one", "two", "three"]
    assert [entry.id for entry in questions.remove(["one", "three"])] == ["one", "three"]
    assert ids(own=True) == ["two"]


def test_of_what_is_removed_no_byte_is_left(home: Path) -> None:
    def is_there() -> bool:
        return any(b"giraffe" in path.read_bytes() for path in home.rglob("*") if path.is_file())

    added = questions.add("Why the giraffe?", id="why")
    assert is_there()
    questions.remove([added.id])
    assert not is_there()


def test_attempts_keep_the_question_that_they_answered() -> None:
    asked = questions.add("Why  the sea?", id="sea").question
    with store.opened() as history:
        history.add(replace(report(), question=asked))
    questions.edit("sea", text="Why the mountains?", kind="salary")
    with store.opened() as history:
        assert history.attempt(1).question == history.report(history.attempt(1)).question == asked
    questions.remove(["sea"])
    with store.opened() as history:
        assert history.attempt(1).question == history.report(history.attempt(1)).question == asked
        assert len(history.entries(question=asked)) == 1


def test_the_id_of_a_removed_question_is_not_given_to_another_while_attempts_have_it() -> None:
    asked = questions.add("Why the sea?").question
    with store.opened() as history:
        history.add(replace(report(), question=asked))
    questions.remove([asked.id or ""])
    with pytest.raises(UsageError, match="attempts at another question why-the-sea"):
        questions.add("Why not?", id="why-the-sea")
    assert questions.add("Why the sea, then?").id == "why-the-sea-then"
    assert questions.add("Why the... sea?").id == "why-the-sea-2"
    assert questions.add("why the SEA?").id == "why-the-sea"


def test_ones_own_stands_in_for_one_of_ours_that_came_later() -> None:
    with store.opened() as history:
        mine = {"id": "setback", "kind": "opinion", "text": "Why?", "target_s": [1, 2], "strong": []}
        history.add_questions([mine])
    assert (questions.find("setback").text, questions.find("setback").own) == ("Why?", True)
    assert len(questions.bank()) == len(questions.ours())
    assert questions.edit("setback", hint="x").hint == "x"


def test_nothing_is_made_to_look_at_the_bank(home: Path) -> None:
    questions.find("setback")
    assert not home.exists()


# ---------------------------------------------------------------- taken in


def told(folder: Path, content: object, name: str = "told.json") -> str:
    path = folder / name
    path.write_text(content if isinstance(content, str) else json.dumps(content), "utf-8")
    return str(path)


def rows(entries: tuple[Entry, ...]) -> list[dict[str, object]]:
    """As `questions list --json` writes them; tests/cli holds it to that."""
    return [
        {
            "id": entry.id,
            "kind": entry.question.kind,
            "text": entry.text,
            "target_s": list(entry.question.target_s or ()),
            "competency": entry.competency,
            "strong": list(entry.strong),
            "hint": entry.hint,
            "own": entry.own,
        }
        for entry in entries
    ]


def test_a_text_alone_is_enough(tmp_path: Path) -> None:
    came = questions.take_in(told(tmp_path, [{"text": "Why us?"}, {"text": "Why us, of all?", "id": "us"}]))
    assert [(entry.id, entry.question.kind) for entry in came.added] == [("why-us", "motivation"), ("us", "motivation")]
    assert came.added == questions.bank()[-2:]


def test_what_was_listed_comes_back_and_only_once(tmp_path: Path) -> None:
    questions.add("Why us?", hint="Brief", competency="focus", strong=("A",), target_s=(3, 4.5), kind="salary")
    before = questions.bank()
    file = told(tmp_path, rows(before))
    assert questions.take_in(file) == questions.Imported((), len(before), ())
    questions.remove(["why-us"])
    assert questions.take_in(file) == questions.Imported(before[-1:], len(before) - 1, ())
    assert questions.bank() == before


def test_ours_of_another_version_are_passed_over(tmp_path: Path) -> None:
    old = [{"id": "setback", "text": "What went wrong once?", "own": False}]
    assert questions.take_in(told(tmp_path, old)) == questions.Imported((), 1, ())
    assert questions.find("setback") in questions.ours()


def test_lines_say_the_same_question_once(tmp_path: Path) -> None:
    known = questions.find("setback").text.upper()
    came = questions.take_in(told(tmp_path, f"Why us?\n\n{known}\nwhy  us?\nHow so?\n", "lines.txt"))
    assert ([entry.id for entry in came.added], came.known) == (["why-us", "how-so"], 2)


@pytest.mark.parametrize(
    ("entry", "message"),
    [
        ("Why?", "has no fields"),
        ({"id": "b"}, "no words"),
        ({"text": 3}, "The question is not text"),
        ({"text": "Why?", "targets": [1, 2]}, "unknown field targets"),
        ({"text": "Why?", "kind": "star"}, "no kind star"),
        ({"text": "Why?", "kind": []}, "no kind"),
        ({"text": "Why?", "target_s": 60}, "no stretch of time"),
        ({"text": "Why?", "target_s": [60]}, "no stretch of time"),
        ({"text": "Why?", "target_s": [True, 60]}, "no stretch of time"),
        ({"text": "Why?", "target_s": ["1", "2"]}, "no stretch of time"),
        ({"text": "Why?", "strong": "One point"}, "no list"),
        ({"text": "Why?", "strong": ["One", 2]}, "A point of a strong answer is not text"),
        ({"text": "Why?", "hint": ["x"]}, "The hint is not text"),
        ({"text": "Why?", "id": 7}, "id is not text"),
        ({"text": "Why?", "id": "a b"}, "can't be an id"),
        ({"text": "Why?", "id": "setback"}, "a question setback already"),
        ({"text": "Why?", "id": "fine"}, "a question fine already"),
    ],
)
def test_one_wrong_entry_is_named_and_nothing_is_taken(tmp_path: Path, entry: object, message: str) -> None:
    file = told(tmp_path, [{"text": "Fine?", "id": "fine"}, entry, {"text": ""}, {"text": "Good?"}])
    came = questions.take_in(file)
    assert (came.added, len(came.refused)) == ((), 2)
    assert re.search(message, str(came.refused[0]))
    assert str(came.refused[0]).startswith(f"{file}, entry 2")
    assert str(came.refused[1]).startswith(f"{file}, entry 3: ")
    assert questions.bank() == questions.ours()
