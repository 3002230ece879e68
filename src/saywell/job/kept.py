"""The job that a person practises for, as the history keeps it."""

from __future__ import annotations

from saywell import config, database, store
from saywell.job.cover import coverage
from saywell.job.extract import extract
from saywell.model import Job, Report
from saywell.store import Store


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
