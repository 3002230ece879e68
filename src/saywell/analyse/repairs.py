"""What was said and then taken back: repeats ("we we had"), restarts ("I was, um, we went"), substitutions.

What the words say of themselves (`reading`) tells which of them are a reparandum: words that were said and then
replaced (Shriberg 1994, "Preliminaries to a theory of speech disfluencies"). One that its repair says again word by
word is a `repetition`, any other a `false_start`. What is repeated on purpose ("very, very good") is left alone.
"""

from __future__ import annotations

import itertools
from collections.abc import Iterator, Sequence
from dataclasses import replace

import numpy as np

from saywell.analyse.corrections import corrected
from saywell.analyse.take import Number, Result, Take, count, exactly, in_words, null
from saywell.analyse.timeline import Timeline, said
from saywell.english import english, uses
from saywell.features.grid import runs
from saywell.model import Finding, Word
from saywell.reading import Reading

KINDS = "repetition", "false_start"
SHOWN_FROM = 0.55
"""Of words that are more likely a reparandum than this, four in five are one (docs/accuracy.md)."""
_BRIDGED_FROM = 0.3
"""A single word less likely than that between two likely ones is part of what they are part of."""
_CALLED = 0.85
"""How sure a correction is that is called one by its speaker; our own judgement."""
_FURTHEST_BACK = 5
_EDITING_FROM = 0.5
_REPAIR_FROM = 0.5
_LONGEST_REPEAT = 6


def analyse(take: Take, timeline: Timeline) -> Result:
    """Repeats and false starts, each with the words of its reparandum."""
    if take.why_no_words:
        return Result(null(take.why_no_words, *(f"{kind}_count" for kind in KINDS)))
    found = list(_repairs(said(take, timeline), take.reading)) if take.reading else []
    kept = [f for kind in KINDS for f in corrected(take, [f for f in found if f.kind == kind], kind)]
    number = exactly if take.exact_words else Number
    return Result(tuple(number(f"{kind}_count", count(kept, kind)) for kind in KINDS), tuple(kept))


def _repairs(words: Sequence[tuple[int, Word]], reading: Reading) -> Iterator[Finding]:
    """Each reparandum, one that holds several copies in its parts: after "we we we", two."""
    bare = [word.bare for _, word in words]
    likely = _likely(words, bare, reading)
    for first, last in _stretches(likely):
        at = first
        for k, size in _copies(bare, first, last):
            if k > at:
                yield _finding(words, reading, likely, "false_start", at, k)
            yield _finding(words, reading, likely, "repetition", k, k + size)
            at = k + size
        if at < last:
            yield _finding(words, reading, likely, "false_start", at, last)


def _likely(words: Sequence[tuple[int, Word]], bare: Sequence[str], reading: Reading) -> np.ndarray:
    """How likely each word is a reparandum: as it was read, but for what is said twice on purpose, and corrections
    that are called so ("on Monday, sorry, on Tuesday")."""
    likely = np.array([reading.reparandum[k] for k, _ in words])
    for first, last in _on_purpose(words, bare):
        likely[first:last] = 0.0
    for first, last in _called_corrections(words, bare):
        likely[first:last] = np.maximum(likely[first:last], _CALLED)
    return likely


def _on_purpose(words: Sequence[tuple[int, Word]], bare: Sequence[str]) -> Iterator[tuple[int, int]]:
    """[first, last) of words that are said twice and meant so: "very, very", "It ended. It ended well."."""
    deliberate = set(english()["repairs"]["deliberate"])
    for k in range(len(bare) - 1):
        if bare[k] in deliberate and bare[k] == bare[k + 1]:
            yield k, k + 1
    ends = [k + 1 for k, (_, word) in enumerate(words) if word.ends_sentence]
    for first, last in itertools.pairwise([0, *ends]):
        if bare[first:last] == bare[last : 2 * last - first]:
            yield first, last


def _called_corrections(words: Sequence[tuple[int, Word]], bare: Sequence[str]) -> Iterator[tuple[int, int]]:
    """[first, last) of what is taken back by a word that says so.

    It goes back to the word with which the correction begins again, or is one word of a set that the correction
    chooses anew, such as a day or a number.
    """
    lists = english()["repairs"]
    alike = [set(one) for one in lists["alike"]]
    place = {k: n for n, (k, _) in enumerate(words)}
    for _, used in uses(lists["editing"], words):
        first, after = place[used[0][0]], place[used[-1][0]] + 1
        if not 0 < first < after < len(bare):
            continue
        again = [k for k in range(max(0, first - _FURTHEST_BACK), first) if bare[k] == bare[after]]
        if again:
            yield again[-1], first
        elif any(bare[first - 1] in one and bare[after] in one for one in alike):
            yield first - 1, first


def _stretches(likely: np.ndarray) -> list[tuple[int, int]]:
    """[first, last) of each run of words that are likely a reparandum."""
    sure = likely >= SHOWN_FROM
    between = (likely >= _BRIDGED_FROM) & np.roll(sure, 1) & np.roll(sure, -1)
    between[:1] = between[-1:] = False
    return runs(sure | between)


def _copies(bare: Sequence[str], first: int, last: int) -> Iterator[tuple[int, int]]:
    """(where, how many words) of each part of a reparandum that is said again word by word right after it."""
    k = first
    while k < last:
        longest = min(_LONGEST_REPEAT, last - k)
        size = next((n for n in range(longest, 0, -1) if bare[k : k + n] == bare[k + n : k + 2 * n]), 0)
        if size:
            yield k, size
        k += size or 1


def _finding(
    words: Sequence[tuple[int, Word]], reading: Reading, likely: np.ndarray, kind: str, first: int, last: int
) -> Finding:
    """The reparandum of words [first, last), with what edits it and what it is replaced by."""
    editing = max(_run(words, reading.editing, last, _EDITING_FROM), _called(words, last))
    begins = last + editing
    repair = last - first if kind == "repetition" else max(1, _run(words, reading.repair, begins, _REPAIR_FROM))
    found = in_words(kind, None, words[first:last], round(max(SHOWN_FROM, float(likely[first:last].mean())), 2))
    return replace(
        found,
        editing_term=_place(words, last, begins),
        repair=_place(words, begins, begins + repair),
    )


def _called(words: Sequence[tuple[int, Word]], first: int) -> int:
    """How many words from this one on say that something is taken back."""
    rest = words[first : first + _FURTHEST_BACK]
    found = next(uses(english()["repairs"]["editing"], rest), None)
    return len(found[1]) if found and rest and found[1][0][0] == rest[0][0] else 0


def _run(words: Sequence[tuple[int, Word]], probability: np.ndarray, first: int, least: float) -> int:
    """How many words from this one on have at least that probability."""
    n = 0
    while first + n < len(words) and probability[words[first + n][0]] >= least:
        n += 1
    return n


def _place(words: Sequence[tuple[int, Word]], first: int, last: int) -> tuple[int, int] | None:
    """(first, last) word of the transcript, inclusive; None if there is none."""
    last = min(last, len(words))
    return (words[first][0], words[last - 1][0]) if first < last else None
