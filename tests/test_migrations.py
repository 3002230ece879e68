"""Steps are applied once, in order, all of them or none."""

from __future__ import annotations

import sqlite3

import pytest

from saywell import migrations


@pytest.fixture
def db() -> sqlite3.Connection:
    return sqlite3.connect(":memory:", isolation_level=None)


def tables(db: sqlite3.Connection) -> set[str]:
    return {name for (name,) in db.execute("select name from sqlite_master where type = 'table'")}


def test_an_empty_database_gets_every_step_once(db: sqlite3.Connection) -> None:
    migrations.apply(db)
    migrations.apply(db)
    names = [name for (name,) in db.execute("select name from migration order by rowid")]
    assert names == [step.__name__ for step in migrations.STEPS]
    assert tables(db) >= {"attempt", "analysis", "question", "mark", "job"}


def test_a_database_without_marks_gets_them_and_keeps_the_rest(
    db: sqlite3.Connection, monkeypatch: pytest.MonkeyPatch
) -> None:
    with monkeypatch.context() as before:
        before.setattr(migrations, "STEPS", (migrations.first_tables,))
        migrations.apply(db)
    db.execute("insert into question values ('own', '{}')")
    migrations.apply(db)
    assert db.execute("select count(*) from mark").fetchone() == (0,)
    assert db.execute("select id from question").fetchall() == [("own",)]


def test_a_later_step_comes_on_top(db: sqlite3.Connection, monkeypatch: pytest.MonkeyPatch) -> None:
    migrations.apply(db)

    def notes(db: sqlite3.Connection) -> None:
        db.execute("create table note (text text)")

    monkeypatch.setattr(migrations, "STEPS", (*migrations.STEPS, notes))
    migrations.apply(db)
    assert "note" in tables(db)


def test_a_step_that_fails_leaves_nothing_behind(db: sqlite3.Connection, monkeypatch: pytest.MonkeyPatch) -> None:
    def half(db: sqlite3.Connection) -> None:
        db.execute("create table half (text text)")
        raise ZeroDivisionError

    monkeypatch.setattr(migrations, "STEPS", (*migrations.STEPS, half))
    with pytest.raises(ZeroDivisionError):
        migrations.apply(db)
    assert tables(db) == set()


def test_a_database_from_the_future_is_left_alone(db: sqlite3.Connection) -> None:
    migrations.apply(db)
    db.execute("insert into migration values ('next_year', '2027-01-01')")
    with pytest.raises(migrations.NewerError):
        migrations.apply(db)
    assert not db.in_transaction
