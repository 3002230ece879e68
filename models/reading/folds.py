"""What is left out in turn, and how: so that a network is judged by words that it never learned from."""

from __future__ import annotations

import json
import random
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from pathlib import Path

from models.reading.corpora import Stream, as_words, judged

FOLDS = 3
WAYS = ("as written", "bare", "wrong", "bare and wrong")
"""How the words are given to it: as they were written, without punctuation and dashes, with a tenth of them wrong."""


def split(all_: Sequence[Stream], fold: int | None) -> tuple[list[Stream], list[Stream]]:
    """What is learned, and what is left out: every third team of AMI, document of GUM, and line of our own files."""
    if fold is None:
        return list(all_), []
    sources = {stream.source for stream in all_}
    groups = {source: sorted({s.group for s in all_ if s.source == source}) for source in sources}
    out = {(source, group) for source in sources for group in groups[source][fold::FOLDS]}
    return [s for s in all_ if (s.source, s.group) not in out], [s for s in all_ if (s.source, s.group) in out]


def altered(texts: Sequence[str], way: str, vocabulary: Sequence[str], rng: random.Random) -> list[str]:
    """A transcript as others would write it: without punctuation and dashes; with a tenth of the words wrong."""
    out = [rng.choice(vocabulary) if "wrong" in way and rng.random() < 0.1 else text for text in texts]
    if "bare" in way:
        out = [as_words([text])[0].bare.rstrip("-") or text.lower() for text in out]
    return out


@dataclass(frozen=True)
class Answered:
    """What a network said of one word that it was not taught with.

    Attributes:
        source, group: of its stream.
        words: of the stream, as they were written; it is the one at `k`.
        phrase: the judged phrase that begins there; empty if none does.
        label: what is true.
        log_odds: of the head.
    """

    source: str
    group: str
    words: list[str]
    k: int
    phrase: str
    label: bool
    log_odds: float


def answers_file(work: Path, fold: int, share: float = 1.0) -> Path:
    """Where the answers on a third are kept, given by a network that learned from a share of the rest."""
    return work / f"fold{fold}{f'-{share:g}' if share < 1 else ''}.jsonl"


def answered(files: Sequence[Path], head: str, way: str = "as written") -> Iterator[Answered]:
    """What networks said of words that were given to them in one of `WAYS`."""
    for file in files:
        for line in file.read_text("utf-8").splitlines():
            row = json.loads(line)
            if row["way"] == way:
                phrases = judged(row["words"]) if head == "filler" else {}
                for k, label, log_odds in row[head]:
                    yield Answered(row["source"], row["group"], row["words"], k, phrases.get(k, ""), label, log_odds)
