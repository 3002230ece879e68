"""Who speaks, as the history knows them: it takes part in measuring an answer of theirs."""

from __future__ import annotations

from dataclasses import replace

from saywell import config, database, own_voice, own_words, store
from saywell.job import kept
from saywell.model import Attempt
from saywell.pipeline import Person
from saywell.store import Store


def current() -> Person:
    """What is known of the person today.

    Raises:
        SaywellError: the history can't be read.
    """
    person = without_history()
    if not (config.data_dir() / database.NAME).exists():
        return person
    with store.opened() as history:
        return replace(person, job=kept.of(history), worked_on=history.worked_on())


def without_history() -> Person:
    """What was learned of the voice and the words alone."""
    return Person(voice=own_voice.current(), words=own_words.current())


def of(history: Store, person: Person, attempt: Attempt) -> Person:
    """The person when an attempt was recorded; what was learned since is used."""
    return replace(person, job=kept.of(history), worked_on=history.worked_on(attempt))
