"""`saywell record` as a person runs it: through a real sound system once, then with a microphone made of a file."""

from __future__ import annotations

import json
import os
import pty
import random
import select
import signal
import subprocess
import sys
import time
import wave
from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass
from pathlib import Path

import pytest
import soundfile

from saywell import pending, store
from tests.conftest import ROOT, SAMPLES, Run
from tests.fake_microphone import RATE_HZ, heard
from tests.microphone import ALSA, CLIENT, Microphone, microphone

SAMPLE = SAMPLES / "setback-2.wav"
RECORD = "record", "--no-transcribe"


@pytest.fixture(scope="module")
def mic(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Microphone]:
    with microphone(tmp_path_factory.mktemp("mic")) as running:
        yield running


@dataclass
class Speaking:
    """The command under way, with a microphone made of a file."""

    process: subprocess.Popen[str]
    counted: Path

    @property
    def heard_s(self) -> float:
        return heard(self.counted) / RATE_HZ

    def until(self, seconds: float) -> None:
        """Wait until so much was said."""
        end = time.monotonic() + 60
        while self.heard_s < seconds:
            assert self.process.poll() is None, self.process.communicate()
            assert time.monotonic() < end
            time.sleep(0.01)

    def ended(self) -> tuple[int, str, str]:
        out, err = self.process.communicate(timeout=120)
        return self.process.returncode, out, err


def speak(
    tmp_path: Path, *arguments: str, mode: str = "steady", sample: Path = SAMPLE, before: tuple[str, ...] = ()
) -> Speaking:
    counted = tmp_path / f"counted-{len(list(tmp_path.glob('counted-*')))}"
    command = [*before, sys.executable, "-m", "tests.fake_microphone", str(sample), mode, str(counted), *arguments]
    process = subprocess.Popen(
        command, cwd=ROOT, stdin=subprocess.DEVNULL, stdout=subprocess.PIPE, stderr=subprocess.PIPE, text=True
    )
    return Speaking(process, counted)


def without_sound(tmp_path: Path) -> dict[str, str]:
    """An environment in which PortAudio finds nothing."""
    (tmp_path / "alsa.conf").write_text(ALSA)
    (tmp_path / "client.conf").write_text(CLIENT)
    return {
        "ALSA_CONFIG_PATH": str(tmp_path / "alsa.conf"),
        "PULSE_CLIENTCONFIG": str(tmp_path / "client.conf"),
        "PULSE_SERVER": "unix:/nowhere",
    }


def kept_s(path: Path) -> float:
    return float(soundfile.info(path).duration)


def listening(microphone: Microphone, *arguments: str) -> subprocess.Popen[str]:
    """`saywell record` through the real sound path, once it has a file to write."""
    child = subprocess.Popen(
        [sys.executable, "-m", "saywell", "record", *arguments],
        env={**os.environ, **microphone.env},
        stdin=subprocess.DEVNULL,
        stdout=subprocess.PIPE,
        stderr=subprocess.PIPE,
        text=True,
    )
    while child.poll() is None and not list(pending.folder().glob("*.wav")):
        time.sleep(0.05)
    return child


# ---------------------------------------------------------------- the real sound path


def test_what_is_recorded_measures_as_the_file_does(saywell: Run, tmp_path: Path, home: Path, mic: Microphone) -> None:
    clip = tmp_path / "clip.wav"
    samples, rate_hz = soundfile.read(SAMPLE, dtype="int16")
    soundfile.write(clip, samples[: round(11.3 * rate_hz)], rate_hz)
    child = listening(mic, "setback", "--seconds", "14", "--json", "--model", "pocketsphinx")
    time.sleep(0.3)
    mic.play(clip)
    out, err = child.communicate(timeout=100)
    assert (child.returncode, err) == (0, "")
    report = json.loads(out)
    of_the_file = saywell("analyse", clip, "--question-id", "setback", "--model", "pocketsphinx", "--json").report
    for name, within in (("words_per_minute", 0.05), ("answer_s", 0.02), ("articulation_rate_syll_s", 0.05)):
        value, expected = (r["metrics"][name]["value"] for r in (report, of_the_file))
        assert value == pytest.approx(expected, rel=within), name
    assert report["metrics"]["response_latency_s"]["value"] > 0.3
    assert of_the_file["metrics"]["response_latency_s"]["why_null"] == "not_our_recording"
    assert [r["attempt"]["id"] for r in (report, of_the_file)] == ["1", "2"]
    assert report["attempt"]["question_id"] == "setback"
    assert Path(report["source"]["path"]).exists()
    assert report["audio"]["duration_s"] == pytest.approx(14, abs=0.5)
    assert list(pending.folder().glob("*.wav")) == []
    assert saywell("play", "1", "pause", env=mic.env).code == 0
    listed = saywell("doctor", "--mic", "--json", env=mic.env)
    checks = {check["name"]: check for check in json.loads(listed.out)}
    assert checks["microphone"]["state"] == "ok"
    assert checks["level"]["found"] == "only zeros come from it"


