"""All kept answers and a job -> which answers show what, what none shows, which story comes too often."""

from __future__ import annotations

from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass

from saywell.job.cover import shows, stems_of
from saywell.job.stories import same, telling
from saywell.model import Job, Report, Term
from saywell.store import asked

OVERUSED = 3
"""A story that is told for so many questions; our own judgement."""
_MOST_WORDS = 4


@dataclass(frozen=True, slots=True)
class Story:
    """One story, told for several questions.

    Attributes:
        attempts: their numbers; the newest at each question.
        words: some that they share.
    """

    attempts: tuple[int, ...]
    words: tuple[str, ...]

    @property
    def overused(self) -> bool:
        return len(self.attempts) >= OVERUSED


@dataclass(frozen=True, slots=True)
class Overview:
    """What kept answers show of a job.

    Attributes:
        shown: each term with the numbers of the attempts that show it.
        stories: those told for more than one question.
        answers: how many had words that can be used.
    """

    shown: tuple[tuple[Term, tuple[int, ...]], ...]
    stories: tuple[Story, ...]
    answers: int


def overview(job: Job, reports: Sequence[Report]) -> Overview:
    """What answers show of a job.

    Args:
        reports: of kept attempts, the oldest first.
    """
    usable = [(r.attempt.id, r) for r in reports if r.attempt and r.transcript and r.transcript.reliable]
    said = {id: stems_of(report.transcript) for id, report in usable if report.transcript}
    shown = tuple((term, tuple(id for id in said if shows(said[id], term))) for term in job.terms)
    return Overview(shown, _stories(job, usable), len(usable))


def _stories(job: Job, usable: Sequence[tuple[int, Report]]) -> tuple[Story, ...]:
    newest = list({asked(report.question): (id, report) for id, report in usable}.values())
    words = [telling(report, job) for _, report in newest]
    stories = []
    for group in same([one.keys() for one in words]):
        in_how_many = Counter(part for k in group for part in words[k])
        said = {part: word for k in group for part, word in words[k].items()}
        shared = [said[part] for part, n in in_how_many.most_common() if n > 1]
        stories.append(Story(tuple(sorted(newest[k][0] for k in group)), tuple(shared[:_MOST_WORDS])))
    return tuple(stories)
