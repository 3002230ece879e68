"""Words said out of habit: "like", "you know", "I mean", "well", "sort of", "kind of" where they mean nothing.

Whether a use is a filler or says something (docs/fillers.md has the definition) is judged from all the words around
it (`reading`). A false accusation is worse than a miss, so only what is sure is shown.
"""

from __future__ import annotations

import math
from collections.abc import Sequence

from saywell.analyse.corrections import corrected
from saywell.analyse.take import Number, Result, Take, exactly, in_words, null
from saywell.analyse.timeline import Timeline, said
from saywell.english import SPELLINGS, english, is_filled_pause, spelled, uses
from saywell.model import Finding, Word

KIND = "filler_word"
SHOWN_FROM = 0.8
"""Of uses that are more likely fillers than this, nine in ten are some (docs/accuracy.md)."""


def analyse(take: Take, timeline: Timeline) -> Result:
    """Filler words and how many a minute of the answer."""
    names = "filler_word_count", "filler_words_per_minute"
    if take.why_no_words:
        return Result(null(take.why_no_words, *names))
    found = corrected(take, _fillers(take, said(take, timeline)), KIND)
    n, minutes = len(found), timeline.answer.duration_s / 60
    number = exactly if take.exact_words else Number
    return Result((number(names[0], n), Number(names[1], n / minutes)), found)


def countable() -> tuple[str, ...]:
    """Every word that is counted: those that are judged here, and those of `habits`."""
    habits = english()["habits"]
    return (*english()["fillers"]["judged"], *habits["opening"], *habits["anywhere"])


def countable_in(words: Sequence[Word]) -> set[str]:
    """Those of them that are said, whatever they mean there."""
    said = [(k, word) for k, word in enumerate(words) if not is_filled_pause(word)]
    return {spelled(phrase) for phrase, _ in uses([*countable(), *SPELLINGS], said)}


def _fillers(take: Take, words: Sequence[tuple[int, Word]]) -> list[Finding]:
    """The uses that are surely fillers, but for words that the person allows."""
    if take.reading is None:
        return []
    found = []
    for phrase, used in uses(english()["fillers"]["judged"], words):
        p = leaning(float(take.reading.filler[used[0][0]]), take.own_words.leanings.get(phrase, 0.0))
        if p >= SHOWN_FROM and phrase not in take.own_words.allowed:
            found.append(in_words(KIND, phrase, used, round(p, 2)))
    return found


def leaning(p: float, by: float) -> float:
    """A probability with its log-odds moved.

    >>> leaning(0.5, 0.0)
    0.5
    """
    return p / (p + (1 - p) * math.exp(-by))
