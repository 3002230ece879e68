"""A sentence or item of a job description -> what one does there."""

from __future__ import annotations

import re
from collections.abc import Iterator
from functools import cache

from saywell.job.labels import bare, cut, ended, term
from saywell.job.sections import Unit
from saywell.job.stems import lists, stem
from saywell.model import Term

PEOPLE = ("er", "ers", "or", "ors", "ist", "ists", "yst", "ysts")
"""Endings of who does it."""


def of(unit: Unit) -> Iterator[Term]:
    """What an item that begins with what one does says, and "You will ..."; under its heading any item."""
    rules = lists()["duties"]
    if unit.section == "skills" or unit.text.lower().startswith(tuple(rules["never"])):
        return
    text, opening = _opened(ended(re.sub(r"\([^)]*\)", "", unit.text), rules["ends"]).strip())
    done = unit.section == "duties"
    told = opening in rules["before_verbs"] and bare(text.split()[0]) not in rules["not_done"]
    if told or (acts(text) and (done or unit.item or opening)):
        found = acts_of(re.split(r"[;:!?]|\.(?!\w)", text)[0])
    elif (done and unit.item and " " in text) or opening in rules["before_things"]:
        found = [text]
    else:
        return
    for part in found:
        label = cut(part)
        if one := term(label[:1].lower() + label[1:] if label[1:2].islower() else label, "duty"):
            yield one


def acts(text: str) -> bool:
    """Whether the first word of a text says what one does."""
    first = bare(text.split(maxsplit=1)[0]) if text.strip() else ""
    return first in lists()["duties"]["verbs"] or (stem(first) in verbs() and not first.endswith(PEOPLE))


def acts_of(text: str) -> list[str]:
    """A list of things to do, taken apart where a part has a verb and an object.

    >>> acts_of("design, build and run services, and lead a team")
    ['design, build and run services', 'lead a team']
    """
    found: list[list[str]] = [[]]
    for word in text.split():
        before = found[-1]
        if acts(word) and before and _parts_here(before[-1]) and not all(acts(one) or _joins(one) for one in before):
            found.append([])
        found[-1].append(word)
    for words in found:
        while words and _joins(words[-1]):
            words.pop()
    return [" ".join(words).rstrip(" ,") for words in found]


def _joins(word: str) -> bool:
    return bare(word) in lists()["words"]["between"]


def _parts_here(word: str) -> bool:
    return word.endswith(",") or _joins(word)


def _opened(text: str) -> tuple[str, str]:
    """A sentence without "You will be responsible for" and its kind, and the last of them; empty without any."""
    rules, opening = lists()["duties"], ""
    for phrase in sorted((*rules["openings"], *rules["before_verbs"], *rules["before_things"]), key=len, reverse=True):
        if text.lower().startswith(f"{phrase} "):
            text, opening = text[len(phrase) + 1 :], phrase
    return text, opening


@cache
def verbs() -> frozenset[str]:
    """The stems of words for what one does."""
    return frozenset(stem(verb) for verb in lists()["duties"]["verbs"])
