"""Answers against a job: forms of a word count, words far apart and words of everybody do not."""

from __future__ import annotations

from dataclasses import replace

import pytest

from saywell.job.cover import coverage
from saywell.job.extract import extract
from saywell.job.stems import stem, tokens
from saywell.model import Job
from tests import sound

JOB = extract(
    """\
Requirements
- Python
- Stakeholder management
- Go
- C++
- CI/CD
- User experience

Duties
- Lead a team of engineers to deliver features
- Work with people

Our values
- Integrity
"""
)


def covered(text: str, job: Job | None = JOB) -> tuple[str, ...]:
    found = coverage(sound.transcript(text), job)
    assert found
    return found.covered


@pytest.mark.parametrize(
    ("text", "found"),
    [
        ("I wrote it in python.", ("Python",)),
        ("I managed eleven difficult stakeholders.", ("Stakeholder management",)),
        ("I managed it. " + "We had a lot of rain and then it was dry again. " * 3 + "The stakeholders came.", ()),
        ("I have, um, a manager.", ()),
        ("I go there. Go is what they said.", ()),
        ("We rewrote the service in Go over a summer.", ("Go",)),
        ("It was all C plus plus.", ("C++",)),
        ("We had CI/CD, or as they said, c i c d.", ("CI/CD",)),
        ("I looked after the user experience.", ("User experience",)),
        ("I made the UX better.", ("User experience",)),
        ("I led a team of four engineers.", ("lead a team of engineers to deliver features",)),
        ("I led a team and we delivered.", ()),
        ("We worked with many people.", ("work with people",)),
        ("To be honest, it was kind of fun.", ()),
        ("I admitted it at once.", ("Integrity",)),
        ("I saw a py- a snake.", ()),
    ],
)
def test_what_an_answer_covers(text: str, found: tuple[str, ...]) -> None:
    assert covered(text) == found


def test_what_is_not_covered_is_missing_in_the_order_of_the_job() -> None:
    found = coverage(sound.transcript("I know Python."), JOB)
    assert found
    assert found.covered + found.missing == tuple(term.label for term in JOB.terms)


def test_without_a_job_or_words_that_can_be_trusted_nothing_is_said() -> None:
    words = sound.transcript("I know Python.")
    assert coverage(words, None) is None
    assert coverage(None, JOB) is None
    assert coverage(replace(words, reliable=False), JOB) is None


@pytest.mark.parametrize(
    "forms",
    [
        "manage manages managed managing manager managers management",
        "communicate communicates communicated communicating communication",
        "negotiate negotiating negotiation negotiations negotiator",
        "organise organising organised organisation organisational organizing organization",
        "plan plans planned planning planner",
        "policy policies",
        "train trains trained training trainer trainers",
        "service services",
        "lead leads led leading leader leadership",
        "sell sells sold selling sales",
        "process processes processed processing",
        "analyse analysed analysing analysis analytical analyst",
        "mentor mentors mentoring mentored mentorship",
    ],
)
def test_forms_of_a_word_have_one_stem(forms: str) -> None:
    assert len({stem(word) for word in forms.split()}) == 1


@pytest.mark.parametrize(
    "words", ["policy police", "medication medical", "mentor mental", "kindness kind", "sql sequence"]
)
def test_other_words_have_another(words: str) -> None:
    one, other = words.split()
    assert stem(one) != stem(other)


def test_what_is_said_letter_by_letter_is_one_word() -> None:
    assert tokens("A W S, S.Q.L. and .NET or dot net") == ["aws", "s.q.l", "and", ".net", "or", ".net"]
