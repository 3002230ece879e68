"""Words that are counted, and called a habit only far above what is usual."""

from __future__ import annotations

from dataclasses import replace

import pytest

from saywell.model import Habit, OwnWords
from tests.analyse.takes import analysed, from_text

FILLING = "We had six weeks and the client wanted a new page for the shop in town. "


def habits(text: str, *allowed: str) -> dict[str, Habit]:
    take = replace(from_text(text), own_words=OwnWords(allowed))
    return {habit.word: habit for habit in analysed(take).habits}


@pytest.mark.parametrize(
    ("text", "counts"),
    [
        ("So we began. So it ended.", {"so": 2}),
        ("Um, so we began, and it was so good.", {"so": 1}),
        ("Right, so we began. Turn right.", {"right": 1, "so": 1}),
        ("OK, we began. Okay. It was okay.", {"okay": 2}),
        ("It just was, and just that.", {"just": 2}),
        ("Pens and stuff, or something.", {"and stuff": 1, "or something": 1}),
        ("It was actually basically fine.", {"actually": 1, "basically": 1}),
        ("We began.", {}),
    ],
)
def test_what_is_counted(text: str, counts: dict[str, int]) -> None:
    assert {word: len(habit.uses) for word, habit in habits(text).items()} == counts


def test_without_stops_a_pause_begins_a_sentence() -> None:
    take = from_text("so we had six weeks so it began", step_s=0.4, length_s=0.3)
    (first, *rest) = take.words
    late = tuple(replace(w, start_s=w.start_s + (k > 3), end_s=w.end_s + (k > 3)) for k, w in enumerate(rest))
    assert take.transcript
    take = replace(take, transcript=replace(take.transcript, words=(first, *late)))
    assert [use.first_word for use in analysed(take).habits[0].uses] == [0, 5]


def test_a_habit_is_surely_more_than_usual() -> None:
    few, many = habits(FILLING * 5 + "It was actually fine."), habits((FILLING + "It was actually fine. ") * 5)
    assert not few["actually"].stands_out
    assert many["actually"].stands_out
    assert many["actually"].per_100_words == pytest.approx(100 * 5 / 100)
    assert not habits("Actually, actually.")["actually"].stands_out  # two say nothing yet


def test_what_the_person_allows_is_not_counted() -> None:
    assert set(habits("Right, so we began.", "right")) == {"so"}


def test_they_are_no_findings() -> None:
    analysis = analysed(from_text("So it was actually basically fine or something."))
    assert not [f for f in analysis.findings if f.kind in ("habit", "filler_word")]
    assert analysis.metrics["filler_word_count"].value == 0
