"""A person's own um and uh, as the person handles them: teach, mark, list, forget."""

from __future__ import annotations

import json
import os
import shutil
import subprocess
import sys
from collections.abc import Callable
from pathlib import Path

import numpy as np
import pytest

from saywell import devices, own_voice, store, teaching
from saywell.cli import fillers
from saywell.devices import Device, OnBlock
from saywell.errors import DeviceMissingError, SaywellError, StoppedError, UsageError
from saywell.features.own import Score
from saywell.model import Verdict
from saywell.teaching import Prompt
from tests import sound
from tests.conftest import SAMPLES, Ran, Run, truth_of

ONE = SAMPLES / "setback-1.wav"
WORDS = "--words", str(ONE.with_suffix(".json"))
WORD = max(truth_of(ONE)["words"], key=lambda word: word["end_s"] - word["start_s"])
SPOKEN_S = (WORD["start_s"] + WORD["end_s"]) / 2
"""In the middle of its longest word, which is no filler."""
UM = np.concatenate([sound.silence(0.6), sound.vowel(110, 0.45), sound.silence(0.6)])
TALK = np.concatenate([sound.silence(0.3), sound.babble(8), sound.silence(0.3)])
NOTHING = sound.silence(1.5)
PROMPTS = (
    Prompt("alone", "Um."),
    Prompt("ordinary", "So we had two days."),
    Prompt("alone", "Uh."),
    Prompt("ordinary", "And the budget was a problem."),
    Prompt("alone", "Er."),
)


# ---------------------------------------------------------------- marking


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
    fillers.mark("1", first, "fine")  # on second thoughts
    assert filled() == (count, [(first, "fine"), *found[1:]])


def test_a_missed_filler_is_added_where_the_person_says(kept: Path, capsys: pytest.CaptureFixture[str]) -> None:
    count, _ = filled()
    assert count
    fillers.mark("1", f"{SPOKEN_S - 0.1:.2f}-{SPOKEN_S + 0.2:.2f}", "missed")
    now, marked = filled()
    assert now == count + 1
    assert [verdict for _, verdict in marked if verdict] == ["missed"]
    start_s = float(truth_of(ONE)["fillers"][0]["start_s"])
    fillers.mark("1", f"{start_s + 0.15:.2f}", "missed")  # it was found already
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
    fillers.mark("1", f"{SPOKEN_S:.1f}", "missed")
    ((start_s, end_s, verdict),) = places()
    assert start_s <= round(SPOKEN_S, 1) < end_s and 0.1 <= end_s - start_s <= 1.1
    assert verdict == "missed"
    fillers.mark("1", f"{(start_s + end_s) / 2:.2f}", "missed")  # said twice
    assert places() == [(start_s, end_s, verdict)]
    assert count is not None and filled()[0] == count + 1


def test_a_mark_is_taken_back(kept: Path, capsys: pytest.CaptureFixture[str]) -> None:
    was = filled()
    first = was[1][0][0]
    fillers.mark("1", first, "wrong")
    fillers.mark("1", first, "unmark")
    assert (filled(), places()) == (was, [])
    fillers.mark("1", first, "fine")
    fillers.mark("1", f"{truth_of(ONE)['fillers'][0]['start_s'] + 0.1:.2f}", "unmark")
    assert (filled(), places()) == (was, [])
    assert "Took back the mark at" in capsys.readouterr().out


def test_what_was_missed_by_mistake_leaves_no_trace(kept: Path) -> None:
    was = filled()
    fillers.mark("1", f"{SPOKEN_S:.1f}", "missed")
    (added,) = [id for id, verdict in filled()[1] if verdict]
    fillers.mark("1", added, "wrong")
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
    fillers.mark("1", found[0][0], "wrong")
    saywell("export", tmp_path / "all.zip")
    there = {"SAYWELL_HOME": str(tmp_path / "there")}
    assert saywell("import", tmp_path / "all.zip", env=there).code == 0
    assert counted(saywell("show", "1", "--json", env=there)) == count - 1
    marks = [json.loads(saywell("fillers", "list", "--json", env=env).out)["marks"] for env in (None, there)]
    assert marks[0] == marks[1] and len(marks[0]) == 1
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
        (("teach", "--from", str(ONE)), "--from and --labels go together. "),
        (("teach", "--from", str(ONE), "--labels", str(ONE)), f"{ONE} can't be used as labels: it is not JSON. "),
    ],
)
def test_usage(saywell: Run, kept: Path, arguments: tuple[str, ...], message: str) -> None:
    done = saywell("fillers", *arguments)
    assert (done.code, done.out) == (2, "")
    assert done.err.startswith(f"saywell: {message}")
    assert done.err.count("\n") == 1


# ---------------------------------------------------------------- teaching


def test_from_a_recording_with_labels(saywell: Run, home: Path, tmp_path: Path) -> None:
    truth = truth_of(ONE)
    labels = [{"start_s": f["start_s"], "end_s": f["end_s"], "filler": True} for f in truth["fillers"]]
    (tmp_path / "labels.json").write_text(json.dumps(labels))
    done = saywell("fillers", "teach", "--from", ONE, "--labels", tmp_path / "labels.json")
    assert done.code == 0, done.err
    assert done.out.startswith(f"Of your {len(labels)} um and uh it hears ")
    assert "false alarms in your ordinary words" in done.out
    listed = json.loads(saywell("fillers", "list", "--json").out)
    assert [lesson["fillers"] for lesson in listed["lessons"]] == [listed["learned"]["fillers"]] == [len(labels)]
    assert f": {len(labels)} um and uh\n" in saywell("fillers", "list").out
    again = saywell("fillers", "teach", "--from", ONE, "--labels", tmp_path / "labels.json")
    assert again.out.startswith("This recording was taught before: its labels are replaced.\n" + done.out[:20])
    assert saywell("fillers", "forget").err.startswith("saywell: Nobody can be asked whether to forget. ")
    assert saywell("fillers", "forget", "--yes").code == 0
    assert not (home / "data" / "own_voice").exists()
    assert saywell("fillers", "list").out.startswith("Nothing is taught or marked yet.")
    nothing = saywell("fillers", "forget")
    assert (nothing.code, nothing.out) == (0, "There is nothing to forget: nothing was taught or learned.\n")


