"""Pauses against silences of known place, spliced into real read speech.

Carriers are joins of a speaker's utterances. Their own silences are cut down to under 0.1 s, so that every
pause is one that was put in, at a word boundary; there the carrier's own silence is cut out altogether.
What is put in lasts 0.27 to 2.5 s, or 0.10 to 0.21 s where no pause may be found, and holds the room's own
tone (noise of the same spectrum and level), digital silence, or what the condition puts there.

A pause is found if both its edges lie within 0.15 s of those put in. Speakers and recorded noises of the
development half were looked at while the detector was written; the table is of the other half.
"""

from __future__ import annotations

import random
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import numpy as np
from numpy.random import Generator

from benchmarks.accuracy.common import bootstrap, by_adults, f1, manifest, table
from benchmarks.accuracy.joins import sentences
from benchmarks.accuracy.spoil import hiss, hum, in_room, mixed
from saywell import audio, features
from saywell.features.grid import HOP, mask, runs
from saywell.features.spectrum import mel_db
from saywell.features.speech import speech_spans
from saywell.features.voice import frame_levels
from saywell.model import FRAME_S, SAMPLE_RATE_HZ, SHORTEST_PAUSE_S, Span, Word, gaps, merge

JOIN_S = 40.0
FLUENT_SPEAKERS = 28
FEWEST_CLIPS = 4
CONTRAST_DB = 25.0
"""Between speech and room, so that a carrier's own silences can be seen."""
SILENT_BELOW = 0.3
LEAST_FRAMES = 5
OWN_SILENCE_S = 0.08
APART_S = 1.2
"""Speech between two silences put in, at least."""
EDGE_S = 0.15
SHARE_OF_DECOYS, SHARE_OF_DIGITAL = 0.2, 0.25

Counts = tuple[int, int, int]


@dataclass(frozen=True, slots=True, eq=False)
class Spliced:
    """A carrier with silences in it: true pauses, and all silences put in, decoys too."""

    name: str
    samples: np.ndarray
    pauses: tuple[Span, ...]
    silences: tuple[Span, ...]


@dataclass(frozen=True, slots=True, eq=False)
class Clip:
    """An utterance: per frame its level and whether it is silent, and the frames between its words."""

    speaker: str
    samples: np.ndarray
    level_db: np.ndarray
    silent: np.ndarray
    boundaries: list[int]


@dataclass(frozen=True, slots=True)
class Noises:
    """Recorded noises, room responses and taps on a table."""

    recorded: tuple[np.ndarray, ...]
    rooms: tuple[np.ndarray, ...]
    halls: tuple[np.ndarray, ...]
    taps: tuple[np.ndarray, ...]


# ---------------------------------------------------------------- carriers


