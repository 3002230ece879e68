"""Job descriptions as they come: text of any kind, PDFs of any kind, and what is neither."""

from __future__ import annotations

import random
from pathlib import Path

import pytest

from saywell.errors import UsageError
from saywell.job import document
from saywell.job.extract import extract
from tests.job.pdf import locked, pdf

TEXT = "Requirements\n- Experience with Python\n- Zürich café"
LINES = ("Your profile", "• Experience of stock control, ideally in a large", "shop in the region", "• SAP")


def refusal(content: bytes) -> str:
    with pytest.raises(UsageError) as caught:
        document.text_of(content, "job.x")
    assert caught.value.code == "job_unreadable"
    assert "\n" not in str(caught.value)
    return str(caught.value)


@pytest.mark.parametrize("encoding", ["utf-8", "utf-8-sig", "utf-16", "cp1252"])
def test_text_in_any_usual_encoding_is_read(encoding: str) -> None:
    assert document.text_of(TEXT.encode(encoding), "job.txt") == TEXT


def test_a_pdf_is_read_whatever_it_is_called() -> None:
    text = document.text_of(pdf(LINES, ("Our values", "Kindness")), "job.txt")
    assert [term.label for term in extract(text).terms] == ["stock control", "SAP", "Kindness"]


def test_a_pdf_that_only_its_owner_may_change_is_read() -> None:
    text = document.text_of(locked(pdf(LINES), user="", owner="secret"), "job.pdf")
    assert "stock control" in text


def test_a_pdf_with_a_password_is_refused() -> None:
    assert "job.x is encrypted. Save a copy without a password. Copy" in refusal(
        locked(pdf(LINES), user="secret", owner="other")
    )


def test_a_scan_is_refused_and_says_why() -> None:
    assert "job.x is a PDF without text, as scanners make them. Copy" in refusal(pdf((), ()))


@pytest.mark.parametrize("content", [b"%PDF-1.7\n", pdf(LINES)[:200], b"%PDF-1.4\n" + random.Random(1).randbytes(5000)])
def test_a_broken_pdf_is_refused(content: bytes) -> None:
    assert "job.x is a PDF" in refusal(content)


@pytest.mark.parametrize(
    "content", [random.Random(2).randbytes(4000), bytes(range(256)), b"\x89PNG\r\n\x1a\n\x00\x00\x00\rIHDR"]
)
def test_what_is_neither_text_nor_pdf_is_refused(content: bytes) -> None:
    assert refusal(content).startswith("job.x is neither text nor PDF. ")


def test_a_word_document_and_a_web_page_are_named() -> None:
    assert "a Word document" in refusal(b"PK\x03\x04" + bytes(100))
    assert "a web page" in refusal(b"\n<!DOCTYPE html><p>Requirements: SQL</p>")


@pytest.mark.parametrize("content", [b"", b" \n\n\t", b"\xef\xbb\xbf"])
def test_an_empty_file_is_refused(content: bytes) -> None:
    assert refusal(content).startswith("job.x is empty. ")


def test_what_is_as_long_as_a_book_is_refused() -> None:
    assert refusal(b"experience with Python. " * 5000).startswith(
        "job.x is too long for a job description: 10,000 words are the most. "
    )
    many = pdf(*[["word " * 18] * 50] * 20)
    assert "is too long" in refusal(many)
    assert "is too long" in refusal(b"x" * 5_000_000)


def test_a_file_that_is_not_there_or_is_none_is_refused(tmp_path: Path) -> None:
    for path in (tmp_path / "none.pdf", tmp_path):
        with pytest.raises(UsageError, match=path.name):
            document.read(str(path))


def test_a_huge_file_is_not_read_to_its_end(tmp_path: Path) -> None:
    path = tmp_path / "big"
    with open(path, "wb") as file:
        file.truncate(30_000_000)
    with pytest.raises(UsageError, match="more than 20 MB"):
        document.read(str(path))
