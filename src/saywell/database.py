"""SQLite as the history needs it: on the disk before it says so, and clear about what goes wrong."""

from __future__ import annotations

import hashlib
import os
import shutil
import sqlite3
import time
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from pathlib import Path

from saywell import files, migrations
from saywell.errors import SaywellError

NAME = "history.db"
_WAIT_S = 30.0
_DAMAGED = {sqlite3.SQLITE_CORRUPT, sqlite3.SQLITE_NOTADB}


class Database:
    """A database in a private folder, made and brought to today's shape. Every method raises SaywellError."""

    def __init__(self, folder: Path) -> None:
        self._folder = folder
        self._db = self._connect()

    def close(self) -> None:
        self._db.close()

    def rows(self, sql: str, *values: object) -> list[sqlite3.Row]:
        """What a query finds."""
        with self._saying():
            return self._db.execute(sql, values).fetchall()

    @contextmanager
    def writing(self) -> Iterator[sqlite3.Connection]:
        """A transaction: all of it or nothing."""
        with self._saying():
            self._db.execute("begin immediate")
            try:
                yield self._db
                self._db.execute("commit")
            except BaseException:
                with suppress(sqlite3.Error):
                    self._db.execute("rollback")
                raise

    def scrub(self) -> None:
        """Bring the log into the database, where deleted content is overwritten, and empty it."""
        with self._saying():
            busy, *_ = self._db.execute("pragma wal_checkpoint(truncate)").fetchone()
        if busy:
            raise SaywellError(
                "Forgotten, but another saywell still holds the history's log",
                "Close that one, then run: saywell history",
                code="history_busy",
            )

    def check(self) -> str | None:
        """Whether it holds together; what SQLite finds wrong if it does not."""
        (found,) = self.rows("pragma quick_check(1)")[0]
        return None if found == "ok" else str(found)

    def _connect(self) -> sqlite3.Connection:
        path = self._folder / NAME
        with files.saying(path):
            files.open_private(path, os.O_CREAT).close()
        db = sqlite3.connect(path, timeout=_WAIT_S, isolation_level=None)
        db.row_factory = sqlite3.Row
        try:
            with self._saying():
                for pragma in ("foreign_keys = on", "secure_delete = on", "temp_store = memory", "synchronous = full"):
                    db.execute(f"pragma {pragma}")
                _write_ahead(db)
                migrations.apply(db)
        except BaseException:
            db.close()
            raise
        return db

    @contextmanager
    def _saying(self) -> Iterator[None]:
        """What SQLite says went wrong, as an error that a person can act on."""
        path = self._folder / NAME
        try:
            yield
        except migrations.NewerError:
            raise SaywellError(
                f"The history was written by a newer saywell than this one: {path}",
                "Update saywell; nothing was changed.",
                code="history_newer",
            ) from None
        except sqlite3.Error as error:
            raise self._refused(path, error) from error
        except OSError as error:
            raise files.refused(path, error) from error

    def _refused(self, path: Path, error: sqlite3.Error) -> SaywellError:
        code = getattr(error, "sqlite_errorcode", 0) & 0xFF
        if code in _DAMAGED:
            copy = set_aside(self._folder)
            return SaywellError(
                f"The history is damaged: {path} (a copy is in {copy})",
                "To save what can be read: saywell doctor --repair",
                code="history_damaged",
            )
        if code == sqlite3.SQLITE_FULL:
            return SaywellError(f"The disk is full: {path}", "Make room and run it again.", code="disk_full")
        if code == sqlite3.SQLITE_BUSY:
            return SaywellError(
                f"Another saywell keeps the history busy: {path}", "Try again when it is done.", code="history_busy"
            )
        hint = "Check its permissions and the room on its disk, or set SAYWELL_HOME to a folder of yours."
        return SaywellError(f"The history can't be used: {path}: {error}", hint, code="history_unusable")


def set_aside(folder: Path) -> Path:
    """Copy the database and its log to the folder of damaged ones, unless this state was copied before."""
    content = hashlib.sha256()
    parts = [path for name in (NAME, f"{NAME}-wal") if (path := folder / name).exists()]
    with files.saying(folder):
        for path in parts:
            content.update(files.sha256(path).encode())
        copy = folder / "damaged" / content.hexdigest()[:12]
        if not copy.exists():
            files.private_folder(copy.parent)
            draft = files.private_folder(copy.with_name(f".{copy.name}.{os.getpid()}"))
            for path in parts:
                with files.open_private(draft / path.name) as out, open(path, "rb") as file:
                    shutil.copyfileobj(file, out)
            draft.replace(copy)
    return copy


def _write_ahead(db: sqlite3.Connection) -> None:
    """Switch to the write-ahead log; SQLite does not wait for another process that is doing the same."""
    until = time.monotonic() + _WAIT_S
    while True:
        try:
            db.execute("pragma journal_mode = wal")
            return
        except sqlite3.OperationalError as error:
            if error.sqlite_errorcode & 0xFF != sqlite3.SQLITE_BUSY or time.monotonic() > until:
                raise
            time.sleep(0.02)
