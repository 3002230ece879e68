"""Where in a recording um and uh are, and what only sounds like one: as a person, or a script, writes it down."""

from __future__ import annotations

import json
import os
from pathlib import Path

from saywell.analyse.corrections import same
from saywell.errors import UsageError
from saywell.model import Span
from saywell.transcribe.words_file import as_float

MOST_S = 3.0
"""No filled pause is longer."""

Labels = list[tuple[Span, bool]]
"""(where, is it a filled pause), in order."""


def read(path: Path) -> Labels:
    """The labels of a JSON list of {start_s, end_s, filler}, in its order.

    Raises:
        UsageError: it is none, or there is no such file; names the first entry that is wrong.
    """
    try:
        rows = json.loads(path.read_text("utf-8"))
    except FileNotFoundError:
        raise UsageError(f"There is no file {path}", "Check the name.") from None
    except OSError as error:
        raise _refuse(path, os.strerror(error.errno or 0).lower()) from None
    except (ValueError, RecursionError):
        raise _refuse(path, "it is not JSON") from None
    if not isinstance(rows, list) or not rows:
        raise _refuse(path, "it is not a list" if not isinstance(rows, list) else "the list is empty")
    labels: Labels = []
    for number, row in enumerate(rows, 1):
        span, is_filler = _label(path, number, row)
        for other, (known, was_filler) in enumerate(labels, 1):
            if same(span, known) and is_filler != was_filler:
                raise _refuse(path, f"entries {other} and {number} call the same sound a filler and none")
        labels.append((span, is_filler))
    return labels


def _label(path: Path, number: int, row: object) -> tuple[Span, bool]:
    """One entry of a file of labels."""
    if not isinstance(row, dict):
        raise _refuse(path, f"entry {number} is not an object")
    for name in ("start_s", "end_s", "filler"):
        if name not in row:
            raise _refuse(path, f"entry {number} has no {name}")
    start_s, end_s = (as_float(row[name]) for name in ("start_s", "end_s"))
    if start_s is None or end_s is None:
        raise _refuse(path, f"{'start_s' if start_s is None else 'end_s'} of entry {number} is not a number")
    if not isinstance(row["filler"], bool):
        raise _refuse(path, f"filler of entry {number} is not true or false")
    if start_s < 0:
        raise _refuse(path, f"entry {number} starts at {start_s:g} s, before the recording")
    if end_s <= start_s:
        raise _refuse(path, f"entry {number} ends at {end_s:g} s and starts at {start_s:g} s")
    if end_s - start_s > MOST_S:
        raise _refuse(path, f"entry {number} lasts {end_s - start_s:.1f} s; {MOST_S:g} s is the most")
    return Span(start_s, end_s), row["filler"]


def _refuse(path: Path, why: str) -> UsageError:
    return UsageError(
        f"{path} can't be used as labels: {why}",
        'Write a JSON list of {"start_s": 1.2, "end_s": 1.6, "filler": true}.',
    )
