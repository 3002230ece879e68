#!/usr/bin/env python3
"""Fit what makes the network's log-odds probabilities, on the thirds that it was not taught with.

    python -m models.reading.calibrate [--work build/reading]

Prints slope and shift of each head for saywell.reading.CALIBRATION, and what thresholds on the result are worth for
each judged word and for reparanda. Needs the folds that models.reading.train wrote, and scikit-learn.
"""

from __future__ import annotations

import argparse
from pathlib import Path

import numpy as np
from models.reading.corpora import HEADS
from models.reading.folds import FOLDS, answered, answers_file
from scipy.special import expit
from sklearn.linear_model import LogisticRegression

ROOT = Path(__file__).resolve().parents[2]
THRESHOLDS = 0.4, 0.5, 0.6, 0.7, 0.8, 0.9


def main() -> None:
    parser = argparse.ArgumentParser(description="Make the network's answers probabilities.")
    parser.add_argument("--work", type=Path, default=ROOT / "build/reading")
    options = parser.parse_args()
    files = [file for fold in range(FOLDS) if (file := answers_file(options.work, fold)).exists()]
    fitted = {}
    for head in HEADS:
        found = list(answered(files, head))
        if head == "filler":  # by our own definition, and GUM's; not by AMI's
            found = [one for one in found if one.source != "ami"]
        labels = np.array([one.label for one in found])
        fit = LogisticRegression(C=1e6).fit(np.array([[one.log_odds] for one in found]), labels)
        slope, shift = fitted[head] = float(fit.coef_[0, 0]), float(fit.intercept_[0])
        print(f"{head}: slope {slope:.2f}, shift {shift:.2f} ({len(labels)} words, {labels.sum()} true)")
    for head in ("filler", "reparandum"):
        slope, shift = fitted[head]
        groups: dict[str, list[tuple[bool, float]]] = {}
        for one in answered(files, head):
            group = f"{one.phrase} {'gum' if one.source == 'gum' else 'own'}" if head == "filler" else one.source
            if head == "reparandum" or one.source != "ami":
                groups.setdefault(group, []).append((one.label, float(expit(slope * one.log_odds + shift))))
        for group, some in sorted(groups.items()):
            worth = [f"{t}: {p:.2f}/{r:.2f}" for t in THRESHOLDS for p, r in [precision_recall(some, t)]]
            print(f"{head} {group:<24} {len(some):>6}  precision/recall at {', '.join(worth)}")


def precision_recall(found: list[tuple[bool, float]], threshold: float) -> tuple[float, float]:
    hits = sum(true and p >= threshold for true, p in found)
    return hits / max(1, sum(p >= threshold for _, p in found)), hits / max(1, sum(true for true, _ in found))


if __name__ == "__main__":
    main()
