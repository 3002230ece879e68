"""The filled pauses of one person: what the general network says, corrected by that person's own examples.

A logistic regression on the signs, with the network's log odds as its starting point and a pull towards
changing nothing: maximum a posteriori with the general model as the prior (as in Chelba & Acero 2006,
"Adaptation of maximum entropy capitalizer: Little data can help a lot"). A few examples move
it a little, many move it far. It asks nothing of the network but its probability. What is gained is counted
on examples that were left out of the learning.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass

import numpy as np

from saywell.features import hesitation
from saywell.model import FRAME_S, Span

Weights = dict[str, np.ndarray]

PULL = 50.0
"""How strongly the general network holds, where each filler weighs one."""
ORDINARY = 20.0
"""What all ordinary speech weighs beside all fillers."""
_FURTHEST = 4.0
"""No sign counts for more standard deviations than this."""
_SUREST = 1e-3
"""The network's probability is taken for no nearer to 0 or 1."""
_LOTS = 20
"""Examples are left out one at a time; of more than these, in so many lots."""


@dataclass(frozen=True, slots=True, eq=False)
class Examples:
    """What a person said to be a filled pause, and what not. Frames of one stretch are neighbours, in order.

    Attributes:
        signs: shape (frames, n), of `hesitation.frame_features`.
        labels: shape (frames,), bool: a filled pause.
        groups: shape (frames,), int: which stretch.
    """

    signs: np.ndarray
    labels: np.ndarray
    groups: np.ndarray

    @property
    def fillers(self) -> int:
        """Stretches that are filled pauses."""
        return len(np.unique(self.groups[self.labels]))

    @property
    def ordinary(self) -> int:
        """Stretches that are not."""
        return len(np.unique(self.groups[~self.labels]))

    @property
    def ordinary_s(self) -> float:
        return float((~self.labels).sum() * FRAME_S)

    def only(self, keep: np.ndarray) -> Examples:
        """The frames where `keep`, shape (frames,), is true."""
        return Examples(self.signs[keep], self.labels[keep], self.groups[keep])


@dataclass(frozen=True, slots=True)
class Score:
    """How examples are heard: fillers found of those there are, and sounds in ordinary speech taken for one."""

    heard: int
    fillers: int
    false_alarms: int

    @property
    def errors(self) -> int:
        return self.fillers - self.heard + self.false_alarms


def cut(signs: np.ndarray, stretches: Sequence[tuple[Span, bool]]) -> Examples:
    """The examples at these stretches of a recording, each a filled pause or not.

    Args:
        signs: shape (frames, n), of the whole recording.
        stretches: (where, is it a filled pause).
    """
    at = [
        np.arange(round(span.start_s / FRAME_S), min(round(span.end_s / FRAME_S), len(signs))) for span, _ in stretches
    ]
    lengths = [len(frames) for frames in at]
    frames = np.concatenate([*at, np.array([], dtype=int)]).astype(int)
    labels = np.repeat(np.array([is_filler for _, is_filler in stretches], dtype=bool), lengths)
    return Examples(signs[frames], labels, np.repeat(np.arange(len(stretches)), lengths))


def joined(parts: Sequence[Examples]) -> Examples:
    """All of them, at least one, each stretch with a number of its own."""
    groups, first = [], 0
    for part in parts:
        groups.append(part.groups + first)
        first += int(part.groups.max(initial=-1)) + 1
    signs, labels = (np.concatenate([getattr(part, name) for part in parts]) for name in ("signs", "labels"))
    return Examples(signs, labels, np.concatenate(groups))


