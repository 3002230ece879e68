#!/usr/bin/env python3
"""Train the small network of saywell.features.hesitation, and print what it reaches.

    python models/filled-pause/train.py --data DIR [--work DIR]

DIR holds labelled real speech (read/, fluency/, fillers/, meetings/, each with a manifest.jsonl: see
the card beside this file). Synthetic answers with an um or uh of known place are made by
samples/make.py into the work folder, once. Writes src/saywell/data/filled_pause.npz.
Takes about 12 minutes on two cores. Needs flite and espeak-ng.
"""

from __future__ import annotations

import argparse
import json
import random
import subprocess
import sys
import warnings
from collections.abc import Iterable
from concurrent.futures import ProcessPoolExecutor
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import numpy as np

ROOT = Path(__file__).resolve().parents[2]
VOICES = (
    *(f"flite:{name}" for name in ("slt", "rms", "awb", "kal16", "kal")),
    *(f"espeak:{name}" for name in ("en-us", "en-us+m7", "en-us+f2", "en-us+m3", "en-us+klatt2", "en-us+Annie")),
    *(f"espeak:{name}" for name in ("en-us+croak", "en-gb+f5", "en-gb-scotland", "en-029+f4", "en-gb-x-rp+m1")),
)
SEEDS = (101, 102, 103)
TEST_SEED = 103
HIDDEN = 32
FLUENCY_CLIPS = 300
REAL_POSITIVES_TIMES = 6
"""Real fillers are few and worth most: each counts this often."""
THRESHOLD = 0.6
TOLERANCE_S = 0.25


@dataclass(frozen=True)
class Clip:
    """One recording: `group` says who speaks, `fillers` where the um and uh are."""

    group: str
    path: str
    fillers: tuple[tuple[float, float], ...]
    noise_db: float | None = None


@dataclass(frozen=True)
class Rows:
    clip: Clip
    signs: np.ndarray
    speaking: np.ndarray
    is_filler: np.ndarray
    near_filler: np.ndarray


def synthetic(work: Path) -> list[Clip]:
    clips = []
    for voice in VOICES:
        for seed in SEEDS:
            folder = work / f"{voice.replace(':', '_')}_{seed}"
            if not (folder / "setback-1.json").exists():
                command = [sys.executable, str(ROOT / "samples/make.py"), "--seed", str(seed), "--voice", voice]
                subprocess.run([*command, "--out", str(folder)], check=True, stdout=subprocess.DEVNULL)
            for k, path in enumerate(sorted(folder.glob("*.wav"))):
                truth = json.loads(path.with_suffix(".json").read_text())
                fillers = tuple((f["start_s"], f["end_s"]) for f in truth["fillers"])
                clips.append(Clip(f"{voice}/{seed}", str(path), fillers))
                if seed != TEST_SEED and k % 2 == 0:
                    clips.append(Clip(f"{voice}/{seed}", str(path), fillers, noise_db=14 + 4 * (k % 4)))
    return clips


def real(data: Path) -> list[Clip]:
    def manifest(name: str) -> list[dict[str, Any]]:
        return [json.loads(line) for line in (data / name / "manifest.jsonl").read_text().splitlines()]

    clips = [Clip(f"read {m['speaker']}", str(data / "read" / m["path"]), ()) for m in manifest("read")]
    adults = [m for m in manifest("fluency") if m["adult"]]
    random.Random(1).shuffle(adults)
    clips += [Clip("fluency", str(data / "fluency" / m["path"]), ()) for m in adults[:FLUENCY_CLIPS]]
    for m in manifest("fillers"):
        path = str(data / "fillers" / m["path"])
        if m.get("filler_times") is not None:
            clips.append(Clip(f"fillers {m['id']}", path, tuple((a, b) for a, b, _ in m["filler_times"])))
        elif not any(m["fillers"].values()):
            clips.append(Clip("fillers none", path, ()))
    for m in manifest("meetings"):
        pairs = zip(m["fillers"], m["filler_info"], strict=True)
        spans = tuple((f[0], min(f[1], f[0] + 0.7)) for f, info in pairs if info["kind"] == "filled_pause")
        clips.append(Clip(f"meeting {m['id']}", str(data / "meetings" / m["path"]), spans))
    return clips


def rows(clip: Clip) -> Rows | None:
    from saywell import audio
    from saywell.features import hear, hesitation, pitch, spectrum
    from saywell.features.grid import mask
    from saywell.features.speech import speech_spans

    _, sound = audio.load(clip.path)
    if clip.noise_db is not None:
        noise = np.random.default_rng(len(clip.path)).normal(0, 10 ** ((-20 - clip.noise_db) / 20), len(sound.samples))
        sound = audio.from_samples(sound.samples + noise)
    voice = hear(sound)
    mel_db = spectrum.mel_db(sound.samples)
    speech = speech_spans(mel_db, voice)
    signs = hesitation.frame_features(mel_db, *pitch.track(sound.samples), voice, speech)
    if not signs.any():
        return None
    is_filler = np.zeros(len(signs), dtype=bool)
    near = np.zeros(len(signs), dtype=bool)
    for start_s, end_s in clip.fillers:
        is_filler[round(start_s * 100) + 3 : round(end_s * 100) - 2] = True
        near[max(0, round(start_s * 100) - 8) : round(end_s * 100) + 8] = True
    return Rows(clip, signs, mask(speech, len(signs)), is_filler, near)


