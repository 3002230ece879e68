"""The report as Markdown."""

from __future__ import annotations

from saywell.report import markdown
from tests.report.reports import full, report


def test_every_part_is_there() -> None:
    text = markdown.render(full())
    assert text.startswith("# setback-1.wav\n")
    assert text.endswith("\n")
    for part in ("**Fix next:**", "**Drill:**", "| Pace |", "## Structure", "Missing: ", "## What was said", "**(um"):
        assert part in text


def test_tables_are_whole() -> None:
    rows = [line for line in markdown.render(full()).splitlines() if line.startswith("|")]
    assert len(rows) > 8
    assert {row.count("|") for row in rows} == {5}


def test_what_was_said_cant_become_markup() -> None:
    text = markdown.render(report("I said *this* and <b>that</b> in [brackets] | and `ticks`."))
    for raw in ("*this*", "<b>", "[brackets]", " | and", "`ticks`"):
        assert raw not in text.split("## What was said")[1].replace("\\", "\0\0")
