"""The history: attempts with their recordings and every analysis of them, in a folder of the user's own.

    history.db     SQLite: attempts, analyses, questions (migrations.py has the tables)
    audio/         one FLAC file per attempt, named by its uid
    damaged/       copies of a database that could not be read

Reports and recordings are kept with their sha256, which is checked when they are read: SQLite does not
notice a flipped byte inside a value. What is forgotten is overwritten, in the log too.
"""

from __future__ import annotations

import hashlib
import json
import os
import shutil
import sqlite3
import time
from collections.abc import Iterator, Sequence
from contextlib import contextmanager, suppress
from dataclasses import dataclass, replace
from datetime import datetime
from pathlib import Path
from typing import IO, Any, BinaryIO
from uuid import uuid4

from saywell import config, files, migrations
from saywell.errors import SaywellError, UsageError
from saywell.model import Attempt, Question, Report, Source
from saywell.report import as_json, from_json

DATABASE = "history.db"
_WAIT_S = 30.0
_OLD_DRAFT_S = 86_400.0
_DAMAGED = {sqlite3.SQLITE_CORRUPT, sqlite3.SQLITE_NOTADB}


@dataclass(frozen=True, slots=True)
class Entry:
    """One line of the history: an attempt, and what the newest analysis measured.

    Attributes:
        attempt: the answer.
        saywell_version, analysis_version, engine, model: what measured it.
        values: metric -> value; without those that are null.
    """

    attempt: Attempt
    saywell_version: str
    analysis_version: int
    engine: str | None
    model: str | None
    values: dict[str, float]


@dataclass(frozen=True, slots=True)
class Analysis:
    """One analysis as it is kept: when it was made, and its report as JSON, to the byte."""

    made_at: str
    text: bytes


@dataclass(frozen=True, slots=True, eq=False)
class Draft:
    """A recording on its way into the history: a private file to write, beside where it will be kept."""

    uid: str
    file: BinaryIO


def now() -> str:
    """The local time as attempts carry it."""
    return datetime.now().astimezone().isoformat(timespec="seconds")


def new_uid() -> str:
    return uuid4().hex


@contextmanager
def opened() -> Iterator[Store]:
    """The user's history, made if there is none.

    Raises:
        SaywellError: it can't be opened; nothing was changed.
    """
    store = Store(config.data_dir())
    try:
        yield store
    finally:
        store.close()


