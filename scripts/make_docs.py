#!/usr/bin/env python3
"""Write docs/metrics.md from the catalogue: python scripts/make_docs.py"""

from __future__ import annotations

from pathlib import Path

from saywell.metrics import Spec, catalogue

TARGET = Path(__file__).resolve().parents[1] / "docs" / "metrics.md"
HEAD = """# Metrics

Made by `python scripts/make_docs.py` from `src/saywell/data/metrics.toml`; edit that. `saywell explain NAME`
prints the same. Bands are orientation, not verdicts, and can be set in the config file (docs/config.md).

A metric is null, with a reason, where it can't be measured honestly:
"""


def page() -> str:
    """The whole page."""
    from saywell.report.content import WHY_NULL

    reasons = "\n".join(f"- `{code}`: {why}" for code, why in WHY_NULL.items())
    return "\n".join([HEAD, reasons, "", *map(_entry, catalogue().values())])


def _entry(spec: Spec) -> str:
    band = f"{spec.target[0]:g} to {spec.target[1]:g} {spec.unit}. " if spec.target else ""
    lines = [
        f"## {spec.name}",
        "",
        f"{spec.label}, in {spec.unit}.",
        "",
        f"- Formula: {spec.formula}",
        f"- Band: {band}{spec.why_target or ''}".rstrip()
        if band or spec.why_target
        else "- Band: none has been shown.",
        f"- Measuring again can change it by: {_spread(spec)}",
        f"- Source: {spec.source}",
        f"- Known weakness: {spec.weakness}",
        "",
    ]
    return "\n".join(lines)


def _spread(spec: Spec) -> str:
    if spec.spread is None:
        return "not known yet."
    absolute, relative = spec.spread
    parts = [f"{absolute:g} {spec.unit}"] * bool(absolute) + [f"{relative:.1%} of it"] * bool(relative)
    return ", at most the larger of ".join(parts) + "." if parts else "nothing."


if __name__ == "__main__":
    TARGET.write_text(page(), "utf-8")
    print(TARGET)
