"""Words that take back what is said: "I think", "maybe", "or something"."""

from __future__ import annotations

from collections.abc import Sequence

from saywell.analyse.take import Number, Result, Take, exactly, in_words, null
from saywell.analyse.timeline import Timeline
from saywell.english import english, is_filled_pause
from saywell.model import Finding, Word

_CONFIDENCE = 0.8


def analyse(take: Take, timeline: Timeline) -> Result:
    """Hedges by a list, harmless uses left out ("I think of her often")."""
    if take.why_no_words:
        return Result(null(take.why_no_words, "hedge_count"))
    dropped = set(timeline.unsupported)
    said = [(k, w) for k, w in enumerate(take.words) if k not in dropped and w.bare and not is_filled_pause(w)]
    found = tuple(_hedges(said))
    number = exactly if take.exact_words else Number
    return Result((number("hedge_count", len(found)),), found)


def _hedges(said: Sequence[tuple[int, Word]]) -> list[Finding]:
    phrases = sorted((text.split() for text in english()["hedges"]["phrases"]), key=len, reverse=True)
    bare = [word.bare for _, word in said]
    found = []
    k = 0
    while k < len(said):
        parts = next((p for p in phrases if bare[k : k + len(p)] == p), None)
        if parts and not _harmless(" ".join(parts), bare[k + len(parts) :]):
            found.append(in_words("hedge", " ".join(parts), said[k : k + len(parts)], _CONFIDENCE))
        k += len(parts) if parts else 1
    return found


def _harmless(hedge: str, after: Sequence[str]) -> bool:
    rest = " ".join(after[:3])
    return any(rest == use or rest.startswith(f"{use} ") for use in english()["hedges"]["harmless"].get(hedge, ()))
