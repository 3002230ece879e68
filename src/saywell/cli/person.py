"""Who speaks, for commands that can do without knowing."""

from __future__ import annotations

from saywell import person
from saywell.cli import complain
from saywell.errors import SaywellError
from saywell.pipeline import Person


def at_hand(*, needed: bool) -> Person:
    """What is known of the person who speaks.

    Args:
        needed: the history will be used anyway; else a report without what it knows is better than none.
    """
    try:
        return person.current()
    except SaywellError as error:
        if needed:
            raise
        complain(f"{error} This report leaves out the job and what was worked on.")
        return person.without_history()
