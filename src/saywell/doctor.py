"""What this machine has and lacks for saywell: each check with what to do about it."""

from __future__ import annotations

import math
import os
import platform
import queue
import shutil
import time
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import Literal

from saywell import config, database, devices, files, pending, store
from saywell.devices import Device
from saywell.errors import SaywellError
from saywell.model import Attempt

State = Literal["ok", "note", "fails"]

_LEAST_FREE_BYTES = 500_000_000
_LISTEN_S = 2.0


@dataclass(frozen=True, slots=True)
class Check:
    """One thing that was looked at: what was found, and what to do if that is not as it should be."""

    name: str
    state: State
    found: str
    fix: str = ""


def info(*, mic: bool) -> Iterator[Check]:
    """Look at everything, one thing after another.

    Args:
        mic: listen to the microphone for two seconds.
    """
    yield _python()
    yield from _sound(mic)
    yield from _models()
    yield from _folders()
    yield _history()
    yield from _left()
    yield _room()


def _python() -> Check:
    found = f"{platform.python_version()} on {platform.system()} {platform.machine()}"
    return Check("python", "ok", found)


def _sound(mic: bool) -> Iterator[Check]:
    try:
        yield Check("portaudio", "ok", devices.portaudio_version())
    except SaywellError as error:
        yield Check("portaudio", "fails", error.what, error.next)
        return
    try:
        device = devices.find(_chosen_microphone())
        count = len(devices.microphones())
    except SaywellError as error:
        fix = "Plug one in. In a container or over ssh there is none: record elsewhere and use saywell analyse."
        yield Check("microphone", "fails", error.what, fix)
        return
    more = f", one of {count}" if count > 1 else ""
    yield Check("microphone", "ok", f"{device.name}, {device.rate_hz} Hz{more}")
    if mic:
        yield _listen(device)


def _chosen_microphone() -> str | None:
    try:
        return config.load().device
    except SaywellError:  # told of under its own name
        return None


