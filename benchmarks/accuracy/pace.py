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

from benchmarks.accuracy import answers
from benchmarks.accuracy.answers import Answer
from benchmarks.accuracy.common import ROOT, bootstrap, by_adults, table
from benchmarks.accuracy.joins import Piece, joined, part, sentences
from benchmarks.accuracy.spoil import Change, Condition, noise
from saywell.english import counts
from saywell.model import SAMPLE_RATE_HZ

JOIN_S = 40.0
SPEAKERS = 20


def joins(data: Path) -> Iterator[tuple[Answer, float]]:
    """A speaker each, and the true words a minute."""
    rng = random.Random(0)
    for name, most in (("read", None), ("fluency", SPEAKERS)):
        speakers = list(by_adults(data, name, fluent=True).items())
        rng.shuffle(speakers)
        for speaker, rows in speakers[:most]:
            pieces = [_silence(rng.uniform(0.5, 2))]
            for samples, words in sentences(rows):
                edges = (round(t * SAMPLE_RATE_HZ) for t in (words[0].start_s, words[-1].end_s))
                pieces += [part((samples, words), *edges), _silence(rng.uniform(0.3, 1.2))]
                if sum(len(piece) for piece, _ in pieces) > JOIN_S * SAMPLE_RATE_HZ:
                    break
            if len(pieces) > 1:
                answer = Answer(f"{name} {speaker}", *joined(pieces))
                said_s = sum(len(piece) for piece, _ in pieces[1:-1]) / SAMPLE_RATE_HZ
                yield answer, sum(map(counts, answer.words)) * 60 / said_s


def _silence(seconds: float) -> Piece:
    return np.zeros(round(seconds * SAMPLE_RATE_HZ), np.float32), ()


def _as_it_is(samples: np.ndarray) -> np.ndarray:
    return samples


def _error(answer: Answer, true: float, change: Change) -> float:
    taken = answers.take(answer, Condition(change))
    value = answers.report(*taken).metrics["words_per_minute"].value if taken else None
    return abs(value - true) / true if value is not None else 1.0


def measure(data: Path) -> str:
    made = list(joins(data))
    samples = [answers.answer(data, "samples", path.stem) for path in sorted((ROOT / "samples").glob("*.wav"))]
    timed = [
        (answer, sum(map(counts, answer.words)) * 60 / (answer.words[-1].end_s - answer.words[0].start_s))
        for answer in samples
    ]
    errors = {
        "joins, clean": [_error(*join, _as_it_is) for join in made],
        "joins, pink noise at 20 dB": [_error(*join, noise(20, pink=True)) for join in made],
        "the repository's samples": [_error(*join, _as_it_is) for join in timed],
    }
    rows = []
    for name, of in errors.items():
        low, high = bootstrap(of, lambda draw: float(np.mean(draw)))
        within = np.mean(np.array(of) <= 0.01)
        rows.append((name, len(of), f"{np.mean(of):.2%} ({low:.2%}-{high:.2%})", f"{max(of):.2%}", f"{within:.0%}"))
    return table(("words a minute, words given", "recordings", "mean error (95 %)", "worst", "within 1 %"), rows)
