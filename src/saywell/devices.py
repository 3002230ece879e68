"""Microphones and loudspeakers, through PortAudio. The only file that imports sounddevice."""

from __future__ import annotations

import os
import sys
import threading
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from typing import Any, Protocol

import numpy as np

from saywell.errors import DeviceMissingError

OnBlock = Callable[[bytes, bool], None]
"""Given 16-bit samples, and whether some were lost just before them."""

_RATES_HZ = 48_000, 44_100, 32_000, 16_000
_LATENCY_S = 0.6
"""Asked of the sound system, so that a busy moment of this program costs no sound. A block comes every
quarter of it, which is the most that a kill can lose beside what is on the disk."""
_CLOSING_S = 2.0
_MOST_CHANNELS = 2


@dataclass(frozen=True, slots=True)
class Device:
    """A microphone: its number and name, how many channels it has, the rate that it prefers."""

    number: int
    name: str
    channels: int
    rate_hz: int
    default: bool


class Microphone(Protocol):
    """An open microphone. Its blocks come in a thread of the sound system's own, from `start` to `close`."""

    rate_hz: int
    channels: int

    @property
    def active(self) -> bool:
        """False once it is closed or gone; one that hangs may go on saying true."""

    def start(self) -> None: ...

    def close(self) -> None:
        """Hand over what was heard up to now and let it go. Returns even if the sound system hangs."""


def microphones() -> tuple[Device, ...]:
    """What there is to record with, at least one.

    Raises:
        DeviceMissingError: PortAudio is not installed, or there is none.
    """
    sounddevice = _portaudio()
    with quietly():
        found: list[dict[str, Any]] = list(sounddevice.query_devices())
        default = sounddevice.default.device[0]
    hearing = tuple(
        Device(
            number=number,
            name=entry["name"],
            channels=entry["max_input_channels"],
            rate_hz=round(entry["default_samplerate"]),
            default=number == default,
        )
        for number, entry in enumerate(found)
        if entry["max_input_channels"] > 0
    )
    if not hearing:
        raise DeviceMissingError(
            "There is no microphone", "Plug one in and see that the system lists it: saywell doctor --mic"
        )
    return hearing


def find(wanted: str | None) -> Device:
    """The microphone to use.

    Args:
        wanted: its number, its name or a part of that; None for the system's own choice.

    Raises:
        DeviceMissingError: there is none, or none of that name.
    """
    known = microphones()
    if wanted is None:
        return next((device for device in known if device.default), known[0])
    fitting = [device for device in known if wanted == str(device.number) or wanted == device.name]
    fitting = fitting or [device for device in known if wanted.casefold() in device.name.casefold()]
    if not fitting or not wanted.strip():
        raise DeviceMissingError(f"There is no microphone {wanted!r}", "saywell record --devices lists them.")
    return fitting[0]


def open_microphone(device: Device, on_block: OnBlock) -> Microphone:
    """Open a microphone at the rate that it prefers, or the first one that it takes.

    Raises:
        DeviceMissingError: it can't be opened.
    """
    return _PortAudioMicrophone(device, on_block)


def play(samples: np.ndarray, rate_hz: int) -> None:
    """Play samples, shape (n, channels), and wait until they are heard.

    Raises:
        DeviceMissingError: there is no loudspeaker, or it can't be opened.
    """
    sounddevice = _portaudio()
    try:
        with quietly():
            sounddevice.play(samples, rate_hz)
        sounddevice.wait()
    except sounddevice.PortAudioError as error:
        raise DeviceMissingError(
            f"Nothing can be played: {_why(error)}", "Check the loudspeaker: saywell doctor"
        ) from None


def portaudio_version() -> str:
    """What the sound system calls itself.

    Raises:
        DeviceMissingError: PortAudio is not installed.
    """
    return str(_portaudio().get_portaudio_version()[1]).split(",")[0]


class _PortAudioMicrophone:
    def __init__(self, device: Device, on_block: OnBlock) -> None:
        sounddevice = _portaudio()
        self.rate_hz, self.channels = _settings(sounddevice, device)
        self._name = device.name
        self._error = sounddevice.PortAudioError

        def call(data: Any, _frames: int, _time: object, status: Any) -> None:
            on_block(bytes(data), bool(status.input_overflow))

        try:
            with quietly():
                self._stream = sounddevice.RawInputStream(
                    device=device.number,
                    channels=self.channels,
                    samplerate=self.rate_hz,
                    dtype="int16",
                    latency=_LATENCY_S,
                    callback=call,
                )
        except sounddevice.PortAudioError as error:
            raise _unopened(device.name, error) from None

    def start(self) -> None:
        try:
            with quietly():
                self._stream.start()
        except self._error as error:
            raise _unopened(self._name, error) from None

    @property
    def active(self) -> bool:
        return bool(self._stream.active)

    def close(self) -> None:
        def close() -> None:
            self._stream.stop(ignore_errors=True)
            self._stream.close(ignore_errors=True)

        closing = threading.Thread(target=close, name="closing", daemon=True)
        closing.start()
        closing.join(_CLOSING_S)


def _settings(sounddevice: Any, device: Device) -> tuple[int, int]:
    """A rate and a number of channels that the device takes."""
    refusal: Exception | None = None
    for rate_hz in dict.fromkeys((device.rate_hz, *_RATES_HZ)):
        for channels in range(1, min(device.channels, _MOST_CHANNELS) + 1):
            try:
                with quietly():
                    sounddevice.check_input_settings(device.number, channels, "int16", samplerate=rate_hz)
                return rate_hz, channels
            except sounddevice.PortAudioError as error:
                refusal = refusal or error
    assert refusal is not None
    raise _unopened(device.name, refusal)


def _unopened(name: str, error: Exception) -> DeviceMissingError:
    return DeviceMissingError(
        f"The microphone {name} can't be opened: {_why(error)}",
        "Close other programs that use it, or choose another: saywell record --devices",
    )


def _why(error: Exception) -> str:
    """The first part of what PortAudio says."""
    if "querying device" in str(error):
        return "there is no such device"
    return str(error.args[0] if error.args else error).split(" [")[0].removeprefix("Error opening ").rstrip(".")


def _portaudio() -> Any:
    config = os.environ.get("ALSA_CONFIG_PATH")
    if config and not os.access(config, os.R_OK):  # PortAudio would end this process without a word
        raise DeviceMissingError(
            f"ALSA_CONFIG_PATH names {config}, which can't be read", "Unset it.", code="no_portaudio"
        )
    try:
        with quietly():
            import sounddevice
    except OSError:
        raise DeviceMissingError(
            "PortAudio is not installed, so there is nothing to record or play with",
            "On Debian or Ubuntu: sudo apt install libportaudio2",
            code="no_portaudio",
        ) from None
    return sounddevice


@contextmanager
def quietly() -> Iterator[None]:
    """Keeps what PortAudio, ALSA and JACK write to stderr on their own away from people; ours gets through."""
    sys.stderr.flush()
    try:
        kept = os.dup(2)
    except OSError:  # closed by whoever started us
        yield
        return
    ours, sys.stderr = sys.stderr, open(kept, "w", buffering=1, errors="replace", closefd=False)  # noqa: SIM115
    nowhere = os.open(os.devnull, os.O_WRONLY)
    os.dup2(nowhere, 2)
    os.close(nowhere)
    try:
        yield
    finally:
        sys.stderr.flush()
        sys.stderr = ours
        os.dup2(kept, 2)
        os.close(kept)
