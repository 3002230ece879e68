"""What a person says of their own words, and what is learned from it."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from saywell import own_words
from saywell.analyse.filler_words import SHOWN_FROM
from saywell.analyse.filler_words import leaning as moved
from saywell.errors import UsageError
from saywell.model import OwnWords

USES = st.lists(st.tuples(st.floats(-4, 4), st.booleans()), max_size=30)


def test_nothing_is_said_at_first() -> None:
    assert own_words.current() == OwnWords()
    assert not own_words.forget()


def test_allow_and_count_again() -> None:
    assert own_words.allow("  You  KNOW ") and own_words.allow("ok")
    assert own_words.current().allowed == ("okay", "you know")
    assert not own_words.allow("you know")
    assert own_words.allow("you know", allowed=False)
    assert own_words.current().allowed == ("okay",)
    with pytest.raises(UsageError, match="“um” is never counted"):
        own_words.allow("um")


@given(USES)
def test_each_mark_pulls_its_way(marks: list[tuple[float, bool]]) -> None:
    by = own_words.leaning(marks)
    assert own_words.leaning([*marks, (1.0, True)]) >= by >= own_words.leaning([*marks, (1.0, False)])
    assert abs(by) <= len(marks)  # the prior holds on


def test_ten_marks_against_it_silence_a_use_that_one_mark_does_not() -> None:
    sure = 0.95
    one, ten = (own_words.leaning([(2.2, False)] * n) for n in (1, 10))
    assert moved(sure, one) > SHOWN_FROM > moved(sure, ten)


@given(st.floats(0.001, 0.999), st.floats(-3, 3))
def test_log_odds_move_a_probability(p: float, by: float) -> None:
    assert 0 < moved(p, by) < 1
    assert moved(moved(p, by), -by) == pytest.approx(p)


def test_only_what_is_about_its_words_touches_a_report() -> None:
    own = OwnWords(("like", "right"), {"well": -0.5, "like": 0.1})
    assert own.touching({"right", "well"}) == OwnWords(("right",), {"well": -0.5})
