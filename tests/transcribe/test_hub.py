"""Getting a model from a hub that answers, breaks off, lies, refuses, or never says a word."""

from __future__ import annotations

import json
import socket
import time
from collections.abc import Iterator
from pathlib import Path

import pytest

from saywell.errors import EngineMissingError
from saywell.transcribe import hub
from tests.conftest import MINI_WHISPER, Ran, Run
from tests.transcribe.fake_hub import COMMIT, LARGE, REPO, Hub, serving, whole_model


@pytest.fixture
def fake() -> Iterator[Hub]:
    with serving(Hub(whole_model(MINI_WHISPER))) as running:
        yield running


@pytest.fixture
def pull(saywell: Run, fake: Hub) -> Run:
    def run(*arguments: str) -> Ran:
        return saywell("models", "pull", *arguments, env={"HF_ENDPOINT": fake.url})

    return run


def cached(tmp_path: Path) -> Path:
    return tmp_path / "hf" / "hub" / f"models--{REPO.replace('/', '--')}"


def test_a_whole_download_is_where_every_tool_looks(pull: Run, tmp_path: Path, saywell: Run) -> None:
    done = pull()
    assert done.code == 0, done.err
    assert "base.en is here now" in done.out
    snapshot = cached(tmp_path) / "snapshots" / COMMIT
    assert {p.name for p in snapshot.iterdir()} >= {"model.bin", "config.json", "tokenizer.json", "vocabulary.json"}
    assert (snapshot / "model.bin").read_bytes() == (MINI_WHISPER / "model.bin").read_bytes()
    assert not list(cached(tmp_path).rglob("*.part*"))
    listed = saywell("models", "list", "--json")
    (base,) = [row for row in json.loads(listed.out) if row["name"] == "base.en"]
    assert base["on_disk"]
    assert base["default"]
    assert base["size_bytes"] > 11_000_000


def test_what_was_pulled_is_used_without_being_named_and_without_the_network(
    pull: Run, saywell: Run, clip: Path
) -> None:
    assert pull().code == 0
    done = saywell("analyse", clip, "--json", "--offline")
    assert done.code == 0, done.err
    assert done.report["transcript"]["engine"] == "faster-whisper"
    assert done.report["transcript"]["model"] == "base.en"


