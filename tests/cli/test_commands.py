"""The other commands: alone, help, explain, demo, models."""

from __future__ import annotations

import io
import json
import os
import pty
import select
import sys
import time
from collections.abc import Iterator
from pathlib import Path

import pytest

from saywell import store
from saywell.metrics import names
from tests.conftest import MINI_WHISPER, SAMPLES, Run
from tests.report.reports import report
from tests.transcribe.fake_hub import Hub, serving, whole_model


def test_alone_it_says_the_three_things_to_do_next(saywell: Run) -> None:
    done = saywell()
    assert done.code == 0
    commands = [line.split("  ")[2].strip() for line in done.out.splitlines() if line.startswith("  ")]
    assert commands == ["saywell demo", "saywell record setback", "saywell models pull"]


def test_alone_after_two_tries_it_says_what_to_do_with_them(saywell: Run) -> None:
    for _ in range(2):
        with store.opened() as history:
            history.add(report())
    done = saywell()
    commands = [line.split("  ")[2].strip() for line in done.out.splitlines() if line.startswith("  ")]
    assert commands == ["saywell compare", "saywell record", "saywell models pull"]


def test_help_names_every_command(saywell: Run) -> None:
    done = saywell("--help")
    assert done.code == 0
    for command in ("record", "analyse", "compare", "history", "demo", "explain", "models", "questions"):
        assert command in done.out
    assert "analyze" not in done.out


def test_help_loads_nothing_heavy() -> None:
    import subprocess

    code = (
        "import sys, os; sys.argv = ['saywell', '--help']\n"
        "import saywell.cli; os._exit = lambda code: None\n"
        "saywell.cli.main()\n"
        "heavy = {'numpy', 'scipy', 'librosa', 'av', 'faster_whisper', 'onnxruntime', 'sounddevice', 'requests'}\n"
        "print(sorted(heavy & set(sys.modules)), file=sys.stderr)"
    )
    done = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=True)
    assert done.stderr.strip() == "[]"


def test_version(saywell: Run) -> None:
    from saywell import __version__

    assert saywell("--version").out == f"saywell {__version__}\n"


@pytest.mark.parametrize("metric", names())
def test_every_metric_is_explained(metric: str, capsys: pytest.CaptureFixture[str]) -> None:
    from saywell.cli.explain import run

    run(metric)
    out = capsys.readouterr().out
    for part in ("Unit", "Formula", "Band", "Source", "Weakness"):
        assert part in out


def test_explain_alone_lists_them(saywell: Run) -> None:
    done = saywell("explain")
    assert [line.split()[0] for line in done.out.splitlines()] == list(names())


def test_a_metric_is_found_by_its_label(saywell: Run) -> None:
    assert "words_per_minute" in saywell("explain", "pace").out


def test_what_is_built_in_is_neither_pulled_nor_removed(saywell: Run) -> None:
    assert "built in" in saywell("models", "pull", "pocketsphinx").out
    assert saywell("models", "remove", "pocketsphinx").code == 2


def test_a_misspelled_metric_is_guessed(saywell: Run) -> None:
    done = saywell("explain", "words_per_minut")
    assert done.code == 2
    assert "Did you mean words_per_minute" in done.err


def test_explain_knows_the_bands_of_the_config_file(saywell: Run, home: Path) -> None:
    home.mkdir()
    (home / "config.toml").write_text("[bands]\nwords_per_minute = [90, 150]\n")
    assert "90 to 150, set in" in saywell("explain", "words_per_minute").out


def test_demo_shows_two_tries_and_how_to_get_whisper_and_downloads_nothing(saywell: Run, tmp_path: Path) -> None:
    with serving(Hub(whole_model(MINI_WHISPER))) as hub:
        done = saywell("demo", cwd=tmp_path, env={"HF_ENDPOINT": hub.url})
        assert hub.requests == []
    assert done.code == 0, done.err
    for part in ("Fix next", "Drill", "Pace", "Pauses", "Um and uh", "Structure", "|1.2s|", "saywell analyse"):
        assert part in done.out
    for part in ("First try -> second try", "Better", "fewer, now within the usual (up to 5)", "Most improved"):
        assert part in done.out
    (note,) = done.err.splitlines()
    assert "saywell models pull" in note


def test_the_demos_samples_are_the_repositorys() -> None:
    import soundfile

    from saywell.cli import demo

    data = Path(__file__).resolve().parents[2] / "src" / "saywell" / "data"
    for name in demo.SAMPLES:
        packed, _ = soundfile.read(data / f"{name}.flac", dtype="int16")
        spoken, _ = soundfile.read(SAMPLES / f"{name}.wav", dtype="int16")
        assert (packed == spoken).all()
        assert (data / f"{name}.json").read_bytes() == (SAMPLES / f"{name}.json").read_bytes()


