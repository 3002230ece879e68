"""Getting a Whisper model from the hub.

A download is ours until it is whole: each file arrives beside its final place as `<digest>.part`,
continues where it broke off, is checked against the digest that the hub itself gives, and only then
takes its name; the hub's own library then links the files into a snapshot, so nobody ever sees half a
model.
"""

from __future__ import annotations

import hashlib
import os
import shutil
import time
from collections.abc import Callable
from pathlib import Path

from saywell.errors import EngineMissingError, HubUnreachableError, SaywellError
from saywell.transcribe import hub

_STALL_S = 15.0
_TRIES = 5
_BLOCK = 1 << 16
_SPARE_BYTES = 50_000_000

Progress = Callable[[int], None]


def pull(name: str, offer: hub.Offer | None = None, on_bytes: Progress = lambda _: None) -> Path:
    """Bring a model here, whole and checked; a download that was broken off is continued.

    Args:
        name: a size or a hub id.
        offer: what `ask` said, if it was asked already.
        on_bytes: told how many more bytes there are, those of an earlier try included.

    Returns:
        The folder of the model.

    Raises:
        HubUnreachableError: the hub can't be reached, or broke off for good.
        EngineMissingError: a file's digest is not the hub's (`wrong_digest`).
        SaywellError: the disk is full or can't be written.
    """
    offer = offer or hub.ask(name)
    blobs = hub.repo_dir(offer.repo) / "blobs"
    try:
        blobs.mkdir(parents=True, exist_ok=True)
        _refuse_full_disk(offer, blobs)
        for file in offer.files:
            _fetch(offer, file, blobs, on_bytes)
        return _publish(offer)
    except OSError as error:
        if type(error).__module__.startswith(("requests", "urllib3", "httpx", "huggingface_hub")):
            raise _broken_off(offer) from None
        raise SaywellError(
            f"The model can't be written to {blobs}: {error.strerror or error}",
            "Make room or mend its permissions, then run the same command again.",
            code="disk",
        ) from None


def _fetch(offer: hub.Offer, file: hub.File, blobs: Path, on_bytes: Progress) -> None:
    from filelock import FileLock, Timeout

    target, part = blobs / file.digest, blobs / f"{file.digest}.part"
    if target.exists():
        on_bytes(file.size)
        return
    try:
        with FileLock(f"{part}.lock", timeout=0):
            on_bytes(part.stat().st_size if part.exists() else 0)
            _complete(offer, file, part, on_bytes)
            if _digest(part, file) != file.digest:
                part.unlink()
                raise EngineMissingError(
                    f"{file.name} of {offer.repo} arrived damaged: its digest is not the hub's",
                    "Nothing of it was kept. Try again; if it stays so, a proxy on the way changes files.",
                    code="wrong_digest",
                )
            part.replace(target)
    except Timeout:
        raise SaywellError(
            f"Another download of {offer.repo} is running", "Wait for it to finish.", code="busy"
        ) from None
    finally:
        Path(f"{part}.lock").unlink(missing_ok=True)


def _complete(offer: hub.Offer, file: hub.File, part: Path, on_bytes: Progress) -> None:
    """Fetch what is missing of a file, going on where it broke off, up to five times without a byte."""
    import requests

    tries = _TRIES
    while (have := part.stat().st_size if part.exists() else 0) < file.size:
        try:
            _continue(offer, file, part, have, on_bytes)
        except (requests.RequestException, OSError) as error:
            if isinstance(error, OSError) and error.errno and not isinstance(error, requests.RequestException):
                raise
            tries = _TRIES if part.exists() and part.stat().st_size > have else tries - 1
            if not tries:
                raise _broken_off(offer) from None
            time.sleep(min(1.0, 0.2 * (_TRIES - tries + 1)))


def _continue(offer: hub.Offer, file: hub.File, part: Path, have: int, on_bytes: Progress) -> None:
    import requests

    url = f"{hub.endpoint()}/{offer.repo}/resolve/{offer.commit}/{file.name}"
    headers = {**hub.headers(), "Accept-Encoding": "identity", **({"Range": f"bytes={have}-"} if have else {})}
    with requests.get(url, headers=headers, stream=True, timeout=(hub.CONNECT_S, _STALL_S)) as answer:
        answer.raise_for_status()
        whole_again = have > 0 and answer.status_code != 206
        if whole_again:
            on_bytes(-have)
        with part.open("wb" if whole_again or not have else "ab") as out:
            for block in answer.iter_content(_BLOCK):
                out.write(block)
                on_bytes(len(block))
            out.flush()
            os.fsync(out.fileno())
    if part.stat().st_size > file.size:
        on_bytes(-part.stat().st_size)
        part.unlink()
        raise requests.ConnectionError("more bytes than announced")


def _digest(path: Path, file: hub.File) -> str:
    """sha256, or git's sha1 of a blob, whichever the hub gave."""
    if len(file.digest) == 64:
        digest = hashlib.sha256()
    else:
        digest = hashlib.sha1(f"blob {file.size}\0".encode(), usedforsecurity=False)
    with path.open("rb") as handle:
        while block := handle.read(_BLOCK):
            digest.update(block)
    return digest.hexdigest()


def _publish(offer: hub.Offer) -> Path:
    """Let the hub's own library link the checked files into a snapshot under their names."""
    from huggingface_hub import snapshot_download

    folder = snapshot_download(offer.repo, allow_patterns=hub.PATTERNS, etag_timeout=hub.CONNECT_S)
    return Path(folder)


def _refuse_full_disk(offer: hub.Offer, blobs: Path) -> None:
    have = sum(_size(blobs / file.digest) + _size(blobs / f"{file.digest}.part") for file in offer.files)
    need = offer.size_bytes - have + _SPARE_BYTES
    free = shutil.disk_usage(blobs).free
    if need > free:
        raise SaywellError(
            f"{offer.repo} needs {need / 1e6:.0f} MB and {blobs} has {free / 1e6:.0f} MB free",
            "Make room, or set HF_HOME to a folder on another disk.",
            code="disk",
        )


def _size(path: Path) -> int:
    return path.stat().st_size if path.exists() else 0


def _broken_off(offer: hub.Offer) -> HubUnreachableError:
    return HubUnreachableError(
        f"The download of {offer.repo} broke off",
        "Run the same command again: it goes on where it stopped.",
        code="download_broken",
    )
