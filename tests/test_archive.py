"""An archive brings everything to another place, or nothing at all."""

from __future__ import annotations

import json
import zipfile
from collections.abc import Iterator
from pathlib import Path

import pytest

from saywell import archive
from saywell.errors import SaywellError
from saywell.model import Attempt, Mark
from saywell.report import as_json
from saywell.store import Store
from tests.report.reports import full, report


@pytest.fixture
def history(tmp_path: Path) -> Iterator[Store]:
    """Two attempts, one with a recording and two analyses of it, and a question."""
    opened = Store(tmp_path / "here")
    with opened.draft() as draft:
        draft.file.write(b"sound" * 1000)
        kept = opened.add(full(), draft=draft, recorded_at="2026-11-01T10:00:00+01:00", recorded_here=True)
    assert kept.attempt
    opened.add_analysis(kept.attempt, report("Heard anew."))
    opened.add_mark(kept.attempt, Mark("filled_pause", 1.0, 1.3, "wrong", "2026-11-22T10:00:00+00:00"))
    opened.add(report())
    opened.add_questions([{"id": "own", "kind": "opinion", "text": "Why?", "target_s": [1, 2], "strong": []}])
    yield opened
    opened.close()


@pytest.fixture
def elsewhere(tmp_path: Path) -> Iterator[Store]:
    opened = Store(tmp_path / "there")
    opened.add(report("Mine."))
    yield opened
    opened.close()


@pytest.fixture
def file(history: Store, tmp_path: Path) -> Path:
    path = tmp_path / "saywell.zip"
    archive.write(history, history.attempts(), path)
    return path


def content(history: Store, attempt: Attempt) -> tuple[object, ...]:
    audio = history.audio(attempt).read_bytes() if attempt.audio else None
    marks = history.marks(attempt)
    return attempt.uid, attempt.recorded_at, attempt.recorded_here, history.analyses(attempt), audio, marks


def test_all_of_it_comes_through(history: Store, elsewhere: Store, file: Path) -> None:
    assert archive.read(elsewhere, file) == archive.Imported(attempts=2, known=0, questions=1)
    came = elsewhere.attempts()[1:]
    assert [content(elsewhere, attempt) for attempt in came] == [content(history, a) for a in history.attempts()]
    assert elsewhere.questions() == history.questions()
    assert as_json.as_dict(elsewhere.report(came[0]))["transcript"]["text"] == "Heard anew."
    assert [len(entry.values) for entry in elsewhere.entries()[1:]] == [len(e.values) for e in history.entries()]


def test_an_archive_from_before_there_were_marks(history: Store, elsewhere: Store, file: Path) -> None:
    with zipfile.ZipFile(file) as old:
        listed = json.loads(old.read("saywell.json"))
    for entry in listed["attempts"]:
        del entry["marks"]
    rewritten(file, {"saywell.json": json.dumps(listed).encode()})
    assert archive.read(elsewhere, file).attempts == 2
    assert elsewhere.marked() == []


def test_a_mark_that_says_nothing_known_is_damage(elsewhere: Store, file: Path) -> None:
    with zipfile.ZipFile(file) as old:
        listed = json.loads(old.read("saywell.json"))
    listed["attempts"][0]["marks"][0]["verdict"] = "perhaps"
    rewritten(file, {"saywell.json": json.dumps(listed).encode()})
    assert refused(elsewhere, file).code == "archive_damaged"


def test_what_is_here_already_stays_as_it_is(history: Store, file: Path) -> None:
    assert archive.read(history, file) == archive.Imported(attempts=0, known=2, questions=0)
    assert len(history.attempts()) == 2


def test_some_attempts_only(history: Store, elsewhere: Store, tmp_path: Path) -> None:
    path = tmp_path / "one.zip"
    archive.write(history, history.attempts()[1:], path)
    assert archive.read(elsewhere, path).attempts == 1


def test_it_is_the_owners_alone_and_nothing_is_overwritten(history: Store, file: Path) -> None:
    assert file.stat().st_mode & 0o077 == 0
    before = file.read_bytes()
    with pytest.raises(SaywellError, match="exists already"):
        archive.write(history, history.attempts(), file)
    assert file.read_bytes() == before


