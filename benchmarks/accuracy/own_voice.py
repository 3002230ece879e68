"""What teaching gains: the one speaker of data/fillers, whom the network never heard, with some of his own.

Each of his recordings with fillers is left out in turn; 5, 10 or 20 fillers of the others are learned from, with
the ordinary speech beside them and half of his clips without any. The other half counts false alarms: it is acted,
with vowels held for a second and more, falsetto, laughter and breaths. The acted clips of a few seconds are joined
to recordings of a minute or two, as an answer is. The two numbers of `features.own` (how strongly the general
network holds, what ordinary speech weighs) were chosen on these very recordings, there being no other speaker with
enough fillers; the settings tried differed little.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from pathlib import Path

import numpy as np

from benchmarks.accuracy.common import bootstrap, f1, manifest, match, table
from benchmarks.accuracy.joins import Piece, joined
from benchmarks.accuracy.real_fillers import LABELS
from saywell import audio
from saywell.features import hesitation, own, signs_of_hesitation
from saywell.features.grid import mask, runs
from saywell.features.hesitation import THRESHOLD
from saywell.model import FRAME_S, SAMPLE_RATE_HZ, Span, Word

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
    """Clips with silence between, and what was said in them that is a filler, or not clear."""
    rng = np.random.default_rng(0)
    pieces: list[Piece] = []
    for name in names:
        gap = rng.normal(0, 1e-4, round(GAP_S * SAMPLE_RATE_HZ)).astype(np.float32)
        pieces += [(sounds[name], [Word(what, a, b) for a, b, what in LABELS.get(name, ())]), (gap, ())]
    samples, said = joined(pieces)
    signs, speech = signs_of_hesitation(audio.from_samples(samples))
    fillers = [(w.start_s, w.end_s, w.text) for w in said if w.text != "?"]
    unclear = [(w.start_s, w.end_s) for w in said if w.text == "?"]
    return Recording(signs, speech, fillers, unclear, len(sounds[names[0]]) / SAMPLE_RATE_HZ + GAP_S / 2)


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


def heard(recording: Recording, learned: own.Weights | None) -> list[tuple[float, float]]:
    signs = recording.signs
    p = own.probability(signs, learned) if learned else hesitation.probability(signs)
    found = [(span.start_s, span.end_s) for span, _ in hesitation.events(p, recording.speech, THRESHOLD)]
    return [e for e in found if not any(a < (e[0] + e[1]) / 2 < b for a, b in recording.unclear)]


def measure(data: Path) -> str:
    sounds = {row["id"]: audio.load(row["file"])[1].samples for row in manifest(data, "fillers")}
    without = [name for name in sounds if name not in LABELS]
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
                learned = own.adapt(examples(training, chosen)) if count else None
                found = [event for event in heard(test, learned) if sum(event) / 2 < test.first_s]
                each.append(match(found, [(a, b) for a, b, _ in test.fillers]))
                hums = [(a, b) for a, b, what in test.fillers if what == "hm"]
                rest = [e for e in found if not any(a <= sum(e) / 2 <= b for a, b in hums)]
                um.append(match(rest, [(a, b) for a, b, what in test.fillers if what != "hm"]))
                alarms.append(len(heard(plain, learned)) / plain.minutes)
            counts.append(each)
            only_um.append(um)
        rows.append(_row(count, counts, only_um, alarms))
    head = (
        f"{sum(len(test.fillers) for _, test in tried)} fillers of one man in {len(tried)} recordings, each left out "
        f"in turn, {DRAWS} draws of what is learned; intervals: recordings drawn again. By sound alone, no words.\n"
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
    acted = [name for name in LABELS if name not in MONOLOGUES]
    for name in LABELS:
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
