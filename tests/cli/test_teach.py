"""A lesson of one's own um and uh: from a recording, or aloud."""

from __future__ import annotations

import json
import sys
from collections.abc import Callable
from pathlib import Path

import numpy as np
import pytest

from saywell import devices, own_voice, teaching
from saywell.cli import teach as lesson
from saywell.devices import Device, OnBlock
from saywell.errors import DeviceMissingError, SaywellError, StoppedError, UsageError
from saywell.features.own import Score
from saywell.teaching import Prompt
from tests import sound
from tests.conftest import SAMPLES, Run, truth_of

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
    assert saywell("fillers", "list").out.startswith("Nothing is allowed, taught or marked yet.")
    nothing = saywell("fillers", "forget")
    assert (nothing.code, nothing.out) == (0, "There is nothing to forget: nothing was taught or learned.\n")


def test_stopped_while_it_learns_keeps_nothing(home: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    def stopped(_: object) -> None:
        raise KeyboardInterrupt

    (tmp_path / "labels.json").write_text('[{"start_s": 1.174, "end_s": 1.571, "filler": true}]')
    monkeypatch.setattr(own_voice, "learn", stopped)
    with pytest.raises(StoppedError, match="nothing of it is kept"):
        lesson.teach(recording=str(ONE), labels=str(tmp_path / "labels.json"), device=None)
    assert not own_voice.anything()


def test_without_a_microphone_another_way_is_named(home: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    def none(_: object) -> None:
        raise DeviceMissingError("There is no microphone", "Plug one in")

    monkeypatch.setattr(devices, "find", none)
    with pytest.raises(DeviceMissingError, match=r"Plug one in. Without one: saywell fillers teach --from FILE"):
        lesson.teach(recording=None, labels=None, device=None)


def test_a_voice_that_is_heard_already_needs_no_learning(capsys: pytest.CaptureFixture[str]) -> None:
    score = Score(15, 15, 0)
    lesson.tell(own_voice.Learned(15, 20, score, score, {}, ""))
    told = " ".join(capsys.readouterr().out.split())
    assert told.startswith("It hears 15 of your 15 already; nothing had to be learned, and what is found by sound")


@pytest.mark.parametrize(
    ("arguments", "message"),
    [
        (("--from", str(ONE)), "--from and --labels go together. "),
        (("--from", str(ONE), "--labels", str(ONE)), f"{ONE} can't be used as labels: it is not JSON. "),
    ],
)
def test_usage(saywell: Run, home: Path, arguments: tuple[str, ...], message: str) -> None:
    done = saywell("fillers", "teach", *arguments)
    assert (done.code, done.out) == (2, "")
    assert done.err.startswith(f"saywell: {message}")
    assert done.err.count("\n") == 1


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
        monkeypatch.setattr(lesson, "_TAIL_S", 0.2)
        lesson.teach(recording=None, labels=None, device=None)

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
