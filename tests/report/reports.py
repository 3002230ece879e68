"""Reports to render: from words alone, and of a sample with everything in it."""

from __future__ import annotations

from functools import cache

from saywell import kinds
from saywell.config import Settings
from saywell.model import Report
from saywell.pipeline import measure_answer
from saywell.transcribe import words_file
from tests import sound
from tests.conftest import SAMPLES


def report(text: str = "We, um, we had two days. I fixed it, and basically it worked.") -> Report:
    """Of words alone."""
    return measure_answer(None, words=sound.transcript(text), question=kinds.question(None, None), settings=Settings())


@cache
def full() -> Report:
    """Of a sample with its true words: every part of a report is in it."""
    return measure_answer(
        str(SAMPLES / "setback-1.wav"),
        words=words_file.read(str(SAMPLES / "setback-1.json")),
        question=kinds.question(None, "behavioural"),
        settings=Settings(),
    )