def carriers(data: Path, *, held_out: bool) -> list[Spliced]:
    """The speakers of one half, each with silences put in."""
    chosen: list[list[Clip]] = []
    for name in ("read", "fluency"):
        rows = by_adults(data, name, fluent=True)
        names = list(rows)
        random.Random(0).shuffle(names)
        wanted = (
            names[held_out::2][: FLUENT_SPEAKERS // 2] if name == "fluency" else names[2:] if held_out else names[:2]
        )
        chosen += [_clips(speaker, rows[speaker]) for speaker in wanted]
    return [splice(clips, np.random.default_rng(k)) for k, clips in enumerate(chosen) if len(clips) >= FEWEST_CLIPS]


def _clips(speaker: str, rows: Sequence[dict[str, Any]]) -> list[Clip]:
    """Utterances of one speaker whose words could be aligned and whose room is quiet enough to see silence."""
    out: list[Clip] = []
    for samples, words in sentences(rows):
        level_db = _level_db(samples)
        if np.subtract(*np.percentile(level_db, [80, 5])) >= CONTRAST_DB:
            out.append(Clip(speaker, samples, level_db, _silent(level_db, words), _boundaries(level_db, words)))
        if sum(len(clip.samples) for clip in out) >= JOIN_S * SAMPLE_RATE_HZ:
            break
    return out


def splice(clips: Sequence[Clip], rng: Generator) -> Spliced:
    """One speaker's utterances with their own silences cut down, and silences of known length put in."""
    parts: list[np.ndarray] = []
    silences, pauses = [], []
    length = last = 0

    def add(part: np.ndarray) -> None:
        nonlocal length
        parts.append(part)
        length += len(part)

    for clip in clips:
        tone = _room_tone(clip)
        inner = np.flatnonzero(~clip.silent)
        at, end = int(inner[0]), int(inner[-1]) + 1
        own = [(a, b) for a, b in runs(clip.silent) if at < a and b < end]
        points = own + [(k, k) for k in clip.boundaries if at < k < end and not clip.silent[k]]
        for a, b in sorted(points):
            if a < at:
                continue
            add(clip.samples[at * HOP : a * HOP])
            at = b
            if b - a < 2 * LEAST_FRAMES and not any(abs(k - (a + b) / 2) < 8 for k in clip.boundaries):
                add(clip.samples[a * HOP : b * HOP])  # the closure of a plosive
            elif length - last < APART_S * SAMPLE_RATE_HZ:
                add(clip.samples[a * HOP : min(b, a + round(OWN_SILENCE_S / FRAME_S)) * HOP])
            else:
                decoy = rng.random() < SHARE_OF_DECOYS
                seconds = rng.uniform(0.10, 0.21) if decoy else 0.27 * (2.5 / 0.27) ** rng.random()
                n = round(seconds * SAMPLE_RATE_HZ)
                silences.append(Span(length / SAMPLE_RATE_HZ, (length + n) / SAMPLE_RATE_HZ))
                pauses += [] if decoy else silences[-1:]
                add(np.zeros(n, np.float32) if rng.random() < SHARE_OF_DIGITAL else tone(n, rng))
                last = length
        add(clip.samples[at * HOP : end * HOP])
    return Spliced(clips[0].speaker, np.concatenate(parts), tuple(pauses), tuple(silences))


def _level_db(samples: np.ndarray) -> np.ndarray:
    """Level of each frame, high frequencies lifted so that fricatives stand out."""
    return frame_levels(np.append(np.float32(0), np.diff(samples)))


def _silent(level_db: np.ndarray, words: Sequence[Word]) -> np.ndarray:
    """Frames of the carrier's own silence: outside every word, or near the floor but for blips under 0.05 s."""
    floor_db, speech_db = np.percentile(level_db, [5, 80])
    soft = level_db < floor_db + SILENT_BELOW * (speech_db - floor_db)
    for a, b in runs(~soft):
        soft[a:b] |= b - a < LEAST_FRAMES
    return np.asarray(soft | ~mask(merge(word.span for word in words), len(level_db)))


def _boundaries(level_db: np.ndarray, words: Sequence[Word]) -> list[int]:
    """The softest frame within 0.05 s of where one word ends and the next begins."""
    edges = [round(word.start_s / FRAME_S) for word in words[1:]]
    return [max(0, k - 5) + int(level_db[max(0, k - 5) : k + 6].argmin()) for k in edges if k < len(level_db)]


def _room_tone(clip: Clip) -> Callable[[int, Generator], np.ndarray]:
    """Noise with the spectrum and level of the clip's quietest tenth of a second."""
    at = int(np.convolve(clip.level_db, np.ones(10), "valid").argmin()) * HOP
    quiet = clip.samples[at : at + 10 * HOP]
    spectrum = np.abs(np.fft.rfft(quiet)) / np.sqrt(len(quiet))

    def make(n: int, rng: Generator) -> np.ndarray:
        shape = np.interp(np.linspace(0, 1, n // 2 + 1), np.linspace(0, 1, len(spectrum)), spectrum)
        return np.asarray(np.fft.irfft(np.fft.rfft(rng.normal(0, 1, n)) * shape, n), np.float32)

    return make


# ---------------------------------------------------------------- conditions


def load_noises(data: Path, held_out: bool) -> Noises:
    rows = manifest(data, "noise")
    sounds = {row["id"]: audio.load(row["file"])[1].samples for row in rows if row["kind"] in ("noise", "rir")}
    wanted = (
        (("noise2", "noise4", "noise5"), ("rir2", "impulse_response_0"), ("rir48000",), "chunk204")
        if held_out
        else (("noise1", "noise3"), ("rir1", "rir4"), ("stereo_impulse_response",), "chunk200")
    )
    return Noises(
        tuple(sounds[k] for k in wanted[0]),
        tuple(sounds[k] for k in wanted[1]),
        tuple(sounds[k] for k in wanted[2]),
        tuple(sound for name, sound in sounds.items() if wanted[3] in name),
    )


def _at_15_db(s: Spliced, under: np.ndarray) -> np.ndarray:
    """The noise lies 15 dB under the speech, its silences not counted."""
    share = 1 - sum(p.duration_s for p in s.silences) * SAMPLE_RATE_HZ / len(s.samples)
    return mixed(s.samples, under, 15 + 10 * np.log10(share))


def _clean(s: Spliced, rng: Generator, noises: Noises) -> np.ndarray:
    return s.samples


def _recorded(s: Spliced, rng: Generator, noises: Noises) -> np.ndarray:
    return _at_15_db(s, noises.recorded[rng.integers(len(noises.recorded))])


def _hiss(pink: bool) -> Callable[[Spliced, Generator, Noises], np.ndarray]:
    return lambda s, rng, noises: _at_15_db(s, hiss(len(s.samples), pink=pink))


def _room(s: Spliced, rng: Generator, noises: Noises) -> np.ndarray:
    return in_room(s.samples, noises.rooms[rng.integers(len(noises.rooms))])


def _hall(s: Spliced, rng: Generator, noises: Noises) -> np.ndarray:
    """More echo than direct sound, as no one practises in."""
    return in_room(s.samples, noises.halls[rng.integers(len(noises.halls))])


def _hum(s: Spliced, rng: Generator, noises: Noises) -> np.ndarray:
    """50 or 60 Hz and overtones, 25 dB under the speech."""
    return hum(float(rng.choice([50, 60])), 25)(s.samples)


def _keys(s: Spliced, rng: Generator, noises: Noises) -> np.ndarray:
    """A press and a release, three times a second, in every silence; every third a tap on the table."""
    out = s.samples.copy()
    peak = float(np.percentile(np.abs(out), 99))
    for span in s.silences:
        at_s = span.start_s + rng.uniform(0.03, 0.2)
        while at_s < span.end_s - 0.05:
            tap = noises.taps[0] if rng.random() < 0.33 else _click(rng)
            _put(out, tap * (peak * 10 ** (-rng.uniform(6, 20) / 20) / np.abs(tap).max()), at_s, span.end_s)
            at_s += rng.uniform(0.1, 0.5)
    return out


def _click(rng: Generator) -> np.ndarray:
    press, release = (rng.normal(0, 1, 400) * np.exp(-np.arange(400) / rng.uniform(30, 90)) for _ in range(2))
    return np.concatenate([press, np.zeros(int(rng.integers(400, 1400))), 0.4 * release])


def _breaths(s: Spliced, rng: Generator, noises: Noises) -> np.ndarray:
    """A breath of 0.2 to 0.4 s, 20 to 30 dB under the speech, somewhere in every silence of 0.4 s or more."""
    from scipy.signal import butter, sosfilt

    out = s.samples.copy()
    speech = np.sqrt(np.mean(out**2))
    for span in s.pauses:
        seconds = rng.uniform(0.2, 0.4)
        if span.duration_s >= seconds + 0.2:
            n = round(seconds * SAMPLE_RATE_HZ)
            centre = rng.uniform(900, 2500)
            sos = butter(1, [centre / 2, min(centre * 2.5, 7000)], "bandpass", fs=SAMPLE_RATE_HZ, output="sos")
            breath = sosfilt(sos, rng.normal(0, 1, n)) * np.sin(np.pi * (np.arange(n) + 0.5) / n) ** 0.7
            breath *= speech * 10 ** (-rng.uniform(20, 30) / 20) / breath.std()
            _put(out, breath, rng.uniform(span.start_s + 0.05, span.end_s - seconds - 0.05), span.end_s)
    return out


def _put(out: np.ndarray, sound: np.ndarray, at_s: float, before_s: float) -> None:
    at = round(at_s * SAMPLE_RATE_HZ)
    n = min(len(sound), round(before_s * SAMPLE_RATE_HZ) - at)
    out[at : at + n] += sound[:n].astype(np.float32)


def _softer(s: Spliced, rng: Generator, noises: Noises) -> np.ndarray:
    """12 dB softer from the middle on, the room's hiss (30 dB under the speech) as before."""
    out = s.samples.copy()
    out[len(out) // 2 :] *= 0.25
    return np.asarray(out + mixed(s.samples, hiss(len(out), pink=True), 30) - s.samples, np.float32)


def _rising(s: Spliced, rng: Generator, noises: Noises) -> np.ndarray:
    """Pink noise that rises from 35 to 15 dB under the speech within ten seconds, and stays."""
    seconds = np.arange(len(s.samples)) / SAMPLE_RATE_HZ
    begin = seconds[-1] / 3
    gain_db = np.interp(seconds, [begin, begin + 10], [-20, 0])
    loud = _at_15_db(s, hiss(len(s.samples), pink=True)) - s.samples
    return np.asarray(s.samples + loud * 10 ** (gain_db / 20), np.float32)


CONDITIONS: dict[str, Callable[[Spliced, Generator, Noises], np.ndarray]] = {
    "clean": _clean,
    "white noise, 15 dB": _hiss(pink=False),
    "pink noise, 15 dB": _hiss(pink=True),
    "recorded noise, 15 dB": _recorded,
    "noise rising from 35 to 15 dB": _rising,
    "hum, 25 dB": _hum,
    "keys and taps in the silences": _keys,
    "a breath in each silence": _breaths,
    "12 dB softer half way": _softer,
    "a room": _room,
    "a hall": _hall,
}


# ---------------------------------------------------------------- scores


def found(samples: np.ndarray) -> tuple[Span, ...]:
    loaded = audio.from_samples(samples)
    return tuple(
        gap
        for gap in gaps(speech_spans(mel_db(loaded.samples), features.hear(loaded)))
        if gap.duration_s >= SHORTEST_PAUSE_S
    )


def compare(detected: Sequence[Span], true: Sequence[Span]) -> tuple[Counts, list[float]]:
    """(hits, detections, true pauses), and the signed errors in s of the edges of what overlaps."""
    free, hits = list(true), 0
    errors: list[float] = []
    for span in detected:
        best = max(free, key=lambda t: min(t.end_s, span.end_s) - max(t.start_s, span.start_s), default=None)
        if best is None or not best & span:
            continue
        free.remove(best)
        edges = span.start_s - best.start_s, span.end_s - best.end_s
        errors += edges
        hits += max(map(abs, edges)) <= EDGE_S
    return (hits, len(detected), len(true)), errors


def results(data: Path, *, held_out: bool) -> dict[str, list[tuple[Counts, list[float]]]]:
    """Per condition, for each speaker: counts and errors of the edges."""
    noises = load_noises(data, held_out)
    out: dict[str, list[tuple[Counts, list[float]]]] = {name: [] for name in CONDITIONS}
    for k, carrier in enumerate(carriers(data, held_out=held_out)):
        for name, spoil in CONDITIONS.items():
            samples = spoil(carrier, np.random.default_rng(1000 + k), noises)
            out[name].append(compare(found(samples), carrier.pauses))
    return out


def median_error_s(part: Sequence[tuple[Counts, list[float]]]) -> float:
    return float(np.median(np.abs([e for _, errors in part for e in errors])))


def measure(data: Path) -> str:
    every = results(data, held_out=True)
    rows = []
    for name, part in every.items():
        low, high = bootstrap(part, lambda draw: f1([counts for counts, _ in draw]))
        early, late = bootstrap(part, median_error_s)
        errors = np.abs([e for _, found_errors in part for e in found_errors])
        counts = [c for c, _ in part]
        hits, detected, true = (sum(column) for column in zip(*counts, strict=True))
        rows.append(
            (
                name,
                f"{f1(counts):.3f} ({low:.3f}-{high:.3f})",
                f"{hits / detected:.3f}",
                f"{hits / true:.3f}",
                f"{1000 * median_error_s(part):.0f} ms ({1000 * early:.0f}-{1000 * late:.0f})",
                f"{1000 * np.percentile(errors, 90):.0f} ms",
            )
        )
    true = sum(counts[2] for counts, _ in every["clean"])
    head = f"{len(every['clean'])} speakers on whom nothing was tuned, {true} pauses in each condition."
    return f"{head}\n\n" + table(("condition", "F1 (95 %)", "precision", "recall", "median edge (95 %)", "90 %"), rows)
