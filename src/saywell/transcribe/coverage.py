"""Words against the signal: held inside speech, loops cut out, gaps looked at a second time.

A recogniser may stretch a word over a silence, repeat a phrase that was said once, write words where
nobody spoke, or leave out what was said. The voice activity knows better where speech is.
"""

from __future__ import annotations

from collections.abc import Sequence

from saywell.model import Span, Word, overlap_s, subtract, touching

LONGEST_WORD_S = 1.2
"""No English word at speaking pace is longer; the rest of a longer one is not taken for spoken."""
_PER_CHARACTER_S, _AT_LEAST_S = 0.12, 0.25
_NEAR_SPEECH_S = 0.10
_SUPPORTED = 0.2
"""A word is supported if this share of it lies in speech, or its middle within 0.1 s of some."""
_LOOP_TIMES = 4
_LOOP_LONGEST = 8
_LOOP_WORD_S = 0.14
"""Loops are written faster than anyone speaks: under this a word, on the mean."""


def hold_to_speech(words: Sequence[Word], speech: Sequence[Span]) -> list[Word]:
    """Pull the ends of words that reach out of speech back to its edge.

    A word that touches no speech is left as it is: `unsupported` will find it. A word over a pause
    keeps the side on which more of it lies.
    """
    held = []
    for word in words:
        parts = [part for span in touching(word.span, speech) if (part := word.span & span)]
        best = max(parts, key=lambda part: part.duration_s, default=word.span)
        held.append(Word(word.text, best.start_s, best.end_s, word.probability))
    return held


def is_supported(word: Word, speech: Sequence[Span]) -> bool:
    """Does anybody speak where the word is said to be?"""
    if overlap_s(word.span, speech) >= _SUPPORTED * max(word.span.duration_s, 0.01):
        return True
    middle_s = word.span.middle_s
    return bool(touching(Span(middle_s - _NEAR_SPEECH_S, middle_s + _NEAR_SPEECH_S), speech))


def spoken_spans(words: Sequence[Word]) -> list[Span]:
    """The stretch that each word can really have taken: an overlong word ends early."""
    return [
        Span(word.start_s, min(word.end_s, word.start_s + longest_s(word)))
        for word in words
        if word.end_s > word.start_s
    ]


def longest_s(word: Word) -> float:
    """How long this word may last before the rest of it must be something else."""
    return min(LONGEST_WORD_S, _AT_LEAST_S + _PER_CHARACTER_S * len(word.bare))


def uncovered(speech: Sequence[Span], words: Sequence[Word], *, at_least_s: float, reach_s: float = 0.15) -> list[Span]:
    """Stretches of speech that no word covers.

    Args:
        speech: stretches of voice activity.
        words: with their times.
        at_least_s: shorter stretches are passed over.
        reach_s: how far from a word's own times it may still be sounding.
    """
    covered = [Span(span.start_s - reach_s, span.end_s + reach_s) for span in spoken_spans(words)]
    return [span for span in subtract(speech, covered) if span.duration_s >= at_least_s]


def without_loops(words: Sequence[Word]) -> list[Word]:
    """Cut phrases that a recogniser repeated without end down to their first time.

    A loop is a phrase of up to eight words, four times or more in a row, written faster than anyone speaks.
    """
    out: list[Word] = []
    k = 0
    while k < len(words):
        size, times = _loop_at(words, k)
        out += words[k : k + size]
        k += size * times
    return out


def _loop_at(words: Sequence[Word], k: int) -> tuple[int, int]:
    """(phrase length, times) of the loop that begins at word k; (1, 1) if none does."""
    bare = [word.bare for word in words[k : k + 64]]
    for size in range(1, _LOOP_LONGEST + 1):
        times = 1
        while bare[times * size : (times + 1) * size] == bare[:size]:
            times += 1
        if times >= _LOOP_TIMES:
            looped = words[k : k + size * times]
            if (looped[-1].end_s - looped[0].start_s) / len(looped) < _LOOP_WORD_S:
                return size, times
    return 1, 1
