"""Which microphone, at which rate, and what is said where there is none: with a sound system made of nothing."""

from __future__ import annotations

import builtins
import os
import sys
from types import SimpleNamespace
from typing import Any

import pytest

from saywell import devices
from saywell.devices import Device
from saywell.errors import DeviceMissingError


class PortAudioError(Exception):
    pass


def listed(name: str, channels: int, rate_hz: float = 48_000.0) -> dict[str, Any]:
    return {"name": name, "max_input_channels": channels, "default_samplerate": rate_hz}


class Stream:
    opened: dict[str, Any]

    def __init__(self, **options: Any) -> None:
        Stream.opened = options
        self.active = True


@pytest.fixture
def system(monkeypatch: pytest.MonkeyPatch) -> SimpleNamespace:
    """Loudspeakers, a USB microphone that takes two channels at 44.1 kHz alone, a built-in one."""

    def check(number: int, channels: int, kind: str, *, samplerate: float) -> None:
        if number == 1 and (channels, samplerate) != (2, 44_100):
            raise PortAudioError("Invalid sample rate [PaErrorCode -9997]", -9997)
        if number == 2 and samplerate != 48_000:
            raise PortAudioError("Invalid sample rate", -9997)

    made = SimpleNamespace(
        query_devices=lambda: [listed("Speakers", 0), listed("USB Audio: Mic", 2), listed("Built-in", 1)],
        default=SimpleNamespace(device=(2, 0)),
        PortAudioError=PortAudioError,
        check_input_settings=check,
        RawInputStream=Stream,
        get_portaudio_version=lambda: (1246720, "PortAudio V19.7.0-devel, revision abc"),
    )
    monkeypatch.setitem(sys.modules, "sounddevice", made)
    return made


def test_what_can_not_hear_is_no_microphone(system: SimpleNamespace) -> None:
    assert [(device.number, device.default) for device in devices.microphones()] == [(1, False), (2, True)]


@pytest.mark.parametrize(("wanted", "number"), [(None, 2), ("1", 1), ("usb", 1), ("Built-in", 2), ("2", 2)])
def test_by_number_or_by_a_part_of_its_name(system: SimpleNamespace, wanted: str | None, number: int) -> None:
    assert devices.find(wanted).number == number


@pytest.mark.parametrize("wanted", ["0", "7", "nobody"])
def test_one_that_is_not_there(system: SimpleNamespace, wanted: str) -> None:
    with pytest.raises(DeviceMissingError, match=f"no microphone '{wanted}'") as caught:
        devices.find(wanted)
    assert caught.value.exit_code == 4
    assert "--devices" in caught.value.next


def test_no_microphone_at_all(system: SimpleNamespace) -> None:
    system.query_devices = lambda: [listed("Speakers", 0)]
    with pytest.raises(DeviceMissingError, match="There is no microphone"):
        devices.find(None)


def test_without_a_default_the_first_one(system: SimpleNamespace) -> None:
    system.default.device = (-1, -1)
    assert devices.find(None).number == 1


@pytest.mark.parametrize(("number", "expected"), [(1, (44_100, 2)), (2, (48_000, 1))])
def test_a_rate_and_channels_that_it_takes(system: SimpleNamespace, number: int, expected: tuple[int, int]) -> None:
    microphone = devices.open_microphone(devices.find(str(number)), lambda data, lost: None)
    assert (microphone.rate_hz, microphone.channels) == expected
    assert (Stream.opened["samplerate"], Stream.opened["channels"], Stream.opened["dtype"]) == (*expected, "int16")


def test_one_that_takes_no_rate(system: SimpleNamespace) -> None:
    strange = Device(1, "USB Audio: Mic", 1, 8_000, False)
    with pytest.raises(DeviceMissingError, match="USB Audio: Mic can't be opened: Invalid sample rate") as caught:
        devices.open_microphone(strange, lambda data, lost: None)
    assert "[" not in str(caught.value)


def test_blocks_are_handed_over_with_what_was_lost(system: SimpleNamespace) -> None:
    blocks = []
    devices.open_microphone(devices.find("2"), lambda data, lost: blocks.append((data, lost)))
    Stream.opened["callback"](memoryview(b"ab"), 1, None, SimpleNamespace(input_overflow=False))
    Stream.opened["callback"](memoryview(b"cd"), 1, None, SimpleNamespace(input_overflow=True))
    assert blocks == [(b"ab", False), (b"cd", True)]


def test_without_portaudio(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.delitem(sys.modules, "sounddevice", raising=False)
    ours = builtins.__import__

    def without(name: str, *rest: Any, **named: Any) -> Any:
        if name == "sounddevice":
            raise OSError("PortAudio library not found")
        return ours(name, *rest, **named)

    monkeypatch.setattr(builtins, "__import__", without)
    with pytest.raises(DeviceMissingError, match="PortAudio is not installed") as caught:
        devices.microphones()
    assert caught.value.code == "no_portaudio"
    assert "libportaudio2" in caught.value.next


def test_the_version(system: SimpleNamespace) -> None:
    assert devices.portaudio_version() == "PortAudio V19.7.0-devel"


def test_what_the_sound_system_writes_is_kept_away_and_ours_gets_through(capfd: pytest.CaptureFixture[str]) -> None:
    with devices.quietly():
        os.write(2, b"ALSA lib confmisc.c: cannot find card\n")
        print("ours", file=sys.stderr)
    print("after", file=sys.stderr)
    os.write(2, b"theirs, later\n")
    assert sorted(capfd.readouterr().err.splitlines()) == ["after", "ours", "theirs, later"]
