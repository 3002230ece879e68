"""`--offline` opens no internet socket: with the network taken away, and with every system call watched."""

from __future__ import annotations

import re
from pathlib import Path

import pytest

from tests.conftest import MINI_WHISPER, SAMPLES, Run, need

COMMANDS = {
    "whisper": ("analyse", SAMPLES / "rushed.wav", "--offline", "--json", "--model", MINI_WHISPER),
    "words": ("analyse", SAMPLES / "rushed.wav", "--offline", "--json", "--words", SAMPLES / "rushed.json"),
    "demo": ("demo", "--offline"),
}


@pytest.mark.parametrize("name", COMMANDS)
def test_it_works_with_the_network_taken_away(saywell: Run, name: str) -> None:
    done = saywell(*COMMANDS[name], before=(need("unshare"), "--user", "--map-root-user", "--net"))
    assert done.code == 0, done.err


@pytest.mark.parametrize("name", COMMANDS)
def test_no_internet_socket_is_opened(saywell: Run, tmp_path: Path, name: str) -> None:
    trace = tmp_path / "trace"
    watched = (need("strace"), "-f", "-qq", "-e", "trace=socket,connect", "-o", str(trace))
    done = saywell(*COMMANDS[name], before=watched)
    assert done.code == 0, done.err
    assert re.findall(r"socket\(AF_INET6?.*", trace.read_text()) == []


def test_the_watch_itself_sees_a_socket(saywell: Run, tmp_path: Path) -> None:
    """The test above could not fail if strace saw nothing."""
    trace = tmp_path / "trace"
    watched = (need("strace"), "-f", "-qq", "-e", "trace=socket,connect", "-o", str(trace))
    saywell("models", "pull", before=watched, env={"HF_ENDPOINT": "http://127.0.0.1:9"})
    assert "socket(AF_INET" in trace.read_text()
