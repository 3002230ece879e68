"""What every command that measures prints: a report in the form that was asked for, and a bar while it waits."""

from __future__ import annotations

import json
import sys
from collections.abc import Iterator
from contextlib import contextmanager
from typing import TYPE_CHECKING

from saywell.errors import SaywellError, UsageError
from saywell.model import Report

if TYPE_CHECKING:
    from saywell.pipeline import Watch

_BAR_FROM_S = 20.0


def form(as_json: bool, format: str | None) -> str:
    """Which renderer `--json` and `--format` ask for."""
    if as_json and format not in (None, "json"):
        raise UsageError("--json and --format contradict each other", "Leave one out.")
    return "json" if as_json else format or "text"


def write(report: Report, form: str, *, every_metric: bool = False, one_of_several: bool = False) -> None:
    """Print a report on stdout."""
    from saywell.report import RENDERERS

    if form != "text":
        blank = "\n" if one_of_several and form == "md" else ""
        sys.stdout.write(RENDERERS[form](report).rstrip("\n") + "\n" + blank)
        sys.stdout.flush()
        return
    from rich.console import Console

    from saywell.report import terminal

    console = Console(highlight=False, soft_wrap=True)
    if one_of_several and not every_metric:
        terminal.show_line(report, console)
    else:
        terminal.show(report, console, every_metric=every_metric)


def write_tidied(report: Report, form: str) -> None:
    """Print what was said without what need not have been said.

    Raises:
        UsageError: it has no words that can be trusted, or another form was asked for.
    """
    from saywell.cli import say
    from saywell.report import tidy

    if form not in ("text", "json"):
        raise UsageError(f"--tidy is written as text or JSON, not as {form}", "Leave --format out.")
    if report.transcript is None or not report.transcript.reliable:
        raise UsageError("There are no words here that can be tidied", "They must be transcribed well, or given.")
    tidied = tidy.tidied(report)
    if form == "json":
        print(json.dumps(tidy.as_dict(tidied)), flush=True)
        return
    say(tidied.text, sys.stdout)
    said, kept = len(report.transcript.words), len(tidied.words)
    print()
    say(f"{kept} words in place of {said}." if kept < said else f"{said} words; nothing to leave out.", sys.stdout)


def write_error(error: SaywellError, path: str | None) -> None:
    """The JSON line of an input that failed."""
    from saywell.report import as_json

    print(as_json.render_error(error, path), flush=True)


@contextmanager
def progress(name: str) -> Iterator[Watch]:
    """A bar on stderr while a recording of 20 s or more is transcribed, if that is a terminal.

    It appears when transcribing begins: while it is there, nobody can be asked anything.
    """
    from saywell.pipeline import Watch

    if not sys.stderr.isatty():
        yield Watch()
        return
    from rich.console import Console
    from rich.progress import BarColumn, Progress, TextColumn, TimeRemainingColumn

    columns = (TextColumn("Listening to {task.description}"), BarColumn(), TimeRemainingColumn())
    bar = Progress(*columns, console=Console(stderr=True), transient=True)
    task = bar.add_task(name, total=None)

    def begin(seconds: float) -> None:
        bar.update(task, total=seconds)
        if seconds >= _BAR_FROM_S:
            bar.start()

    try:
        yield Watch(begin=begin, advance=lambda seconds: bar.advance(task, seconds))
    finally:
        bar.stop()
