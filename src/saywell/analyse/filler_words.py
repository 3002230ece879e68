"""Words said out of habit: "like", "you know", "I mean", "sort of", "basically" and an opening "so".

A false accusation is worse than a miss, so a use counts only where the words around it speak for a
filler: commas, a neighbouring um, what stands before and after. These are first rules; what they get
wrong is in docs/metrics.md.
"""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from saywell.analyse.take import Number, Result, Take, exactly, in_words, null
from saywell.analyse.timeline import Timeline
from saywell.english import english, is_filled_pause
from saywell.model import Finding, Word

_CLEAR, _LIKELY, _UNLIKELY = 0.9, 0.7, 0.3
_SHOWN_FROM = 0.5


def analyse(take: Take, timeline: Timeline) -> Result:
    """Filler words and how many a minute of the answer."""
    names = "filler_word_count", "filler_words_per_minute"
    if take.why_no_words:
        return Result(null(take.why_no_words, *names))
    dropped = set(timeline.unsupported)
    kept = [(k, word) for k, word in enumerate(take.words) if k not in dropped]
    found = tuple(finding for finding in _uses(kept) if finding.confidence >= _SHOWN_FROM)
    n, minutes = len(found), timeline.answer.duration_s / 60
    number = exactly if take.exact_words else Number
    return Result((number(names[0], n), Number(names[1], n / minutes)), found)


def _uses(kept: Sequence[tuple[int, Word]]) -> list[Finding]:
    found = []
    k = 0
    while k < len(kept):
        size, confidence = _use_at([word for _, word in kept], k)
        if size:
            used = kept[k : k + size]
            label = " ".join(word.bare for _, word in used)
            found.append(in_words("filler_word", label, used, confidence))
        k += size or 1
    return found


def _use_at(words: Sequence[Word], k: int) -> tuple[int, float]:
    """(words taken, confidence) of the filler that begins at word k; (0, 0.0) if none does."""
    fillers = english()["fillers"]
    bare = words[k].bare
    pair = f"{bare} {words[k + 1].bare}" if k + 1 < len(words) else ""
    if bare in fillers["always"]:
        return 1, _LIKELY
    if bare in fillers["sentence_opening"] and _opens_sentence(words, k):
        return 1, _opening(words, k)
    if pair in fillers:
        return 2, _phrase(words, k, 2, fillers[pair])
    if bare == "like":
        return 1, _like(words, k, fillers["like"])
    return 0, 0.0


def _phrase(words: Sequence[Word], k: int, size: int, rules: dict[str, Any]) -> float:
    """ "You know" and its kind: a filler unless the words beside it make it mean something."""
    before, after = _neighbours(words, k, size)
    if _set_off(words, k, size):
        return _CLEAR
    if before in rules["meaning_after"] or after in rules["meaning_before"]:
        return _UNLIKELY
    return _LIKELY


def _like(words: Sequence[Word], k: int, rules: dict[str, Any]) -> float:
    before, after = _neighbours(words, k, 1)
    before_word = words[k - 1] if k else None
    comma_before = before_word is not None and (before_word.text[-1] in ",;—" or is_filled_pause(before_word))
    comma_after = words[k].text[-1] in ",;—" or (k + 1 < len(words) and is_filled_pause(words[k + 1]))
    if before in rules["noun_after"]:
        return _UNLIKELY
    if comma_after:
        return _CLEAR
    if before in rules["meaning_after"] or (after in rules["meaning_before"] and not comma_before):
        return _UNLIKELY
    if comma_before:
        return _LIKELY
    if after in rules["approximates"] or before in rules["be"]:
        return _LIKELY if after in rules["approximates"] else 0.5
    return _UNLIKELY


def _opening(words: Sequence[Word], k: int) -> float:
    """An opening "so" or "well" is a habit where a comma or an um sets it off, or where the answer starts."""
    set_off = words[k].text[-1] in ",;—" or (k + 1 < len(words) and is_filled_pause(words[k + 1]))
    return _CLEAR if set_off else _LIKELY if k == 0 and words[k].bare != "right" else _UNLIKELY


def _opens_sentence(words: Sequence[Word], k: int) -> bool:
    before = [word for word in words[max(0, k - 2) : k] if not is_filled_pause(word)]
    return not before or before[-1].ends_sentence


def _set_off(words: Sequence[Word], k: int, size: int) -> bool:
    """Commas or filled pauses on both sides (the ends of the answer count as commas)."""
    before_ok = k == 0 or words[k - 1].text[-1] in ",;.?!—" or is_filled_pause(words[k - 1])
    last = k + size - 1
    after_ok = last == len(words) - 1 or words[last].text[-1] in ",;.?!—" or is_filled_pause(words[last + 1])
    return before_ok and after_ok


def _neighbours(words: Sequence[Word], k: int, size: int) -> tuple[str, str]:
    """The bare words before and after, filled pauses passed over, nothing across a sentence's end."""
    before = next((word for word in reversed(words[:k]) if not is_filled_pause(word)), None)
    after = next((word for word in words[k + size :] if not is_filled_pause(word)), None)
    return (
        before.bare if before and not before.ends_sentence else "",
        after.bare if after and not words[k + size - 1].ends_sentence else "",
    )