def test_what_is_played_is_heard(tmp_path: Path, home: Path, mic: Microphone) -> None:
    with store.opened() as history, history.draft() as draft:
        samples, rate_hz = soundfile.read(SAMPLE, dtype="int16")
        soundfile.write(draft.file, samples[: 3 * rate_hz], rate_hz, format="FLAC")
        from tests.report.reports import full

        history.add(full(), draft=draft)
    recorder = listening(mic, "--seconds", "6", "--no-transcribe", "--no-save", "--json")
    command = [sys.executable, "-m", "saywell", "play", "1"]
    subprocess.run(command, env={**os.environ, **mic.env}, check=True)
    out, _ = recorder.communicate(timeout=60)
    assert json.loads(out)["metrics"]["answer_s"]["value"] == pytest.approx(2.5, abs=0.4)


def test_the_plug_is_pulled(tmp_path: Path, home: Path) -> None:
    with microphone(tmp_path / "own") as own:
        own.play(SAMPLE)
        child = listening(own, "--no-transcribe", "--json")
        time.sleep(2.5)
        own.vanish()
        out, err = child.communicate(timeout=60)
    assert child.returncode == 4
    (line,) = err.splitlines()
    assert line.startswith("saywell: Nothing comes from the microphone default any more. ")
    assert json.loads(out)["audio"]["duration_s"] > 2.0


def test_no_sound_system_at_all(saywell: Run, tmp_path: Path) -> None:
    done = saywell("record", "setback", env=(env := without_sound(tmp_path)))
    assert (done.code, done.out) == (4, "")
    (line,) = done.err.splitlines()
    assert line.startswith("saywell: There is no microphone. ")
    assert not list(pending.folder().glob("*.wav"))
    checks = {check["name"]: check for check in json.loads(saywell("doctor", "--json", env=env).out)}
    assert checks["microphone"]["state"] == "fails"
    assert checks["microphone"]["fix"]


# ---------------------------------------------------------------- how it ends


def test_ctrl_c_stops_and_reports(tmp_path: Path, home: Path) -> None:
    speaking = speak(tmp_path, *RECORD, "setback", "--json")
    speaking.until(2.5)
    said_s = speaking.heard_s
    speaking.process.send_signal(signal.SIGINT)
    code, out, err = speaking.ended()
    assert (code, err) == (0, "")
    report = json.loads(out)
    assert report["attempt"]["id"] == "1"
    assert report["audio"]["duration_s"] >= said_s - 0.5
    with store.opened() as history:
        attempt = history.attempt(1)
        assert attempt.recorded_here
        assert kept_s(history.audio(attempt)) >= said_s - 0.5
    assert not list(pending.folder().glob("*.wav"))


def test_ctrl_c_again_keeps_the_take_and_recover_finishes_it(saywell: Run, tmp_path: Path, home: Path) -> None:
    speaking = speak(tmp_path, "record", "Why us?", "--model", "pocketsphinx", "--json")
    speaking.until(3.0)
    speaking.process.send_signal(signal.SIGINT)
    time.sleep(0.4)
    speaking.process.send_signal(signal.SIGINT)
    code, out, err = speaking.ended()
    assert (code, out) == (130, "")
    (line,) = err.splitlines()
    assert line.startswith("saywell: Stopped; what was said is kept in ")
    assert line.endswith(". To go on with it: saywell record --recover.")
    assert len(list(pending.folder().glob("*.wav"))) == 1
    told = saywell("record", "--seconds", "1", env=without_sound(tmp_path))
    assert "was not finished. To go on with it: saywell record --recover" in told.err
    assert "saywell record --recover" in saywell().out
    done = saywell("record", "--recover", "--model", "pocketsphinx", "--json")
    assert done.code == 0
    assert done.report["attempt"]["question"] == "Why us?"
    assert done.report["attempt"]["kind"] == "motivation"
    assert done.report["metrics"]["response_latency_s"]["value"] is not None
    assert not list(pending.folder().glob("*.wav"))
    assert saywell("record", "--recover").err == "saywell: Nothing was left unfinished.\n"


def test_nothing_is_kept_that_was_not_to_be(tmp_path: Path, home: Path) -> None:
    speaking = speak(tmp_path, *RECORD, "--no-save", "--seconds", "2", "--json")
    code, out, _ = speaking.ended()
    assert code == 0
    assert json.loads(out)["attempt"] is None
    assert [path.name for path in home.rglob("*") if path.is_file()] == [".lock"]


