"""How the answer was told, in words."""

from __future__ import annotations

from dataclasses import replace

import pytest

from saywell import kinds
from saywell.config import Settings
from saywell.model import Asked, Heard, Kind, Relevance, Report, Structure
from saywell.pipeline import measure_answer
from saywell.report import telling
from tests import sound

STORY = (
    "Last year our warehouse lost parcels every week. My task was to find out why before the winter. "
    "I followed ten parcels on foot, drew the route, and moved the scales to the gate. "
    "Losses fell from thirty a week to two. I learned to walk the way before I change it."
)


def report(text: str = STORY, kind: Kind | None = "behavioural", question: str | None = None) -> Report:
    words = sound.transcript(text, step_s=0.8)
    return measure_answer(None, words=words, question=kinds.question(question, kind), settings=Settings())


def said(one: Report) -> dict[str, str]:
    return dict(telling.lines(one))


def shape(one: Report) -> Structure:
    assert one.structure
    return one.structure


def test_what_was_heard_by_when() -> None:
    heard = said(report())["Heard"]
    assert heard.startswith("By 30 s ")
    assert "; after that " in heard
    assert heard.endswith(".")


def test_a_point_that_has_not_come_is_said() -> None:
    one = report()
    late = replace(
        shape(one), heard=(Heard(30.0, 2, ("situation",), False), Heard(60.0, 4, ("situation", "action"), True))
    )
    told = said(replace(one, structure=late))["Heard"]
    assert told.startswith("By 30 s situation and not yet the point; by 60 s action and the point; after that ")


def test_results_and_numbers() -> None:
    assert said(report())["Shown"] == "1 sentence with a result, 1 with a number."
    ours = said(report(STORY.replace("I followed", "We followed")))["Shown"]
    assert ours.endswith("; 1 of 1 action told of “we” alone.")


def test_what_could_go_is_counted_and_quoted() -> None:
    told = said(report(f"{STORY} I followed ten parcels on foot, drew the route, and moved the scales to the gate."))
    assert told["Could go"].startswith("16 of 68 words seem to add nothing: “I followed ten parcels on foot, drew the")
    assert told["Could go"].endswith("(said before).")


def test_an_ending_is_named_once() -> None:
    faded = report(f"{STORY} I hope that answers it about the gate and the scales.")
    assert said(faded)["Ending"].startswith("It fades out: “I hope that answers it")
    empty = report(f"{STORY} So yeah, that's it.")
    assert empty.edges
    assert "Ending" not in said(empty)


def test_an_answer_to_another_kind_of_question() -> None:
    told = said(report(kind="salary", question="What salary do you expect?"))["Asked"]
    assert told.startswith("It sounds like an answer to a ")
    assert told.endswith("; this was a question about salary.")
    guessed = report(kind=None, question="What salary do you expect?")
    assert guessed.relevance and guessed.relevance.is_another_kind
    assert not any(line.startswith("It sounds") for _, line in telling.lines(guessed))


def test_the_parts_of_a_question_are_shown_without_a_verdict() -> None:
    parts = (Asked("why us", 0), Asked("why now", None))
    told = said(replace(report(), relevance=Relevance(0.9, 0.5, "behavioural", parts)))["Asked"]
    assert told == (
        "It asks for 2 things; nearest to each: “why us”: “Last year our warehouse lost parcels every week”; "
        "“why now”: nothing that is near it was found, so look for yourself."
    )


def test_nothing_is_said_where_there_is_no_structure() -> None:
    assert telling.lines(replace(report(), structure=None)) == []


def test_a_part_that_takes_too_much_is_named_as_orientation() -> None:
    one = report()
    assert "Balance" not in said(one)
    heavy = replace(shape(one), shares={"situation": 0.55, "action": 0.35, "result": 0.1})
    told = said(replace(one, structure=heavy))["Balance"]
    assert told == "The situation takes 55% of the words; about 20% is the convention, not a law."
    assert "Balance" not in said(replace(one, structure=replace(heavy, kind="opinion")))


@pytest.mark.parametrize(("kind", "landing"), [("behavioural", "A result or a lesson"), ("salary", "Your figure, or")])
def test_what_would_land_is_of_the_kind(kind: Kind, landing: str) -> None:
    assert landing in said(report(f"{STORY} I hope that answers it about the gate and the scales.", kind))["Ending"]
