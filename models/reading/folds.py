"""What is left out in turn, and how: so that a network is judged by words that it never learned from."""

from __future__ import annotations

import random
from collections.abc import Sequence

from models.reading.corpora import Stream, as_words

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