def test_with_stdin_closed(tmp_path: Path, home: Path) -> None:
    closed = ("sh", "-c", 'exec "$@" <&-', "sh")
    code, out, err = speak(tmp_path, *RECORD, "--seconds", "2", "--json", before=closed).ended()
    assert (code, err) == (0, "")
    assert json.loads(out)["attempt"]["id"] == "1"


def test_a_second_recorder(saywell: Run, tmp_path: Path, home: Path) -> None:
    speaking = speak(tmp_path, *RECORD, "--json")
    speaking.until(0.5)
    for arguments in (RECORD, ("record", "--recover")):
        done = saywell(*arguments)
        assert done.code == 1
        assert done.err == "saywell: Another saywell is recording. Stop that one first, with Enter.\n"
    speaking.until(1.5)
    speaking.process.send_signal(signal.SIGINT)
    assert speaking.ended()[0] == 0


def test_a_silent_microphone_is_told_at_once_and_the_recording_is_not_lost(tmp_path: Path, home: Path) -> None:
    speaking = speak(tmp_path, *RECORD, "--seconds", "4", "--json", mode="silent")
    assert speaking.process.stderr
    line = speaking.process.stderr.readline()
    assert line.startswith("saywell: The microphone gives only silence")
    assert speaking.heard_s < 3.0
    code, out, err = speaking.ended()
    assert code == 3
    failed = json.loads(out)
    assert failed["error"]["code"] == "silent"
    assert failed["audio"]["usable"] is False
    assert err.startswith("saywell: the recording is silent. ")
    assert Path(failed["source"]["path"]).exists()
    assert not list(pending.folder().glob("*.wav"))


def test_a_full_disk(saywell: Run, tmp_path: Path, home: Path) -> None:
    limit = 100_000
    speaking = speak(tmp_path, *RECORD, "--json", before=("prlimit", f"--fsize={limit}"))
    code, out, err = speaking.ended()
    assert (code, json.loads(out)["error"]["code"]) == (1, "disk_full")
    (line,) = err.splitlines()
    assert line.startswith("saywell: The disk is full: ")
    assert "What was said up to then is kept there. " in line
    (path,) = pending.folder().glob("*.wav")
    with wave.open(str(path)) as file:
        assert file.getnframes() / RATE_HZ >= (limit / 2 / RATE_HZ) - 0.5
    done = saywell("record", "--recover", "--model", "pocketsphinx", "--json")
    assert done.code == 0
    assert done.report["audio"]["duration_s"] == pytest.approx(limit / 2 / RATE_HZ, abs=0.1)


def killed(home: Path, number: signal.Signals, after_s: float) -> tuple[float, float]:
    """Kill a recording in a home of its own; seconds heard by then, and seconds that can be played."""
    home.mkdir()
    counted = home / "counted"
    command = [sys.executable, "-m", "tests.fake_microphone", str(SAMPLE), "steady", str(counted), *RECORD]
    child = subprocess.Popen(
        command,
        cwd=ROOT,
        env={**os.environ, "SAYWELL_HOME": str(home)},
        stdin=subprocess.DEVNULL,
        stdout=subprocess.DEVNULL,
        stderr=subprocess.DEVNULL,
    )
    while heard(counted) < after_s * RATE_HZ:
        assert child.poll() is None
        time.sleep(0.005)
    said_s = heard(counted) / RATE_HZ
    child.send_signal(number)
    if number == signal.SIGINT:  # the first one stops and reports; whoever is in a hurry sends another
        time.sleep(0.2)
        child.send_signal(number)
    child.wait(timeout=60)
    recordings = [*home.rglob("*.wav"), *home.rglob("*.flac")]
    assert len(recordings) == 1, (number, recordings)
    return said_s, kept_s(recordings[0])


def test_fifty_kills_lose_half_a_second_at_most(tmp_path: Path) -> None:
    rng = random.Random(50)
    kinds = (signal.SIGKILL, signal.SIGTERM, signal.SIGHUP, signal.SIGINT)
    with ThreadPoolExecutor(5) as pool:
        ended = [
            pool.submit(killed, tmp_path / str(k), kinds[k % len(kinds)], rng.uniform(0.3, 1.5)) for k in range(50)
        ]
        lost_s = [said - kept for said, kept in (one.result() for one in ended)]
    assert len(lost_s) == 50
    assert max(lost_s) <= 0.5


# ---------------------------------------------------------------- what a person sees


