"""Pauses inside and between clauses, told without punctuation: the words of AMI's meetings.

A pause is a gap of 0.25 to 2 s between two words of one speaker; it lies between clauses if there is punctuation
on the word before it. Openers ("and", "because") are left out: they stand between clauses by definition. Words
that answer or greet ("yeah", "okay") are none of an answer's and are left out too. The weights that the product
has are those fitted on all teams; the figures are of weights fitted without the team.
"""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

import numpy as np

from benchmarks.accuracy.common import bootstrap, table
from saywell.analyse.pauses import signs
from saywell.english import english, is_filled_pause
from saywell.model import Word

_ANSWERS = {
    *("yeah", "okay", "mm-hmm", "right", "no", "yes", "yep", "uh-huh", "alright", "kay", "oh", "sure", "cool"),
    *("true", "huh", "ooh", "ah", "hey", "hi", "bye", "thanks", "sorry"),
}
_ENDS = ",.;:?!"
_LEAST_PAUSES = 8
"""A side with this many has a share worth comparing."""

Case = tuple[tuple[float, ...], bool, str, str]
"""What the words say, whether the pause lies inside a clause, team, side."""


def cases(data: Path) -> list[Case]:
    out: list[Case] = []
    for line in (data / "disfluency/manifest.jsonl").read_text("utf-8").splitlines():
        side: dict[str, Any] = json.loads(line)
        before, filler, broken_off = None, False, False
        for text, start_s, end_s, labels in side["words"]:
            word = Word(text, start_s, end_s)
            if is_filled_pause(word) or not word.bare:
                filler = True
                continue
            if before is not None and 0.25 <= (gap_s := word.start_s - before.end_s) < 2.0 + filler:
                skipped = {word.bare, before.bare} & _ANSWERS or word.bare in english()["clauses"]["openers"]
                if not skipped and not broken_off:
                    inside = before.text[-1] not in _ENDS
                    out.append((signs(before, word, gap_s, filler), inside, side["group"], side["id"]))
            before, filler, broken_off = word, False, bool({"x", "t"} & set(labels))
    return out


def fit(x: np.ndarray, y: np.ndarray) -> np.ndarray:
    """Weights of a logistic regression, by Newton's method, lightly held to zero."""
    w = np.zeros(x.shape[1])
    for _ in range(20):
        p = 1 / (1 + np.exp(-x @ w))
        w += np.linalg.solve((x.T * (p * (1 - p))) @ x + 0.1 * np.eye(len(w)), x.T @ (y - p) - 0.1 * w)
    return w


def measure(data: Path) -> str:
    found = cases(data)
    x = np.array([(1.0, *case[0]) for case in found])
    y = np.array([case[1] for case in found], dtype=float)
    teams, sides = np.array([case[2] for case in found]), np.array([case[3] for case in found])
    p = np.zeros(len(y))
    for team in np.unique(teams):
        p[teams == team] = 1 / (1 + np.exp(-x[teams == team] @ fit(x[teams != team], y[teams != team])))
    right = (p > 0.5) == y
    low, high = bootstrap(
        [right[teams == team] for team in np.unique(teams)], lambda d: float(np.concatenate(d).mean())
    )
    errors, spreads = [], []
    for side in np.unique(sides):
        of = sides == side
        if of.sum() >= _LEAST_PAUSES:
            errors.append(p[of].mean() - y[of].mean())
            spreads.append(np.sqrt((p[of] * (1 - p[of])).sum()) / of.sum())
    within = [np.mean(np.abs(errors) <= 1.96 * times * np.array(spreads)) for times in (1.0, 1.5)]
    rows = [
        ("pauses", len(y)),
        ("of them inside a clause", f"{y.mean():.0%}"),
        ("placed rightly, teams left out (95 %)", f"{right.mean():.1%} ({low:.1%}-{high:.1%})"),
        ("placed rightly by always saying the commoner", f"{max(y.mean(), 1 - y.mean()):.1%}"),
        (f"error of a side's share, mean of {len(errors)} sides", f"{np.mean(np.abs(errors)):.3f}"),
        ("sides within the range by chance alone; 1.5 times as wide", f"{within[0]:.0%}; {within[1]:.0%}"),
        ("weights fitted on all teams", ", ".join(f"{v:.2f}" for v in fit(x, y))),
    ]
    return table(("without punctuation", ""), rows)
