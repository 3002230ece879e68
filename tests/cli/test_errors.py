"""Wrong input of many kinds: the right exit code, one line that says what to do, never a traceback."""

from __future__ import annotations

import json
import os
import shutil
import signal
import subprocess
import sys
import time
from collections.abc import Callable
from pathlib import Path

import numpy as np
import pytest

from saywell import audio
from tests import sound
from tests.conftest import MINI_WHISPER, SAMPLES, Run

SAMPLE = str(SAMPLES / "setback-1.wav")


def text_file(folder: Path) -> list[str]:
    (folder / "notes.wav").write_text("these are notes, not sound\n" * 20)
    return [str(folder / "notes.wav")]


def empty_file(folder: Path) -> list[str]:
    (folder / "empty.mp3").touch()
    return [str(folder / "empty.mp3")]


def five_bytes(folder: Path) -> list[str]:
    (folder / "tiny.mp3").write_bytes(b"RIFF1")
    return [str(folder / "tiny.mp3")]


def silent(folder: Path) -> list[str]:
    return [str(sound.write_wav(folder / "silent.wav", sound.silence(4)))]


def too_short(folder: Path) -> list[str]:
    return [str(sound.write_wav(folder / "short.wav", sound.vowel(120, 0.3)))]


def no_speech(folder: Path) -> list[str]:
    return [str(sound.write_wav(folder / "hum.wav", sound.noise(4, 0.05)))]


def clipped(folder: Path) -> list[str]:
    from saywell import audio

    return [str(sound.write_wav(folder / "loud.wav", np.clip(audio.load(SAMPLE)[1].samples * 400, -1, 1)))]


def picture_only(folder: Path) -> list[str]:
    import av

    path = folder / "mute.mp4"
    with av.open(str(path), "w") as out:
        stream = out.add_stream("mpeg4", rate=10)
        stream.width, stream.height, stream.pix_fmt = 64, 48, "yuv420p"
        frame = av.VideoFrame.from_ndarray(np.zeros((48, 64, 3), np.uint8), "rgb24")
        for packet in [*stream.encode(frame), *stream.encode(None)]:
            out.mux(packet)
    return [str(path)]


def unreadable(folder: Path) -> list[str]:
    path = folder / "loop.wav"
    path.symlink_to(path)
    return [str(path)]


def words_not_json(folder: Path) -> list[str]:
    (folder / "w.json").write_text("{")
    return [SAMPLE, "--words", str(folder / "w.json")]


def words_backwards(folder: Path) -> list[str]:
    (folder / "w.json").write_text(json.dumps({"words": [{"text": "a", "start_s": 3, "end_s": 1}]}))
    return [SAMPLE, "--words", str(folder / "w.json")]


def words_empty(folder: Path) -> list[str]:
    (folder / "w.json").write_text('{"words": []}')
    return ["--words", str(folder / "w.json")]


def half_a_model(folder: Path) -> list[str]:
    shutil.copytree(MINI_WHISPER, folder / "model")
    (folder / "model" / "tokenizer.json").unlink()
    return [SAMPLE, "--model", str(folder / "model")]


def damaged_model(folder: Path) -> list[str]:
    shutil.copytree(MINI_WHISPER, folder / "model")
    (folder / "model" / "model.bin").write_bytes(b"x" * 1000)
    return [SAMPLE, "--model", str(folder / "model")]


def bad_config(folder: Path) -> list[str]:
    (folder / "home").mkdir()
    (folder / "home" / "config.toml").write_text("bands = 3\n")
    return [SAMPLE]


def config_names_a_metric_that_is_none(folder: Path) -> list[str]:
    (folder / "home").mkdir()
    (folder / "home" / "config.toml").write_text('off = ["words_per_hour"]\n')
    return [SAMPLE]


Given = Callable[[Path], list[str]]

