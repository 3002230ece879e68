"""What teaching gains: the one speaker of data/fillers, heard by a network that never heard him, with some of his own.

Each of his recordings with fillers is left out in turn; 5, 10 or 20 fillers of the others are learned from, with
the ordinary speech beside them and half of his clips without any. The other half counts false alarms: it is acted,
with vowels held for a second and more, falsetto, laughter and breaths. The acted clips of a few seconds are joined
to recordings of a minute or two, as an answer is. The two numbers of `features.own` (how strongly the general
network holds, what ordinary speech weighs) were chosen on these very recordings, there being no other speaker with
enough fillers; the settings tried differed little.
"""

from __future__ import annotations

import importlib.util
import sys
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from pathlib import Path
from types import ModuleType

import numpy as np

from benchmarks.accuracy.common import ROOT, bootstrap, f1, manifest, match, table
from saywell import audio
from saywell.features.hesitation import THRESHOLD
from saywell.features import hesitation, own, signs_of_hesitation
from saywell.features.grid import mask, runs
from saywell.model import FRAME_S, SAMPLE_RATE_HZ, Span

FILLERS: dict[str, tuple[tuple[float, float, str], ...]] = {
    "acoustic_corpus": ((8.02, 8.57, "um"), (14.53, 14.95, "uh"), (22.9, 23.53, "um")),
    "cold_corpus": (
        (1.24, 1.67, "uh"),
        (3.69, 3.96, "uh"),
        (7.31, 7.86, "uh"),
        (9.89, 10.34, "um"),
        (17.78, 18.32, "uh"),
    ),
    "mfa_uhuh": (
        (1.43, 1.62, "uh"),
        (1.92, 2.07, "uh"),
        (2.61, 2.8, "uh"),
        (3.23, 3.51, "uh"),
        (4.35, 4.5, "uh"),
        (4.52, 5.27, "uh"),
    ),
    "mfa_uhum": (
        (1.84, 2.27, "uh"),
        (2.42, 2.92, "um"),
        (3.02, 3.8, "uh"),
        (3.92, 4.72, "hm"),
        (5.1, 5.9, "hm"),
        (6.32, 6.68, "um"),
    ),
    "mfa_um": ((3.78, 5.17, "um"),),
    "mfa_uh": ((2.36, 3.66, "uh"),),
    "mfa_crossword": ((1.97, 2.47, "um"), (5.82, 6.57, "um")),
    "mfa_cutoffprogressive": ((8.27, 8.62, "hm"),),
}
"""Where they are: the monologues' from the data's own times, the rest read off spectrograms beside the text.

The one uh of `mfa_cutoffprogressive` can't be told from the broken-off words around it: see `UNCLEAR`."""
UNCLEAR = {"mfa_cutoffprogressive": ((2.6, 3.2),)}
MONOLOGUES = "acoustic_corpus", "cold_corpus"
COUNTS = 0, 5, 10, 20
DRAWS = 6
GAP_S = 0.5
_EDGE_S = 0.02
_BESIDE_S = 0.1
_SHORTEST_S = 0.2


@dataclass(frozen=True, slots=True, eq=False)
class Recording:
    """Clips joined to one recording; the first of them ends at `first_s`."""

    signs: np.ndarray
    speech: tuple[Span, ...]
    fillers: list[tuple[float, float, str]]
    unclear: list[tuple[float, float]]
    first_s: float

    @property
    def minutes(self) -> float:
        return len(self.signs) * FRAME_S / 60


def join(sounds: dict[str, np.ndarray], names: Sequence[str]) -> Recording:
    rng = np.random.default_rng(0)
    parts: list[np.ndarray] = []
    fillers, unclear = [], []
    at_s = 0.0
    for name in names:
        fillers += [(at_s + a, at_s + b, what) for a, b, what in FILLERS.get(name, ())]
        unclear += [(at_s + a, at_s + b) for a, b in UNCLEAR.get(name, ())]
        gap = rng.normal(0, 1e-4, round(GAP_S * SAMPLE_RATE_HZ)).astype(np.float32)
        parts += [sounds[name], gap]
        at_s += len(sounds[name]) / SAMPLE_RATE_HZ + GAP_S
    signs, speech = signs_of_hesitation(audio.from_samples(np.concatenate(parts)))
    return Recording(signs, speech, fillers, unclear, len(sounds[names[0]]) / SAMPLE_RATE_HZ + GAP_S / 2)


def general(data: Path) -> own.Weights:
    """The network trained as the one that comes with saywell, but without any recording of this speaker."""
    train = _recipe()
    train.SEEDS = (train.TEST_SEED,)  # type: ignore[attr-defined]  # a third of the synthetic answers: minutes, not an hour
    clips = [*train.synthetic(ROOT / "build" / "filled-pause"), *train.real(data)]
    rows = (train.rows(clip) for clip in clips if "/fillers/" not in clip.path)
    weights: own.Weights = train.fit([row for row in rows if row])
    return weights


def _recipe() -> ModuleType:
    spec = importlib.util.spec_from_file_location("train_filled_pause", ROOT / "models" / "filled-pause" / "train.py")
    assert spec and spec.loader
    module = importlib.util.module_from_spec(spec)
    sys.modules[spec.name] = module
    spec.loader.exec_module(module)
    return module


