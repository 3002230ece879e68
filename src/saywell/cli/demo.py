"""`saywell demo`: the whole way on a sample answer that comes with saywell."""

from __future__ import annotations

import json
from importlib import resources

from saywell import config, kinds
from saywell.cli import complain
from saywell.pipeline import measure_answer
from saywell.report import terminal
from saywell.transcribe.choose import open_engine

SAMPLE = "setback-1"


def run(*, model: str | None, offline: bool) -> None:
    """Transcribe and measure the sample as `analyse` would, and show the report."""
    from rich.console import Console

    settings = config.load()
    folder = resources.files("saywell.data")
    about = json.loads(folder.joinpath(f"{SAMPLE}.json").read_text("utf-8"))
    console = Console(highlight=False)
    console.print(f"A sample answer, spoken by a synthetic voice, to: “{about['question']}”\n", soft_wrap=False)
    engine = open_engine(model or settings.model, offline=offline or config.offline(), fetch=None, note=complain)
    try:
        with resources.as_file(folder.joinpath(f"{SAMPLE}.flac")) as path:
            report = measure_answer(
                str(path),
                open_engine=lambda: engine,
                question=kinds.question(about["question"], about["kind"]),
                settings=settings,
            )
    finally:
        engine.close()
    terminal.show(report, console)
    console.print("\nYour own: saywell analyse ANSWER.wav", soft_wrap=True)
