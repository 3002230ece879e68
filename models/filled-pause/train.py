#!/usr/bin/env python3
"""Train the small network of features/hesitation.py, without a single real "um".

    python -m models.filled-pause.train --data DIR [--work build/filled-pause]

Real fillers are too few to learn from: a network that has heard one speaker's finds no other's. But what makes a
filler is known, a vowel from the middle of the mouth that is held, perhaps into a nasal, and everybody's reading is
full of such vowels. So they are made, from fluency/ (speechocean762, 125 speakers, texts aligned here by
pocketsphinx): a vowel of "come" or "bird" is held for 0.13 to 0.75 s, with the wander of pitch and spectrum that a
held voice has, perhaps an "m" of the same speaker after it, put between two words, with a pause or without. Other
phones held in the same way ("ee", "oh", "sss") are the counterexamples, so that it can't learn the making. All of it
on mel spectra, where rooms and noise can be added too. So that synthetic voices are not deaf spots, answers spoken by
flite and espeak-ng (samples/make.py) are in it with their ums. Every real filler is left for benchmarks/accuracy.

Measuring and aligning the 2,500 clips takes a quarter of an hour and is kept in the work folder; the rest some minutes.
"""

from __future__ import annotations

import argparse
import json
import pickle
import subprocess
import sys
import warnings
from collections.abc import Sequence
from concurrent.futures import ProcessPoolExecutor
from dataclasses import dataclass, replace
from itertools import product
from pathlib import Path
from typing import Any

import numpy as np
from benchmarks.accuracy.aligned import Phone, align
from benchmarks.accuracy.common import manifest

from saywell import audio
from saywell.features import hesitation, phones, pitch, spectrum
from saywell.features.grid import mask
from saywell.features.speech import speech_spans
from saywell.features.voice import NOT_VOICE, Voice, hear, track_levels
from saywell.model import FRAME_S, Span, merge

ROOT = Path(__file__).resolve().parents[2]
HELD = {"AH": 0.40, "ER": 0.15, "EH": 0.15, "AE": 0.14, "AA": 0.08, "UH": 0.05, "IH": 0.03}
"""How often each vowel is the one held: what um, uh, er and eh are said with."""
OTHERS = ["IY", "IH", "UW", "OW", "AO", "EY", "AY", "L", "R", "NG", "AW", "Z", "S", "UH", "W", "Y", "V"]
FILLERS_EACH, OTHERS_EACH = 3, 2
SYNTHETIC = (
    *("flite:slt", "flite:rms", "flite:awb", "flite:kal16", "flite:kal"),
    *("espeak:en-us", "espeak:en-gb+f3", "espeak:en-us+m3", "espeak:en-gb-scotland"),
)
SYNTHETIC_SEEDS = 101, 102
HIDDEN = 64
EPOCHS = 12
KEPT_FILLER, KEPT_OTHER = 0.4, 0.3
"""Shares of the frames to learn from: neighbours hardly differ. The few synthetic fillers are kept whole."""
_ENOUGH_QUIET = 10


@dataclass(frozen=True)
class Clip:
    """A clip as it was measured, frame by frame, with its phones."""

    mel_db: np.ndarray
    pitch_hz: np.ndarray
    voicing: np.ndarray
    voice: Voice
    words: tuple[tuple[int, int], ...] = ()
    phones: tuple[Phone, ...] = ()
    fillers: tuple[tuple[int, int], ...] = ()


def measured(row: dict[str, Any]) -> Clip | None:
    samples = audio.load(row["file"])[1].samples
    words = align(samples, row["text"])
    if words is None:
        return None
    voice, mel_db = hear(audio.from_samples(samples)), spectrum.mel_db(samples)
    known = tuple(p for word in words for p in word.phones)
    return Clip(mel_db, *pitch.track(samples), voice, tuple((w.first, w.end) for w in words), known)


def clips(data: Path, work: Path) -> list[Clip]:
    kept = work / "clips.pickle"
    if not kept.exists():
        work.mkdir(parents=True, exist_ok=True)
        with ProcessPoolExecutor() as pool:
            found = [clip for clip in pool.map(measured, manifest(data, "fluency"), chunksize=8) if clip]
        kept.write_bytes(pickle.dumps(found))
    return list(pickle.loads(kept.read_bytes()))


