#!/usr/bin/env python3
"""Learn where sentences end, and print how well that is told of answers left out.

    python -m models.sentences.train --data DIR [--labelled DIR] [--folds 4]

--data holds disfluency/ (AMI); --labelled the answers, train-*.txt, a sentence a line (models/roles/labelled).
With --folds the answers are split by question and nothing is written; without, all are learned from and
src/saywell/data/sentences_en.toml is written. A minute or two for each fit.
"""

from __future__ import annotations

import argparse
from collections import Counter
from collections.abc import Sequence
from pathlib import Path
from typing import Any
from unittest import mock

import numpy as np
from benchmarks.accuracy.common import DATA, table
from benchmarks.accuracy.sentences import HEADER, LABELLED, Judged, between, conditions, judge, rows, scores
from models.sentences.answers import Text, answers, as_heard, bare, meetings, pauses
from scipy import optimize, sparse

from saywell.analyse import sentences
from saywell.analyse.sentences import MARKS, best_cut, gaps, sentence_spans, signs, weighed, word_odds

ROOT = Path(__file__).resolve().parents[2]
TARGET = ROOT / "src/saywell/data/sentences_en.toml"
MEETING_WEIGHT = 0.3
LEAST_SEEN = 8
SPARSENESS, HELD = 2.0, 0.3
"""L1 and L2: few weights, none large."""
SMALLEST = 0.1
LONG, PER_WORD = 30, 0.3
"""From 30 words on (24 in 25 labelled sentences are no longer) a sentence costs this much more a word."""
EASES = np.arange(-1.0, 2.1, 0.25)
SEED = 0

Answers = list[tuple[str, list[list[str]]]]
Signs = list[list[tuple[str, str]]]


def seen(texts: Sequence[Text]) -> tuple[Signs, np.ndarray]:
    """Signs of every gap, and whether a sentence ends there."""
    found: Signs = []
    ends: list[bool] = []
    for text in texts:
        for gap, is_end in zip(gaps(text.words), between(text, text.ends), strict=True):
            found.append(list(signs(gap.around)))
            ends.append(is_end)
    return found, np.array(ends, dtype=float)


def learn(texts: Answers, meeting: Sequence[Text]) -> dict[str, Any]:
    """All weights, as sentences_en.toml has them."""
    rng = np.random.default_rng(SEED)
    plain = [as_heard(group, lines, "none", None, rng) for group, lines in texts]
    rules: dict[str, Any] = {"words": _by_words(plain, meeting), "lengths": _lengths(texts)}
    drawn = pauses(meeting)
    situations: dict[str, list[tuple[str, dict[str, np.ndarray] | None]]] = {
        "stops": [("kept", None), ("some", None), ("some", None)],
        "stops_pauses": [("kept", drawn), ("some", drawn), ("some", drawn)],
        "commas": [("commas", None)],
        "commas_pauses": [("commas", drawn)],
        "bare": [("none", None)],
        "bare_pauses": [("none", drawn)],
    }
    for where, ways in situations.items():
        heard = [as_heard(group, lines, left, gap, rng) for group, lines in texts for left, gap in ways]
        rules[where] = _of_situation(heard, rules, where)
    return rules


def _by_words(plain: Sequence[Text], meeting: Sequence[Text]) -> dict[str, Any]:
    (ours, our_ends), (theirs, their_ends) = seen(plain), seen(meeting)
    count: Counter[tuple[str, str]] = Counter()
    for found, worth in ((ours, 1.0), (theirs, MEETING_WEIGHT)):
        for sign, n in Counter(sign for of_gap in found for sign in of_gap).items():
            count[sign] += worth * n  # type: ignore[assignment]
    column = {sign: k for k, sign in enumerate(sign for sign, n in count.items() if n >= LEAST_SEEN)}
    x = sparse.vstack([_matrix(ours, column), _matrix(theirs, column)]).tocsr()
    y = np.concatenate([our_ends, their_ends])
    each = np.concatenate([np.ones(len(ours)), np.full(len(theirs), MEETING_WEIGHT)])
    *weights, always = _fit(x, y, each, SPARSENESS, HELD)
    out: dict[str, Any] = {"always": float(always)}
    for (name, key), k in sorted(column.items()):
        if abs(weights[k]) >= SMALLEST:
            out.setdefault(name, {})[key] = float(weights[k])
    return out


def _matrix(found: Signs, column: dict[tuple[str, str], int]) -> sparse.csr_matrix:
    cells = [(row, column[sign]) for row, of_gap in enumerate(found) for sign in of_gap if sign in column]
    rows, columns = zip(*cells, strict=True)
    return sparse.csr_matrix((np.ones(len(cells)), (rows, columns)), shape=(len(found), len(column)))


