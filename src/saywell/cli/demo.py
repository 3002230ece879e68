"""`saywell demo`: the whole way on two sample answers that come with saywell, and what the second changed."""

from __future__ import annotations

import json
from importlib import resources
from typing import Any

from saywell import config, kinds
from saywell.cli.recogniser import Recogniser
from saywell.compare import compare
from saywell.model import Report
from saywell.pipeline import measure_answer
from saywell.report import comparison, terminal

SAMPLES = "setback-1", "setback-2"


def run(*, model: str | None, offline: bool) -> None:
    """Transcribe and measure the samples as `analyse` would, show the first report, then both side by side."""
    from rich.console import Console

    settings = config.load()
    console = Console(highlight=False)
    with Recogniser(model, offline=offline, settings=settings, ask=False) as recogniser:
        console.print(f"A sample answer, spoken by a synthetic voice, to: “{_about(SAMPLES[0])['question']}”\n")
        first = _measured(SAMPLES[0], recogniser, settings)
        terminal.show(first, console)
        second = _measured(SAMPLES[1], recogniser, settings)
    console.print("\nA second try at the same question:\n")
    terminal.show_line(second, console)
    console.print("\nWhat changed:\n")
    comparison.show(compare(first, second), console)
    console.print("\nYour own: saywell record setback, or saywell analyse ANSWER.wav", soft_wrap=True)


def _measured(name: str, recogniser: Recogniser, settings: config.Settings) -> Report:
    about = _about(name)
    with resources.as_file(resources.files("saywell.data").joinpath(f"{name}.flac")) as path:
        return measure_answer(
            str(path),
            open_engine=recogniser,
            question=kinds.question(about["question"], about["kind"]),
            settings=settings,
        )


def _about(name: str) -> dict[str, Any]:
    """What the sample's truth file says of it."""
    found: dict[str, Any] = json.loads(resources.files("saywell.data").joinpath(f"{name}.json").read_text("utf-8"))
    return found
