#!/usr/bin/env python3
"""Teach analyse/roles.py what sentences do, and print what that reaches on answers to questions it never saw.

    python -m models.roles.train [--leave-out]

Learns from labelled/train-*.txt and writes src/saywell/data/roles.npz. With --leave-out a fifth of the questions is
left out in turn, and judged; nothing is written. Needs scikit-learn.
"""

from __future__ import annotations

import argparse
import itertools
import warnings
from collections.abc import Sequence
from functools import cache
from pathlib import Path

import numpy as np
from models.roles.answers import LABELLED, Answer, read
from sklearn.linear_model import LogisticRegression

from saywell.analyse import roles
from saywell.kinds import family
from saywell.model import Kind
from saywell.reading import encoder

ROOT = Path(__file__).resolve().parents[2]
STRENGTH = 0.3
"""Inverse of how strongly weights are held near nothing."""
FOLDS = 5
KINDS: tuple[Kind, ...] = ("behavioural", "motivation", "salary", "opinion", "self_intro", "questions_to_ask")
Weights = dict[str, np.ndarray]


def main() -> None:
    parser = argparse.ArgumentParser(description="Teach what sentences do.")
    parser.add_argument("--leave-out", action="store_true")
    options = parser.parse_args()
    answers = [answer for file in sorted(LABELLED.glob("train-*.txt")) for answer in read(file)]
    if not options.leave_out:
        np.savez_compressed(ROOT / "src/saywell/data" / roles.WEIGHTS, **learn(answers))  # type: ignore[arg-type]
        return
    judged: list[tuple[Answer, list[str]]] = []
    pairs = sorted({answer.pair for answer in answers})
    for fold in range(FOLDS):
        out = set(pairs[fold::FOLDS])
        weights = learn([answer for answer in answers if answer.pair not in out])
        judged += [(answer, label(answer, weights)) for answer in answers if answer.pair in out]
    for kind in KINDS:
        some = [(a, found) for a, found in judged if family(a.kind) == kind]
        print(f"{kind:<18} {len(some):>3} answers, word-weighted macro F1 {macro_f1(some):.3f}")


def learn(answers: Sequence[Answer]) -> Weights:
    """Weights of both regressions, and how often a role follows another, for each kind."""
    out: Weights = {}
    for kind in KINDS:
        some = [answer for answer in answers if family(answer.kind) == kind]
        names = roles.roles(kind)
        wanted = [names.index(name) for answer in some for name in answer.labels]
        for which, signs in (("surface", _surface), ("meaning", _meaning)):
            with warnings.catch_warnings():
                warnings.simplefilter("ignore")
                model = LogisticRegression(C=STRENGTH, max_iter=2000, class_weight="balanced")
                model.fit(np.concatenate([signs(answer) for answer in some]), wanted)
            assert list(model.classes_) == list(range(len(names)))
            coefficients = model.coef_ if len(names) > 2 else np.vstack([-model.coef_, model.coef_])
            out[f"{kind}.{which}.w"] = coefficients.T.astype(np.float32)
            out[f"{kind}.{which}.b"] = model.intercept_.astype(np.float32)
        steps, first = np.full((len(names), len(names)), 0.5), np.full(len(names), 0.5)
        for answer in some:
            said = [names.index(name) for name in answer.labels]
            first[said[0]] += 1
            for before, after in itertools.pairwise(said):
                steps[before, after] += 1
        out[f"{kind}.steps"] = np.log(steps / steps.sum(axis=1, keepdims=True)).astype(np.float32)
        out[f"{kind}.first"] = np.log(first / first.sum()).astype(np.float32)
    return out


def label(answer: Answer, weights: Weights | None = None) -> list[str]:
    """What saywell takes each sentence of an answer for."""
    found = roles.chances(answer.kind, answer.plain, vectors(answer), vector(answer.question), weights)
    return [name for name, _ in roles.likeliest(answer.kind, found)]


def macro_f1(judged: Sequence[tuple[Answer, Sequence[str]]]) -> float:
    """The mean over labels of F1, each sentence weighing as much as it has words."""
    said = [
        (true, found, len(sentence.split()))
        for answer, labels in judged
        for true, found, sentence in zip(answer.labels, labels, answer.sentences, strict=True)
    ]
    scores = []
    for name in {true for true, _, _ in said}:
        both = sum(n for true, found, n in said if true == found == name)
        either = sum(n for true, found, n in said for one in (true, found) if one == name)
        scores.append(2 * both / either)
    return float(np.mean(scores))


def vectors(answer: Answer) -> np.ndarray:
    return np.array([vector(sentence) for sentence in answer.plain])


@cache
def vector(text: str) -> np.ndarray:
    return encoder.vector(text)


def _surface(answer: Answer) -> np.ndarray:
    return roles.surface(answer.plain)


def _meaning(answer: Answer) -> np.ndarray:
    return roles.meaning(_surface(answer), vectors(answer), vector(answer.question))


if __name__ == "__main__":
    main()
