"""Answers to measure again and again: real reading with real um and uh put in, and the spoken samples.

Sentences of one speaker are joined; their words are timed by PocketSphinx, which is told what was said. Real um
and uh of other speakers are put into the longest gaps between words, each in a little of the recording's own
background (so: semi-synthetic). The transcript leaves them out, as Whisper would.
"""

from __future__ import annotations

import random
import re
from collections.abc import Sequence
from dataclasses import dataclass, replace
from functools import lru_cache
from pathlib import Path

import numpy as np

from benchmarks.accuracy.common import ROOT, manifest
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
_BESIDE_S, _FADE_S = 0.12, 0.01
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
    adults = sorted({row["speaker"] for row in manifest(data, "fluency") if row["adult"]})
    random.Random(0).shuffle(adults)
    readers = sorted({row["speaker"] for row in manifest(data, "read")})
    samples = sorted((path.stem for path in (ROOT / "samples").glob("*.wav")), key=lambda name: name[::-1])
    return [
        *(("read", speaker) for speaker in readers),
        *(("fluency", speaker) for speaker in adults[:FLUENCY_SPEAKERS]),
        *(("samples", name) for name in samples),
    ]


def answer(data: Path, collection: str, name: str, *, seconds: float = SECONDS) -> Answer:
    """A spoken sample, or sentences of a speaker joined until they last so long."""
    if collection == "samples":
        path = ROOT / "samples" / f"{name}.wav"
        words = words_file.read(str(path.with_suffix(".json"))).words
        return Answer(f"sample {name}", audio.load(str(path))[1].samples, words)
    sounds: list[np.ndarray] = []
    words_so_far: list[Word] = []
    at_s = 0.0
    for row in manifest(data, collection):
        if row["speaker"] != name or at_s >= seconds:
            continue
        samples = audio.load(row["file"])[1].samples
        said = timed(samples, row["text"])
        if said:
            words_so_far += [replace(w, start_s=w.start_s + at_s, end_s=w.end_s + at_s) for w in said]
            sounds.append(samples)
            at_s += len(samples) / SAMPLE_RATE_HZ
    return Answer(f"{collection} {name}", np.concatenate(sounds), tuple(words_so_far))


def timed(samples: np.ndarray, text: str) -> list[Word]:
    """The words of a sentence with their times, a full stop at its end; empty if PocketSphinx lacks one of them."""
    decoder = _aligner()
    bare = [word for word in re.sub(r"[^a-z' ]", " ", text.lower()).split() if word.strip("'")]
    if not bare or any(decoder.lookup_word(word) is None for word in bare):
        return []
    loud = np.clip(samples / max(float(np.abs(samples).max()), 1e-6), -1, 1)
    decoder.set_align_text(" ".join(bare))
    decoder.start_utt()
    decoder.process_raw((loud * 32000).astype(np.int16).tobytes(), full_utt=True)
    decoder.end_utt()
    found = [seg for seg in decoder.seg() or () if not seg.word.startswith("<")]
    if len(found) != len(bare):
        return []
    ends = [""] * (len(bare) - 1) + ["."]
    return [
        Word(word + end, seg.start_frame / 100, (seg.end_frame + 1) / 100)
        for word, end, seg in zip(bare, ends, found, strict=True)
    ]


@lru_cache(maxsize=1)
def _aligner():  # type: ignore[no-untyped-def]  # pocketsphinx has no types
    import pocketsphinx

    return pocketsphinx.Decoder(samprate=SAMPLE_RATE_HZ, bestpath=False, lm=None, loglevel="FATAL")


@lru_cache(maxsize=1)
def real_fillers(data: Path) -> tuple[np.ndarray, ...]:
    """Every um and uh of real spontaneous speech that stands clear, cut out."""
    cuts = [(row["file"], a, b) for row in manifest(data, "fillers") for a, b, _ in row.get("filler_times") or ()]
    for row in manifest(data, "meetings"):
        for (a, b, _), info in zip(row["fillers"], row["filler_info"], strict=True):
            if info["kind"] == "filled_pause" and not info["overlapped"] and not info["end_doubtful"]:
                cuts.append((row["file"], a, b))
    sounds = {file: audio.load(file)[1].samples for file, _, _ in cuts}
    return tuple(sounds[file][round(a * SAMPLE_RATE_HZ) : round(b * SAMPLE_RATE_HZ)] for file, a, b in cuts)


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
    sounds = {k: _fitted(rng.choice(fillers), rng.uniform(*_TEMPO), said.samples) for k in places}
    background = _quietest(said.samples)
    out: list[np.ndarray] = []
    words = [said.words[0]]
    done, shift_s = 0, 0.0
    for k, middle_s in enumerate(middles):
        if k in places[:count]:
            at = round(middle_s * SAMPLE_RATE_HZ)
            inserted = _laid(sounds[k], background)
            out += [said.samples[done:at], inserted]
            done, shift_s = at, shift_s + len(inserted) / SAMPLE_RATE_HZ
        word = said.words[k + 1]
        words.append(replace(word, start_s=word.start_s + shift_s, end_s=word.end_s + shift_s))
    return Answer(said.name, np.concatenate([*out, said.samples[done:]]), tuple(words))


def _fitted(filler: np.ndarray, tempo: float, samples: np.ndarray) -> np.ndarray:
    """A filler at another tempo, a little softer than the loud half of the speech, its ends faded."""
    import soxr

    sound = soxr.resample(filler, SAMPLE_RATE_HZ * tempo, SAMPLE_RATE_HZ)
    loud = np.abs(samples) > np.percentile(np.abs(samples), 50)
    sound = sound * (_BELOW_SPEECH * np.sqrt(np.mean(samples[loud] ** 2)) / np.sqrt(np.mean(sound**2)))
    fade = np.minimum(1, np.arange(len(sound)) / (_FADE_S * SAMPLE_RATE_HZ))
    return np.asarray(sound * fade * fade[::-1], dtype=np.float32)


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
