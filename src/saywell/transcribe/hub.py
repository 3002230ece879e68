"""Whisper models: which are on this machine, and what the hub has.

They live in the Hugging Face cache that every faster-whisper tool shares; `download` brings one there.
"""

from __future__ import annotations

import json
import os
import shutil
import threading
import time
from collections.abc import Callable, Iterator
from contextlib import suppress
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from saywell import config
from saywell.errors import EngineMissingError, HubUnreachableError
from saywell.transcribe.whisper import missing_files

DEFAULT = "base.en"
"""On two cores it decodes an answer in a fifth to a tenth of its length; small.en takes three times as
long and is worth it where time is not short (docs/performance.md)."""
SIZES = {
    "tiny.en": 76,
    "base.en": 145,
    "small.en": 484,
    "medium.en": 1530,
    "distil-large-v3": 1510,
    "large-v3-turbo": 1620,
    "large-v3": 3090,
}
"""Offered by name, with their megabytes, roughly, so that a person can choose before the hub is asked.
Any other size that faster-whisper knows, or a hub id, works too."""

PATTERNS = ["config.json", "preprocessor_config.json", "model.bin", "tokenizer.json", "vocabulary.*"]
_ANSWER_S = 4.5
"""A hub that has not answered by then is taken for unreachable."""
CONNECT_S, _READ_S = 3.0, 3.0
_REMEMBER_UNREACHABLE_S = 3600.0
_REMEMBER_DECLINED_S = 24 * 3600.0

os.environ.setdefault("HF_HUB_DISABLE_XET", "1")
os.environ.setdefault("HF_HUB_DISABLE_PROGRESS_BARS", "1")


@dataclass(frozen=True, slots=True)
class Stored:
    """A Whisper model in the cache: what to call it, where it is, its bytes on disk."""

    name: str
    repo: str
    path: Path
    size_bytes: int


@dataclass(frozen=True, slots=True)
class File:
    """One file of a model on the hub."""

    name: str
    size: int
    digest: str
    """sha256 of a large file, git's sha1 of a small one: the name of its blob in the cache."""


@dataclass(frozen=True, slots=True)
class Offer:
    """What the hub has: which files of which commit."""

    repo: str
    commit: str
    files: tuple[File, ...]

    @property
    def size_bytes(self) -> int:
        return sum(file.size for file in self.files)


def repo_of(name: str) -> str:
    """The hub's id of a size, or the id itself.

    Raises:
        EngineMissingError: it is neither.
    """
    from faster_whisper.utils import _MODELS

    if name in _MODELS:
        return str(_MODELS[name])
    if name.count("/") == 1 and all(name.split("/")):
        return name
    raise EngineMissingError(
        f"There is no model {name}",
        "Use base.en, small.en, a hub id such as Systran/faster-whisper-base.en; --model takes a folder too.",
        code="model_unknown",
    )


def find(name: str) -> Path | None:
    """The folder of a model that is on the disk, whole; None if it is not."""
    from huggingface_hub import try_to_load_from_cache

    path = try_to_load_from_cache(repo_of(name), "model.bin")
    if not isinstance(path, str):
        return None
    folder = Path(path).parent
    return None if missing_files(folder) else folder


def cache_dir() -> Path:
    from huggingface_hub import constants

    return Path(constants.HF_HUB_CACHE)


def repo_dir(repo: str) -> Path:
    """Where the cache keeps a repository."""
    return cache_dir() / f"models--{repo.replace('/', '--')}"


def stored() -> list[Stored]:
    """Every whole Whisper model in the cache, by name."""
    from faster_whisper.utils import _MODELS

    by_repo = {repo: name for name, repo in reversed(_MODELS.items())}
    out = []
    for folder in sorted(cache_dir().glob("models--*")):
        repo = folder.name.removeprefix("models--").replace("--", "/", 1)
        known = repo in by_repo or "whisper" in repo.lower()
        path = find(repo) if known and "/" in repo else None
        if path:
            size = sum(file.stat().st_size for file in path.iterdir())
            out.append(Stored(by_repo.get(repo, repo), repo, path, size))
    return out


def remove(name: str) -> int:
    """Delete a model and any broken-off download of it; returns the bytes freed.

    Raises:
        EngineMissingError: it is not here.
    """
    folder = repo_dir(repo_of(name))
    if not folder.is_dir():
        raise EngineMissingError(f"{name} is not on this machine", "saywell models list shows what is.")
    freed = sum(f.stat().st_size for f in folder.rglob("*") if f.is_file() and not f.is_symlink())
    shutil.rmtree(folder)
    shutil.rmtree(cache_dir() / ".locks" / folder.name, ignore_errors=True)
    return freed


# ---------------------------------------------------------------- asking the hub


