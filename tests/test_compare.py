"""What counts as a change: by construction, metric by metric."""

from __future__ import annotations

import math
from dataclasses import replace

import pytest
from hypothesis import given
from hypothesis import strategies as st

from saywell import compare
from saywell.model import Attempt, Entry, Mark, Metric, OwnVoice, Question, Report, Transcript
from tests.report.reports import report

QUESTION = Question("behavioural", id="setback")


def take(
    id: int = 1, *, engine: str = "faster-whisper", model: str = "base.en", version: int = 1, **values: Metric
) -> Report:
    """A report with these metrics alone, an answer of a minute."""
    minute = Metric("answer_s", "s", 60.0, 60.0, 60.0, target=(60.0, 120.0))
    return replace(
        report(),
        analysis_version=version,
        transcript=Transcript(engine, model, "en", (), None, True),
        metrics={"answer_s": minute} | values,
        attempt=Attempt(id, f"{id:032x}", "2026-11-01T10:00:00+00:00", QUESTION, True, None, None),
        question=QUESTION,
    )


def metric(value: float | None, half: float | None = 0.0, target: tuple[float, float] | None = None) -> Metric:
    if value is None or half is None:
        return Metric("", "", value, target=target)
    return Metric("", "", value, value - half, value + half, target=target)


def pace(value: float | None, half: float | None = 1.0) -> Metric:
    return metric(value, half, (120.0, 185.0))


def entry(id: int, engine: str = "faster-whisper", **values: float) -> Entry:
    attempt = Attempt(id, f"{id:032x}", "2026-11-01T10:00:00+00:00", QUESTION, True, None, None)
    return Entry(attempt, "0.1.0", 1, engine, "base.en", {"answer_s": 60.0} | values)


def change(
    before: Metric, after: Metric, name: str = "words_per_minute", history: tuple[Entry, ...] = ()
) -> compare.Change:
    one, other = (replace(take(k), metrics=take().metrics | {name: m}) for k, m in ((1, before), (2, after)))
    return next(found for found in compare.compare(one, other, history).changes if found.metric == name)


def verdict(before: Metric, after: Metric, name: str = "words_per_minute") -> str:
    return change(before, after, name).verdict


@pytest.mark.parametrize(
    ("before", "after", "expected"),
    [
        (210, 180, "better"),  # into the band
        (210, 195, "better"),  # nearer to it
        (90, 110, "better"),
        (180, 210, "worse"),
        (130, 170, "changed"),  # both inside
        (210, 209.5, "within_error"),
        (184.0, 186.2, "changed"),  # hardly outside
        (150, 150, "within_error"),
    ],
)
def test_towards_the_band_is_better(before: float, after: float, expected: str) -> None:
    assert verdict(pace(before), pace(after)) == expected


def test_overlapping_intervals_can_differ_and_the_sum_of_squares_says_when() -> None:
    assert verdict(pace(200, 4), pace(193, 4)) == "better"  # 196-204 and 189-197 overlap; 7 > 5.66
    assert verdict(pace(200, 5), pace(193, 5)) == "within_error"  # 7 < 7.07


@pytest.mark.parametrize(
    ("name", "before", "after", "band", "expected"),
    [
        ("pitch_sd_semitones", (1.2, 0.84), (3.8, 1.22), (2.0, 6.0), "better"),  # degraded, far into the band
        ("filler_words_per_minute", (8.0, 5.3), (0.0, 2.0), (0.0, 5.0), "better"),
        ("structure_score", (0.42, 0.21), (1.0, 0.21), (0.5, 1.0), "better"),
        ("pitch_sd_semitones", (3.8, 1.22), (1.2, 0.84), (2.0, 6.0), "worse"),
        ("pitch_sd_semitones", (1.9, 0.1), (3.8, 0.1), (2.0, 6.0), "changed"),  # it was at the edge
        ("pitch_sd_semitones", (1.2, 2.0), (3.8, 2.0), (2.0, 6.0), "within_error"),
        ("answer_s", (23.6, 0.15), (24.3, 0.15), (60.0, 120.0), "changed"),  # 36 s are missing
        ("answer_s", (23.6, 0.15), (30.0, 0.15), (60.0, 120.0), "better"),
        ("mean_run_words", (10.0, 0.1), (10.5, 0.1), None, "changed"),
        ("mean_run_words", (10.0, 0.1), (12.0, 0.1), None, "better"),
    ],
)
def test_only_what_is_worth_naming_is_better_or_worse(
    name: str,
    before: tuple[float, float],
    after: tuple[float, float],
    band: tuple[float, float] | None,
    expected: str,
) -> None:
    one, other = (
        replace(take(k), metrics=take().metrics | {name: metric(*value, band)})
        for k, value in ((1, before), (2, after))
    )
    found = compare.compare(one, other)
    assert next(c.verdict for c in found.changes if c.metric == name) == expected
    assert (found.most_improved is not None) == (expected == "better")


