#!/usr/bin/env python3
"""How long the commands that read the history take when it is long.

    python -m benchmarks.history [--attempts 10000]

The history is made in a temporary folder, through `Store.add`: the report of a sample with its true words, its numbers
varied by a seeded generator, at the bank's questions in turn of chance, over two years; the newest twenty have a
second of FLAC. Each command is then timed as a process of its own, the median of five runs after one not counted.
"""

from __future__ import annotations

import argparse
import io
import os
import random
import statistics
import subprocess
import sys
import tempfile
import time
from collections.abc import Sequence
from dataclasses import replace
from datetime import UTC, datetime, timedelta
from pathlib import Path

import numpy as np
import soundfile

from saywell import database, kinds, questions, store
from saywell.config import Settings
from saywell.model import Metric, Report
from saywell.pipeline import measure_answer
from saywell.report import as_json
from saywell.transcribe import words_file

ROOT = Path(__file__).resolve().parents[1]
SAMPLE = ROOT / "samples" / "setback-1.wav"
RUNS = 5
WITH_AUDIO = 20
FIRST_DAY = datetime(2025, 1, 1, 8, tzinfo=UTC)
DAYS = 730
SPREAD = 0.08
"""Standard deviation of a metric from one attempt to the next, as a share of its value."""

TIMER = """
import os, sys, time
began = time.perf_counter()
child = os.posix_spawn(sys.argv[1], sys.argv[1:], os.environ)
_, status, usage = os.wait4(child, 0)
took_s = time.perf_counter() - began
print(took_s, usage.ru_maxrss, os.waitstatus_to_exitcode(status), file=sys.stderr)
"""
"""A small process to start each command from: a child of a big one is said to have taken its parent's memory."""


def sample_report() -> Report:
    """Of a sample with its true words: everything that a report can have is in it."""
    return measure_answer(
        str(SAMPLE),
        words=words_file.read(str(SAMPLE.with_suffix(".json"))),
        question=kinds.question(None, "behavioural"),
        settings=Settings(),
    )


def varied(report: Report, chance: random.Random, k: int) -> Report:
    """Another attempt, as it might have been measured, at one of the bank's questions."""

    def other(metric: Metric) -> Metric:
        if metric.value is None:
            return metric
        value = metric.value * max(0.0, chance.gauss(1.0, SPREAD))
        return replace(metric, value=round(value) if metric.value == round(metric.value) else value)

    return replace(
        report,
        source=replace(report.source, sha256=f"{k:064x}") if report.source else None,
        metrics={name: other(metric) for name, metric in report.metrics.items()},
        question=chance.choice(questions.ours()).question,
    )


def make(count: int, report: Report) -> float:
    """Fill the user's history; the seconds that it took."""
    chance = random.Random(1)
    flac = io.BytesIO()
    second = 0.1 * np.random.default_rng(1).standard_normal(16_000)
    soundfile.write(flac, second, 16_000, format="FLAC", subtype="PCM_16")
    began = time.perf_counter()
    with store.opened() as history:
        for k in range(count):
            at = (FIRST_DAY + timedelta(days=DAYS) * (k / count)).isoformat(timespec="seconds")
            attempt = varied(report, chance, k)
            if k < count - WITH_AUDIO:
                history.add(attempt, recorded_at=at)
                continue
            with history.draft() as draft:
                draft.file.write(flac.getvalue())
                history.add(attempt, draft=draft, recorded_at=at, recorded_here=True)
    return time.perf_counter() - began


def timed(commands: Sequence[Sequence[str]]) -> tuple[float, float]:
    """Median seconds of the commands but for the first, and the most memory that one of them took in MB."""
    seconds, peaks = [], []
    for command in commands:
        run = [sys.executable, "-c", TIMER, sys.executable, "-m", "saywell", *command]
        done = subprocess.run(run, stdout=subprocess.DEVNULL, stderr=subprocess.PIPE, text=True, check=False)
        *complaint, last = done.stderr.splitlines()
        took_s, peak_kb, code = last.split()
        if code != "0":
            sys.exit(f"saywell {' '.join(command)} left with {code}: {' '.join(complaint)}")
        seconds.append(float(took_s))
        peaks.append(int(peak_kb) / 1024)
    return statistics.median(seconds[1:]), max(peaks)


def rows(count: int) -> list[tuple[str, list[list[str]]]]:
    """What is timed: a name, and the arguments of each run."""
    middle, question = count // 2, questions.ours()[0].id
    every: list[tuple[str, list[str]]] = [
        ("--version", ["--version"]),
        ("history", ["history"]),
        ("history --json", ["history", "--json"]),
        ("history --question-id X", ["history", "--question-id", question]),
        ("show last", ["show", "last"]),
        ("show N", ["show", str(middle)]),
        ("show N --json", ["show", str(middle), "--json"]),
        ("compare", ["compare"]),
        ("compare A B", ["compare", str(middle), str(count - 1)]),
        ("questions list", ["questions", "list"]),
    ]
    runs = [(name, [arguments] * (RUNS + 1)) for name, arguments in every]
    return [*runs, ("forget N --yes", [["forget", str(middle // 2 + k), "--yes"] for k in range(RUNS + 1)])]


def main() -> None:
    parser = argparse.ArgumentParser(description="Time the commands that read a long history.")
    parser.add_argument("--attempts", type=int, default=10_000, help="how many are in it")
    options = parser.parse_args()
    count = max(4 * RUNS + WITH_AUDIO, options.attempts)
    with tempfile.TemporaryDirectory() as folder:
        os.environ["SAYWELL_HOME"] = folder
        report = sample_report()
        took_s = make(count, report)
        with store.opened() as history:
            path = history.folder / database.NAME
        size_kb = len(as_json.render(report)) / 1000
        print(
            f"{count:,} attempts of {size_kb:.0f} kB, a database of {path.stat().st_size / 1e6:.0f} MB, "
            f"made in {took_s:.0f} s: {1000 * took_s / count:.1f} ms each.\n"
        )
        print("| command | seconds (median of 5) | peak MB |\n|---|---|---|")
        for name, commands in rows(count):
            seconds, peak = timed(commands)
            print(f"| `saywell {name}` | {seconds:.2f} | {peak:.0f} |", flush=True)


if __name__ == "__main__":
    main()
