"""`saywell questions`: what a person sees of the bank, and adds to it."""

from __future__ import annotations

import json
from dataclasses import replace

from saywell import questions, store
from tests.conftest import Run
from tests.report.reports import report


def test_the_list(saywell: Run) -> None:
    text = saywell("questions", "list").out
    assert "\n  setback " in text
    assert max(map(len, text.splitlines())) <= 80
    rows = json.loads(saywell("questions", "list", "--kind", "salary", "--json").out)
    assert rows
    assert {row["kind"] for row in rows} == {"salary"}
    assert set(rows[0]) == {"id", "kind", "text", "target_s", "competency", "strong", "hint", "own"}


def test_one_question(saywell: Run) -> None:
    text = saywell("questions", "show", "setback").out
    assert text.startswith("Tell me about a time a project went wrong")
    for part in ("behavioural, 60 to 120 s, resilience", "A strong answer has:", "Hint: ", "saywell record setback"):
        assert part in text
    assert json.loads(saywell("questions", "show", "setback", "--json").out)["own"] is False


def test_one_of_your_own(saywell: Run) -> None:
    done = saywell("questions", "add", "What is our worst product?", "--strong", "One product", "--target", "30", "60")
    assert done.out == (
        "Added what-is-our-worst (opinion, 30 to 60 s). To answer it: saywell record what-is-our-worst\n"
    )
    shown = json.loads(saywell("questions", "show", "what-is-our-worst", "--json").out)
    assert (shown["own"], shown["strong"], shown["target_s"]) == (True, ["One product"], [30.0, 60.0])
    assert "what-is-our-worst" in saywell("questions", "list").out
    again = saywell("questions", "add", "Why?", "--id", "what-is-our-worst")
    assert (again.code, again.out) == (2, "")
    assert "There is a question what-is-our-worst already" in again.err


def test_looking_for_one(saywell: Run) -> None:
    saywell("questions", "add", "Why us?", "--competency", "Zeal", "--hint", "Be brief.")
    found = saywell("questions", "list", "--search", "WHY zeal", "--json")
    assert [row["id"] for row in json.loads(found.out)] == ["why-us"]
    assert saywell("questions", "list", "--own").out == "motivation\n  why-us  Why us? (yours)\n"
    assert "why-us" in saywell("questions", "list", "--competency", "zea").out
    shown = saywell("questions", "show", "why-us").out
    assert "motivation, 40 to 90 s, Zeal, yours\n" in shown
    assert "\nHint: Be brief.\n" in shown
    none = saywell("questions", "list", "--kind", "salary", "--own")
    assert (none.code, none.out) == (0, "No question fits. saywell questions list has them all.\n")
    assert json.loads(saywell("questions", "list", "--search", "zebra", "--json").out) == []


def test_changing_one_and_removing_it(saywell: Run) -> None:
    asked = questions.add("Why us?", strong=("A reason",)).question
    with store.opened() as history:
        history.add(replace(report(), question=asked))
    done = saywell("questions", "edit", "why-us", "--kind", "opinion", "--hint", "Brief", "--target", "20", "30")
    assert done.out == (
        "Changed why-us (opinion, 20 to 30 s). To answer it: saywell record why-us\n"
        "1 attempt at it stays, with the question as it was: saywell history --question-id why-us\n"
    )
    assert questions.find("why-us").strong == ("A reason",)
    questions.add("How so?")
    gone = saywell("questions", "remove", "how-so", "why-us")
    assert gone.out == (
        "Removed how-so, why-us.\n"
        "1 attempt at it stays, with the question as it was: saywell history --question-id why-us\n"
    )
    assert questions.bank() == questions.ours()
    assert saywell("show", "last", "--json").report["attempt"]["question"] == "Why us?"
    assert "saywell record why-us" not in saywell().out


def test_ours_stay_as_they_are(saywell: Run) -> None:
    for command in (("edit", "setback", "--hint", "x"), ("remove", "setback")):
        done = saywell("questions", *command)
        assert (done.code, done.out) == (2, "")
        assert "comes with saywell and stays as it is. Add one of your own" in done.err
        assert len(done.err.splitlines()) == 1


def test_a_list_of_them(saywell: Run) -> None:
    done = saywell("questions", "import", "-", stdin=b"Why us?\nWhy now?\n")
    assert done.out == (
        "Imported 2 questions.\nbehavioural\n  why-now  Why now? (yours)\nmotivation\n  why-us   Why us? (yours)\n"
    )
    assert [entry.id for entry in questions.chosen(own=True)] == ["why-us", "why-now"]
    listed = saywell("questions", "list", "--json").out
    questions.remove(["why-us"])
    again = saywell("questions", "import", "-", stdin=listed.encode())
    known = len(questions.bank()) - 1
    assert again.out.startswith(f"Imported 1 question; {known} were there already.\n")
    assert saywell("questions", "list", "--json").out.count('"own": true') == 2


def test_a_list_with_mistakes(saywell: Run) -> None:
    lines = ["Why us?", *("x" * 301 for _ in range(12))]
    done = saywell("questions", "import", "-", stdin="\n".join(lines).encode())
    assert (done.code, done.out) == (2, "")
    errors = done.err.splitlines()
    assert errors[0] == "saywell: stdin, line 2: The question has 301 characters. Say it in 300 at most."
    assert errors[10:] == [
        "saywell: Nothing was imported: 12 entries are wrong. Mend that and import it again.",
    ]
    assert questions.bank() == questions.ours()
    assert saywell("questions", "import", "nowhere.toml").code == 1
