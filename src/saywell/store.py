"""The history: attempts with their recordings and every analysis of them, in a folder of the user's own.

    history.db     SQLite: attempts, analyses, questions, the job (migrations.py has the tables)
    audio/         one FLAC file per attempt, named by its uid
    own_voice/     what was learned of the person's own um and uh (own_voice.py)
    own_words.json what the person says of filler words (own_words.py)
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
from collections.abc import Iterable, Iterator, Sequence
from contextlib import contextmanager, suppress
from dataclasses import dataclass, replace
from datetime import datetime
from pathlib import Path
from typing import IO, Any, BinaryIO
from uuid import uuid4

from saywell import config, files
from saywell.database import Database
from saywell.errors import SaywellError, UsageError
from saywell.model import Attempt, Entry, Mark, Question, Report, Source
from saywell.report import as_json, from_json

OWN_VOICE = "own_voice"
"""The folder with what was learned of the person's voice (own_voice.py)."""
OWN_WORDS = "own_words.json"
"""The file with what the person says of filler words (own_words.py)."""
_OLD_DRAFT_S = 86_400.0
_LAST_ANSWERS = 6
"""So many tell what a person works on."""
_BEYOND = 2**62
"""No attempt has such a number."""


@dataclass(frozen=True, slots=True)
class Analysis:
    """One analysis as it is kept: when it was made, and its report as JSON, to the byte."""

    made_at: str
    text: bytes

    @property
    def sha256(self) -> str:
        return hashlib.sha256(self.text).hexdigest()


