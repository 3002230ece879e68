#!/usr/bin/env python3
"""Fit the weights of saywell.analyse.fluency on expert ratings, and print what they reach.

    python -m models.fluency.train --data DIR

DIR holds fluency/ with its manifest.jsonl (see the card beside this file). Writes
src/saywell/data/fluency.toml. Takes some minutes on two cores, nearly all of them for measuring the
clips as `saywell analyse` does. To be fitted again whenever what it rests on is measured otherwise: speech, pitch,
syllable nuclei, movement.
"""

from __future__ import annotations

import argparse
import json
from collections.abc import Iterable, Sequence
from concurrent.futures import ProcessPoolExecutor
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import numpy as np
from benchmarks.accuracy.common import manifest

from saywell import audio, features
from saywell.analyse import Take, fluency
from saywell.analyse.timeline import lay_out
from saywell.model import GIVEN, Question, Transcript, Word

ROOT = Path(__file__).resolve().parents[2]
TARGET = ROOT / "src/saywell/data/fluency.toml"
MODELS = {
    "audio": ("movement", "silence", "level_pitch", "syllable_step"),
    "words": ("syllable_rate", "word_rate", "movement", "silence", "level_pitch"),
}
MORE_IS_BETTER = {"movement", "syllable_rate", "word_rate", "nucleus_rate"}
COUNTED_FROM, COUNTED_TO = 5, 75
"""Percentiles of the adults: the best quarter counts alike, and the worst twentieth."""
CHILD_WEIGHT = 0.2
"""A child's sentence counts this often in the fit: the index is for adults, and children are rated otherwise."""
RIDGE = 3.0
FOLDS = 10


@dataclass(frozen=True)
class Clip:
    """One rated sentence: the signs of each of its stretches, and how long those are."""

    speaker: str
    adult: bool
    rating: float
    seconds: tuple[float, ...]
    signs: tuple[fluency.Signs, ...]

    def mean(self, sign: str, low: float = -np.inf, high: float = np.inf) -> float:
        return float(np.average(np.clip([signs[sign] for signs in self.signs], low, high), weights=self.seconds))


def clip(row: dict[str, Any]) -> Clip | None:
    """Measure one sentence as the product does, with the words of its text; None if no speech is heard."""
    _, sound = audio.load(row["file"])
    measured = features.measure(sound, features.hear(sound))
    step_s = sound.duration_s / len(row["text"].split())
    words = [Word(text, k * step_s, (k + 1) * step_s) for k, text in enumerate(row["text"].split())]
    transcript = Transcript(GIVEN, "text", "en", tuple(words), None, reliable=True)
    take = Take(sound.duration_s, measured, transcript, Question("behavioural"), exact_words=True)
    timeline = lay_out(take, ())
    if timeline is None:
        return None
    parts = fluency.stretches(measured.speech)
    seconds = [part[-1].end_s - part[0].start_s for part in parts]
    said = fluency.said_signs(take, timeline, sum(seconds))
    heard = [fluency.heard_signs(measured, part) for part in parts]
    nuclei = {"nucleus_rate": len(measured.nuclei_s) / sum(seconds)}
    return Clip(
        row["speaker"],
        row["adult"],
        row["fluency_mean"],
        tuple(seconds),
        tuple({**signs, **said, **nuclei} for signs in heard),
    )


def clips(data: Path) -> list[Clip]:
    with ProcessPoolExecutor(2) as pool:
        return [measured for measured in pool.map(clip, manifest(data, "fluency"), chunksize=16) if measured]


def fit(signs: Sequence[str], rated: Sequence[Clip]) -> dict[str, Any]:
    """Limits and weights of the signs: ridge regression on the ratings, every sign in units of its spread."""
    adult = np.array([each.adult for each in rated])
    ratings = np.array([each.rating for each in rated])
    limits = {sign: _limits(sign, [each.mean(sign) for each in rated if each.adult]) for sign in signs}
    counted = np.array([[each.mean(sign, *limits[sign]) for sign in signs] for each in rated])
    averages, spreads = counted[adult].mean(axis=0), counted[adult].std(axis=0)
    units = (counted - averages) / spreads
    weight = np.where(adult, 1.0, CHILD_WEIGHT)[:, None]
    shift = np.ones((len(units), 1))  # adults and children apart in level, so that only slopes are shared
    design = np.hstack([units, shift * adult[:, None], shift * ~adult[:, None]])
    penalty = np.diag([RIDGE] * len(signs) + [1e-6, 1e-6])
    solution = np.linalg.solve((design * weight).T @ design + penalty, (design * weight).T @ ratings)
    model: dict[str, Any] = {"signs": list(signs), "average": float(solution[len(signs)])}
    for sign, average, slope in zip(signs, averages, solution[: len(signs)] / spreads, strict=True):
        low, high = limits[sign]
        model[sign] = {"low": low, "high": high, "average": float(average), "weight": float(slope)}
    return model