def test_a_damaged_attempt_is_left_out_and_named(history: Store, elsewhere: Store, tmp_path: Path) -> None:
    path = history.audio(history.attempts()[0])
    path.write_bytes(b"something else")
    (error,) = archive.write(history, history.attempts(), tmp_path / "new.zip")
    assert "attempt 1 is damaged" in error.what
    assert archive.read(elsewhere, tmp_path / "new.zip").attempts == 1


def test_an_archive_of_nothing_but_damage_is_not_made(history: Store, tmp_path: Path) -> None:
    history.audio(history.attempts()[0]).write_bytes(b"something else")
    with pytest.raises(SaywellError, match="attempt 1 is damaged"):
        archive.write(history, history.attempts()[:1], tmp_path / "new.zip")
    assert not (tmp_path / "new.zip").exists()


def rewritten(file: Path, change: dict[str, bytes]) -> None:
    """The archive with other content, as a whole zip again."""
    with zipfile.ZipFile(file) as old:
        members = {name: old.read(name) for name in old.namelist()} | change
    with zipfile.ZipFile(file, "w") as new:
        for name, data in members.items():
            new.writestr(name, data)


def refused(elsewhere: Store, file: Path) -> SaywellError:
    before = [content(elsewhere, attempt) for attempt in elsewhere.attempts()]
    with pytest.raises(SaywellError) as caught:
        archive.read(elsewhere, file)
    assert [content(elsewhere, attempt) for attempt in elsewhere.attempts()] == before
    assert len(list(elsewhere.audio_folder.iterdir())) == 0
    return caught.value


def test_a_flipped_byte_anywhere_in_it(elsewhere: Store, file: Path) -> None:
    whole = file.read_bytes()
    with zipfile.ZipFile(file) as held:
        places = [info.header_offset + 80 for info in held.infolist()]
    for at in places:
        broken = bytearray(whole)
        broken[at] ^= 0x10
        file.write_bytes(broken)
        assert refused(elsewhere, file).exit_code == 1


@pytest.mark.parametrize("share", [0.0, 0.3, 0.9])
def test_an_archive_that_breaks_off(elsewhere: Store, file: Path, share: float) -> None:
    whole = file.read_bytes()
    file.write_bytes(whole[: round(share * len(whole))])
    assert refused(elsewhere, file).code == "archive_damaged"


def test_another_recording_or_report_than_was_written(history: Store, elsewhere: Store, file: Path) -> None:
    whole, uid = file.read_bytes(), history.attempts()[0].uid
    for name in (f"audio/{uid}.flac", f"reports/{uid}-0.json"):
        file.write_bytes(whole)
        rewritten(file, {name: b"{}"})
        assert "not what was written" in str(refused(elsewhere, file))


def test_a_name_that_leads_elsewhere(elsewhere: Store, file: Path) -> None:
    with zipfile.ZipFile(file) as held:
        listed = json.loads(held.read("saywell.json"))
    listed["attempts"][0]["uid"] = "../../evil"
    rewritten(file, {"saywell.json": json.dumps(listed).encode()})
    assert refused(elsewhere, file).code == "archive_damaged"


def test_an_archive_of_a_newer_version(elsewhere: Store, file: Path) -> None:
    rewritten(file, {"saywell.json": b'{"format": 99, "saywell_version": "9.0", "attempts": [], "questions": []}'})
    assert refused(elsewhere, file).code == "archive_newer"


@pytest.mark.parametrize("text", [b"", b"shopping list", b"PK\x03\x04"])
def test_no_archive_at_all(elsewhere: Store, tmp_path: Path, text: bytes) -> None:
    (tmp_path / "list").write_bytes(text)
    assert refused(elsewhere, tmp_path / "list").code == "archive_damaged"


def test_a_list_that_is_nested_without_end(elsewhere: Store, file: Path) -> None:
    rewritten(file, {"saywell.json": b"[" * 100_000})
    assert refused(elsewhere, file).code == "archive_damaged"


def test_an_encrypted_archive(elsewhere: Store, file: Path) -> None:
    data = bytearray(file.read_bytes())
    for header, flags in ((b"PK\x03\x04", 6), (b"PK\x01\x02", 8)):
        at = data.find(header)
        while at >= 0:
            data[at + flags] |= 1
            at = data.find(header, at + 4)
    file.write_bytes(data)
    assert refused(elsewhere, file).code == "archive_damaged"


def test_no_such_file(elsewhere: Store, tmp_path: Path) -> None:
    assert "There is no file" in str(refused(elsewhere, tmp_path / "nowhere.zip"))
