"""Learning one person's fillers: by construction, with signs that are numbers of ours."""

from __future__ import annotations

from collections.abc import Sequence

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st
from scipy.special import expit

from saywell.features import hesitation, own
from saywell.features.own import Examples, Score
from saywell.model import Span

SIGNS = 6
THRESHOLD = 0.6


@pytest.fixture(autouse=True)
def general(monkeypatch: pytest.MonkeyPatch) -> None:
    """A general network that looks at the first sign alone, and a pull light enough for a few examples to show."""
    monkeypatch.setattr(own, "PULL", 2.0)
    monkeypatch.setattr(own, "ORDINARY", 5.0)
    monkeypatch.setattr(hesitation, "probability", lambda signs, _weights=None: expit(signs[:, 0]))


def stretch(frames: int, seed: int, **at: float) -> np.ndarray:
    """Noise, and a mean for some signs: s1=2."""
    signs = np.random.default_rng(seed).normal(0, 1, (frames, SIGNS))
    signs[:, 0] = -2.0
    for name, mean in at.items():
        signs[:, int(name[1:])] += mean
    return signs


def examples(fillers: Sequence[np.ndarray], ordinary: Sequence[np.ndarray]) -> Examples:
    parts = [*fillers, *ordinary]
    lengths = [len(part) for part in parts]
    labels = np.repeat([True] * len(fillers) + [False] * len(ordinary), lengths)
    return Examples(np.concatenate(parts), labels, np.repeat(np.arange(len(parts)), lengths))


def person(fillers: int = 10, shift: float = 4.0) -> Examples:
    """Somebody whose fillers the general network misses, though the second sign has them."""
    return examples([stretch(40, k, s1=shift) for k in range(fillers)], [stretch(80, 100 + k) for k in range(12)])


def test_what_the_general_network_misses_is_learned() -> None:
    learned = own.adapt(person())
    assert own.probability(stretch(40, 50, s1=4.0), learned).min() > THRESHOLD
    assert own.probability(stretch(40, 51), learned).max() < THRESHOLD


def test_the_gain_is_counted() -> None:
    before, after = own.gain(person(), THRESHOLD)
    assert before == Score(0, 10, 0)
    assert after == Score(10, 10, 0)
    assert after.errors < before.errors


def test_learning_by_heart_is_no_gain(monkeypatch: pytest.MonkeyPatch) -> None:
    """Fillers that have nothing in common can be told apart by heart, each by a sign of its own, if nothing pulls."""
    monkeypatch.setattr(own, "PULL", 1e-3)
    fillers = [stretch(40, k, **{f"s{1 + k}": 6.0}) for k in range(5)]
    seen = examples(fillers, [stretch(40, 200 + k) for k in range(5)])
    learned = own.adapt(seen)
    assert sum(own.probability(one, learned).max() > THRESHOLD for one in fillers) == 5
    _, after = own.gain(seen, THRESHOLD)
    assert after.heard == 0


def test_few_examples_move_it_less_than_many() -> None:
    new = stretch(40, 50, s1=4.0)
    little, much = (own.probability(new, own.adapt(person(n, 1.5))).mean() for n in (1, 10))
    assert expit(-2.0) < little < much


def test_a_pull_without_end_changes_nothing(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(own, "PULL", 1e9)
    assert own.probability(stretch(40, 50, s1=4.0), own.adapt(person())) == pytest.approx(expit(-2.0), abs=1e-3)


def test_what_the_general_network_takes_for_a_filler_can_be_unlearned() -> None:
    loud = [stretch(30, 300 + k, s0=4.0) for k in range(6)]
    wrong = examples([], loud)
    before, after = own.gain(wrong, THRESHOLD)
    assert (before.false_alarms, after.false_alarms) == (6, 0)


def test_a_long_filler_weighs_as_much_as_a_short_one() -> None:
    long, short = stretch(200, 1, s1=4.0), stretch(20, 2, s2=4.0)
    ordinary = [stretch(80, 100 + k) for k in range(12)]
    change = own.adapt(examples([long, short], ordinary))["change"]
    assert change[1] * 0.5 < change[2] < change[1] * 2


def test_without_examples_of_one_sort_it_still_learns() -> None:
    assert own.gain(person(1), THRESHOLD)[0] == Score(0, 1, 0)
    only = examples([stretch(40, 1, s1=4.0)], [])
    assert own.gain(only, THRESHOLD) == (Score(0, 1, 0), Score(0, 1, 0))


@given(st.lists(st.tuples(st.integers(0, 190), st.integers(1, 30), st.booleans()), max_size=8))
def test_stretches_are_cut_as_labelled(at: list[tuple[int, int, bool]]) -> None:
    signs = np.arange(200.0)[:, None] * np.ones(SIGNS)
    found = own.cut(signs, [(Span(a / 100, (a + n) / 100), filler) for a, n, filler in at])
    expected = [np.arange(a, min(a + n, 200)) for a, n, _ in at]
    assert found.signs[:, 0].tolist() == [frame for frames in expected for frame in frames]
    assert (found.fillers, found.ordinary) == (sum(f for *_, f in at), sum(not f for *_, f in at))
    assert found.groups.tolist() == [k for k, frames in enumerate(expected) for _ in frames]


def test_stretches_of_several_recordings_stay_apart() -> None:
    both = own.joined([person(3), person(4)])
    assert (both.fillers, both.ordinary) == (7, 24)
    assert len(both.labels) == 7 * 40 + 24 * 80
