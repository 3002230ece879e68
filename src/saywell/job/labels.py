"""Pieces of a sentence -> terms: what each is called, and the stems to look for."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from functools import cache

from saywell.job.stems import is_weak, is_written, lists, says_something, stem, tokens
from saywell.model import Term, TermKind


def term(label: str, kind: TermKind) -> Term | None:
    """A term by its label, without praise around a skill; None if nothing in it can be looked for."""
    label = stripped(label, praise=kind == "skill")
    stems = to_find(label)
    telling = [part for part in stems if part not in _measures()]
    if not telling or (kind == "skill" and len(telling) == 1 and is_weak(telling[0])):
        return None
    return Term(label, kind, stems)


def to_find(label: str) -> tuple[str, ...]:
    """The stems of a label, each once; of a name that needs its capitals the name. Numbers are heard in many forms."""
    if is_written(label):
        return (label,)
    said = (word for word in tokens(label) if says_something(word) and not word[0].isdigit())
    return tuple(dict.fromkeys(map(stem, said)))


def stripped(label: str, *, praise: bool = True) -> str:
    """A label without articles and, where that is asked for, without praise and years around it."""
    words = label.strip(" .,;:-").split()
    known = lists()["words"]
    before = {*known["around"], *(known["measure"] if praise else ())}
    behind = {*known["around"], *(known["tail"] if praise else ())}
    while words and (bare(words[0]) in before or (praise and words[0][0].isdigit())) and not is_written(words[0]):
        words.pop(0)
    while words and bare(words[-1]) in behind:
        words.pop()
    return " ".join(words).strip(" .,;:-")


def bare(word: str) -> str:
    """A word in small letters, without signs around it."""
    return word.lower().strip(".,;:()!?'\"“”")


def parts(text: str) -> list[str]:
    """What a list in a line holds: parts between commas, brackets, dashes, dots in the middle, "and" and its kind."""
    either = _any_of(lists()["words"]["between"])
    signs = r"[,;()]|/(?=\s)|\s[-–—·•]\s"
    return [part for part in re.split(rf"\s*(?:{signs}|(?<!\w){either}(?=\s))\s*", text, flags=re.IGNORECASE) if part]


def split_at(text: str, phrases: Sequence[str]) -> list[str]:
    """The pieces between uses of phrases."""
    return re.split(rf"(?<!\w){_any_of(phrases)}(?!\w)[\s:,]*", text, flags=re.IGNORECASE)


def after(text: str, phrases: Sequence[str]) -> Iterator[str]:
    """What follows each use of a phrase; where one is the beginning of another, of the longer."""
    for match in re.finditer(rf"(?<!\w){_any_of(phrases)}(?!\w)[\s:,]*", text, re.IGNORECASE):
        yield text[match.end() :]


def ended(text: str, ends: Sequence[str]) -> str:
    """A text up to a word that begins something else."""
    return re.split(rf"\s{_any_of(ends)}(?!\w)", text, maxsplit=1, flags=re.IGNORECASE)[0]


def cut(text: str) -> str:
    """The beginning of an item: whole clauses and parts of them, as many as fit into a label."""
    words = re.split(r"[;:!?(]|\.(?!\w)", text)[0].split()
    longest, joins = lists()["duties"]["longest"], set(lists()["duties"]["joins"])
    if len(words) <= longest:
        return " ".join(words).rstrip(" ,")
    ends = [k for k in range(2, longest + 1) if words[k - 1].endswith(",") or bare(words[k]) in joins]
    kept = words[: max(ends, default=longest)]
    while len(kept) > 1 and (bare(kept[-1]) in joins or not says_something(bare(kept[-1]))):
        kept.pop()
    return " ".join(kept).rstrip(" ,")


def _any_of(phrases: Sequence[str]) -> str:
    """A pattern of phrases, the longest first."""
    return f"(?:{'|'.join(re.escape(phrase) for phrase in sorted(phrases, key=len, reverse=True))})"


@cache
def _measures() -> frozenset[str]:
    return frozenset(stem(word) for word in lists()["words"]["measure"])
