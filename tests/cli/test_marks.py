"""What a person says of an um or uh: fine, wrong, missed."""

from __future__ import annotations

import json
import os
import shutil
import subprocess
import sys
from pathlib import Path

import pytest

from saywell import store
from saywell.cli import fillers, marks
from saywell.model import Verdict
from tests.conftest import SAMPLES, Ran, Run, truth_of

ONE = SAMPLES / "setback-1.wav"
WORDS = "--words", str(ONE.with_suffix(".json"))
WORD = max(truth_of(ONE)["words"], key=lambda word: word["end_s"] - word["start_s"])
SPOKEN_S = (WORD["start_s"] + WORD["end_s"]) / 2
"""In the middle of its longest word, which is no filler."""


@pytest.fixture(scope="session")
def one_take(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A home with one attempt, made from a file with its true words."""
    made = tmp_path_factory.mktemp("take") / "home"
    command = [sys.executable, "-m", "saywell", "analyse", str(ONE), *WORDS, "--question-id", "setback"]
    subprocess.run(command, env={**os.environ, "SAYWELL_HOME": str(made)}, check=True, capture_output=True)
    return made


@pytest.fixture
def kept(one_take: Path, home: Path) -> Path:
    shutil.copytree(one_take, home)
    return home


def filled() -> tuple[float | None, list[tuple[str, Verdict | None]]]:
    """How many the newest report of the first attempt counts, and each with what was said of it."""
    with store.opened() as history:
        report = history.report(history.attempt(1))
    found = [(one.id, one.marked) for one in report.findings if one.kind == "filled_pause"]
    return report.metrics["filled_pause_count"].value, found


def counted(shown: Ran) -> float:
    value: float = shown.report["metrics"]["filled_pause_count"]["value"]
    return value


def test_a_wrong_finding_is_gone_and_the_correction_is_seen(saywell: Run, kept: Path) -> None:
    count, found = filled()
    assert count
    assert count == len(found) == len(truth_of(ONE)["fillers"])
    first = found[0][0]
    done = saywell("fillers", "mark", "1", first, "wrong")
    assert done.code == 0, done.err
    assert f"It has {count - 1:.0f} um and uh now, before {count:.0f}." in done.out
    assert filled() == (count - 1, found[1:])
    (mark,) = saywell("show", "1", "--json").report["marks"]
    assert (mark["kind"], mark["verdict"]) == ("filled_pause", "wrong")
    assert "1 um or uh taken out" in saywell("show", "1").out
    assert saywell("show", "1", "--original", "--json").report["marks"] == []
    marks.mark("1", first, "fine")  # on second thoughts
    assert filled() == (count, [(first, "fine"), *found[1:]])


def test_a_missed_filler_is_added_where_the_person_says(kept: Path, capsys: pytest.CaptureFixture[str]) -> None:
    count, _ = filled()
    assert count
    marks.mark("1", f"{SPOKEN_S - 0.1:.2f}-{SPOKEN_S + 0.2:.2f}", "missed")
    now, marked = filled()
    assert now == count + 1
    assert [verdict for _, verdict in marked if verdict] == ["missed"]
    start_s = float(truth_of(ONE)["fillers"][0]["start_s"])
    marks.mark("1", f"{start_s + 0.15:.2f}", "missed")  # it was found already
    assert filled()[0] == count + 1
    capsys.readouterr()
    fillers.show_list(as_json=True)
    listed = json.loads(capsys.readouterr().out)
    assert {mark["verdict"] for mark in listed["marks"]} == {"missed", "fine"}
    assert listed["learned"]["fillers"] == 2


def places() -> list[tuple[float, float, Verdict]]:
    with store.opened() as history:
        return [(mark.start_s, mark.end_s, mark.verdict) for mark in history.marks(history.attempt(1))]


def test_a_mark_holds_the_time_that_was_given(kept: Path) -> None:
    count, _ = filled()
    marks.mark("1", f"{SPOKEN_S:.1f}", "missed")
    ((start_s, end_s, verdict),) = places()
    assert start_s <= round(SPOKEN_S, 1) < end_s and 0.1 <= end_s - start_s <= 1.1
    assert verdict == "missed"
    marks.mark("1", f"{(start_s + end_s) / 2:.2f}", "missed")  # said twice
    assert places() == [(start_s, end_s, verdict)]
    assert count is not None and filled()[0] == count + 1


def test_a_mark_is_taken_back(kept: Path, capsys: pytest.CaptureFixture[str]) -> None:
    was = filled()
    first = was[1][0][0]
    marks.mark("1", first, "wrong")
    marks.mark("1", first, "unmark")
    assert (filled(), places()) == (was, [])
    marks.mark("1", first, "fine")
    marks.mark("1", f"{truth_of(ONE)['fillers'][0]['start_s'] + 0.1:.2f}", "unmark")
    assert (filled(), places()) == (was, [])
    assert "Took back the mark at" in capsys.readouterr().out


def test_what_was_missed_by_mistake_leaves_no_trace(kept: Path) -> None:
    was = filled()
    marks.mark("1", f"{SPOKEN_S:.1f}", "missed")
    (added,) = [id for id, verdict in filled()[1] if verdict]
    marks.mark("1", added, "wrong")
    assert (filled(), places()) == (was, [])


def test_nobody_said_um_in_a_pause(saywell: Run, kept: Path) -> None:
    pause = next(p for p in truth_of(ONE)["pauses"] if p["end_s"] - p["start_s"] > 0.6)
    middle_s = (pause["start_s"] + pause["end_s"]) / 2
    for time in (f"{middle_s:.2f}", f"{middle_s - 0.1:.2f}-{middle_s + 0.1:.2f}"):
        done = saywell("fillers", "mark", "1", time, "missed")
        assert (done.code, done.out, places()) == (2, "", [])
        assert done.err.startswith("saywell: There is no voice at ")
        assert ": the nearest sound is at " in done.err


def test_a_stretch_with_another_one_in_it_is_refused(saywell: Run, kept: Path) -> None:
    one = truth_of(ONE)["fillers"][0]
    done = saywell("fillers", "mark", "1", f"{one['start_s'] - 0.9:.2f}-{one['end_s'] + 0.9:.2f}", "missed")
    assert (done.code, places()) == (2, [])
    assert "is known already (filled_pause-" in done.err


def test_marks_come_along_and_stay_when_measured_again(saywell: Run, kept: Path, tmp_path: Path) -> None:
    count, found = filled()
    assert count
    marks.mark("1", found[0][0], "wrong")
    saywell("export", tmp_path / "all.zip")
    there = {"SAYWELL_HOME": str(tmp_path / "there")}
    assert saywell("import", tmp_path / "all.zip", env=there).code == 0
    assert counted(saywell("show", "1", "--json", env=there)) == count - 1
    here, copied = (json.loads(saywell("fillers", "list", "--json", env=env).out)["marks"] for env in (None, there))
    assert here == copied and len(here) == 1
    done = saywell("reanalyse", "1", "--model", "pocketsphinx", env=there)
    assert "1 up to date" in done.out or "1 measured again" in done.out
    assert counted(saywell("show", "1", "--json", env=there)) == count - 1


def test_words_alone_can_be_marked_but_not_learned_from(saywell: Run, home: Path) -> None:
    saywell("analyse", *WORDS, "--save")
    count, found = filled()
    assert count
    done = saywell("fillers", "mark", "1", found[0][0], "wrong")
    assert (done.code, filled()[0]) == (0, count - 1)
    assert done.err == ("saywell: Attempt 1 has no recording: the mark is kept, but nothing can be learned from it.\n")
    assert not (home / "data" / "own_voice").exists()


@pytest.mark.parametrize(
    ("arguments", "message"),
    [
        (("mark", "1", "filled_pause-1", "wrong"), "Attempt 1 has no finding filled_pause-1. "),
        (("mark", "1", "soon", "missed"), "soon is no time. "),
        (("mark", "1", "900", "missed"), "900 is no stretch of attempt 1. "),
        (("mark", "1", "3-2", "missed"), "3-2 is no stretch of attempt 1. "),
        (("mark", "1", "-3", "missed"), "-3 is no time. Times are from 0."),
        (("mark", "1", "5.0-5.001", "missed"), "5.0-5.001 is no um or uh. One lasts 0.1 to 3 s."),
        (("mark", "1", "5-20", "missed"), "5-20 is no um or uh. One lasts 0.1 to 3 s."),
        (("mark", "1", "2", "unmark"), "Attempt 1 has no mark at 2. "),
        (("mark", "1", "2", "perhaps"), "perhaps says nothing of a finding. "),
        (("mark", "7", "2", "missed"), "There is no attempt 7. "),
    ],
)
def test_usage(saywell: Run, kept: Path, arguments: tuple[str, ...], message: str) -> None:
    done = saywell("fillers", *arguments)
    assert (done.code, done.out) == (2, "")
    assert done.err.startswith(f"saywell: {message}")
    assert done.err.count("\n") == 1


def test_the_findings_of_a_kind_are_listed(saywell: Run, kept: Path) -> None:
    listed = saywell("play", "1", "filled_pause", "--list").out.splitlines()
    assert listed and all(line.startswith("filled_pause-") for line in listed)
    assert len(saywell("play", "1", "--list").out.splitlines()) > len(listed)


def test_forgetting_everything_forgets_the_voice(saywell: Run, kept: Path) -> None:
    marks.mark("1", filled()[1][0][0], "fine")
    assert (kept / "data" / "own_voice").exists()
    assert saywell("forget", "--all", "--yes").code == 0
    assert not (kept / "data" / "own_voice").exists()
