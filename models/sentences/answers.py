"""Labelled answers and meetings as words with known sentence ends, and what recognisers leave of them."""

from __future__ import annotations

import json
from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import numpy as np
from models.roles.answers import read

from saywell.analyse.sentences import gaps, usual_word_s
from saywell.model import Word

CONDITIONS = {
    "stops kept": ("kept", True),
    "a sixth of the stops missing": ("some", True),
    "commas for all stops, pauses": ("commas", True),
    "no punctuation, pauses": ("none", True),
    "no punctuation, no pauses": ("none", False),
}
"""Name -> what is left of the punctuation, and whether there are pauses."""
_MISSING, _COMMA_INSTEAD, _WRONG = 1 / 6, 1 / 3, 1 / 500
"""Stops that are missing; of these, that have a comma instead; words with a stop too many (our assumptions)."""
_UNPAUSED = 0.5
"""Sentence ends that are spoken like a comma: AMI's are also where others take over (our assumption)."""
_TURN_S = 3.0
_LEAST_WORDS = 15


@dataclass(frozen=True)
class Text:
    """Words of one speaker with the indices of those that end a sentence or have a comma; `group`: what to split by."""

    group: str
    words: tuple[Word, ...]
    ends: frozenset[int]
    commas: frozenset[int]


def answers(folder: Path, pattern: str) -> list[tuple[str, list[list[str]]]]:
    """(group, sentences as words with their punctuation) of each answer; two answers to one question are a group."""
    return [
        (answer.pair, [sentence.split() for sentence in answer.sentences])
        for file in sorted(folder.glob(pattern))
        for answer in read(file)
    ]


def meetings(data: Path) -> list[Text]:
    """Stretches of AMI's speakers without three seconds of silence, 15 words or more; `group` is the team."""
    out = []
    for line in (data / "disfluency/manifest.jsonl").read_text("utf-8").splitlines():
        side: dict[str, Any] = json.loads(line)
        stretch: list[Word] = []
        for text, start_s, end_s, _ in [*side["words"], ("", float("inf"), 0.0, "")]:
            if stretch and start_s - stretch[-1].end_s > _TURN_S:
                if len(stretch) >= _LEAST_WORDS:
                    ends = frozenset(k for k, word in enumerate(stretch) if word.ends_sentence)
                    out.append(Text(side["group"], tuple(stretch), ends, _commas([word.text for word in stretch])))
                stretch = []
            stretch.append(Word(text, start_s, end_s))
    return out


def bare(text: Text) -> Text:
    """The same without punctuation and capitals."""
    words = tuple(Word(word.bare or "-", word.start_s, word.end_s) for word in text.words)
    return Text(text.group, words, text.ends, text.commas)


def pauses(texts: Sequence[Text]) -> dict[str, np.ndarray]:
    """How much longer than usual it takes to the next word, in s: after a stop, after a comma, elsewhere."""
    found: dict[str, list[float]] = {"stop": [], "comma": [], "none": []}
    for text in texts:
        for gap in gaps(text.words):
            stop, comma, *_ = gap.marks
            found["stop" if stop else "comma" if comma else "none"].append(gap.excess_s)
    return {mark: np.array(excess_s) for mark, excess_s in found.items()}


def as_heard(
    group: str,
    sentences: Sequence[Sequence[str]],
    left: str,
    drawn: dict[str, np.ndarray] | None,
    rng: np.random.Generator,
) -> Text:
    """An answer with `left` of its stops (kept, some, commas for all, none); pauses drawn from a meeting's, or none."""
    tokens = [token for sentence in sentences for token in sentence]
    ends = set(np.cumsum([len(sentence) for sentence in sentences]) - 1)
    written = tokens if left == "kept" else _spoilt(tokens, ends, left, rng)
    if left == "none":
        written = [Word(token, 0, 0).bare or "-" for token in tokens]
    pace, at_s, words = rng.uniform(0.8, 1.25), 0.0, []
    for k, (text, token) in enumerate(zip(written, tokens, strict=True)):
        mark = (
            "stop"
            if k in ends and rng.random() >= _UNPAUSED
            else "comma"
            if k in ends or token[-1] in ",;:"
            else "none"
        )
        usual_s = pace * usual_word_s(Word(token, 0, 0))
        length_s = usual_s if drawn is None else max(0.08, usual_s + float(rng.choice(drawn[mark])))
        words.append(Word(text, at_s, at_s + min(usual_s, length_s)))
        at_s += length_s
    return Text(group, tuple(words), frozenset(int(k) for k in ends), _commas(tokens))


def _commas(tokens: Sequence[str]) -> frozenset[int]:
    return frozenset(k for k, token in enumerate(tokens) if token[-1:] in tuple(",;:"))


def _spoilt(tokens: Sequence[str], ends: set[int], left: str, rng: np.random.Generator) -> list[str]:
    out = list(tokens)
    for k in range(len(out) - 1):
        following = out[k + 1]
        if k in ends and (left == "commas" or rng.random() < _MISSING):
            out[k] = out[k].rstrip(".?!") + ("," if left == "commas" or rng.random() < _COMMA_INSTEAD else "")
            out[k + 1] = following if following == "I" or following.startswith("I'") else following.lower()
        elif k not in ends and left == "some" and rng.random() < _WRONG:
            out[k] = out[k].rstrip(",;:") + "."
            out[k + 1] = following[:1].upper() + following[1:]
    if left == "commas":
        out[-1] = out[-1].rstrip(".?!")
    return out
