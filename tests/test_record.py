"""Microphone to disk: whole after every block, whatever happens; with a microphone that is made of a file."""

from __future__ import annotations

import threading
import time
import wave
from pathlib import Path

import numpy as np
import pytest

from saywell import devices, record
from saywell.errors import SaywellError
from saywell.record import Meter, Recording, mend, warnings
from tests.conftest import SAMPLES
from tests.fake_microphone import DEVICE, RATE_HZ, FakeMicrophone, sound_of

SAMPLE = SAMPLES / "setback-1.wav"


@pytest.fixture
def path(tmp_path: Path) -> Path:
    return tmp_path / "take.wav"


def hear(monkeypatch: pytest.MonkeyPatch, mode: str = "steady") -> np.ndarray:
    sound = sound_of(SAMPLE, mode)
    monkeypatch.setattr(devices, "open_microphone", lambda device, on_block: FakeMicrophone(sound, on_block, mode))
    return sound


def recorded(path: Path) -> np.ndarray:
    with wave.open(str(path)) as file:
        assert (file.getnchannels(), file.getsampwidth(), file.getframerate()) == (1, 2, RATE_HZ)
        return np.frombuffer(file.readframes(file.getnframes()), dtype="<i2")


def watched(recording: Recording, seconds: float) -> list[Meter]:
    meters: list[Meter] = []
    recording.begin()
    recording.wait(threading.Event(), meters.append, seconds=seconds, every_s=0.05)
    return meters


