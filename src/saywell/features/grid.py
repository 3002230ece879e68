"""The grid of 10 ms frames on which everything is measured: frames, runs of them, and masks over them."""

from __future__ import annotations

import numpy as np

from saywell.model import FRAME_S, SAMPLE_RATE_HZ, Span

HOP = round(FRAME_S * SAMPLE_RATE_HZ)


def runs(flags: np.ndarray) -> list[tuple[int, int]]:
    """[first, last) of each run of true values."""
    edges = np.flatnonzero(np.diff(np.concatenate(([0], flags.astype(np.int8), [0]))))
    return list(zip(edges[::2].tolist(), edges[1::2].tolist(), strict=True))


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
