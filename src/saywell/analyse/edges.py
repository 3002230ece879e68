"""Sentences at the start and the end that say nothing: "That's a good question.", "So yeah, that's pretty much it."

A sentence is empty where it has no word that is about anything (data/english.toml lists those that are not).
"""

from __future__ import annotations

from collections.abc import Sequence

from saywell.analyse.sentences import sentence_spans
from saywell.analyse.take import Result, Take, in_words, phrase
from saywell.analyse.timeline import Timeline, said
from saywell.english import english, is_reply
from saywell.model import Word

OPENER, CLOSER = "empty_opener", "empty_closer"
_CONFIDENCE = 0.8


def analyse(take: Take, timeline: Timeline) -> Result:
    """The empty sentences before the first and after the last that say something."""
    if take.why_no_words:
        return Result()
    words = said(take, timeline)
    sentences = [[(k, word) for k, word in words if first <= k <= last] for first, last in sentence_spans(take.words)]
    sentences = [sentence for sentence in sentences if sentence]
    replied = sentences and is_reply(phrase(word for _, word in sentences[0]), take.question.text or "")
    opening = 0 if replied else _empty(sentences, "openers")
    closing = _empty(sentences[opening:][::-1], "closers")
    found = [in_words(OPENER, None, sentence, _CONFIDENCE) for sentence in sentences[:opening]]
    found += [in_words(CLOSER, None, sentence, _CONFIDENCE) for sentence in sentences[len(sentences) - closing :]]
    return Result(edges=tuple(found))


def _empty(sentences: Sequence[Sequence[tuple[int, Word]]], where: str) -> int:
    """How many sentences, from the first on, say nothing; not all of them."""
    n = 0
    while n < len(sentences) - 1 and says_nothing([word.bare for _, word in sentences[n]], where):
        n += 1
    return n


def says_nothing(bare: Sequence[str], where: str) -> bool:
    """Whether a sentence has only words that are about nothing in particular.

    Args:
        bare: its words, filled pauses left out.
        where: `openers` or `closers`.
    """
    lists = english()["edges"]
    stock = {*lists["common"], *lists[where]["stock"]}
    short = len(bare) <= lists["most_words"]
    return short and stock.issuperset(bare) and not set(lists[where]["about"]).isdisjoint(bare)
