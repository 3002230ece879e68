#!/usr/bin/env python3
"""What measuring alone can change: the same speech, recorded differently, measured again.

    python benchmarks/retest.py [--data ../shared/data]

Real read speech (one join of a minute per speaker) and the sample answers are changed as another
microphone, room, codec or distance would change them, and measured again; the words, where a metric needs
them, stay the same. Prints for every metric the 95th percentile of the absolute and the relative change over
the changes that leave the recording undegraded. `spread` in data/metrics.toml is taken from here.
"""

from __future__ import annotations

import argparse
import io
import json
import random
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

import numpy as np

from saywell import audio
from saywell.analyse import Take, analyse
from saywell.config import Settings
from saywell.features import hear, measure
from saywell.kinds import question
from saywell.metrics import catalogue
from saywell.model import SAMPLE_RATE_HZ, Audio, Metric, Transcript
from saywell.quality import judge
from saywell.transcribe import words_file

ROOT = Path(__file__).resolve().parents[1]
SPEAKERS = 15
JOIN_S = 55.0


def recordings(data: Path) -> Iterator[tuple[str, np.ndarray, Transcript | None]]:
    for path in sorted((ROOT / "samples").glob("*.wav")):
        yield path.stem, audio.load(str(path))[1].samples, words_file.read(str(path.with_suffix(".json")))
    for name in ("read", "fluency"):
        manifest = data / name / "manifest.jsonl"
        if not manifest.exists():
            continue
        rows = [json.loads(line) for line in manifest.read_text().splitlines()]
        rows = [row for row in rows if row.get("adult", True)]
        speakers = sorted({row["speaker"] for row in rows})
        random.Random(0).shuffle(speakers)
        for speaker in speakers[:SPEAKERS]:
            sounds, seconds = [], 0.0
            for row in rows:
                if row["speaker"] == speaker and seconds < JOIN_S:
                    sounds.append(audio.load(str(data / name / row["path"]))[1].samples)
                    seconds += row["duration_s"]
            yield f"{name} {speaker}", np.concatenate(sounds), None


def noise(db: float, *, pink: bool) -> Callable[[np.ndarray], np.ndarray]:
    def add(samples: np.ndarray) -> np.ndarray:
        rng = np.random.default_rng(len(samples))
        spectrum = np.fft.rfft(rng.normal(0, 1, len(samples)))
        if pink:
            spectrum /= np.sqrt(np.maximum(np.arange(len(spectrum)), 10))
        hiss = np.fft.irfft(spectrum, len(samples))
        hiss *= 10 ** ((-20 - db) / 20) / hiss.std()  # speech is at -20 dBFS by the working level
        return np.asarray(samples + hiss, dtype=np.float32)

    return add


def room(reverberation_s: float) -> Callable[[np.ndarray], np.ndarray]:
    """A small room: direct sound and a decaying tail 12 dB under it."""

    def add(samples: np.ndarray) -> np.ndarray:
        rng = np.random.default_rng(1)
        n = int(reverberation_s * SAMPLE_RATE_HZ)
        tail = rng.normal(0, 1, n) * 10 ** (-3 * np.arange(n) / n)
        tail *= 10 ** (-12 / 20) / np.sqrt((tail**2).sum())
        tail[0] += 1.0
        return np.asarray(np.convolve(samples, tail)[: len(samples)], dtype=np.float32)

    return add


def microphone(low_hz: float, high_hz: float) -> Callable[[np.ndarray], np.ndarray]:
    from scipy.signal import butter, sosfilt

    sos = butter(2, [low_hz, high_hz], "bandpass", fs=SAMPLE_RATE_HZ, output="sos")
    return lambda samples: np.asarray(sosfilt(sos, samples), dtype=np.float32)


def codec(name: str, bit_rate: int) -> Callable[[np.ndarray], np.ndarray]:
    import av

    def through(samples: np.ndarray) -> np.ndarray:
        file = io.BytesIO()
        with av.open(file, "w", format="ogg") as container:
            stream: Any = container.add_stream(name, rate=16_000, layout="mono")
            stream.bit_rate = bit_rate
            frame = av.AudioFrame.from_ndarray(np.round(samples[None] * 32767).astype(np.int16), "s16", "mono")
            frame.sample_rate = SAMPLE_RATE_HZ
            for packet in [*stream.encode(frame), *stream.encode(None)]:
                container.mux(packet)
        file.seek(0)
        with av.open(file, "r") as container:
            decoded = np.concatenate([f.to_ndarray().mean(axis=0) for f in container.decode(audio=0)])
        import soxr

        return np.asarray(soxr.resample(decoded, 48_000, SAMPLE_RATE_HZ), dtype=np.float32)

    return through


CHANGES: dict[str, Callable[[np.ndarray], np.ndarray]] = {
    "12 dB softer": lambda samples: samples * np.float32(0.25),
    "white noise at 25 dB": noise(25, pink=False),
    "pink noise at 20 dB": noise(20, pink=True),
    "small room": room(0.3),
    "headset microphone": microphone(150, 6500),
    "Opus at 24 kbit/s": codec("libopus", 24_000),
}


def numbers(sound: Audio, words: Transcript | None) -> tuple[dict[str, Metric], bool]:
    voice = hear(sound)
    quality = judge(sound, voice, "clip")
    take = Take(
        duration_s=sound.duration_s,
        features=measure(sound, voice),
        transcript=words,
        question=question(None, "behavioural"),
        exact_words=words is not None,
    )
    analysis = analyse(take, Settings())
    assert analysis is not None
    return analysis.metrics, bool(quality.problems) or not quality.usable


def main() -> None:
    parser = argparse.ArgumentParser(description="Measure the spread that measuring alone brings.")
    parser.add_argument("--data", type=Path, default=ROOT.parent / "shared" / "data")
    options = parser.parse_args()
    absolute: dict[str, list[float]] = {name: [] for name in catalogue()}
    relative: dict[str, list[float]] = {name: [] for name in catalogue()}
    used = degraded = 0
    for _, samples, words in recordings(options.data):
        reference, _ = numbers(audio.from_samples(samples), words)
        for change in CHANGES.values():
            again, is_degraded = numbers(audio.from_samples(change(samples)), words)
            if is_degraded:
                degraded += 1
                continue
            used += 1
            for name, metric in again.items():
                before = reference[name].value
                if metric.value is not None and before is not None:
                    absolute[name].append(abs(metric.value - before))
                    relative[name].append(abs(metric.value - before) / abs(before) if before else 0.0)
    print(f"{used} pairs; {degraded} left out because the change degraded the recording: {', '.join(CHANGES)}.\n")
    print("| metric | pairs | absolute change, 95th percentile | relative change, 95th percentile |\n|---|---|---|---|")
    for name in catalogue():
        if absolute[name]:
            a, r = np.percentile(absolute[name], 95), np.percentile(relative[name], 95)
            print(f"| {name} | {len(absolute[name])} | {a:.3g} | {r:.1%} |")


if __name__ == "__main__":
    main()
