"""Microphone -> WAV on the disk, while the person speaks.

Three threads, so that none can hold up another: the sound system's hands blocks over, the writer puts
them on the disk, and whoever called looks at the meter and decides when to stop. The file is a whole WAV
after every block: after a crash, a kill or a full disk, what was said up to then can be played.
"""

from __future__ import annotations

import os
import queue
import struct
import threading
import time
from collections.abc import Callable
from contextlib import ExitStack
from dataclasses import dataclass, replace
from pathlib import Path

import numpy as np

from saywell import devices, files
from saywell.devices import Device
from saywell.errors import DeviceMissingError, SaywellError
from saywell.model import Problem
from saywell.quality import QUIET_DBFS, SILENT_PEAK_DBFS

LONGEST_S = 7200.0
"""A recording stops by itself after two hours: somebody forgot it."""
FULL_SCALE = 32_768
_HEADER = struct.Struct("<4sI4s4sIHHIIHH4sI")
_SYNC_S = 0.5
_STALLED_S, _LOOK_S = 2.5, 0.25
"""No block for so long: the microphone is gone."""
_FLOOR_DBFS = -99.0
_BEHIND_S = 1.0
_SILENT_AFTER_S, _MUTED_AFTER_S, _QUIET_AFTER_S = 2.0, 5.0, 6.0
_CLIPPED_SAMPLES = 20


@dataclass(frozen=True, slots=True)
class Meter:
    """How a recording stands.

    Attributes:
        seconds: on the disk.
        heard_s: heard so far, with what came before the recording began.
        level_dbfs: of the newest block, RMS.
        peak_dbfs: highest sample so far, and `loudest_dbfs` the loudest block.
        clipped: samples at the rail so far.
        silent_s: for how long nothing at all has come by now.
        lost: how often the sound system lost something.
    """

    seconds: float = 0.0
    heard_s: float = 0.0
    level_dbfs: float = _FLOOR_DBFS
    peak_dbfs: float = _FLOOR_DBFS
    loudest_dbfs: float = _FLOOR_DBFS
    clipped: int = 0
    silent_s: float = 0.0
    lost: int = 0


def warnings(meter: Meter) -> list[Problem]:
    """What the person should know while there is time to mend it."""
    found = []
    never = meter.heard_s >= _SILENT_AFTER_S and meter.peak_dbfs < SILENT_PEAK_DBFS
    if never or meter.silent_s >= _MUTED_AFTER_S:
        found.append(
            Problem(
                "silent", "The microphone gives only silence: is it muted, or is this terminal not allowed to use it?"
            )
        )
    elif meter.seconds >= _QUIET_AFTER_S and meter.loudest_dbfs < QUIET_DBFS:
        found.append(Problem("quiet", "Very quiet: move closer or turn the microphone up."))
    if meter.clipped >= _CLIPPED_SAMPLES:
        found.append(Problem("clipped", "Too loud, it is clipped: turn the microphone down or move back."))
    if meter.lost:
        found.append(Problem("lost", "The computer was too busy and some sound was lost: close other programs."))
    return found