CASES: list[tuple[str, Given, int, str]] = [
    ("no input at all", lambda _: [], 2, "nothing to analyse"),
    ("a file that is not there", lambda f: [str(f / "none.wav")], 1, "no file"),
    ("a folder", lambda f: [str(f)], 1, "is a folder"),
    ("a device", lambda _: ["/dev/zero"], 1, "is a device"),
    ("a link to itself", unreadable, 1, "can't be read"),
    ("a text file", text_file, 3, "not a recording"),
    ("an empty file", empty_file, 3, "is empty"),
    ("a file of five bytes", five_bytes, 3, "not a recording"),
    ("a film without sound", picture_only, 3, "has no sound"),
    ("silence", silent, 3, "is silent"),
    ("a third of a second", too_short, 3, "too short"),
    ("noise without a voice", no_speech, 3, "no speech"),
    ("hopeless clipping", clipped, 3, "clipped"),
    ("words that are not JSON", words_not_json, 2, "not JSON"),
    ("a word that ends before it starts", words_backwards, 2, "runs from"),
    ("a words file that is not there", lambda f: [SAMPLE, "--words", str(f / "w.json")], 2, "no words file"),
    ("no words and no audio", words_empty, 2, "nothing to analyse"),
    ("one words file for two recordings", lambda _: [SAMPLE, SAMPLE, "--words", "w.json"], 2, "one recording"),
    ("words and no words", lambda _: [SAMPLE, "--words", "w.json", "--no-transcribe"], 2, "contradict"),
    ("words and a model", lambda _: [SAMPLE, "--words", "w.json", "--model", "tiny.en"], 2, "contradict"),
    ("two formats", lambda _: [SAMPLE, "--json", "--format", "md"], 2, "contradict"),
    ("stdin twice", lambda _: ["-", "-", "--no-transcribe"], 2, "stdin"),
    ("empty stdin", lambda _: ["-", "--no-transcribe"], 3, "stdin is empty"),
    ("a condition that can't be read", lambda _: [SAMPLE, "--fail-if", "pace over 9000"], 2, "can't read"),
    ("a condition on a metric that is none", lambda _: [SAMPLE, "--fail-if", "pace > 9"], 2, "no metric"),
    ("a kind that is none", lambda _: [SAMPLE, "--kind", "gossip"], 2, "gossip"),
    ("an option that is none", lambda _: [SAMPLE, "--loud"], 2, "--loud"),
    ("a format that is none", lambda _: [SAMPLE, "--format", "pdf"], 2, "pdf"),
    ("a model that is none", lambda _: [SAMPLE, "--model", "gigantic"], 4, "no model gigantic"),
    ("a model that is not here", lambda _: [SAMPLE, "--model", "small.en", "--offline"], 4, "not on this machine"),
    ("a model folder that is not there", lambda _: [SAMPLE, "--model", "./nowhere/"], 4, "no model folder"),
    ("half a model", half_a_model, 4, "lacks tokenizer.json"),
    ("a damaged model", damaged_model, 4, "can't be loaded"),
    ("a config file that is wrong", bad_config, 2, "bands must be a table"),
    ("a config file with a metric that is none", config_names_a_metric_that_is_none, 2, "words_per_hour"),
]


@pytest.mark.parametrize(("given", "code", "says"), [case[1:] for case in CASES], ids=[case[0] for case in CASES])
def test_wrong_input(saywell: Run, tmp_path: Path, given: Given, code: int, says: str) -> None:
    done = saywell("analyse", *given(tmp_path))
    assert done.code == code, done.err
    assert done.out == ""
    (line,) = done.err.splitlines()
    assert says in line
    assert line.startswith("saywell: ")
    assert line.endswith((".", "?", "--help")) or "saywell" in line.split(". ")[-1]


@pytest.mark.parametrize(
    "command", [["nonsense"], ["explain", "velocity"], ["models", "remove", "base.en"], ["models", "push"]]
)
def test_wrong_commands(saywell: Run, command: list[str]) -> None:
    done = saywell(*command)
    assert done.code in (2, 4)
    assert len(done.err.splitlines()) == 1


def test_a_file_in_place_of_a_command(saywell: Run) -> None:
    done = saywell(SAMPLE)
    assert done.code == 2
    assert f"saywell analyse {SAMPLE}" in done.err


@pytest.mark.parametrize(("redirection", "code"), [(">/dev/full", 1), (">&-", 0), ("2>&-", 0)])
def test_output_that_cant_be_written(redirection: str, code: int) -> None:
    command = f"'{sys.executable}' -m saywell analyse '{SAMPLE}' --no-transcribe {redirection}"
    done = subprocess.run(["sh", "-c", command], capture_output=True, text=True, check=False)
    assert done.returncode == code
    assert "Traceback" not in done.stderr
    assert len(done.stderr.splitlines()) == (1 if code else 0)


def test_libraries_say_nothing_of_their_own(saywell: Run) -> None:
    done = saywell("analyse", SAMPLE, "--words", SAMPLE.replace(".wav", ".json"), env={"PYTHONWARNINGS": "always"})
    assert done.code == 0
    assert "pkg_resources" not in done.err


def test_debug_shows_where(saywell: Run, tmp_path: Path) -> None:
    done = saywell("analyse", tmp_path / "none.wav", env={"SAYWELL_DEBUG": "1"})
    assert done.code == 1
    assert "Traceback" in done.err


def test_a_fault_of_ours_is_one_line_too(saywell: Run, tmp_path: Path) -> None:
    (tmp_path / "sitecustomize.py").write_text(
        "import saywell.kinds\ndef broken(*_): raise ZeroDivisionError('oops')\nsaywell.kinds.question = broken\n"
    )
    done = saywell("analyse", SAMPLE, env={"PYTHONPATH": str(tmp_path)})
    assert done.code == 1
    (line,) = done.err.splitlines()
    assert "ZeroDivisionError: oops" in line
    assert "SAYWELL_DEBUG=1" in line


def test_ctrl_c(tmp_path: Path) -> None:
    long = tmp_path / "long.wav"
    samples = np.tile(audio.load(SAMPLE)[1].samples, 6)
    sound.write_wav(long, samples)
    command = [sys.executable, "-m", "saywell", "analyse", str(long), "--model", "pocketsphinx"]
    child = subprocess.Popen(command, stdout=subprocess.PIPE, stderr=subprocess.PIPE, start_new_session=True, text=True)
    time.sleep(4)
    os.killpg(child.pid, signal.SIGINT)
    out, err = child.communicate(timeout=20)
    assert child.returncode == 130
    assert out == ""
    assert err.strip() == "saywell: Interrupted"
