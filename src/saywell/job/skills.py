"""A sentence or item of a job description -> the skills that it asks for."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from functools import cache

from saywell.job.duties import PEOPLE, acts_of, verbs
from saywell.job.labels import after, cut, ended, parts, split_at, stripped, term, to_find
from saywell.job.sections import Unit
from saywell.job.stems import TOKEN, is_written, lists, stem
from saywell.model import Term, TermKind

_MOST_WORDS = 5
_SHORT_WORDS = 4
_MIXED = re.compile(r"[a-z][A-Z]|[A-Za-z][+#]+$|^\.|[A-Z]\d")
"""As only names of things are written: NumPy, C#, .NET, S3."""


def of(unit: Unit) -> list[Term]:
    """What is known, what stands after "experience with" or before "skills", names; or else an item itself."""
    asked = unit.section == "skills"
    paper = len(split_at(unit.text, lists()["skills"]["papers"])) > 1
    found = [one for one in known(unit.text, "skill") if asked or len(one.stems) > 1 or one.stems[0] not in verbs()]
    for part in (*_told(unit), *(() if paper else _names(unit))):
        one = term(part, "skill")
        if one and not any(set(one.stems) <= set(other.stems) or set(other.stems) <= set(one.stems) for other in found):
            found.append(one)
    if not found and asked and unit.item and not paper:
        listed = parts(unit.text)
        short = all(len(part.split()) <= _SHORT_WORDS for part in listed)
        found = [one for part in (listed if short else [cut(unit.text)]) if (one := term(part, "skill"))]
    return sorted(found, key=lambda one: unit.text.lower().find(one.label.lower()))


def known(text: str, kind: TermKind) -> list[Term]:
    """Known names in a text, of those that begin together the longest.

    Who does it is not meant: "product managers" are not product management.
    """
    words = list(TOKEN.finditer(text))
    stems = [stem(word[0].lower()) for word in words]
    table = _table(kind)
    found, k = [], 0
    while k < len(words):
        sizes = (n for n in range(min(5, len(words) - k), 0, -1) if tuple(stems[k : k + n]) in table)
        size = next(sizes, 0)
        if size:
            label = text[words[k].start() : words[k + size - 1].end()]
            if label.endswith(PEOPLE) == table[tuple(stems[k : k + size])].endswith(PEOPLE):
                found.append(Term(label, kind, to_find(label)))
        k += size or 1
    return found


@cache
def _table(kind: TermKind) -> dict[tuple[str, ...], str]:
    phrases = lists()[f"{kind}s"]["known"]
    return {tuple(stem(word[0]) for word in TOKEN.finditer(phrase)): phrase for phrase in phrases}


def _told(unit: Unit) -> Iterator[str]:
    """What stands after "experience with", after "ability to", or before "skills"."""
    rules = lists()["skills"]
    for rest in after(unit.text, rules["before"]):
        for piece in split_at(rest, rules["examples"]):
            yield from _short(parts(ended(piece, rules["ends"])), _MOST_WORDS)
    for rest in after(unit.text, rules["can"]):
        yield from map(cut, acts_of(re.split(r"[,;:(]", ended(rest, rules["ends"]))[0]))
    behind = rules["after"] + (rules["after_in_list"] if unit.section == "skills" else [])
    for before in split_at(unit.text, behind)[:-1]:
        yield from _short(parts(re.split(r"[.:!?]\s", before)[-1]), _SHORT_WORDS)


def _short(found: Sequence[str], most: int) -> Iterator[str]:
    yield from (part for part in found if len(stripped(part).split()) <= most)


def _names(unit: Unit) -> Iterator[str]:
    """Capitals inside a requirement; under any heading what is written as only names of things are."""
    if unit.section is None:
        return
    rules = lists()["skills"]
    asked = unit.section == "skills"
    run: list[str] = []
    end = 0
    for match in TOKEN.finditer(unit.text):
        word, between, end = match[0], unit.text[end : match.start()], match.end()
        inside = match.start() > 0 and not set(between) & set(".:!?")  # a sentence's first word has a capital anyway
        capital = asked and len(word) > 1 and word[0].isupper() and (inside or word.isupper())
        named = capital or _MIXED.search(word) is not None or (bool(run) and word.isdigit())
        named = named and word.lower() not in rules["never"]
        if run and (not named or between != " "):
            yield " ".join(run)
            run = []
        if named:
            run.append(word)
        if (is_written(word) or word in rules["capital"]) and (inside or unit.text[end:][:1] in ("", ",")):
            yield word
    if run:
        yield " ".join(run)
