"""`--words FILE`: a transcript from elsewhere, ours or what Whisper tools write."""

from __future__ import annotations

import itertools
import json
import math
from pathlib import Path
from typing import Any

from saywell.errors import UsageError
from saywell.model import GIVEN, Transcript, Word
from saywell.transcribe.whisper import LEAST_PROBABILITY


def read(path: str) -> Transcript:
    """Read a words file.

    Either `{"words": [{"text", "start_s", "end_s", "probability"?}], "language"?}` or the JSON of
    openai-whisper, faster-whisper tools and whisperX: `{"segments": [{"words": [{"word", "start",
    "end", "probability" | "score"?}]}]}`. Words without a time (whisperX leaves numbers out) are
    placed between their neighbours.

    Raises:
        UsageError: it is none of these; names the first word that is wrong.
    """
    try:
        raw = json.loads(Path(path).read_text("utf-8"))
    except FileNotFoundError:
        raise UsageError(f"There is no words file {path}", "Check the name.", code="words_missing") from None
    except OSError as error:
        raise UsageError(f"{path} can't be read: {error}", "Check its permissions.", code="words_missing") from None
    except (ValueError, RecursionError):
        raise _refuse(path, "it is not JSON") from None
    if not isinstance(raw, dict):
        raise _refuse(path, "it is not a JSON object")
    words = _fill_times(path, _entries(path, raw))
    if "words" not in raw:  # recognisers' segments may overlap by a hair
        words = sorted(words, key=lambda word: word.start_s)
    _refuse_disorder(path, words)
    language = raw.get("language")
    probabilities = [word.probability for word in words if word.probability is not None]
    mean = sum(probabilities) / len(probabilities) if probabilities else None
    return Transcript(
        engine=GIVEN,
        model=Path(path).name,
        language=language if isinstance(language, str) else "en",
        words=tuple(words),
        mean_probability=mean,
        reliable=mean is None or mean >= LEAST_PROBABILITY,
    )


def as_float(value: object) -> float | None:
    """A finite number of a JSON file; None for anything else.

    >>> as_float(2), as_float(True), as_float("2"), as_float(float("nan")), as_float(10**400)
    (2.0, None, None, None, None)
    """
    if isinstance(value, bool) or not isinstance(value, int | float):
        return None
    try:
        number = float(value)
    except OverflowError:
        return None
    return number if math.isfinite(number) else None


_Entry = tuple[str, float | None, float | None, float | None]


def _entries(path: str, raw: dict[str, Any]) -> list[_Entry]:
    """(text, start, end, probability) of each word, in either dialect."""
    if isinstance(raw.get("words"), list):
        return [_entry(path, k, w, ("text", "start_s", "end_s"), must=True) for k, w in enumerate(raw["words"])]
    if isinstance(raw.get("segments"), list):
        words = [
            word
            for segment in raw["segments"]
            for word in (segment.get("words") or () if isinstance(segment, dict) else ())
        ]
        if not words and any(isinstance(s, dict) and str(s.get("text", "")).strip() for s in raw["segments"]):
            raise _refuse(path, "its segments have no words with times (whisper: --word_timestamps True)")
        return [_entry(path, k, w, ("word", "start", "end"), must=False) for k, w in enumerate(words)]
    raise _refuse(path, "it has neither words nor segments")


def _entry(path: str, k: int, raw: object, keys: tuple[str, str, str], *, must: bool) -> _Entry:
    text_key, start_key, end_key = keys
    if not isinstance(raw, dict) or not isinstance(raw.get(text_key), str) or not raw[text_key].strip():
        raise _refuse(path, f"word {k + 1} has no {text_key}")
    start, end = _number(path, k, raw, start_key, must), _number(path, k, raw, end_key, must)
    if start is not None and end is not None and not 0 <= start <= end:
        raise _refuse(path, f"word {k + 1} ({raw[text_key].strip()}) runs from {start} to {end}")
    probability = raw.get("probability", raw.get("score"))
    if probability is not None:
        probability = _number(path, k, {"probability": probability}, "probability", True)
        if probability is not None and not 0 <= probability <= 1:
            raise _refuse(path, f"word {k + 1} has the probability {probability}; it must be 0 to 1")
    return raw[text_key].strip(), start, end, probability


def _number(path: str, k: int, raw: dict[str, Any], key: str, must: bool) -> float | None:
    value = raw.get(key)
    if value is None and not must:
        return None
    number = as_float(value)
    if number is None:
        raise _refuse(path, f"{key} of word {k + 1} is not a number")
    return number


def _fill_times(path: str, entries: list[_Entry]) -> list[Word]:
    """Give words without a time a share of the gap they stand in."""
    if entries and all(start is None or end is None for _, start, end, _ in entries):
        raise _refuse(path, "none of its words has times")
    words: list[Word] = []
    k = 0
    while k < len(entries):
        text, start, end, probability = entries[k]
        if start is not None and end is not None:
            words.append(Word(text, start, end, probability))
            k += 1
            continue
        last = next((j for j in range(k, len(entries)) if None not in entries[j][1:3]), len(entries))
        begin_s = words[-1].end_s if words else 0.0
        until_s = entries[last][1] if last < len(entries) else begin_s + 0.3 * (last - k)
        step = max(0.0, float(until_s or 0.0) - begin_s) / (last - k)
        words += [
            Word(entries[j][0], begin_s + step * (j - k), begin_s + step * (j - k + 1), entries[j][3])
            for j in range(k, last)
        ]
        k = last
    return words


def _refuse_disorder(path: str, words: list[Word]) -> None:
    for k, (before, after) in enumerate(itertools.pairwise(words)):
        if after.start_s < before.start_s:
            raise _refuse(path, f"word {k + 2} ({after.text}) starts before the word ahead of it")


def _refuse(path: str, why: str) -> UsageError:
    return UsageError(
        f"The words file {path} can't be used: {why}",
        'It must be {"words": [{"text", "start_s", "end_s"}]} or a Whisper JSON with word times.',
        code="words_invalid",
    )
