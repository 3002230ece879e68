"""What the words hide: fillers, what was taken back, hedges, empty sentences; on words never learned from."""

from __future__ import annotations

import itertools
import random
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from pathlib import Path

import numpy as np
from models.reading.corpora import HEADS, Stream, as_words, fillers, judged, lines, marked, repairs
from models.reading.folds import FOLDS, WAYS, altered, answered, answers_file
from scipy.special import expit

from benchmarks.accuracy.common import ROOT, MissingError, bootstrap, table
from saywell.analyse import filler_words, hedges
from saywell.analyse import repairs as repairs_module
from saywell.analyse.edges import says_nothing
from saywell.english import english, is_filled_pause
from saywell.reading import CALIBRATION, read

WORK = ROOT / "build/reading"
SHARES = 0.25, 0.5
ERRORS = 5
CONTEXT = 7


@dataclass(frozen=True)
class Judged:
    """One word with what is true of it and how likely it was held; `group` is its document, team or line."""

    group: str
    word: str
    true: bool
    p: float
    text: str = ""


def measure(data: Path) -> str:
    """All tables of this part."""
    thirds = len(_whole())
    if not thirds:
        raise MissingError(f"it needs {WORK}: python -m models.reading.train --data DIR --encoder DIR --fold 0, 1, 2")
    own, taken = list(_own_fillers()), list(_own_repairs())
    folds = {
        (head, source, way): list(_folds(head, source, way))
        for head, source in (("filler", "gum"), ("reparandum", "ami"), ("reparandum", "gum"))
        for way in WAYS
    }
    likes = {way: [j for j in folds["filler", "gum", way] if j.word == "like"] for way in WAYS}
    wells = {way: [j for j in folds["filler", "gum", way] if j.word == "well"] for way in WAYS}
    shown = filler_words.SHOWN_FROM
    sections = [
        f"AMI and GUM: {thirds} of {FOLDS} thirds of teams and documents, judged by a network taught with the rest.",
        "**Filler or meaning.** Our own test part: sentences by another writer than those of the training, judged by "
        "the network that ships. Shown: from the threshold that reports use.",
        table(
            ("word", "on", "uses", "F1 at the best threshold", "shown: precision", "recall"),
            [
                *(_row("like", f"GUM, {way}", found, shown) for way, found in likes.items()),
                *(_row("well", f"GUM, {way}", found, shown) for way, found in wells.items()),
                *(
                    _row(word, f"our test part, {way}", [j for w, j in own if w == way and j.word == word], shown)
                    for word in english()["fillers"]["judged"]
                    for way in ("as written", "bare")
                ),
            ],
        ),
        _agreement(),
        "**Repeats and false starts**, words of reparanda.",
        table(
            ("on", "words", "F1 at the best threshold", "shown: precision", "recall"),
            [
                *(
                    _row(None, f"{name}, {way}", folds["reparandum", source, way], repairs_module.SHOWN_FROM)
                    for source, name in (("ami", "AMI"), ("gum", "GUM"))
                    for way in WAYS
                ),
                *(
                    _row(None, f"our test part, {way}", [j for w, j in taken if w == way], repairs_module.SHOWN_FROM)
                    for way in ("as written", "bare")
                ),
            ],
        ),
        _curve(folds),
        "**The surest errors** (the word in brackets):",
        _errors("called a filler", [*likes["as written"], *(j for w, j in own if w == "as written")], shown),
        _errors("taken for taken back", folds["reparandum", "ami", "as written"], repairs_module.SHOWN_FROM),
        _lists(),
    ]
    return "\n\n".join(sections)


def _row(word: str | None, on: str, found: Sequence[Judged], shown: float) -> list[object]:
    f1, threshold = best(found)
    low, high = bootstrap(_groups(found), lambda groups: best([j for g in groups for j in g])[0], times=200)
    precision, recall = _precision_recall(found, shown)
    first = [word] if word else []
    cells = [f"{f1:.2f} ({low:.2f}-{high:.2f}) at {threshold:.2f}", f"{precision:.2f}", f"{recall:.2f}"]
    return [*first, on, len(found), *cells]


def best(found: Sequence[Judged]) -> tuple[float, float]:
    """The highest F1 of all thresholds, and that threshold; (NaN, 0.5) where nothing is true."""
    true = np.array([j.true for j in found])
    p = np.array([j.p for j in found])
    if not true.any():
        return float("nan"), 0.5
    order = np.argsort(-p, kind="stable")
    hits = np.cumsum(true[order])
    scores = 2 * hits / (np.arange(1, len(p) + 1) + true.sum())
    k = int(np.argmax(scores))
    return float(scores[k]), float(p[order][k])


def _precision_recall(found: Sequence[Judged], shown: float) -> tuple[float, float]:
    hits = sum(j.true and j.p >= shown for j in found)
    return hits / max(1, sum(j.p >= shown for j in found)), hits / max(1, sum(j.true for j in found))


def _groups(found: Sequence[Judged]) -> list[list[Judged]]:
    key = sorted(found, key=lambda j: j.group)
    return [list(group) for _, group in itertools.groupby(key, key=lambda j: j.group)]


def _whole() -> list[Path]:
    """The answers of those thirds that have been left out so far."""
    return [file for fold in range(FOLDS) if (file := answers_file(WORK, fold)).exists()]