def ask(name: str) -> Offer:
    """What the hub has under this name; answers or fails within five seconds.

    Raises:
        HubUnreachableError: no answer; remembered for an hour.
        EngineMissingError: the hub has no such model, or it is not a faster-whisper model.
    """
    repo = repo_of(name)
    try:
        info = _within(_ANSWER_S, lambda: _model_info(repo))
    except (OSError, TimeoutError, ValueError) as error:
        _remember("unreachable_at")
        raise _unreachable(error) from None
    _forget("unreachable_at")
    files = tuple(_wanted(info))
    if not {"model.bin", "config.json", "tokenizer.json"} <= {file.name for file in files}:
        raise EngineMissingError(
            f"{repo} is not a faster-whisper model: it lacks model.bin, config.json or tokenizer.json",
            "Choose one of the Systran/faster-whisper models: saywell models list",
            code="model_incomplete",
        )
    return Offer(repo, info["sha"], files)


def unreachable_lately() -> bool:
    """The hub did not answer within the last hour."""
    return _remembered("unreachable_at", _REMEMBER_UNREACHABLE_S)


def declined_lately() -> bool:
    """The offer to download was declined within the last day."""
    return _remembered("declined_at", _REMEMBER_DECLINED_S)


def decline() -> None:
    _remember("declined_at")


def told_lately() -> bool:
    """The person was told within the last day what the built-in recogniser can't do."""
    return _remembered("told_at", _REMEMBER_DECLINED_S)


def tell() -> None:
    _remember("told_at")


def _model_info(repo: str) -> dict[str, Any]:
    import requests

    url = f"{endpoint()}/api/models/{repo}/revision/main"
    answer = requests.get(url, params={"blobs": "1"}, headers=headers(), timeout=(CONNECT_S, _READ_S))
    if answer.status_code in (401, 403, 404):
        raise EngineMissingError(
            f"The hub has no model {repo} that you may read",
            "Check the name; for a private model log in with: hf auth login",
            code="model_unknown",
        )
    answer.raise_for_status()
    info = answer.json()
    if not isinstance(info, dict) or not isinstance(info.get("sha"), str):
        raise ValueError("the answer is not that of a model hub")
    return info


def _wanted(info: dict[str, Any]) -> Iterator[File]:
    from fnmatch import fnmatch

    for entry in info.get("siblings", ()):
        name = entry["rfilename"]
        if any(fnmatch(name, pattern) for pattern in PATTERNS):
            large = entry.get("lfs")
            digest = large["sha256"] if large else entry["blobId"]
            yield File(name, int(large["size"] if large else entry["size"]), str(digest))


def _within(seconds: float, work: Callable[[], dict[str, Any]]) -> dict[str, Any]:
    """Run `work` but wait no longer than this: a name server that hangs obeys no socket's timeout."""
    result: dict[str, Any] = {}

    def run() -> None:
        try:
            result["value"] = work()
        except BaseException as error:
            result["error"] = error

    thread = threading.Thread(target=run, daemon=True)
    thread.start()
    thread.join(seconds)
    if "error" in result:
        raise result["error"]
    if "value" not in result:
        raise TimeoutError("no answer")
    value: dict[str, Any] = result["value"]
    return value


def endpoint() -> str:
    from huggingface_hub import constants

    return str(constants.ENDPOINT).rstrip("/")


def headers() -> dict[str, str]:
    from huggingface_hub import get_token

    token = get_token()
    return {"Authorization": f"Bearer {token}"} if token else {}


def _unreachable(error: Exception) -> HubUnreachableError:
    why = "no answer" if isinstance(error, TimeoutError) or "timed out" in str(error).lower() else _short(error)
    return HubUnreachableError(
        f"The model hub {endpoint()} can't be reached ({why})",
        "Check the network and try again, or copy a model folder here and use --model FOLDER.",
    )


def _short(error: Exception) -> str:
    text = str(error).lower()
    for sign, meaning in (
        ("refused", "connection refused"),
        ("resolve", "name not found"),
        ("resolution", "name not found"),
    ):
        if sign in text:
            return meaning
    return type(error).__name__


# ---------------------------------------------------------------- what is remembered


def _state_file() -> Path:
    return config.state_dir() / "hub.json"


def _state() -> dict[str, float]:
    try:
        raw = json.loads(_state_file().read_text("utf-8"))
    except (OSError, ValueError):
        return {}
    return {k: v for k, v in raw.items() if isinstance(v, int | float)} if isinstance(raw, dict) else {}


def _remembered(what: str, for_s: float) -> bool:
    return 0 <= time.time() - _state().get(what, 0.0) < for_s


def _remember(what: str) -> None:
    _write_state({**_state(), what: time.time()})


def _forget(what: str) -> None:
    state = _state()
    if state.pop(what, None) is not None:
        _write_state(state)


def _write_state(state: dict[str, float]) -> None:
    path = _state_file()
    with suppress(OSError):  # only a convenience: without it we ask again
        path.parent.mkdir(parents=True, exist_ok=True, mode=0o700)
        path.write_text(json.dumps(state), "utf-8")
