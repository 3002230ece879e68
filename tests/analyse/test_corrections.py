"""What the person says of filled pauses goes before what was found."""

from __future__ import annotations

from dataclasses import replace

import pytest

from saywell.analyse import Analysis
from saywell.analyse.corrections import corrected
from saywell.model import Mark, Span, Verdict
from tests.analyse import takes

AT = "2026-11-22T10:00:00+00:00"
HEARD = Span(1.0, 1.4), Span(3.0, 3.4)
SPEECH = Span(0.0, 5.0)


def mark(start_s: float, end_s: float, verdict: Verdict, kind: str = "filled_pause") -> Mark:
    return Mark(kind, start_s, end_s, verdict, AT)


def measured(*marks: Mark) -> Analysis:
    """An answer by sound alone, in which two fillers are heard."""
    take = takes.with_sound((), (SPEECH,), HEARD)
    return takes.analysed(replace(take, transcript=None, marks=marks))


def fillers(analysis: Analysis) -> list[tuple[float, str | None]]:
    return [(f.start_s, f.marked) for f in analysis.findings if f.kind == "filled_pause"]


def test_without_marks_nothing_changes() -> None:
    assert fillers(measured()) == [(1.0, None), (3.0, None)]


def test_what_is_wrong_is_gone_from_the_count_and_from_its_range() -> None:
    analysis = measured(mark(1.0, 1.4, "wrong"))
    count = analysis.metrics["filled_pause_count"]
    assert fillers(analysis) == [(3.0, None)]
    assert (count.value, count.high) == (1, 1)


def test_what_is_fine_is_sure() -> None:
    analysis = measured(mark(1.05, 1.35, "fine"))
    (first, _) = (f for f in analysis.findings if f.kind == "filled_pause")
    assert (first.marked, first.confidence, first.label) == ("fine", 1.0, "um or uh")
    assert (first.start_s, first.end_s) == pytest.approx((1.0, 1.4))


def test_what_was_missed_is_added() -> None:
    analysis = measured(mark(4.0, 4.3, "missed"))
    assert fillers(analysis) == [(1.0, None), (3.0, None), (4.0, "missed")]
    count = analysis.metrics["filled_pause_count"]
    assert (count.value, count.low) == (3, 2)  # of the three, the two that were only heard are not quite sure


def test_a_mark_lasts_where_nothing_is_heard_any_more() -> None:
    take = replace(takes.with_sound(()), marks=(mark(1.0, 1.4, "fine"), mark(2.0, 2.4, "wrong")))
    assert [f.marked for f in corrected(take, [], "filled_pause")] == ["fine"]


def test_marks_of_other_kinds_are_none_of_its_business() -> None:
    assert fillers(measured(mark(1.0, 1.4, "wrong", "hedge"))) == [(1.0, None), (3.0, None)]


def test_a_word_can_be_no_filler_too() -> None:
    take = takes.from_text("I said um to him.")
    assert takes.analysed(take).metrics["filled_pause_count"].value == 1
    word = take.words[2]
    take = replace(take, marks=(mark(word.start_s, word.end_s, "wrong"),))
    assert takes.analysed(take).metrics["filled_pause_count"].value == 0


def test_sound_alone_is_only_possible_unless_it_was_taught() -> None:
    """Twenty fillers in 20 s would be the thing to fix, had words or the person vouched for them."""
    many = tuple(Span(k, k + 0.4) for k in range(1, 20))
    take = replace(takes.with_sound((), (Span(0.0, 20.0),), many), transcript=None)
    alone, taught = (takes.analysed(replace(take, taught=told)) for told in (False, True))
    assert {f.label for f in alone.findings if f.kind == "filled_pause"} == {"possible um or uh"}
    assert {f.label for f in taught.findings if f.kind == "filled_pause"} == {"um or uh"}
    assert alone.focus is None or alone.focus.metric != "filled_pauses_per_minute"
    assert taught.focus is not None and taught.focus.metric == "filled_pauses_per_minute"
