"""How the history's database came to be as it is: ordered steps, each applied once, in a transaction.

A step is never changed once people have it: what is to be different is a step of its own. The database
keeps the names of those it has had.
"""

from __future__ import annotations

import sqlite3
from collections.abc import Callable
from contextlib import suppress
from datetime import UTC, datetime


class NewerError(Exception):
    """The database has had a step that this version does not know."""


def first_tables(db: sqlite3.Connection) -> None:
    """Attempts, the analyses of each, and a person's own questions."""
    db.execute("""
        create table attempt (
            id integer primary key autoincrement,
            uid text not null unique,
            recorded_at text not null,
            asked text not null,          -- the same for two attempts at one question
            kind text not null,
            question text not null,       -- JSON
            recorded_here integer not null,
            source_sha256 text,
            audio text,
            audio_sha256 text
        )""")
    db.execute("create index attempt_asked on attempt (asked)")
    db.execute("create index attempt_source on attempt (source_sha256)")
    db.execute("""
        create table analysis (
            id integer primary key,
            attempt integer not null references attempt (id) on delete cascade,
            made_at text not null,
            saywell_version text not null,
            analysis_version integer not null,
            engine text,
            model text,
            measured text not null,       -- JSON: metric -> value, of the report
            report_sha256 text not null,
            report blob not null          -- JSON, as written: its sha256 is of these bytes
        )""")
    db.execute("create index analysis_attempt on analysis (attempt)")
    db.execute("create table question (id text primary key, question text not null)")


def marks(db: sqlite3.Connection) -> None:
    """What a person says of findings."""
    db.execute("""
        create table mark (
            id integer primary key,
            attempt integer not null references attempt (id) on delete cascade,
            kind text not null,           -- of the finding
            start_s real not null,
            end_s real not null,
            verdict text not null,        -- fine, wrong or missed
            at text not null,
            learn integer not null default 1,
            unique (attempt, kind, start_s, end_s)
        )""")


def job(db: sqlite3.Connection) -> None:
    """The job that the person practises for."""
    db.execute("""
        create table job (
            id integer primary key check (id = 1),  -- one at a time
            name text not null,                     -- of the file
            added_at text not null,
            text text not null
        )""")


STEPS: tuple[Callable[[sqlite3.Connection], None], ...] = (first_tables, marks, job)


def apply(db: sqlite3.Connection) -> None:
    """Bring the database to today's shape; all of it or nothing.

    Args:
        db: in autocommit.

    Raises:
        NewerError: it has had steps that this version does not know.
    """
    names = [step.__name__ for step in STEPS]
    if _applied(db) == names:
        return
    db.execute("begin immediate")
    try:
        applied = _applied(db)  # another process may have been faster
        if set(applied) - set(names):
            raise NewerError
        db.execute("create table if not exists migration (name text primary key, applied_at text not null)")
        for step in STEPS[len(applied) :]:
            step(db)
            db.execute("insert into migration values (?, ?)", (step.__name__, datetime.now(UTC).isoformat()))
        db.execute("commit")
    except BaseException:
        with suppress(sqlite3.Error):  # a full disk has rolled it back already
            db.execute("rollback")
        raise


def _applied(db: sqlite3.Connection) -> list[str]:
    if not db.execute("select 1 from sqlite_master where name = 'migration'").fetchone():
        return []
    return [name for (name,) in db.execute("select name from migration order by rowid")]
