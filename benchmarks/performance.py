#!/usr/bin/env python3
"""How long things take and how much memory they need, on this machine.

    python benchmarks/performance.py [--hour]

A two-minute answer is joined from the samples. Whole commands are timed as processes, the median of five runs
after one to warm up; the parts of an analysis are timed inside one process, cold (imports included) and warm.
`--hour` also measures an hour of audio.
"""

from __future__ import annotations

import argparse
import json
import os
import statistics
import subprocess
import sys
import tempfile
import time
import wave
from pathlib import Path

ROOT = Path(__file__).resolve().parents[1]
PARTS = ("setback-1", "project-1", "rambling", "setback-2", "project-2")
RUNS = 5


def _frames(path: Path) -> bytes:
    with wave.open(str(path)) as sound:
        return bytes(sound.readframes(sound.getnframes()))


def write_wav(path: Path, seconds: float) -> None:
    """The samples one after another, again and again, until they last that long."""
    frames = b"".join(_frames(ROOT / "samples" / f"{name}.wav") for name in PARTS)
    need = int(seconds * 16_000) * 2
    with wave.open(str(path), "wb") as out:
        out.setparams((1, 2, 16_000, 0, "NONE", ""))
        for _ in range(need // len(frames)):
            out.writeframes(frames)
        out.writeframes(frames[: need % len(frames)])


def process(command: list[str], runs: int = RUNS) -> tuple[float, float]:
    """Median seconds of a command, and the largest peak memory of one of its processes in MB."""
    seconds, peak = [], 0.0
    for k in range(runs + 1):
        began = time.perf_counter()
        child = subprocess.Popen(command, stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL)
        _, status, usage = os.wait4(child.pid, 0)
        child.returncode = os.waitstatus_to_exitcode(status)
        if child.returncode:
            sys.exit(f"{' '.join(command)} left with {child.returncode}")
        if k:
            seconds.append(time.perf_counter() - began)
            peak = max(peak, usage.ru_maxrss / 1024)
    return statistics.median(seconds), peak


def commands(two_minutes: Path) -> None:
    saywell = [sys.executable, "-m", "saywell"]
    analyse, built_in = [*saywell, "analyse", str(two_minutes), "--json"], ["--offline", "--model", "pocketsphinx"]
    rows: list[tuple[str, list[str]]] = [
        ("python -c 'import typer'", [sys.executable, "-c", "import typer"]),
        ("saywell --help", [*saywell, "--help"]),
        ("saywell analyse, 2 min, --no-transcribe", [*analyse, "--no-transcribe"]),
        ("saywell analyse, 2 min, built-in recogniser", [*analyse, *built_in]),
        ("saywell demo, built-in recogniser", [*saywell, "demo", *built_in]),
    ]
    print("| command | seconds (median of 5) | peak MB |\n|---|---|---|")
    for name, command in rows:
        seconds, peak = process(command)
        print(f"| `{name}` | {seconds:.2f} | {peak:.0f} |", flush=True)


INSIDE = """
import json, sys, time
path, words_path = sys.argv[1:3]
from saywell import audio, quality
from concurrent.futures import ThreadPoolExecutor
from saywell.features import hear, measure, track_pitch
from saywell.config import Settings
from saywell.kinds import question
times = {}
def timed(name, work):
    start = time.perf_counter(); value = work(); times[name] = time.perf_counter() - start
    return value
from saywell.transcribe import words_file
words = words_file.read(words_path)
sound = timed("decode the file", lambda: audio.load(path)[1])
pool = ThreadPoolExecutor(1)
pitch = pool.submit(track_pitch, sound)
voice = timed("voice activity, pitch beside it", lambda: hear(sound))
features = timed("features, first time (during decoding)", lambda: measure(sound, voice, pitch))
timed("features, warm (during decoding)", lambda: measure(sound, voice, pool.submit(track_pitch, sound)))
class Nothing:
    name = model = "none"; takes_prompt = False; writes_fillers = True; least_probability = 0.0
def after():
    from saywell.analyse import Take, analyse
    from saywell.model import Report
    from saywell.report import as_json, terminal
    from saywell.transcribe import complete
    transcript = complete(words.words, sound, features, Nothing())
    take = Take(sound.duration_s, features, words, question(None, "behavioural"), exact_words=True)
    a = analyse(take, Settings())
    judged = quality.judge(sound, voice, "x")
    parts = (a.speech, words, a.metrics, a.findings, a.structure, a.focus, take.question, a.pace)
    report = Report("0", 1, None, judged, *parts)
    return terminal.render(report), as_json.render(report)
timed("everything after the words, first time", after)
timed("everything after the words, warm", after)
print(json.dumps(times))
"""


def inside(two_minutes: Path, folder: Path) -> None:
    """The parts of one analysis, with true words for two minutes."""
    words, offset = [], 0.0
    while offset < 120:
        for name in PARTS:
            truth = json.loads((ROOT / "samples" / f"{name}.json").read_text())
            with wave.open(str(ROOT / "samples" / f"{name}.wav")) as sound:
                length_s = sound.getnframes() / sound.getframerate()
            words += [{**w, "start_s": w["start_s"] + offset, "end_s": w["end_s"] + offset} for w in truth["words"]]
            offset += length_s
    path = folder / "words.json"
    path.write_text(json.dumps({"words": [w for w in words if w["end_s"] < 120]}))
    rows: dict[str, list[float]] = {}
    for _ in range(RUNS):
        command = [sys.executable, "-c", INSIDE, str(two_minutes), str(path)]
        out = subprocess.run(command, check=True, capture_output=True)
        for name, seconds in json.loads(out.stdout).items():
            rows.setdefault(name, []).append(seconds)
    print("\n| part, 2 min of audio | seconds (median of 5) |\n|---|---|")
    for name, values in rows.items():
        print(f"| {name} | {statistics.median(values):.2f} |")


def hour(folder: Path) -> None:
    path = folder / "hour.wav"
    write_wav(path, 3600)
    analyse = [sys.executable, "-m", "saywell", "analyse", str(path), "--json"]
    rows = {"--no-transcribe": ["--no-transcribe"], "built-in recogniser": ["--model", "pocketsphinx"]}
    print("\n| an hour of audio | seconds | peak MB |\n|---|---|---|")
    for name, options in rows.items():
        seconds, peak = process([*analyse, *options], runs=1)
        print(f"| {name} | {seconds:.0f} | {peak:.0f} |", flush=True)


def main() -> None:
    parser = argparse.ArgumentParser(description="Time saywell.")
    parser.add_argument("--hour", action="store_true", help="also an hour of audio")
    options = parser.parse_args()
    with tempfile.TemporaryDirectory() as folder:
        two_minutes = Path(folder) / "two-minutes.wav"
        write_wav(two_minutes, 120)
        commands(two_minutes)
        inside(two_minutes, Path(folder))
        if options.hour:
            hour(Path(folder))


if __name__ == "__main__":
    main()
