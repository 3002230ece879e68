"""Words from elsewhere: our form, three tools' forms, and everything that is neither."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

import pytest

from saywell.errors import UsageError
from saywell.transcribe import words_file

OURS = {
    "words": [
        {"text": "so,", "start_s": 0.51, "end_s": 0.74, "probability": 0.93},
        {"text": "yes", "start_s": 0.8, "end_s": 1.0},
    ]
}
WHISPER = {
    "text": " so, yes",
    "language": "en",
    "segments": [
        {
            "id": 0,
            "words": [
                {"word": " so,", "start": 0.51, "end": 0.74, "probability": 0.93},
                {"word": " yes", "start": 0.8, "end": 1.0, "probability": 0.5},
            ],
        }
    ],
}
WHISPERX = {
    "segments": [
        {
            "words": [
                {"word": "so,", "start": 0.51, "end": 0.74, "score": 0.9},
                {"word": "42"},
                {"word": "yes", "start": 1.2, "end": 1.4, "score": 0.8},
            ]
        }
    ]
}


def write(folder: Path, content: Any) -> str:
    path = folder / "w.json"
    path.write_text(content if isinstance(content, str) else json.dumps(content), "utf-8")
    return str(path)


def test_our_own_form(tmp_path: Path) -> None:
    read = words_file.read(write(tmp_path, OURS))
    assert [(w.text, w.start_s, w.end_s, w.probability) for w in read.words] == [
        ("so,", 0.51, 0.74, 0.93),
        ("yes", 0.8, 1.0, None),
    ]
    assert read.mean_probability == pytest.approx(0.93)
    assert read.reliable


def test_without_probabilities_words_are_taken_at_their_word(tmp_path: Path) -> None:
    read = words_file.read(write(tmp_path, {"words": [{"text": "a", "start_s": 0, "end_s": 1}], "language": "en"}))
    assert read.mean_probability is None
    assert read.reliable


def test_improbable_words_are_not_reliable(tmp_path: Path) -> None:
    entry = {"text": "a", "start_s": 0, "end_s": 1, "probability": 0.2}
    assert not words_file.read(write(tmp_path, {"words": [entry]})).reliable


def test_what_whisper_tools_write(tmp_path: Path) -> None:
    read = words_file.read(write(tmp_path, WHISPER))
    assert [w.text for w in read.words] == ["so,", "yes"]
    assert read.language == "en"


def test_what_whisperx_writes_without_times_for_numbers(tmp_path: Path) -> None:
    read = words_file.read(write(tmp_path, WHISPERX))
    assert [(w.text, w.start_s, w.end_s) for w in read.words] == [
        ("so,", 0.51, 0.74),
        ("42", 0.74, 1.2),
        ("yes", 1.2, 1.4),
    ]


@pytest.mark.parametrize(
    ("content", "says"),
    [
        ("not json", "not JSON"),
        ("[1, 2]", "not a JSON object"),
        ({"text": "hello"}, "neither words nor segments"),
        ({"words": [{"start_s": 0, "end_s": 1}]}, "word 1 has no text"),
        ({"words": [{"text": " ", "start_s": 0, "end_s": 1}]}, "word 1 has no text"),
        ({"words": [{"text": "a", "start_s": "0", "end_s": 1}]}, "not a number"),
        ({"words": [{"text": "a", "start_s": 0}]}, "end_s of word 1"),
        ({"words": [{"text": "a", "start_s": 2, "end_s": 1}]}, "runs from 2"),
        ({"words": [{"text": "a", "start_s": -1, "end_s": 1}]}, "runs from -1"),
        ({"words": [{"text": "a", "start_s": 0, "end_s": 1, "probability": 7}]}, "must be 0 to 1"),
        (
            {"words": [{"text": "a", "start_s": 5, "end_s": 6}, {"text": "b", "start_s": 1, "end_s": 2}]},
            "starts before",
        ),
        ({"words": ["a"]}, "word 1 has no text"),
        ('{"words": [{"text": "a", "start_s": NaN, "end_s": 1}]}', "not a number"),
        ({"words": [{"text": "a", "start_s": 0, "end_s": 10**400}]}, "not a number"),
        ("[" * 100_000, "it is not JSON"),
        ({"segments": [{"text": "no words here"}]}, "no words with times"),
        ({"segments": [{"words": [{"word": "a"}]}]}, "none of its words has times"),
    ],
)
def test_what_it_can_not_be(tmp_path: Path, content: Any, says: str) -> None:
    with pytest.raises(UsageError, match=says) as caught:
        words_file.read(write(tmp_path, content))
    assert caught.value.exit_code == 2


def test_a_missing_file(tmp_path: Path) -> None:
    with pytest.raises(UsageError, match="no words file"):
        words_file.read(str(tmp_path / "none.json"))