def test_what_reads_the_same_is_no_change() -> None:
    assert verdict(metric(2.46), metric(2.54), "long_pause_count") == "within_error"  # 2.5 and 2.5
    assert verdict(metric(2.44), metric(2.56), "long_pause_count") == "changed"


def test_an_unknown_error_is_said_to_be_unknown() -> None:
    assert verdict(pace(200, None), pace(150, 1)) == "unknown"
    assert verdict(pace(150, None), pace(150, None)) == "within_error"


def test_what_one_of_them_lacks_is_not_compared() -> None:
    found = compare.compare(take(words_per_minute=pace(None)), take(words_per_minute=pace(150)))
    assert [one.metric for one in found.changes] == ["answer_s"]


@pytest.mark.parametrize(
    ("name", "before", "after", "expected"),
    [
        ("hedge_count", 4, 1, "better"),
        ("repetition_count", 1, 4, "worse"),
        ("mean_run_words", 5, 9, "better"),
        ("pitch_median_hz", 100, 120, "changed"),
        ("pause_count", 10, 4, "changed"),
    ],
)
def test_metrics_without_a_band_have_a_way_or_none(name: str, before: float, after: float, expected: str) -> None:
    assert verdict(metric(before), metric(after), name) == expected


def test_counts_are_compared_by_the_minute() -> None:
    long = Metric("answer_s", "s", 120.0, 120.0, 120.0)
    before = take(1, hedge_count=metric(4))
    after = replace(take(2, hedge_count=metric(6)), metrics={"answer_s": long, "hedge_count": metric(6)})
    found = next(one for one in compare.compare(before, after).changes if one.metric == "hedge_count")
    assert (found.before, found.after, found.verdict) == (4.0, 3.0, "better")
    assert found.label == "Hedges a minute"


def test_by_the_minute_the_length_is_no_more_exact_than_it_was_measured() -> None:
    before, after = (
        replace(take(k), metrics={"answer_s": Metric("", "s", s, s - 2, s + 2), "hedge_count": metric(20)})
        for k, s in ((1, 60.0), (2, 61.0))
    )
    found = next(one for one in compare.compare(before, after).changes if one.metric == "hedge_count")
    assert found.difference == pytest.approx(20 * (60 / 61 - 1))
    assert found.verdict == "within_error"


def test_what_nobody_can_see_is_no_change() -> None:
    assert verdict(metric(60.0), metric(60.04), "duration_s") == "within_error"
    assert verdict(metric(60.0), metric(60.06), "duration_s") == "changed"


@pytest.mark.parametrize(
    ("before", "after", "by_chance"),
    [
        (1, 2, True),
        (2, 1, True),
        (0, 2, True),
        (0, 5, False),
        (5, 1, False),
        (4, 1, True),
        (7, 1, False),
        (30, 15, False),
        (15, 30, False),
    ],
)
def test_few_events_come_and_go_by_chance(before: int, after: int, by_chance: bool) -> None:
    fillers = (0.0, 0.5)
    found = compare.compare(
        take(1, filled_pauses_per_minute=metric(before, 0, fillers)),
        take(2, filled_pauses_per_minute=metric(after, 0, fillers)),
    )
    change = found.changes[1]
    assert change.verdict == ("better" if after < before else "worse")  # the count did differ
    assert change.too_few is by_chance
    best = change if after < before and not by_chance else None
    assert found.most_improved == best


def test_a_longer_answer_has_more_by_chance() -> None:
    before = take(1, hedge_count=metric(4))
    twice = Metric("answer_s", "s", 120.0, 120.0, 120.0)
    after = replace(take(2), metrics={"answer_s": twice, "hedge_count": metric(12)})
    found = next(one for one in compare.compare(before, after).changes if one.metric == "hedge_count")
    assert found.by_chance is True  # 4 of 16 in a third of the time
    assert change(metric(4), metric(12), "hedge_count").by_chance is False


