"""Where things are kept, and what a person has set.

Directories are platformdirs', or all under `SAYWELL_HOME`. The config file is `config.toml` in the
config directory (docs/config.md):

    model = "small.en"            # which recogniser, as --model
    device = "USB"                # which microphone, as --device
    off = ["we_share"]            # metrics to switch off
    [bands]
    words_per_minute = [110, 170] # what counts as within
"""

from __future__ import annotations

import os
import tomllib
from collections.abc import Mapping
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

from saywell import metrics
from saywell.errors import UsageError

APP = "saywell"
_KEYS = {"model", "device", "off", "bands"}


@dataclass(frozen=True, slots=True)
class Settings:
    """What a person has set.

    Attributes:
        model: a faster-whisper size, a hub id, a folder, or `pocketsphinx`; None for the usual order.
        device: the microphone to record with, by name or a part of it; None for the system's choice.
        off: metrics that are not to be measured.
        bands: metric -> (low, high) in place of the catalogue's.
    """

    model: str | None = None
    device: str | None = None
    off: frozenset[str] = frozenset()
    bands: Mapping[str, tuple[float, float]] = field(default_factory=dict)


def home() -> Path | None:
    """`SAYWELL_HOME`, which moves everything of ours."""
    value = os.environ.get("SAYWELL_HOME")
    return Path(value).expanduser() if value else None


def config_file() -> Path:
    from platformdirs import user_config_path

    return (home() or user_config_path(APP, appauthor=False)) / "config.toml"


def data_dir() -> Path:
    """The history and its recordings."""
    from platformdirs import user_data_path

    own = home()
    return own / "data" if own else user_data_path(APP, appauthor=False)


def state_dir() -> Path:
    """Small things worth remembering between runs, such as that the hub did not answer."""
    from platformdirs import user_state_path

    own = home()
    return own / "state" if own else user_state_path(APP, appauthor=False)


def offline() -> bool:
    """`SAYWELL_OFFLINE=1`: the network is forbidden."""
    return os.environ.get("SAYWELL_OFFLINE", "") not in ("", "0")


def debug() -> bool:
    """`SAYWELL_DEBUG=1`: show where an error came from."""
    return os.environ.get("SAYWELL_DEBUG", "") not in ("", "0")


def load() -> Settings:
    """Read the config file and the environment; what is not set is the default.

    Raises:
        UsageError: the file is not TOML, or says something that can't be.
    """
    path = config_file()
    try:
        text = path.read_text("utf-8")
    except FileNotFoundError:
        return Settings(model=os.environ.get("SAYWELL_MODEL") or None)
    except (OSError, UnicodeDecodeError) as error:
        raise _refuse(path, f"can't be read: {getattr(error, 'strerror', None) or error}") from None
    try:
        raw = tomllib.loads(text)
    except tomllib.TOMLDecodeError as error:
        raise _refuse(path, f"not TOML: {error}") from None
    return _settings(path, raw)


def _settings(path: Path, raw: dict[str, Any]) -> Settings:
    if unknown := sorted(set(raw) - _KEYS):
        raise _refuse(path, f"unknown setting: {unknown[0]}")
    model = raw.get("model")
    if model is not None and not isinstance(model, str):
        raise _refuse(path, "model must be a name in quotes")
    device = raw.get("device")
    if device is not None and not isinstance(device, str):
        raise _refuse(path, "device must be a name in quotes")
    off, bands = raw.get("off", []), raw.get("bands", {})
    if not isinstance(off, list) or not all(isinstance(name, str) for name in off):
        raise _refuse(path, "off must be a list of metric names")
    if not isinstance(bands, dict):
        raise _refuse(path, "bands must be a table")
    for name in [*off, *bands]:
        if name not in metrics.names():
            raise _refuse(path, f"a metric that does not exist: {name}")
    return Settings(
        model=os.environ.get("SAYWELL_MODEL") or model,
        device=device,
        off=frozenset(off),
        bands={name: _band(path, name, value) for name, value in bands.items()},
    )


def _band(path: Path, name: str, value: object) -> tuple[float, float]:
    if not (
        isinstance(value, list)
        and len(value) == 2
        and all(isinstance(edge, int | float) and not isinstance(edge, bool) for edge in value)
        and value[0] <= value[1]
    ):
        raise _refuse(path, f"bands.{name} must be two numbers, low and high")
    return float(value[0]), float(value[1])


def _refuse(path: Path, why: str) -> UsageError:
    return UsageError(f"{path}: {why}", "Mend or remove the file; docs/config.md lists what it may say.", code="config")
