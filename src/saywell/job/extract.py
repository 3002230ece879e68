"""The text of a job description -> what it asks for, by its words alone: nothing is guessed of such jobs."""

from __future__ import annotations

from functools import lru_cache

from saywell.job import duties, skills, values
from saywell.job.sections import units
from saywell.model import Job, Term

MOST_TERMS = 60
"""Of a longer list the first ones are kept."""


@lru_cache(maxsize=2)
def extract(text: str) -> Job:
    """What a job description asks for, in its order, each thing once; at most `MOST_TERMS`."""
    terms: dict[frozenset[str], Term] = {}
    for unit in units(text):
        if unit.section == "values":
            found = [*values.of_section(unit)]
        else:
            found = [*values.said_in(unit), *skills.of(unit), *duties.of(unit)]
        for term in found:
            terms.setdefault(frozenset(term.stems), term)
        if len(terms) >= MOST_TERMS:
            break
    return Job(tuple(terms.values())[:MOST_TERMS])