def _fit(x: Any, y: np.ndarray, worth: np.ndarray, l1: float, l2: float) -> np.ndarray:
    """Weights of a logistic regression, the constant last; L1 by splitting each into its two signs."""
    d = x.shape[1]

    def loss(both: np.ndarray) -> tuple[float, np.ndarray]:
        w = both[:d] - both[d : 2 * d]
        odds = x @ w + both[-1]
        error = worth * (1 / (1 + np.exp(-odds)) - y)
        slope = x.T @ error + l2 * w
        value = float((worth * (np.logaddexp(0, odds) - y * odds)).sum() + l1 * both[:-1].sum() + l2 / 2 * (w @ w))
        return value, np.concatenate([slope + l1, -slope + l1, [error.sum()]])

    start = np.concatenate([np.zeros(2 * d), [-2.0]])
    bounds = [(0.0, None)] * (2 * d) + [(None, None)]
    best = optimize.minimize(loss, start, jac=True, method="L-BFGS-B", bounds=bounds, options={"maxiter": 120}).x
    return np.append(best[:d] - best[d : 2 * d], best[-1])


def _lengths(texts: Answers) -> dict[str, float]:
    n = np.array([len(line) for _, lines in texts for line in lines], dtype=float)
    log = np.log(n)
    return {
        "mean_log": float(log.mean()),
        "sd_log": float(log.std()),
        "mean": float(n.mean()),
        "long": LONG,
        "per_word": PER_WORD,
    }


def _of_situation(heard: Sequence[Text], rules: dict[str, Any], where: str) -> dict[str, float]:
    """What punctuation and pauses weigh beside the words; the constant is then moved to where the cut's F1 is best."""
    with using(rules):
        each = []
        for text in heard:
            said = gaps(text.words)
            each.append(weighed(said, np.array([word_odds(gap) for gap in said]), where))
    ends = [between(text, text.ends) for text in heard]
    x, y = np.concatenate(each)[:, 1:], np.concatenate(ends).astype(float)
    *weights, always = _fit(x, y, np.ones(len(y)), 0.0, 1.0)

    lengths = {**rules["lengths"], "per_word": 0.0} if where.startswith("stops") else rules["lengths"]

    def reached(ease: float) -> float:
        cuts = [np.array(best_cut(one @ [always + ease, *weights], lengths)) for one in each]
        return scores([Judged("", cut, end, end) for cut, end in zip(cuts, ends, strict=True)])[2]

    ease = max(EASES, key=reached)
    return {"always": float(always + ease), **dict(zip(MARKS, map(float, weights), strict=True))}


def using(rules: dict[str, Any]) -> Any:
    """saywell with these weights."""
    return mock.patch.object(sentences, "_rules", return_value=rules)


def written(rules: dict[str, Any]) -> str:
    lines = [
        "# Learned by models/sentences/train.py; what the weights are for: analyse/sentences.py.",
        "# Log-odds that a sentence ends between two words, by the words at -2, -1, 1, 2, 3 from there;",
        "# a <class> is one of english.toml's.",
    ]
    for name, values in rules.items():
        lines += ["", f"[{name}]"]
        lines += [f"{key} = {value:.3g}" for key, value in values.items() if not isinstance(value, dict)]
        for places, known in values.items():
            if isinstance(known, dict):
                lines += ["", f'[{name}."{places}"]', *(f'"{key}" = {value:.2f}' for key, value in known.items())]
    return "\n".join(lines) + "\n"


def main() -> None:
    parser = argparse.ArgumentParser(description=(__doc__ or "").splitlines()[0])
    parser.add_argument("--data", type=Path, default=DATA)
    parser.add_argument("--labelled", type=Path, default=LABELLED)
    parser.add_argument("--folds", type=int, default=0)
    options = parser.parse_args()
    texts, meeting = answers(options.labelled, "train-*.txt"), meetings(options.data)
    print(
        f"{len(texts)} answers, {sum(len(lines) for _, lines in texts)} sentences, {len(meeting)} stretches of meetings"
    )
    if not options.folds:
        TARGET.write_text(written(learn(texts, meeting)), "utf-8")
        return
    groups = sorted({group for group, _ in texts})
    np.random.default_rng(SEED).shuffle(groups)
    teams = sorted({text.group for text in meeting})
    found: dict[str, list[Judged]] = {}
    before: dict[str, list[Judged]] = {}
    for fold in range(options.folds):
        out, away = set(groups[fold :: options.folds]), set(teams[fold :: options.folds])
        rules = learn([t for t in texts if t[0] not in out], [m for m in meeting if m.group not in away])
        theirs = [m for m in meeting if m.group in away]
        heard = conditions([t for t in texts if t[0] in out], pauses(theirs))
        heard["meetings, no punctuation, their own pauses"] = [bare(text) for text in theirs]
        with using(rules):
            for name, texts_heard in heard.items():
                found.setdefault(name, []).extend(judge(text) for text in texts_heard)
                before.setdefault(name, []).extend(judge(text, sentence_spans) for text in texts_heard)
    print(table(HEADER, rows(found, before)), flush=True)


if __name__ == "__main__":
    main()
