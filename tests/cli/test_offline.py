"""`--offline` opens no internet socket: with the network taken away, and with every system call watched."""

from __future__ import annotations

import re
from pathlib import Path

import pytest

from tests.conftest import MINI_WHISPER, SAMPLES, Run, need

COMMANDS = {
    "whisper": ("--model", str(MINI_WHISPER)),
    "words": ("--words", str(SAMPLES / "rushed.json")),
}


def arguments(name: str, clip: Path) -> tuple[str, ...]:
    return ("demo", "--offline") if name == "demo" else ("analyse", str(clip), "--offline", "--json", *COMMANDS[name])


@pytest.mark.parametrize("name", COMMANDS)
def test_it_works_with_the_network_taken_away(saywell: Run, clip: Path, name: str) -> None:
    done = saywell(*arguments(name, clip), before=(need("unshare"), "--user", "--map-root-user", "--net"))
    assert done.code == 0, done.err


@pytest.mark.parametrize("name", [*COMMANDS, "demo"])
def test_no_internet_socket_is_opened(saywell: Run, clip: Path, tmp_path: Path, name: str) -> None:
    trace = tmp_path / "trace"
    watched = (need("strace"), "-f", "-qq", "-e", "trace=socket,connect", "-o", str(trace))
    done = saywell(*arguments(name, clip), before=watched)
    assert done.code == 0, done.err
    assert re.findall(r"socket\(AF_INET6?.*", trace.read_text()) == []


def test_the_watch_itself_sees_a_socket(saywell: Run, tmp_path: Path) -> None:
    """The test above could not fail if strace saw nothing."""
    trace = tmp_path / "trace"
    watched = (need("strace"), "-f", "-qq", "-e", "trace=socket,connect", "-o", str(trace))
    saywell("models", "pull", before=watched, env={"HF_ENDPOINT": "http://127.0.0.1:9"})
    assert "socket(AF_INET" in trace.read_text()
