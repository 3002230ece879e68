"""Words without their endings, so that "managed three stakeholders" and "stakeholder management" meet."""

from __future__ import annotations

import re
import tomllib
from functools import cache
from importlib import resources
from typing import Any

from saywell import english

TOKEN = re.compile(r"\.?[^\W_]+(?:[.'][^\W_]+)*[+#]*")


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
    kept = forms.get(word) == word or not word.replace("'", "").isalpha()
    return word if kept else english.stem(word.replace("iz", "is"))


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
