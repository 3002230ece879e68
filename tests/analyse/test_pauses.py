"""Two kinds of pause, disjoint, inside the answer; and where in the sentence they fall."""

from __future__ import annotations

from collections.abc import Sequence

import pytest
from hypothesis import given
from hypothesis import strategies as st

from saywell.analyse.pauses import at_least
from saywell.analyse.take import Take
from saywell.model import Word
from tests.analyse.takes import analysed, found, from_text, value, with_sound


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


@pytest.mark.parametrize(
    ("text", "inside"),
    [
        ("we moved to the ...0.6 page of my ...0.6 team", True),
        ("we had a meeting ...0.6 because it failed ...0.6 but nobody noticed", False),
    ],
)
def test_without_punctuation_words_tell(text: str, inside: bool) -> None:
    take = from_text(text, step_s=0.3, length_s=0.3)
    share = analysed(take).metrics["mid_clause_pause_share"]
    assert share.value is not None
    assert share.value > 0.85 if inside else share.value < 0.15
    place = "inside a clause" if inside else "between clauses"
    assert [finding.label for finding in found(take, "pause")] == [f"0.6 s, {place}"] * 2


def test_a_doubtful_place_makes_a_wide_range_and_no_label() -> None:
    take = from_text("customers liked ...0.3 chocolate", step_s=0.3, length_s=0.3)
    share = analysed(take).metrics["mid_clause_pause_share"]
    assert share.low is not None
    assert share.high is not None
    assert share.high - share.low > 0.5
    assert [finding.label for finding in found(take, "pause")] == ["0.3 s"]


def test_a_pause_around_a_filler_is_more_often_inside_a_clause() -> None:
    plain = value(from_text("customers liked ...0.9 chocolate", step_s=0.3, length_s=0.3), "mid_clause_pause_share")
    um = value(
        from_text("customers liked ...0.3 um ...0.3 chocolate", step_s=0.3, length_s=0.3), "mid_clause_pause_share"
    )
    assert plain is not None
    assert um is not None
    assert um > plain


def test_given_punctuation_leaves_no_doubt() -> None:
    share = analysed(from_text("We fixed ...0.5 it. ...0.5 It ran.", step_s=0.3, length_s=0.3)).metrics[
        "mid_clause_pause_share"
    ]
    assert (share.value, share.low, share.high) == (0.5, 0.5, 0.5)


def speaking(pauses_s: Sequence[float]) -> Take:
    """Ten words a stretch, with these silences between."""
    words, at_s = [], 0.0
    for length_s in [*pauses_s, 0.0]:
        words += [Word("yes", at_s + k * 0.3, at_s + k * 0.3 + 0.3) for k in range(10)]
        at_s += 3.0 + length_s
    return with_sound(words)


def test_pauses_near_a_limit_widen_the_count() -> None:
    clear, near = (analysed(speaking(lengths)).metrics for lengths in ([0.6] * 6, [0.26] * 6))
    for metrics in (clear, near):
        assert metrics["pause_count"].value == 6
    assert (near["pause_count"].high or 0) > (clear["pause_count"].high or 0)
    assert (near["pause_count"].low or 0) < (clear["pause_count"].low or 0)


def test_a_pause_of_just_under_a_second_may_be_a_long_one() -> None:
    long = analysed(speaking([0.99] * 4)).metrics["long_pause_count"]
    assert long.value == 0
    assert long.high is not None
    assert long.high >= 2


@given(st.floats(0.25, 3.0), st.floats(0.25, 1.0))
def test_a_longer_pause_is_no_less_likely_one(length_s: float, limit_s: float) -> None:
    take = speaking([0.5])
    assert at_least(limit_s, limit_s, take) == pytest.approx(0.5)
    assert at_least(length_s + 0.01, limit_s, take) > at_least(length_s, limit_s, take) - 1e-12


def test_the_voice_falls_at_the_end_of_a_clause() -> None:
    take = speaking([0.6])
    assert take.features is not None
    take.features.pitch_hz[270:300] = 100.0  # 120 Hz before
    fallen = value(take, "mid_clause_pause_share")
    take.features.pitch_hz[270:300] = 140.0
    risen = value(take, "mid_clause_pause_share")
    assert fallen is not None
    assert risen is not None
    assert fallen < risen