def _limits(sign: str, values: Sequence[float]) -> tuple[float, float]:
    more = sign in MORE_IS_BETTER
    low, high = np.percentile(values, [COUNTED_FROM, COUNTED_TO] if more else [100 - COUNTED_TO, 100 - COUNTED_FROM])
    return float(low), float(high)


def predict(model: dict[str, Any], each: Clip) -> float:
    """As `fluency.analyse` adds it up."""
    parts = (
        model[sign]["weight"] * (each.mean(sign, model[sign]["low"], model[sign]["high"]) - model[sign]["average"])
        for sign in model["signs"]
    )
    return float(np.clip(model["average"] + sum(parts), *fluency.SCALE))


def out_of_speaker(signs: Sequence[str], rated: Sequence[Clip]) -> np.ndarray:
    """Every clip's index by a model that was fitted, limits and all, without its speaker."""
    order = {
        adult: np.random.default_rng(0).permutation(sorted({each.speaker for each in rated if each.adult == adult}))
        for adult in (True, False)
    }
    fold = {speaker: k % FOLDS for speakers in order.values() for k, speaker in enumerate(speakers)}
    out = np.empty(len(rated))
    for left_out in range(FOLDS):
        model = fit(signs, [each for each in rated if fold[each.speaker] != left_out])
        for k, each in enumerate(rated):
            if fold[each.speaker] == left_out:
                out[k] = predict(model, each)
    return out


def spreads(residuals: np.ndarray, speakers: Iterable[str]) -> tuple[float, float]:
    """Standard deviation of the error that a speaker keeps, and of the one that each sentence has anew."""
    who = np.array(list(speakers))
    groups = [residuals[who == speaker] for speaker in sorted(set(who))]
    within = float(np.mean([group.var(ddof=1) for group in groups]))
    between = float(np.var([group.mean() for group in groups], ddof=1))
    between -= within * float(np.mean([1 / len(group) for group in groups]))
    return float(np.sqrt(max(between, 0.0))), float(np.sqrt(within))


def written(models: dict[str, dict[str, Any]]) -> str:
    """The models as TOML."""
    lines = [
        "# Fitted by models/fluency/train.py on expert ratings of read sentences; what they are: analyse/fluency.py."
    ]
    for name, model in models.items():
        lines += ["", f"[{name}]", f"signs = {json.dumps(model['signs'])}"]
        lines += [f"{key} = {model[key]:.4f}" for key in ("average", "speaker_sd", "sentence_sd")]
        for sign in model["signs"]:
            inside = ", ".join(f"{key} = {value:.4f}" for key, value in model[sign].items())
            lines.append(f"{sign} = {{ {inside} }}")
    return "\n".join(lines) + "\n"


def main() -> None:
    parser = argparse.ArgumentParser(description="Fit the fluency index and print what it reaches.")
    parser.add_argument("--data", type=Path, required=True, help="folder with fluency/")
    rated = clips(parser.parse_args().data)
    adults = np.array([each.adult for each in rated])
    ratings = np.array([each.rating for each in rated])
    models = {}
    for name, signs in MODELS.items():
        said = out_of_speaker(signs, rated)
        speaker_sd, sentence_sd = spreads((ratings - said)[adults], (each.speaker for each in rated if each.adult))
        models[name] = {**fit(signs, rated), "speaker_sd": speaker_sd, "sentence_sd": sentence_sd}
        r, r_child = (np.corrcoef(said[who], ratings[who])[0, 1] for who in (adults, ~adults))
        print(f"{name}: r = {r:.3f} on adults left out, {r_child:.3f} on children left out")
    TARGET.write_text(written(models), "utf-8")
    print(f"{len(rated)} sentences -> {TARGET.relative_to(ROOT)}\n\n{TARGET.read_text('utf-8')}")


if __name__ == "__main__":
    main()
