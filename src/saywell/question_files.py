"""Questions of one's own from a file: TOML or JSON as saywell writes them, or plain lines.

[team-conflict]            TOML, in the form of data/questions.toml; only `text` must be there
text = "When did you last disagree with a colleague?"

[{"text": "Why us?"}]      JSON, as `saywell questions list --json` prints it

1. Why us?                 a question a line; numbers, dashes and lines that begin with # are left out
"""

from __future__ import annotations

import json
import re
import sys
import tomllib
from dataclasses import dataclass
from pathlib import Path

from saywell.errors import SaywellError, UsageError

_STDIN = "-"
_JSON = re.compile(r"\s*(\[\s*[{\]]|\{)")
_TOML = re.compile(r"^[ \t]*(\[[^\[\]\n]+\][ \t]*(#.*)?|[\w-]+[ \t]*=.*)$", re.MULTILINE)
_MARK = re.compile(r"^([-*•]|\d{1,3}[.)])\s+")


@dataclass(frozen=True, slots=True)
class Told:
    """What a file says of one question.

    Attributes:
        where: what it is called there, such as `line 7`.
        fields: as they are written, not checked.
    """

    where: str
    fields: object


def read(file: str) -> list[Told]:
    """What a file, or stdin for `-`, says of each of its questions.

    Raises:
        SaywellError: there is no such file, or it can't be read.
        UsageError: it is not text, not the TOML or JSON that it looks like, or has no question.
    """
    name = name_of(file)
    try:
        text = _bytes(file).decode("utf-8-sig")
    except UnicodeDecodeError:
        raise UsageError(f"{name} is not text", "Save it as TOML, JSON or plain lines, in UTF-8.") from None
    told = _told(name, text, Path(file).suffix.lower())
    if not told:
        raise UsageError(f"There are no questions in {name}", "Write one a line.")
    return told


def name_of(file: str) -> str:
    return "stdin" if file == _STDIN else file


def _bytes(file: str) -> bytes:
    try:
        return sys.stdin.buffer.read() if file == _STDIN else Path(file).read_bytes()
    except FileNotFoundError:
        raise SaywellError(f"There is no file {file}", "Check the name.", code="file_not_found") from None
    except OSError as error:
        why = (error.strerror or str(error)).lower()
        raise SaywellError(f"{file} can't be read: {why}", "Check its permissions.", code="unreadable") from None


def _told(name: str, text: str, suffix: str) -> list[Told]:
    """The entries in the form that the name tells, else the text itself."""
    if suffix == ".json" or (suffix != ".toml" and _JSON.match(text)):
        return _from_json(name, text)
    if suffix == ".toml" or _TOML.search(text):
        return _from_toml(name, text)
    lines = ((k, line.strip()) for k, line in enumerate(text.splitlines(), 1))
    return [Told(f"line {k}", {"text": _MARK.sub("", line)}) for k, line in lines if line and line[0] != "#"]


def _from_json(name: str, text: str) -> list[Told]:
    try:
        rows = json.loads(text)
    except (ValueError, RecursionError) as error:
        raise UsageError(f"{name} is not JSON: {error}", "saywell questions list --json shows the form.") from None
    rows = rows if isinstance(rows, list) else [rows]
    ids = (row.get("id") if isinstance(row, dict) else None for row in rows)
    return [
        Told(f"entry {k} ({id})" if isinstance(id, str) else f"entry {k}", row)
        for k, (id, row) in enumerate(zip(ids, rows, strict=True), 1)
    ]


def _from_toml(name: str, text: str) -> list[Told]:
    try:
        tables = tomllib.loads(text)
    except (ValueError, RecursionError) as error:
        hint = "Name each question in brackets, its fields below it; docs/questions.md shows the form."
        raise UsageError(f"{name} is not TOML: {error}", hint) from None
    return [
        Told(f"[{id}]", {"id": id, **fields} if isinstance(fields, dict) else fields) for id, fields in tables.items()
    ]
