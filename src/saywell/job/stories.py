"""Which answers tell the same story: they share words that few people use.

Words that are frequent in English, of the job or of the question do not count, and neither do a few that are shared:
two stories from one workplace have its words in common. The thresholds are our own judgement.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence, Set
from functools import cache
from itertools import combinations

from saywell.english import counts
from saywell.job.stems import lists, stem, tokens
from saywell.model import Job, Report
from saywell.reading import encoder

SHARED_SHARE = 0.3
"""Two answers tell one story if so much of what is telling in the shorter one is in the other."""
SHARED_LEAST = 4
_FREQUENT = 1500
"""So many of the most frequent words tell nothing, and neither do other forms of them."""


def telling(report: Report, job: Job) -> Mapping[str, str]:
    """The words of an answer that could tell its story from another: stem -> as it was said first."""
    words = report.transcript.words if report.transcript else ()
    common = {part for term in job.terms for part in term.stems}
    common |= {stem(token) for token in tokens(report.question.text or "")}
    found: dict[str, str] = {}
    for token in tokens(" ".join(word.text for word in words if counts(word))):
        part = stem(token)
        if len(token) > 2 and token.isalpha() and part not in common and part not in _of_everybody():
            found.setdefault(part, token)
    return found


@cache
def _of_everybody() -> frozenset[str]:
    """Stems that tell no story from another."""
    known = lists()["words"]
    return frozenset(map(stem, [*encoder.frequent(_FREQUENT), *known["talk"], *known["weak"], *known["empty"]]))


def alike(one: Set[str], other: Set[str]) -> bool:
    """Whether two answers tell the same story, by the stems that are telling in each."""
    shared = len(one & other)
    return shared >= SHARED_LEAST and shared >= SHARED_SHARE * min(len(one), len(other))


def same(answers: Sequence[Set[str]]) -> Iterator[tuple[int, ...]]:
    """Answers that tell one story, by their places; only those of two or more.

    >>> list(same([set("abcdef"), set("uvwxyz"), set("abcdeg")]))
    [(0, 2)]
    """
    group = list(range(len(answers)))
    for a, b in combinations(range(len(answers)), 2):
        if alike(answers[a], answers[b]):
            group = [group[a] if at == group[b] else at for at in group]
    for number in dict.fromkeys(group):
        together = tuple(k for k, at in enumerate(group) if at == number)
        if len(together) > 1:
            yield together
