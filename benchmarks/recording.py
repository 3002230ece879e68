#!/usr/bin/env python3
"""What `saywell record` loses: over minutes, when it is killed, on a full disk, when the microphone fails.

    python -m benchmarks.recording [--minutes [N]] [--pace [SAMPLES]] [--kills [N]] [--disk [KB]] [--failing [S]]

With no flag everything is measured. Each recording is made through a microphone of its own (tests/microphone.py) into
which speech with faint noise is played, so that every moment can be told from every other. A witness beside it, `parec`
asked for 20 ms of latency, writes what is heard: what is missing is what the witness had and the recording has not.
The kills come at seeded random moments 0.5 to 3 s after the first block was on the disk, two at once, while saywell
still loads its libraries. The full disk is a tmpfs, which root alone may mount.
"""

from __future__ import annotations

import argparse
import json
import os
import signal
import subprocess
import sys
import tempfile
import threading
import time
from collections.abc import Callable, Iterable, Iterator
from concurrent.futures import ThreadPoolExecutor
from contextlib import contextmanager, suppress
from pathlib import Path
from typing import NamedTuple

import numpy as np
import soundfile
import soxr
from scipy.signal import correlate
from tests.microphone import RATE, Microphone, microphone

from saywell import pending

SAMPLES = Path(__file__).resolve().parents[1] / "samples"
PARTS = ("setback-1", "project-1", "rambling", "setback-2", "project-2")
PACED = ("setback-1", "project-1", "rushed")
SIGNALS = (signal.SIGKILL, signal.SIGTERM, signal.SIGHUP, signal.SIGINT)
NOISE, WINDOW_S, NEAR_S, ALIKE = 60 / 32_768, 0.1, 0.25, 0.8
LOOK_S, SPEAKS_S, ROOM = 10.0, 60.0, "20M"
HEAD = ("what happens", "kept in", "s kept", "s missing", "holes", "s until saywell left", "exit code", "stderr")
SAYWELL, BUILT_IN = (sys.executable, "-m", "saywell"), ("--model", "pocketsphinx", "--offline")
ENVIRONMENT = threading.Lock()


def table(head: Iterable[str], rows: Iterable[Iterable[object]]) -> None:
    head = [*head]
    print(f"\n| {' | '.join(head)} |\n|{'---|' * len(head)}")
    for row in rows:
        cells = (f"{cell:.2f}" if isinstance(cell, float) else str(cell) for cell in row)
        print(f"| {' | '.join(cells)} |", flush=True)


def stimulus(path: Path, seconds: float) -> Path:
    """The samples one after another, with noise that never repeats."""
    speech = np.concatenate([soundfile.read(SAMPLES / f"{name}.wav", dtype="float32")[0] for name in PARTS])
    noise = NOISE * np.random.default_rng(1).standard_normal(int(seconds * 16_000), dtype=np.float32)
    sound = soxr.resample(np.resize(speech, len(noise)) + noise, 16_000, RATE)
    soundfile.write(path, np.clip(sound, -1, 1), RATE, subtype="PCM_16")
    return path


def find(window: np.ndarray, sound: np.ndarray) -> tuple[int, float]:
    """Where in a sound a window fits best, and how well: 1 is perfectly."""
    if not 0 < len(window) <= len(sound):
        return 0, 0.0
    energies = np.concatenate([[0.0], np.cumsum(np.square(sound, dtype=np.float64))])
    own = np.square(window, dtype=np.float64).sum() + 1e-9
    energy = np.maximum(energies[len(window) :] - energies[: -len(window)], own / 100)  # silence is like nothing
    fit = correlate(sound.astype(np.float64), window.astype(np.float64), "valid", method="fft") / np.sqrt(own * energy)
    return int(fit.argmax()), float(fit.max())


@contextmanager
def speaking(folder: Path, played: Path) -> Iterator[tuple[Microphone, Path]]:
    """A microphone of one's own into which somebody speaks, and what its witness writes."""
    folder.mkdir()
    with microphone(folder / "mic") as mic, (folder / "witness").open("wb") as out:
        command = ["parec", "--latency-msec=20", "--format=s16le", f"--rate={RATE}", "--channels=1", "--raw"]
        mic.playing.append(subprocess.Popen(command, env={**os.environ, **mic.env}, stdout=out))
        mic.play(played)
        yield mic, folder / "witness"


def heard(witness: Path, rate_hz: int) -> np.ndarray:
    return np.asarray(soxr.resample(np.fromfile(witness, "<i2") / np.float32(32_768), RATE, rate_hz))


