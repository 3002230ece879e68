"""Words without their endings, so that "managed three stakeholders" and "stakeholder management" meet."""

from __future__ import annotations

import re
import tomllib
from functools import cache
from importlib import resources
from typing import Any

_LEAST = 4
"""Letters of a stem that no ending is taken from."""
TOKEN = re.compile(r"\.?[^\W_]+(?:[.'][^\W_]+)*[+#]*")
_VOWELS = frozenset("aeiouy")
_OF_SHORT_WORDS = {"s", "'s", "ed", "ing"}
"""Endings that may leave three letters."""
_DOUBLE_ANYWAY = "aeiouls"
"""Letters that are double in words as they are: call, pass, agree."""


@cache
def lists() -> dict[str, Any]:
    """What is known of English job descriptions: data/job_en.toml."""
    return tomllib.loads(resources.files("saywell.data").joinpath("job_en.toml").read_text("utf-8"))


def tokens(text: str) -> list[str]:
    """Words in small letters, what is spelled or said aloud as it is written.

    >>> tokens("C plus plus, e-commerce and Node.js.")
    ['c++', 'ecommerce', 'and', 'node.js']
    """
    line = f" {' '.join(TOKEN.findall(text.lower().replace('’', chr(39))))} "
    for said, written in lists()["spoken"].items():
        line = line.replace(f" {said} ", f" {written} ")
    return line.split()


@cache
def stem(word: str) -> str:
    """A word, in small letters, without its endings; the same for most forms of it.

    >>> {stem(word) for word in ("manage", "managers", "managing", "management")}
    {'manag'}
    >>> stem("led") == stem("leadership"), stem("policies") == stem("policy"), stem("police") == stem("policy")
    (True, True, False)
    """
    forms = lists()["forms"]
    word = forms.get(word, word)
    if forms.get(word) == word or not word.replace("'", "").isalpha():
        return word
    shorter = _shorter(word, _suffixes())
    while shorter != word:  # the s of a plural comes last in a word
        word, shorter = shorter, _shorter(shorter, tuple(suffix for suffix in _suffixes() if suffix != "s"))
    return word


def _shorter(word: str, suffixes: tuple[str, ...]) -> str:
    """A word without one ending, or as it is."""
    if word.endswith("ies") and len(word) > _LEAST:
        return word[:-2]
    if word.endswith("y") and len(word) > _LEAST and word[-2] not in "aeiou":
        return word[:-1] + "i"
    for suffix in suffixes:
        rest = word.removesuffix(suffix)
        least = _LEAST - (suffix in _OF_SHORT_WORDS)
        if rest == word or len(rest) < least or not _VOWELS & set(rest) or (suffix == "s" and rest.endswith("s")):
            continue
        doubled = suffix[0] in _VOWELS and rest[-1] == rest[-2] and rest[-1] not in _DOUBLE_ANYWAY
        return rest[:-1] if doubled else rest
    return word


@cache
def _suffixes() -> tuple[str, ...]:
    return tuple(sorted(lists()["endings"]["suffixes"], key=len, reverse=True))


@cache
def _stems_of(name: str) -> frozenset[str]:
    return frozenset(stem(word) for word in lists()["words"][name])


def says_something(word: str) -> bool:
    """Whether a word can be looked for."""
    return word not in lists()["words"]["empty"]


def is_weak(stemmed: str) -> bool:
    """Whether a stem is in so many answers that it shows nothing alone."""
    return stemmed in _stems_of("weak")


def is_written(name: str) -> bool:
    """Whether a name is one only with its capitals: Go, Word. It is its own stem."""
    return name in lists()["skills"]["written"]


@cache
def related() -> dict[str, frozenset[str]]:
    """Stem -> those of words that show the same."""
    return {stem(word): frozenset(map(stem, others)) for word, others in lists()["related"].items()}
