"""Which lines belong together, and under which heading they stand."""

from __future__ import annotations

import pytest

from saywell.job.sections import Section, Unit, units


def first(text: str) -> Unit:
    return next(units(text))


@pytest.mark.parametrize(
    ("heading", "section"),
    [
        ("## What you'll do", "duties"),
        ("What you’ll do:", "duties"),
        ("**Your tasks**", "duties"),
        ("*Your tasks*", "duties"),
        ("School ethos", "values"),
        ("What will you be doing?", "duties"),
        ("Requirements\nThe person whom we choose will show:", "skills"),
        ("KEY RESPONSIBILITIES", "duties"),
        ("About the role", "duties"),
        ("Requirements", "skills"),
        ("Who you are", "skills"),
        ("You will need", "skills"),
        ("Essential skills and experience", "skills"),
        ("Our values", "values"),
        ("# Our culture at Brightway", "values"),
        ("Interview questions:", None),
    ],
)
def test_a_heading_says_what_stands_under_it(heading: str, section: Section | None) -> None:
    assert first(f"{heading}\n- Something here") == Unit("Something here", section, True)


@pytest.mark.parametrize(
    "line", ["Communication skills", "Experience with Python", "Skills matter more to us than papers."]
)
def test_a_line_that_only_holds_such_a_word_is_no_heading(line: str) -> None:
    assert first(line).text == line


def test_what_an_employer_offers_is_left_out() -> None:
    text = "Benefits\n- Training in Python\n\nRequirements\n- SQL\n\nHow to apply\nSend a CV."
    assert [unit.text for unit in units(text)] == ["SQL"]


def test_of_a_table_the_cells_with_words_are_read() -> None:
    text = "| Criteria | Essential |\n|---|---|\n| Line management | X |"
    assert list(units(text)) == [Unit("Line management", "skills", True)]


def test_a_very_long_line_comes_in_pieces_and_whole() -> None:
    pieces = [unit.text for unit in units("Requirements\n" + "plan, " * 1000)]
    assert max(map(len, pieces)) <= 1000
    assert " ".join(pieces).count("plan") == 1000


def test_a_heading_in_a_line_holds_for_that_line() -> None:
    assert list(units("Location: Leeds\nRequirements: SQL, Excel\nWe sell shoes")) == [
        Unit("SQL, Excel", "skills", False),
        Unit("We sell shoes", None, True),
    ]


def test_a_line_that_the_paper_broke_is_put_together() -> None:
    long = "• Experience of planning the work of a large team of people in the ware-"
    (unit,) = units(f"{long}\nhouse of a supermarket\n")
    assert unit.text.endswith("people in the warehouse of a supermarket") and unit.item


def test_lines_without_bullets_are_items() -> None:
    assert [unit.text for unit in units("Main duties\nPlan the rota\nOrder the stock")] == [
        "Plan the rota",
        "Order the stock",
    ]


@pytest.mark.parametrize("bullet", ["-", "*", "•", "\uf0b7", "1.", "(2)", "o", "–", "✅", "➤"])
def test_bullets_of_every_kind_are_taken_off(bullet: str) -> None:
    assert first(f"  {bullet} Plan the rota") == Unit("Plan the rota", None, True)


def test_a_bullet_alone_in_its_line_belongs_to_the_next() -> None:
    assert list(units("Main duties\n•\nPlan the rota.\n•\n\nOrder it.")) == [
        Unit("Plan the rota.", "duties", True),
        Unit("Order it.", "duties", True),
    ]


def test_sentences_are_taken_apart_but_not_at_eg() -> None:
    text = "You know databases, e.g. Postgres. You like people; You write."
    assert [unit.text for unit in units(text)] == ["You know databases, eg Postgres.", "You like people;", "You write."]
