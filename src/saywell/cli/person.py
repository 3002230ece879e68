"""Who speaks, for a report that can do without knowing all of it."""

from __future__ import annotations

from saywell import person
from saywell.cli import complain
from saywell.errors import SaywellError
from saywell.pipeline import Person


def at_hand() -> Person:
    """What is known of the person who speaks; without the job if the history can't be read, which is said."""
    known = person.current()
    try:
        return person.with_job(known)
    except SaywellError as error:
        complain(f"{error} This report leaves out the job.")
        return known