def test_what_is_no_event_has_no_chance() -> None:
    assert change(pace(150), pace(190)).by_chance is None


def test_takes_that_were_alike_do_not_make_chance_unusual() -> None:
    history = tuple(entry(k, filled_pauses_per_minute=2.0) for k in range(1, 7))
    before = take(5, filled_pauses_per_minute=metric(2.0, 0, (0.0, 1.0)))

    def found(after: float) -> compare.Change:
        other = take(6, filled_pauses_per_minute=metric(after, 0, (0.0, 1.0)))
        return compare.compare(before, other, history).changes[1]

    usual = found(3.0).usual
    assert usual == pytest.approx(1.96 * math.sqrt(2 * 12.5 / 6))  # twelve in six minutes, and half a one
    assert (found(3.0).beyond_usual, found(3.0).too_few) == (False, False)
    assert found(9.0).beyond_usual is True


def test_another_recogniser_leaves_what_needs_no_words() -> None:
    before = take(1, engine="pocketsphinx", model="en-us", words_per_minute=pace(200), pitch_median_hz=metric(100))
    after = take(2, words_per_minute=pace(150), pitch_median_hz=metric(120))
    found = compare.compare(before, after)
    assert {one.metric: one.verdict for one in found.changes} == {
        "answer_s": "within_error",
        "words_per_minute": "not_comparable",
        "pitch_median_hz": "changed",
    }
    assert "different recognisers" in found.notes[0]
    assert "saywell reanalyse 1 2" in found.notes[0]
    assert found.most_improved is None


def test_another_version_leaves_nothing() -> None:
    before = take(1, version=1, words_per_minute=pace(200))
    found = compare.compare(before, take(2, version=2, words_per_minute=pace(150)))
    assert {one.verdict for one in found.changes} == {"not_comparable"}
    assert "different versions" in found.notes[0]


def test_given_words_are_alike_whatever_their_file() -> None:
    before = take(1, engine="words-file", model="a.json", words_per_minute=pace(200))
    found = compare.compare(before, take(2, engine="words-file", model="b.json", words_per_minute=pace(150)))
    assert found.notes == ()
    assert found.changes[1].verdict == "better"


def test_what_is_too_short_is_said_to_be() -> None:
    short = Metric("answer_s", "s", 5.0, 5.0, 5.0)
    before = replace(take(1), metrics={"answer_s": short})
    (note,) = compare.compare(before, take(2)).notes
    assert "Attempt 1 lasts under 10 s" in note


def test_most_improved_is_by_the_width_of_the_band() -> None:
    fillers = (0.0, 5.0)
    before = take(1, words_per_minute=pace(200), filled_pauses_per_minute=metric(15, 1, fillers))
    after = take(2, words_per_minute=pace(180), filled_pauses_per_minute=metric(5, 1, fillers))
    best = compare.compare(before, after).most_improved
    assert best and best.metric == "filled_pauses_per_minute"
    assert best.effect == pytest.approx(2.0)


def test_usual_variation_needs_five_takes_measured_alike() -> None:
    history = tuple(entry(k, words_per_minute=150.0 + 4 * (k % 2)) for k in range(1, 5))
    before, after = take(3, words_per_minute=pace(150)), take(5, words_per_minute=pace(190))
    assert compare.compare(before, after).most_improved is None
    four = compare.compare(before, after, history)
    assert (four.takes, four.changes[1].usual, four.changes[1].beyond_usual) == (4, None, None)
    other_engine = (*history, entry(5, engine="pocketsphinx", words_per_minute=190.0))
    assert compare.compare(before, after, other_engine).changes[1].usual is None


def test_usual_variation_leaves_the_change_in_question_out() -> None:
    history = (*(entry(k, words_per_minute=150.0 + 4 * (k % 2)) for k in range(1, 5)), entry(5, words_per_minute=190.0))
    found = compare.compare(take(4, words_per_minute=pace(150)), take(5, words_per_minute=pace(190)), history)
    assert found.takes == 5
    assert found.changes[1].usual == pytest.approx(3.182 * 4)  # three steps of 4, Student's t with 3 degrees
    assert found.changes[1].beyond_usual is True
    small = compare.compare(take(3, words_per_minute=pace(154)), take(4, words_per_minute=pace(150)), history)
    assert small.changes[1].beyond_usual is False


