"""Where sentences end: at their stops; where a transcript has none, at the longer pauses."""

from __future__ import annotations

from collections.abc import Sequence

from saywell.model import Word

_WORDS_PER_STOP = 60
"""A transcript with fewer stops than one in 60 words has no sentences to speak of."""
_BREAK_S = 0.35
_LEAST_WORDS, _LONGEST_WORDS = 4, 45


def has_boundaries(words: Sequence[Word]) -> bool:
    """Does the transcript carry sentence ends?"""
    stops = sum(word.ends_sentence for word in words)
    return stops > 0 and len(words) / stops <= _WORDS_PER_STOP


def sentence_spans(words: Sequence[Word]) -> list[tuple[int, int]]:
    """(first, last) word of each sentence; together they are all the words.

    Without stops, and inside sentences of more than 45 words, a silence of 0.35 s between words ends one
    that has four words or more.
    """
    stops = has_boundaries(words)
    out: list[tuple[int, int]] = []
    first = 0
    for k, word in enumerate(words):
        last = k == len(words) - 1
        long = k - first + 1 >= (_LONGEST_WORDS if stops else _LEAST_WORDS)
        pause_s = 0.0 if last else words[k + 1].start_s - word.end_s
        if last or (stops and word.ends_sentence) or (long and pause_s >= _BREAK_S):
            out.append((first, k))
            first = k + 1
    return out
