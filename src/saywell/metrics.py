"""The catalogue: what each metric is called, its unit, formula, source, band and known weakness.

The texts are data (data/metrics.toml): `explain`, docs/metrics.md and the reports read them from here.
"""

from __future__ import annotations

import tomllib
from dataclasses import dataclass
from functools import lru_cache
from importlib import resources


@dataclass(frozen=True, slots=True)
class Spec:
    """One metric of the catalogue.

    Attributes:
        name: its fixed name.
        label: what people read.
        unit: of the value.
        digits: decimals worth showing.
        words: it depends on the recogniser's words.
        better: which way is better, where there is a way but no band.
        formula, source, weakness: sentences.
        target: the band in which most listeners are served; None where nobody has shown one.
        why_target: where the band comes from.
        spread: what measuring alone can change, as (absolute, relative) half-widths; None if unknown.
        spread_recognised: the same where a recogniser wrote the words.
        range: the same in words, where it is another for each recording.
        below, above: what people call a value outside the band.
        down, up: what people call a change.
    """

    name: str
    label: str
    unit: str
    digits: int
    words: bool
    better: str | None
    formula: str
    source: str
    weakness: str
    target: tuple[float, float] | None
    why_target: str | None
    spread: tuple[float, float] | None
    spread_recognised: tuple[float, float] | None
    range: str | None
    below: str
    above: str
    down: str
    up: str


@lru_cache(maxsize=1)
def catalogue() -> dict[str, Spec]:
    """Every metric by name, in the order in which reports show them."""
    text = resources.files("saywell.data").joinpath("metrics.toml").read_text("utf-8")
    return {
        name: Spec(
            name=name,
            label=entry["label"],
            unit=entry["unit"],
            digits=entry["digits"],
            words=entry.get("words", False),
            better=entry.get("better"),
            formula=entry["formula"],
            source=entry["source"],
            weakness=entry["weakness"],
            target=_pair(entry.get("target")),
            why_target=entry.get("why_target"),
            spread=_pair(entry.get("spread")),
            spread_recognised=_pair(entry.get("spread_recognised")),
            range=entry.get("range"),
            below=entry.get("below", "low"),
            above=entry.get("above", "high"),
            down=entry.get("down", "lower"),
            up=entry.get("up", "higher"),
        )
        for name, entry in tomllib.loads(text).items()
    }


def range_in_words(spec: Spec) -> str:
    """What measuring alone can change, as a sentence or two."""
    if spec.range:
        return spec.range
    if not spec.spread:
        return "Not known yet."
    given = f"Measuring again can change it by {_spread_in_words(spec.spread, spec.unit)}."
    if not spec.words:
        return given
    if not any(spec.spread):
        given = "None where the words were given."
    if not spec.spread_recognised:
        return f"{given} How far a recogniser changes it is not known yet."
    return f"{given} With recognised words: {_spread_in_words(spec.spread_recognised, spec.unit)}."


def _spread_in_words(spread: tuple[float, float], unit: str) -> str:
    absolute, relative = spread
    parts = [f"{absolute:g} {unit}"] * bool(absolute) + [f"{relative:.1%} of it"] * bool(relative)
    return (" or ".join(parts) or "nothing") + ", whichever is more" * (len(parts) > 1)


def names() -> tuple[str, ...]:
    return tuple(catalogue())


def _pair(value: list[float] | None) -> tuple[float, float] | None:
    return (float(value[0]), float(value[1])) if value else None
