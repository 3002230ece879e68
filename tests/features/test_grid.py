"""Frames, runs of them and masks over them."""

from __future__ import annotations

import numpy as np

from saywell.features import grid
from saywell.model import Span


def test_runs() -> None:
    assert grid.runs(np.array([0, 1, 1, 0, 1], dtype=bool)) == [(1, 3), (4, 5)]
    assert grid.runs(np.zeros(3, dtype=bool)) == []


def test_a_mask_covers_the_frames_of_its_spans() -> None:
    assert grid.mask((Span(0.01, 0.03), Span(0.05, 0.06)), 7).tolist() == [0, 1, 1, 0, 0, 1, 0]


def test_every_second_has_a_middle() -> None:
    assert grid.every_second(350).tolist() == [50, 150, 250]
    assert grid.every_second(3).tolist() == [1]
