"""Answers to measure again and again: real reading with real um and uh put in, and the spoken samples.

Sentences of one speaker are joined, their words timed (aligned.py). Real um
and uh of other speakers are put into the longest gaps between words, each in a little of the recording's own
background (so: semi-synthetic). The transcript leaves them out, as Whisper would.
"""

from __future__ import annotations

import random
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace
from pathlib import Path
from typing import Any

import numpy as np

from benchmarks.accuracy.common import ROOT, by_adults
from benchmarks.accuracy.joins import Piece, faded, joined, part, sentences
from benchmarks.accuracy.spoil import Condition, faster
from saywell import audio, features
from saywell.analyse import VERSION, Take, analyse
from saywell.config import Settings
from saywell.kinds import question
from saywell.model import GIVEN, SAMPLE_RATE_HZ, Quality, Report, Transcript, Word
from saywell.quality import judge
from saywell.transcribe import words_file

GIVEN_WORDS, AUDIO_ALONE = "given words", "audio alone"
SECONDS = 45.0
FLUENCY_SPEAKERS = 7
_BESIDE_S = 0.12
_TEMPO = 0.94, 1.06
_BELOW_SPEECH = 0.8


@dataclass(frozen=True, slots=True, eq=False)
class Answer:
    """What was said, before anything recorded it: samples at 16 kHz, and the words without um and uh."""

    name: str
    samples: np.ndarray
    words: tuple[Word, ...]

    def faster(self, times: float) -> Answer:
        """The same, said faster."""
        words = (replace(w, start_s=w.start_s / times, end_s=w.end_s / times) for w in self.words)
        return Answer(self.name, faster(self.samples, times), tuple(words))


def names(data: Path) -> list[tuple[str, str]]:
    """(collection, speaker or sample) of every answer, like ones beside each other: every other one is held back."""
    adults = list(by_adults(data, "fluency"))
    random.Random(0).shuffle(adults)
    samples = sorted((path.stem for path in (ROOT / "samples").glob("*.wav")), key=lambda name: name[::-1])
    return [
        *(("read", speaker) for speaker in by_adults(data, "read")),
        *(("fluency", speaker) for speaker in adults[:FLUENCY_SPEAKERS]),
        *(("samples", name) for name in samples),
    ]


def answer(data: Path, collection: str, name: str, *, seconds: float = SECONDS) -> Answer:
    """A spoken sample, or sentences of a speaker joined until they last so long."""
    if collection == "samples":
        path = ROOT / "samples" / f"{name}.wav"
        words = words_file.read(str(path.with_suffix(".json"))).words
        return Answer(f"sample {name}", audio.load(str(path))[1].samples, words)
    return Answer(f"{collection} {name}", *joined(_sentences(by_adults(data, collection)[name], seconds)))


def _sentences(rows: Sequence[dict[str, Any]], seconds: float) -> Iterator[Piece]:
    """Clips until they last so long, a full stop at the end of each."""
    length_s = 0.0
    for samples, words in sentences(rows):
        yield samples, [*words[:-1], replace(words[-1], text=f"{words[-1].text}.")]
        length_s += len(samples) / SAMPLE_RATE_HZ
        if length_s >= seconds:
            return


def with_fillers(said: Answer, fillers: Sequence[np.ndarray], count: int, *, of: int, seed: int = 0) -> Answer:
    """Put real um and uh into an answer.

    Args:
        said: the answer, none in it.
        fillers: to draw from, each a little faster or slower than it was.
        count: how many to put in,
        of: into so many of the longest gaps between words; the same ones, and fillers, whatever the count.
        seed: of the draw.
    """
    rng = random.Random(f"{said.name} {seed}")
    middles = [(a.end_s + b.start_s) / 2 for a, b in zip(said.words, said.words[1:], strict=False)]
    gaps = [b.start_s - a.end_s for a, b in zip(said.words, said.words[1:], strict=False)]
    places = sorted(range(len(gaps)), key=lambda k: -gaps[k])[:of]
    rng.shuffle(places)
    sounds = {k: at_level(rng.choice(fillers), said.samples, tempo=rng.uniform(*_TEMPO)) for k in places}
    background = _quietest(said.samples)
    pieces: list[Piece] = []
    done = 0
    for k in sorted(places[:count]):
        at = round(middles[k] * SAMPLE_RATE_HZ)
        pieces += [part((said.samples, said.words), done, at), (_laid(sounds[k], background), ())]
        done = at
    return Answer(said.name, *joined([*pieces, part((said.samples, said.words), done)]))


def at_level(filler: np.ndarray, samples: np.ndarray, *, tempo: float = 1.0) -> np.ndarray:
    """A filler at another tempo, a little softer than the loud half of the speech, its ends faded."""
    import soxr

    sound = soxr.resample(filler, SAMPLE_RATE_HZ * tempo, SAMPLE_RATE_HZ)
    loud = np.abs(samples) > np.percentile(np.abs(samples), 50)
    return faded(sound * (_BELOW_SPEECH * np.sqrt(np.mean(samples[loud] ** 2)) / np.sqrt(np.mean(sound**2))))


def _quietest(samples: np.ndarray) -> np.ndarray:
    """The quietest 0.12 s."""
    n = round(_BESIDE_S * SAMPLE_RATE_HZ)
    power = np.convolve(samples**2, np.ones(n), "valid")[::160]
    first = int(power.argmin()) * 160
    return samples[first : first + n]


def _laid(sound: np.ndarray, background: np.ndarray) -> np.ndarray:
    """The sound with background before, under and after it, turned round at each joint so that nothing clicks."""
    n = len(sound) + 2 * len(background)
    out = np.resize(np.concatenate([background, background[::-1]]), n).astype(np.float32)
    out[len(background) : len(background) + len(sound)] += sound
    return out


def take(said: Answer, condition: Condition) -> tuple[Take, Quality] | None:
    """Recorded so, and measured, the words given; None where the recording is refused."""
    sound = condition.record(said.samples)
    voice = features.hear(sound)
    quality = judge(sound, voice, said.name)
    if not quality.usable:
        return None
    given = Transcript(GIVEN, "", "en", said.words, None, True)
    measured = features.measure(sound, voice)
    if not measured.speech:
        return None
    asked = question(None, "behavioural")
    degraded = bool(quality.problems)
    return Take(sound.duration_s, measured, given, asked, exact_words=True, degraded=degraded), quality


def reports(taken: tuple[Take, Quality]) -> dict[str, Report]:
    """With the words given, and from audio alone."""
    with_words, quality = taken
    alone = replace(with_words, transcript=None, exact_words=False)
    return {GIVEN_WORDS: report(with_words, quality), AUDIO_ALONE: report(alone, quality)}


def report(take: Take, quality: Quality) -> Report:
    """What `measure_answer` would say of this take."""
    analysis = analyse(take, Settings())
    assert analysis is not None
    return Report(
        saywell_version="",
        analysis_version=VERSION,
        source=None,
        quality=quality,
        speech=analysis.speech,
        transcript=take.transcript,
        metrics=analysis.metrics,
        findings=(),
        structure=None,
        focus=None,
        question=take.question,
    )