def test_a_steady_improvement_is_not_taken_for_restlessness() -> None:
    history = tuple(entry(k, words_per_minute=230.0 - 2 * k) for k in range(1, 11))
    found = compare.compare(take(1, words_per_minute=pace(228)), take(10, words_per_minute=pace(210)), history)
    assert found.changes[1].beyond_usual is True


values = st.floats(50, 300)
halves = st.floats(0.1, 20)


@given(values, halves, values, halves)
def test_the_interval_holds_the_difference_and_turns_with_the_order(a: float, h: float, b: float, k: float) -> None:
    there, back = change(pace(a, h), pace(b, k)), change(pace(b, k), pace(a, h))
    assert there.low is not None and there.high is not None and back.low is not None and back.high is not None
    assert there.low <= there.difference <= there.high
    assert there.high - there.low == pytest.approx(2 * math.hypot(h, k))
    assert there.low == pytest.approx(-back.high)
    assert there.high == pytest.approx(-back.low)
    turned = {"better": "worse", "worse": "better"}
    assert back.verdict == turned.get(there.verdict, there.verdict)


events = st.integers(0, 60)
lengths = st.floats(15, 240)


@given(events, lengths, events, lengths)
def test_events_turn_with_the_order_too(a: int, length: float, b: int, other_length: float) -> None:
    one, other = (
        replace(take(k), metrics={"answer_s": Metric("", "s", s, s, s), "hedge_count": metric(n, 0.4)})
        for k, n, s in ((1, a, length), (2, b, other_length))
    )
    there, back = (compare.compare(*pair).changes[1] for pair in ((one, other), (other, one)))
    assert there.difference == -back.difference
    assert there.low is not None and back.high is not None
    assert there.low == pytest.approx(-back.high)
    assert there.by_chance == back.by_chance
    turned = {"better": "worse", "worse": "better"}
    assert back.verdict == turned.get(there.verdict, there.verdict)


@pytest.mark.parametrize("name", compare.HEARD)
def test_fillers_heard_with_and_without_teaching_are_not_compared(name: str) -> None:
    before, after = (
        replace(one, metrics=one.metrics | {name: metric(value, 1.0, (0.0, 5.0))})
        for one, value in ((take(1, words_per_minute=pace(100.0)), 20.0), (take(2, words_per_minute=pace(150.0)), 5.0))
    )
    own = OwnVoice("abc", 20, True)
    verdicts = {
        told: {change.metric: change.verdict for change in compare.compare(one, other).changes}
        for told, one, other in (
            ("neither", before, after),
            ("one", before, replace(after, own_voice=own)),
            ("both", replace(before, own_voice=own), replace(after, own_voice=replace(own, id="def"))),
        )
    }
    assert verdicts["one"][name] == "not_comparable"
    assert verdicts["neither"][name] == verdicts["both"][name] == "better"
    assert verdicts["one"]["words_per_minute"] == "better"
    notes = compare.compare(before, replace(after, own_voice=own)).notes
    assert any("saywell reanalyse 1 2" in note for note in notes)
    assert compare.compare(before, after).notes == ()


def test_corrections_by_hand_in_one_of_them_are_said() -> None:
    by_hand = (Mark("filled_pause", 1.0, 1.3, "wrong", "2026-11-01T10:00:00+00:00"),)
    before, after = take(1), replace(take(2), marks=by_hand)
    (note,) = compare.compare(before, after).notes
    assert "in attempt 2 and not in attempt 1" in note
    (note,) = compare.compare(after, before).notes
    assert "in attempt 2 and not in attempt 1" in note
    assert compare.compare(replace(before, marks=by_hand), after).notes == ()
    confirmed = tuple(replace(mark, verdict="fine") for mark in by_hand)
    assert compare.compare(replace(before, marks=confirmed), take(2)).notes == ()


def test_what_was_measured_in_two_ways_is_not_compared() -> None:
    name = "articulation_rate_syll_s"
    ways = ("syllables of the words", "syllable nuclei heard")
    one, other = (
        replace(take(k), metrics=take().metrics | {name: replace(metric(k), method=way)})
        for k, way in enumerate(ways, start=1)
    )
    found = compare.compare(one, other)
    assert found.changes[1].verdict == "not_comparable"
    (note,) = found.notes
    assert all(way in note for way in ways)
    alike = compare.compare(one, replace(one, metrics=one.metrics | {name: replace(metric(2), method=ways[0])}))
    assert (alike.changes[1].verdict, alike.notes) == ("changed", ())
