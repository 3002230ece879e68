"""Which recogniser: the one that was named, else Whisper if it is here, else the built-in one."""

from __future__ import annotations

import os
from collections.abc import Callable
from functools import partial
from pathlib import Path

from saywell.errors import EngineMissingError
from saywell.transcribe import hub, sphinx
from saywell.transcribe.engine import Engine

Fetch = Callable[[str], Path | None]
"""Offers to download a model by name; the folder, or None if it was declined or can't be had."""


def choose(
    model: str | None, *, offline: bool, fetch: Fetch | None, note: Callable[[str], None]
) -> Callable[[], Engine]:
    """Choose the recogniser to use; what loads it.

    Args:
        model: a size, a hub id, a folder, `pocketsphinx`, or None for the usual order: the default
            Whisper model if it is on the disk, then another Whisper size that is, then an offer to
            download the default, then the built-in recogniser.
        offline: nothing may be downloaded.
        fetch: offers a download; None where nobody can be asked.
        note: told, in one line, if the built-in recogniser takes Whisper's place; at length once a day.

    Raises:
        EngineMissingError: the model that was named is not here, or none is.
    """
    from saywell.transcribe.whisper import Whisper

    if model == sphinx.NAME:
        sphinx.require()
        return sphinx.Sphinx
    if model is not None and _is_folder(model):
        folder = Path(model).expanduser()
        return partial(Whisper, folder, folder.resolve().name)
    fetch = None if offline else fetch
    if model is not None:
        found = hub.find(model) or (fetch(model) if fetch else None)
        if found is None:
            raise EngineMissingError(
                f"The model {model} is not on this machine",
                f"Get it with: saywell models pull {model}" + (" (not while offline)" if offline else ""),
            )
        return partial(Whisper, found, model)
    for size in (hub.DEFAULT, *hub.SIZES):
        if found := hub.find(size):
            return partial(Whisper, found, size)
    if found := fetch(hub.DEFAULT) if fetch else None:
        return partial(Whisper, found, hub.DEFAULT)
    sphinx.require()
    about = (
        "No Whisper model here yet: using the built-in recogniser. Its words are rough, so wording and structure "
        "are often withheld; pace, pauses and delivery are measured all the same."
    )
    short = "Using the built-in recogniser; its words are rough."
    note(f"{short if hub.told_lately() else about} For Whisper ({hub.SIZES[hub.DEFAULT]} MB): saywell models pull")
    hub.tell()
    return sphinx.Sphinx


def _is_folder(model: str) -> bool:
    path = Path(model).expanduser()
    looks_like_path = model.startswith((".", "~", os.sep)) or model.endswith(os.sep)
    if looks_like_path and not path.is_dir():
        raise EngineMissingError(f"There is no model folder {model}", "Check the path.", code="model_missing")
    return path.is_dir()