def test_stopped_while_it_learns_keeps_nothing(home: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    def stopped(_: object) -> None:
        raise KeyboardInterrupt

    (tmp_path / "labels.json").write_text('[{"start_s": 1.174, "end_s": 1.571, "filler": true}]')
    monkeypatch.setattr(own_voice, "learn", stopped)
    with pytest.raises(StoppedError, match="nothing of it is kept"):
        fillers.teach(recording=str(ONE), labels=str(tmp_path / "labels.json"), device=None)
    assert not own_voice.anything()


def test_without_a_microphone_another_way_is_named(home: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    def none(_: object) -> None:
        raise DeviceMissingError("There is no microphone", "Plug one in")

    monkeypatch.setattr(devices, "find", none)
    with pytest.raises(DeviceMissingError, match=r"Plug one in. Without one: saywell fillers teach --from FILE"):
        fillers.teach(recording=None, labels=None, device=None)


def test_a_voice_that_is_heard_already_needs_no_learning(capsys: pytest.CaptureFixture[str]) -> None:
    score = Score(15, 15, 0)
    fillers._tell(own_voice.Learned(15, 20, score, score, {}, ""))
    told = " ".join(capsys.readouterr().out.split())
    assert told.startswith("It hears 15 of your 15 already; nothing had to be learned, and what is found by sound")


def test_the_findings_of_a_kind_are_listed(saywell: Run, kept: Path) -> None:
    listed = saywell("play", "1", "filled_pause", "--list").out.splitlines()
    assert listed and all(line.startswith("filled_pause-") for line in listed)
    assert len(saywell("play", "1", "--list").out.splitlines()) > len(listed)


def test_forgetting_everything_forgets_the_voice(saywell: Run, kept: Path) -> None:
    fillers.mark("1", filled()[1][0][0], "fine")
    assert (kept / "data" / "own_voice").exists()
    assert saywell("forget", "--all", "--yes").code == 0
    assert not (kept / "data" / "own_voice").exists()


class Speaker:
    """Says the next thing at each Enter, to a microphone that hands it over at once."""

    rate_hz, channels, active = sound.RATE, 1, True

    def __init__(self, *said: np.ndarray | type[BaseException]) -> None:
        self._said = iter(said)
        self._on_block: OnBlock = lambda _data, _lost: None

    def open(self, _device: Device, on_block: OnBlock) -> Speaker:
        self._on_block = on_block
        return self

    def start(self) -> None: ...

    def close(self) -> None: ...

    def readline(self) -> str:
        said = next(self._said, None)
        if said is None:
            return ""
        if not isinstance(said, np.ndarray):
            raise said
        noisy = said + sound.noise(len(said) / sound.RATE, 2e-4)
        self._on_block((noisy * 32_767).astype("<i2").tobytes(), False)
        return "\n"


@pytest.fixture
def teach(monkeypatch: pytest.MonkeyPatch, home: Path) -> Callable[..., None]:
    """Teach aloud, with a person who says these things one after another."""

    def run(*said: np.ndarray | type[BaseException]) -> None:
        speaker = Speaker(*said)
        monkeypatch.setattr(devices, "find", lambda _: Device(0, "fake", 1, sound.RATE, True))
        monkeypatch.setattr(devices, "open_microphone", speaker.open)
        monkeypatch.setattr(sys, "stdin", speaker)
        monkeypatch.setattr(teaching, "prompts", lambda: PROMPTS)
        monkeypatch.setattr(fillers, "_TAIL_S", 0.2)
        fillers.teach(recording=None, labels=None, device=None)

    return run


def test_a_lesson_aloud(teach: Callable[..., None], capfd: pytest.CaptureFixture[str]) -> None:
    teach(UM, TALK, UM, TALK, UM)
    said = capfd.readouterr()
    assert said.out.startswith("Of your 3 um and uh it hears ")
    assert all(prompt.text in said.err for prompt in PROMPTS)
    assert len(own_voice.lessons()) == 1
    assert not list(own_voice.folder().glob("*.wav"))


def test_what_was_not_heard_is_asked_for_again(teach: Callable[..., None], capfd: pytest.CaptureFixture[str]) -> None:
    teach(NOTHING, UM, TALK, UM, TALK, UM)
    assert capfd.readouterr().err.count("Once more.") == 1
    assert len(own_voice.lessons()) == 1


@pytest.mark.parametrize(
    ("said", "error"),
    [((UM, TALK, KeyboardInterrupt), StoppedError), ((UM,), UsageError), ((NOTHING, TALK) * 9, SaywellError)],
)
def test_a_lesson_that_is_broken_off_leaves_nothing(
    teach: Callable[..., None], said: tuple[np.ndarray, ...], error: type[SaywellError]
) -> None:
    with pytest.raises(error, match=r"nothing of it is kept|presses Enter|nothing is kept"):
        teach(*said)
    assert list(own_voice.folder().iterdir()) == []
