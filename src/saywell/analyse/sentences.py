"""Where sentences end: at their stops; and, for the shape of an answer, where words and pauses say that one does.

`sentence_spans` takes a transcript's stops as they are, and the longer pauses where there are none.
`found_spans` reads more: between each two words, the words around and what class they are of ("and then I", "of
the"), the punctuation, and the time until the next word each raise or lower the odds that a sentence ends; the best
cut into sentences of likely lengths is taken. So missing stops are found, wrong ones passed over, and run-ons cut where
a clause begins. The weights are learned (data/sentences_en.toml, models/sentences).
"""

from __future__ import annotations

import math
import tomllib
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from functools import lru_cache
from importlib import resources
from itertools import pairwise
from typing import Any

import numpy as np

from saywell.english import english, is_filled_pause, syllables
from saywell.model import Word

_WORDS_PER_STOP = 60
"""A transcript with fewer stops than one in 60 words has no sentences to speak of."""
_BREAK_S = 0.35
_LEAST_WORDS, _LONGEST_WORDS = 4, 45

PLACES = ("-2", "-1", "1", "2", "3")
"""The words around a gap, counted from it; filled pauses are left out."""
PATTERNS = (
    *(((place, "word"),) for place in range(5)),
    *(((place, "class"),) for place in range(5)),
    *(((place, "class"), (place + 1, "class")) for place in range(4)),
    *(((place, "class"), (place + 1, "class"), (place + 2, "class")) for place in range(3)),
    ((2, "word"), (3, "class")),
    ((1, "class"), (2, "word")),
    ((1, "class"), (2, "word"), (3, "class")),
)
"""What is read together, word or class; "<subject>" is a class."""
MARKS = ("words", "stop", "comma", "dash", "capital", "pause", "long_pause")
"""What is weighed beside the words' own log-odds."""
_NOTHING = "."
_ENDINGS = "ing", "ed", "ly", "'s", "s"
_WORD_S, _SYLLABLE_S, _FILLER_S = 0.12, 0.16, 0.5
"""How long a word lasts, roughly; what it takes beyond that is a pause. Recognisers and aligners often stretch a word
over the pause after it, so the time from word to word tells more than the gap between them."""
_PAUSE_S, _LONG_PAUSE_S, _MOST_S = 0.1, 0.35, 1.0
_WORDS_PER_PAUSE = 60
_WORDS_PER_COMMA = 60
_MOST_WORDS = 60
_CERTAIN = 50.0
_AGAINST = -6.0
"""A stop where the words alone give less than this, in log-odds, is taken for a mistake: 1 written end in 1,000 is
so low, and every fourth gap inside a sentence (labelled answers)."""


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


def found_spans(words: Sequence[Word]) -> list[tuple[int, int]]:
    """(first, last) word of each sentence as words, punctuation and pauses tell it; together they are all the words.

    A filled pause between two sentences begins the second, unless it carries the stop.
    """
    if not words:
        return []
    said = gaps(words)
    ends = [gap.last for gap, cut in zip(said, _cuts(words, said), strict=True) if cut]
    return list(zip([0, *(k + 1 for k in ends)], [*ends, len(words) - 1], strict=True))


def _cuts(words: Sequence[Word], said: Sequence[Gap]) -> list[bool]:
    """At which gaps a sentence ends. Run-ons between stops are cut as if stops were written as commas."""
    by_words = np.array([word_odds(gap) for gap in said])
    lengths, where = _rules()["lengths"], situation(words, said)
    stops = where.startswith("stops")
    cuts = best_cut(_odds(said, by_words, where), {**lengths, "per_word": 0.0} if stops else lengths)
    if stops:
        odds = _odds(said, by_words, where.replace("stops", "commas" if _has_commas(said) else "bare"))
        ends = [-1, *(k for k, cut in enumerate(cuts) if cut), len(said)]
        for before, end in pairwise(ends):
            if end - before > lengths["long"]:
                cuts[before + 1 : end] = best_cut(odds[before + 1 : end], lengths)
    return cuts


