"""A job description as it comes -> its text: plain or Markdown in any usual encoding, or PDF."""

from __future__ import annotations

import io
import logging
import sys
from pathlib import Path

from saywell.errors import UsageError

STDIN = "-"
_MOST_BYTES = 20_000_000
_MOST_WORDS = 10_000
_MOST_CHARACTERS = 100_000
"""Job descriptions have a few hundred words; what has more than these is something else."""
_PDF = b"%PDF-"
_PDF_WITHIN = 1024
"""Readers look for the mark of a PDF in so many bytes."""
_OTHERS = {
    b"pk\x03\x04": "a Word document or another zip",
    b"\xd0\xcf\x11\xe0": "an old Word document",
    b"{\\rtf": "RTF",
    b"<!doctype html": "a web page",
    b"<html": "a web page",
}
_PASTE = "Copy its words into a text file, or paste them: saywell job add -"


def read(path: str) -> tuple[str, str]:
    """The name of a job description and its text.

    Args:
        path: a file, or `-` for stdin.

    Raises:
        UsageError: there is none, or no text in it.
    """
    name = "stdin" if path == STDIN else path
    return ("stdin" if path == STDIN else Path(path).name), text_of(_bytes(path, name), name)


def text_of(content: bytes, name: str) -> str:
    """The text of a file's content.

    Raises:
        UsageError: it is neither text nor a PDF with text, it is empty, or as long as no job description is.
    """
    if _PDF in content[:_PDF_WITHIN]:
        text = _of_pdf(content, name)
    else:
        for mark, what in _OTHERS.items():
            if content[:50].lstrip().lower().startswith(mark):
                raise _refuse(f"{name} is {what}, neither text nor PDF", "Save it as PDF or as plain text.")
        text = _decoded(content, name)
    if not text.strip():
        raise _refuse(f"{name} is empty", "Give a job description as text, Markdown or PDF.")
    if len(text) > _MOST_CHARACTERS or len(text.split()) > _MOST_WORDS:
        raise _refuse(f"{name} is too long for a job description: {_MOST_WORDS:,} words are the most", _PASTE)
    return text


def _bytes(path: str, name: str) -> bytes:
    try:
        if path == STDIN:
            content = sys.stdin.buffer.read(_MOST_BYTES + 1)
        else:
            with open(path, "rb") as file:
                content = file.read(_MOST_BYTES + 1)
    except FileNotFoundError:
        raise _refuse(f"There is no file {path}", "Check the name.") from None
    except OSError as error:
        raise _refuse(f"{path} can't be read: {(error.strerror or str(error)).lower()}", "Give a file.") from None
    if len(content) > _MOST_BYTES:
        raise _refuse(f"{name} has more than {_MOST_BYTES // 1_000_000} MB", _PASTE)
    return content


def _decoded(content: bytes, name: str) -> str:
    """Text in UTF-8, UTF-16 with its mark, or the old Windows encoding."""
    utf_16 = content.startswith((b"\xff\xfe", b"\xfe\xff"))
    for encoding in ("utf-16",) if utf_16 else ("utf-8-sig", "cp1252"):
        try:
            text = content.decode(encoding)
        except UnicodeDecodeError:
            continue
        if not any(sign < " " and sign not in "\t\n\v\f\r" for sign in text):
            return text
    raise _refuse(f"{name} is neither text nor PDF", "Give a job description as text, Markdown or PDF.")


def _of_pdf(content: bytes, name: str) -> str:
    from pypdf import PdfReader
    from pypdf.errors import DependencyError

    logging.getLogger("pypdf").setLevel(logging.CRITICAL)  # what it mends is of no use to the person
    encrypted = _refuse(f"{name} is encrypted", f"Save a copy without a password. {_PASTE}")
    pages: list[str] = []
    try:
        reader = PdfReader(io.BytesIO(content))
        if reader.is_encrypted and not reader.decrypt(""):
            raise encrypted
        for page in reader.pages:
            pages.append(page.extract_text())
            if sum(map(len, pages)) > _MOST_CHARACTERS:
                break
    except (UsageError, DependencyError):  # AES needs another package
        raise encrypted from None
    except Exception as error:  # whatever a damaged or hostile PDF makes of the parser
        raise _refuse(f"{name} is a PDF that can't be read", _PASTE) from error
    text = "\n".join(pages)
    if not text.strip():
        raise _refuse(f"{name} is a PDF without text, as scanners make them", _PASTE)
    return text


def _refuse(what: str, next: str) -> UsageError:
    return UsageError(what, next, code="job_unreadable")
