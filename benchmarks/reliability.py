#!/usr/bin/env python3
"""When can a recogniser's words be trusted? Fits its threshold on labelled clips and prints them.

    python benchmarks/reliability.py [--engine pocketsphinx] [--data ../shared/data] [--seed 11]

Clips: real read speech joined to about 60 s (if the data is there), and synthetic answers in ten voices. For each: mean
word probability, word error rate, error of the number of words, and syllables of the words over syllable
nuclei. Words are worth trusting where no more than 30 % of them are wrong; the threshold printed is the mean
probability that parts such clips from the rest with the fewest mistakes. The number of words is worth keeping where
it is within 12 %; the share of clips so told by the syllables is printed too.
"""

from __future__ import annotations

import argparse
import json
import random
import tempfile
from collections.abc import Iterator
from dataclasses import dataclass
from itertools import pairwise
from pathlib import Path

import numpy as np

from benchmarks.samples import edits, folders
from saywell import audio
from saywell.english import counts, syllables
from saywell.features import hear, measure
from saywell.model import Audio, Word
from saywell.transcribe import complete, recognise
from saywell.transcribe.engine import Engine
from saywell.transcribe.sphinx import Sphinx
from saywell.transcribe.whisper import Whisper

VOICES = [
    *("flite:slt", "flite:rms", "flite:awb", "flite:kal16", "flite:kal"),
    *("espeak:en-us", "espeak:en-gb", "espeak:en-us+f2", "espeak:en-gb+klatt2", "espeak:en-gb-scotland"),
]
TRUSTED_WER, KEPT_COUNT = 0.30, 0.12
JOIN_S, JOINS_PER_SPEAKER = 55.0, 4


@dataclass(frozen=True)
class Clip:
    """A recording and the words that were said in it, without um and uh."""

    name: str
    sound: Audio
    words: list[str]


@dataclass(frozen=True)
class Point:
    """What the recogniser made of a clip."""

    name: str
    probability: float
    wer: float
    count_error: float
    said_per_nucleus: float


def real(data: Path) -> Iterator[Clip]:
    """Read sentences of one speaker, in random order, joined until they last about a minute."""
    manifest = data / "read" / "manifest.jsonl"
    if not manifest.exists():
        return
    rows = [json.loads(line) for line in manifest.read_text().splitlines()]
    draw = random.Random(0)
    for speaker in sorted({row["speaker"] for row in rows}):
        own = [row for row in rows if row["speaker"] == speaker]
        for k in range(JOINS_PER_SPEAKER):
            draw.shuffle(own)
            sounds, words, seconds = [], [], 0.0
            for row in own:
                if seconds >= JOIN_S:
                    break
                sounds.append(audio.load(str(data / "read" / row["path"]))[1].samples)
                words += row["text"].split()
                seconds += row["duration_s"]
            yield Clip(f"read {speaker} {k}", audio.from_samples(np.concatenate(sounds)), words)


def synthetic(seed: int, work: Path) -> Iterator[Clip]:
    for voice, places in folders([seed], VOICES, work).items():
        for path in sorted(path for place in places for path in place.glob("*.wav")):
            truth = json.loads(path.with_suffix(".json").read_text())
            said = [Word(w["text"], w["start_s"], w["end_s"]) for w in truth["words"]]
            yield Clip(f"{voice} {path.stem}", audio.load(str(path))[1], [w.bare for w in said if counts(w)])


def point(clip: Clip, engine: Engine) -> Point:
    voice = hear(clip.sound)
    features = measure(clip.sound, voice)
    transcript = complete(recognise(clip.sound, voice, engine), clip.sound, features, engine)
    got = [word.bare for word in transcript.words if counts(word)]
    return Point(
        clip.name,
        transcript.mean_probability or 0.0,
        edits(clip.words, got) / len(clip.words),
        len(got) / len(clip.words) - 1,
        sum(map(syllables, got)) / max(1, len(features.nuclei_s)),
    )


def threshold(points: list[Point]) -> tuple[float, int]:
    """The mean probability that tells trusted clips from the others, and how many it tells wrongly."""
    values = sorted(p.probability for p in points)
    cuts = [0.0, *((a + b) / 2 for a, b in pairwise(values)), 1.0]
    wrong = [sum((p.probability >= cut) != (p.wer <= TRUSTED_WER) for p in points) for cut in cuts]
    best = [cut for cut, n in zip(cuts, wrong, strict=True) if n == min(wrong)]
    return best[len(best) // 2], min(wrong)


def main() -> None:
    parser = argparse.ArgumentParser(description="Fit the reliability threshold of a recogniser.")
    parser.add_argument("--engine", default="pocketsphinx", help="pocketsphinx or a Whisper model folder")
    parser.add_argument("--data", type=Path, default=Path(__file__).resolve().parents[2] / "shared" / "data")
    parser.add_argument("--seed", type=int, default=11)
    options = parser.parse_args()
    engine: Engine = Sphinx() if options.engine == "pocketsphinx" else Whisper(Path(options.engine), options.engine)
    print("| clip | mean probability | WER | error of the count | syllables per nucleus |\n|---|---|---|---|---|")
    points = []
    with tempfile.TemporaryDirectory() as work:
        for clip in (*real(options.data), *synthetic(options.seed, Path(work))):
            p = point(clip, engine)
            points.append(p)
            print(
                f"| {p.name} | {p.probability:.2f} | {p.wer:.0%} | {p.count_error:+.0%} | {p.said_per_nucleus:.2f} |",
                flush=True,
            )
    engine.close()
    cut, wrong = threshold(points)
    trusted = [p for p in points if p.wer <= TRUSTED_WER]
    print(f"\n{len(points)} clips, {len(trusted)} of them with a word error rate of {TRUSTED_WER:.0%} or less.")
    print(f"Threshold: {cut:.2f}; it tells {wrong} wrongly. In use: {engine.least_probability:.2f}.")
    fits = [p for p in points if 0.84 <= p.said_per_nucleus <= 1.30]
    good = [p for p in fits if abs(p.count_error) <= KEPT_COUNT]
    spoken = [p for p in points if p.name.startswith("read ")]
    print(f"The syllables keep the count of {len(fits)} clips; in {len(good)} it is within {KEPT_COUNT:.0%}.")
    if spoken:
        kept = [p for p in spoken if p in fits]
        close = [p for p in kept if abs(p.count_error) <= 0.10]
        print(f"Read speech: {len(kept)} of {len(spoken)} kept, {len(close)} of them within 10 %.")


if __name__ == "__main__":
    main()
