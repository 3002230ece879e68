"""The wording: sentence length, readability, variety of words, "we" against "I"."""

from __future__ import annotations

import warnings
from collections.abc import Sequence
from typing import Any

from saywell.analyse.sentences import has_boundaries, sentence_spans
from saywell.analyse.take import Number, Result, Take, exactly, null, phrase
from saywell.analyse.timeline import Timeline
from saywell.english import english

_MATTR_WINDOW = 50
_LEAST_SENTENCES, _LEAST_WORDS = 3, 50
_NAMES = "sentence_mean_words", "readability_grade", "vocabulary_mattr", "we_share"


def analyse(take: Take, timeline: Timeline) -> Result:
    """Four numbers about the wording; each null where there is too little to count."""
    if take.why_no_words:
        return Result(null(take.why_no_words, *_NAMES))
    words = [take.words[k] for k in timeline.counted]
    bare = [word.bare for word in words]
    number = exactly if take.exact_words else Number
    return Result(
        (
            *_sentences(take, timeline),
            number("vocabulary_mattr", mattr(bare))
            if len(bare) >= _MATTR_WINDOW
            else null("too_short", "vocabulary_mattr")[0],
            _we_share(bare, take),
        )
    )


def mattr(words: Sequence[str], window: int = _MATTR_WINDOW) -> float:
    """Moving-average type-token ratio (Covington & McFall 2010, "Cutting the Gordian knot").

    The share of different words in a window, averaged over all windows, so that length does not matter.

    >>> mattr(["a", "b", "a", "c"], window=2)
    1.0
    """
    shares = [len(set(words[k : k + window])) / window for k in range(len(words) - window + 1)]
    return sum(shares) / len(shares)


def _sentences(take: Take, timeline: Timeline) -> tuple[Number, ...]:
    names = "sentence_mean_words", "readability_grade"
    if not has_boundaries(take.words):
        return null("no_sentences", *names)
    counted = set(timeline.counted)
    kept = [[k for k in range(first, last + 1) if k in counted] for first, last in sentence_spans(take.words)]
    kept = [sentence for sentence in kept if sentence]
    n = sum(map(len, kept))
    if len(kept) < _LEAST_SENTENCES or n < _LEAST_WORDS:
        return null("too_short", *names)
    textstat = _textstat()
    text = " ".join(phrase(take.words[k] for k in sentence).rstrip(".?!,;:… ") + "." for sentence in kept)
    number = exactly if take.exact_words else Number
    return number(names[0], n / len(kept)), number(names[1], float(textstat.flesch_kincaid_grade(text)))


def _textstat() -> Any:
    """textstat, without what it says of pkg_resources on every import."""
    with warnings.catch_warnings():
        warnings.simplefilter("ignore")
        import textstat
    return textstat


def _we_share(bare: Sequence[str], take: Take) -> Number:
    lists = english()["pronouns"]
    we, i = sum(word in lists["we"] for word in bare), sum(word in lists["i"] for word in bare)
    if not we + i:
        return null("nothing_to_count", "we_share")[0]
    return (exactly if take.exact_words else Number)("we_share", we / (we + i))
