"""The job that a person practises for, as the history keeps it."""

from __future__ import annotations

from saywell.job.cover import coverage
from saywell.job.extract import extract
from saywell.model import Job, Report
from saywell.store import Store


def of(history: Store) -> Job | None:
    """What the job asks for that the person practises for; None if there is none."""
    kept = history.job()
    return extract(kept.text) if kept else None


def is_in(report: Report, job: Job | None) -> bool:
    """Whether a report is by today's job."""
    return report.job == coverage(report.transcript, job)
