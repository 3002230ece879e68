"""`saywell models`: what is here, getting one, removing one; and the offer to download."""

from __future__ import annotations

import json
import sys
from pathlib import Path

from saywell import config
from saywell.cli import ask, complain, somebody_there
from saywell.errors import EngineMissingError, HubUnreachableError, SaywellError, UsageError
from saywell.transcribe import download, hub, sphinx


def show(*, as_json: bool) -> None:
    """List the recognisers."""
    here = {model.name: model for model in hub.stored()}
    names = list(dict.fromkeys([*hub.SIZES, *here]))
    if as_json:
        rows = [_row(name, here.get(name)) for name in names]
        rows.append({"name": sphinx.NAME, "engine": sphinx.NAME, "on_disk": sphinx.installed(), "default": False})
        print(json.dumps(rows))
        return
    for name in names:
        size = f"{here[name].size_bytes / 1e6:.0f} MB" if name in here else f"about {hub.SIZES[name]} MB"
        note = "the default" if name == hub.DEFAULT else ""
        print(f"{name:<20}{'here' if name in here else 'not here':<10}{size:>13}  {note}".rstrip())
    built_in = "here" if sphinx.installed() else "not here"
    print(f"{sphinx.NAME:<20}{built_in:<10}{'':>13}  built-in: used until a Whisper model is here")
    print(f"\nWhisper models are kept in {hub.cache_dir()}, shared with other tools.")


def _row(name: str, model: hub.Stored | None) -> dict[str, object]:
    return {
        "name": name,
        "engine": "faster-whisper",
        "on_disk": model is not None,
        "default": name == hub.DEFAULT,
        "size_bytes": model.size_bytes if model else None,
        "path": str(model.path) if model else None,
    }


def pull(name: str | None, *, offline: bool) -> None:
    """Download a model and say where it is."""
    name = name or hub.DEFAULT
    if name == sphinx.NAME:
        print(f"{name} is built in: there is nothing to download.")
        return
    if offline or config.offline():
        raise EngineMissingError(
            f"{name} can't be downloaded offline", "Leave out --offline and SAYWELL_OFFLINE.", code="offline"
        )
    if folder := hub.find(name):
        print(f"{name} is here already: {folder}")
        return
    offer = hub.ask(name)
    print(f"{name} is here now: {_download(name, offer)}")


def remove(name: str) -> None:
    """Delete a model and say what that freed."""
    if name == sphinx.NAME:
        raise UsageError(f"{name} is built in", "It goes when saywell is uninstalled.")
    freed = hub.remove(name)
    print(f"Removed {name}: {freed / 1e6:.0f} MB freed.")


def fetch_if_wanted(name: str) -> Path | None:
    """Offer to download a model; the folder, or None if it was declined or can't be had.

    Only where somebody can answer: on a terminal. Nothing is sent before the answer. A hub that did not
    answer is left alone for an hour, a person who declined for a day.
    """
    if not somebody_there() or hub.unreachable_lately() or hub.declined_lately():
        return None
    size = f"about {hub.SIZES[name]} MB " if name in hub.SIZES else "some space "
    complain(f"Whisper ({name}) writes better words than the built-in recogniser.")
    complain(f"It takes {size}in {hub.cache_dir()}, once. Nothing you record is ever sent.")
    if ask("Download it now? [Y/n]") not in ("", "y", "yes"):
        hub.decline()
        return None
    try:
        return _download(name, hub.ask(name))
    except HubUnreachableError as error:
        later = "asking again in an hour." if error.code == "hub_unreachable" else error.next
        complain(f"{error.what}: {later}")
    except SaywellError as error:  # a full disk, or something on the way that answered for the hub
        complain(str(error))
    return None


def _download(name: str, offer: hub.Offer) -> Path:
    """With a progress bar on a terminal."""
    if not sys.stderr.isatty():
        return download.pull(name, offer)
    from rich.console import Console
    from rich.progress import BarColumn, DownloadColumn, Progress, TextColumn, TimeRemainingColumn, TransferSpeedColumn

    columns = (
        TextColumn("{task.description}"),
        BarColumn(),
        DownloadColumn(),
        TransferSpeedColumn(),
        TimeRemainingColumn(),
    )
    with Progress(*columns, console=Console(stderr=True), transient=True) as progress:
        task = progress.add_task(name, total=offer.size_bytes)
        return download.pull(name, offer, lambda more: progress.advance(task, more))
