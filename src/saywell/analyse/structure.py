"""The shape of an answer: what each sentence does (`roles`), and how far that makes a whole.

The score is for substance: parts that are there (data/structure_en.toml), less what says nothing and what stands in an
order that can't be followed. Naming a part without supplying it is `other`, and counts for nothing.
"""

from __future__ import annotations

import itertools
import tomllib
from collections.abc import Sequence
from functools import lru_cache
from importlib import resources
from typing import Any

from saywell.analyse import roles
from saywell.analyse.sentences import found_spans, has_boundaries
from saywell.analyse.take import Number, Result, Take, null, phrase
from saywell.analyse.timeline import Timeline
from saywell.english import is_filled_pause
from saywell.model import Kind, Sentence, Structure, Word
from saywell.reading import vectors

_OTHER_FREE = 0.10
_DISORDER = 0.5
"""What is lost where all parts stand the wrong way round; our own judgement."""
_LEAST_WORDS = 8


def analyse(take: Take, timeline: Timeline) -> Result:
    """Roles of the sentences, shares of the parts and the structure score."""
    if take.why_no_words:
        return Result(null(take.why_no_words, "structure_score"))
    if len(timeline.counted) < _LEAST_WORDS:
        return Result(null("too_short", "structure_score"))
    kind = take.question.kind
    spans = found_spans(take.words)
    texts = [_plain(take.words[first : last + 1]) for first, last in spans]
    question = vectors([take.question.text])[0] if take.question.text else None
    labels = roles.label(kind, texts, vectors(texts), question)
    sentences = tuple(
        Sentence(
            text=phrase(take.words[first : last + 1]),
            start_s=take.words[first].start_s,
            end_s=max(word.end_s for word in take.words[first : last + 1]),
            first_word=first,
            last_word=last,
            label=role,
            confidence=confidence,
        )
        for (first, last), (role, confidence) in zip(spans, labels, strict=True)
    )
    structure = _shape(kind, sentences, from_pauses=not has_boundaries(take.words))
    return Result((Number("structure_score", structure.score),), structure=structure)


def _shape(kind: Kind, sentences: Sequence[Sentence], *, from_pauses: bool) -> Structure:
    """Shares by words, seconds by time, and a score from the parts that are there."""
    rules = _rules()[roles.family(kind)]
    order, parts = rules["order"], rules["parts"]
    words = dict.fromkeys([*order, "other"], 0)
    seconds = dict.fromkeys([*order, "other"], 0.0)
    for sentence in sentences:
        words[sentence.label] += sentence.last_word - sentence.first_word + 1
        seconds[sentence.label] += sentence.end_s - sentence.start_s
    total = sum(words.values())
    shares = {role: n / total for role, n in words.items() if n}
    made = sum(part["worth"] * min(1.0, shares.get(role, 0.0) / part["full"]) for role, part in parts.items())
    said = [order.index(sentence.label) for sentence in sentences if sentence.label in order]
    score = made * (1 - max(0.0, shares.get("other", 0.0) - _OTHER_FREE)) * (1 - _DISORDER * disorder(said))
    return Structure(
        kind=kind,
        sentences=tuple(sentences),
        shares=shares,
        seconds={role: s for role, s in seconds.items() if words[role]},
        present=tuple(role for role in parts if shares.get(role)),
        missing=tuple(role for role in parts if not shares.get(role)),
        score=score,
        from_pauses=from_pauses,
    )


def disorder(places: Sequence[int]) -> float:
    """How far parts are from their usual order: the share of pairs that stand the wrong way round, 0 to 1.

    >>> disorder([0, 1, 2]), disorder([2, 1, 0]), disorder([1, 1])
    (0.0, 1.0, 0.0)
    """
    pairs = [(a, b) for a, b in itertools.combinations(places, 2) if a != b]
    return sum(a > b for a, b in pairs) / len(pairs) if pairs else 0.0


def _plain(words: Sequence[Word]) -> str:
    """A sentence without filled pauses."""
    return " ".join(word.text for word in words if not is_filled_pause(word)) or words[0].text


@lru_cache(maxsize=1)
def _rules() -> dict[str, Any]:
    return tomllib.loads(resources.files("saywell.data").joinpath("structure_en.toml").read_text("utf-8"))