@dataclass(frozen=True, slots=True)
class Gap:
    """Where a sentence may end: between two words that are no filled pauses.

    Attributes:
        around: the words at `PLACES`, bare; "." beyond the ends.
        marks: stop, comma, dash, capital: 1 where there is one, else 0.
        excess_s: how much longer than usual it takes to the next word.
        last: the word that would be the sentence's last.
    """

    around: tuple[str, ...]
    marks: tuple[float, ...]
    excess_s: float
    last: int


def gaps(words: Sequence[Word]) -> list[Gap]:
    """Every place where a sentence may end, in order."""
    said = [k for k, word in enumerate(words) if word.bare and not is_filled_pause(word)]
    abbreviations = english()["clauses"]["abbreviations"]
    bare = [_NOTHING, *(words[k].bare for k in said), _NOTHING, _NOTHING]
    excess_s = _excess_s(words)
    out = []
    for j, (k, following) in enumerate(pairwise(said)):
        stops = [i for i in range(k, following) if words[i].ends_sentence and words[i].bare not in abbreviations]
        ends = [words[i].text[-1] for i in range(k, following)]
        capital = words[following].text[:1].isupper() and not words[following].bare.startswith("i'")
        marks = (
            float(bool(stops)),
            float(not stops and any(end in ",;:" for end in ends)),
            float(not stops and any(end in "-–—" for end in ends)),
            float(capital and words[following].bare != "i"),
        )
        last = stops[-1] if stops else k
        out.append(Gap(tuple(bare[j : j + 5]), marks, max(excess_s[k:following]), last))
    return out


def _excess_s(words: Sequence[Word]) -> list[float]:
    """How much longer each takes until the next than the speaker usually does for such a word."""
    usual_s = [_FILLER_S if is_filled_pause(word) else usual_word_s(word) for word in words]
    taken_s = [after.start_s - word.start_s for word, after in pairwise(words)]
    pace = float(np.median([taken / usual for taken, usual in zip(taken_s, usual_s, strict=False)])) if taken_s else 1.0
    pace = min(1.6, max(0.7, pace))
    return [*(taken - pace * usual for taken, usual in zip(taken_s, usual_s, strict=False)), 0.0]


def usual_word_s(word: Word) -> float:
    """How long a word usually takes."""
    return _WORD_S + _SYLLABLE_S * syllables(word.bare)


def situation(words: Sequence[Word], said: Sequence[Gap]) -> str:
    """What there is to go by: `stops`, `commas` without stops, or `bare`; and whether there are pauses."""
    paused = sum(gap.excess_s >= _LONG_PAUSE_S for gap in said) * _WORDS_PER_PAUSE >= len(words)
    written = "stops" if has_boundaries(words) else "commas" if _has_commas(said) else "bare"
    return written + ("_pauses" if paused else "")


def _has_commas(said: Sequence[Gap]) -> bool:
    return sum(gap.marks[1] for gap in said) * _WORDS_PER_COMMA > len(said)


def _odds(said: Sequence[Gap], by_words: np.ndarray, where: str) -> np.ndarray:
    """Log-odds that a sentence ends, of each gap: shape (gaps,). A stop holds unless the words speak against it."""
    weights = _rules()[where]
    odds = weighed(said, by_words, where) @ [weights["always"], *(weights[name] for name in MARKS)]
    if where.startswith("stops"):
        holds = by_words >= _AGAINST
        odds[[bool(gap.marks[0]) and held for gap, held in zip(said, holds, strict=True)]] = _CERTAIN
    return np.asarray(odds)


