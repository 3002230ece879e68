"""Sentence ends found by words, punctuation and pauses, in answers that were not learned from."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from itertools import pairwise
from pathlib import Path

import numpy as np
from models.sentences.answers import CONDITIONS, Text, answers, as_heard, meetings, pauses

from benchmarks.accuracy.common import ROOT, MissingError, bootstrap, table
from saywell.analyse.sentences import found_spans, sentence_spans
from saywell.english import is_filled_pause
from saywell.model import Word

LABELLED = ROOT / "models/roles/labelled"
LONG = 30
SEED = 1
Spans = Callable[[Sequence[Word]], list[tuple[int, int]]]


@dataclass(frozen=True)
class Judged:
    """One answer, gap by gap between words that are no filled pauses: is it cut; does a sentence, or a clause, end."""

    group: str
    cut: np.ndarray
    end: np.ndarray
    clause: np.ndarray


def between(text: Text, ends: frozenset[int]) -> np.ndarray:
    """Of each gap, whether one of `ends` lies in it."""
    said = [k for k, word in enumerate(text.words) if word.bare and not is_filled_pause(word)]
    return np.array([any(k in ends for k in range(a, b)) for a, b in pairwise(said)], dtype=bool)


def judge(text: Text, spans: Spans = found_spans) -> Judged:
    cut = frozenset(last for _, last in spans(text.words))
    return Judged(text.group, between(text, cut), between(text, text.ends), between(text, text.ends | text.commas))


def scores(judged: Sequence[Judged]) -> tuple[float, float, float, float]:
    """Precision, recall, F1, and the share of the cuts that lie between clauses at least."""
    cut = np.concatenate([one.cut for one in judged])
    end = np.concatenate([one.end for one in judged])
    clause = np.concatenate([one.clause for one in judged])
    hits, made = (cut & end).sum(), max(1, cut.sum())
    return hits / made, hits / max(1, end.sum()), 2 * hits / max(1, cut.sum() + end.sum()), (cut & clause).sum() / made


def rows(judged: dict[str, list[Judged]], before: dict[str, list[Judged]]) -> list[tuple[str, ...]]:
    out: list[tuple[str, ...]] = []
    for name, all_of in judged.items():
        groups = [[one for one in all_of if one.group == group] for group in sorted({one.group for one in all_of})]
        low, high = bootstrap(groups, lambda drawn: scores([one for group in drawn for one in group])[2])
        precision, recall, f1, clause = scores(all_of)
        values = f"{precision:.2f}", f"{recall:.2f}", f"{f1:.2f} [{low:.2f}, {high:.2f}]", f"{clause:.2f}"
        out.append((name, *values, f"{scores(before[name])[2]:.2f}"))
    return out


HEADER = (
    "what is left",
    "precision",
    "recall",
    "F1",
    "cuts between clauses at least",
    "F1 of stops and long pauses alone",
)


def conditions(texts: list[tuple[str, list[list[str]]]], drawn: dict[str, np.ndarray]) -> dict[str, list[Text]]:
    """Each answer as it is heard in each of `CONDITIONS`."""
    rng = np.random.default_rng(SEED)
    return {
        name: [as_heard(group, lines, left, drawn if has_pauses else None, rng) for group, lines in texts]
        for name, (left, has_pauses) in CONDITIONS.items()
    }


def long_ones(texts: list[tuple[str, list[list[str]]]]) -> tuple[int, int, int, int]:
    """Sentences of more than 30 words; how many are cut, how many cuts, how many of these at a comma."""
    long = cut = cuts = at_comma = 0
    rng = np.random.default_rng(SEED)
    for group, lines in texts:
        text = as_heard(group, lines, "kept", None, rng)
        ends = {last for _, last in found_spans(text.words)}
        first = 0
        for line in lines:
            inside = [k for k in range(first, first + len(line) - 1) if k in ends]
            if len(line) > LONG:
                long, cut, cuts = long + 1, cut + bool(inside), cuts + len(inside)
                at_comma += sum(k in text.commas for k in inside)
            first += len(line)
    return long, cut, cuts, at_comma


def measure(data: Path) -> str:
    texts = answers(LABELLED, "test-*.txt")
    if not texts:
        raise MissingError(f"no test-*.txt in {LABELLED.relative_to(ROOT)}")
    heard = conditions(texts, pauses(meetings(data)))
    judged = {name: [judge(text) for text in of] for name, of in heard.items()}
    before = {name: [judge(text, sentence_spans) for text in of] for name, of in heard.items()}
    long, cut, cuts, at_comma = long_ones(texts)
    return "\n\n".join(
        [
            f"{len(texts)} labelled answers that were not learned from, "
            f"{sum(len(lines) for _, lines in texts)} sentences; in brackets 95 %, whole questions drawn again:",
            table(HEADER, rows(judged, before)),
            f"With all stops kept, {cut} of {long} sentences of more than {LONG} words are cut, in {cuts} places, "
            f"{at_comma} of them at a comma; above, these count as mistakes.",
        ]
    )
