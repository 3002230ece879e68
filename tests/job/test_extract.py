"""Job descriptions of several trades -> what they ask for."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from saywell.job.extract import MOST_TERMS, extract
from tests.job.examples import NURSE

ENGINEER = """\
# Senior Backend Engineer
**Location:** Berlin or remote

## About us
Nordlicht builds billing software. We use Cobol and love sailing.

## What you'll do
- Design, build and run services in **Python**
- Mentor two junior engineers, and work with product managers

## What you bring
* 5+ years of experience with Python, PostgreSQL and distributed systems
* Good knowledge of Kubernetes or similar
* Experience with event streaming (e.g. Kafka, RabbitMQ)
* Excellent written and verbal communication skills in English
* A degree in computer science
* Nice to have: Go, ISO 27001

## Our values
- **Curiosity**: we ask why, twice.
- Kindness
"""
WAREHOUSE = """\
WAREHOUSE TEAM LEADER

Brightway is looking for a team leader. You will lead a shift of 20 pickers, plan the loading of lorries, and
keep the site safe. You must have experience in stock control. We care about safety and honesty. Good negotiation skills
are a must.

Pay: 14.50 an hour. Training in Excel is free.
"""


def labels(text: str, kind: str) -> list[str]:
    return [term.label for term in extract(text).terms if term.kind == kind]


def test_the_job_of_an_engineer() -> None:
    assert labels(ENGINEER, "skill") == [
        "Python",
        "PostgreSQL",
        "distributed systems",
        "Kubernetes",
        "event streaming",
        "Kafka",
        "RabbitMQ",
        "communication",
        "Go",
        "ISO 27001",
    ]
    assert labels(ENGINEER, "value") == ["Curiosity", "Kindness"]
    assert labels(ENGINEER, "duty") == [
        "design, build and run services in Python",
        "mentor two junior engineers",
        "work with product managers",
    ]


def test_the_job_of_a_nurse() -> None:
    assert labels(NURSE, "skill") == [
        "medication",
        "discharge planning",
        "stay calm under pressure",
        "tissue viability",
    ]
    assert labels(NURSE, "value") == ["compassion", "respect", "working together"]
    assert labels(NURSE, "duty") == [
        "administer medication safely",
        "keep accurate records",
        "carry out observations",
        "escalate concerns to the medical team",
        "act as named nurse for a group of patients",
    ]


def test_a_job_in_sentences_without_headings() -> None:
    assert labels(WAREHOUSE, "skill") == ["stock control", "negotiation"]
    assert labels(WAREHOUSE, "value") == ["safety", "honesty"]
    assert labels(WAREHOUSE, "duty") == [
        "lead a shift of 20 pickers",
        "plan the loading of lorries",
        "keep the site safe",
    ]


@pytest.mark.parametrize(
    ("item", "found"),
    [
        ("At least four years of experience in B2B marketing, ideally abroad", ["B2B marketing"]),
        (
            "Proficient in HubSpot, Google Analytics and Adobe Creative Suite",
            ["HubSpot", "Google Analytics", "Adobe Creative Suite"],
        ),
        ("Strong project management and organisational skills", ["project management", "organisational"]),
        ("Willingness to travel", ["travel"]),
        ("Python, SQL, Excel", ["Python", "SQL", "Excel"]),
        ("Forklift licence", ["Forklift"]),
        ("Node.js and C#", ["Node.js", "C#"]),
        ("A calm head on a busy Saturday night", ["calm head on a busy Saturday night"]),
        ("Bachelor's degree in physics", []),
        ("Qualified Teacher Status", []),
        ("Use of Desmos or GeoGebra", ["Desmos", "GeoGebra"]),
        ("Good IT skills (we use SystmOne)", ["IT", "SystmOne"]),
        ("Comfortable with CI/CD pipelines", ["CI/CD"]),
        ("Ability to work alone and make decisions", ["work alone", "make decisions"]),
        ("| Experience of line management | X | |", ["line management"]),
        ("Strong skills", []),
    ],
)
def test_a_requirement(item: str, found: list[str]) -> None:
    assert labels(f"Requirements\n- {item}", "skill") == found


@pytest.mark.parametrize(
    ("item", "found"),
    [
        (
            "Assess, record and report on progress, and care for the tools",
            ["assess, record and report on progress", "care for the tools"],
        ),
        ("Plan lessons in line with the scheme of work", ["plan lessons"]),
        ("Own the services (three of them) that talk to banks", ["own the services that talk to banks"]),
        ("You will draft briefings.", ["draft briefings"]),
        ("You will be responsible for your own caseload", ["own caseload"]),
        ("Any other reasonable duties", []),
        ("You will (often)", []),
    ],
)
def test_a_duty(item: str, found: list[str]) -> None:
    assert labels(f"Duties\n- {item}", "duty") == found


@pytest.mark.parametrize(
    ("lines", "found"),
    [
        ("Compassion · Courage · Working together", ["Compassion", "Courage", "Working together"]),
        ("Customers come first. We win as a team.", ["Customers come first", "win as a team"]),
        ("- Default to open. Salaries, metrics and mistakes are seen by everyone.", ["Default to open"]),
        ("Our school is built on respect, resilience and ambition.", ["respect", "resilience", "ambition"]),
        ("In all that we do, for patients and staff, we show compassion every day.", ["compassion"]),
    ],
)
def test_values(lines: str, found: list[str]) -> None:
    assert labels(f"Our values\n{lines}", "value") == found


def test_what_will_only_happen_to_one_is_no_duty() -> None:
    assert labels("You will draft the plan. You will enjoy free lunches.", "duty") == ["draft the plan"]


def test_who_does_it_is_not_meant() -> None:
    assert labels("Duties\n- Report to product managers", "skill") == []


def test_a_thing_is_named_once() -> None:
    assert labels("Requirements\n- Managing stakeholders\n- Stakeholder management\n- SQL\n- SQL", "skill") == [
        "Managing stakeholders",
        "SQL",
    ]


def test_of_very_many_the_first_are_used() -> None:
    text = "Requirements\n" + "\n".join(
        f"- Knowledge of {'abcdefghij'[k // 10]}xy{'abcdefghij'[k % 10]}kw" for k in range(90)
    )
    terms = extract(text).terms
    assert len(terms) == MOST_TERMS and terms[0].label == "axyakw" and terms[-1].label == "fxyjkw"


@given(st.text(max_size=400))
def test_any_text_gives_terms_that_can_be_looked_for(text: str) -> None:
    for term in extract(f"Requirements\n{text}\nDuties\n{text}\nOur values\n{text}").terms:
        assert term.label and term.stems and "\n" not in term.label