class Recording:
    """A recording under way. Listens from the start; keeps what comes after `begin`.

    Args:
        device: the microphone.
        path: the WAV to write, mono, 16 bit; its folder is private.

    Raises:
        DeviceMissingError: the microphone can't be opened.
    """

    def __init__(self, device: Device, path: Path) -> None:
        self.device = device
        self._path = path
        self._blocks: queue.SimpleQueue[tuple[bytes, bool] | None] = queue.SimpleQueue()
        self._microphone = devices.open_microphone(device, lambda data, lost: self._blocks.put((data, lost)))
        self._wav = _Wav(path, self._microphone.rate_hz)
        self._meter = Meter()
        self._keeping = False
        self._began_at: float | None = None
        self._stopped = False
        self._trouble: SaywellError | None = None
        self._writer = threading.Thread(target=self._write, name="recording", daemon=True)
        with ExitStack() as undo:
            undo.enter_context(self._wav)
            self._microphone.start()
            undo.pop_all()
        self._writer.start()

    @property
    def meter(self) -> Meter:
        return self._meter

    @property
    def trouble(self) -> SaywellError | None:
        """What ended the recording from outside: a full disk, a microphone that is gone."""
        return self._trouble

    def begin(self) -> None:
        """From here on, keep what is heard."""
        self._began_at = time.monotonic()
        self._keeping = True

    def wait(self, stop: threading.Event, watch: Callable[[Meter], None], *, seconds: float, every_s: float) -> None:
        """Watch until somebody sets `stop`, so many seconds are on the disk, or there is trouble."""
        while not (stop.wait(every_s) or self._trouble or self._meter.seconds >= min(seconds, LONGEST_S)):
            watch(self._meter)

    def stop(self) -> float:
        """End it; the seconds on the disk. What the microphone had heard by now is in the file."""
        if not self._stopped:
            self._stopped = True
            took_s = time.monotonic() - self._began_at if self._began_at else 0.0
            self._microphone.close()
            self._blocks.put(None)
            self._writer.join()
            if took_s - self._meter.seconds > _BEHIND_S and not self._trouble:  # a sound system that lost it silently
                self._meter = replace(self._meter, lost=self._meter.lost + 1)
        return self._meter.seconds

    def _write(self) -> None:
        try:
            with self._wav:
                while (block := self._next()) is not None:
                    self._take(*block)
        except SaywellError as error:
            self._trouble = error
        except OSError as error:
            self._trouble = files.refused(self._path, error)

    def _next(self) -> tuple[bytes, bool] | None:
        waited_s = 0.0
        while waited_s < _STALLED_S:
            try:
                return self._blocks.get(timeout=_LOOK_S)
            except queue.Empty:
                waited_s = _STALLED_S if not self._microphone.active else waited_s + _LOOK_S
        raise DeviceMissingError(
            f"Nothing comes from the microphone {self.device.name} any more",
            "Plug it in again, or choose another: saywell record --devices",
            code="device_gone",
        )

    def _take(self, data: bytes, lost: bool) -> None:
        samples = np.frombuffer(data, dtype="<i2").reshape(-1, self._microphone.channels)
        mono = samples.mean(axis=1).astype("<i2") if samples.shape[1] > 1 else samples[:, 0]
        if self._keeping:
            self._wav.write(mono.tobytes())
        size = np.abs(mono.astype(np.int32))
        level = _dbfs(float(np.sqrt(np.square(size, dtype=np.float64).mean()))) if len(size) else _FLOOR_DBFS
        before, block_s = self._meter, len(mono) / self._microphone.rate_hz
        peak_dbfs = _dbfs(float(size.max(initial=0)))
        self._meter = replace(
            before,
            seconds=self._wav.seconds,
            heard_s=before.heard_s + block_s,
            silent_s=before.silent_s + block_s if peak_dbfs < SILENT_PEAK_DBFS else 0.0,
            level_dbfs=level,
            peak_dbfs=max(before.peak_dbfs, peak_dbfs),
            loudest_dbfs=max(before.loudest_dbfs, level),
            clipped=before.clipped + int((size >= FULL_SCALE - 1).sum()),
            lost=before.lost + lost,
        )


class _Wav:
    """A mono 16-bit WAV whose header is right after every write."""

    def __init__(self, path: Path, rate_hz: int) -> None:
        self._rate_hz = rate_hz
        self._bytes = 0
        self._synced_at = time.monotonic()
        with files.saying(path):
            self._file = files.open_private(path).detach()  # unbuffered: what is written is with the system
            self._head()

    @property
    def seconds(self) -> float:
        return self._bytes / (2 * self._rate_hz)

    def write(self, data: bytes) -> None:
        self._put(_HEADER.size + self._bytes, data)
        self._bytes += len(data)
        self._head()
        if time.monotonic() - self._synced_at >= _SYNC_S:
            os.fsync(self._file.fileno())
            self._synced_at = time.monotonic()

    def __enter__(self) -> _Wav:
        return self

    def __exit__(self, *_: object) -> None:
        try:
            os.fsync(self._file.fileno())
        finally:
            self._file.close()

    def _head(self) -> None:
        self._put(0, _header(self._rate_hz, self._bytes))

    def _put(self, at: int, data: bytes) -> None:
        self._file.seek(at)
        rest = memoryview(data)
        while rest:
            rest = rest[self._file.write(rest) :]


def mend(path: Path) -> float:
    """Make the header of a broken-off recording say how much there is; the seconds of it.

    Raises:
        SaywellError: it can't be read or written.
    """
    with files.saying(path), files.open_private(path, 0) as file:
        head = file.read(_HEADER.size)
        if len(head) < _HEADER.size:
            return 0.0
        rate_hz = int(_HEADER.unpack(head)[7])
        size = (path.stat().st_size - _HEADER.size) // 2 * 2
        file.seek(0)
        file.write(_header(rate_hz, size))
        return size / (2 * rate_hz)


def _header(rate_hz: int, size: int) -> bytes:
    """The 44 bytes before `size` bytes of mono 16-bit samples."""
    return _HEADER.pack(
        b"RIFF", size + _HEADER.size - 8, b"WAVE", b"fmt ", 16, 1, 1, rate_hz, 2 * rate_hz, 2, 16, b"data", size
    )


def _dbfs(size: float) -> float:
    return max(_FLOOR_DBFS, 20 * float(np.log10(max(size, 1e-9) / FULL_SCALE)))
