"""Which words are said again near by, and which are broken off: signs of a repair that need no meaning."""

from __future__ import annotations

from collections.abc import Sequence

import numpy as np

_NEAR = 6
"""So many words on or back, filled pauses not counted."""
_PAIRS_NEAR = 4
"""Two words in a row that come again further off are told as so far."""
SIGNS = 2 * _NEAR + 2 * _PAIRS_NEAR + 6


def signs(bare: Sequence[str], fillers: frozenset[str] | set[str]) -> np.ndarray:
    """What can be told of each word by comparing it with its neighbours.

    Args:
        bare: the words, lower case, without punctuation but for the dash of one that is broken off.
        fillers: um, uh and their spellings; passed over.

    Returns:
        shape (words, 26), 0 or 1: the same word comes 1 ... 6 words on, came 1 ... 6 words back; so do this and the
        next one, 1 ... 4 words on and back; it ends in a dash; it begins the next word, or the one after; it begins
        as the last one was broken off; it is a filled pause, or comes after one.
    """
    out = np.zeros((len(bare), SIGNS), dtype=np.float32)
    said = [k for k, word in enumerate(bare) if word not in fillers]
    words = [bare[k] for k in said]
    again, before = 2 * _NEAR, 2 * _NEAR + _PAIRS_NEAR
    dash = before + _PAIRS_NEAR
    for at, k in enumerate(said):
        for by in range(1, _NEAR + 1):
            on, back = words[at : at + 1] == words[at + by : at + by + 1], at >= by and words[at] == words[at - by]
            out[k, by - 1], out[k, _NEAR + by - 1] = on, back
            pair = min(by, _PAIRS_NEAR) - 1
            if on and words[at + 1 : at + 2] == words[at + by + 1 : at + by + 2] != []:
                out[k, again + pair] = 1
            if back and at > by and words[at - 1] == words[at - by - 1]:
                out[k, before + pair] = 1
        stem = words[at].rstrip("-")
        out[k, dash] = words[at].endswith("-")
        for by in (1, 2):
            out[k, dash + by] = bool(stem) and _begins(words[at + by : at + by + 1], words[at], stem)
        if at:
            last = words[at - 1].rstrip("-")
            out[k, dash + 3] = bool(last) and _begins([words[at]], words[at - 1], last)
    is_filler = np.array([word in fillers for word in bare], dtype=bool)
    out[:, dash + 4] = is_filler
    out[1:, dash + 5] = is_filler[:-1]
    return out


def _begins(later: Sequence[str], word: str, stem: str) -> bool:
    """Whether a later word, if there is one, is another one that begins so."""
    return bool(later) and later[0] != word and later[0].startswith(stem)
