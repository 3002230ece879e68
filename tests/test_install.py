"""The wheel stands alone: installed elsewhere, without the checkout, it passes the demo. So does the editable one."""

from __future__ import annotations

import os
import subprocess
import sys
import zipfile
from pathlib import Path

import pytest

from tests.conftest import ROOT


@pytest.fixture(scope="module")
def wheel(tmp_path_factory: pytest.TempPathFactory) -> Path:
    room = tmp_path_factory.mktemp("wheel")
    command = [sys.executable, "-m", "build", "--wheel", "--no-isolation", "--outdir", str(room), str(ROOT)]
    subprocess.run(command, check=True, capture_output=True)
    (built,) = room.glob("*.whl")
    return built


def run(command: list[str], room: Path, **env: str) -> subprocess.CompletedProcess[str]:
    return subprocess.run(
        command, cwd=room, env={**os.environ, **env}, capture_output=True, text=True, timeout=300, check=False
    )


def test_the_wheel_holds_what_runs_and_nothing_else(wheel: Path) -> None:
    names = zipfile.ZipFile(wheel).namelist()
    assert {name.split("/")[0] for name in names} == {
        "saywell",
        wheel.name.removesuffix("-py3-none-any.whl") + ".dist-info",
    }
    for data in ("metrics.toml", "filled_pause.npz", "reading_words.onnx", "setback-1.flac", "setback-2.json"):
        assert f"saywell/data/{data}" in names
    assert "saywell/py.typed" in names
    assert wheel.stat().st_size < 40_000_000


def test_the_wheel_alone_passes_the_demo(wheel: Path, tmp_path: Path) -> None:
    elsewhere = tmp_path / "site"
    pip = [sys.executable, "-m", "pip", "install", "--quiet", "--no-deps", "--no-index", "--target", str(elsewhere)]
    subprocess.run([*pip, str(wheel)], check=True, capture_output=True)
    where = run([sys.executable, "-c", "import saywell; print(saywell.__file__)"], tmp_path, PYTHONPATH=str(elsewhere))
    assert where.stdout.startswith(str(elsewhere))
    done = run([str(elsewhere / "bin" / "saywell"), "demo"], tmp_path, PYTHONPATH=str(elsewhere))
    assert done.returncode == 0, done.stderr
    assert "Fix next" in done.stdout


def test_the_installed_command_runs(tmp_path: Path) -> None:
    done = run([str(Path(sys.executable).with_name("saywell")), "explain", "pace"], tmp_path)
    assert done.returncode == 0, done.stderr
    assert "words_per_minute" in done.stdout
    assert list(tmp_path.iterdir()) in ([], [tmp_path / "home"]), "it leaves nothing where it runs"
