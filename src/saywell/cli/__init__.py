"""The command line: parse, call, print. `main` is the one place where an error becomes an exit code."""

from __future__ import annotations

import os
import re
import shutil
import sys
import textwrap
from typing import Any, NoReturn, TextIO

from saywell import config
from saywell.errors import SaywellError
from saywell.model import printable

_INTERRUPTED = 130


def main() -> NoReturn:
    """Run `saywell` and leave the process with its exit code."""
    for name in ("stdin", "stdout", "stderr"):
        if getattr(sys, name) is None:  # closed by whoever started us
            setattr(sys, name, open(os.devnull, "r" if name == "stdin" else "w"))  # noqa: SIM115
        if name != "stdin" and hasattr(getattr(sys, name), "reconfigure"):
            getattr(sys, name).reconfigure(errors="replace")
    code = _run()
    try:
        sys.stdout.flush()
    except OSError as error:
        if not isinstance(error, BrokenPipeError):
            complain(f"The report can't be written: {error.strerror}. Make room and run it again.")
        code = code or 1
        os.dup2(os.open(os.devnull, os.O_WRONLY), sys.stdout.fileno())
    sys.stderr.flush()
    os._exit(code)  # threads of an interrupted decoder must not hold the process


def _run() -> int:
    from saywell.cli.app import app

    try:
        result = app(standalone_mode=False)
        if result == _INTERRUPTED:  # typer's answer to Ctrl-C
            raise KeyboardInterrupt
    except KeyboardInterrupt:
        complain("Interrupted")
        return _INTERRUPTED
    except BrokenPipeError:
        return 1
    except SaywellError as error:
        return fail(error)
    except Exception as error:
        return _unforeseen(error)
    return result if isinstance(result, int) else 0


def fail(error: SaywellError, more: str = "") -> int:
    """Say what went wrong in one line, and what else there is to say of it; the exit code."""
    if config.debug():
        import traceback

        traceback.print_exception(error)
    complain(f"{error} {more}")
    return error.exit_code


def complain(text: str) -> None:
    """One line on stderr."""
    say(f"saywell: {printable(' '.join(text.split()))}", sys.stderr)


def say(text: str, file: TextIO) -> None:
    """One line; on a terminal it is folded between words, so that a command in it can be copied."""
    print(_folded(text, file), file=file)


def _folded(text: str, file: TextIO) -> str:
    if not file.isatty():
        return text
    width = shutil.get_terminal_size().columns - 1
    return textwrap.fill(text, max(20, width), break_long_words=False, break_on_hyphens=False)


def somebody_there() -> bool:
    """Whether a person can be asked."""
    return sys.stdin.isatty() and sys.stderr.isatty()


def ask(prompt: str) -> str:
    """What a person answers, in small letters."""
    print(f"{_folded(prompt, sys.stderr)} ", end="", file=sys.stderr, flush=True)
    return sys.stdin.readline().strip().lower()


def _unforeseen(error: Any) -> int:
    """A usage error of typer's own, or a fault of ours."""
    if hasattr(error, "format_message") and hasattr(error, "exit_code"):
        command = getattr(getattr(error, "ctx", None), "command_path", "saywell")
        message = error.format_message().rstrip(".").replace("Value error, ", "")
        named = re.match(r"No such (?:command|option:?) '?(.*?)'?$", message)
        if named and os.path.isfile(named[1]):
            complain(f"{named[1]} is a file. To measure it: saywell analyse {os.path.join('.', named[1])}")
        elif message:
            complain(f"{message}. See: {command} --help")
        return int(error.exit_code)
    if type(error).__name__ == "Abort":
        complain("Interrupted")
        return _INTERRUPTED
    if config.debug():
        raise error
    complain(
        f"Something went wrong that should not: {type(error).__name__}: {error}. "
        "Run it again with SAYWELL_DEBUG=1 and report what it prints."
    )
    return 1


def at(seconds: float) -> str:
    """Minutes, seconds and tenths.

    >>> at(59.96), at(5.0)
    ('1:00.0', '0:05.0')
    """
    tenths = round(seconds * 10)
    return f"{tenths // 600}:{tenths % 600 / 10:04.1f}"
