"""A sentence or item of a job description -> what is valued there."""

from __future__ import annotations

import re
from collections.abc import Iterator

from saywell.job.labels import after, parts, term
from saywell.job.sections import Unit
from saywell.job.skills import known
from saywell.job.stems import lists
from saywell.model import Term

_LABELLED = re.compile(r"(.{2,40}?)\s*(?::|\s[-–—]\s|—|\.\s)\s*\S")


def of_section(unit: Unit) -> Iterator[Term]:
    """Under a heading of values: of "Customer first: we start with ..." the first part, of a list what is in it, of a
    sentence what is said to be valued, else what is known."""
    labelled = _LABELLED.match(unit.text)
    listed = [labelled[1]] if labelled else parts(unit.text)
    said = list(said_in(unit))
    if not said and (unit.item or len(listed) == 1) and all(map(_is_short, listed)):
        said = [found for part in listed if (found := term(part, "value"))]
    yield from said or known(unit.text, "value")


def said_in(unit: Unit) -> Iterator[Term]:
    """What stands after "we value"."""
    for rest in after(unit.text, lists()["values"]["before"]):
        for part in parts(rest):
            if _is_short(part) and (found := term(part, "value")):
                yield found


def _is_short(part: str) -> bool:
    return len(part.split()) <= int(lists()["values"]["longest"])
