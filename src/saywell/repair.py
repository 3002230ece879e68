"""A damaged history: what can be read of it goes into a new one, and nothing of the old one is lost."""

from __future__ import annotations

import json
import sqlite3
from collections.abc import Iterator
from contextlib import suppress
from dataclasses import dataclass
from pathlib import Path
from typing import Any
from urllib.parse import quote

from saywell import config, database, files, pending, store
from saywell.errors import SaywellError
from saywell.model import Attempt, Mark
from saywell.store import Analysis, JobText

_BEYOND = 1000
"""So many numbers after the highest that could be read are tried."""


@dataclass(frozen=True, slots=True)
class Repaired:
    """Attempts saved, recordings of others that are now unfinished ones, and where the damaged database is now."""

    saved: int
    orphans: int
    copy: Path


def repair() -> Repaired:
    """Save what can be read of the user's damaged history into a new one, under the same numbers.

    Raises:
        SaywellError: it is not damaged, or the new one can't be written.
    """
    folder = config.data_dir()
    if not (folder / database.NAME).exists():
        raise SaywellError("There is no history to repair", "saywell record makes one.", code="no_history")
    if not _is_damaged():
        raise SaywellError("The history is not damaged", "Nothing was changed.", code="not_damaged")
    copy = database.set_aside(folder)
    attempts, questions, job = _readable(copy / database.NAME)  # before the damaged one goes
    for name in (database.NAME, f"{database.NAME}-wal", f"{database.NAME}-shm"):
        (folder / name).unlink(missing_ok=True)
    with store.opened() as history:
        saved = 0
        for attempt, analyses, marks in attempts:
            saved += history.add_copy(attempt, None, analyses, marks)
        history.add_questions(questions)
        if job:
            history.set_job(job)
        known = {attempt.audio for attempt in history.attempts()}
        orphans = [path for path in history.audio_folder.glob("*.flac") if path.name not in known]
        for path in orphans:
            path.replace(files.private_folder(pending.folder()) / path.name)
    return Repaired(saved, len(orphans), copy)


def _is_damaged() -> bool:
    try:
        with store.opened() as history:
            return history.check() is not None
    except SaywellError as error:
        if error.code != "history_damaged":
            raise
        return True


_Read = tuple[list[tuple[Attempt, list[Analysis], list[Mark]]], list[dict[str, Any]], JobText | None]


def _readable(damaged: Path) -> _Read:
    """The attempts of which the row and at least one report can be read whole, with marks; own questions; the job."""
    old = sqlite3.connect(f"file:{quote(str(damaged))}?mode=ro", uri=True, isolation_level=None)
    old.row_factory = sqlite3.Row
    try:
        attempts = {row["id"]: attempt for row in _rows(old, "attempt") if (attempt := _attempt(row))}
        analyses: dict[int, list[tuple[int, Analysis]]] = {}
        for row in _rows(old, "analysis"):
            if analysis := store.read_analysis(row):
                analyses.setdefault(row["attempt"], []).append((row["id"], analysis))
        marks: dict[int, list[Mark]] = {}
        for row in _rows(old, "mark"):
            marks.setdefault(row["attempt"], []).append(store.read_mark(row))
        questions = [question for row in _rows(old, "question") if (question := _question(row))]
        job = next(map(store.read_job, _rows(old, "job")), None)
    finally:
        old.close()
    both = sorted(set(attempts) & set(analyses))
    found = [
        (attempts[id], [analysis for _, analysis in sorted(analyses[id], key=lambda at: at[0])], marks.get(id, []))
        for id in both
    ]
    return found, questions, job


def _rows(db: sqlite3.Connection, table: str) -> Iterator[sqlite3.Row]:
    """The rows of a damaged table: from its start up to the damage, from its end down to it, then one by one."""
    seen: set[object] = set()
    orders = [f"select * from {table} order by rowid {order}" for order in ("asc", "desc")]
    for number, order in enumerate(orders):
        try:
            for row in db.execute(order):
                if row["id"] in seen:
                    break
                seen.add(row["id"])
                yield row
            if number == 0:
                return
        except sqlite3.Error:
            continue
    highest = max((id for id in seen if isinstance(id, int)), default=0)
    for id in range(1, highest + _BEYOND):
        with suppress(sqlite3.Error):
            if id not in seen and (row := db.execute(f"select * from {table} where rowid = ?", (id,)).fetchone()):
                yield row


def _attempt(row: sqlite3.Row) -> Attempt | None:
    try:
        return store.read_attempt(row)
    except (KeyError, TypeError, ValueError):
        return None


def _question(row: sqlite3.Row) -> dict[str, Any] | None:
    try:
        found: dict[str, Any] = json.loads(row["question"])
    except (TypeError, ValueError):
        return None
    return found
