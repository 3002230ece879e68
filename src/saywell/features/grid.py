"""The grid of 10 ms frames on which everything is measured: frames, runs of them, and masks over them."""

from __future__ import annotations

from collections.abc import Callable

import numpy as np

from saywell.model import FRAME_S, SAMPLE_RATE_HZ, Span

HOP = round(FRAME_S * SAMPLE_RATE_HZ)
ENOUGH_FRAMES = 30
"""Fewer say nothing of a level."""


def runs(flags: np.ndarray) -> list[tuple[int, int]]:
    """[first, last) of each run of true values."""
    edges = np.flatnonzero(np.diff(np.concatenate(([0], flags.astype(np.int8), [0]))))
    return list(zip(edges[::2].tolist(), edges[1::2].tolist(), strict=True))


def stretches(flags: np.ndarray, *, at_least_s: float = 0.0) -> tuple[Span, ...]:
    """Each run of true values as a stretch of time, those of `at_least_s` or more."""
    least = round(at_least_s / FRAME_S)
    return tuple(Span(a * FRAME_S, b * FRAME_S) for a, b in runs(flags) if b - a >= least)


def mask(spans: tuple[Span, ...], frames: int) -> np.ndarray:
    """Shape (frames,), bool: true for the frames inside a span."""
    out = np.zeros(frames, dtype=bool)
    for span in spans:
        out[frame(span.start_s) : frame(span.end_s)] = True
    return out


def frame(at_s: float) -> int:
    """The frame that begins nearest to a time."""
    return round(at_s / FRAME_S)


def frames_holding(times_s: np.ndarray) -> np.ndarray:
    """The frames that hold these moments."""
    return (times_s / FRAME_S).astype(int)


def every_second(frames: int) -> np.ndarray:
    """The middle frame of each second, at least one: where slow things are tracked."""
    step = round(1.0 / FRAME_S)
    return np.arange(min(step // 2, frames // 2), max(frames, 1), step)


def near_each_second(
    values: np.ndarray,
    where: np.ndarray,
    reach_s: float,
    statistic: Callable[[np.ndarray], float],
    otherwise: float,
) -> np.ndarray:
    """A statistic of the values around each frame of `every_second`.

    Args:
        values: shape (frames,).
        where: shape (frames,), bool: which of them count.
        reach_s: how far around.
        statistic: of the values that count; 0.3 s of them are enough.
        otherwise: where there are too few.
    """
    centres, reach = every_second(len(values)), round(reach_s / FRAME_S)
    out = np.full(len(centres), otherwise)
    for k, centre in enumerate(centres):
        near = slice(max(0, centre - reach), centre + reach)
        here = values[near][where[near]]
        if len(here) >= ENOUGH_FRAMES:
            out[k] = statistic(here)
    return out
