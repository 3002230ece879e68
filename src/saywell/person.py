"""Who speaks, as the history knows them: it takes part in measuring an answer of theirs."""

from __future__ import annotations

from dataclasses import replace

from saywell import config, database, own_voice, own_words, store
from saywell.job import kept
from saywell.model import Attempt
from saywell.pipeline import Person
from saywell.store import Store


def current() -> Person:
    """What was learned of the voice and the words."""
    return Person(voice=own_voice.current(), words=own_words.current())


def with_job(person: Person) -> Person:
    """The same with the job that they practise for.

    Raises:
        SaywellError: the history can't be read.
    """
    if not (config.data_dir() / database.NAME).exists():
        return person
    with store.opened() as history:
        return replace(person, job=kept.of(history))


def answering(history: Store, person: Person, attempt: Attempt | None = None) -> Person:
    """The same with today's job and what was worked on before an attempt, or before one that is to be kept."""
    return replace(person, job=kept.of(history), worked_on=history.worked_on(attempt))
