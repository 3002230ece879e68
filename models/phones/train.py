#!/usr/bin/env python3
"""Train the network of features/phones.py and print what it reaches on speakers it never heard.

    python -m models.phones.train --data DIR [--work build/phones] [--leave-out]

Real speech: read/ (LibriSpeech) and fluency/ (speechocean762), whose texts pocketsphinx aligns here; clips whose
alignment cannot be true are dropped. Synthetic speech: sentences of the same texts in three voices of flite, which
prints its phones. Every epoch hears each clip as another vocal tract, pace, room and noise would change its spectrum.
With `--leave-out`, first one network for each third of the real speakers, scored on that third; their weights stay in
the work folder for benchmarks/accuracy/syllables.py. Aligning takes most of an hour and is kept in the work folder too.
"""

from __future__ import annotations

import argparse
import pickle
import subprocess
from collections.abc import Iterator, Sequence
from concurrent.futures import ProcessPoolExecutor
from dataclasses import dataclass
from itertools import pairwise
from pathlib import Path
from typing import Any

import numpy as np
from benchmarks.accuracy.aligned import Phone, align
from benchmarks.accuracy.common import manifest, table

from saywell import audio
from saywell.features import phones
from saywell.features.spectrum import BANDS, band_hz, mel_db
from saywell.features.voice import hear
from saywell.model import FRAME_S

ROOT = Path(__file__).resolve().parents[2]
PHONES = {
    "central": "AH ER UH AX AXR",
    "high": "IH IY IX",
    "front": "EH EY AE",
    "open": "AA AO",
    "round": "OW UW UX",
    "diphthong": "AY AW OY",
    "m": "M EM",
    "n": "N NG EN NX",
    "liquid": "L R W Y EL",
    "sibilant": "S Z SH ZH CH JH",
    "fricative": "F V TH DH HH HV",
    "stop": "P T K B D G DX",
}
CLASS = {phone: phones.CLASSES.index(name) for name, members in PHONES.items() for phone in members.split()}
SYNTHETIC_VOICES, SENTENCES_EACH = ("slt", "rms", "kal16"), 130
NUCLEUS_FRAMES = 2.0
"""A syllable is a bump of this standard deviation at the middle of its vowel."""
HIDDEN = 96, 64
EPOCHS, LEAVE_OUT_EPOCHS, THIRDS = 6, 4, 3
BATCH, RATE, DECAY = 512, 2e-3, 1e-3
DENSITY_WEIGHT = 3.0
SILENCE_KEPT = 0.25
READ_TIMES = 8
"""Five fluent native speakers weigh as much as dozens of learners."""
OFFSETS = np.array(phones.OFFSETS)
REACH = max(phones.OFFSETS)


@dataclass(frozen=True, slots=True, eq=False)
class Clip:
    """A clip with its phones.

    Attributes:
        speaker: of "read" or "fluency"; a synthetic voice is "flite" and its name.
        mel_db: shape (frames, 40).
        loud: shape (frames,), where phones.normalised takes the speaker's mean.
        label: shape (frames,), index into phones.CLASSES; silence where no phone is.
        syllables: shape (frames,), bumps that sum to one a syllable.
    """

    speaker: str
    mel_db: np.ndarray
    loud: np.ndarray
    label: np.ndarray
    syllables: np.ndarray


def labelled(speaker: str, samples: np.ndarray, said: Sequence[Phone]) -> Clip:
    voice = hear(audio.from_samples(samples))
    bands = mel_db(samples).T.astype(np.float32)
    frames = np.arange(len(bands))
    label, syllables = np.zeros(len(bands), dtype=np.int8), np.zeros(len(bands), dtype=np.float32)
    for phone in said:
        label[phone.first : phone.end] = kind = CLASS.get(phone.name, 0)
        if kind in phones.VOWELS:
            bump = np.exp(-0.5 * ((frames - (phone.first + (phone.frames - 1) / 2)) / NUCLEUS_FRAMES) ** 2)
            syllables += bump / max(bump.sum(), 1e-9)
    return Clip(speaker, bands, phones.loud(voice), label, syllables)


def aligned(row: dict[str, Any]) -> Clip | None:
    """A clip with its text aligned; None if it cannot be, or the alignment cannot be true."""
    samples = audio.load(row["file"])[1].samples
    words = align(samples, row["text"])
    if words is None:
        return None
    said = [phone for word in words for phone in word.phones]
    clip = labelled(f"{row['set']} {row['speaker']}", samples, said)
    return clip if plausible(clip, said) else None