def test_every_sample_is_on_the_disk(path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    sound = hear(monkeypatch)
    recording = Recording(DEVICE, path)
    watched(recording, 1.0)
    seconds = recording.stop()
    samples = recorded(path)
    assert len(samples) == round(seconds * RATE_HZ) >= RATE_HZ
    at = int(np.flatnonzero(sound == samples[np.abs(samples).argmax()])[0]) - int(np.abs(samples).argmax())
    assert (sound[at : at + len(samples)] == samples).all()
    assert path.stat().st_mode & 0o077 == 0


def test_it_is_a_whole_wav_while_it_grows(path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    hear(monkeypatch)
    recording = Recording(DEVICE, path)
    assert len(recorded(path)) == 0
    lengths = []
    recording.begin()
    for _ in range(6):
        time.sleep(0.1)
        before = recording.meter.seconds
        lengths.append(len(recorded(path)) / RATE_HZ)
        assert lengths[-1] >= before
    recording.stop()
    assert lengths == sorted(lengths)
    assert lengths[-1] > 0.4


def test_what_comes_before_the_beginning_is_heard_but_not_kept(path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    hear(monkeypatch)
    recording = Recording(DEVICE, path)
    time.sleep(0.5)
    assert recording.meter.heard_s > 0.3
    assert recording.stop() == 0
    assert len(recorded(path)) == 0


def test_the_meter(path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    sound = hear(monkeypatch)
    recording = Recording(DEVICE, path)
    meters = watched(recording, 1.5)
    recording.stop()
    size = np.abs(recorded(path).astype(np.int32)).max()
    assert recording.meter.peak_dbfs == pytest.approx(20 * np.log10(size / 32_768), abs=1.0)
    assert [meter.seconds for meter in meters] == sorted(meter.seconds for meter in meters)
    assert -60 < recording.meter.loudest_dbfs < recording.meter.peak_dbfs
    assert recording.meter.lost == 0
    assert sound.dtype == np.dtype("<i2")


@pytest.mark.parametrize("mode", ["vanishing", "hanging"])
def test_a_microphone_that_goes_away_is_noticed_and_what_was_said_is_there(
    path: Path, monkeypatch: pytest.MonkeyPatch, mode: str
) -> None:
    hear(monkeypatch, mode)
    recording = Recording(DEVICE, path)
    watched(recording, 60)
    assert recording.trouble
    assert (recording.trouble.code, recording.trouble.exit_code) == ("device_gone", 4)
    assert recording.stop() == pytest.approx(1.0, abs=0.11)
    assert len(recorded(path)) / RATE_HZ == pytest.approx(1.0, abs=0.11)


def test_a_full_disk_keeps_what_there_was_room_for(path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    hear(monkeypatch)
    put = record._Wav._put

    def full_from_a_second_on(wav: record._Wav, at: int, data: bytes) -> None:
        if at > 2 * RATE_HZ:
            put(wav, at, data[: len(data) // 3])
            raise OSError(28, "No space left on device")
        put(wav, at, data)

    monkeypatch.setattr(record._Wav, "_put", full_from_a_second_on)
    closed: list[bool] = []
    monkeypatch.setattr(FakeMicrophone, "close", lambda microphone: closed.append(True))
    recording = Recording(DEVICE, path)
    watched(recording, 60)
    assert recording.trouble
    assert (recording.trouble.code, recording.trouble.exit_code) == ("disk_full", 1)
    assert recording.stop() >= 1.0
    assert recording.stop() >= 1.0
    assert closed == [True]  # left open, it would call back into what is gone
    assert len(recorded(path)) >= RATE_HZ


def test_two_channels_become_one(path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    class Stereo(FakeMicrophone):
        channels = 2

    left = np.full(RATE_HZ, 1000, dtype="<i2")
    both = np.stack([left, 3 * left], axis=1)
    monkeypatch.setattr(
        devices, "open_microphone", lambda device, on_block: Stereo(np.tile(both.ravel(), 20), on_block)
    )
    recording = Recording(DEVICE, path)
    watched(recording, 0.2)
    recording.stop()
    assert (recorded(path) == 2000).all()


def test_a_broken_off_recording_is_made_whole(path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    hear(monkeypatch)
    recording = Recording(DEVICE, path)
    watched(recording, 0.5)
    recording.stop()
    whole = path.read_bytes()
    path.write_bytes(whole[:4] + bytes(4) + whole[8:40] + bytes(4) + whole[44:] + b"x")  # no sizes, half a sample
    assert mend(path) == (len(whole) - 44) / 2 / RATE_HZ
    assert len(recorded(path)) == (len(whole) - 44) // 2
    path.write_bytes(whole[:20])
    assert mend(path) == 0


@pytest.mark.parametrize(
    ("meter", "expected"),
    [
        (Meter(seconds=1, heard_s=1, peak_dbfs=-99), []),
        (Meter(seconds=1, heard_s=2.1, peak_dbfs=-99), ["silent"]),
        (Meter(seconds=10, heard_s=12, peak_dbfs=-80, loudest_dbfs=-90), ["silent"]),
        (Meter(seconds=10, heard_s=12, peak_dbfs=-45, loudest_dbfs=-60), ["quiet"]),
        (Meter(seconds=40, heard_s=42, peak_dbfs=-6, loudest_dbfs=-20, silent_s=4.9), []),
        (Meter(seconds=40, heard_s=42, peak_dbfs=-6, loudest_dbfs=-20, silent_s=5.1), ["silent"]),
        (Meter(seconds=3, heard_s=6, peak_dbfs=-45, loudest_dbfs=-60), []),
        (Meter(seconds=10, heard_s=12, peak_dbfs=-6, loudest_dbfs=-20), []),
        (Meter(seconds=2, heard_s=2, peak_dbfs=0, loudest_dbfs=-10, clipped=50), ["clipped"]),
        (Meter(seconds=2, heard_s=2, peak_dbfs=-6, loudest_dbfs=-20, lost=1), ["lost"]),
    ],
)
def test_what_a_person_is_told_in_time(meter: Meter, expected: list[str]) -> None:
    assert [warning.code for warning in warnings(meter)] == expected


@pytest.mark.parametrize(("mode", "code"), [("silent", "silent"), ("loud", "clipped"), ("lossy", "lost")])
def test_it_is_told_within_three_seconds(path: Path, monkeypatch: pytest.MonkeyPatch, mode: str, code: str) -> None:
    hear(monkeypatch, mode)
    recording = Recording(DEVICE, path)
    told = threading.Event()

    def watch(meter: Meter) -> None:
        if code in [warning.code for warning in warnings(meter)]:
            told.set()

    recording.begin()
    recording.wait(told, watch, seconds=60, every_s=0.05)
    recording.stop()
    assert told.is_set()
    assert recording.meter.heard_s < 3.0


def test_a_place_that_can_not_be_written(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    hear(monkeypatch)
    with pytest.raises(SaywellError, match="can't be used"):
        Recording(DEVICE, tmp_path / "nowhere" / "take.wav")
