"""Which recogniser is taken: the order, and what is asked of whom."""

from __future__ import annotations

from pathlib import Path

import pytest

from saywell.errors import EngineMissingError
from saywell.transcribe import choose, hub, sphinx
from tests.conftest import MINI_WHISPER


@pytest.fixture
def notes() -> list[str]:
    return []


def open_named(model: str | None, notes: list[str], *, offline: bool = False, fetch: choose.Fetch | None = None) -> str:
    engine = choose.choose(model, offline=offline, fetch=fetch, note=notes.append)()
    engine.close()
    return f"{engine.name} {engine.model}"


@pytest.fixture(autouse=True)
def empty_cache(monkeypatch: pytest.MonkeyPatch) -> dict[str, Path]:
    """What lies in the hub's cache: nothing, until a test puts a folder there."""
    here: dict[str, Path] = {}
    monkeypatch.setattr(hub, "find", here.get)
    return here


def test_without_whisper_the_built_in_one_with_one_line(notes: list[str]) -> None:
    assert open_named(None, notes) == "pocketsphinx en-us"
    (note,) = notes
    assert "saywell models pull" in note
    assert "\n" not in note


def test_the_built_in_one_by_name_needs_no_excuse(notes: list[str]) -> None:
    assert open_named("pocketsphinx", notes) == "pocketsphinx en-us"
    assert notes == []


def test_a_folder(notes: list[str]) -> None:
    assert open_named(str(MINI_WHISPER), notes) == "faster-whisper mini-whisper-en"


def test_a_folder_that_is_not_there(notes: list[str]) -> None:
    with pytest.raises(EngineMissingError, match="no model folder"):
        open_named("./nowhere/", notes)


def test_the_default_in_the_cache_comes_before_other_sizes(notes: list[str], empty_cache: dict[str, Path]) -> None:
    empty_cache["small.en"] = MINI_WHISPER
    assert open_named(None, notes) == "faster-whisper small.en"
    empty_cache[hub.DEFAULT] = MINI_WHISPER
    assert open_named(None, notes) == f"faster-whisper {hub.DEFAULT}"
    assert notes == []


def test_an_offer_taken_up_is_used(notes: list[str]) -> None:
    assert open_named(None, notes, fetch=lambda _: MINI_WHISPER) == f"faster-whisper {hub.DEFAULT}"


def test_an_offer_declined_leaves_the_built_in_one(notes: list[str]) -> None:
    assert open_named(None, notes, fetch=lambda _: None) == "pocketsphinx en-us"


def test_offline_offers_nothing(notes: list[str]) -> None:
    asked: list[str] = []
    open_named(None, notes, offline=True, fetch=lambda name: asked.append(name))
    assert asked == []


@pytest.mark.parametrize("offline", [True, False])
def test_a_named_model_that_is_not_here_is_not_replaced(notes: list[str], offline: bool) -> None:
    with pytest.raises(EngineMissingError, match=r"small\.en is not on this machine") as caught:
        open_named("small.en", notes, offline=offline)
    assert caught.value.exit_code == 4
    assert "saywell models pull small.en" in caught.value.next


def test_a_python_without_pocketsphinx(notes: list[str], monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(sphinx, "installed", lambda: False)
    with pytest.raises(EngineMissingError, match="not installed") as caught:
        open_named(None, notes)
    assert "saywell models pull" in caught.value.next


def test_it_is_explained_at_length_once_a_day(notes: list[str]) -> None:
    for _ in range(2):
        open_named(None, notes)
    assert len(notes[1]) < len(notes[0]) / 2
    assert all("saywell models pull" in note for note in notes)
