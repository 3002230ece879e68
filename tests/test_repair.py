"""Of a damaged history, what can be read is saved, and the rest is still there."""

from __future__ import annotations

from dataclasses import replace
from pathlib import Path

import pytest

from saywell import config, pending, repair, store
from saywell.database import NAME as DATABASE
from saywell.errors import SaywellError
from saywell.model import Mark
from saywell.store import JobText
from tests.report.reports import report

MARK = Mark("filled_pause", 0.0, 0.4, "wrong", "2026-11-22T10:00:00+00:00")


def keep(count: int) -> None:
    with store.opened() as history:
        for k in range(count):
            with history.draft() as draft:
                draft.file.write(f"voice {k}".encode())
                kept = history.add(report(f"We met elephant{k}x. " * 60), draft=draft).attempt
            assert kept
            history.add_mark(kept, replace(MARK, start_s=float(k), end_s=k + 0.4))
        history.set_job(JobText("job.txt", "2026-11-22T10:00:00+00:00", "Requirements: SQL"))
        history.add_questions([{"id": "own", "kind": "opinion", "text": "Why?", "target_s": [1, 2], "strong": []}])


def test_what_can_be_read_is_saved_under_the_same_numbers() -> None:
    keep(30)
    database = config.data_dir() / DATABASE
    broken = bytearray(database.read_bytes())
    middle = broken.index(b"elephant15x")
    broken[middle - 6000 : middle + 6000] = bytes(12_000)
    database.write_bytes(broken)
    done = repair.repair()
    assert 10 <= done.saved < 30  # what hangs on a page of the tree that is gone can not be reached
    assert done.orphans == 30 - done.saved == len(pending.left_behind())
    assert (done.copy / DATABASE).read_bytes() == bytes(broken)
    with store.opened() as history:
        attempts = history.attempts()
        assert len(attempts) == done.saved
        for attempt in attempts:
            assert f"elephant{attempt.id - 1}x" in str(history.report(attempt).transcript)
            assert history.audio(attempt).read_text() == f"voice {attempt.id - 1}"
            assert [mark.start_s for mark in history.marks(attempt)] == [attempt.id - 1]
        assert [question["id"] for question in history.questions()] == ["own"]
        assert history.job() == JobText("job.txt", "2026-11-22T10:00:00+00:00", "Requirements: SQL")
        assert history.check() is None
        added = history.add(report())
        assert added.attempt and added.attempt.id > attempts[-1].id


def test_of_no_database_at_all_nothing_is_saved_and_nothing_is_lost() -> None:
    keep(1)
    database = config.data_dir() / DATABASE
    database.write_bytes(b"shopping list\n" * 500)
    done = repair.repair()
    assert (done.saved, done.orphans) == (0, 1)
    assert (done.copy / DATABASE).read_bytes() == b"shopping list\n" * 500


@pytest.mark.parametrize("count", [0, 1])
def test_a_history_that_is_whole_is_left_alone(count: int) -> None:
    if count:
        keep(count)
    with pytest.raises(SaywellError, match=r"no history|not damaged"):
        repair.repair()
    assert len(list(Path(config.data_dir()).glob("damaged"))) == 0
