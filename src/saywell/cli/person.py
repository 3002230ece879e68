"""Who speaks, for commands that can do without knowing."""

from __future__ import annotations

from dataclasses import replace

from saywell import person
from saywell.cli import complain
from saywell.errors import SaywellError
from saywell.pipeline import Person


def at_hand(*, keeps: bool) -> Person:
    """What is known of the person who speaks.

    Args:
        keeps: the answer will be kept in the history. If not, what was worked on before does not count, and a report
            without what the history knows is better than none.
    """
    try:
        known = person.current()
    except SaywellError as error:
        if keeps:
            raise
        complain(f"{error} This report leaves out the job.")
        return person.without_history()
    return known if keeps else replace(known, worked_on=())
