"""The samples are what their truth files say, and saywell hears what was put into them."""

from __future__ import annotations

import json
import subprocess
import sys
from collections.abc import Sequence
from pathlib import Path
from typing import Any

import pytest

from tests.conftest import ROOT, SAMPLES, STEMS, Reports, Run, need, truth_of

EDGE_S = 0.06
MS = 0.0011
"""Times in truth files are rounded to the millisecond."""
WITH_THREE_QUESTIONS = ("motivation", "project", "setback")


def spans(rows: Sequence[dict[str, Any]]) -> list[tuple[float, float]]:
    return [(row["start_s"], row["end_s"]) for row in rows]


def found(report: dict[str, Any], *kinds: str) -> list[tuple[float, float]]:
    return spans([finding for finding in report["findings"] if finding["kind"] in kinds])


def missed_pauses(truth: dict[str, Any], report: dict[str, Any]) -> list[tuple[float, float]]:
    """Inserted pauses of 0.4 s or more that were not found within 60 ms at both edges."""
    heard = found(report, "pause", "long_pause")
    inserted = [(a, b) for a, b in spans([p for p in truth["pauses"] if p["inserted"]]) if b - a >= 0.4]
    return [(a, b) for a, b in inserted if not any(abs(a - c) <= EDGE_S and abs(b - d) <= EDGE_S for c, d in heard)]


def filler_counts(truth: dict[str, Any], report: dict[str, Any]) -> tuple[int, int, int]:
    """(hits, misses, false alarms) of um and uh, matched one to one where they overlap."""
    heard = found(report, "filled_pause")
    hits = 0
    for start_s, end_s in spans(truth["fillers"]):
        match = next((h for h in heard if h[0] < end_s and h[1] > start_s), None)
        if match:
            heard.remove(match)
            hits += 1
    return hits, len(truth["fillers"]) - hits, len(heard)


def f1(counts: Sequence[tuple[int, int, int]]) -> float:
    hits, misses, alarms = (sum(column) for column in zip(*counts, strict=True))
    return float(2 * hits / (2 * hits + misses + alarms))


def test_there_are_enough_and_two_attempts_at_three_questions() -> None:
    assert len(STEMS) >= 8
    for name in WITH_THREE_QUESTIONS:
        first, second = (truth_of(SAMPLES / f"{name}-{k}.wav") for k in (1, 2))
        assert first["question"] == second["question"]
        assert (first["attempt"], second["attempt"]) == (1, 2)


def test_the_truth_says_where_everything_is(sample: Path) -> None:
    import soundfile

    truth, about = truth_of(sample), soundfile.info(sample)
    assert (about.samplerate, about.channels) == (16_000, 1)
    assert about.duration <= 30
    assert truth["licence"] == "MIT"
    times = [t for word in truth["words"] for t in (word["start_s"], word["end_s"])]
    assert times == sorted(times)
    assert times[-1] <= about.duration
    for start_s, end_s in spans(truth["pauses"]):
        assert not any(word["start_s"] < end_s - MS and word["end_s"] > start_s + MS for word in truth["words"])


def test_every_inserted_pause_is_found(sample: Path, true_words_reports: Reports, built_in_reports: Reports) -> None:
    for reports in (true_words_reports, built_in_reports):
        assert missed_pauses(truth_of(sample), reports[sample.stem]) == []


def test_um_and_uh_with_the_true_words(true_words_reports: Reports) -> None:
    assert f1([filler_counts(truth_of(SAMPLES / f"{k}.wav"), true_words_reports[k]) for k in STEMS]) >= 0.95


def test_um_and_uh_with_the_built_in_recogniser(built_in_reports: Reports) -> None:
    assert f1([filler_counts(truth_of(SAMPLES / f"{k}.wav"), built_in_reports[k]) for k in STEMS]) >= 0.9


@pytest.mark.parametrize("name", WITH_THREE_QUESTIONS)
def test_the_second_attempt_is_better(name: str, true_words_reports: Reports) -> None:
    first, second = (true_words_reports[f"{name}-{k}"]["metrics"] for k in (1, 2))
    assert second["filled_pause_count"]["value"] < first["filled_pause_count"]["value"]
    assert second["structure_score"]["value"] > first["structure_score"]["value"]


@pytest.mark.parametrize(("voice", "tool"), [("flite:awb", "flite"), ("espeak:en-us+m7", "espeak-ng")])
def test_a_voice_and_a_seed_that_are_not_in_the_repository(saywell: Run, tmp_path: Path, voice: str, tool: str) -> None:
    need(tool)
    command = [sys.executable, ROOT / "samples" / "make.py", "--seed", "31", "--voice", voice, "--out", tmp_path]
    subprocess.run([*map(str, command), "--only", "setback-1", "--only", "rambling"], check=True, capture_output=True)
    counts = []
    for name in ("setback-1", "rambling"):
        made = tmp_path / f"{name}.wav"
        truth = json.loads(made.with_suffix(".json").read_text("utf-8"))
        heard = saywell("analyse", made, "--no-transcribe", "--json").report
        assert missed_pauses(truth, heard) == []
        counts.append(filler_counts(truth, heard))
    assert f1(counts) >= 0.7


def test_the_same_seed_gives_the_same_sample(tmp_path: Path) -> None:
    need("flite")
    command = [sys.executable, str(ROOT / "samples" / "make.py"), "--only", "setback-1", "--out", str(tmp_path)]
    subprocess.run(command, check=True, capture_output=True)
    assert (tmp_path / "setback-1.json").read_text("utf-8") == (SAMPLES / "setback-1.json").read_text("utf-8")