class Recorder:
    """`saywell record` under way."""

    def __init__(self, env: dict[str, str], folder: Path, *options: str, home: Path | None = None) -> None:
        self.home, self.out, self._err = home or folder / "home", folder / "stdout", folder / "stderr"
        env = {**os.environ, **env, "SAYWELL_HOME": str(self.home)}
        with self.out.open("wb") as out, self._err.open("wb") as err:
            command = [*SAYWELL, "record", *options]
            self.process = subprocess.Popen(command, env=env, stdin=subprocess.DEVNULL, stdout=out, stderr=err)

    def began(self) -> Path:
        """Wait until the first block is on the disk; the file."""
        while self.process.poll() is None:
            for path in self.home.glob("data/recordings/*.wav"):
                if path.stat().st_size > 44:
                    return path
            time.sleep(0.002)
        sys.exit(f"saywell record left with {self.process.returncode}: {self.err}")

    def ends(self) -> int:
        with suppress(subprocess.TimeoutExpired):
            return self.process.wait(60)
        self.process.kill()
        return self.process.wait()

    @property
    def err(self) -> str:
        return " ".join(self._err.read_text().replace(str(self.home), "HOME").split()) or "-"

    def kept(self) -> tuple[str, np.ndarray, int]:
        """The folder in which what was said is now, its samples and their rate."""
        with ENVIRONMENT:
            os.environ["SAYWELL_HOME"] = str(self.home)
            paths = [take.path for take, _ in pending.left_behind()]
        paths += [*self.home.glob("data/audio/*.flac"), *self.home.glob("data/recordings/unusable/*.wav")]
        return (paths[0].parent.name, *soundfile.read(paths[0], dtype="float32")) if paths else ("", np.empty(0), RATE)


class Take(NamedTuple):
    """How a recording ended; seconds kept, missing at its end, missing in the middle (nan: nothing of it is there)."""

    where: str
    kept_s: float
    missing_s: float
    holes_s: float
    took_s: float
    code: int
    err: str


def take(
    folder: Path, played: Path, after_s: float, what: Callable[[Microphone, Recorder], object], home: Path | None = None
) -> Take:
    """Record until, after so long, something happens that ends it."""
    with speaking(folder, played) as (mic, witness):
        recorder = Recorder(mic.env, folder, "--no-transcribe", home=home)
        recorder.began()
        time.sleep(after_s)
        what(mic, recorder)
        until_s, began = witness.stat().st_size / (2 * RATE), time.monotonic()
        code = recorder.ends()
        took_s = time.monotonic() - began
    where, sound, rate_hz = recorder.kept()
    there, width = heard(witness, rate_hz), int(WINDOW_S * rate_hz)
    (first, fit), (last, last_fit) = find(sound[:width], there), find(sound[-width:], there)
    end = last + width if min(fit, last_fit) >= ALIKE else np.nan
    holes_s = (end - first - len(sound)) / rate_hz
    return Take(where, len(sound) / rate_hz, until_s - end / rate_hz, holes_s, took_s, code, recorder.err)


def lags(there: np.ndarray, recorded: np.ndarray, rate_hz: int) -> tuple[list[int], list[float]]:
    """For each tenth of a second with sound in it, how much later it is in the recording, in samples, and how alike."""
    width, near, last, found, fits = int(WINDOW_S * rate_hz), int(NEAR_S * rate_hz), 0, [], []
    for at in range(0, min(len(there), len(recorded)) - width, width):
        window, first = there[at : at + width], max(0, at + last - near)
        if np.abs(window).max() > NOISE:
            place, fit = find(window, recorded[first : at + last + near + width])
            last = first + place - at if fit >= ALIKE else last
            found.append(last)
            fits.append(fit)
    return found, fits


def minutes(folder: Path, length: float) -> None:
    memory = []
    with speaking(folder / "take", stimulus(folder / "played.wav", 60 * length)) as (mic, witness):
        recorder = Recorder(mic.env, folder / "take", "--no-transcribe", "--no-save", "--json")
        os.link(recorder.began(), folder / "kept.wav")  # --no-save deletes its own
        while mic.playing[-1].poll() is None:
            status = Path(f"/proc/{recorder.process.pid}/status").read_text()
            memory.append(round(int(status.split("VmRSS:")[1].split()[0]) / 1024, 1))
            time.sleep(LOOK_S)
        recorder.process.send_signal(signal.SIGINT)
        code = recorder.ends()
    recorded, rate_hz = soundfile.read(folder / "kept.wav", dtype="float32")
    there = heard(witness, rate_hz)
    begin, _ = find(recorded[:rate_hz], there[: 30 * rate_hz])
    found, fits = lags(there[begin:], recorded, rate_hz)
    jumps = [abs(jump) for jump in np.diff(found).tolist() if abs(jump) > rate_hz / 1000]
    rows = {
        "recorded, s": f"{len(recorded) / rate_hz:.2f} at {rate_hz} Hz",
        "tenths of a second found, of those with sound": f"{sum(fit >= ALIKE for fit in fits)} of {len(fits)}",
        "likeness, least and median": f"{min(fits):.3f}, {np.median(fits):.3f}",
        "lag, least and most, samples": f"{min(found)}, {max(found)}",
        "jumps in time of over 1 ms, samples in them": f"{len(jumps)}, {sum(jumps)}",
        "overflow flag": "too busy" in recorder.err,
        "MB after a minute, at the end, most": f"{memory[: int(60 / LOOK_S) + 1][-1]}, {memory[-1]}, {max(memory)}",
        "exit code, stderr": f"{code}, {recorder.err}",
    }
    table((f"{length:g} minutes", ""), rows.items())


