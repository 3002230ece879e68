"""Words that are counted and nobody is accused of: an opening "so", "actually", "just", "or something".

They often have a use, and whether one has can't be told by anybody with certainty. So each is counted, and called a
habit only where an answer surely has more of it than 19 speakers in 20 (benchmarks/accuracy/habits.py).
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence

from saywell.analyse.sentences import sentence_spans
from saywell.analyse.take import Result, Take, in_words
from saywell.analyse.timeline import Timeline, said
from saywell.english import english, is_filled_pause, spelled, uses
from saywell.model import Finding, Habit, Word

KIND = "habit"
_FEWEST = 3
_ONE_SIDED = 0.05


def analyse(take: Take, timeline: Timeline) -> Result:
    """Each such word that is said, with its uses, the most frequent first; those that are allowed are left out."""
    if take.why_no_words or not timeline.counted:
        return Result()
    words = said(take, timeline)
    by_word: dict[str, list[Finding]] = {}
    for use in [*_anywhere(words), *_opening(take, timeline)]:
        if use.label not in take.own_words.allowed:
            by_word.setdefault(use.label, []).append(use)
    habits = [_habit(word, used, len(timeline.counted)) for word, used in by_word.items()]
    return Result(habits=tuple(sorted(habits, key=lambda habit: (-len(habit.uses), habit.word))))


def _anywhere(words: Sequence[tuple[int, Word]]) -> Iterator[Finding]:
    for phrase, used in uses(english()["habits"]["anywhere"], words):
        yield in_words(KIND, phrase, used, 1.0)


def _opening(take: Take, timeline: Timeline) -> Iterator[Finding]:
    """Those that open a sentence, one after the other: "right, so ..." has two."""
    opening, dropped = english()["habits"]["opening"], set(timeline.unsupported)
    for first, last in sentence_spans(take.words):
        for k in range(first, last + 1):
            word = take.words[k]
            label = spelled(word.bare)
            if k not in dropped and label in opening:
                yield in_words(KIND, label, [(k, word)], 1.0)
            elif k not in dropped and not is_filled_pause(word):
                break


def _habit(word: str, used: Sequence[Finding], words: int) -> Habit:
    usual, high = english()["habits"]["usual"][word]
    return Habit(
        word=word,
        opens_sentences=word in english()["habits"]["opening"],
        uses=tuple(sorted(used, key=lambda use: use.start_s)),
        per_100_words=100 * len(used) / words,
        usual_per_100_words=usual,
        high_per_100_words=high,
        stands_out=len(used) >= _FEWEST and 100 * _at_least(len(used)) / words > high,
    )


def _at_least(count: int) -> float:
    """How many there are in the long run where so many were counted: the lower end, 95 % (Poisson)."""
    from scipy.special import gammaincinv

    return float(gammaincinv(count, _ONE_SIDED))
