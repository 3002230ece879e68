"""A comparison in words: which way, where to, under which heading."""

from __future__ import annotations

import io
import json
from dataclasses import replace

import pytest
from rich.console import Console

from saywell.compare import Change, Comparison, Verdict
from saywell.model import Question
from saywell.report import comparison
from tests.report.reports import report

BAND = (120.0, 185.0)


def change(
    before: float,
    after: float,
    verdict: Verdict = "better",
    usual: float | None = None,
    metric: str = "words_per_minute",
) -> Change:
    low, high = after - before - 1, after - before + 1
    target = BAND if metric == "words_per_minute" else None
    return Change(metric, "Pace", "words/min", 0, before, after, low, high, verdict, usual, target, 0.5)


def shown(*changes: Change, takes: int = 2, width: int = 80, **options: bool) -> str:
    out = io.StringIO()
    both = Comparison(report("We had two days."), report("We had three days."), takes, (), changes)
    comparison.show(both, Console(file=out, width=width, highlight=False), **options)
    return out.getvalue()


@pytest.mark.parametrize(
    ("before", "after", "meaning"),
    [
        (200, 180, "slower, now within the usual 120-185"),
        (130, 170, "faster, both within the usual 120-185"),
        (210, 200, "slower, still above the usual 120-185"),
        (150, 110, "slower, now below the usual 120-185"),
        (81, 190, "faster, from below to above the usual 120-185"),
    ],
)
def test_which_way_and_where_to(before: float, after: float, meaning: str) -> None:
    line = comparison.line_of(change(before, after))
    assert line.values == f"{before} -> {after} words/min"
    assert line.meaning == meaning


def test_what_hardly_left_its_band_is_at_the_edge() -> None:
    assert comparison.line_of(change(184, 186, "changed")).meaning == "faster, at the edge of the usual 120-185"


def test_what_is_as_before() -> None:
    same = comparison.line_of(change(150, 150.2, "within_error"))
    assert (same.values, same.meaning) == ("150 words/min", "as before")
    near = comparison.line_of(change(150.4, 150.6, "within_error"))
    assert (near.values, near.meaning) == ("150 -> 151 words/min", "as before")


def test_what_reads_the_same_is_as_before() -> None:
    pauses = replace(change(2.46, 2.54, "within_error", metric="long_pause_count"), digits=1)
    line = comparison.line_of(pauses)
    assert (line.values.split()[0], line.meaning) == ("2.5", "as before")


def test_what_moved_a_little_outside_is_still_outside() -> None:
    assert comparison.line_of(change(210, 208, "changed")).meaning == "slower, still above the usual 120-185"


def test_a_real_change_that_is_usual_is_no_praise() -> None:
    text = shown(change(200, 180, usual=40), takes=6)
    assert "Changed, but no more than you usually vary" in text
    assert "Better" not in text
    assert "Most improved" not in text
    assert "more than you usually vary" in shown(change(200, 180, usual=5), takes=6)


def test_with_few_takes_it_says_how_many_there_are() -> None:
    assert "this is the second" in shown(change(200, 180))
    assert "usual variation" not in shown(change(200, 180), takes=0)


def test_only_what_people_ask_about_unless_all_is_wanted() -> None:
    odd = change(100, 120, "changed", metric="pitch_median_hz")
    assert "100 -> 120" not in shown(odd)
    assert "100 -> 120" in shown(odd, every_metric=True)


@pytest.mark.parametrize("width", [60, 80, 200])
def test_texts_side_by_side(width: int) -> None:
    text = shown(change(200, 180), width=width, texts=True)
    (line,) = [line for line in text.splitlines() if " | " in line]
    assert line.split(" | ")[0].strip() == "We had two days."
    assert line.split(" | ")[1].strip() == "We had three days."


def test_the_line_under_a_report() -> None:
    both = Comparison(report(), report(), 2, (), (change(200, 180),))
    assert comparison.in_one_line(both) == "pace 200 -> 180, better"
    none = Comparison(report(), report(), 2, (), (change(150, 151, "within_error"),))
    assert comparison.in_one_line(none) == "nothing beyond measurement error got better or worse"


def test_as_json() -> None:
    both = Comparison(report(), report(), 6, ("Note.",), (change(200, 180, usual=5.0),))
    line = json.loads(comparison.render_json(both))
    assert line["changes"] == [
        {
            "metric": "words_per_minute",
            "label": "Pace",
            "unit": "words/min",
            "before": 200,
            "after": 180,
            "difference": -20,
            "low": -21,
            "high": -19,
            "verdict": "better",
            "usual_variation": 5.0,
            "beyond_usual": True,
            "by_chance": None,
            "target": [120.0, 185.0],
        }
    ]
    assert (line["most_improved"], line["notes"], line["takes"]) == ("words_per_minute", ["Note."], 6)


def test_a_terminal_without_fancy_characters() -> None:
    out = io.TextIOWrapper(io.BytesIO(), encoding="ascii")
    asked = Question("opinion", "What’s your view — honestly?")
    both = Comparison(report(), replace(report(), question=asked), 2, (), (change(200, 180),))
    comparison.show(both, Console(file=out, width=80, highlight=False))
    out.flush()
    text = out.buffer.getvalue().decode("ascii")
    assert "What's your view - honestly?" in text
