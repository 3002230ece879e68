"""saywell with a microphone that hears a file in real time, and counts what it has handed over.

As a program: `python -m tests.fake_microphone FILE.wav MODE COUNTED record ...` runs the command line; COUNTED is a
file that always holds how many samples were heard. MODE: `steady`, `silent` (zeros), `loud` (clipped), `lossy`
(says that sound was lost), `vanishing` (gone after a second), `hanging` (nothing more after a second).
"""

from __future__ import annotations

import os
import struct
import sys
import threading
import time
from pathlib import Path

import numpy as np

from saywell import devices
from saywell.devices import Device, OnBlock

RATE_HZ = 16_000
BLOCK_S = 0.05
LASTS_S = 1.0
DEVICE = Device(0, "fake microphone", 1, RATE_HZ, True)


class FakeMicrophone:
    """Hands a block over every 50 ms, as long as its mode lets it."""

    rate_hz = RATE_HZ
    channels = 1

    def __init__(self, sound: np.ndarray, on_block: OnBlock, mode: str = "steady", counted: Path | None = None) -> None:
        self._sound = sound
        self._on_block = on_block
        self._mode = mode
        self._count = os.open(counted, os.O_RDWR | os.O_CREAT) if counted else None
        self._end = threading.Event()
        self._thread = threading.Thread(target=self._run, daemon=True)

    @property
    def active(self) -> bool:
        return self._thread.is_alive()

    def start(self) -> None:
        self._thread.start()

    def close(self) -> None:
        self._end.set()
        self._thread.join(1)

    def _run(self) -> None:
        size = round(BLOCK_S * RATE_HZ)
        began = time.monotonic()
        for first in range(0, len(self._sound) - size, size):
            due = began + (first + size) / RATE_HZ
            if self._end.wait(max(0.0, due - time.monotonic())):
                return
            if first > LASTS_S * RATE_HZ and self._mode == "vanishing":
                return
            if first > LASTS_S * RATE_HZ and self._mode == "hanging":
                self._end.wait()
                return
            self._on_block(self._sound[first : first + size].tobytes(), self._mode == "lossy" and first == 5 * size)
            if self._count is not None:
                os.pwrite(self._count, struct.pack("<q", first + size), 0)


def heard(counted: Path) -> int:
    """How many samples it has handed over."""
    data = counted.read_bytes() if counted.exists() else b""
    return int(struct.unpack("<q", data)[0]) if len(data) == 8 else 0


def sound_of(path: Path, mode: str = "steady") -> np.ndarray:
    """What it hears, int16, as long as nobody could wait for its end."""
    import soundfile

    samples, rate_hz = soundfile.read(path, dtype="int16")
    assert rate_hz == RATE_HZ
    times = {"silent": 0, "loud": 200}.get(mode, 1)
    changed = np.clip(samples.astype(np.int32) * times, -32_768, 32_767).astype("<i2")
    return np.tile(changed, 20)


def main() -> None:
    path, mode, counted = sys.argv[1:4]
    sys.argv[1:4] = []
    sound = sound_of(Path(path), mode)
    devices.microphones = lambda: (DEVICE,)
    devices.open_microphone = lambda device, on_block: FakeMicrophone(sound, on_block, mode, Path(counted))
    from saywell.cli import main as saywell
    from saywell.cli import record

    record.warm_up = lambda: None  # type: ignore[attr-defined]  # it costs two seconds of a core, and nothing here is timed
    saywell()


if __name__ == "__main__":
    main()