def test_models_are_listed_with_nothing_here(saywell: Run) -> None:
    rows = {row["name"]: row for row in json.loads(saywell("models", "list", "--json").out)}
    assert rows["base.en"] == {
        "name": "base.en",
        "engine": "faster-whisper",
        "on_disk": False,
        "default": True,
        "size_bytes": None,
        "path": None,
    }
    assert rows["pocketsphinx"]["on_disk"]
    assert "base.en" in saywell("models", "list").out


# ---------------------------------------------------------------- on a terminal


def on_a_terminal(arguments: list[str], answer: str, env: dict[str, str]) -> tuple[int, str]:
    """Run on a pseudo-terminal of 80 columns, answer its question, and return (exit code, screen)."""
    pid, fd = pty.fork()
    if pid == 0:
        os.environ.update(env)
        os.environ["COLUMNS"] = "80"
        os.execv(sys.executable, [sys.executable, "-m", "saywell", *arguments])
    screen, answered, deadline = b"", False, time.monotonic() + 120
    while time.monotonic() < deadline:
        if select.select([fd], [], [], 0.2)[0]:
            try:
                block = os.read(fd, 65536)
            except OSError:
                break
            if not block:
                break
            screen += block
        if not answered and b"[Y/n]" in screen:
            os.write(fd, answer.encode() + b"\n")
            answered = True
    _, status = os.waitpid(pid, 0)
    os.close(fd)
    return os.waitstatus_to_exitcode(status), screen.decode(errors="replace")


@pytest.fixture
def fake() -> Iterator[Hub]:
    with serving(Hub(whole_model(MINI_WHISPER))) as running:
        yield running


def test_on_a_terminal_whisper_is_offered_and_used(fake: Hub, clip: Path, tmp_path: Path) -> None:
    code, screen = on_a_terminal(["analyse", str(clip)], "y", {"HF_ENDPOINT": fake.url})
    assert code == 0, screen
    assert "Download it now?" in screen
    assert "about 145 MB in" in screen
    assert str(tmp_path / "hf") in screen.replace("\r\n", "")
    assert "Whisper base.en" in screen


def test_a_declined_offer_is_not_made_again_the_same_day(fake: Hub, clip: Path) -> None:
    arguments = ["analyse", str(clip)]
    code, screen = on_a_terminal(arguments, "n", {"HF_ENDPOINT": fake.url})
    assert code == 0
    assert "built-in recogniser" in screen
    code, screen = on_a_terminal(arguments, "n", {"HF_ENDPOINT": fake.url})
    assert code == 0
    assert "Download it now?" not in screen


def test_nothing_is_sent_before_the_answer(fake: Hub, clip: Path) -> None:
    code, screen = on_a_terminal(["analyse", str(clip)], "n", {"HF_ENDPOINT": fake.url})
    assert code == 0
    assert "Download it now?" in screen
    assert fake.requests == []


def test_a_hub_that_refuses_leaves_the_built_in_recogniser(fake: Hub, clip: Path) -> None:
    fake.files.clear()
    code, screen = on_a_terminal(["analyse", str(clip)], "y", {"HF_ENDPOINT": fake.url})
    assert code == 0
    assert "built-in recogniser" in screen


def test_a_pipe_is_never_asked(saywell: Run, fake: Hub, clip: Path) -> None:
    done = saywell("analyse", clip, "--json", env={"HF_ENDPOINT": fake.url})
    assert done.code == 0
    assert done.report["transcript"]["engine"] == "pocketsphinx"
    assert fake.requests == []


def test_an_unreachable_hub_costs_little_once_and_nothing_for_the_next_hour(clip: Path) -> None:
    env = {"HF_ENDPOINT": "http://127.0.0.1:9"}
    arguments = ["analyse", str(clip)]
    _, screen = on_a_terminal(arguments, "y", env)
    assert "can't be reached" in screen
    assert "asking again in an hour" in screen.replace("\r\n", " ")
    _, screen = on_a_terminal(arguments, "y", env)
    assert "can't be reached" not in screen
    assert "built-in recogniser" in screen


def test_a_question_is_folded_between_words(monkeypatch: pytest.MonkeyPatch) -> None:
    from saywell.cli import ask

    class Terminal(io.StringIO):
        def isatty(self) -> bool:
            return True

    shown = Terminal()
    monkeypatch.setenv("COLUMNS", "40")
    monkeypatch.setattr("sys.stderr", shown)
    monkeypatch.setattr("sys.stdin", io.StringIO("Y\n"))
    question = "Forget what was learned of your um and uh, and the recordings of the lessons? [y/N]"
    assert ask(question) == "y"
    assert shown.getvalue().split() == question.split()
    assert max(map(len, shown.getvalue().splitlines())) <= 40
