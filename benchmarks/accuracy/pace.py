"""Words a minute from given words: joins of real read speech whose answer lasts as long as their words do.

Each join is the aligned stretches of a speaker's utterances with silences of known length between them, digital
or in pink noise 20 dB under the speech. The true pace is the number of words over the true length; the product
gets the words with their times, and finds the answer's edges in the sound.
"""

from __future__ import annotations

import random
from collections.abc import Iterator
from pathlib import Path

import numpy as np

from benchmarks.accuracy.align import align
from benchmarks.accuracy.common import ROOT, bootstrap, manifest, table
from benchmarks.accuracy.retest import numbers
from benchmarks.accuracy.spoil import noise
from saywell import audio
from saywell.english import counts
from saywell.model import GIVEN, SAMPLE_RATE_HZ, Transcript, Word
from saywell.transcribe import words_file

JOIN_S = 40.0
SPEAKERS = 20
FLUENT = 7.5


def joins(data: Path) -> Iterator[tuple[np.ndarray, Transcript, float]]:
    """Sound, its words, and its true words a minute, a speaker each."""
    rng = random.Random(0)
    for name, most in (("read", None), ("fluency", SPEAKERS)):
        rows = [row for row in manifest(data, name) if row.get("adult", True) and row.get("fluency_mean", 10) >= FLUENT]
        speakers = sorted({row["speaker"] for row in rows})
        rng.shuffle(speakers)
        for speaker in speakers[:most]:
            parts, words, at_s = [_silence(rng.uniform(0.5, 2))], [], 0.0
            begins_s = at_s = len(parts[0]) / SAMPLE_RATE_HZ
            for row in rows:
                if row["speaker"] != speaker or at_s > JOIN_S:
                    continue
                samples = audio.load(row["file"])[1].samples
                if said := align(samples, row["text"]):
                    a, b = (round(t * SAMPLE_RATE_HZ) for t in (said[0].start_s, said[-1].end_s))
                    gap = _silence(rng.uniform(0.3, 1.2))
                    words += [
                        Word(w.text, at_s + w.start_s - said[0].start_s, at_s + w.end_s - said[0].start_s) for w in said
                    ]
                    ends_s = at_s + (b - a) / SAMPLE_RATE_HZ
                    parts += [samples[a:b], gap]
                    at_s = ends_s + len(gap) / SAMPLE_RATE_HZ
            if words:
                transcript = Transcript(GIVEN, "true", "en", tuple(words), None, True)
                yield np.concatenate(parts), transcript, sum(map(counts, words)) * 60 / (ends_s - begins_s)


def _silence(seconds: float) -> np.ndarray:
    return np.zeros(round(seconds * SAMPLE_RATE_HZ), np.float32)


def _error(samples: np.ndarray, words: Transcript, true: float) -> float:
    value = numbers(audio.from_samples(samples), words)[0]["words_per_minute"].value
    return abs(value - true) / true if value is not None else 1.0


def measure(data: Path) -> str:
    made = list(joins(data))
    hiss = noise(20, pink=True)
    errors = {
        "joins, clean": [_error(*join) for join in made],
        "joins, pink noise at 20 dB": [_error(hiss(samples), words, true) for samples, words, true in made],
    }
    errors["the repository's samples"] = []
    for path in sorted((ROOT / "samples").glob("*.wav")):
        words = words_file.read(str(path.with_suffix(".json")))
        length_s = words.words[-1].end_s - words.words[0].start_s
        true = sum(map(counts, words.words)) * 60 / length_s
        errors["the repository's samples"].append(_error(audio.load(str(path))[1].samples, words, true))
    rows = []
    for name, of in errors.items():
        low, high = bootstrap(of, lambda draw: float(np.mean(draw)))
        within = np.mean(np.array(of) <= 0.01)
        rows.append((name, len(of), f"{np.mean(of):.2%} ({low:.2%}-{high:.2%})", f"{max(of):.2%}", f"{within:.0%}"))
    return table(("words a minute, words given", "recordings", "mean error (95 %)", "worst", "within 1 %"), rows)
