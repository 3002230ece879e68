"""The history: what goes in comes out, damage is noticed, what is forgotten is gone, two at once lose nothing."""

from __future__ import annotations

import json
import os
import random
import sqlite3
import subprocess
import sys
from collections.abc import Iterator
from dataclasses import replace
from pathlib import Path

import pytest

from saywell import database
from saywell.database import NAME as DATABASE
from saywell.errors import SaywellError, UsageError
from saywell.model import Attempt, Focus, Mark, Question, Report, Verdict
from saywell.report import as_json
from saywell.store import Store, asked
from tests.report.reports import full, report


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    return tmp_path / "data"


@pytest.fixture
def history(folder: Path) -> Iterator[Store]:
    opened = Store(folder)
    yield opened
    opened.close()


def with_audio(history: Store, measured: Report, content: bytes = b"not really FLAC") -> Report:
    with history.draft() as draft:
        draft.file.write(content)
        return history.add(measured, draft=draft)


def every_byte(folder: Path) -> bytes:
    return b"".join(path.read_bytes() for path in sorted(folder.rglob("*")) if path.is_file())


def flip(path: Path, inside: bytes) -> None:
    """Change one byte of the first place that holds these."""
    content = bytearray(path.read_bytes())
    at = content.index(inside) + len(inside) // 2
    content[at] ^= 1
    path.write_bytes(content)


def test_what_goes_in_comes_out(history: Store) -> None:
    kept = history.add(full())
    assert kept.attempt
    back = history.report(history.attempt(kept.attempt.id))
    assert as_json.render(back) == as_json.render(kept)


def test_the_attempt_is_in_the_report(history: Store) -> None:
    line = json.loads(as_json.render(history.add(report())))
    assert line["attempt"]["id"] == "1"
    assert line["attempt"]["kind"] == "behavioural"
    assert set(line["attempt"]) == {"id", "question_id", "question", "kind", "recorded_at"}


def test_the_recording_is_kept_under_its_sum(history: Store, folder: Path) -> None:
    attempt = with_audio(history, report(), b"abc").attempt
    assert attempt
    assert history.audio(attempt).read_bytes() == b"abc"
    assert [path.name for path in (folder / "audio").iterdir()] == [f"{attempt.uid}.flac"]


def test_a_recording_of_ours_is_its_own_source(history: Store) -> None:
    with history.draft() as draft:
        draft.file.write(b"abc")
        kept = history.add(full(), draft=draft, recorded_here=True)
    assert kept.source and kept.attempt
    assert kept.source.sha256 == kept.attempt.audio_sha256
    assert Path(kept.source.path).read_bytes() == b"abc"


def test_everything_is_the_owners_alone(history: Store, folder: Path) -> None:
    with_audio(history, report())
    for path in (folder, *folder.rglob("*")):
        assert path.stat().st_mode & 0o077 == 0, path


def test_a_folder_that_stood_open_is_closed(folder: Path) -> None:
    folder.mkdir(mode=0o755)
    folder.chmod(0o755)
    Store(folder).close()
    assert folder.stat().st_mode & 0o777 == 0o700


def test_a_draft_that_no_attempt_took_is_gone(history: Store, folder: Path) -> None:
    with history.draft() as draft:
        draft.file.write(b"abc")
    assert list((folder / "audio").iterdir()) == []


