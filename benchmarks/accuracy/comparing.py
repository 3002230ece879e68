"""Whether `compare` calls what changed, and only that.

Nothing changed: any two recordings of one answer, on the answers and with the noises and rooms that `spread` was
not fitted on (benchmarks/accuracy/retest.py). Something did: the same answer said 15 % faster (pitch kept), and an
answer of real reading with 15 real um and uh put in (other ones, elsewhere) in place of 30, each time recorded
otherwise. The transcript leaves um and uh out.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from concurrent.futures import ProcessPoolExecutor
from itertools import permutations
from pathlib import Path

from benchmarks.accuracy import answers, real_fillers, retest
from benchmarks.accuracy.answers import AUDIO_ALONE, GIVEN_WORDS
from benchmarks.accuracy.common import PROCESSES, bootstrap, table
from benchmarks.accuracy.retest import CHECK, HEARD, Recordings
from benchmarks.accuracy.spoil import conditions
from saywell.compare import Change, compare
from saywell.metrics import catalogue
from saywell.model import Report

TIMES = 1.15
BEFORE, AFTER = 30, 15
LONG_S = 75.0
ELSEWHERE = "clean", "laptop microphone", "pink noise at 20 dB", "Opus at 24 kbit/s"
FASTER = "words_per_minute", "articulation_rate_syll_s", "answer_s", "speaking_s"
FEWER = "filled_pause_count", "filled_pauses_per_minute"
CALLED = "better", "worse", "changed"

Pair = tuple[Report, Report]
Groups = Sequence[Sequence[Change]]
"""The changes of each answer."""


def measure(data: Path) -> str:
    check = retest.measured(data)[CHECK]
    fillers = spliced(data)
    sections = [
        f"The same answer recorded twice ({len(check)} answers). Called within measurement error:",
        same(check, (GIVEN_WORDS, AUDIO_ALONE)),
        "The same with one of the two recordings degraded:",
        same(check, (GIVEN_WORDS, AUDIO_ALONE), degraded=True),
        "The same by the words of the built-in recogniser (synthetic answers, those that its ranges were fitted on):",
        same(without_truth(retest.recognised(data)), (HEARD,)),
        f"Said {TIMES - 1:.0%} faster, recorded elsewhere ({', '.join(ELSEWHERE)}). Called changed:",
        real(FASTER, apart(check, faster(data))),
        f"{AFTER} um and uh in place of {BEFORE}, recorded elsewhere. Called fewer:",
        real(FEWER, apart([before for before, _ in fillers], [after for _, after in fillers]), better=True),
        f"The same {BEFORE}, recorded twice. Called within measurement error:",
        same([before for before, _ in fillers], (GIVEN_WORDS, AUDIO_ALONE), only=FEWER),
    ]
    return "\n\n".join(sections)


def same(
    of: Sequence[Recordings], modes: Sequence[str], *, degraded: bool = False, only: Sequence[str] | None = None
) -> str:
    """Share of metrics called within measurement error; a column a mode, a row a metric."""
    by_mode = {}
    for mode in modes:
        pairs = [list(retest.two(found, mode, degraded=degraded)) for found in of]
        by_mode[mode] = [[c for pair in own for c in compare(*pair).changes] for own in pairs if own]
    rows = []
    for name in only or catalogue():
        cells = [_share(_only(groups, name), _within) for groups in by_mode.values()]
        if any(cells):
            rows.append((name, *cells))
    if only is None:
        rows.append(("**all**", *(f"**{_share(groups, _within)}**" for groups in by_mode.values())))
    return table(("metric", *modes), rows)


def real(metrics: Sequence[str], by_mode: dict[str, list[list[Pair]]], *, better: bool = False) -> str:
    """Share of real changes that are called; a column a mode, a row a metric."""

    def called(change: Change) -> bool:
        return change.verdict == "better" or (change.verdict in CALLED and (not better or change.difference < 0))

    changed = {
        mode: [[c for pair in own for c in compare(*pair).changes] for own in groups if own]
        for mode, groups in by_mode.items()
    }
    return table(
        ("metric", *changed), [(name, *(_share(_only(g, name), called) for g in changed.values())) for name in metrics]
    )


def apart(before: Sequence[Recordings], after: Sequence[Recordings]) -> dict[str, list[list[Pair]]]:
    """Before and after, recorded in different ways; by mode, and whether one of the two is degraded."""
    out: dict[str, list[list[Pair]]] = {}
    for mode in (GIVEN_WORDS, AUDIO_ALONE):
        groups = [
            [(one[a][mode], other[b][mode]) for a, b in permutations(ELSEWHERE, 2) if a in one and b in other]
            for one, other in zip(before, after, strict=True)
        ]
        out[mode] = [[pair for pair in own if all(map(retest.undegraded, pair))] for own in groups]
        out[f"{mode}, degraded"] = [[pair for pair in own if not all(map(retest.undegraded, pair))] for own in groups]
    return out


def faster(data: Path) -> list[Recordings]:
    """The answers to check on, said faster."""
    with ProcessPoolExecutor(PROCESSES) as pool:
        return list(pool.map(_faster, *zip(*((data, *which) for which in answers.names(data)[CHECK::2]), strict=True)))


def _faster(data: Path, collection: str, name: str) -> Recordings:
    return _recorded(data, retest.spoken(data, collection, name).faster(TIMES))


def spliced(data: Path) -> list[tuple[Recordings, Recordings]]:
    """Answers with many fillers, and the same ones with fewer."""
    real_ones = [which for which in answers.names(data)[CHECK::2] if which[0] != "samples"]
    with ProcessPoolExecutor(PROCESSES) as pool:
        return list(pool.map(_spliced, *zip(*((data, *which) for which in real_ones), strict=True)))


def _spliced(data: Path, collection: str, name: str) -> tuple[Recordings, Recordings]:
    said = answers.answer(data, collection, name, seconds=LONG_S)
    every = real_fillers.cut_out(data)
    many = answers.with_fillers(said, every, BEFORE, of=BEFORE)
    few = answers.with_fillers(said, every, AFTER, of=BEFORE, seed=1)
    return _recorded(data, many), _recorded(data, few)


def _recorded(data: Path, said: answers.Answer) -> Recordings:
    every = conditions(data, CHECK)
    taken = {name: answers.take(said, every[name]) for name in ELSEWHERE}
    return {name: answers.reports(found) for name, found in taken.items() if found}


def without_truth(of: Sequence[Recordings]) -> list[Recordings]:
    """Recognised words are compared with recognised words only."""
    return [{name: found for name, found in one.items() if name != retest.TRUTH} for one in of]


def _only(groups: Groups, metric: str) -> list[list[Change]]:
    found = [[c for c in group if c.metric == metric] for group in groups]
    return [group for group in found if group]


def _within(change: Change) -> bool:
    return change.verdict == "within_error"


def _share(groups: Groups, holds: Callable[[Change], bool]) -> str:
    """Share of changes for which it holds, its 95 % interval over the answers, and what has no known error."""
    known = [[c for c in group if c.verdict != "unknown"] for group in groups]
    known = [group for group in known if group]
    unknown = sum(map(len, groups)) - sum(map(len, known))
    if not known:
        return f"not known ({unknown})" if unknown else ""

    def share(drawn: Groups) -> float:
        return sum(holds(c) for group in drawn for c in group) / sum(map(len, drawn))

    low, high = bootstrap(known, share, times=300)
    rest = f", {unknown} not known" if unknown else ""
    return f"{share(known):.0%} ({low:.0%}-{high:.0%}) of {sum(map(len, known))}{rest}"