def examples(recordings: Sequence[Recording], chosen: set[int]) -> own.Examples:
    """The chosen fillers, numbered through all recordings, and all ordinary speech."""
    parts, number = [], 0
    for recording in recordings:
        labels: list[tuple[Span, bool]] = []
        free = mask(recording.speech, len(recording.signs))
        for a, b, _ in recording.fillers:
            if number in chosen:
                labels.append((Span(a + _EDGE_S, b - _EDGE_S), True))
            number += 1
        for a, b in [*((a, b) for a, b, _ in recording.fillers), *recording.unclear]:
            free[max(0, round((a - _BESIDE_S) / FRAME_S)) : round((b + _BESIDE_S) / FRAME_S)] = False
        ordinary = (Span(a * FRAME_S, b * FRAME_S) for a, b in runs(free))
        labels += [(span, False) for span in ordinary if span.duration_s >= _SHORTEST_S]
        parts.append(own.cut(recording.signs, labels))
    return own.joined(parts)


def heard(recording: Recording, weights: own.Weights, learned: own.Weights | None) -> list[tuple[float, float]]:
    signs = recording.signs
    p = own.probability(signs, learned, weights) if learned else hesitation.probability(signs, weights)
    found = [(span.start_s, span.end_s) for span, _ in hesitation.events(p, recording.speech, THRESHOLD)]
    return [e for e in found if not any(a < (e[0] + e[1]) / 2 < b for a, b in recording.unclear)]


def measure(data: Path) -> str:
    weights = general(data)
    sounds = {row["id"]: audio.load(row["file"])[1].samples for row in manifest(data, "fillers")}
    without = [name for name in sounds if name not in FILLERS]
    shuffled = [without[k] for k in np.random.default_rng(1).permutation(len(without))]
    to_learn, to_test = shuffled[0::2], shuffled[1::2]
    plain = join(sounds, to_test)
    rows = []
    tried = list(_left_out(sounds, to_learn, to_test))
    for count in COUNTS:
        counts: list[list[tuple[int, int, int]]] = []
        only_um: list[list[tuple[int, int, int]]] = []
        alarms = []
        for training, test in tried:
            available = sum(len(recording.fillers) for recording in training)
            each, um = [], []
            for draw in range(DRAWS if count else 1):
                chosen = set(np.random.default_rng(draw).permutation(available)[:count].tolist())
                learned = own.adapt(examples(training, chosen), weights) if count else None
                found = [event for event in heard(test, weights, learned) if sum(event) / 2 < test.first_s]
                each.append(match(found, [(a, b) for a, b, _ in test.fillers]))
                hums = [(a, b) for a, b, what in test.fillers if what == "hm"]
                rest = [e for e in found if not any(a <= sum(e) / 2 <= b for a, b in hums)]
                um.append(match(rest, [(a, b) for a, b, what in test.fillers if what != "hm"]))
                alarms.append(len(heard(plain, weights, learned)) / plain.minutes)
            counts.append(each)
            only_um.append(um)
        rows.append(_row(count, counts, only_um, alarms))
    head = (
        f"{sum(map(len, FILLERS.values()))} fillers of one man in {len(FILLERS)} recordings, each left out in turn, "
        f"{DRAWS} draws of what is learned; intervals: recordings drawn again. By sound alone, no words.\n"
    )
    columns = (
        "his own to learn from",
        "precision",
        "recall",
        "F1",
        "95 %",
        "F1 without hm",
        "95 %",
        "false alarms a minute",
    )
    return head + "\n" + table(columns, rows)


def _left_out(
    sounds: dict[str, np.ndarray], to_learn: list[str], to_test: list[str]
) -> Iterator[tuple[list[Recording], Recording]]:
    alone = {name: join(sounds, [name]) for name in MONOLOGUES}
    acted = [name for name in FILLERS if name not in MONOLOGUES]
    for name in FILLERS:
        others = [alone[other] for other in MONOLOGUES if other != name]
        others.append(join(sounds, [*(other for other in acted if other != name), *to_learn]))
        yield others, alone[name] if name in MONOLOGUES else join(sounds, [name, *to_test])


_Counts = list[list[tuple[int, int, int]]]


def _row(count: int, counts: _Counts, only_um: _Counts, alarms: list[float]) -> tuple[object, ...]:
    def over(groups: Sequence[list[tuple[int, int, int]]]) -> float:
        return f1([one for group in groups for one in group])

    hits, found, true = (sum(one[k] for group in counts for one in group) for k in range(3))
    intervals = [bootstrap(groups, over) for groups in (counts, only_um)]
    (low, high), (low_um, high_um) = intervals
    return (
        count,
        f"{hits / max(found, 1):.2f}",
        f"{hits / true:.2f}",
        f"{over(counts):.2f}",
        f"{low:.2f}-{high:.2f}",
        f"{over(only_um):.2f}",
        f"{low_um:.2f}-{high_um:.2f}",
        f"{np.mean(alarms):.1f}",
    )
