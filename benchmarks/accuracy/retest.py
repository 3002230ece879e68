"""What measuring alone can change: the same speech, recorded differently, measured again.

Real read speech (one join of a minute per speaker) and the sample answers are changed as another
microphone, room, codec or distance would change them, and measured again; the words, where a metric needs
them, stay the same. Prints for every metric the 95th percentile of the absolute and the relative change over
the changes that leave the recording undegraded. `spread` in data/metrics.toml is taken from here.
"""

from __future__ import annotations

import random
from collections.abc import Callable, Iterator
from pathlib import Path

import numpy as np

from benchmarks.accuracy.common import ROOT, manifest, table
from benchmarks.accuracy.spoil import codec, microphone, noise, room
from saywell import audio, features
from saywell.analyse import Take, analyse
from saywell.config import Settings
from saywell.kinds import question
from saywell.metrics import catalogue
from saywell.model import Audio, Metric, Transcript
from saywell.quality import judge
from saywell.transcribe import words_file

SPEAKERS = 15
JOIN_S = 55.0


def recordings(data: Path) -> Iterator[tuple[str, np.ndarray, Transcript | None]]:
    for path in sorted((ROOT / "samples").glob("*.wav")):
        yield path.stem, audio.load(str(path))[1].samples, words_file.read(str(path.with_suffix(".json")))
    for name in ("read", "fluency"):
        rows = [row for row in manifest(data, name) if row.get("adult", True)]
        speakers = sorted({row["speaker"] for row in rows})
        random.Random(0).shuffle(speakers)
        for speaker in speakers[:SPEAKERS]:
            sounds, seconds = [], 0.0
            for row in rows:
                if row["speaker"] == speaker and seconds < JOIN_S:
                    sounds.append(audio.load(row["file"])[1].samples)
                    seconds += row["duration_s"]
            yield f"{name} {speaker}", np.concatenate(sounds), None


CHANGES: dict[str, Callable[[np.ndarray], np.ndarray]] = {
    "12 dB softer": lambda samples: samples * np.float32(0.25),
    "white noise at 25 dB": noise(25, pink=False),
    "pink noise at 20 dB": noise(20, pink=True),
    "small room": room(0.3),
    "headset microphone": microphone(150, 6500),
    "Opus at 24 kbit/s": codec("libopus", 24_000),
}


def numbers(sound: Audio, words: Transcript | None) -> tuple[dict[str, Metric], bool]:
    voice = features.hear(sound)
    quality = judge(sound, voice, "clip")
    take = Take(
        duration_s=sound.duration_s,
        features=features.measure(sound, voice),
        transcript=words,
        question=question(None, "behavioural"),
        exact_words=words is not None,
    )
    analysis = analyse(take, Settings())
    assert analysis is not None
    return analysis.metrics, bool(quality.problems) or not quality.usable


def measure(data: Path) -> str:
    absolute: dict[str, list[float]] = {name: [] for name in catalogue()}
    relative: dict[str, list[float]] = {name: [] for name in catalogue()}
    used = degraded = 0
    for _, samples, words in recordings(data):
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
    rows = [
        (
            name,
            len(absolute[name]),
            f"{np.percentile(absolute[name], 95):.3g}",
            f"{np.percentile(relative[name], 95):.1%}",
        )
        for name in catalogue()
        if absolute[name]
    ]
    head = f"{used} pairs; {degraded} left out because the change degraded the recording: {', '.join(CHANGES)}."
    return f"{head}\n\n" + table(("metric", "pairs", "absolute change, 95th percentile", "relative change"), rows)
