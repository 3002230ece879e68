#!/usr/bin/env python3
"""Write docs/metrics.md from the catalogue and draw docs/demo.svg: python scripts/make_docs.py [--picture]

The picture is a report on a sample as `saywell analyse` shows it, with the sample's own words.
"""

from __future__ import annotations

import io
import json
import re
import sys
from pathlib import Path

from saywell.metrics import Spec, catalogue, range_in_words

ROOT = Path(__file__).resolve().parents[1]
DOCS = ROOT / "docs"
SAMPLE = ROOT / "samples" / "setback-1"
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


def picture() -> str:
    """The report on a sample as SVG, in the reader's own monospaced font."""
    from rich.console import Console

    from saywell import kinds
    from saywell.config import Settings
    from saywell.pipeline import measure_answer
    from saywell.report import terminal
    from saywell.transcribe import words_file

    words = SAMPLE.with_suffix(".json")
    about = json.loads(words.read_text("utf-8"))
    report = measure_answer(
        str(SAMPLE.with_suffix(".wav")),
        words=words_file.read(str(words)),
        question=kinds.question(about["question"], about["kind"]),
        settings=Settings(),
    )
    console = Console(record=True, width=80, file=io.StringIO(), force_terminal=True, highlight=False)
    terminal.show(report, console)
    title = f"saywell analyse {SAMPLE.name}.wav --words {words.name}"
    svg = console.export_svg(title=title, unique_id="saywell")
    svg = re.sub(r"@font-face\s*\{.*?\}\s*", "", svg, flags=re.DOTALL)  # fonts from a server: not in our documents
    return re.sub(r"font-family: [^;]*;", "font-family: ui-monospace, Menlo, Consolas, monospace;", svg)


if __name__ == "__main__":
    (DOCS / "metrics.md").write_text(page(), "utf-8")
    if "--picture" in sys.argv[1:]:
        (DOCS / "demo.svg").write_text(picture(), "utf-8")