def pace(folder: Path, count: float) -> None:
    def row(name: str) -> tuple[str, ...]:
        place, sample = folder / name, SAMPLES / f"{name}.wav"
        with microphone(place / "mic") as mic:
            recorder = Recorder(mic.env, place, *BUILT_IN, "--no-save", "--json")
            recorder.began()
            mic.play(sample).wait()
            time.sleep(0.5)
            recorder.process.send_signal(signal.SIGINT)
            recorder.ends()
        command = [*SAYWELL, "analyse", str(sample), *BUILT_IN, "--no-save", "--json"]
        outputs = subprocess.run(command, check=True, capture_output=True).stdout, recorder.out.read_bytes()
        of_file, of_take = (float(json.loads(output)["metrics"]["words_per_minute"]["value"]) for output in outputs)
        return name, f"{of_file:.1f}", f"{of_take:.1f}", f"{100 * (of_take / of_file - 1):+.1f} %"

    table(("sample", "words/min of the file", "through the microphone", "difference"), map(row, PACED[: int(count)]))


def kills(folder: Path, count: float) -> None:
    played = stimulus(folder / "played.wav", SPEAKS_S)
    moments = np.random.default_rng(1).uniform(0.5, 3.0, int(count)).tolist()

    def kill(k: int) -> Take:
        number = SIGNALS[k % len(SIGNALS)]
        return take(folder / str(k), played, moments[k], lambda _, recorder: recorder.process.send_signal(number))

    def row(name: str, some: list[Take]) -> tuple[object, ...]:
        good = [one for one in some if not np.isnan(one.missing_s)]
        missing, holes = [one.missing_s for one in good] or [np.nan], [abs(one.holes_s) for one in good] or [np.nan]
        seconds = float(np.median(missing)), max(missing), max(holes)
        ends = sorted({f"{one.code} {one.where}" for one in some})
        return name, f"{len(good)} of {len(some)}", *seconds, ", ".join(ends)

    with ThreadPoolExecutor(2) as pool:
        takes = list(pool.map(kill, range(len(moments))))
    rows = [row(number.name, takes[k :: len(SIGNALS)]) for k, number in enumerate(SIGNALS)]
    head = ("signal", "recoverable", "s missing, median", "worst", "worst hole", "exit code and folder")
    table(head, [*rows, row("all", takes)])


def failing(folder: Path, after_s: float) -> None:
    played = stimulus(folder / "played.wav", SPEAKS_S)
    ways = {"vanishes": Microphone.vanish, "suspended": Microphone.suspend, "freezes": Microphone.freeze}

    def row(name: str) -> tuple[object, ...]:
        return name, *take(folder / name, played, after_s, lambda mic, _: ways[name](mic))

    table(HEAD, map(row, ways))


def full_disk(folder: Path, size_kb: float) -> None:
    disk, mount = folder / "disk", ["mount", "-t", "tmpfs", "-o"]
    disk.mkdir()

    def fills(_: Microphone, recorder: Recorder) -> None:
        while os.statvfs(disk).f_bavail and recorder.process.poll() is None:
            time.sleep(0.002)

    if subprocess.run([*mount, f"size={size_kb:.0f}k", "tmpfs", disk], capture_output=True, check=False).returncode:
        print("\nThe full disk is left out: mounting a tmpfs is not permitted here.")
        return
    try:
        full = take(folder / "take", stimulus(folder / "played.wav", SPEAKS_S), 0, fills, disk)
        subprocess.run([*mount, f"remount,size={ROOM}", disk], check=True)
        recorder = Recorder({}, folder, "--recover", *BUILT_IN, home=disk)
        code, (where, sound, rate_hz) = recorder.ends(), recorder.kept()
        recovered = ("--recover", where, len(sound) / rate_hz, "", "", "", code, recorder.err)
        table(HEAD, [(f"disk of {size_kb:.0f} kB is full", *full), recovered])
    finally:
        subprocess.run(["umount", disk], check=True)


Work = tuple[Callable[[Path, float], None], int]
WORK: dict[str, Work] = {"minutes": (minutes, 10), "pace": (pace, 3), "kills": (kills, 50)}
WORK |= {"disk": (full_disk, 300), "failing": (failing, 8)}


def main() -> None:
    parser = argparse.ArgumentParser(description="Measure what saywell record loses.")
    for name, (_, usual) in WORK.items():
        parser.add_argument(f"--{name}", type=float, nargs="?", const=usual, metavar="N", help=f"usually {usual}")
    wanted = {name: value for name, value in vars(parser.parse_args()).items() if value}
    for name, value in (wanted or {name: usual for name, (_, usual) in WORK.items()}).items():
        with tempfile.TemporaryDirectory() as folder:
            os.environ["SAYWELL_HOME"] = folder
            WORK[name][0](Path(folder), value)


if __name__ == "__main__":
    main()
