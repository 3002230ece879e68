"""`saywell questions`: what a person sees of the bank, and adds to it."""

from __future__ import annotations

import json

from tests.conftest import Run


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
        "Added what-is-our-worst (behavioural, 30 to 60 s). To answer it: saywell record what-is-our-worst\n"
    )
    shown = json.loads(saywell("questions", "show", "what-is-our-worst", "--json").out)
    assert (shown["own"], shown["strong"], shown["target_s"]) == (True, ["One product"], [30.0, 60.0])
    assert "what-is-our-worst" in saywell("questions", "list").out
    again = saywell("questions", "add", "Why?", "--id", "what-is-our-worst")
    assert (again.code, again.out) == (2, "")