def _folds(head: str, source: str, way: str, files: Sequence[Path] | None = None) -> Iterator[Judged]:
    """What the networks said of words that they had not learned from."""
    slope, shift = CALIBRATION[HEADS.index(head)]
    for one in answered(files or _whole(), head, way):
        if one.source == source:
            p = float(expit(slope * one.log_odds + shift))
            yield Judged(one.group, one.phrase, one.label, p, _around(one.words, one.k))


def _around(words: Sequence[str], k: int) -> str:
    before, after = " ".join(words[max(0, k - CONTEXT) : k]), " ".join(words[k + 1 : k + 1 + CONTEXT])
    return f"{before} [{words[k]}] {after}".strip()


def _own_fillers() -> Iterator[tuple[str, Judged]]:
    for way in ("as written", "bare"):
        for stream in fillers("fillers-test.txt"):
            reading = read(as_words(altered(stream.words, way, (), random.Random(0))))
            phrases = judged(stream.words)
            for k, (true, _) in stream.labels["filler"].items():
                yield way, Judged(stream.group, phrases[k], true, float(reading.filler[k]), _around(stream.words, k))


def _own_repairs() -> Iterator[tuple[str, Judged]]:
    for way in ("as written", "bare"):
        for stream in repairs("repairs-test.txt"):
            reading = read(as_words(altered(stream.words, way, (), random.Random(0))))
            for k, (true, _) in stream.labels["reparandum"].items():
                yield way, Judged(stream.group, "", true, float(reading.reparandum[k]), _around(stream.words, k))


def _agreement() -> str:
    """How often a second labelling, blind and from the definition alone, says the same."""
    by_text = {
        _unmarked(s): s
        for name in ("fillers-train-1.txt", "fillers-train-2.txt", "fillers-test.txt")
        for s in fillers(name)
    }
    same = [
        label == by_text[_unmarked(again)].labels["filler"][k][0]
        for again in fillers("fillers-again.txt")
        for k, (label, _) in again.labels["filler"].items()
    ]
    return (
        f"A fifth of our sentences, {len(same)} uses, was labelled a second time, blind, from the definition alone: "
        f"{sum(same)} were labelled alike ({np.mean(same):.1%}). "
        "That is self-agreement and says nothing of how others hear them."
    )


def _unmarked(stream: Stream) -> str:
    return " ".join(stream.words)


def _curve(folds: dict[tuple[str, str, str], list[Judged]]) -> str:
    """What a quarter and a half of the training would reach, on the first fold."""
    shares = [share for share in SHARES if answers_file(WORK, 0, share).exists()]
    rows = []
    for share in [*shares, 1.0]:
        files = [answers_file(WORK, 0, share)]
        like = [j for j in _folds("filler", "gum", "as written", files) if j.word == "like"]
        rows.append(
            [
                f"{share:.0%}",
                *(
                    f"{best(found)[0]:.2f}"
                    for found in (
                        like,
                        list(_folds("reparandum", "ami", "as written", files)),
                        list(_folds("reparandum", "gum", "as written", files)),
                    )
                ),
            ]
        )
    head = "**Learning curve**: F1 at the best threshold on the first third, taught with a part of the rest."
    return f"{head}\n\n{table(('of the training', 'like, GUM', 'repairs, AMI', 'repairs, GUM'), rows)}"


def _errors(what: str, found: Sequence[Judged], shown: float) -> str:
    wrong = sorted((j for j in found if not j.true and j.p >= shown), key=lambda j: -j.p)[:ERRORS]
    missed = sorted((j for j in found if j.true and j.p < shown), key=lambda j: j.p)[:ERRORS]
    rows = [[f"wrongly {what}", f"{j.p:.2f}", j.text] for j in wrong]
    rows += [[f"not {what}", f"{j.p:.2f}", j.text] for j in missed]
    return table(("error", "held for", "words"), rows)


def _lists() -> str:
    """Hedges and empty sentences, which lists find."""
    hits = found = true = 0
    for _, line in lines("hedges-test.txt"):
        texts, marks = marked(line)
        words = [(k, word) for k, word in enumerate(as_words(texts)) if word.bare and not is_filled_pause(word)]
        got = {finding.first_word for finding in hedges.by_list(words)}
        wanted = {k for k, (is_hedge, phrase) in marks.items() if is_hedge and phrase in english()["hedges"]["phrases"]}
        known = {k for k, (_, phrase) in marks.items() if phrase in english()["hedges"]["phrases"]}
        hits, found, true = hits + len(got & wanted), found + len(got & known), true + len(wanted)
    empty = [
        (is_empty.strip() == "empty", says_nothing(_bare(text), f"{where.strip()}s"))
        for where, is_empty, text in (line.split(":", 2) for _, line in lines("edges-test.txt"))
    ]
    said, right = sum(got for _, got in empty), sum(got and is_true for is_true, got in empty)
    of = sum(is_true for is_true, _ in empty)
    return (
        "**Hedges** on our test part, four in ten of whose uses are harmless ones: precision "
        f"{hits / found:.2f}, recall {hits / true:.2f} (of {true}). **Empty openers and closers**: precision "
        f"{right / said:.2f}, recall {right / of:.2f} (of {of})."
    )


def _bare(text: str) -> list[str]:
    return [word.bare for word in as_words(text.split()) if word.bare and not is_filled_pause(word)]
