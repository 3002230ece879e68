"""What is left when what need not have been said is taken out."""

from __future__ import annotations

import pytest

from saywell.model import Finding, Question, Report
from saywell.report.tidy import tidied
from tests import sound


def report(text: str, *gone: tuple[int, int], editing: tuple[int, int] | None = None) -> Report:
    """A report of these words, with a false start from word to word each."""
    found = tuple(Finding("false_start", "x", a, b, "transcript", 1.0, "", a, b, editing_term=editing) for a, b in gone)
    return Report("0", 1, None, None, (), sound.transcript(text), {}, found, None, None, Question("project"))


@pytest.mark.parametrize(
    ("text", "gone", "left"),
    [
        ("We had two days.", [], "We had two days."),
        ("We we had two days.", [(0, 0)], "We had two days."),
        ("So we had two days.", [(0, 0)], "We had two days."),
        ("It was, like, fine.", [(2, 2)], "It was fine."),
        ("It was hard, you know.", [(3, 4)], "It was hard."),
        ("It was hard you know. Then it ended.", [(3, 4)], "It was hard. Then it ended."),
        ("It was hard. Um, then it ended.", [(3, 3)], "It was hard. Then it ended."),
        ("the proj- the project", [], "the the project"),
        ("it was you know", [(2, 3)], "it was"),
        ("Um.", [(0, 0)], ""),
    ],
)
def test_text(text: str, gone: list[tuple[int, int]], left: str) -> None:
    assert tidied(report(text, *gone)).text == left


def test_what_says_that_something_is_taken_back_goes_with_it() -> None:
    found = tidied(report("On Monday, sorry, on Tuesday.", (0, 1), editing=(2, 2)))
    assert found.text == "On Tuesday."
    assert (found.words, found.left_out) == ((3, 4), (0, 1, 2))