def plausible(clip: Clip, said: Sequence[Phone]) -> bool:
    """Little loud voice called silence, few phones of the least (30 ms) or of an absurd length."""
    lengths = np.array([phone.frames for phone in said if phone.name in CLASS])
    unheard = (clip.label[clip.loud] == 0).mean() if clip.loud.any() else 1.0
    return bool(
        len(lengths) >= 4 and unheard <= 0.15 and (lengths <= 3).mean() <= 0.35 and (lengths >= 35).mean() <= 0.12
    )


def synthetic(texts: Sequence[str], work: Path) -> Iterator[Clip]:
    """Two sentences at a time by flite, at paces from a quarter faster to a seventh slower."""
    rng, file = np.random.default_rng(7), work / "flite.wav"
    for voice in SYNTHETIC_VOICES:
        for _ in range(SENTENCES_EACH):
            text = ", ".join(texts[k] for k in rng.integers(0, len(texts), 2)) + "."
            stretch = f"duration_stretch={rng.uniform(0.75, 1.15):.2f}"
            command = ["flite", "-voice", voice, "--setf", stretch, "-t", text, "-o", str(file), "-psdur"]
            printed = subprocess.run(command, capture_output=True, text=True, check=True).stdout.split()
            ends = [(name.upper(), round(float(end) / FRAME_S)) for name, end in (p.rsplit(":", 1) for p in printed)]
            starts = [0, *(end for _, end in ends)]
            said = [Phone(name, first, end - first) for (name, end), first in zip(ends, starts, strict=False)]
            yield labelled(f"flite {voice}", audio.load(str(file))[1].samples, said)


def clips(data: Path, work: Path) -> list[Clip]:
    kept = work / "clips.pickle"
    if not kept.exists():
        work.mkdir(parents=True, exist_ok=True)
        rows = [{**row, "set": name} for name in ("read", "fluency") for row in manifest(data, name)]
        with ProcessPoolExecutor() as pool:
            real = [clip for clip in pool.map(aligned, rows, chunksize=8) if clip]
        texts = sorted({row["text"].lower() for row in rows})
        kept.write_bytes(pickle.dumps([*real, *synthetic(texts, work)]))
    return list(pickle.loads(kept.read_bytes()))


def faster(clip: Clip, rng: np.random.Generator) -> Clip:
    """The clip at another pace: learners read slowly."""
    factor = rng.uniform(1.0, 1.45) if rng.random() < 0.8 else rng.uniform(0.85, 1.0)
    at = np.minimum(np.arange(int(len(clip.label) / factor)) * factor, len(clip.label) - 1.001)
    first, near = at.astype(int), np.round(at).astype(int)
    share = (at - first)[:, None].astype(np.float32)
    bands = clip.mel_db[first] * (1 - share) + clip.mel_db[first + 1] * share
    return Clip(clip.speaker, bands, clip.loud[near], clip.label[near], clip.syllables[near] * factor)


def elsewhere(bands: np.ndarray, rng: np.random.Generator, hiss_db: np.ndarray) -> np.ndarray:
    """The spectrum as of another vocal tract, in another room, over another noise. Shapes (frames, 40)."""
    from scipy.signal import lfilter

    frames = len(bands)
    if rng.random() < 0.5:
        warped = np.interp(band_hz() * rng.uniform(0.9, 1.1), band_hz(), np.arange(BANDS))
        lower = np.minimum(warped.astype(int), BANDS - 2)
        share = (warped - lower).astype(np.float32)
        bands = bands[:, lower] * (1 - share) + bands[:, lower + 1] * share
    if rng.random() < 0.6:
        power = 10 ** (bands / 10)
        if rng.random() < 0.5:
            stays = 10 ** (-6 * FRAME_S / rng.uniform(0.2, 1.2))
            tail = 10 ** (-rng.uniform(-2, 14) / 10) * (1 - stays)
            power = power + lfilter([0, tail], [1, -stays], power, axis=0)
        if rng.random() < 0.7:
            level_db = 10 * np.log10(np.percentile(power.mean(axis=1), 80) + 1e-12) - rng.uniform(5, 35)
            tilt_db = rng.uniform(-0.3, 0.3) * np.linspace(-20, 20, BANDS) + rng.normal(0, 2, BANDS)
            drift_db = np.interp(np.arange(frames), np.linspace(0, frames, 6), rng.normal(0, 2, 6))[:, None]
            first = rng.integers(0, len(hiss_db) - frames)
            power = power + 10 ** ((level_db + tilt_db + drift_db + hiss_db[first : first + frames]) / 10)
        bands = 10 * np.log10(power + 1e-9)
    return np.asarray(bands, dtype=np.float32)


