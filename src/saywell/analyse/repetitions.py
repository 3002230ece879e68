"""Words said twice in a row without meaning to: "we we had", "I was, um, I was".

The span found is what was said first and then said again (the reparandum; Shriberg 1994,
"Preliminaries to a theory of speech disfluencies"). Repetition on purpose ("very, very") is left alone.
"""

from __future__ import annotations

from collections.abc import Sequence

from saywell.analyse.take import Number, Result, Take, exactly, in_words, null
from saywell.analyse.timeline import Timeline
from saywell.english import english, is_filled_pause
from saywell.model import Finding, Word

_CONFIDENCE = 0.9


def analyse(take: Take, timeline: Timeline) -> Result:
    """Exact repeats of up to four words; restarts and substitutions are not measured yet."""
    later = null("not_measured_yet", "false_start_count")
    if take.why_no_words:
        return Result((*null(take.why_no_words, "repetition_count"), *later))
    dropped = set(timeline.unsupported)
    said = [(k, w) for k, w in enumerate(take.words) if k not in dropped and w.bare and not is_filled_pause(w)]
    found = tuple(_repeats(said))
    number = exactly if take.exact_words else Number
    return Result((number("repetition_count", len(found)), *later), found)


def _repeats(said: Sequence[tuple[int, Word]]) -> list[Finding]:
    """Each reparandum once: after "we we we", two; a repeat never reaches across a sentence's end."""
    bare = [word.bare for _, word in said]
    deliberate = set(english()["repetitions"]["deliberate"])
    found = []
    k = 0
    while k < len(said):
        size = next(
            (n for n in range(english()["repetitions"]["most_words"], 0, -1) if _repeats_at(said, bare, k, n)), 0
        )
        if not size or (size == 1 and (bare[k] in deliberate or (len(bare[k]) == 1 and bare[k] not in "ia"))):
            k += 1
            continue
        found.append(in_words("repetition", None, said[k : k + size], _CONFIDENCE))
        k += size
    return found


def _repeats_at(said: Sequence[tuple[int, Word]], bare: Sequence[str], k: int, size: int) -> bool:
    if k + 2 * size > len(said) or list(bare[k : k + size]) != list(bare[k + size : k + 2 * size]):
        return False
    return not any(word.ends_sentence for _, word in said[k : k + size])
