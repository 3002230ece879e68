"""The fluency index against expert raters: every speaker by a model that was fitted without that speaker."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from pathlib import Path

import numpy as np
from models.fluency.train import FOLDS, MODELS, Clip, clips, out_of_speaker

from benchmarks.accuracy.common import bootstrap, table
from saywell.analyse.fluency import half_range

ROWS = (
    ("from the sound alone", MODELS["audio"]),
    ("rate alone: syllable nuclei a second", ("nucleus_rate",)),
    ("from sound and words", MODELS["words"]),
    ("rate alone: syllables of the words a second", ("syllable_rate",)),
    ("rate alone: words a second", ("word_rate",)),
)
COMPARED = (0, 1), (2, 3)
Rated = tuple[np.ndarray, np.ndarray]
"""Of one speaker: the ratings, shape (n,), and what each model says, shape (models, n)."""


def measure(data: Path) -> str:
    rated = clips(data)
    said = np.stack([out_of_speaker(signs, rated) for _, signs in ROWS])
    adults, children = (_by_speaker(rated, said, adult=adult) for adult in (True, False))
    rows = [(name, _cell(adults, _r(k)), _cell(children, _r(k))) for k, (name, _) in enumerate(ROWS)]
    rows += [
        (f"{ROWS[a][0]}, less {ROWS[b][0]}", _cell(adults, _gain(a, b), "+"), _cell(children, _gain(a, b), "+"))
        for a, b in COMPARED
    ]
    error = np.mean([np.abs(ratings - said[0]).mean() for ratings, said in adults])
    inside = [_inside(rated, said[k], name) for k, name in ((0, "audio"), (2, "words"))]
    return "\n".join(
        [
            f"r with the mean of the raters; {len(rated)} sentences, {len(adults)} adults, {len(children)} children; "
            f"{FOLDS} folds by speaker; in brackets 95 % by drawing the speakers again:",
            "",
            table(("", "adults", "children"), rows),
            "",
            f"From the sound alone it is off by {error:.2f} points on average over the adults. Their raters' mean "
            f"lies in the range given for {inside[0]:.0%} of the sentences (sound) and {inside[1]:.0%} (with words).",
        ]
    )


def _by_speaker(rated: Sequence[Clip], said: np.ndarray, *, adult: bool) -> list[Rated]:
    who = np.array([each.speaker if each.adult == adult else "" for each in rated])
    ratings = np.array([each.rating for each in rated])
    return [(ratings[who == speaker], said[:, who == speaker]) for speaker in sorted(set(who) - {""})]


def _r(k: int) -> Callable[[Sequence[Rated]], float]:
    def statistic(speakers: Sequence[Rated]) -> float:
        ratings, said = (np.concatenate(column, axis=-1) for column in zip(*speakers, strict=True))
        return float(np.corrcoef(ratings, said[k])[0, 1])

    return statistic


def _gain(a: int, b: int) -> Callable[[Sequence[Rated]], float]:
    one, other = _r(a), _r(b)
    return lambda speakers: one(speakers) - other(speakers)


def _cell(speakers: Sequence[Rated], statistic: Callable[[Sequence[Rated]], float], sign: str = "") -> str:
    low, high = bootstrap(speakers, statistic)
    return f"{statistic(speakers):{sign}.3f} ({low:{sign}.3f} to {high:{sign}.3f})"


def _inside(rated: Sequence[Clip], said: np.ndarray, name: str) -> float:
    """The share of the adults' sentences whose rating lies in the range around what was said."""
    halves = np.array([half_range(name, len(each.seconds)) for each in rated])
    ratings = np.array([each.rating for each in rated])
    adult = np.array([each.adult for each in rated])
    return float((np.abs(ratings - said) <= halves)[adult].mean())