@dataclass(frozen=True, slots=True)
class JobText:
    """The description of the job that the person practises for: the name of its file, when it was added, its text."""

    name: str
    added_at: str
    text: str


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
        self._database = Database(folder)
        self._sweep()

    def close(self) -> None:
        self._database.close()

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
        audio, digest = self._keep(draft) if draft else (None, None)
        if recorded_here and audio and digest:
            report = replace(report, source=Source(str(self.audio_folder / audio), digest))
        attempt = Attempt(0, uid, recorded_at or now(), report.question, recorded_here, audio, digest)
        try:
            with self._database.writing() as db:
                attempt = replace(attempt, id=self._insert(db, attempt, report.source))
                self._insert_analysis(db, attempt.id, _analysis(report))
        except BaseException:
            with suppress(SaywellError):  # interrupted, it may be in the history all the same
                if audio and not self.with_uid(uid):
                    (self.audio_folder / audio).unlink(missing_ok=True)
            raise
        return replace(report, attempt=attempt)

    def add_analysis(self, attempt: Attempt, report: Report) -> None:
        """Keep a newer analysis of an attempt; the older ones stay."""
        with self._database.writing() as db:
            if not db.execute("select 1 from attempt where id = ?", (attempt.id,)).fetchone():
                raise _unknown(attempt.id)
            self._insert_analysis(db, attempt.id, _analysis(report))

    def attempt(self, id: int) -> Attempt:
        """Look an attempt up.

        Raises:
            UsageError: there is none of that number.
        """
        rows = self._database.rows("select * from attempt where id = ?", id)
        if not rows:
            raise _unknown(id)
        return read_attempt(rows[0])

    def attempts(self) -> list[Attempt]:
        """All of them, the oldest first."""
        return [read_attempt(row) for row in self._database.rows("select * from attempt order by id")]

    def with_uid(self, uid: str) -> Attempt | None:
        """The attempt that is called so on any machine, if it is here."""
        return self._newest("uid = ?", uid)

    def with_source(self, sha256: str, question: Question) -> Attempt | None:
        """The attempt that was made from this very file for the same question, if there is one."""
        return self._newest("source_sha256 = ? and asked = ?", sha256, asked(question))

    def newest(self) -> Attempt | None:
        return self._newest("true")

    def before(self, attempt: Attempt) -> Attempt | None:
        """The last attempt at the same question before this one."""
        return self._newest("asked = ? and id < ?", asked(attempt.question), attempt.id)

    def tried_again(self) -> Attempt | None:
        """The newest attempt that is not the first at its question."""
        again = "select max(id) from attempt group by asked having count(*) > 1"
        return self._newest(f"id in ({again})")

    def entries(
        self, *, question: Question | None = None, kind: str | None = None, since: str | None = None, last: int = -1
    ) -> list[Entry]:
        """The newest attempts with what was measured, the oldest of them first.

        Args:
            question, kind: only attempts at that question, of that kind.
            since: only from this day or time on (ISO 8601).
            last: at most so many; -1 for all.
        """
        wanted = {
            "a.asked = ?": asked(question) if question else None,
            "a.kind = ?": kind,
            "a.recorded_at >= ?": since,
        }
        given = {condition: value for condition, value in wanted.items() if value is not None}
        rows = self._database.rows(
            f"""
            select a.*, n.saywell_version, n.analysis_version, n.engine, n.model, n.measured
            from attempt a join analysis n on n.id = (select max(id) from analysis where attempt = a.id)
            where {" and ".join(given) or "true"} order by a.id desc limit ?""",
            *given.values(),
            last,
        )
        return [
            Entry(
                attempt=read_attempt(row),
                saywell_version=row["saywell_version"],
                analysis_version=row["analysis_version"],
                engine=row["engine"],
                model=row["model"],
                values=json.loads(row["measured"]),
            )
            for row in reversed(rows)
        ]

    def worked_on(self, before: Attempt | None = None) -> tuple[tuple[str, str | None] | None, ...]:
        """What the reports on the last answers named as the one thing to work on, the newest first.

        The metric and, of the structure, what about it; None of a report that named nothing.

        Args:
            before: of the answers before this one; of all if None.
        """
        rows = self._database.rows(
            f"""
            select case when json_valid(cast(report as text))
                   then json_extract(cast(report as text), '$.focus') end as focus from analysis
            where id in (select max(id) from analysis where attempt < ? group by attempt)
            order by attempt desc limit {_LAST_ANSWERS}""",
            before.id if before else _BEYOND,
        )
        named = [json.loads(row["focus"]) if row["focus"] else None for row in rows]
        return tuple((focus["metric"], focus.get("about")) if focus else None for focus in named)

    def report(self, attempt: Attempt, *, original: bool = False) -> Report:
        """The newest analysis of an attempt, or the first.

        Raises:
            SaywellError: what is kept is not what was written (`report_damaged`).
        """
        which = "min" if original else "max"
        rows = self._database.rows(
            f"select * from analysis where id = (select {which}(id) from analysis where attempt = ?)", attempt.id
        )
        analysis = read_analysis(rows[0]) if rows else None
        if analysis is None:
            raise _damaged_report(attempt)
        return replace(from_json.read(json.loads(analysis.text)), attempt=attempt)

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
        with self._database.writing() as db:
            for attempt in attempts:
                db.execute("delete from attempt where id = ?", (attempt.id,))
                if attempt.audio:
                    (self.audio_folder / attempt.audio).unlink(missing_ok=True)
        self._database.scrub()

    def marks(self, attempt: Attempt) -> tuple[Mark, ...]:
        """What the person says of findings of an attempt, in order of time."""
        rows = self._database.rows("select * from mark where attempt = ? order by start_s, end_s", attempt.id)
        return tuple(read_mark(row) for row in rows)

    def add_mark(self, attempt: Attempt, mark: Mark) -> None:
        """Keep what the person says of a finding; what was said before of anything there is forgotten."""
        with self._database.writing() as db:
            db.execute(
                "delete from mark where attempt = ? and kind = ? and start_s < ? and end_s > ?",
                (attempt.id, mark.kind, mark.end_s, mark.start_s),
            )
            self._insert_mark(db, attempt.id, mark)

    def remove_mark(self, attempt: Attempt, mark: Mark) -> None:
        """Forget that the person said anything there."""
        with self._database.writing() as db:
            db.execute(
                "delete from mark where attempt = ? and kind = ? and start_s = ? and end_s = ?",
                (attempt.id, mark.kind, mark.start_s, mark.end_s),
            )

    def marks_to_learn(self, attempt: Attempt) -> tuple[Mark, ...]:
        """Those of its marks that were made since anything learned was last forgotten."""
        rows = self._database.rows("select * from mark where attempt = ? and learn order by start_s", attempt.id)
        return tuple(read_mark(row) for row in rows)

    def learn_no_more(self) -> None:
        """Learn nothing from the marks there are; they stay."""
        with self._database.writing() as db:
            db.execute("update mark set learn = 0")

    def marked(self) -> list[Attempt]:
        """The attempts of which a finding is marked, the oldest first."""
        rows = self._database.rows("select * from attempt where id in (select attempt from mark) order by id")
        return [read_attempt(row) for row in rows]

    def check(self) -> str | None:
        """Whether the database holds together; what SQLite finds wrong if it does not."""
        return self._database.check()

    def forget_everything(self) -> None:
        """Delete the whole history: attempts, job, questions and voice of one's own, copies of damaged databases."""
        self.forget(self.attempts())
        with self._database.writing() as db:
            db.execute("delete from question")
            db.execute("delete from job")
        self._database.scrub()
        with files.saying(self.folder):
            for name in ("damaged", "audio", OWN_VOICE):
                shutil.rmtree(self.folder / name, ignore_errors=True)
            (self.folder / OWN_WORDS).unlink(missing_ok=True)
        files.private_folder(self.audio_folder)

    # ------------------------------------------------------------ questions

    def questions(self) -> list[dict[str, Any]]:
        """The person's own questions, as data, in the order in which they were added."""
        return [
            json.loads(row["question"]) for row in self._database.rows("select question from question order by rowid")
        ]

    def add_questions(self, questions: Iterable[dict[str, Any]]) -> None:
        """Keep questions of one's own, all or none.

        Raises:
            UsageError: there is one of that name.
        """
        with self._database.writing() as db:
            for question in questions:
                id = question["id"]
                if db.execute("select 1 from question where id = ?", (id,)).fetchone():
                    raise UsageError(f"There is a question {id} already", "Give another id.")
                db.execute("insert into question values (?, ?)", (id, json.dumps(question)))

    def change_question(self, id: str, question: dict[str, Any]) -> None:
        """Keep another wording of a question of one's own; it keeps its place."""
        with self._database.writing() as db:
            db.execute("update question set question = ? where id = ?", (json.dumps(question), id))

    def remove_questions(self, ids: Iterable[str]) -> None:
        """Delete questions of one's own, with every trace of them but what attempts have."""
        with self._database.writing() as db:
            db.executemany("delete from question where id = ?", [(id,) for id in ids])
        self._database.scrub()

    def answered(self) -> dict[str, set[str]]:
        """The ids that attempts were made under, with the questions as they were then asked."""
        found: dict[str, set[str]] = {}
        for row in self._database.rows("select distinct question from attempt where asked like 'id %'"):
            question = from_json.question(json.loads(row["question"]))
            if question.id:
                found.setdefault(question.id, set()).add(question.text or "")
        return found

    # ------------------------------------------------------------ the job

    def job(self) -> JobText | None:
        """The job that the person practises for; None if there is none."""
        rows = self._database.rows("select * from job")
        return read_job(rows[0]) if rows else None

    def set_job(self, job: JobText) -> None:
        """Keep a job in place of the one there was."""
        with self._database.writing() as db:
            db.execute("insert or replace into job values (1, ?, ?, ?)", (job.name, job.added_at, job.text))
        self._database.scrub()

    def remove_job(self) -> None:
        """Delete the job, and every trace of it in the database's free pages and log."""
        with self._database.writing() as db:
            db.execute("delete from job")
        self._database.scrub()

    # ------------------------------------------------------------ the archive's way in

    def add_copy(
        self, attempt: Attempt, audio: IO[bytes] | None, analyses: Sequence[Analysis], marks: Sequence[Mark] = ()
    ) -> bool:
        """Keep an attempt from elsewhere with all its analyses; false if it is here already.

        Args:
            attempt: under its own number, or under a new one if that is 0.
            audio: its recording; None if it has none, or it is in its place already.
            analyses: the first one first, at least one.
            marks: what the person says of its findings.
        """
        with self._database.writing() as db:
            if db.execute("select 1 from attempt where uid = ?", (attempt.uid,)).fetchone():
                return False
            if audio:
                with files.replacing(self.audio_folder / f"{attempt.uid}.flac") as out:
                    shutil.copyfileobj(audio, out)
            source = from_json.read(json.loads(analyses[0].text)).source
            id = self._insert(db, attempt, source)
            for analysis in analyses:
                self._insert_analysis(db, id, analysis)
            for mark in marks:
                self._insert_mark(db, id, mark)
        return True

    def analyses(self, attempt: Attempt) -> list[Analysis]:
        """Every analysis of an attempt, the first one first, each found to be what was written."""
        rows = self._database.rows("select * from analysis where attempt = ? order by id", attempt.id)
        found = [analysis for row in rows if (analysis := read_analysis(row))]
        if len(found) < len(rows):
            raise _damaged_report(attempt)
        return found

    # ------------------------------------------------------------ inside

    def _draft_path(self, uid: str) -> Path:
        return self.audio_folder / f".{uid}.{os.getpid()}.draft"

    def _keep(self, draft: Draft) -> tuple[str, str]:
        """Give a written recording its place; its name there, and the sha256 of it."""
        name = f"{draft.uid}.flac"
        with files.saying(self.audio_folder):
            draft.file.flush()
            os.fsync(draft.file.fileno())
            self._draft_path(draft.uid).replace(self.audio_folder / name)
            files.sync_folder(self.audio_folder)
            return name, files.sha256(self.audio_folder / name)

    def _insert(self, db: sqlite3.Connection, attempt: Attempt, source: Source | None) -> int:
        question = json.dumps(as_json.question_as_dict(attempt.question))
        row = (
            attempt.id or None,
            attempt.uid,
            attempt.recorded_at,
            asked(attempt.question),
            attempt.question.kind,
            question,
            attempt.recorded_here,
            source.sha256 if source else None,
            attempt.audio,
            attempt.audio_sha256,
        )
        marks = ", ".join("?" * len(row))
        id = db.execute(f"insert into attempt values ({marks})", row).lastrowid
        assert id is not None
        return id

    def _insert_analysis(self, db: sqlite3.Connection, attempt_id: int, analysis: Analysis) -> None:
        report = from_json.read(json.loads(analysis.text))
        words = report.transcript
        row = (
            attempt_id,
            analysis.made_at,
            report.saywell_version,
            report.analysis_version,
            words.engine if words else None,
            words.model if words else None,
            json.dumps({m.name: m.value for m in report.metrics.values() if m.value is not None}),
            analysis.sha256,
            analysis.text,
        )
        columns = "attempt, made_at, saywell_version, analysis_version, engine, model, measured, report_sha256, report"
        marks = ", ".join("?" * len(row))
        db.execute(f"insert into analysis ({columns}) values ({marks})", row)

    def _insert_mark(self, db: sqlite3.Connection, attempt_id: int, mark: Mark) -> None:
        row = (attempt_id, mark.kind, mark.start_s, mark.end_s, mark.verdict, mark.at)
        db.execute("insert into mark (attempt, kind, start_s, end_s, verdict, at) values (?, ?, ?, ?, ?, ?)", row)

    def _newest(self, condition: str, *values: object) -> Attempt | None:
        rows = self._database.rows(f"select * from attempt where {condition} order by id desc limit 1", *values)
        return read_attempt(rows[0]) if rows else None

    def _sweep(self) -> None:
        """Remove drafts that a crash left long ago."""
        with suppress(OSError):
            for path in self.audio_folder.glob(".*.draft"):
                if time.time() - path.stat().st_mtime > _OLD_DRAFT_S:
                    path.unlink(missing_ok=True)


