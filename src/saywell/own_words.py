"""What a person says of their own filler words, in a private file of the history's: `own_words.json`.

    allowed     words that are never counted ("right")
    leanings    word -> log-odds: what the person's marks taught about how they use it

A leaning is the one number that is added to the log-odds of every use of a word. It starts at nothing and is pulled
by each mark against a normal prior, so that one mark moves it a little and ten decide.
"""

from __future__ import annotations

import json
import math
from collections.abc import Sequence
from pathlib import Path

from saywell import config, files
from saywell.analyse.corrections import same
from saywell.analyse.filler_words import KIND, countable, countable_in
from saywell.english import english, spelled, uses
from saywell.errors import SaywellError, UsageError
from saywell.model import OwnWords, Report, Span
from saywell.reading import read
from saywell.store import OWN_WORDS, Store

PRIOR_SD = 1.0
"""Of the leanings of different people, in log-odds; our own assumption."""
_SUREST = 4.0
"""No judgement of the network is taken for surer than this, in log-odds."""
_STEPS = 20


def current() -> OwnWords:
    """What there is; nothing if the person never said anything.

    Raises:
        SaywellError: the file is not what was written.
    """
    path = _file()
    try:
        data = json.loads(path.read_text("utf-8"))
        return OwnWords(
            tuple(str(word) for word in data["allowed"]),
            {str(word): float(by) for word, by in data["leanings"].items()},
        )
    except FileNotFoundError:
        return OwnWords()
    except (OSError, ValueError, KeyError, TypeError, AttributeError):
        raise SaywellError(f"{path} can't be read", "Remove it, and allow your words again.", code="damaged") from None


def allow(word: str, *, allowed: bool = True) -> bool:
    """Count a word no more, or again; whether that changes anything.

    Raises:
        UsageError: it is none that is ever counted.
    """
    word = plain(word)
    if word not in countable():
        raise UsageError(f"“{word}” is never counted", f"These are: {', '.join(countable())}.", code="unknown_word")
    now = current()
    if (word in now.allowed) == allowed:
        return False
    _keep(OwnWords(tuple(sorted({*now.allowed, word} if allowed else {*now.allowed} - {word})), now.leanings))
    return True


def plain(word: str) -> str:
    """A word or a phrase as the lists have it."""
    return spelled(" ".join(word.lower().replace("’", "'").split()))


def learn(history: Store) -> set[str]:
    """Learn from every mark of a filler word; the words whose leaning changed."""
    seen: dict[str, list[tuple[float, bool]]] = {}
    for attempt in history.marked():
        marks = [mark for mark in history.marks_to_learn(attempt) if mark.kind == KIND]
        words = history.report(attempt).transcript if marks else None
        if words is None or not words.words:
            continue
        reading = read(words.words)
        for word, used in uses(english()["fillers"]["judged"], list(enumerate(words.words))):
            span = Span(used[0][1].start_s, used[-1][1].end_s)
            mark = next((mark for mark in marks if same(mark.span, span)), None)
            if mark:
                seen.setdefault(word, []).append((_log_odds(reading.filler[used[0][0]]), mark.verdict != "wrong"))
    now = current()
    leanings = {word: round(leaning(marks), 3) for word, marks in sorted(seen.items())}
    changed = {word for word in {*leanings, *now.leanings} if leanings.get(word) != now.leanings.get(word)}
    if changed:
        _keep(OwnWords(now.allowed, leanings))
    return changed


def leaning(marks: Sequence[tuple[float, bool]]) -> float:
    """What is added to the log-odds of a word, from (log-odds before, whether it was a filler) of marked uses.

    The most likely value under a normal prior (Newton's method).

    >>> round(leaning([(2.0, False)]), 2), leaning([])
    (-0.77, 0.0)
    """
    by = 0.0
    for _ in range(_STEPS):
        chances = [1 / (1 + math.exp(-(odds + by))) for odds, _ in marks]
        slope = sum(is_filler - p for p, (_, is_filler) in zip(chances, marks, strict=True)) - by / PRIOR_SD**2
        by += slope / (sum(p * (1 - p) for p in chances) + 1 / PRIOR_SD**2)
    return by


def is_in(report: Report, own: OwnWords) -> bool:
    """Whether a report is by what the person says."""
    words = report.transcript.words if report.transcript else ()
    return report.own_words == own.touching(countable_in(words))


def forget() -> bool:
    """Forget what marks taught; words that are allowed stay so. Whether there was anything."""
    now = current()
    if now.leanings:
        _keep(OwnWords(now.allowed, {}))
    return bool(now.leanings)


def _log_odds(p: float) -> float:
    p = min(max(p, 1e-6), 1 - 1e-6)
    return max(-_SUREST, min(_SUREST, math.log(p / (1 - p))))


def _keep(words: OwnWords) -> None:
    path = _file()
    files.private_folder(path.parent)
    with files.saying(path), files.replacing(path) as file:
        file.write(json.dumps({"allowed": list(words.allowed), "leanings": dict(words.leanings)}).encode())


def _file() -> Path:
    return config.data_dir() / OWN_WORDS
