"""The README's screens: the commands run in a real terminal of 80 columns (tmux), its content drawn as SVG.

Needs tmux, and for `record` the virtual microphone of the tests. Usage: python scripts/make_screens.py
"""

from __future__ import annotations

import io
import os
import re
import shlex
import subprocess
import sys
import tempfile
import time
from pathlib import Path

from rich.console import Console
from rich.text import Text

ROOT = Path(__file__).resolve().parents[1]
sys.path.insert(0, str(ROOT))

from tests.microphone import microphone  # noqa: E402

SAMPLES, DOCS = ROOT / "samples", ROOT / "docs"
SAYWELL = Path(sys.executable).with_name("saywell")
COLUMNS, LINES = 80, 60


class Screen:
    """A terminal in which a shell runs."""

    def __init__(self, env: dict[str, str]) -> None:
        self._socket = f"saywell-{os.getpid()}"
        shell = ["env", "-i", *(f"{name}={value}" for name, value in env.items()), "sh"]
        self._tmux("-f", os.devnull, "new-session", "-d", "-x", str(COLUMNS), "-y", str(LINES), *shell)
        self._tmux("send-keys", "PS1='$ '; clear", "Enter")
        time.sleep(0.5)

    def type(self, line: str) -> None:
        self._tmux("send-keys", line, "Enter")

    def wait_for(self, text: str, timeout_s: float = 90) -> None:
        end = time.monotonic() + timeout_s
        while text not in self.read(plain=True):
            if time.monotonic() > end:
                sys.exit(f"{text!r} never appeared:\n{self.read(plain=True)}")
            time.sleep(0.2)

    def read(self, *, plain: bool = False) -> str:
        return self._tmux("capture-pane", "-p", *([] if plain else ["-e"]))

    def clear(self) -> None:
        self.type("clear")
        time.sleep(0.5)

    def close(self) -> None:
        self._tmux("kill-server")

    def _tmux(self, *arguments: str) -> str:
        return subprocess.run(
            ["tmux", "-L", self._socket, *arguments], check=True, capture_output=True, text=True
        ).stdout


def draw(name: str, title: str, screen: str) -> None:
    """The screen as SVG, in the reader's own monospaced font."""
    text = Text.from_ansi(screen.rstrip())
    console = Console(record=True, width=COLUMNS, file=io.StringIO(), force_terminal=True, highlight=False)
    console.print(text, soft_wrap=True)
    svg = console.export_svg(title=title, unique_id=name)
    svg = re.sub(r"@font-face\s*\{.*?\}\s*", "", svg, flags=re.DOTALL)  # fonts from a server: not in our documents
    svg = re.sub(r"font-family: [^;]*;", "font-family: ui-monospace, Menlo, Consolas, monospace;", svg)
    (DOCS / f"{name}.svg").write_text(svg, "utf-8")
    print(f"docs/{name}.svg: {title}")


def main() -> None:
    with tempfile.TemporaryDirectory() as folder, microphone(Path(folder) / "mic") as mic:
        path = f"{SAYWELL.parent}:{os.environ['PATH']}"
        env = {"PATH": path, "TERM": "xterm-256color", "LANG": "C.UTF-8", "HOME": folder, "HF_HOME": f"{folder}/hf"}
        screen = Screen(env | {"SAYWELL_HOME": f"{folder}/home"} | mic.env)
        try:
            screen.type(f"cd {shlex.quote(str(SAMPLES))}; clear")
            record(screen, mic.play)
            screen.clear()
            for take in ("setback-1", "setback-2"):
                screen.type(f"saywell analyse {take}.wav --words {take}.json --question-id setback")
                screen.wait_for("~hedge~" if take == "setback-1" else "|pause|")
                if take == "setback-1":
                    time.sleep(1)
                    draw("report", f"saywell analyse {take}.wav --words {take}.json", after_prompt(screen.read()))
                screen.clear()
            screen.type("saywell compare")
            screen.wait_for("Next ")
            time.sleep(1)
            draw("compare", "saywell compare", after_prompt(screen.read()))
        finally:
            screen.close()


def record(screen: Screen, play: object) -> None:
    """In the middle of a recording."""
    assert callable(play)
    screen.type("saywell record setback --model pocketsphinx --no-save")
    screen.wait_for("Starting in")
    screen.type("")
    screen.wait_for("REC")
    play(SAMPLES / "setback-1.wav")
    screen.wait_for("0:12")
    draw("record", "saywell record setback", after_prompt(screen.read()))
    screen.type("")
    screen.wait_for("Fix next")


def after_prompt(screen: str) -> str:
    """What the command printed: from the line after it was typed up to the next prompt."""
    lines = screen.rstrip().splitlines()
    prompts = [k for k, line in enumerate(lines) if re.sub(r"\x1b\[[0-9;]*m", "", line).startswith("$")]
    return "\n".join(lines[prompts[0] + 1 : prompts[1] if len(prompts) > 1 else None])


if __name__ == "__main__":
    main()