def spoken(path: Path) -> Clip:
    """A synthetic answer, with the fillers that were put into it."""
    samples = audio.load(str(path))[1].samples
    known = json.loads(path.with_suffix(".json").read_text("utf-8"))["fillers"]
    fillers = tuple((round(f["start_s"] / FRAME_S), round(f["end_s"] / FRAME_S)) for f in known)
    voice = hear(audio.from_samples(samples))
    return Clip(spectrum.mel_db(samples), *pitch.track(samples), voice, fillers=fillers)


def synthetic(work: Path) -> list[Clip]:
    paths = []
    for voice, seed in product(SYNTHETIC, SYNTHETIC_SEEDS):
        folder = work / f"{voice.replace(':', '-')}-{seed}"
        if not folder.exists():
            command = [sys.executable, str(ROOT / "samples/make.py"), "--seed", str(seed), "--voice", voice]
            subprocess.run([*command, "--out", str(folder)], check=True, stdout=subprocess.DEVNULL)
        paths += sorted(folder.glob("*.wav"))
    with ProcessPoolExecutor() as pool:
        return list(pool.map(spoken, paths, chunksize=4))


def held(rng: np.random.Generator, values: np.ndarray, frames: int) -> np.ndarray:
    """The middle of a phone, shape (bands, n), wandered to and fro in for as many frames."""
    n = values.shape[-1]
    first = int(0.2 * n)
    width = max(first + 1, int(0.8 * n)) - first
    path = np.interp(np.linspace(0, 1, frames), np.linspace(0, 1, 6), rng.random(6)) * width + first
    path = np.clip(path, 0, n - 1)
    lower = np.floor(path).astype(int)
    share = path - lower
    return np.asarray(values[..., lower] * (1 - share) + values[..., np.minimum(lower + 1, n - 1)] * share)