class Store:
    """The history in a folder. Every method raises SaywellError where the disk or the database fails."""

    def __init__(self, folder: Path) -> None:
        self.folder = files.private_folder(folder)
        self.audio_folder = files.private_folder(folder / "audio")
        self._db = self._connect()

    def close(self) -> None:
        self._db.close()

    # ------------------------------------------------------------ attempts

    @contextmanager
    def draft(self, uid: str | None = None) -> Iterator[Draft]:
        """A place to write a recording; gone at the end if no attempt took it."""
        uid = uid or new_uid()
        path = self._draft_path(uid)
        with files.saying(path):
            file = files.open_private(path)
        try:
            with file:
                yield Draft(uid, file)
        finally:
            path.unlink(missing_ok=True)

    def add(
        self,
        report: Report,
        *,
        draft: Draft | None = None,
        recorded_at: str | None = None,
        recorded_here: bool = False,
    ) -> Report:
        """Keep an answer; its report, which now knows its attempt.

        Args:
            report: the first analysis of it.
            draft: its recording, written; None for words alone.
            recorded_at: when it was said; None for now.
            recorded_here: saywell recorded it. Its source is then the kept file.
        """
        uid = draft.uid if draft else new_uid()
        audio = self._keep(draft) if draft else None
        digest = files.sha256(self.audio_folder / audio) if audio else None
        if recorded_here and audio and digest:
            report = replace(report, source=Source(str(self.audio_folder / audio), digest))
        attempt = Attempt(0, uid, recorded_at or now(), report.question, recorded_here, audio, digest)
        try:
            with self._writing():
                attempt = replace(attempt, id=self._insert(attempt, report.source.sha256 if report.source else None))
                self._insert_analysis(attempt.id, _analysis(report))
        except BaseException:
            if audio:
                (self.audio_folder / audio).unlink(missing_ok=True)
            raise
        return replace(report, attempt=attempt)

    def add_analysis(self, attempt: Attempt, report: Report) -> None:
        """Keep a newer analysis of an attempt; the older ones stay."""
        with self._writing():
            if not self._db.execute("select 1 from attempt where id = ?", (attempt.id,)).fetchone():
                raise _unknown(attempt.id)
            self._insert_analysis(attempt.id, _analysis(report))

    def attempt(self, id: int) -> Attempt:
        """Look an attempt up.

        Raises:
            UsageError: there is none of that number.
        """
        rows = self._rows("select * from attempt where id = ?", id)
        if not rows:
            raise _unknown(id)
        return read_attempt(rows[0])

    def attempts(self) -> list[Attempt]:
        """All of them, the oldest first."""
        return [read_attempt(row) for row in self._rows("select * from attempt order by id")]

    def with_uid(self, uid: str) -> Attempt | None:
        """The attempt that is called so on any machine, if it is here."""
        rows = self._rows("select * from attempt where uid = ?", uid)
        return read_attempt(rows[0]) if rows else None

    def with_source(self, sha256: str, question: Question) -> Attempt | None:
        """The attempt that was made from this very file for the same question, if there is one."""
        rows = self._rows("select * from attempt where source_sha256 = ? order by id", sha256)
        return next((a for a in map(read_attempt, rows) if same_question(a.question, question)), None)

    def entries(
        self, *, question_id: str | None = None, kind: str | None = None, since: str | None = None, last: int = -1
    ) -> list[Entry]:
        """The newest attempts with what was measured, the oldest of them first.

        Args:
            question_id, kind: only attempts at that question, of that kind.
            since: only from this day or time on (ISO 8601).
            last: at most so many; -1 for all.
        """
        rows = self._rows(
            """
            select a.*, n.id as analysis, n.saywell_version, n.analysis_version, n.engine, n.model
            from attempt a join analysis n on n.id = (select max(id) from analysis where attempt = a.id)
            where (:question is null or a.question_id = :question) and (:kind is null or a.kind = :kind)
              and (:since is null or a.recorded_at >= :since)
            order by a.id desc limit :last""",
            question=question_id,
            kind=kind,
            since=since,
            last=last,
        )
        values: dict[int, dict[str, float]] = {row["analysis"]: {} for row in rows}
        if rows:
            measured = self._rows("select * from measurement where analysis between ? and ?", min(values), max(values))
            for row in measured:
                if row["analysis"] in values:
                    values[row["analysis"]][row["metric"]] = row["value"]
        return [
            Entry(
                attempt=read_attempt(row),
                saywell_version=row["saywell_version"],
                analysis_version=row["analysis_version"],
                engine=row["engine"],
                model=row["model"],
                values=values[row["analysis"]],
            )
            for row in reversed(rows)
        ]

    def report(self, attempt: Attempt, *, original: bool = False) -> Report:
        """The newest analysis of an attempt, or the first.

        Raises:
            SaywellError: what is kept is not what was written (`report_damaged`).
        """
        which = "min" if original else "max"
        rows = self._rows(
            "select report, report_sha256 from analysis"
            f" where id = (select {which}(id) from analysis where attempt = ?)",
            attempt.id,
        )
        try:
            text = bytes(rows[0]["report"])
            if hashlib.sha256(text).hexdigest() != rows[0]["report_sha256"]:
                raise ValueError
            report = from_json.read(json.loads(text))
        except (IndexError, KeyError, TypeError, ValueError):
            raise _damaged_report(attempt) from None
        return replace(report, attempt=attempt)

    def audio(self, attempt: Attempt) -> Path:
        """The recording of an attempt, found to be what was written.

        Raises:
            SaywellError: it has none, or it is missing or damaged (`audio_damaged`).
        """
        if not attempt.audio:
            raise SaywellError(
                f"Attempt {attempt.id} has no recording", "It was made from words alone.", code="no_audio"
            )
        path = self.audio_folder / attempt.audio
        with files.saying(path):
            if not path.exists() or files.sha256(path) != attempt.audio_sha256:
                what = "damaged: it is not what was written" if path.exists() else "gone"
                raise SaywellError(
                    f"The recording of attempt {attempt.id} is {what}: {path}",
                    "An export may have it; the report can still be shown.",
                    code="audio_damaged",
                )
        return path

    def forget(self, attempts: Sequence[Attempt]) -> None:
        """Delete attempts, everything derived from them, and every trace in the database's free pages and log."""
        with self._writing():
            for attempt in attempts:
                self._db.execute("delete from attempt where id = ?", (attempt.id,))
                if attempt.audio:
                    (self.audio_folder / attempt.audio).unlink(missing_ok=True)
        self._scrub()

    def check(self) -> str | None:
        """Whether the database holds together; what SQLite finds wrong if it does not."""
        (found,) = self._rows("pragma quick_check(1)")[0]
        return None if found == "ok" else str(found)

    def forget_everything(self) -> None:
        """Delete the whole history: attempts, questions of one's own, copies of damaged databases."""
        self.forget(self.attempts())
        with self._writing():
            self._db.execute("delete from question")
        self._scrub()
        with files.saying(self.folder):
            for name in ("damaged", "audio"):
                shutil.rmtree(self.folder / name, ignore_errors=True)
        files.private_folder(self.audio_folder)

    # ------------------------------------------------------------ questions

    def questions(self) -> list[dict[str, Any]]:
        """The person's own questions, as data, in the order in which they were added."""
        return [json.loads(row["question"]) for row in self._rows("select question from question order by rowid")]

    def add_question(self, id: str, question: dict[str, Any]) -> None:
        """Keep a question of one's own.

        Raises:
            UsageError: there is one of that name.
        """
        with self._writing():
            if self._db.execute("select 1 from question where id = ?", (id,)).fetchone():
                raise UsageError(f"There is a question {id} already", "Give another --id.")
            self._db.execute("insert into question values (?, ?)", (id, json.dumps(question)))

    # ------------------------------------------------------------ the archive's way in

    def add_copy(self, attempt: Attempt, audio: IO[bytes] | None, analyses: Sequence[Analysis]) -> bool:
        """Keep an attempt from elsewhere with all its analyses; false if it is here already.

        Args:
            attempt: under its own number, or under a new one if that is 0.
            audio: its recording; None if it has none, or it is in its place already.
            analyses: the first one first, at least one.
        """
        with self._writing():
            if self._db.execute("select 1 from attempt where uid = ?", (attempt.uid,)).fetchone():
                return False
            if audio:
                with files.replacing(self.audio_folder / f"{attempt.uid}.flac") as out:
                    shutil.copyfileobj(audio, out)
            source = from_json.read(json.loads(analyses[0].text)).source
            id = self._insert(attempt, source.sha256 if source else None)
            for analysis in analyses:
                self._insert_analysis(id, analysis)
        return True

    def analyses(self, attempt: Attempt) -> list[Analysis]:
        """Every analysis of an attempt, the first one first, each found to be what was written."""
        rows = self._rows("select * from analysis where attempt = ? order by id", attempt.id)
        for row in rows:
            if hashlib.sha256(bytes(row["report"])).hexdigest() != row["report_sha256"]:
                raise _damaged_report(attempt)
        return [Analysis(row["made_at"], bytes(row["report"])) for row in rows]

    # ------------------------------------------------------------ inside

    def _draft_path(self, uid: str) -> Path:
        return self.audio_folder / f".{uid}.{os.getpid()}.draft"

    def _keep(self, draft: Draft) -> str:
        """Give a written recording its place; its name there."""
        name = f"{draft.uid}.flac"
        with files.saying(self.audio_folder):
            draft.file.flush()
            os.fsync(draft.file.fileno())
            self._draft_path(draft.uid).replace(self.audio_folder / name)
            files.sync_folder(self.audio_folder)
        return name

    def _insert(self, attempt: Attempt, source_sha256: str | None) -> int:
        question = json.dumps(as_json.question_as_dict(attempt.question))
        row = (
            attempt.id or None,
            attempt.uid,
            attempt.recorded_at,
            attempt.question.id,
            attempt.question.kind,
            question,
            attempt.recorded_here,
            source_sha256,
            attempt.audio,
            attempt.audio_sha256,
        )
        marks = ", ".join("?" * len(row))
        id = self._db.execute(f"insert into attempt values ({marks})", row).lastrowid
        assert id is not None
        return id

    def _insert_analysis(self, attempt_id: int, analysis: Analysis) -> None:
        text = analysis.text
        report = from_json.read(json.loads(text))
        words = report.transcript
        row = (
            attempt_id,
            analysis.made_at,
            report.saywell_version,
            report.analysis_version,
            words.engine if words else None,
            words.model if words else None,
            hashlib.sha256(text).hexdigest(),
            text,
        )
        columns = "attempt, made_at, saywell_version, analysis_version, engine, model, report_sha256, report"
        marks = ", ".join("?" * len(row))
        id = self._db.execute(f"insert into analysis ({columns}) values ({marks})", row).lastrowid
        self._db.executemany(
            "insert into measurement values (?, ?, ?)",
            [(id, metric.name, metric.value) for metric in report.metrics.values() if metric.value is not None],
        )

    def _connect(self) -> sqlite3.Connection:
        path = self.folder / DATABASE
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
        self._sweep()
        return db

    def _sweep(self) -> None:
        """Remove drafts that a crash left long ago."""
        with suppress(OSError):
            for path in self.audio_folder.glob(".*.draft"):
                if time.time() - path.stat().st_mtime > _OLD_DRAFT_S:
                    path.unlink(missing_ok=True)

    def _rows(self, sql: str, *values: object, **named: object) -> list[sqlite3.Row]:
        with self._saying():
            return self._db.execute(sql, named or values).fetchall()

    @contextmanager
    def _writing(self) -> Iterator[None]:
        """A transaction: all of it or nothing."""
        with self._saying():
            self._db.execute("begin immediate")
            try:
                yield
                self._db.execute("commit")
            except BaseException:
                with suppress(sqlite3.Error):
                    self._db.execute("rollback")
                raise

    def _scrub(self) -> None:
        """Bring the log into the database, where deleted content is overwritten, and empty it."""
        with self._saying():
            busy, *_ = self._db.execute("pragma wal_checkpoint(truncate)").fetchone()
        if busy:
            raise SaywellError(
                "Forgotten, but another saywell still holds the history's log",
                "Close that one, then run: saywell history",
                code="history_busy",
            )

    @contextmanager
    def _saying(self) -> Iterator[None]:
        """What SQLite says went wrong, as an error that a person can act on."""
        path = self.folder / DATABASE
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
            copy = set_aside(self.folder)
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


