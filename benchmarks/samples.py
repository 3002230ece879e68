#!/usr/bin/env python3
"""What saywell finds in the sample answers, and in others made from seeds and voices of your choice.

    python benchmarks/samples.py [--seeds 7 8] [--voices flite:awb espeak:en-us+f4] [--engine pocketsphinx]

Prints, for each voice, or for each of the repository's samples where no voice is named: inserted pauses of
0.4 s or more found with both edges within 60 ms; precision, recall and F1 of um and uh (a hit has its middle
within 0.25 s of one); the recogniser's word error rate, mean probability, and the error of words per minute.
`--engine words` brings the true words, `none` no words.
"""

from __future__ import annotations

import argparse
import json
import statistics
import subprocess
import sys
import tempfile
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

from saywell import kinds
from saywell.config import Settings
from saywell.english import counts
from saywell.model import Report, Word
from saywell.pipeline import measure_answer
from saywell.transcribe import words_file
from saywell.transcribe.engine import Engine
from saywell.transcribe.sphinx import Sphinx
from saywell.transcribe.whisper import Whisper

ROOT = Path(__file__).resolve().parents[1]
EDGE_S, FILLER_S, LONG_ENOUGH_S = 0.060, 0.25, 0.4


@dataclass
class Score:
    """Counts over the answers of one voice."""

    pauses: int = 0
    pauses_found: int = 0
    edge_errors_s: list[float] = field(default_factory=list)
    fillers: int = 0
    detected: int = 0
    hits: int = 0
    word_errors: int = 0
    words: int = 0
    probabilities: list[float] = field(default_factory=list)
    pace_errors: list[float] = field(default_factory=list)

    def row(self, name: str) -> str:
        precision, recall = self.hits / max(1, self.detected), self.hits / max(1, self.fillers)
        f1 = 2 * self.hits / max(1, self.detected + self.fillers)
        wer = f"{self.word_errors / self.words:.0%}" if self.probabilities else ""
        mean = f"{statistics.mean(self.probabilities):.2f}" if self.probabilities else ""
        pace = f"{max(self.pace_errors):.1%}" if self.pace_errors else ""
        edge = f"{statistics.median(self.edge_errors_s) * 1000:.0f}" if self.edge_errors_s else ""
        return (
            f"| {name} | {self.pauses_found}/{self.pauses} | {edge} "
            f"| {precision:.2f} | {recall:.2f} | {f1:.2f} ({self.fillers}) | {wer} | {mean} | {pace} |"
        )


def add(score: Score, truth: dict[str, Any], report: Report) -> None:
    """Hold one report against its truth."""
    silences = [f.span for f in report.findings if f.kind in ("pause", "long_pause")]
    for pause in truth["pauses"]:
        if not pause["inserted"] or pause["end_s"] - pause["start_s"] < LONG_ENOUGH_S:
            continue
        errors = [(abs(s.start_s - pause["start_s"]), abs(s.end_s - pause["end_s"])) for s in silences]
        best = min(errors, key=max, default=(1.0, 1.0))
        score.pauses += 1
        score.pauses_found += max(best) <= EDGE_S
        if max(best) < LONG_ENOUGH_S:
            score.edge_errors_s += best
    free = [(f["start_s"], f["end_s"]) for f in truth["fillers"]]
    score.fillers += len(free)
    for finding in report.findings:
        if finding.kind == "filled_pause":
            score.detected += 1
            middle = finding.span.middle_s
            hit = next((f for f in free if f[0] - FILLER_S <= middle <= f[1] + FILLER_S), None)
            if hit:
                free.remove(hit)
                score.hits += 1
    said = [Word(w["text"], w["start_s"], w["end_s"]) for w in truth["words"]]
    counted = [word for word in said if counts(word)]
    true_pace = len(counted) * 60 / (said[-1].end_s - said[0].start_s)
    if (pace := report.metrics["words_per_minute"].value) is not None:
        score.pace_errors.append(abs(pace / true_pace - 1))
    if report.transcript and report.transcript.mean_probability is not None:
        score.probabilities.append(report.transcript.mean_probability)
        got = [word.bare for word in report.transcript.words if counts(word)]
        score.word_errors += edits([word.bare for word in counted], got)
        score.words += len(counted)


def edits(reference: list[str], got: list[str]) -> int:
    """Words to insert, delete or replace to come from one to the other."""
    row = list(range(len(got) + 1))
    for i, word in enumerate(reference, 1):
        before, row[0] = row[0], i
        for j, other in enumerate(got, 1):
            before, row[j] = row[j], min(row[j] + 1, row[j - 1] + 1, before + (word != other))
    return row[-1]


def folders(seeds: list[int], voices: list[str], work: Path) -> dict[str, list[Path]]:
    """Answers by voice: the repository's own where none is named."""
    if not voices:
        return {"samples/": [ROOT / "samples"]}
    made: dict[str, list[Path]] = {}
    for voice in voices:
        for seed in seeds:
            folder = work / f"{voice.replace(':', '_')}-{seed}"
            command = [sys.executable, str(ROOT / "samples/make.py"), "--seed", str(seed), "--voice", voice]
            subprocess.run([*command, "--out", str(folder)], check=True, stdout=subprocess.DEVNULL)
            made.setdefault(voice, []).append(folder)
    return made


def measure(path: Path, engine: Engine | None, *, words: bool) -> Report:
    truth = json.loads(path.with_suffix(".json").read_text())
    return measure_answer(
        str(path),
        words=words_file.read(str(path.with_suffix(".json"))) if words else None,
        open_engine=(lambda: engine) if engine else None,
        question=kinds.question(truth["question"], truth["kind"]),
        settings=Settings(),
    )


def main() -> None:
    parser = argparse.ArgumentParser(description="Score saywell on synthetic answers.")
    parser.add_argument("--seeds", nargs="+", type=int, default=[7])
    parser.add_argument("--voices", nargs="+", default=[])
    parser.add_argument("--engine", default="pocketsphinx", help="pocketsphinx, words, none, or a model folder")
    options = parser.parse_args()
    engine: Engine | None = None
    if options.engine == "pocketsphinx":
        engine = Sphinx()
    elif options.engine not in ("words", "none"):
        engine = Whisper(Path(options.engine), Path(options.engine).name)
    print(
        "| voice | pauses within 60 ms | median edge ms | P | R | F1 (um, uh) | WER | mean prob. | worst pace error |"
    )
    print("|---|---|---|---|---|---|---|---|---|")
    with tempfile.TemporaryDirectory() as work:
        for name, places in folders(options.seeds, options.voices, Path(work)).items():
            score = Score()
            for path in sorted(path for place in places for path in place.glob("*.wav")):
                truth = json.loads(path.with_suffix(".json").read_text())
                report = measure(path, engine, words=options.engine == "words")
                add(score, truth, report)
                if not options.voices:
                    one = Score()
                    add(one, truth, report)
                    print(one.row(f"{path.name} ({truth['voice']})"), flush=True)
            print(score.row(name), flush=True)
    if engine:
        engine.close()


if __name__ == "__main__":
    main()
