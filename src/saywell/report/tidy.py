"""A transcript without what need not have been said: fillers, repeats, false starts; everything else untouched."""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

from saywell.english import is_cut_off
from saywell.model import Report, Word

_TAKEN_OUT = "filled_pause", "filler_word", "repetition", "false_start"
_STOP = re.compile(r"[.!?…]+$")
_COMMA = re.compile(r"[,;:—–-]+$")


@dataclass(frozen=True, slots=True)
class Tidied:
    """What is left of an answer.

    Attributes:
        text: the words that stay, with the punctuation of those that went where it is still needed.
        words: indexes of the words that stay.
        left_out: indexes of those that went.
    """

    text: str
    words: tuple[int, ...]
    left_out: tuple[int, ...]


def tidied(report: Report) -> Tidied:
    """Take out filled pauses, filler words, what was said and then replaced with what says so, and cut-off words.

    Args:
        report: with a transcript that can be trusted.
    """
    assert report.transcript is not None
    words = report.transcript.words
    out = {k for k, word in enumerate(words) if is_cut_off(word) or not word.bare}
    for finding in report.findings:
        if finding.kind in _TAKEN_OUT and finding.first_word is not None and finding.last_word is not None:
            out |= set(range(finding.first_word, finding.last_word + 1))
            if finding.editing_term:
                out |= set(range(finding.editing_term[0], finding.editing_term[1] + 1))
    kept = tuple(k for k in range(len(words)) if k not in out)
    return Tidied(" ".join(_texts(words, kept)), kept, tuple(sorted(out)))


def as_dict(tidied: Tidied) -> dict[str, Any]:
    return {"text": tidied.text, "words": list(tidied.words), "left_out": list(tidied.left_out)}


def _texts(words: Sequence[Word], kept: Sequence[int]) -> list[str]:
    """The words that stay: one takes over the full stop, or the capital, of those that went beside it."""
    texts: list[str] = []
    at = 0
    for k in kept:
        gone = words[at:k]
        if gone and texts:
            texts[-1] = _closed(texts[-1], gone)
        text = words[k].text
        begins = at == 0 or words[at - 1].ends_sentence or any(word.ends_sentence for word in gone)
        if gone and begins and gone[0].text[:1].isupper():
            text = text[:1].upper() + text[1:]
        texts.append(text)
        at = k + 1
    if texts and at < len(words):
        texts[-1] = _closed(texts[-1], words[at:])
    return texts


def _closed(text: str, gone: Sequence[Word]) -> str:
    """A word before some that went: with their full stop; without the comma that set them off."""
    stop = next((m[0] for word in reversed(gone) if (m := _STOP.search(word.text))), "")
    if stop:
        return text if _STOP.search(text) else _COMMA.sub("", text) + stop
    return _COMMA.sub("", text) if _COMMA.search(gone[-1].text) else text
