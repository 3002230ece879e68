"""Whisper through faster-whisper, with settings that favour what was really said.

Whisper was trained on cleaned-up text and likes to leave fillers out. A short prompt of fillers helps
(long ones make sentences vanish: m-bain/whisperX #693); passed as `hotwords` it reaches every window
that is decoded, which `initial_prompt` does not. Earlier text is never conditioned on, and a window
is never skipped as silent: windows hold speech, and a lone "um" looks like silence to Whisper.
"""

from __future__ import annotations

import json
import os
from pathlib import Path
from typing import Any

import numpy as np

from saywell.errors import EngineMissingError
from saywell.model import SAMPLE_RATE_HZ, Word

NAME = "faster-whisper"
LEAST_PROBABILITY = 0.60
"""With the check on syllables (`transcribe.complete`) it withholds every one of 110 clips that our small fixture
gets wrong. It could not be fitted on a published Whisper model yet (docs/accuracy.md)."""
PROMPT = "Um, uh, hmm, er, ah."
_FILES = "config.json", "model.bin", "tokenizer.json"
_VOCABULARY = "vocabulary.json", "vocabulary.txt"
_WINDOW_MARGIN_S = 0.5
_TOKENS_PER_S, _TOKENS_AT_LEAST, _TOKENS_AT_MOST = 10, 24, 200
"""Fast speech has five words a second, about seven tokens; what writes more is looping."""


def missing_files(folder: Path) -> list[str]:
    """What a folder lacks to be a whole CTranslate2 Whisper model. Empty if it is one."""
    missing = [name for name in _FILES if not (folder / name).is_file()]
    if not any((folder / name).is_file() for name in _VOCABULARY):
        missing.append(_VOCABULARY[0])
    return missing


class Whisper:
    """A Whisper model from a folder on this machine.

    Args:
        folder: a whole CTranslate2 model; nothing is ever fetched.
        model: its name for people.

    Raises:
        EngineMissingError: files are missing (`model_incomplete`) or can't be loaded (`model_damaged`).
    """

    name = NAME
    workers = 1
    writes_fillers = True
    takes_prompt = True
    least_probability = LEAST_PROBABILITY

    def __init__(self, folder: Path, model: str) -> None:
        if missing := missing_files(folder):
            raise EngineMissingError(
                f"The model folder {folder} lacks {', '.join(missing)}",
                "Give a whole CTranslate2 Whisper folder, or get one with: saywell models pull",
                code="model_incomplete",
            )
        self.model = model
        self._whisper = _load(folder)
        self.window_s = float(_chunk_length_s(folder)) - _WINDOW_MARGIN_S

    def decode(self, samples: np.ndarray, *, prompted: bool = True) -> list[Word]:
        seconds = len(samples) / SAMPLE_RATE_HZ
        segments, _ = self._whisper.transcribe(
            samples,
            language="en",
            beam_size=5,
            temperature=[0.0, 0.2, 0.4],
            condition_on_previous_text=False,
            hotwords=PROMPT if prompted else None,
            no_speech_threshold=None,
            word_timestamps=True,
            max_new_tokens=min(_TOKENS_AT_MOST, max(_TOKENS_AT_LEAST, round(_TOKENS_PER_S * seconds))),
        )
        return [
            Word(word.word.strip(), float(word.start), float(word.end), float(word.probability))
            for segment in segments
            for word in segment.words or ()
            if word.word.strip()
        ]

    def close(self) -> None:
        self._whisper.model.unload_model()


def _load(folder: Path) -> Any:
    import ctranslate2
    from faster_whisper import WhisperModel

    ctranslate2.set_random_seed(0)  # the fallback temperatures draw; the same audio gives the same words
    compute = "int8" if "int8" in ctranslate2.get_supported_compute_types("cpu") else "float32"
    try:
        return WhisperModel(
            str(folder), device="cpu", compute_type=compute, cpu_threads=os.cpu_count() or 1, local_files_only=True
        )
    except Exception as error:
        raise EngineMissingError(
            f"The model in {folder} can't be loaded: {str(error).splitlines()[0]}",
            "Remove it and get it again with: saywell models pull",
            code="model_damaged",
        ) from error


def _chunk_length_s(folder: Path) -> int:
    path = folder / "preprocessor_config.json"
    if not path.is_file():
        return 30
    return int(json.loads(path.read_text("utf-8")).get("chunk_length", 30))
