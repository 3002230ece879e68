"""What the parts share: labelled clips, bootstrap intervals, matching of events, tables."""

from __future__ import annotations

import json
from collections.abc import Callable, Sequence
from pathlib import Path
from typing import Any, TypeVar

import numpy as np

ROOT = Path(__file__).resolve().parents[2]
DATA = ROOT.parent / "shared" / "data"
FLUENT = 7.5
"""Mean rating (of 10) from which learners read what the text says, nearly without stammering."""
PROCESSES = 2
T = TypeVar("T")


class MissingError(Exception):
    """What a part needs is not there; the message says how to make it."""


def manifest(data: Path, name: str) -> list[dict[str, Any]]:
    """The clips of one collection, each with `file`, its path here."""
    rows = [json.loads(line) for line in (data / name / "manifest.jsonl").read_text("utf-8").splitlines()]
    return [{**row, "file": str(data / name / row["path"])} for row in rows]


def by_adults(data: Path, name: str, *, fluent: bool = False) -> dict[str, list[dict[str, Any]]]:
    """Speaker -> clips of read/ or fluency/, children's left out; `fluent` leaves out halting ones too."""
    out: dict[str, list[dict[str, Any]]] = {}
    for row in manifest(data, name):
        if row.get("adult", True) and (not fluent or row.get("fluency_mean", 10) >= FLUENT):
            out.setdefault(row["speaker"], []).append(row)
    return dict(sorted(out.items()))


def bootstrap(
    groups: Sequence[T], statistic: Callable[[Sequence[T]], float], *, times: int = 1000, seed: int = 0
) -> tuple[float, float]:
    """95 % interval of a statistic, whole groups (a speaker, a recording) drawn again with replacement.

    Draws without a value (NaN: nothing to find in them) are left out.
    """
    rng = np.random.default_rng(seed)
    draws = (rng.integers(0, len(groups), len(groups)) for _ in range(times))
    values = np.array([statistic([groups[k] for k in draw]) for draw in draws])
    low, high = np.nanpercentile(values, [2.5, 97.5])
    return float(low), float(high)


def match(
    detected: Sequence[tuple[float, float]], true: Sequence[tuple[float, float]], *, tolerance_s: float = 0.25
) -> tuple[int, int, int]:
    """Hits, detections, true events: one to one, a hit has its middle within the tolerance of an event."""
    free = list(true)
    hits = 0
    for start_s, end_s in detected:
        middle = (start_s + end_s) / 2
        hit = next((t for t in free if t[0] - tolerance_s <= middle <= t[1] + tolerance_s), None)
        if hit is not None:
            free.remove(hit)
            hits += 1
    return hits, len(detected), len(true)


def f1(counts: Sequence[tuple[int, int, int]]) -> float:
    """F1 over (hits, detections, true events) of several clips; NaN where there is nothing."""
    hits, detected, true = (sum(column) for column in zip(*counts, strict=True))
    return 2 * hits / (detected + true) if detected + true else float("nan")


def table(header: Sequence[str], rows: Sequence[Sequence[object]]) -> str:
    """A Markdown table."""
    lines = ["| " + " | ".join(header) + " |", "|" + "---|" * len(header)]
    lines += ["| " + " | ".join(str(cell) for cell in row) + " |" for row in rows]
    return "\n".join(lines)
