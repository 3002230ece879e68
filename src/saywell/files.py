"""Files that only their owner may read, and that a power cut leaves as they were or as they should be."""

from __future__ import annotations

import errno
import hashlib
import os
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from io import BufferedRandom
from pathlib import Path
from typing import IO, BinaryIO

from saywell.errors import SaywellError

FULL = {errno.ENOSPC, errno.EDQUOT, errno.EFBIG}
"""What a full disk, a used-up quota and a limit on file sizes are called."""


def private_folder(path: Path) -> Path:
    """Make a folder that its owner alone may enter, or close one that stands open.

    Raises:
        SaywellError: it can't be made.
    """
    with saying(path):
        path.mkdir(mode=0o700, parents=True, exist_ok=True)
        if path.stat().st_mode & 0o077:
            path.chmod(0o700)
    return path


def open_private(path: Path, flags: int = os.O_CREAT | os.O_TRUNC) -> BufferedRandom:
    """Open for reading and writing a file that its owner alone may read; the caller closes it."""
    return os.fdopen(os.open(path, os.O_RDWR | flags, 0o600), "r+b")


@contextmanager
def replacing(path: Path) -> Iterator[BinaryIO]:
    """A private file to write that takes the place of `path` when all of it is on the disk; else nothing changes."""
    draft = path.with_name(f".{path.name}.{os.getpid()}")
    try:
        with open_private(draft) as file:
            yield file
            file.flush()
            os.fsync(file.fileno())
        draft.replace(path)
        sync_folder(path.parent)
    finally:
        draft.unlink(missing_ok=True)


def sync_folder(path: Path) -> None:
    """Make names in a folder last, where the system can."""
    with suppress(OSError):
        at = os.open(path, os.O_RDONLY)
        try:
            os.fsync(at)
        finally:
            os.close(at)


def sha256(path: Path) -> str:
    with open(path, "rb") as file:
        return sha256_of(file)


def sha256_of(file: IO[bytes]) -> str:
    """Of what is left to read of an open file."""
    return hashlib.file_digest(file, "sha256").hexdigest()  # type: ignore[arg-type]


@contextmanager
def saying(path: Path) -> Iterator[None]:
    """What the system says went wrong, as an error that a person can act on."""
    try:
        yield
    except OSError as error:
        raise refused(path, error) from error


def refused(path: Path, error: OSError) -> SaywellError:
    """The error for a place where nothing can be written or read."""
    if error.errno in FULL:
        return SaywellError(f"The disk is full: {path}", "Make room and run it again.", code="disk_full")
    why = (os.strerror(error.errno) if error.errno else str(error)).lower()
    hint = "Check its permissions, or set SAYWELL_HOME to a folder of yours."
    return SaywellError(f"{path} can't be used: {why}", hint, code="unusable_folder")