def adapt(examples: Examples, general: Weights | None = None) -> Weights:
    """Learn from a person's examples.

    Every filler weighs the same, however long; so does all ordinary speech, whatever there is of it.

    Args:
        examples: at least one.
        general: the network; the one that comes with saywell if not given.

    Returns:
        weights for `probability`.
    """
    from scipy.optimize import minimize
    from scipy.special import expit

    mean, scale = examples.signs.mean(axis=0), examples.signs.std(axis=0) + 1e-2
    odds = np.concatenate([_odds(own.signs, general) for own in _stretches(examples)])
    known = _known(examples.signs, odds, mean, scale)
    wanted = examples.labels.astype(np.float64)
    weight, pull = _weight(examples), PULL / max(examples.fillers, 1)

    def cost(values: np.ndarray) -> tuple[float, np.ndarray]:
        score = odds + known @ values
        loss = float(weight @ (np.logaddexp(0.0, score) - wanted * score))
        slope = known.T @ (weight * (expit(score) - wanted))
        return loss + pull / 2 * float(values @ values), slope + pull * values

    found = minimize(cost, np.zeros(known.shape[1]), jac=True, method="L-BFGS-B").x
    return {"mean": mean, "scale": scale, "change": found}


def probability(signs: np.ndarray, own: Weights, general: Weights | None = None) -> np.ndarray:
    """As `hesitation.probability`, for the person of `own`. Shape (frames,)."""
    from scipy.ndimage import gaussian_filter1d
    from scipy.special import expit

    odds = _odds(signs, general)
    score = odds + _known(signs, odds, own["mean"], own["scale"]) @ own["change"]
    return np.asarray(gaussian_filter1d(expit(score), hesitation.EVENT_SMOOTH_FRAMES))


def gain(examples: Examples, threshold: float, general: Weights | None = None) -> tuple[Score, Score]:
    """How the general network hears a person's examples, and how the adapted one does.

    The adapted one judges each example without having learned from it.

    Args:
        threshold: on the probability, from which a sound counts.
    """
    before, after = [], []
    for left_out in _left_out(examples):
        rest = examples.only(~left_out)
        own = adapt(rest, general) if len(rest.labels) else None
        for stretch in _stretches(examples.only(left_out)):
            as_before = hesitation.probability(stretch.signs, general)
            as_after = probability(stretch.signs, own, general) if own else as_before
            before.append(_score(stretch, as_before, threshold))
            after.append(_score(stretch, as_after, threshold))
    return _sum(before), _sum(after)


def _stretches(examples: Examples) -> Iterator[Examples]:
    """One at a time, in order."""
    edges = np.flatnonzero(np.diff(examples.groups)) + 1
    for frames in np.split(np.arange(len(examples.groups)), edges):
        yield Examples(examples.signs[frames], examples.labels[frames], examples.groups[frames])


def _odds(signs: np.ndarray, general: Weights | None) -> np.ndarray:
    """The network's log odds, shape (frames,)."""
    from scipy.special import logit

    return np.asarray(logit(np.clip(hesitation.probability(signs, general), _SUREST, 1 - _SUREST)))


def _known(signs: np.ndarray, odds: np.ndarray, mean: np.ndarray, scale: np.ndarray) -> np.ndarray:
    """What the regression looks at: the signs, the network's odds, and one. Shape (frames, n + 2)."""
    standard = np.clip((signs - mean) / scale, -_FURTHEST, _FURTHEST)
    return np.column_stack([standard, odds, np.ones(len(odds))]).astype(np.float64)


def _weight(examples: Examples) -> np.ndarray:
    """What each frame weighs, shape (frames,): all fillers together one."""
    _, which, length = np.unique(examples.groups, return_inverse=True, return_counts=True)
    filler = 1.0 / (max(examples.fillers, 1) * length[which])
    return np.where(examples.labels, filler, ORDINARY / max(int((~examples.labels).sum()), 1))


def _left_out(examples: Examples) -> Iterator[np.ndarray]:
    names = np.unique(examples.groups)
    for k in range(min(_LOTS, len(names))):
        yield np.isin(examples.groups, names[k::_LOTS])


def _score(stretch: Examples, p: np.ndarray, threshold: float) -> Score:
    found = len(hesitation.events(p, (Span(0.0, len(p) * FRAME_S),), threshold))
    return Score(min(found, 1), 1, 0) if stretch.labels[0] else Score(0, 0, found)


def _sum(scores: Sequence[Score]) -> Score:
    heard, fillers, false_alarms = (
        sum(getattr(score, name) for score in scores) for name in ("heard", "fillers", "false_alarms")
    )
    return Score(heard, fillers, false_alarms)
