#!/usr/bin/env python3
"""Write docs/metrics.md from the catalogue: python scripts/make_docs.py"""

from __future__ import annotations

from pathlib import Path

from saywell.metrics import Spec, catalogue, range_in_words

ROOT = Path(__file__).resolve().parents[1]
DOCS = ROOT / "docs"
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
    band = f"{spec.target[0]:g} to {spec.target[1]:g}. " if spec.target else ""
    lines = [
        f"## {spec.name}",
        "",
        f"**{spec.label}**, unit: {spec.unit}",
        "",
        f"- Formula: {spec.formula}",
        f"- Band: {band}{spec.why_target or ''}".rstrip()
        if band or spec.why_target
        else "- Band: none has been shown.",
        f"- Range: {range_in_words(spec)}",
        f"- Source: {spec.source}",
        f"- Known weakness: {spec.weakness}",
        "",
    ]
    return "\n".join(lines)


if __name__ == "__main__":
    (DOCS / "metrics.md").write_text(page(), "utf-8")
