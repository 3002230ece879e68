"""The shape of an answer: what each sentence does, and how far that makes a whole.

A first version: cues, place in the answer and the usual order of the parts, weighed in the open
(data/structure_en.toml). It reads the surface of the words, so it can be wrong about a sentence; the
confidence says how close the choice was.
"""

from __future__ import annotations

import math
import re
import tomllib
from collections.abc import Sequence
from functools import lru_cache
from importlib import resources
from typing import Any

from saywell.analyse.sentences import found_spans, has_boundaries
from saywell.analyse.take import Number, Result, Take, null, phrase
from saywell.analyse.timeline import Timeline
from saywell.english import is_filled_pause
from saywell.model import Kind, Sentence, Structure, Word

_BACKWARD = 0.5
"""What a step back in the usual order of the parts costs."""
_OTHER_FREE = 0.10
_LEAST_WORDS = 8


def analyse(take: Take, timeline: Timeline) -> Result:
    """Roles of the sentences, shares of the parts and the structure score."""
    if take.why_no_words:
        return Result(null(take.why_no_words, "structure_score"))
    if len(timeline.counted) < _LEAST_WORDS:
        return Result(null("too_short", "structure_score"))
    kind = take.question.kind
    spans = found_spans(take.words)
    labels = label(kind, [_plain(take.words[first : last + 1]) for first, last in spans])
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


def label(kind: Kind, texts: Sequence[str]) -> list[tuple[str, float]]:
    """The role of each sentence and its probability among the kind's roles.

    The best way through all of them at once (Viterbi), a step back in the order of the parts costing
    a little.
    """
    roles = _rules()[kind]["order"]
    scores = [_scores(kind, text, k / max(1, len(texts) - 1)) for k, text in enumerate(texts)]
    best = [[scores[0][role] for role in roles]]
    came_from: list[list[int]] = []
    for row in scores[1:]:
        steps, totals = [], []
        for j, role in enumerate(roles):
            reached = [before - _step_cost(roles, i, j) for i, before in enumerate(best[-1])]
            steps.append(reached.index(max(reached)))
            totals.append(max(reached) + row[role])
        came_from.append(steps)
        best.append(totals)
    at = best[-1].index(max(best[-1]))
    path = [at]
    for steps in reversed(came_from):
        at = steps[at]
        path.append(at)
    path.reverse()
    return [(roles[j], _confidence(row, roles[j])) for j, row in zip(path, scores, strict=True)]


def _step_cost(roles: Sequence[str], i: int, j: int) -> float:
    if "other" in (roles[i], roles[j]):
        return 0.0
    return _BACKWARD if j < i else 0.0


def _confidence(row: dict[str, float], role: str) -> float:
    exponentials = {name: math.exp(score) for name, score in row.items()}
    return round(exponentials[role] / sum(exponentials.values()), 2)


def _scores(kind: Kind, text: str, place: float) -> dict[str, float]:
    return {
        role: sum(weight for cue, weight in cues if cue.search(text))
        + height * math.exp(-((place - middle) ** 2) / (2 * spread**2))
        for role, (middle, spread, height), cues in _roles(kind)
    }


def _shape(kind: Kind, sentences: Sequence[Sentence], *, from_pauses: bool) -> Structure:
    """Shares by words, seconds by time, and a score from the parts that are there."""
    order, parts = _rules()[kind]["order"], _rules()[kind]["parts"]
    words = dict.fromkeys(order, 0)
    seconds = dict.fromkeys(order, 0.0)
    for sentence in sentences:
        words[sentence.label] += sentence.last_word - sentence.first_word + 1
        seconds[sentence.label] += sentence.end_s - sentence.start_s
    total = sum(words.values())
    shares = {role: n / total for role, n in words.items() if n}
    made = sum(part["worth"] * min(1.0, shares.get(role, 0.0) / part["full"]) for role, part in parts.items())
    score = made * (1 - max(0.0, shares.get("other", 0.0) - _OTHER_FREE))
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


def _plain(words: Sequence[Word]) -> str:
    """A sentence as the cues read it: lower case, without filled pauses, punctuation kept."""
    return " ".join(word.text.lower().replace("’", "'") for word in words if not is_filled_pause(word))


@lru_cache(maxsize=1)
def _rules() -> dict[str, Any]:
    rules = tomllib.loads(resources.files("saywell.data").joinpath("structure_en.toml").read_text("utf-8"))
    rules["project"] = rules["behavioural"]
    return rules


@lru_cache(maxsize=8)
def _roles(kind: Kind) -> list[tuple[str, tuple[float, float, float], list[tuple[re.Pattern[str], float]]]]:
    shared = _rules()["shared"]
    names = {
        "<empty>": "|".join(f"(?:{cue})" for cue in shared["empty"]),
        "<hypothetical>": shared["hypothetical"],
        "<numbers>": shared["numbers"],
    }
    out = []
    for role in _rules()[kind]["order"]:
        rule = _rules()[kind]["roles"][role]
        cues = []
        for pattern, weight in rule["cues"]:
            for name, meaning in names.items():
                pattern = pattern.replace(name, f"(?:{meaning})")
            cues.append((re.compile(pattern), float(weight)))
        middle, spread, height = rule["place"]
        out.append((role, (middle, spread, height), cues))
    return out