def with_held(clip: Clip, rng: np.random.Generator, *, filler: bool) -> Clip | None:
    """The clip with a held phone between two of its words."""

    def phone(names: Sequence[str], least: int) -> slice | None:
        known = [p for p in clip.phones if p.name in names and least <= p.frames <= 30]
        return slice((p := known[rng.integers(len(known))]).first, p.end) if known else None

    name = rng.choice(list(HELD), p=list(HELD.values())) if filler else OTHERS[rng.integers(len(OTHERS))]
    source = phone([name], 5)
    if source is None:
        return None
    parts = [(source, int(rng.integers(13, 75)))]
    nasal = phone(["M"], 4) or phone(["N"], 4)
    if nasal and rng.random() < 0.5:
        parts = [(source, int(rng.integers(8, 40))), (nasal, int(rng.integers(8, 45)))]
    frames = sum(n for _, n in parts)
    spectra = [held(rng, clip.mel_db[:, where], n) for where, n in parts]
    between = phone(["AH", "EH", "ER", "AE", "UH", "AA"], 5)
    if filler and between and rng.random() < 0.5:  # a vowel between two
        share = rng.uniform(0.2, 0.8)
        spectra[0] = (1 - share) * spectra[0] + share * held(rng, clip.mel_db[:, between], parts[0][1])
    mel_db = np.concatenate(spectra, axis=1)
    level_db = np.concatenate([held(rng, clip.voice.level_db[None, where], n)[0] for where, n in parts])
    if len(parts) == 2:
        mel_db = _smooth(mel_db, 7)

    edge = min(6, frames // 4)
    shape_db = np.linspace(0, -rng.uniform(0, 8), frames)
    shape_db[:edge] += np.linspace(-15, 0, edge)
    shape_db[-edge:] += np.linspace(0, -15, edge)
    shape_db += rng.uniform(-9, 1) - (np.percentile(level_db, 80) - np.median(clip.voice.speech_db))
    quiet = np.flatnonzero(clip.voice.probability < NOT_VOICE)
    room = len(quiet) > _ENOUGH_QUIET
    floor_db = np.median(clip.mel_db[:, quiet], axis=1, keepdims=True) if room else mel_db.min()
    mel_db = np.maximum(mel_db + shape_db + _flicker(rng, frames), floor_db)

    voiced = clip.voicing > pitch.VOICED
    usual_hz = float(np.median(clip.pitch_hz[voiced])) if voiced.any() else 150.0
    wander = np.cumsum(rng.normal(0, 0.04, frames)) - np.linspace(0, rng.uniform(-0.5, 2), frames)
    pitch_hz = usual_hz * 2 ** ((wander - rng.uniform(0, 5)) / 12)
    creaks = rng.random() < 0.15
    voicing = np.clip(rng.normal(0.2, 0.2, frames), 0, 1) if creaks else np.full(frames, 0.95)

    pieces = [(mel_db, level_db + shape_db, pitch_hz, voicing, np.full(frames, 0.8))]
    at = int(np.asarray(clip.words[rng.integers(len(clip.words))])[rng.integers(2)])
    before = 0
    for first, chance in ((True, 0.6), (False, 0.5)):
        if room and rng.random() < chance:
            rest = quiet[np.sort(rng.integers(len(quiet), size=int(rng.integers(5, 60))))]
            silence = tuple(values[..., rest] for values in _columns(clip))
            pieces.insert(0 if first else len(pieces), silence)  # type: ignore[arg-type]
            before = len(rest) if first else before
    columns = [
        np.concatenate([own[..., :at], *new, own[..., at:]], axis=-1)
        for own, new in zip(_columns(clip), zip(*pieces, strict=True), strict=True)
    ]
    total, was = columns[1].shape[0], clip.mel_db.shape[1]
    grown = [
        np.interp(np.arange(total), np.linspace(0, total - 1, was), v)
        for v in (clip.voice.noise_db, clip.voice.speech_db)
    ]
    voice = Voice(columns[4], columns[1], *grown)
    fillers = ((at + before, at + before + frames),) if filler else ()
    return replace(clip, mel_db=columns[0], pitch_hz=columns[2], voicing=columns[3], voice=voice, fillers=fillers)


def _columns(clip: Clip) -> tuple[np.ndarray, ...]:
    return clip.mel_db, clip.voice.level_db, clip.pitch_hz, clip.voicing, clip.voice.probability


def _smooth(values: np.ndarray, frames: int) -> np.ndarray:
    from scipy.ndimage import uniform_filter1d

    return np.asarray(uniform_filter1d(values, frames, axis=1))


def _flicker(rng: np.random.Generator, frames: int) -> np.ndarray:
    """How the spectrum of a held voice flickers: about 1 dB, neighbouring bands and frames together."""
    from scipy.ndimage import gaussian_filter1d

    return np.asarray(
        3.0 * gaussian_filter1d(gaussian_filter1d(rng.normal(0, 1, (spectrum.BANDS, frames)), 1, axis=1), 1, axis=0)
    )


def elsewhere(clip: Clip, rng: np.random.Generator) -> Clip:
    """The clip in another room, over another noise."""
    from scipy.signal import lfilter

    power = 10 ** (clip.mel_db / 10)
    was_db = 10 * np.log10(power.mean(axis=0) + 1e-9)
    if rng.random() < 0.5:
        stays = 10 ** (-6 * FRAME_S / rng.uniform(0.2, 0.7))
        power = power + 10 ** (rng.uniform(-14, -3) / 10) * lfilter([0, 1 - stays], [1, -stays], power, axis=1)
    if rng.random() < 0.6:
        loud_db = np.percentile(10 * np.log10(power.mean(axis=0) + 1e-9), 80)
        tilt_db = rng.uniform(-0.4, 0.05) * np.arange(spectrum.BANDS)
        noise_db = loud_db - rng.uniform(10, 35) + tilt_db - tilt_db.mean()
        power = power + 10 ** (noise_db[:, None] / 10) * rng.gamma(3, 1 / 3, power.shape)
    mel_db = 10 * np.log10(power + 1e-9)
    louder_db = 10 * np.log10(power.mean(axis=0) + 1e-9) - was_db
    level_db = clip.voice.level_db + louder_db
    voice = Voice(clip.voice.probability, level_db, *track_levels(level_db, clip.voice.probability))
    voicing = np.clip(clip.voicing - np.clip(louder_db / 30, 0, 0.4), 0, 1)
    return replace(clip, mel_db=mel_db, voice=voice, voicing=voicing)


def rows(clip: Clip, rng: np.random.Generator) -> tuple[np.ndarray, np.ndarray]:
    """Signs and labels of frames to learn from; the edges of a filler are neither one nor the other."""
    if rng.random() < 0.5:
        clip = elsewhere(clip, rng)
    mel_db = clip.mel_db.astype(np.float32)
    vocal = list(hesitation.vocal_spans(clip.voice, clip.voicing, speech_spans(mel_db, clip.voice)))
    frames = mel_db.shape[1]
    is_filler, near = np.zeros(frames, dtype=bool), np.zeros(frames, dtype=bool)
    for first, last in clip.fillers:
        is_filler[first + 3 : last - 2] = True
        near[max(0, first - 8) : last + 8] = True
        vocal.append(Span((first + 2) * FRAME_S, (last - 2) * FRAME_S))
    spans = merge(vocal)
    classes, _ = phones.posteriors(mel_db, clip.voice)
    signs = hesitation.frame_features(mel_db, clip.pitch_hz, clip.voicing, clip.voice, spans, classes)
    kept = rng.random(frames) < np.where(is_filler, KEPT_FILLER if clip.phones else 1.0, KEPT_OTHER)
    kept &= mask(spans, frames) & (is_filler | ~near)
    return (signs[kept], is_filler[kept]) if signs.any() else (signs[:0], is_filler[:0])


def lessons(task: tuple[Clip, int]) -> tuple[np.ndarray, np.ndarray]:
    """What one clip teaches: itself; if it is read, itself with fillers in it, and with other held sounds."""
    clip, seed = task
    rng = np.random.default_rng(seed)
    out = [rows(clip, rng)]
    if clip.phones:
        for filler in [True] * FILLERS_EACH + [False] * OTHERS_EACH:
            made = with_held(clip, rng, filler=filler)
            if made:
                out.append(rows(made, rng))
    signs, labels = zip(*out, strict=True)
    return np.concatenate(signs), np.concatenate(labels)


def fit(signs: np.ndarray, labels: np.ndarray, seed: int = 0) -> dict[str, np.ndarray]:
    from sklearn.neural_network import MLPClassifier

    mean, scale = signs.mean(axis=0), signs.std(axis=0) + 1e-6
    with warnings.catch_warnings():
        warnings.simplefilter("ignore")  # it stops after EPOCHS, as it should
        net = MLPClassifier((HIDDEN,), alpha=1e-2, max_iter=EPOCHS, batch_size=2048, random_state=seed)
        net.fit(np.clip((signs - mean) / scale, -hesitation.FURTHEST, hesitation.FURTHEST), labels)
    (w1, w2), (b1, b2) = net.coefs_, net.intercepts_
    weights = {"mean": mean, "scale": scale, "w1": w1, "b1": b1, "w2": w2[:, 0], "b2": b2}
    return {name: value.astype(np.float32) for name, value in weights.items()}


def main() -> None:
    parser = argparse.ArgumentParser(description="Train the network that hears um and uh.")
    parser.add_argument("--data", type=Path, required=True, help="folder with fluency/")
    parser.add_argument("--work", type=Path, default=ROOT / "build/filled-pause", help="where measured clips are kept")
    options = parser.parse_args()
    everything = [*clips(options.data, options.work), *synthetic(options.work)]
    tasks = [(clip, seed) for seed, clip in enumerate(everything)]
    with ProcessPoolExecutor() as pool:
        taught = list(pool.map(lessons, tasks, chunksize=20))
    signs, labels = (np.concatenate(column) for column in zip(*taught, strict=True))
    print(f"{len(tasks)} clips, {len(labels)} frames, {labels.mean():.1%} of them of a filler")
    target = ROOT / "src/saywell/data" / hesitation.WEIGHTS
    np.savez(target, **fit(signs, labels))  # type: ignore[arg-type]
    print(f"{target.relative_to(ROOT)}: {target.stat().st_size} bytes")


if __name__ == "__main__":
    main()