def asked(question: Question) -> str:
    """What is the same for two answers to one question: its id, else its words; none named is one of its own."""
    return f"id {question.id}" if question.id else f"text {' '.join((question.text or '').casefold().split())}"


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


def read_mark(row: sqlite3.Row) -> Mark:
    """The mark of a row of that table."""
    return Mark(row["kind"], row["start_s"], row["end_s"], row["verdict"], row["at"])


def read_job(row: sqlite3.Row) -> JobText:
    """The job of a row of that table."""
    return JobText(row["name"], row["added_at"], row["text"])


def read_analysis(row: sqlite3.Row) -> Analysis | None:
    """The analysis of a row of that table; None if its report is not what was written."""
    try:
        analysis = Analysis(row["made_at"], bytes(row["report"]))
    except TypeError:
        return None
    return analysis if analysis.sha256 == row["report_sha256"] else None


def _analysis(report: Report) -> Analysis:
    return Analysis(now(), as_json.render(replace(report, attempt=None)).encode())


def _damaged_report(attempt: Attempt) -> SaywellError:
    hint = f"To measure it again: saywell reanalyse {attempt.id}" if attempt.audio else "An export may have it."
    return SaywellError(
        f"The report of attempt {attempt.id} is damaged: it is not what was written", hint, code="report_damaged"
    )


def _unknown(id: int) -> UsageError:
    return UsageError(f"There is no attempt {id}", "saywell history lists them.", code="unknown_attempt")
