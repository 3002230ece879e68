"""The job that a person practises for: what its description asks for, and which answers show it.

    document.py    a file or stdin -> its text: plain, Markdown or PDF
    sections.py    text -> sentences and list items, each under its heading
    extract.py     those -> `Job`: skills, values and duties, each a label and the stems to look for
    stems.py       words without their endings
    cover.py       an answer's words and a job -> what is in them of it
    stories.py     several answers -> which tell the same story
    overview.py    all kept answers and a job -> which show what, which is leaned on

What is English in it is data (data/job_en.toml). There is one job at a time, kept in the history as text.
"""

from __future__ import annotations

from saywell import config, database, store
from saywell.job.cover import coverage
from saywell.job.extract import extract
from saywell.model import Job, Report
from saywell.store import Store

__all__ = ["coverage", "current", "extract", "is_in", "of"]


def current() -> Job | None:
    """What the job asks for that the person practises for; None if there is none.

    Raises:
        SaywellError: the history can't be read.
    """
    if not (config.data_dir() / database.NAME).exists():
        return None
    with store.opened() as history:
        return of(history)


def of(history: Store) -> Job | None:
    """The same of a history that is open."""
    kept = history.job()
    return extract(kept.text) if kept else None


def is_in(report: Report, job: Job | None) -> bool:
    """Whether a report is by today's job."""
    return report.job == coverage(report.transcript, job)
