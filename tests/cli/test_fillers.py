"""A person's own words, as the person handles them: allow, mark, list, forget."""

from __future__ import annotations

import json
from dataclasses import asdict
from pathlib import Path

import pytest

from saywell import own_words, store
from tests import sound
from tests.conftest import Run

TEXT = (
    "So we had, like, a rush on. Right, we had, you know, six weeks. Right, and we we did it in like five. I like it."
)
WORDS = json.dumps({"words": [asdict(word) for word in sound.words(TEXT)]})


@pytest.fixture
def kept(saywell: Run, home: Path, tmp_path: Path) -> Path:
    """A home with an attempt of words alone."""
    (tmp_path / "words.json").write_text(WORDS)
    assert saywell("analyse", "--words", tmp_path / "words.json", "--save").code == 0
    return home


def newest() -> tuple[list[str], list[str], tuple[str, ...]]:
    """The filler words and the words that are counted in the newest analysis, and what is allowed in it."""
    with store.opened() as history:
        attempt = history.newest()
        assert attempt
        report = history.report(attempt)
    fillers = [finding.label for finding in report.findings if finding.kind == "filler_word"]
    return fillers, [habit.word for habit in report.habits], report.own_words.allowed


def test_a_word_that_is_allowed_is_not_counted_any_more_in_earlier_answers_either(saywell: Run, kept: Path) -> None:
    assert newest() == (["like", "you know", "like"], ["right", "so"], ())
    done = saywell("fillers", "allow", "Like")
    assert (done.code, done.out) == (0, "“like” is not counted any more. 1 attempt measured again.\n")
    saywell("fillers", "allow", "right")
    assert newest() == (["you know"], ["so"], ("like", "right"))
    assert "Allowed    By you, and not counted: “like” and “right”." in saywell("show", "1").out
    assert saywell("show", "1", "--json").report["own_words"]["allowed"] == ["like", "right"]
    assert saywell("reanalyse", "--all").out == "0 measured again, 1 up to date.\n"
    listed = saywell("fillers", "list").out
    assert listed.startswith("Not counted: “like”, “right”.\n")
    assert saywell("fillers", "allow", "like").out == "“like” is allowed already.\n"
    assert saywell("fillers", "allow", "like", "--off").out == "“like” is counted again. 1 attempt measured again.\n"
    assert newest()[0] == ["like", "you know", "like"]


def test_what_is_allowed_holds_for_answers_to_come(saywell: Run, home: Path, tmp_path: Path) -> None:
    (tmp_path / "words.json").write_text(WORDS)
    saywell("fillers", "allow", "like")
    report = saywell("analyse", "--words", tmp_path / "words.json", "--json").report
    assert report["metrics"]["filler_word_count"]["value"] == 1
    assert report["own_words"]["allowed"] == ["like"]


def test_a_word_that_is_never_counted_can_not_be_allowed(saywell: Run, home: Path) -> None:
    done = saywell("fillers", "allow", "budget")
    assert (done.code, done.out) == (2, "")
    assert done.err.startswith("saywell: “budget” is never counted. These are: like, you know, ")
    assert done.err.count("\n") == 1


def test_marks_of_a_word_teach_how_it_is_meant(saywell: Run, kept: Path) -> None:
    ids = [f["id"] for f in saywell("show", "1", "--json").report["findings"] if f["kind"] == "filler_word"]
    done = saywell("fillers", "mark", "1", ids[0], "wrong")
    assert done.code == 0, done.err
    assert "of attempt 1: no filler word. It has 2 filler words now, before 3." in " ".join(done.out.split())
    assert newest()[0] == ["you know", "like"]
    assert own_words.current().leanings["like"] < 0
    assert "Corrected  By you: 1 filler word taken out." in saywell("show", "1").out
    assert "by your marks a filler less often" in " ".join(saywell("fillers", "list").out.split())
    saywell("fillers", "mark", "1", ids[0], "unmark")
    assert newest()[0] == ["like", "you know", "like"]
    assert not own_words.current().leanings


def test_repeats_can_be_marked_too(saywell: Run, kept: Path) -> None:
    report = saywell("show", "1", "--json").report
    (repeat,) = (f for f in report["findings"] if f["kind"] == "repetition")
    done = saywell("fillers", "mark", "1", repeat["id"], "wrong")
    assert "no repeat. It has 0 repeats now, before 1." in " ".join(done.out.split())
    missed = saywell("fillers", "mark", "1", repeat["id"], "missed")
    assert missed.code == 2


def test_what_marks_taught_can_be_forgotten_and_what_is_allowed_stays(saywell: Run, kept: Path) -> None:
    saywell("fillers", "allow", "right")
    (first, *_) = (f for f in saywell("show", "1", "--json").report["findings"] if f["kind"] == "filler_word")
    saywell("fillers", "mark", "1", first["id"], "wrong")
    assert saywell("fillers", "forget", "--yes").code == 0
    assert (own_words.current().allowed, own_words.current().leanings) == (("right",), {})
    assert saywell("forget", "--all", "--yes").code == 0
    assert not own_words.current()


def test_a_damaged_file_is_said(saywell: Run, home: Path, tmp_path: Path) -> None:
    saywell("fillers", "allow", "like")
    path = home / "data" / "own_words.json"
    assert path.stat().st_mode & 0o077 == 0
    path.write_text("{")
    done = saywell("fillers", "list")
    assert (done.code, done.out, done.err.count("\n")) == (1, "", 1)
    assert str(path) in done.err
