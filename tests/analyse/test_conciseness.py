"""How tightly an answer is told."""

from __future__ import annotations

import pytest

from saywell.model import Conciseness
from tests.analyse.takes import analysed, from_text, value

FINE = (
    "Last year our warehouse lost parcels every week. My task was to find out why before the winter. "
    "I followed ten parcels on foot, drew the route, and moved the scales to the gate. "
    "Losses fell from thirty a week to two. I learned to walk the way before I change it."
)
TALK = "That is a really good question, let me think. "


def told(text: str) -> Conciseness:
    conciseness = analysed(from_text(text)).conciseness
    assert conciseness is not None
    return conciseness


def test_a_tight_answer() -> None:
    one = told(FINE)
    assert (one.repeats, one.apart, one.could_go, one.ending) == ((), (), (), "lands")


def test_what_is_said_again_could_go() -> None:
    one = told(f"{FINE} I followed ten parcels on foot, drew the route, and moved the scales to the gate.")
    assert one.repeats == ((5, 2),)
    assert one.could_go == (5,)


def test_time_to_the_point_runs_from_the_start_of_the_answer() -> None:
    point = (
        "I would close the second shop. That is because nobody comes after six. For example, in May we had two buyers."
    )
    soon = from_text(point, kind="opinion", start_s=5.0)
    late = from_text(TALK + point, kind="opinion", start_s=5.0)
    assert value(soon, "time_to_point_s") == 0.0
    assert value(late, "time_to_point_s") == pytest.approx(late.words[9].start_s - late.words[0].start_s)


def test_the_share_that_is_said_twice_is_of_the_words() -> None:
    assert value(from_text(FINE), "redundancy_share") == 0.0
    assert value(from_text(f"{FINE} {FINE}"), "redundancy_share") == pytest.approx(0.5)


def test_no_point_is_no_number() -> None:
    metric = analysed(
        from_text("Well, that is a good question. So, yeah, that is it, I guess. Thank you.", kind="salary")
    ).metrics
    assert metric["time_to_point_s"].value is None
    assert metric["time_to_point_s"].why_null == "no_point"


@pytest.mark.parametrize(
    "last",
    ["So yeah, that's it.", "I don't know, really.", "Does that answer the question?", "That's about it, I suppose."],
)
def test_an_ending_that_fades(last: str) -> None:
    assert told(f"{FINE} {last}").ending == "fades"


def test_an_ending_fades_whatever_its_apostrophes() -> None:
    assert told(f"{FINE} I don’t know.").ending == told(f"{FINE} I don't know.").ending == "fades"


def test_what_says_nothing_gives_no_part() -> None:
    text = "That is a really good question, let me think. I am looking for fifty thousand a year. So yeah, that is it."
    structure = analysed(from_text(text, kind="salary")).structure
    assert structure
    assert [sentence.label for sentence in structure.sentences][::2] == ["other", "other"]
