"""What measuring alone can change: the same speech, recorded differently, measured again.

    python -m benchmarks.accuracy.retest [--data ../shared/data] [--write]

Real reading with real um and uh put in, and the sample answers, are recorded anew as other microphones, rooms,
codecs and noises would; the words, where a metric needs them, stay the same. Half of the answers are fitted
on: `spread` in data/metrics.toml, [absolute, relative], is the narrowest pair under which 97 % of any two recordings
of one answer differ by no more than `compare` allows, the root of the sum of their squared half-widths. The other
half, with other noises and rooms, says how far it holds. `--write` puts the pairs into data/metrics.toml.
"""

from __future__ import annotations

import argparse
import re
from collections.abc import Iterator, Sequence
from concurrent.futures import ProcessPoolExecutor
from functools import lru_cache
from itertools import combinations
from pathlib import Path

import numpy as np

from benchmarks.accuracy import answers, real_fillers
from benchmarks.accuracy.answers import AUDIO_ALONE, GIVEN_WORDS, Answer
from benchmarks.accuracy.common import DATA, PROCESSES, ROOT, bootstrap, table
from benchmarks.accuracy.spoil import conditions
from saywell import features
from saywell.analyse import DEGRADED_TIMES, Take
from saywell.kinds import question
from saywell.metrics import catalogue
from saywell.model import Report
from saywell.quality import judge
from saywell.transcribe import complete, recognise
from saywell.transcribe.sphinx import Sphinx

CATALOGUE = ROOT / "src/saywell/data/metrics.toml"
FILLERS = 6
COVERED = 0.97
"""Fitted on a little more than the 95 % promised: other answers differ more than those that were fitted on."""
ONE_APART = 0.71
"""Half-width under which two recordings may differ by one: so few recognised answers can't show that none does."""
FIT, CHECK = 0, 1
RECOGNISED_SAMPLES = "project-1", "project-2", "rambling", "rushed", "setback-1", "setback-2"
RECOGNISED_CONDITIONS = "clean", "white noise at 25 dB", "Opus at 24 kbit/s"
HEARD, TRUTH = "recognised words", "true words"

Recordings = dict[str, dict[str, Report]]
"""Of one answer: condition -> mode -> report."""
Pairs = np.ndarray
"""Shape (n, 2, 2): of two recordings of one answer each, a metric's value and how many times as wide its range is."""


def spoken(data: Path, collection: str, name: str) -> Answer:
    """The answer as it is measured: um and uh put into real reading, the samples as they are."""
    said = answers.answer(data, collection, name)
    if collection == "samples":
        return said
    return answers.with_fillers(said, real_fillers.cut_out(data), FILLERS, of=FILLERS)


def recordings(data: Path, half: int, collection: str, name: str) -> Recordings:
    """The reports of one answer under every condition that leaves it usable."""
    said = spoken(data, collection, name)
    taken = {condition: answers.take(said, how) for condition, how in conditions(data, half).items()}
    return {condition: answers.reports(found) for condition, found in taken.items() if found}


@lru_cache(maxsize=1)
def measured(data: Path) -> tuple[list[Recordings], list[Recordings]]:
    """The answers fitted on, and those checked on."""
    every = [(data, k % 2, *which) for k, which in enumerate(answers.names(data))]
    with ProcessPoolExecutor(PROCESSES) as pool:
        found = list(pool.map(recordings, *zip(*every, strict=True)))
    return found[FIT::2], found[CHECK::2]


@lru_cache(maxsize=1)
def recognised(data: Path) -> list[Recordings]:
    """The samples that PocketSphinx understands, by its words and by the true ones."""
    engine = Sphinx()
    every = conditions(data, FIT)
    found = []
    for name in RECOGNISED_SAMPLES:
        said = answers.answer(data, "samples", name)
        truth = answers.take(said, every["clean"])
        assert truth
        reports = {TRUTH: {HEARD: answers.reports(truth)[GIVEN_WORDS]}}
        for condition in RECOGNISED_CONDITIONS:
            sound = every[condition].record(said.samples)
            voice = features.hear(sound)
            quality = judge(sound, voice, name)
            signal = features.measure(sound, voice)
            words = complete(recognise(sound, voice, engine), sound, signal, engine)
            take = Take(sound.duration_s, signal, words, question(None, "behavioural"), writes_fillers=False)
            reports[condition] = {HEARD: answers.report(take, quality)}
        found.append(reports)
    engine.close()
    return found