def test_faster_whisper_itself_finds_it(pull: Run, monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    assert pull().code == 0
    import huggingface_hub

    folder = huggingface_hub.snapshot_download(REPO, local_files_only=True, cache_dir=tmp_path / "hf" / "hub")
    assert Path(folder).name == COMMIT


def test_pulling_twice_downloads_once(pull: Run, fake: Hub) -> None:
    assert pull().code == 0
    asked = len(fake.requests)
    again = pull()
    assert again.code == 0
    assert "here already" in again.out
    assert len(fake.requests) == asked


def test_a_download_that_breaks_off_goes_on_by_itself(pull: Run, fake: Hub) -> None:
    fake.break_after, fake.breaks_left = 3_000_000, 2
    done = pull()
    assert done.code == 0, done.err
    first, second, third = fake.ranges_of(LARGE)
    assert first == ""
    starts = [int(sent.removeprefix("bytes=").rstrip("-")) for sent in (second, third)]
    assert starts == pytest.approx([3_000_000, 6_000_000], abs=200_000)


def test_a_download_that_breaks_for_good_is_continued_by_the_next_pull(pull: Run, fake: Hub, tmp_path: Path) -> None:
    fake.break_after, fake.breaks_left = 0, 99
    fake.files[LARGE] = whole_model(MINI_WHISPER)[LARGE]
    blobs = cached(tmp_path) / "blobs"
    blobs.mkdir(parents=True)
    from tests.transcribe.fake_hub import digest

    (blobs / f"{digest(LARGE, fake.files[LARGE])}.part").write_bytes(fake.files[LARGE][:5_000_000])
    broken = pull()
    assert broken.code == 4
    assert "broke off" in broken.err
    assert "goes on where it stopped" in broken.err
    assert len(broken.err.splitlines()) == 1
    assert not (cached(tmp_path) / "snapshots").exists()
    fake.breaks_left = 0
    assert pull().code == 0
    assert fake.ranges_of(LARGE)[-1] == "bytes=5000000-"


def test_a_server_without_ranges_sends_it_all_again(pull: Run, fake: Hub) -> None:
    fake.break_after, fake.breaks_left, fake.ignores_ranges = 3_000_000, 1, True
    assert pull().code == 0


def test_a_wrong_digest_leaves_nothing_behind(pull: Run, fake: Hub, tmp_path: Path) -> None:
    fake.damaged = True
    done = pull()
    assert done.code == 4
    assert "arrived damaged" in done.err
    assert len(done.err.splitlines()) == 1
    assert not (cached(tmp_path) / "snapshots").exists()
    assert not any(path.stat().st_size > 10_000_000 for path in (cached(tmp_path) / "blobs").iterdir())
    fake.damaged = False
    assert pull().code == 0


def test_a_hub_that_refuses_is_told_at_once(saywell: Run) -> None:
    with socket.create_server(("127.0.0.1", 0)) as taken:
        port = taken.getsockname()[1]
    began = time.monotonic()
    done = saywell("models", "pull", env={"HF_ENDPOINT": f"http://127.0.0.1:{port}"})
    assert time.monotonic() - began < 5
    assert done.code == 4
    assert "connection refused" in done.err
    assert len(done.err.splitlines()) == 1


def test_a_hub_that_never_answers_is_given_up_within_five_seconds(saywell: Run) -> None:
    with socket.create_server(("127.0.0.1", 0)) as mute:
        began = time.monotonic()
        done = saywell("models", "pull", env={"HF_ENDPOINT": f"http://127.0.0.1:{mute.getsockname()[1]}"})
        assert time.monotonic() - began < 6  # the hub's five, and the start of Python
    assert done.code == 4
    assert "no answer" in done.err


def test_a_hub_that_answers_something_else(saywell: Run, fake: Hub) -> None:
    done = saywell("models", "pull", "nobody/nothing", env={"HF_ENDPOINT": fake.url})
    assert done.code == 4
    assert "no model nobody/nothing" in done.err


def test_a_repository_without_a_model_is_refused(pull: Run, fake: Hub) -> None:
    del fake.files[LARGE]
    done = pull()
    assert done.code == 4
    assert "not a faster-whisper model" in done.err


def test_offline_asks_nobody(pull: Run, fake: Hub) -> None:
    done = pull("--offline")
    assert done.code == 4
    assert "offline" in done.err
    assert fake.requests == []


def test_removing_frees_the_disk(pull: Run, saywell: Run, tmp_path: Path) -> None:
    assert pull().code == 0
    done = saywell("models", "remove", "base.en")
    assert done.code == 0
    assert "freed" in done.out
    assert not cached(tmp_path).exists()
    again = saywell("models", "remove", "base.en")
    assert again.code == 4


def test_unreachable_is_remembered_for_an_hour(monkeypatch: pytest.MonkeyPatch) -> None:
    assert not hub.unreachable_lately()
    hub._remember("unreachable_at")
    assert hub.unreachable_lately()
    now = time.time()
    monkeypatch.setattr(time, "time", lambda: now + 3601)
    assert not hub.unreachable_lately()


def test_a_broken_memory_is_no_memory(home: Path) -> None:
    (home / "state").mkdir(parents=True)
    (home / "state" / "hub.json").write_text("{nonsense")
    assert not hub.unreachable_lately()


def test_names() -> None:
    assert hub.repo_of("base.en") == REPO
    assert hub.repo_of("someone/some-model") == "someone/some-model"
    with pytest.raises(EngineMissingError, match="no model gigantic"):
        hub.repo_of("gigantic")
    for size in hub.SIZES:
        assert "/" in hub.repo_of(size)