class Terminal:
    """The command on a terminal of 80 columns."""

    def __init__(self, command: list[str]) -> None:
        self.master, slave = pty.openpty()
        env = {**os.environ, "COLUMNS": "80", "LINES": "40", "TERM": "xterm-256color"}
        self.process = subprocess.Popen(
            command, cwd=ROOT, stdin=slave, stdout=slave, stderr=slave, env=env, start_new_session=True
        )
        os.close(slave)
        self.seen = ""

    def read(self, until: str, timeout_s: float = 60) -> None:
        end = time.monotonic() + timeout_s
        while until not in " ".join(self.seen.split()):  # as it stands on a screen, lines are folded
            assert time.monotonic() < end, self.seen
            if select.select([self.master], [], [], 0.1)[0]:
                try:
                    self.seen += os.read(self.master, 65536).decode(errors="replace")
                except OSError:
                    break
        assert until in " ".join(self.seen.split()), self.seen

    def type(self, text: str) -> None:
        os.write(self.master, text.encode())


def test_on_a_terminal(tmp_path: Path, home: Path) -> None:
    counted = tmp_path / "counted"
    command = [sys.executable, "-m", "tests.fake_microphone", str(SAMPLE), "steady", str(counted), *RECORD, "setback"]
    terminal = Terminal(command)
    terminal.read("Starting in 1")  # a dozen seconds and more: there is something to read
    assert "Tell me about a time a project went wrong" in terminal.seen
    assert "behavioural, 1:00 to 2:00" in terminal.seen
    terminal.type("\n")
    terminal.read("REC")
    terminal.read("0:01")
    terminal.read("of 1:00-2:00")
    while heard(counted) < 4 * RATE_HZ:
        time.sleep(0.05)
    terminal.type("\n")
    terminal.read("Kept as attempt 1.")
    assert "Attempt 1" in terminal.seen
    assert terminal.process.wait(timeout=20) == 0
    os.close(terminal.master)


def test_what_was_left_behind_is_offered(tmp_path: Path, home: Path) -> None:
    speaking = speak(tmp_path, *RECORD)
    speaking.until(1.5)
    speaking.process.kill()
    speaking.ended()
    counted = tmp_path / "counted"
    command = [sys.executable, "-m", "tests.fake_microphone", str(SAMPLE), "steady", str(counted), *RECORD]
    terminal = Terminal([*command, "--model", "pocketsphinx"])
    terminal.read("was not finished. Report on it now?")
    terminal.type("y\n")
    terminal.read("Kept as attempt 1.")
    terminal.read("Starting in")
    terminal.process.send_signal(signal.SIGINT)
    assert terminal.process.wait(timeout=20) == 130
    os.close(terminal.master)
    assert not list(pending.folder().glob("*.wav"))


# ---------------------------------------------------------------- what can't be


@pytest.mark.parametrize(
    ("arguments", "message"),
    [
        (("setbak",), "There is no question setbak. Did you mean setback?"),
        (("setback", "--question", "Why?"), "More than one question is named. Name one."),
        (("setback", "--kind", "opinion"), "A question of the bank has its own text and kind."),
        (("--seconds", "0"), "--seconds must be more than 0."),
        (("--json", "--format", "md"), "--json and --format contradict each other."),
    ],
)
def test_usage(saywell: Run, arguments: tuple[str, ...], message: str) -> None:
    done = saywell("record", *arguments)
    assert (done.code, done.out) == (2, "")
    (line,) = done.err.splitlines()
    assert line.startswith(f"saywell: {message}")


def test_a_microphone_that_is_not_there(tmp_path: Path, home: Path) -> None:
    code, out, err = speak(tmp_path, *RECORD, "--device", "nobody").ended()
    assert (code, out) == (4, "")
    assert err == "saywell: There is no microphone 'nobody'. saywell record --devices lists them.\n"


def test_the_microphone_of_the_config_file(tmp_path: Path, home: Path) -> None:
    home.mkdir()
    (home / "config.toml").write_text('device = "nobody"\n')
    assert "no microphone 'nobody'" in speak(tmp_path, *RECORD).ended()[2]
    code, out, _ = speak(tmp_path, "record", "--devices").ended()
    assert (code, out) == (0, "  0  fake microphone  (default)\n")


def test_a_history_that_can_not_be_used_is_told_before_anybody_speaks(tmp_path: Path, home: Path) -> None:
    (home / "data").mkdir(parents=True)
    (home / "data" / "history.db").write_bytes(b"shopping list\n" * 400)
    speaking = speak(tmp_path, *RECORD)
    code, _, err = speaking.ended()
    assert code == 1
    assert "damaged" in err
    assert speaking.heard_s == 0


def test_a_model_that_is_not_there_is_told_before_anybody_speaks(tmp_path: Path, home: Path) -> None:
    speaking = speak(tmp_path, "record", "--model", "nonsense/model", "--offline")
    code, _, err = speaking.ended()
    assert code == 4
    assert "nonsense/model" in err
    assert speaking.heard_s == 0
