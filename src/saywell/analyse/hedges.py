"""Words that take back what is said: "I think", "maybe", "or something"."""

from __future__ import annotations

from collections.abc import Sequence

from saywell.analyse.corrections import corrected
from saywell.analyse.take import Number, Result, Take, exactly, in_words, null
from saywell.analyse.timeline import Timeline, said
from saywell.english import english, uses
from saywell.model import Finding, Word

KIND = "hedge"
_CONFIDENCE = 0.8


def analyse(take: Take, timeline: Timeline) -> Result:
    """Hedges by a list, harmless uses left out ("I think of her often")."""
    if take.why_no_words:
        return Result(null(take.why_no_words, "hedge_count"))
    found = corrected(take, by_list(said(take, timeline)), KIND)
    number = exactly if take.exact_words else Number
    return Result((number("hedge_count", len(found)),), found)


def by_list(words: Sequence[tuple[int, Word]]) -> list[Finding]:
    """Those that the list has, harmless uses left out; `words` are (index, word) pairs without filled pauses."""
    place = {k: n for n, (k, _) in enumerate(words)}
    bare = [word.bare for _, word in words]
    found = []
    for phrase, used in uses(english()["hedges"]["phrases"], words):
        first, last = place[used[0][0]], place[used[-1][0]]
        ends_clause = last + 1 == len(words) or used[-1][1].text[-1] in ",;.?!…—"
        if not _harmless(phrase, bare[:first], bare[last + 1 :], ends_clause):
            found.append(in_words(KIND, phrase, used, _CONFIDENCE))
    return found


def _harmless(phrase: str, before: Sequence[str], after: Sequence[str], ends_clause: bool) -> bool:
    """Whether the words beside a hedge make it say what it says."""
    lists = english()["hedges"]
    if phrase in lists["closing"] and not ends_clause:
        return True
    rest = " ".join(after[:3])
    follows = any(rest == use or rest.startswith(f"{use} ") for use in lists["harmless_before"].get(phrase, ()))
    return follows or bool(before and before[-1] in lists["harmless_after"].get(phrase, ()))