def fit(train: Iterable[Rows], seed: int = 0) -> dict[str, np.ndarray]:
    from sklearn.neural_network import MLPClassifier

    rng = np.random.default_rng(seed)
    signs, labels = [], []
    for r in train:
        keep = np.flatnonzero(r.speaking & (r.is_filler | ~r.near_filler))
        keep = keep[r.is_filler[keep] | (rng.random(len(keep)) < 0.35)]
        times = REAL_POSITIVES_TIMES if r.clip.fillers and ":" not in r.clip.group else 1
        again = np.concatenate([keep, *[keep[r.is_filler[keep]]] * (times - 1)])
        signs.append(r.signs[again])
        labels.append(r.is_filler[again])
    x, y = np.concatenate(signs), np.concatenate(labels)
    mean, scale = x.mean(axis=0), x.std(axis=0) + 1e-6
    with warnings.catch_warnings():
        warnings.simplefilter("ignore")
        net = MLPClassifier((HIDDEN,), alpha=1e-2, max_iter=30, batch_size=512, random_state=seed)
        net.fit((x - mean) / scale, y)
    (w1, w2), (b1, b2) = net.coefs_, net.intercepts_
    weights = {"mean": mean, "scale": scale, "w1": w1, "b1": b1, "w2": w2[:, 0], "b2": b2}
    return {name: value.astype(np.float32) for name, value in weights.items()}


def found(weights: dict[str, np.ndarray], r: Rows, threshold: float) -> list[tuple[float, float]]:
    from saywell.features import hesitation
    from saywell.features.grid import runs
    from saywell.model import Span

    speech = tuple(Span(a / 100, b / 100) for a, b in runs(r.speaking))
    heard = hesitation.probability(r.signs, weights)
    return [(span.start_s, span.end_s) for span, _ in hesitation.events(heard, speech, threshold)]


def score(
    weights: dict[str, np.ndarray], test: list[Rows], threshold: float = THRESHOLD
) -> tuple[int, int, int, float]:
    """Hits, detections, fillers, minutes: a hit has its middle within 0.25 s of a filler of its own."""
    hits = detections = fillers = 0
    minutes = 0.0
    for r in test:
        events = found(weights, r, threshold)
        free = list(r.clip.fillers)
        for start_s, end_s in events:
            middle = (start_s + end_s) / 2
            hit = next((f for f in free if f[0] - TOLERANCE_S <= middle <= f[1] + TOLERANCE_S), None)
            if hit:
                free.remove(hit)
                hits += 1
        detections += len(events)
        fillers += len(r.clip.fillers)
        minutes += len(r.signs) / 6000
    return hits, detections, fillers, minutes


def line(name: str, counts: tuple[int, int, int, float]) -> str:
    hits, detections, fillers, minutes = counts
    if not fillers:
        return f"| {name} | | | | {detections / minutes:.2f} ({minutes:.1f} min) |"
    f1 = 2 * hits / max(1, detections + fillers)
    return f"| {name} | {hits / max(1, detections):.2f} | {hits / fillers:.2f} | {f1:.2f} ({fillers}) | |"


def main() -> None:
    parser = argparse.ArgumentParser(description="Train the filled pause network and print what it reaches.")
    parser.add_argument("--data", type=Path, required=True, help="folder with read/, fluency/, fillers/, meetings/")
    parser.add_argument("--work", type=Path, default=Path("build/filled-pause"), help="where synthetic answers go")
    options = parser.parse_args()
    clips = synthetic(options.work) + real(options.data)
    with ProcessPoolExecutor(2) as pool:
        everything = [r for r in pool.map(rows, clips, chunksize=8) if r]

    def reached(name: str, *groups: str) -> tuple[int, int, int, float]:
        """Trained without these groups, scored on them as they are, without added noise."""
        weights = fit(r for r in everything if not r.clip.group.startswith(groups))
        counts = score(weights, [r for r in everything if r.clip.group.startswith(groups) and r.clip.noise_db is None])
        print(line(name, counts), flush=True)
        return counts

    print("| left out of training | precision | recall | F1 (fillers) | false alarms a minute |\n|---|---|---|---|---|")
    reached(f"seed {TEST_SEED}, all voices", *(f"{voice}/{TEST_SEED}" for voice in VOICES))
    for voice in VOICES:
        reached(f"synthetic voice {voice}", f"{voice}/")
    sources = sorted({r.clip.group for r in everything if ":" not in r.clip.group and r.clip.fillers})
    each = [reached(f"real: {group}", group) for group in sources]
    hits, detections, fillers = (sum(counts[k] for counts in each) for k in range(3))
    print(line("real recordings, one at a time", (int(hits), int(detections), int(fillers), sum(c[3] for c in each))))
    reached("read speech, all speakers", "read ")
    reached("acted clips without fillers", "fillers none")

    final = fit(everything)
    target = ROOT / "src/saywell/data/filled_pause.npz"
    np.savez(target, **final)  # type: ignore[arg-type]
    print(f"\n{target.relative_to(ROOT)}: {target.stat().st_size} bytes, {sum(v.size for v in final.values())} numbers")


if __name__ == "__main__":
    main()
