"""Each check says what it found, and what to do about what is not as it should be."""

from __future__ import annotations

from collections import namedtuple
from pathlib import Path

import numpy as np
import pytest

from saywell import config, devices, doctor, store
from saywell.database import NAME
from saywell.doctor import Check
from saywell.errors import DeviceMissingError
from tests.fake_microphone import DEVICE, FakeMicrophone
from tests.report.reports import report


@pytest.fixture(autouse=True)
def one_microphone(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(devices, "microphones", lambda: (DEVICE,))
    monkeypatch.setattr(devices, "portaudio_version", lambda: "PortAudio V19.7.0-devel")
    monkeypatch.setattr(doctor, "_LISTEN_S", 0.4)
    monkeypatch.setattr("saywell.transcribe.hub.stored", list)


def checks(*, mic: bool = False) -> dict[str, Check]:
    found = {check.name: check for check in doctor.info(mic=mic)}
    for check in found.values():
        assert check.found
        assert check.state == "ok" or check.fix.endswith((".", "'", "pull", "--recover", "--repair"))
    return found


def hears(monkeypatch: pytest.MonkeyPatch, samples: np.ndarray) -> Check:
    sound = np.asarray(samples * 32_767, dtype="<i2")
    monkeypatch.setattr(devices, "open_microphone", lambda device, on_block: FakeMicrophone(sound, on_block))
    return checks(mic=True)["level"]


def test_a_machine_on_which_nothing_was_done_yet(home: Path) -> None:
    found = checks()
    assert {name for name, check in found.items() if check.state == "fails"} == set()
    assert found["microphone"].found == "fake microphone, 16000 Hz"
    assert found["whisper"].state == "note"
    assert found["history"].found == "nothing kept yet"
    assert "level" not in found
    assert not home.exists()


@pytest.mark.parametrize(
    ("loudness", "state", "said"),
    [
        (0.0, "fails", "only zeros"),
        (0.001, "ok", "level -60 dBFS"),
        (0.2, "note", "quietest -15"),
    ],
)
def test_what_the_microphone_gives(monkeypatch: pytest.MonkeyPatch, loudness: float, state: str, said: str) -> None:
    noise = np.random.default_rng(1).standard_normal(32_000).clip(-4, 4)
    check = hears(monkeypatch, loudness * noise)
    assert check.state == state
    assert said in check.found


def test_a_microphone_that_is_too_loud(monkeypatch: pytest.MonkeyPatch) -> None:
    tone = np.sin(2 * np.pi * 200 * np.arange(32_000) / 16_000)
    check = hears(monkeypatch, np.clip(3 * tone, -1, 1))
    assert check.state == "note"
    assert "clipped" in check.found


def test_a_microphone_from_which_nothing_comes(monkeypatch: pytest.MonkeyPatch) -> None:
    assert hears(monkeypatch, np.zeros(10)).found == "nothing came from it"


def test_no_sound_system(monkeypatch: pytest.MonkeyPatch) -> None:
    def missing() -> str:
        raise DeviceMissingError("PortAudio is not installed", "Install libportaudio2.")

    monkeypatch.setattr(devices, "portaudio_version", missing)
    found = checks()
    assert found["portaudio"].state == "fails"
    assert "microphone" not in found


def test_a_folder_that_others_may_read() -> None:
    with store.opened() as history:
        history.add(report())
    (config.data_dir() / NAME).chmod(0o644)
    check = checks()["data"]
    assert check.state == "note"
    assert "chmod -R go=" in check.fix


def test_a_history_that_is_damaged() -> None:
    with store.opened() as history:
        history.add(report())
    database = config.data_dir() / NAME
    database.write_bytes(database.read_bytes()[:20_000])
    assert checks()["history"].state == "fails"


def test_a_recording_that_was_not_finished() -> None:
    (config.data_dir() / "recordings").mkdir(parents=True)
    (config.data_dir() / "recordings" / "left.wav").write_bytes(b"RIFF")
    assert "--recover" in checks()["unfinished"].fix


def test_a_config_file_that_is_wrong(home: Path) -> None:
    home.mkdir()
    (home / "config.toml").write_text("modle = 3\n")
    assert checks()["config"].state == "fails"


def test_little_room(monkeypatch: pytest.MonkeyPatch) -> None:
    usage = namedtuple("usage", "total used free")
    monkeypatch.setattr("shutil.disk_usage", lambda path: usage(10, 10, 1_000_000))
    assert checks()["disk"].state == "note"