def weighed(said: Sequence[Gap], by_words: np.ndarray, where: str) -> np.ndarray:
    """What a situation's weights are for: one, and `MARKS`, 0 where not to be had; shape (gaps, 1 + len(MARKS))."""
    out = np.zeros((len(said), 1 + len(MARKS)))
    if not said:
        return out
    out[:, 0], out[:, 1] = 1.0, by_words
    if not where.startswith("bare"):
        out[:, 2:6] = [gap.marks for gap in said]
    if "pauses" in where:
        excess_s = np.array([gap.excess_s for gap in said])
        out[:, 6] = np.clip(excess_s - _PAUSE_S, 0, _MOST_S)
        out[:, 7] = excess_s >= _LONG_PAUSE_S
    return out


def word_odds(gap: Gap) -> float:
    """What the words around say, in log-odds."""
    known = _rules()["words"]
    return float(known["always"] + sum(known[name].get(key, 0.0) for name, key in signs(gap.around) if name in known))


def signs(around: Sequence[str]) -> Iterator[tuple[str, str]]:
    """(which places, what is there) of each of `PATTERNS`.

    >>> list(signs(("the", "end", "and", "then", "i")))[10]
    ('-2 -1', '<determiner> <->')
    """
    read = {"word": around, "class": [class_of(word) for word in around]}
    for name, pattern in _NAMED:
        yield name, " ".join([read[kind][place] for place, kind in pattern])


_NAMED = tuple((" ".join(PLACES[place] for place, _ in pattern), pattern) for pattern in PATTERNS)


@lru_cache(maxsize=4096)
def class_of(word: str) -> str:
    """The class of a word: from the list, else a number, else its ending.

    >>> class_of("we"), class_of("2019"), class_of("walked"), class_of("depot")
    ('<subject>', '<number>', '<-ed>', '<->')
    """
    if word == _NOTHING:
        return _NOTHING
    if word in _classes():
        return f"<{_classes()[word]}>"
    if any(c.isdigit() for c in word):
        return "<number>"
    return f"<-{next((end for end in _ENDINGS if word.endswith(end) and len(word) > len(end) + 2), '')}>"


@lru_cache(maxsize=1)
def _classes() -> dict[str, str]:
    out: dict[str, str] = {}
    for name, words in english()["clauses"]["classes"].items():
        for word in words:
            out.setdefault(word, name)
    return out


def best_cut(odds: np.ndarray, lengths: dict[str, float]) -> list[bool]:
    """At which gaps to cut, so that log-odds and lengths together are likeliest (dynamic programming).

    Args:
        odds: log-odds of each gap, shape (gaps,).
        lengths: `mean_log`, `sd_log`, `mean` of sentences in words; from `long` words on, each costs `per_word` more.
    """
    cost = _length_scores(**lengths)
    n = len(odds) + 1
    best, came_from = np.zeros(n + 1), [0] * (n + 1)
    for end in range(1, n + 1):
        first = max(0, end - _MOST_WORDS)
        totals = best[first:end] + cost[: end - first][::-1]
        k = int(totals.argmax())
        came_from[end] = first + k
        best[end] = totals[k] + (odds[end - 1] if end < n else 0.0)
    cuts, at = [False] * (n - 1), came_from[n]
    while at > 0:
        cuts[at - 1] = True
        at = came_from[at]
    return cuts


def _length_scores(mean_log: float, sd_log: float, mean: float, long: float, per_word: float) -> np.ndarray:
    """How much likelier a length is than where every gap had the same odds, in logs: shape (60,), from one word on."""
    n = np.arange(1, _MOST_WORDS + 1)
    lognormal = -0.5 * ((np.log(n) - mean_log) / sd_log) ** 2 - np.log(n * sd_log * math.sqrt(2 * math.pi))
    geometric = (n - 1) * math.log(1 - 1 / mean) - math.log(mean)
    return np.asarray(lognormal - geometric - per_word * np.maximum(0, n - long))


@lru_cache(maxsize=1)
def _rules() -> dict[str, Any]:
    return tomllib.loads(resources.files("saywell.data").joinpath("sentences_en.toml").read_text("utf-8"))