def hiss(rng: np.random.Generator, frames: int = 60_000) -> np.ndarray:
    """How the bands of white noise flicker around their mean: shape (frames, 40), dB."""
    freedom = 1.5 + 0.12 * np.arange(BANDS)
    return np.asarray(10 * np.log10(rng.gamma(freedom, 1 / freedom, (frames, BANDS)) + 1e-3), dtype=np.float32)


def epoch(training: Sequence[Clip], rng: np.random.Generator, hiss_db: np.ndarray) -> tuple[np.ndarray, ...]:
    """Spectrum, label and syllables of every frame, clips held apart by `REACH` frames without a label."""
    spectra, labels, syllables = [], [], []
    for clip in training:
        for _ in range(READ_TIMES if clip.speaker.startswith("read") else 1):
            heard = faster(clip, rng) if rng.random() < 0.5 else clip
            spectrum = phones.normalised(elsewhere(heard.mel_db, rng, hiss_db), heard.loud)
            if rng.random() < 0.5:  # the mean over a few seconds is not the speaker's
                spectrum = spectrum + rng.normal(0, 0.1, BANDS).astype(np.float32)
            spectra.append(np.pad(spectrum, ((REACH, REACH), (0, 0)), mode="edge"))
            labels.append(np.pad(heard.label, REACH, constant_values=-1))
            syllables.append(np.pad(heard.syllables, REACH))
    return np.concatenate(spectra), np.concatenate(labels), np.concatenate(syllables)


def fit(training: Sequence[Clip], epochs: int, seed: int = 0) -> dict[str, np.ndarray]:
    """Adam on cross-entropy of the classes plus the Poisson loss of the syllables, the rate falling to nothing."""
    rng = np.random.default_rng(seed)
    hiss_db = hiss(rng)
    sizes = (BANDS * len(OFFSETS), *HIDDEN, len(phones.CLASSES) + 1)
    weights: dict[str, np.ndarray] = {}
    for layer, (into, out) in enumerate(pairwise(sizes), 1):
        scale = np.sqrt(2 / into) * (1.0 if layer < len(sizes) - 1 else 0.3)
        weights[f"w{layer}"] = rng.normal(0, scale, (into, out)).astype(np.float32)
        weights[f"b{layer}"] = np.zeros(out, dtype=np.float32)
    weights["b3"][-1] = -4.0
    first = {name: np.zeros_like(value) for name, value in weights.items()}
    second = {name: np.zeros_like(value) for name, value in weights.items()}
    step = 0
    for at_epoch in range(epochs):
        spectrum, label, syllables = epoch(training, rng, hiss_db)
        rows = np.flatnonzero(label >= 0)
        rows = rows[(label[rows] > 0) | (rng.random(len(rows)) < SILENCE_KEPT)]
        rng.shuffle(rows)
        batches = len(rows) // BATCH
        for k in range(batches):
            step += 1
            done = (at_epoch + (k + 1) / batches) / epochs
            rate = RATE * min(1, step / 300) * 0.5 * (1 + np.cos(np.pi * done))
            batch = rows[k * BATCH : (k + 1) * BATCH]
            x = spectrum[batch[:, None] + OFFSETS].reshape(BATCH, -1)
            for name, slope in gradient(weights, x, label[batch], syllables[batch]).items():
                first[name] += 0.1 * (slope - first[name])
                second[name] += 0.001 * (slope * slope - second[name])
                unbiased = rate * np.sqrt(1 - 0.999**step) / (1 - 0.9**step)
                weights[name] -= unbiased * first[name] / (np.sqrt(second[name]) + 1e-8)
                if name.startswith("w"):
                    weights[name] *= 1 - rate * DECAY
    return weights


