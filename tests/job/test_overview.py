"""Kept answers together: which show what, and which tell one story."""

from __future__ import annotations

from dataclasses import replace

from saywell.job.extract import extract
from saywell.job.overview import Story, overview
from saywell.job.stories import alike, telling
from saywell.model import Attempt, Question, Report
from tests.job.examples import BAKER, NURSE, PUMP, ROTA, TELLINGS
from tests.report.reports import report

JOB = extract(NURSE)


def kept(*answers: tuple[str, str]) -> list[Report]:
    """Reports of (question's id, text), as attempts 1, 2, ..."""
    reports = []
    for id, (asked, text) in enumerate(answers, start=1):
        question = Question("behavioural", asked, id=asked)
        attempt = Attempt(id, str(id), "2026-11-22T10:00:00+00:00", question, False, None, None)
        reports.append(replace(report(text), question=question, attempt=attempt))
    return reports


def test_two_tellings_of_a_story_are_alike_and_two_stories_of_one_ward_are_not() -> None:
    words = [telling(one, JOB).keys() for one in kept(*(("q", text) for text in TELLINGS))]
    for a, one in enumerate(words):
        for b, other in enumerate(words):
            assert alike(one, other) == (a // 2 == b // 2)


def test_each_term_has_the_attempts_that_show_it() -> None:
    seen = overview(JOB, kept(("a", "I planned the discharges."), ("b", "I respect her. Discharge planning is slow.")))
    shown = {term.label: ids for term, ids in seen.shown}
    assert shown["discharge planning"] == (1, 2)
    assert shown["respect"] == (2,)
    assert shown["tissue viability"] == ()
    assert seen.answers == 2


def test_a_story_told_for_three_questions_is_overused_and_for_two_is_named() -> None:
    answers = [("a", ROTA[0]), ("b", BAKER[0]), ("c", ROTA[1]), ("d", PUMP[0]), ("e", ROTA[0]), ("f", BAKER[1])]
    rota, baker = overview(JOB, kept(*answers)).stories
    assert (rota.attempts, rota.overused) == ((1, 3, 5), True)
    assert (baker.attempts, baker.overused) == ((2, 6), False)
    assert "baker" in baker.words and len(baker.words) == 4


def test_the_same_question_again_is_no_overuse() -> None:
    assert overview(JOB, kept(("a", ROTA[0]), ("a", ROTA[1]), ("b", PUMP[0]))).stories == ()


def test_without_answers_there_is_nothing() -> None:
    seen = overview(JOB, [])
    assert (seen.stories, seen.answers) == ((), 0)
    assert Story((1, 2), ()).overused is False
