"""The shape of an answer: how its parts share the words and the time, what was heard by when, and a score.

The score is for substance: parts that are there (data/structure_en.toml), less what says nothing or says it again, what
stands in an order that can't be followed, and what comes when nobody listens any more. Naming a part without supplying
it is `other`, and counts for nothing.
"""

from __future__ import annotations

import itertools
import re
from collections.abc import Sequence

from saywell.analyse import roles
from saywell.analyse.told import Told
from saywell.english import amounts, english
from saywell.kinds import in_words, rules
from saywell.model import Heard, Kind, Part, Sentence, Structure

CUT_OFF_S = 30.0, 60.0, 90.0
AGAIN = "again"
UNORDERED: tuple[Kind, ...] = ("questions_to_ask",)
"""What one noticed may stand before the question or after it."""
_MAYBE_FROM = 0.15
_IDLE_FREE = 0.10
_DISORDER = 0.7
"""What is lost where all parts stand the wrong way round; our own judgement, as are the other shares."""


def shape(told: Told, start_s: float, end_s: float, score: float, *, from_pauses: bool) -> Structure:
    """Shares by words, seconds by time, and what was heard by when.

    Args:
        told: the answer.
        start_s, end_s: where it begins and ends.
        score: the sum of what `compose` gives.
        from_pauses: the words had no full stops.
    """
    parts = rules(told.kind)["parts"]
    words = _by_role(told, told.sizes.tolist())
    seconds = _by_role(told, [sentence.end_s - sentence.start_s for sentence in told.sentences])
    total = sum(words.values())
    shares = {role: n / total for role, n in words.items() if n}
    return Structure(
        kind=told.kind,
        sentences=told.sentences,
        shares=shares,
        seconds={role: s for role, s in seconds.items() if words[role]},
        present=tuple(role for role in parts if shares.get(role)),
        missing=tuple(role for role in parts if not shares.get(role)),
        score=score,
        maybe=maybe(told),
        from_pauses=from_pauses,
        quantified=tuple(k for k in _labelled(told, "result") if amounts(told.texts[k])),
        by_we=tuple(k for k in _labelled(told, "action") if _by_we(told.texts[k])),
        heard=tuple(_heard(told, start_s, by_s) for by_s in CUT_OFF_S if start_s + by_s < end_s),
    )


def compose(told: Told, duration_s: float, longest_s: float) -> tuple[Part, ...]:
    """What the score is the sum of: the worth of each part, and what is lost.

    Args:
        told: the answer.
        duration_s: how long it takes.
        longest_s: how long a good one to the question takes at most.
    """
    total = float(told.sizes.sum())
    carries = carried(told)
    shares: dict[str, float] = {}
    for k, (sentence, size) in enumerate(zip(told.sentences, told.sizes, strict=True)):
        role = AGAIN if k in told.again else carries.get(k, sentence.label)
        shares[role] = shares.get(role, 0.0) + float(size) / total
    out = [
        Part(in_words(name), share, "share", rule["worth"] * min(1.0, share / rule["full"]))
        for name, rule in rules(told.kind)["parts"].items()
        for share in [shares.get(name, 0.0)]
    ]
    left = sum(part.contribution for part in out)
    idle = shares.get("other", 0.0) + shares.get(AGAIN, 0.0)
    wrong_way = disorder(told.kind, told.sentences)
    for label, value, unit, lost in (
        ("adds nothing", idle, "share", max(0.0, idle - _IDLE_FREE)),
        ("order", wrong_way, "share", _DISORDER * wrong_way),
        ("too long", max(0.0, duration_s - longest_s), "s", max(0.0, 1 - longest_s / duration_s)),
    ):
        out.append(Part(label, value, unit, -left * lost))
        left -= left * lost
    return tuple(out)


def carried(told: Told) -> dict[int, str]:
    """Direct answers that carry a part which no other sentence gives ("since you lend to farms"): sentence -> part."""
    found = {sentence.label for sentence in told.sentences}
    return {
        k: part
        for part, cue in rules(told.kind).get("carried", {}).items()
        if part not in found
        for k in _labelled(told, "answer")
        if re.search(cue, told.texts[k].lower())
    }


def maybe(told: Told) -> tuple[str, ...]:
    """Parts that no sentence is taken for, though one may well give them."""
    names, parts = roles.roles(told.kind), rules(told.kind)["parts"]
    found = {sentence.label for sentence in told.sentences}
    out = []
    for part in parts:
        cue = rules(told.kind).get("maybe", {}).get(part)
        likely = told.chances[:, names.index(part)].max() >= _MAYBE_FROM or part in carried(told).values()
        said = cue is not None and any(re.search(cue, text.lower()) for text in told.texts)
        if part not in found and (likely or said):
            out.append(part)
    return tuple(out)


def disorder(kind: Kind, sentences: Sequence[Sentence]) -> float:
    """How far parts are from their usual order: the share of pairs that stand the wrong way round, 0 to 1."""
    if kind in UNORDERED:
        return 0.0
    order: list[str] = rules(kind)["order"]
    places = [order.index(sentence.label) for sentence in sentences if sentence.label in order]
    return wrong_pairs(places)


def wrong_pairs(places: Sequence[int]) -> float:
    """The share of pairs of different numbers of which the greater stands first.

    >>> wrong_pairs([0, 1, 2]), wrong_pairs([2, 1, 0]), wrong_pairs([1, 1])
    (0.0, 1.0, 0.0)
    """
    pairs = [(a, b) for a, b in itertools.combinations(places, 2) if a != b]
    return sum(a > b for a, b in pairs) / len(pairs) if pairs else 0.0


def _by_role(told: Told, amounts: Sequence[float]) -> dict[str, float]:
    """The sum of something over the sentences of each role, in the usual order of the parts."""
    out = dict.fromkeys([*rules(told.kind)["order"], "other"], 0.0)
    for sentence, amount in zip(told.sentences, amounts, strict=True):
        out[sentence.label] += amount
    return out


def _heard(told: Told, start_s: float, by_s: float) -> Heard:
    """What somebody who stopped listening after so many seconds had heard, in whole sentences."""
    whole = [k for k, sentence in enumerate(told.sentences) if sentence.end_s <= start_s + by_s]
    labels = {told.sentences[k].label for k in whole}
    parts = rules(told.kind)["parts"]
    return Heard(by_s, len(whole), tuple(part for part in parts if part in labels), told.point in whole)


def _labelled(told: Told, role: str) -> list[int]:
    return [k for k, sentence in enumerate(told.sentences) if sentence.label == role]


def _by_we(text: str) -> bool:
    """Whether it is told of "we" and not of "I"."""
    said = set(re.findall(r"[\w']+", text.lower()))
    pronouns = english()["pronouns"]
    return bool(said & set(pronouns["we"])) and not said & set(pronouns["i"])