def gradient(
    w: dict[str, np.ndarray], x: np.ndarray, label: np.ndarray, syllables: np.ndarray
) -> dict[str, np.ndarray]:
    hidden = np.maximum(x @ w["w1"] + w["b1"], 0)
    deep = np.maximum(hidden @ w["w2"] + w["b2"], 0)
    out = deep @ w["w3"] + w["b3"]
    grown = np.exp(out[:, :-1] - out[:, :-1].max(axis=1, keepdims=True))
    at_out = np.empty_like(out)
    at_out[:, :-1] = grown / grown.sum(axis=1, keepdims=True)
    at_out[np.arange(len(x)), label] -= 1
    weight = np.where(label == 0, 1 / SILENCE_KEPT, 1.0)  # so that its sum stays true
    at_out[:, -1] = DENSITY_WEIGHT * weight * (np.exp(np.minimum(out[:, -1], 0)) - syllables)
    at_out /= len(x)
    at_deep = (at_out @ w["w3"].T) * (deep > 0)
    at_hidden = (at_deep @ w["w2"].T) * (hidden > 0)
    slopes = {"w3": deep.T @ at_out, "w2": hidden.T @ at_deep, "w1": x.T @ at_hidden}
    return slopes | {"b3": at_out.sum(axis=0), "b2": at_deep.sum(axis=0), "b1": at_hidden.sum(axis=0)}


def confusion(weights: dict[str, np.ndarray], test: Sequence[Clip]) -> np.ndarray:
    """Frames by true class and by the likeliest, as they are: no noise, no room."""
    out = np.zeros((len(phones.CLASSES),) * 2)
    for clip in test:
        classes, _ = phones.network(phones.normalised(clip.mel_db, clip.loud), weights)
        known = clip.label >= 0
        np.add.at(out, (clip.label[known], classes[known].argmax(axis=1)), 1)
    return out


def report(counts: np.ndarray) -> str:
    vowels = np.zeros(len(counts), dtype=bool)
    vowels[list(phones.VOWELS)] = True
    right = np.trace(counts)
    same_kind = counts[np.ix_(vowels, vowels)].sum() + counts[np.ix_(~vowels, ~vowels)].sum()
    head = (
        f"{counts.sum():.0f} frames of speakers not trained on: {right / counts.sum():.1%} in the right of "
        f"{len(counts)} classes, {np.trace(counts[1:, 1:]) / counts[1:].sum():.1%} of those that are not silence; "
        f"vowel or not: {same_kind / counts.sum():.1%}."
    )
    rows = [
        (name, f"{row[k] / row.sum():.2f}", f"{row[k] / counts[:, k].sum():.2f}", f"{row.sum() / counts.sum():.1%}")
        for k, (name, row) in enumerate(zip(phones.CLASSES, counts, strict=True))
    ]
    return f"{head}\n\n{table(('class', 'recall', 'precision', 'share'), rows)}"


def thirds(speakers: set[str]) -> dict[str, int]:
    """Speakers of each collection dealt out by turns."""
    out: dict[str, int] = {}
    for name in ("fluency", "read"):
        own = sorted(speaker for speaker in speakers if speaker.startswith(name))
        np.random.default_rng(0).shuffle(own)
        out |= {speaker: k % THIRDS for k, speaker in enumerate(own)}
    return out


def main() -> None:
    parser = argparse.ArgumentParser(description="Train the phone network and print what it reaches.")
    parser.add_argument("--data", type=Path, required=True, help="folder with read/ and fluency/")
    parser.add_argument("--work", type=Path, default=ROOT / "build/phones", help="where alignments are kept")
    parser.add_argument("--leave-out", action="store_true", help="first measure on speakers left out")
    options = parser.parse_args()
    everything = clips(options.data, options.work)
    if options.leave_out:
        part = thirds({clip.speaker for clip in everything})
        counts = np.zeros((len(phones.CLASSES),) * 2)
        for k in range(THIRDS):
            weights = fit([c for c in everything if part.get(c.speaker) != k], LEAVE_OUT_EPOCHS, seed=k)
            np.savez(options.work / f"without-{k}.npz", **weights)  # type: ignore[arg-type]
            counts += confusion(weights, [c for c in everything if part.get(c.speaker) == k])
        (options.work / "thirds.pickle").write_bytes(pickle.dumps(part))
        print(report(counts), flush=True)
    final = fit(everything, EPOCHS, seed=9)
    target = ROOT / "src/saywell/data" / phones.WEIGHTS
    np.savez(target, **final)  # type: ignore[arg-type]
    print(f"\n{target.relative_to(ROOT)}: {target.stat().st_size} bytes, {sum(v.size for v in final.values())} numbers")


if __name__ == "__main__":
    main()
