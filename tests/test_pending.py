"""What is not in the history yet: noted before it begins, found again afterwards."""

from __future__ import annotations

import subprocess
import sys

import pytest

from saywell import pending, record
from saywell.errors import SaywellError
from saywell.kinds import question


def written(text: str | None = "Why us?", seconds: float = 1.0) -> pending.Pending:
    take = pending.new(question(text, None), keep=True)
    take.note()
    take.path.write_bytes(record._header(16_000, 0) + bytes(round(32_000 * seconds)))
    return take


def test_what_was_left_behind_is_known_for_what_it_is() -> None:
    takes = [written("Why us?", 1.0), written("Why you?", 2.0)]
    assert pending.left_behind() == [(takes[0], 1.0), (takes[1], 2.0)]


def test_names_are_of_the_time_and_never_the_same() -> None:
    one, other = written(), written()
    assert one.path != other.path
    assert one.path.name.startswith(one.recorded_at[:10])


def test_without_its_note_it_is_found_all_the_same() -> None:
    take = written()
    take.path.with_suffix(".json").write_text("{")
    ((found, seconds),) = pending.left_behind()
    assert (found.path, found.keep, seconds) == (take.path, True, 1.0)
    assert found.question.assumed


def test_what_holds_nothing_is_tidied_away() -> None:
    take = written(seconds=0)
    assert pending.left_behind() == []
    assert not take.path.exists()
    assert [path.name for path in pending.folder().iterdir() if path.suffix == ".json"] == []


def test_what_is_too_short_to_be_measured_is_not_asked_about() -> None:
    written(seconds=0.4)
    assert pending.left_behind() == []


def test_what_was_discarded_is_gone_and_what_was_set_aside_is_not_offered() -> None:
    written().discard()
    place = written().set_aside()
    assert pending.left_behind() == []
    assert place.exists()


def test_one_at_a_time_in_any_process() -> None:
    trying = "from saywell import pending\nwith pending.alone(): print('alone')"
    with (
        pending.alone(),
        pytest.raises(SaywellError, match="Another saywell is recording") as caught,
        pending.alone(),
    ):
        pass
    assert caught.value.exit_code == 1
    with pending.alone():
        other = subprocess.run([sys.executable, "-c", trying], capture_output=True, text=True, check=False)
    assert "Another saywell is recording" in other.stderr
    assert subprocess.run([sys.executable, "-c", trying], capture_output=True, text=True).stdout == "alone\n"