def test_an_attempt_that_can_not_be_written_leaves_no_recording(
    history: Store, folder: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    def full_disk(*_: object) -> None:
        error = sqlite3.OperationalError("database or disk is full")
        error.sqlite_errorcode = sqlite3.SQLITE_FULL
        raise error

    monkeypatch.setattr(Store, "_insert_analysis", full_disk)
    with pytest.raises(SaywellError, match="disk is full") as caught:
        with_audio(history, report())
    assert caught.value.exit_code == 1
    assert list((folder / "audio").iterdir()) == []
    assert history.attempts() == []


def test_numbers_are_never_given_twice(history: Store) -> None:
    first = history.add(report()).attempt
    assert first
    history.forget([first])
    second = history.add(report()).attempt
    assert second and second.id == first.id + 1


def test_a_number_that_is_none(history: Store) -> None:
    with pytest.raises(UsageError, match="no attempt 7"):
        history.attempt(7)


def test_entries_carry_what_was_measured(history: Store) -> None:
    measured = history.add(full())
    (entry,) = history.entries()
    assert entry.values == {
        name: pytest.approx(metric.value, abs=1e-4)
        for name, metric in measured.metrics.items()
        if metric.value is not None
    }
    assert (entry.engine, entry.analysis_version) == ("words-file", measured.analysis_version)


def test_entries_can_be_narrowed(history: Store) -> None:
    for _ in range(3):
        history.add(report())
    history.add(full())
    assert [entry.attempt.id for entry in history.entries(last=2)] == [3, 4]
    assert len(history.entries(kind="behavioural")) == 4
    assert history.entries(question=Question("opinion", id="setback")) == []
    assert history.entries(since="2999-01-01") == []


def test_a_newer_analysis_is_shown_and_the_first_one_stays(history: Store) -> None:
    first = history.add(report("We had two days."))
    assert first.attempt
    history.add_analysis(first.attempt, report("We had three days and a night."))
    newest, original = history.report(first.attempt), history.report(first.attempt, original=True)
    assert newest.transcript and original.transcript
    assert newest.transcript.text == "We had three days and a night."
    assert original.transcript.text == "We had two days."
    assert history.entries()[0].values["word_count"] == 7


def test_a_flipped_byte_in_a_report_is_noticed(folder: Path) -> None:
    history = Store(folder)
    kept = history.add(report("We had an elephant."))
    history.close()
    flip(folder / DATABASE, b"elephant")
    history = Store(folder)
    assert kept.attempt
    with pytest.raises(SaywellError, match="report of attempt 1 is damaged") as caught:
        history.report(kept.attempt)
    assert (caught.value.exit_code, caught.value.code) == (1, "report_damaged")
    history.close()


def test_a_flipped_byte_in_a_recording_is_noticed(history: Store) -> None:
    attempt = with_audio(history, report(), b"abcdefgh").attempt
    assert attempt
    flip(history.audio(attempt), b"def")
    with pytest.raises(SaywellError, match="damaged") as caught:
        history.audio(attempt)
    assert caught.value.code == "audio_damaged"


def test_a_recording_that_is_gone_is_noticed(history: Store) -> None:
    attempt = with_audio(history, report()).attempt
    assert attempt
    history.audio(attempt).unlink()
    with pytest.raises(SaywellError, match="gone"):
        history.audio(attempt)


def test_a_damaged_database_is_copied_and_left_as_it_is(folder: Path) -> None:
    history = Store(folder)
    for k in range(20):
        history.add(report(f"We had {k} days. " * 20))
    history.close()
    database = folder / DATABASE
    broken = database.read_bytes()[: database.stat().st_size // 2]
    database.write_bytes(broken)
    for _ in range(2):
        with pytest.raises(SaywellError, match="damaged") as caught:
            Store(folder).entries()
        assert (caught.value.exit_code, caught.value.code) == (1, "history_damaged")
    assert database.read_bytes() == broken
    (copy,) = (folder / "damaged").iterdir()
    assert (copy / DATABASE).read_bytes() == broken
    assert (copy / DATABASE).stat().st_mode & 0o077 == 0


def test_what_is_no_database_is_left_as_it_is(folder: Path) -> None:
    folder.mkdir()
    (folder / DATABASE).write_bytes(b"shopping list\n" * 400)
    with pytest.raises(SaywellError, match="damaged"):
        Store(folder)
    assert (folder / DATABASE).read_bytes() == b"shopping list\n" * 400


def test_a_database_of_a_newer_version_is_left_as_it_is(folder: Path) -> None:
    Store(folder).close()
    with sqlite3.connect(folder / DATABASE) as db:
        db.execute("insert into migration values ('next_year', '2027-01-01')")
    with pytest.raises(SaywellError, match="newer saywell") as caught:
        Store(folder)
    assert caught.value.exit_code == 1


def test_a_history_that_is_kept_busy(folder: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(database, "_WAIT_S", 0.1)
    history, other = Store(folder), sqlite3.connect(folder / DATABASE, isolation_level=None)
    other.execute("begin immediate")
    with pytest.raises(SaywellError, match="busy"):
        history.add(report())
    other.execute("rollback")
    history.add(report())
    other.close()
    history.close()


@pytest.mark.parametrize("seed", range(3))
def test_of_what_is_forgotten_no_word_is_left(folder: Path, seed: int) -> None:
    rng = random.Random(seed)
    history = Store(folder)
    words = {}
    for k in range(24):
        text = f"We met elephant{k}x and giraffe{k}x there. " * rng.choice((1, 6, 60))
        kept = with_audio(history, report(text), f"voice{k}x".encode())
        assert kept.attempt
        words[kept.attempt] = [f"{word}{k}x".encode() for word in ("elephant", "giraffe", "voice")]
        if k % 5 == 0:
            history.add_analysis(kept.attempt, report(text.replace("met", "saw")))
    gone = rng.sample(sorted(words, key=lambda attempt: attempt.id), 12)
    for attempt in gone[:6]:
        history.forget([attempt])
    history.forget(gone[6:])
    left = every_byte(folder)
    for attempt, said in words.items():
        assert all((word in left) != (attempt in gone) for word in said)
    history.close()


def test_everything_can_be_forgotten(history: Store, folder: Path) -> None:
    with_audio(history, report("We met an elephant."), b"voice")
    history.add_questions([{"id": "own", "text": "Which giraffe?"}])
    (folder / "damaged").mkdir()
    (folder / "damaged" / "copy").write_bytes(b"elephant")
    history.forget_everything()
    left = every_byte(folder)
    assert not any(word in left for word in (b"elephant", b"giraffe", b"voice"))
    assert history.add(report()).attempt


SAVING = """
import sys
from pathlib import Path
from saywell.store import Store
from tests.report.reports import report
measured = report()
for _ in range(200):  # as so many commands would: each opens the history anew
    history = Store(Path(sys.argv[1]))
    with history.draft() as draft:
        draft.file.write(b"sound")
        history.add(measured, draft=draft)
    history.close()
"""


def test_two_processes_that_save_at_once(folder: Path) -> None:
    command = [sys.executable, "-c", SAVING, str(folder)]
    root = Path(__file__).resolve().parents[1]
    both = [subprocess.Popen(command, cwd=root, stderr=subprocess.PIPE, text=True) for _ in range(2)]
    for process in both:
        _, err = process.communicate(timeout=200)
        assert process.returncode == 0, err
    history = Store(folder)
    assert [attempt.id for attempt in history.attempts()] == list(range(1, 401))
    assert len(history.entries()) == 400
    assert all(history.audio(attempt) for attempt in history.attempts())
    assert history.check() is None
    history.close()


@pytest.mark.parametrize(
    ("one", "other", "same"),
    [
        (Question("opinion", id="a"), Question("opinion", id="a"), True),
        (Question("opinion", id="a"), Question("opinion", id="b"), False),
        (Question("opinion", "Why us?", id="a"), Question("opinion", "Why us?"), False),
        (Question("opinion", "Why  us?"), Question("project", "why us?"), True),
        (Question("opinion", "Why us?"), Question("opinion", "Why you?"), False),
        (Question("opinion"), Question("project"), True),
    ],
)
def test_what_is_the_asked(one: Question, other: Question, same: bool) -> None:
    assert (asked(one) == asked(other)) is same


def test_a_file_that_was_kept_is_known_again(history: Store) -> None:
    kept = history.add(full())
    assert kept.source
    known = history.with_source(kept.source.sha256, kept.question)
    assert known == kept.attempt
    assert history.with_source(kept.source.sha256, Question("opinion", "Why us?")) is None


def test_a_place_that_can_not_be_used(tmp_path: Path) -> None:
    (tmp_path / "file").write_text("")
    with pytest.raises(SaywellError, match="can't be used"):
        Store(tmp_path / "file" / "data")


def test_a_report_is_small() -> None:
    """It holds no samples: ten thousand of them fit on a disk."""
    assert len(as_json.render(full())) < 30_000


def test_an_old_draft_is_swept_away(folder: Path) -> None:
    Store(folder).close()
    old, new = folder / "audio" / ".a.1.draft", folder / "audio" / ".b.2.draft"
    for path in (old, new):
        path.write_bytes(b"x")
    os.utime(old, (0, 0))
    Store(folder).close()
    assert not old.exists()
    assert new.exists()


def mark(start_s: float, end_s: float, verdict: Verdict = "wrong") -> Mark:
    return Mark("filled_pause", start_s, end_s, verdict, "2026-11-22T10:00:00+00:00")


def test_marks_are_kept_in_order_of_time_and_the_last_word_counts(history: Store) -> None:
    one, other = (history.add(report()).attempt for _ in range(2))
    assert one and other
    for made in (mark(3.0, 3.4), mark(1.0, 1.3), mark(3.1, 3.5, "fine")):
        history.add_mark(one, made)
    history.add_mark(other, mark(1.0, 1.3, "missed"))
    assert history.marks(one) == (mark(1.0, 1.3), mark(3.1, 3.5, "fine"))
    assert history.marked() == [one, other]
    history.remove_mark(one, mark(1.0, 1.3))
    history.remove_mark(other, mark(1.0, 1.3))
    assert history.marks(one) == (mark(3.1, 3.5, "fine"),)
    assert history.marked() == [one]


def test_marks_go_with_their_attempt(history: Store, folder: Path) -> None:
    attempt = history.add(report()).attempt
    assert attempt
    history.add_mark(attempt, replace(mark(1.0, 1.3), at="a very special time"))
    history.forget([attempt])
    assert history.marked() == []
    assert b"a very special time" not in every_byte(folder)


def test_from_old_marks_nothing_more_is_learned_but_from_new_ones(history: Store) -> None:
    attempt = history.add(report()).attempt
    assert attempt
    history.add_mark(attempt, mark(1.0, 1.3))
    history.learn_no_more()
    history.add_mark(attempt, mark(2.0, 2.3))
    assert history.marks(attempt) == (mark(1.0, 1.3), mark(2.0, 2.3))
    assert history.marks_to_learn(attempt) == (mark(2.0, 2.3),)


def test_what_was_worked_on_is_the_newest_analysis_of_each_answer_before(history: Store) -> None:
    def kept(metric: str | None, about: str | None = None) -> Attempt:
        focus = Focus(metric, "", (), "", about) if metric else None
        attempt = history.add(replace(report(), focus=focus)).attempt
        assert attempt
        return attempt

    first, second, third = kept("answer_s"), kept(None), kept("structure_score", "result")
    history.add_analysis(first, replace(report(), focus=Focus("words_per_minute", "", (), "")))
    assert history.worked_on() == (("structure_score", "result"), None, ("words_per_minute", None))
    assert history.worked_on(third) == (None, ("words_per_minute", None))
    assert history.worked_on(first) == ()
    assert second.id < third.id