def undegraded(report: Report) -> bool:
    return report.quality is None or not report.quality.problems


def two(found: Recordings, mode: str, *, degraded: bool = False) -> Iterator[tuple[Report, Report]]:
    """Any two recordings of one answer: both undegraded, or (`degraded`) one of them degraded."""
    for one, other in combinations((by_mode[mode] for by_mode in found.values()), 2):
        if (undegraded(one), undegraded(other)) in (((True, False), (False, True)) if degraded else ((True, True),)):
            yield one, other


def pairs(of: Sequence[Recordings], mode: str, metric: str, *, degraded: bool = False) -> Pairs:
    """A metric in any two recordings of one answer, where both have it."""
    values = [
        [(report.metrics[metric].value, 1.0 if undegraded(report) else DEGRADED_TIMES) for report in pair]
        for found in of
        for pair in two(found, mode, degraded=degraded)
    ]
    known = [pair for pair in values if pair[0][0] is not None and pair[1][0] is not None]
    return np.array(known, dtype=float).reshape(-1, 2, 2)


def half_widths(values: np.ndarray, spread: tuple[float, float]) -> np.ndarray:
    """What a report puts on either side of these values (`analyse._interval`)."""
    return np.asarray(np.maximum(spread[0], spread[1] * np.abs(values)))


def coverage(of: Pairs, spread: tuple[float, float]) -> float:
    """The share of pairs that differ by no more than `compare` allows."""
    halves = half_widths(of[..., 0], spread) * of[..., 1]
    return float(np.mean(np.abs(np.diff(of[..., 0])[:, 0]) <= np.hypot(*halves.T) + 1e-9))


def fitted(of: Pairs) -> tuple[float, float]:
    """The narrowest [absolute, relative] that covers so many of the pairs, rounded up to two digits.

    Where there was nothing to count twice, nothing could differ: such pairs say nothing.
    """
    values = of[..., 0]
    values = values[values.any(axis=1)] if values.any() else values
    apart, sizes = np.abs(np.diff(values)[:, 0]), np.sort(np.abs(values), axis=1)
    together = np.hypot(*sizes.T)
    most = float(np.quantile(apart / np.maximum(together, 1e-9), COVERED, method="higher"))
    best, width = (0.0, 0.0), np.inf
    for relative in (_up(share * most) for share in np.linspace(0, 1, 21)):
        absolute = _up(float(np.quantile(_needed(apart, relative * sizes), COVERED, method="higher")))
        mean = float(half_widths(values, (absolute, relative)).mean())
        if mean < width - 1e-12:
            best, width = (absolute, relative), mean
    return best


def _needed(apart: np.ndarray, relative: np.ndarray) -> np.ndarray:
    """The least absolute half-width under which each pair is covered, given the relative ones, the smaller first."""
    larger = relative[:, 1]
    alone = np.sqrt(np.maximum(apart**2 - larger**2, 0.0))
    needed = np.where(alone <= larger, alone, apart / np.sqrt(2))
    return np.asarray(np.where(apart <= np.hypot(*relative.T), 0.0, needed))


def _up(value: float) -> float:
    """Rounded up to two digits."""
    if value <= 1e-6:
        return 0.0
    unit = 10.0 ** (np.floor(np.log10(value)) - 1)
    return float(f"{np.ceil(value / unit - 1e-6) * unit:.6g}")


