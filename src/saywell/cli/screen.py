"""What a person sees while they record: the question, a countdown, the level and the time."""

from __future__ import annotations

import sys
import textwrap
import threading
import time
from collections.abc import Iterator
from contextlib import ExitStack, contextmanager

from rich.console import Console, Group
from rich.live import Live
from rich.text import Text

from saywell import kinds
from saywell.cli import complain
from saywell.kinds import target_s
from saywell.model import printable
from saywell.questions import Entry
from saywell.record import Meter, Recording, warnings

_BREATH_S, _READING_WORDS_PER_S = 3.0, 4.0
_BAR = 24
_QUIETEST_DBFS = -60.0
_GOOD_FROM_DBFS, _LOUD_FROM_DBFS = -40.0, -3.0


class Screen:
    """On a terminal; elsewhere only the warnings are said, each once.

    Args:
        entry: what is asked.
    """

    def __init__(self, entry: Entry) -> None:
        self._target_s = target_s(entry.question)
        self._console = Console(stderr=True, highlight=False)
        self._shown = sys.stderr.isatty()
        words = " ".join((entry.text, *entry.strong)).split()
        self._countdown_s = _BREATH_S + len(words) / _READING_WORDS_PER_S
        self._said: set[str] = set()
        self._closing = ExitStack()
        self._live = Live(console=self._console, auto_refresh=False, transient=True)
        if self._shown:
            self._ask(entry)

    def __enter__(self) -> Screen:
        if self._shown:
            self._closing.enter_context(_without_echo())
            self._closing.enter_context(self._live)
        return self

    def __exit__(self, *_: object) -> None:
        self._closing.close()

    def count_down(self, recording: Recording, skip: threading.Event) -> None:
        """Time to read and to breathe in, less if `skip` is set; none where nobody can see it."""
        if not (self._shown and sys.stdin.isatty()):
            return
        until = time.monotonic() + self._countdown_s
        while (left := until - time.monotonic()) > 0 and not recording.trouble:
            line = Text().append(f"  Starting in {int(left) + 1:>2}  ", style="bold")
            line.append_text(_level(recording.meter)).append("Enter starts now", style="dim")
            self._draw(line, recording.meter)
            if skip.wait(0.1):
                return

    def watch(self, meter: Meter) -> None:
        """Show how the recording stands."""
        self._draw(self._line(meter), meter)

    def _ask(self, entry: Entry) -> None:
        low, high = self._target_s
        self._console.print()
        if entry.text:
            self._console.print(Text(f"  {printable(entry.text)}", style="bold"))
        kind = kinds.in_words(entry.question.kind)
        self._console.print(Text(f"  {kind}, {clock(low)} to {clock(high)}", style="dim"))
        if entry.strong:
            self._console.print()
            for point in entry.strong:
                self._console.print(Text(f"    - {printable(point)}", style="dim"))
        self._console.print()

    def _line(self, meter: Meter) -> Text:
        low, high = self._target_s
        line = Text("  ")
        line.append("REC ", style="bold red")
        style = "bold green" if low <= meter.seconds <= high else "bold yellow" if meter.seconds > high else "bold"
        line.append(f"{clock(meter.seconds):>5}", style=style)
        line.append(f" of {clock(low)}-{clock(high)}  ", style="dim")
        return line.append_text(_level(meter)).append("Enter stops", style="dim")

    def _draw(self, line: Text, meter: Meter) -> None:
        """The line, under what is to be warned of as long as it holds; without a terminal, each warning once."""
        found = warnings(meter)
        if not self._shown:
            for warning in found:
                if warning.code not in self._said:
                    complain(warning.message)
            self._said |= {warning.code for warning in found}
            return
        width = max(20, self._console.width - 3)
        lines = [Text(f"  {part}", style="bold yellow") for w in found for part in textwrap.wrap(w.message, width)]
        line.truncate(self._console.width - 1)
        self._live.update(Group(*lines, line), refresh=True)


@contextmanager
def _without_echo() -> Iterator[None]:
    """Keys leave no trace on the terminal: an echo would move the line that is drawn again and again."""
    if not sys.stdin.isatty() or sys.platform == "win32":
        yield
        return
    import termios

    before = termios.tcgetattr(sys.stdin)
    termios.tcsetattr(sys.stdin, termios.TCSANOW, [*before[:3], before[3] & ~termios.ECHO, *before[4:]])
    try:
        yield
    finally:
        termios.tcsetattr(sys.stdin, termios.TCSANOW, before)


def _level(meter: Meter) -> Text:
    """A bar as long as the newest block is loud, and its level."""
    filled = round(_BAR * min(1.0, max(0.0, 1 - meter.level_dbfs / _QUIETEST_DBFS)))
    loud, good = meter.level_dbfs > _LOUD_FROM_DBFS, meter.level_dbfs > _GOOD_FROM_DBFS
    bar = Text().append("#" * filled, style="red" if loud else "green" if good else "yellow")
    return bar.append("-" * (_BAR - filled), style="dim").append(f" {meter.level_dbfs:4.0f} dB  ")


def clock(seconds: float) -> str:
    """Minutes and seconds.

    >>> clock(65.9)
    '1:05'
    """
    return f"{int(seconds) // 60}:{int(seconds) % 60:02d}"
