"""What every test stands on: an own home, the samples, a way to run the command, and honest requirements."""

from __future__ import annotations

import json
import os
import shutil
import signal
import subprocess
import sys
from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import pytest
from hypothesis import settings

ROOT = Path(__file__).resolve().parents[1]
SAMPLES = ROOT / "samples"
STEMS = sorted(path.stem for path in SAMPLES.glob("*.wav"))
MINI_WHISPER = ROOT / "models" / "mini-whisper-en"


settings.register_profile("untimed", deadline=None)  # how fast things are is measured in benchmarks/
settings.load_profile("untimed")

if signal.getsignal(signal.SIGINT) is signal.SIG_IGN:  # run as a shell's background job: Ctrl-C is to be tested
    signal.signal(signal.SIGINT, signal.default_int_handler)

SETTINGS = ["SAYWELL_MODEL", "SAYWELL_OFFLINE", "SAYWELL_DEBUG", "NO_COLOR", "FORCE_COLOR", "HF_ENDPOINT", "HF_TOKEN"]


@pytest.fixture(autouse=True)
def home(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """Nothing of the user's is read or written: saywell and the hub's cache live in a folder of the test."""
    monkeypatch.setenv("SAYWELL_HOME", str(tmp_path / "home"))
    monkeypatch.setenv("HF_HOME", str(tmp_path / "hf"))
    for name in SETTINGS:
        monkeypatch.delenv(name, raising=False)
    return tmp_path / "home"


@dataclass(frozen=True)
class Ran:
    """How a command ended."""

    code: int
    out: str
    err: str

    @property
    def lines(self) -> list[dict[str, Any]]:
        """Stdout as JSON lines; fails if anything else is on it."""
        return [json.loads(line) for line in self.out.splitlines()]

    @property
    def report(self) -> dict[str, Any]:
        (line,) = self.lines
        return line


Run = Callable[..., Ran]
Reports = dict[str, dict[str, Any]]
"""Reports as JSON, by the name of the sample."""


def run_saywell(
    *arguments: str | Path,
    stdin: bytes | None = None,
    env: dict[str, str] | None = None,
    cwd: Path | None = None,
    before: tuple[str, ...] = (),
) -> Ran:
    """Run the command as a user does, in a process of its own."""
    done = subprocess.run(
        [*before, sys.executable, "-m", "saywell", *map(str, arguments)],
        input=stdin if stdin is not None else b"",
        capture_output=True,
        env={**os.environ, **(env or {})},
        cwd=cwd,
        timeout=300,
        check=False,
    )
    return Ran(done.returncode, done.stdout.decode(), done.stderr.decode())


@pytest.fixture
def saywell() -> Run:
    return run_saywell


def once(factory: pytest.TempPathFactory, name: str, make: Callable[[], Reports]) -> Reports:
    """What takes long, made by the first of the processes that run the tests; the others wait and read it."""
    from filelock import FileLock

    run = os.environ.get("PYTEST_XDIST_TESTRUNUID")
    folder = factory.getbasetemp().parent if run else factory.getbasetemp()
    path = folder / f"{name}-{run}.json"
    with FileLock(f"{path}.lock"):
        if not path.exists():
            path.write_text(json.dumps(make()))
        made: Reports = json.loads(path.read_text())
    return made


@pytest.fixture(scope="session")
def built_in_reports(tmp_path_factory: pytest.TempPathFactory) -> Reports:
    """Of every sample, in one run that prints one line each."""

    def make() -> Reports:
        own = {"SAYWELL_HOME": str(tmp_path_factory.mktemp("home")), "HF_HOME": str(tmp_path_factory.mktemp("hf"))}
        files = [SAMPLES / f"{stem}.wav" for stem in STEMS]
        done = run_saywell("analyse", *files, "--offline", "--no-save", "--json", env=own)
        assert done.code == 0, done.err
        return dict(zip(STEMS, done.lines, strict=True))

    return once(tmp_path_factory, "built-in", make)


@pytest.fixture(scope="session")
def true_words_reports(tmp_path_factory: pytest.TempPathFactory) -> Reports:
    """Of every sample with the words of its truth file."""

    def make() -> Reports:
        own = {"SAYWELL_HOME": str(tmp_path_factory.mktemp("home"))}
        reports = {}
        for stem in STEMS:
            sample = SAMPLES / f"{stem}.wav"
            kind = truth_of(sample)["kind"]
            words = sample.with_suffix(".json")
            done = run_saywell("analyse", sample, "--words", words, "--kind", kind, "--json", env=own)
            assert (done.code, done.err) == (0, "")
            reports[stem] = done.report
        return reports

    return once(tmp_path_factory, "true-words", make)


@pytest.fixture(scope="session")
def clip(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The first four seconds of a sample, for what needs speech but not much of it."""
    import soundfile

    path = tmp_path_factory.mktemp("clip") / "clip.wav"
    samples, rate_hz = soundfile.read(SAMPLES / "rushed.wav", dtype="int16")
    soundfile.write(path, samples[: 4 * rate_hz], rate_hz)
    return path


def need(tool: str) -> str:
    """The path of a system tool. Without it the test can't be run: loudly, and in CI that is a failure."""
    path = shutil.which(tool)
    if path:
        return path
    message = f"{tool} is not installed: scripts/setup --dev installs it where it may"
    if os.environ.get("SAYWELL_CI"):
        pytest.fail(message)
    pytest.skip(message)


@pytest.fixture(params=STEMS)
def sample(request: pytest.FixtureRequest) -> Path:
    """Each sample in turn."""
    return SAMPLES / f"{request.param}.wav"


def truth_of(sample: Path) -> dict[str, Any]:
    loaded: dict[str, Any] = json.loads(sample.with_suffix(".json").read_text("utf-8"))
    return loaded
