"""Recordings that are not in the history yet: one under way, or what a crash left behind.

Each is a WAV and, beside it, a note of what was asked, both written before the first word is. A repair of
the history puts recordings here whose attempt it could not read.
"""

from __future__ import annotations

import itertools
import json
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import datetime
from pathlib import Path

from saywell import config, files, kinds, store
from saywell.errors import SaywellError
from saywell.model import Question
from saywell.report import as_json, from_json

_LONG_ENOUGH_S = 0.5
"""What is shorter can't be measured, and nobody misses it."""


@dataclass(frozen=True, slots=True)
class Pending:
    """A recording on the disk.

    Attributes:
        path: the WAV.
        uid: of the attempt that it will be.
        recorded_at: when it began, as attempts carry it.
        question: what was asked.
        keep: it is to go into the history; else it goes once its report was shown.
    """

    path: Path
    uid: str
    recorded_at: str
    question: Question
    keep: bool

    def note(self) -> None:
        """Write down what the recording is, before it begins."""
        data = {
            "uid": self.uid,
            "recorded_at": self.recorded_at,
            "question": as_json.question_as_dict(self.question),
            "keep": self.keep,
        }
        with files.saying(self._note), files.replacing(self._note) as file:
            file.write(json.dumps(data).encode())

    def discard(self) -> None:
        """Delete it: it is in the history, or not wanted."""
        with files.saying(self.path):
            self.path.unlink(missing_ok=True)
            self._note.unlink(missing_ok=True)

    def set_aside(self) -> Path:
        """Move it to where it is not offered again: nothing can be measured on it; its new place."""
        with files.saying(self.path):
            place = files.private_folder(self.path.parent / "unusable") / self.path.name
            self.path.replace(place)
            self._note.unlink(missing_ok=True)
        return place

    @property
    def _note(self) -> Path:
        return self.path.with_suffix(".json")


def folder() -> Path:
    return config.data_dir() / "recordings"


@contextmanager
def alone() -> Iterator[None]:
    """Hold the microphone's place: one recording at a time, and none mended while it is made.

    Raises:
        SaywellError: another saywell records (`already_recording`).
    """
    from filelock import FileLock, Timeout

    lock = FileLock(files.private_folder(folder()) / ".lock", timeout=0, mode=0o600)
    try:
        lock.acquire()
    except Timeout:
        raise SaywellError(
            "Another saywell is recording", "Stop that one first, with Enter.", code="already_recording"
        ) from None
    except OSError as error:
        raise files.refused(folder(), error) from None
    try:
        yield
    finally:
        lock.release()


def new(question: Question, *, keep: bool) -> Pending:
    """A place for a recording to come, named by the time. Ask only when `alone`."""
    at = store.now()
    stem = at[:19].replace("T", "-").replace(":", "")
    names = (f"{stem}{f'-{k}' * (k > 1)}.wav" for k in itertools.count(1))
    place = files.private_folder(folder())
    path = next(path for name in names if not (path := place / name).exists())
    return Pending(path, store.new_uid(), at, question, keep)


def paths() -> list[Path]:
    """The recordings that are not in the history, the oldest first."""
    found = [path for pattern in ("*.wav", "*.flac") for path in folder().glob(pattern)]
    return sorted(found, key=lambda path: path.stat().st_mtime)


def left_behind() -> list[tuple[Pending, float]]:
    """What was not finished, the oldest first, made whole, with the seconds of each. Ask only when `alone`."""
    from saywell import record  # which brings numpy

    found = []
    for path in paths():
        pending = _read(path)
        seconds = record.mend(path) if path.suffix == ".wav" else _LONG_ENOUGH_S
        if seconds >= _LONG_ENOUGH_S:
            found.append((pending, seconds))
        else:
            pending.discard()
    return found


def _read(path: Path) -> Pending:
    at = datetime.fromtimestamp(path.stat().st_mtime).astimezone().isoformat(timespec="seconds")
    try:
        note = json.loads(path.with_suffix(".json").read_text("utf-8"))
        question = from_json.question(note["question"])
        return Pending(path, note["uid"], note["recorded_at"], question, note["keep"])
    except (OSError, ValueError, KeyError, TypeError):
        return Pending(path, store.new_uid(), at, kinds.question(None, None), True)