def measure(data: Path) -> str:
    fit, check = measured(data)
    by_ear = recognised(data)
    degraded = sum(not undegraded(r[AUDIO_ALONE]) for found in (*fit, *check) for r in found.values())
    every = sum(len(found) for found in (*fit, *check))
    others = sorted(set(conditions(data, CHECK)) - set(conditions(data, FIT)))
    head = (
        f"{len(fit)} answers to fit on, {len(check)} others to check on; {every} recordings, {degraded} of them "
        f"degraded and left to the last column. Fitting: {', '.join(conditions(data, FIT))}. "
        f"Checking has the noises and rooms {', '.join(others)} in place of theirs."
    )
    otherwise = "articulation_rate_syll_s", "filled_pause_count", "filled_pauses_per_minute"
    sections = [
        head,
        _table(fit, check, GIVEN_WORDS, list(catalogue())),
        "From audio alone, where that is measured otherwise:",
        _table(fit, check, AUDIO_ALONE, otherwise),
        f"By the words of the built-in recogniser, on {len(by_ear)} synthetic answers that it understands, the true "
        "words among the recordings; there are no others to check on:",
        _table(by_ear, [], HEARD, [name for name, spec in catalogue().items() if spec.words]),
    ]
    return "\n\n".join(sections)


def _table(fit: Sequence[Recordings], check: Sequence[Recordings], mode: str, metrics: Sequence[str]) -> str:
    rows = []
    for name in metrics:
        of = pairs(fit, mode, name)
        if not len(of):
            continue
        spread, apart = fitted(of), np.abs(np.diff(of[..., 0])[:, 0])
        share = apart / np.maximum(np.abs(of[..., 0]).max(axis=1), 1e-9)
        rows.append(
            (
                name,
                len(of),
                f"{np.percentile(apart, 95):.3g}",
                f"{np.percentile(share, 95):.1%}",
                f"{spread[0]:g} or {spread[1]:.1%}",
                _covered(check, mode, name, spread),
                _covered(check, mode, name, spread, degraded=True),
            )
        )
    return table(
        ("metric", "pairs", "differ by (95 %)", "relative", "half-width fitted", "covers, others", "one degraded"), rows
    )


def _covered(
    check: Sequence[Recordings], mode: str, metric: str, spread: tuple[float, float], *, degraded: bool = False
) -> str:
    """Coverage on other answers, with its interval over them."""
    groups = [of for found in check if len(of := pairs([found], mode, metric, degraded=degraded))]
    if not groups:
        return ""
    low, high = bootstrap(groups, lambda drawn: coverage(np.concatenate(drawn), spread), times=300)
    return f"{coverage(np.concatenate(groups), spread):.0%} ({low:.0%}-{high:.0%})"


def spreads(data: Path) -> dict[str, dict[str, tuple[float, float]]]:
    """Metric -> key -> [absolute, relative] for data/metrics.toml; none where each recording has its own range."""
    fit, _ = measured(data)
    by_ear = recognised(data)
    found: dict[str, dict[str, tuple[float, float]]] = {}
    for name, spec in catalogue().items():
        given, heard = pairs(fit, GIVEN_WORDS, name), pairs(by_ear, HEARD, name)
        if spec.range or not len(given):
            continue
        found[name] = {"spread": fitted(given)}
        if spec.words and len(heard):
            absolute, relative = fitted(heard)
            least = ONE_APART if name.endswith("_count") else 0.0
            found[name]["spread_recognised"] = max(absolute, least), relative
    return found


def written(text: str, name: str, keys: dict[str, tuple[float, float]]) -> str:
    """The catalogue with these lines at the end of a metric's section, in place of those that it had."""
    section = re.search(rf"^\[{name}\]\n(?:.+\n)*", text, re.MULTILINE)
    assert section, name
    kept = re.sub(r"^spread(_recognised)? = .*\n", "", section[0], flags=re.MULTILINE)
    lines = "".join(f"{key} = [{pair[0]:g}, {pair[1]:g}]\n" for key, pair in keys.items())
    return text[: section.start()] + kept + lines + text[section.end() :]


def main() -> None:
    parser = argparse.ArgumentParser(description="Fit what measuring alone can change.")
    parser.add_argument("--data", type=Path, default=DATA)
    parser.add_argument("--write", action="store_true", help="put the pairs into data/metrics.toml")
    options = parser.parse_args()
    text = CATALOGUE.read_text("utf-8")
    for name, keys in spreads(options.data).items():
        print(name, *(f"{key} = [{pair[0]:g}, {pair[1]:g}]" for key, pair in keys.items()))
        text = written(text, name, keys)
    if options.write:
        CATALOGUE.write_text(text, "utf-8")


if __name__ == "__main__":
    main()