def same_question(one: Question, other: Question) -> bool:
    """Whether two answers are to the same question: by its id, else by its words; none named is one of its own."""
    if one.id or other.id:
        return one.id == other.id
    return (one.text or "").casefold().split() == (other.text or "").casefold().split()


def set_aside(folder: Path) -> Path:
    """Copy the database and its log to the folder of damaged ones, unless this state was copied before."""
    content = hashlib.sha256()
    parts = [path for name in (DATABASE, f"{DATABASE}-wal") if (path := folder / name).exists()]
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


def read_attempt(row: sqlite3.Row) -> Attempt:
    """The attempt of a row of that table."""
    return Attempt(
        id=row["id"],
        uid=row["uid"],
        recorded_at=row["recorded_at"],
        question=from_json.question(json.loads(row["question"])),
        recorded_here=bool(row["recorded_here"]),
        audio=row["audio"],
        audio_sha256=row["audio_sha256"],
    )


def _analysis(report: Report) -> Analysis:
    return Analysis(now(), as_json.render(replace(report, attempt=None)).encode())


def _damaged_report(attempt: Attempt) -> SaywellError:
    hint = f"To measure it again: saywell reanalyse {attempt.id}" if attempt.audio else "An export may have it."
    return SaywellError(
        f"The report of attempt {attempt.id} is damaged: it is not what was written", hint, code="report_damaged"
    )


def _unknown(id: int) -> UsageError:
    return UsageError(f"There is no attempt {id}", "saywell history lists them.", code="unknown_attempt")