def _listen(device: Device) -> Check:
    """Two seconds of the microphone: level, noise, clipping, all zero."""
    import numpy as np

    blocks: queue.SimpleQueue[bytes] = queue.SimpleQueue()
    try:
        with devices.quietly():
            microphone = devices.open_microphone(device, lambda data, _lost: blocks.put(data))
            microphone.start()
            time.sleep(_LISTEN_S)
            microphone.close()
    except SaywellError as error:
        return Check("level", "fails", error.what, error.next)
    parts = []
    while not blocks.empty():
        parts.append(np.frombuffer(blocks.get(), dtype="<i2"))
    if not parts:
        return Check("level", "fails", "nothing came from it", "Plug it in again, or choose another with --device.")
    samples = np.concatenate(parts).astype(np.float64) / 32_768
    peak, level = float(np.abs(samples).max()), float(np.sqrt(np.square(samples).mean()))
    clipped = float((np.abs(samples) >= 0.999).mean())
    if peak == 0:
        fix = "Unmute it, and allow this terminal to use the microphone in the system's privacy settings."
        return Check("level", "fails", "only zeros come from it", fix)
    frames = samples[: len(samples) // 480 * 480].reshape(-1, 480)
    noise = float(np.sqrt(np.percentile(np.square(frames).mean(axis=1), 10))) if len(frames) else level
    found = f"level {_db(level):.0f} dBFS, peak {_db(peak):.0f}, quietest {_db(noise):.0f}"
    if clipped > 0.001:
        return Check("level", "note", f"{found}, {clipped:.1%} clipped", "Turn the microphone down.")
    if _db(noise) > -35:
        return Check("level", "note", found, "Loud even where nobody speaks: find a quieter room.")
    return Check("level", "ok", found)


def _models() -> Iterator[Check]:
    from saywell.transcribe import hub, sphinx

    here = hub.stored()
    if here:
        names = ", ".join(f"{model.name} ({model.size_bytes / 1e6:.0f} MB)" for model in here)
        yield Check("whisper", "ok", names)
    else:
        yield Check("whisper", "note", "no model on this machine", "For better words: saywell models pull")
    if sphinx.installed():
        yield Check("built-in recogniser", "ok", "PocketSphinx, en-us")
    else:
        state: State = "note" if here else "fails"
        yield Check("built-in recogniser", state, "not for this Python", "Get Whisper: saywell models pull")


def _folders() -> Iterator[Check]:
    for name, path in (("data", config.data_dir()), ("settings", config.config_file().parent)):
        try:
            yield _folder(name, path)
        except OSError as error:
            refused = files.refused(path, error)
            yield Check(name, "fails", refused.what, refused.next)
    try:
        config.load()
    except SaywellError as error:
        yield Check("config", "fails", error.what, error.next)


def _folder(name: str, path: Path) -> Check:
    if not path.exists():
        return Check(name, "ok", f"{path} (not there yet)")
    if not os.access(path, os.W_OK):
        return Check(
            name, "fails", f"{path} can't be written", "Make it yours, or set SAYWELL_HOME to a folder of yours."
        )
    if name != "data":
        return Check(name, "ok", str(path))
    open_ones = [one for one in (path, *path.rglob("*")) if not one.is_symlink() and one.stat().st_mode & 0o077]
    if open_ones:
        fix = f"Close it: chmod -R go= '{path}'"
        return Check(name, "note", f"{path}: others may read {len(open_ones)} of its files", fix)
    return Check(name, "ok", f"{path}, yours alone")


def _history() -> Check:
    if not (config.data_dir() / database.NAME).exists():
        return Check("history", "ok", "nothing kept yet")
    try:
        with store.opened() as history:
            wrong = history.check()
            attempts = history.attempts()
            if wrong is None:
                return _attempts(history, attempts)
    except SaywellError as error:
        return Check("history", "fails", error.what, error.next)
    return Check("history", "fails", f"damaged: {wrong}", "To save what can be read: saywell doctor --repair")


def _attempts(history: store.Store, attempts: list[Attempt]) -> Check:
    """Whether every report and recording is what was written."""
    damaged = []
    for attempt in attempts:
        try:
            history.report(attempt)
            if attempt.audio:
                history.audio(attempt)
        except SaywellError as error:
            damaged.append((attempt, error))
    if damaged:
        numbers = " ".join(str(attempt.id) for attempt, _ in damaged)
        fix = f"{damaged[0][1].next} Or forget: saywell forget {numbers}"
        return Check("history", "fails", f"{len(damaged)} of {len(attempts)} attempts are damaged: {numbers}", fix)
    return Check("history", "ok", f"{len(attempts)} attempts, all as they were written")


def _left() -> Iterator[Check]:
    left = pending.paths()
    if left:
        yield Check("unfinished", "note", f"{len(left)} recordings", "Finish them: saywell record --recover")
    unusable = [path for path in (pending.folder() / "unusable").glob("*") if path.is_file()]
    if unusable:
        fix = "Listen to them, and delete what you don't need."
        yield Check("unusable", "note", f"{len(unusable)} recordings in {unusable[0].parent}", fix)
    copies = config.data_dir() / "damaged"
    if copies.exists():
        fix = "Once you miss nothing, delete the folder: it holds what you said."
        yield Check("copies", "note", f"of a damaged history: {copies}", fix)


def _room() -> Check:
    path = config.data_dir()
    while not path.exists():
        path = path.parent
    free = shutil.disk_usage(path).free
    found = f"{free / 1e9:.1f} GB free"
    if free < _LEAST_FREE_BYTES:
        return Check("disk", "note", found, "Make room: a recording takes 6 MB a minute while it is made.")
    return Check("disk", "ok", found)


def _db(size: float) -> float:
    return 20 * math.log10(max(size, 1e-5))
