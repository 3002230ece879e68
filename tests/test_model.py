"""Spans behave like sets of time."""

from __future__ import annotations

import itertools

from hypothesis import given
from hypothesis import strategies as st

from saywell.model import Finding, Span, Word, gaps, merge, overlap_s, subtract, total_s, touching


@st.composite
def spans(draw: st.DrawFn) -> Span:
    start = draw(st.integers(0, 400)) / 20
    return Span(start, start + draw(st.integers(1, 100)) / 20)


@given(st.lists(spans(), max_size=12))
def test_merged_spans_are_in_order_and_apart(some: list[Span]) -> None:
    merged = merge(some)
    assert all(a.end_s < b.start_s for a, b in itertools.pairwise(merged))


@given(st.lists(spans(), max_size=12), st.floats(0, 25))
def test_merging_keeps_exactly_the_same_moments(some: list[Span], at_s: float) -> None:
    assert any(at_s in span for span in merge(some)) == any(at_s in span for span in some)


@given(st.lists(spans(), max_size=10), st.lists(spans(), max_size=10))
def test_what_is_left_and_what_is_cut_make_up_the_whole(whole: list[Span], holes: list[Span]) -> None:
    left = subtract(whole, holes)
    cut = sum(overlap_s(span, merge(holes)) for span in merge(whole))
    assert abs(total_s(left) + cut - total_s(merge(whole))) < 1e-9


@given(st.lists(spans(), min_size=1, max_size=12))
def test_speech_and_gaps_fill_the_answer(some: list[Span]) -> None:
    merged = merge(some)
    assert abs(total_s(merged) + total_s(gaps(merged)) - (merged[-1].end_s - merged[0].start_s)) < 1e-9


@given(spans(), st.lists(spans(), max_size=12))
def test_touching_finds_all_that_overlap(span: Span, some: list[Span]) -> None:
    merged = merge(some)
    assert list(touching(span, merged)) == [other for other in merged if span & other]


def test_closing_gaps_is_strict() -> None:
    assert merge([Span(0, 1), Span(1.25, 2)], closer_than_s=0.25) == (Span(0, 1), Span(1.25, 2))
    assert merge([Span(0, 1), Span(1.2, 2)], closer_than_s=0.25) == (Span(0, 2),)


def test_bare_words() -> None:
    assert [Word(t, 0, 1).bare for t in ("So,", "“really?”", "don’t", "pro-", "--", "well-known", "(um)", "…")] == [
        "so",
        "really",
        "don't",
        "pro-",
        "",
        "well-known",
        "um",
        "",
    ]


def test_sentence_ends() -> None:
    ends = {t: Word(t, 0, 1).ends_sentence for t in ("done.", "what?", 'so."', "Dr", "like,", "wait…")}
    assert ends == {"done.": True, "what?": True, 'so."': True, "Dr": False, "like,": False, "wait…": True}


def test_a_findings_id_is_kind_and_start_in_ms() -> None:
    assert Finding("filled_pause", "um", 12.4799, 12.9, "acoustic", 0.8).id == "filled_pause-12480"
