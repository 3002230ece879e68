"""Two kinds of pause, disjoint, inside the answer; and where in the sentence they fall."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from tests.analyse.takes import analysed, found, from_text, value


@given(st.lists(st.integers(5, 300), min_size=1, max_size=12))
def test_every_silence_is_one_kind_of_pause_or_none(lengths: list[int]) -> None:
    text = "word " + " ".join(f"...{n / 100} word" for n in lengths)
    analysis = analysed(from_text(text, step_s=0.3, length_s=0.3))
    short = [n for n in lengths if 25 <= n < 100]
    long = [n for n in lengths if n >= 100]
    kinds = [f.kind for f in analysis.findings]
    assert kinds.count("pause") == analysis.metrics["pause_count"].value == len(short)
    assert kinds.count("long_pause") == analysis.metrics["long_pause_count"].value == len(long)
    assert analysis.metrics["pause_total_s"].value == pytest.approx(sum(short + long) / 100, abs=0.02)


def test_from_words_alone_the_evidence_is_the_transcript() -> None:
    (pause,) = found(from_text("one ...0.5 two"), "pause")
    assert pause.evidence == "transcript"


def test_speaking_time_and_pauses_make_up_the_answer() -> None:
    metrics = analysed(from_text("one two ...0.6 three ...1.4 four")).metrics
    parts = metrics["speaking_s"].value, metrics["pause_total_s"].value, metrics["answer_s"].value
    assert None not in parts
    assert (parts[0] or 0) + (parts[1] or 0) == pytest.approx(parts[2])


@pytest.mark.parametrize(
    ("text", "share"),
    [
        ("We fixed it. ...0.5 Then we left.", 0.0),
        ("We fixed ...0.5 the page. Then we left.", 1.0),
        ("We fixed it ...0.5 and we left.", 0.0),
        ("We fixed, ...0.5 the page. It ...0.5 ran.", 0.5),
        ("We fixed um ...0.5 the page. Yes.", 1.0),
    ],
)
def test_a_pause_inside_a_clause(text: str, share: float) -> None:
    assert value(from_text(text, step_s=0.3, length_s=0.3), "mid_clause_pause_share") == share


def test_without_punctuation_nobody_knows() -> None:
    metric = analysed(from_text("we fixed ...0.5 the page")).metrics["mid_clause_pause_share"]
    assert metric.value is None
    assert metric.why_null == "no_sentences"
