"""Roles and score of answers that are clearly good, bad, or both."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from saywell.analyse.structure import wrong_pairs
from saywell.model import Kind, Structure
from tests.analyse.takes import analysed, from_text
from tests.conftest import SAMPLES, truth_of

GOOD = (
    "Last year our warehouse lost parcels every week. My task was to find out why before the winter. "
    "I followed ten parcels on foot, drew the route, and moved the scales to the gate. "
    "Losses fell from thirty a week to two. I learned to walk the way before I change it."
)
EMPTY = "It depends, I guess. There are so many things. As I said, it is hard to say. So yeah, that's it."


def shape(text: str, kind: Kind = "behavioural", **options: float) -> Structure:
    structure = analysed(from_text(text, kind, **options)).structure
    assert structure is not None
    return structure


def test_a_whole_story() -> None:
    structure = shape(GOOD)
    first, second, *rest = [s.label for s in structure.sentences]
    assert {first, second} <= {"answer", "situation", "task"}  # where it was, and what had to be done
    assert rest == ["action", "result", "reflection"]
    assert structure.score > 0.6


def test_nothing_said() -> None:
    structure = shape(EMPTY)
    assert structure.score < 0.2
    assert "result" in structure.missing


def test_imagined_deeds_are_no_actions() -> None:
    structure = shape("I would call the customer. I would probably ask my manager. We could maybe fix it next week.")
    assert "action" not in structure.present


def test_shares_are_of_all_words_and_sum_to_one() -> None:
    structure = shape(GOOD)
    assert sum(structure.shares.values()) == pytest.approx(1.0)
    assert set(structure.shares) == set(structure.seconds)
    assert structure.sentences[0].first_word == 0
    assert structure.sentences[-1].last_word == len(GOOD.split()) - 1


@pytest.mark.parametrize(
    ("worse", "better"), [("setback-1", "setback-2"), ("project-1", "project-2"), ("motivation-1", "motivation-2")]
)
def test_the_better_attempt_of_each_sample_has_the_better_structure(worse: str, better: str) -> None:
    scores = []
    for name in (worse, better):
        truth = truth_of(SAMPLES / f"{name}.wav")
        scores.append(shape(" ".join(w["text"] for w in truth["words"]), truth["kind"]).score)
    assert scores[0] < scores[1]


@pytest.mark.parametrize(
    ("kind", "text", "labels"),
    [
        (
            "salary",
            "I am looking for fifty thousand a year. That is the market rate for eight years of experience. "
            "I am flexible about the bonus. My notice period is three months.",
            ["figure", "justification", "flexibility", "notice"],
        ),
        (
            "self_intro",
            "I am a nurse and I lead a ward. Before that I studied in Leeds. Now I want to teach at your hospital.",
            ["present", "past", "future"],
        ),
        (
            "opinion",
            "I would change the opening hours. That is because most people call after six. "
            "For example, in my last shop we stayed open and sales rose. So that is why I would start there.",
            ["point", "reason", "example", "conclusion"],
        ),
        (
            "questions_to_ask",
            "How will you split the work? I ask because you said last time that the team is growing fast.",
            ["question", "reason"],
        ),
    ],
)
def test_other_kinds_have_their_own_parts(kind: Kind, text: str, labels: list[str]) -> None:
    assert [s.label for s in shape(text, kind).sentences] == labels


def test_the_score_is_the_sum_of_its_parts() -> None:
    for text in (GOOD, EMPTY, f"{GOOD} {GOOD}", " ".join(reversed(GOOD.split(". ")))):
        metric = analysed(from_text(text)).metrics["structure_score"]
        assert sum(part.contribution for part in metric.parts) == pytest.approx(metric.value)
        assert 0 <= (metric.value or 0) <= 1


def test_a_loop_scores_less_than_its_story_once() -> None:
    assert shape(" ".join([GOOD] * 4)).score < shape(GOOD).score / 2


def test_a_list_of_magic_words_scores_nothing() -> None:
    text = "The situation was challenging. My task was key. The action I took was strategic. The result was excellent. "
    assert shape(text + "I learned leadership and stakeholder management.").score < 0.2


def test_what_goes_on_too_long_loses() -> None:
    slow = analysed(from_text(GOOD, step_s=4.0)).metrics["structure_score"]
    lost = next(part for part in slow.parts if part.label == "too long")
    assert lost.value == pytest.approx((analysed(from_text(GOOD, step_s=4.0)).metrics["answer_s"].value or 0) - 120)
    assert lost.contribution < 0


def test_what_was_heard_by_when() -> None:
    structure = shape(GOOD, step_s=1.0)
    assert [heard.by_s for heard in structure.heard] == [30.0]
    heard = structure.heard[0]
    whole = [s for s in structure.sentences if s.end_s <= 30.0]
    assert heard.sentences == len(whole) < len(structure.sentences)
    assert set(heard.parts) == {s.label for s in whole} - {"answer", "other"}
    assert shape(GOOD).heard == ()


def test_results_with_a_number_and_deeds_of_we_are_noticed() -> None:
    ours = GOOD.replace("I followed", "We followed")
    labels = [s.label for s in shape(ours).sentences]
    assert shape(ours).quantified == (labels.index("result"),)
    assert shape(ours).by_we == (labels.index("action"),)
    assert shape(GOOD).by_we == ()
    assert shape(GOOD.replace("from thirty a week to two", "a lot")).quantified == ()


@given(st.lists(st.integers(0, 5), max_size=8))
def test_parts_in_order_are_in_order(places: list[int]) -> None:
    assert wrong_pairs(sorted(places)) == 0
    if len(set(places)) == len(places) > 1:
        assert wrong_pairs(places) + wrong_pairs(places[::-1]) == pytest.approx(1.0)
