"""The transformer all-MiniLM-L6: as it is, for sentences, and taught to tag words in their context (models/reading)."""

from __future__ import annotations

from collections.abc import Sequence
from functools import cache
from importlib import resources
from typing import Any

import numpy as np

from saywell.english import english
from saywell.model import Word
from saywell.reading import copies

SHARED, WORDS, SENTENCES = "reading.onnx", "reading_words.onnx", "reading_sentences.onnx"
VOCABULARY = "reading_vocabulary.json"
_BEGIN, _END, _UNKNOWN = 101, 102, 100
"""The marks [CLS], [SEP] and [UNK] of its vocabulary."""
_MOST_PIECES = 510
_FIRST_WORD = 1996
"""Before it are signs."""


def log_odds(texts: Sequence[str]) -> np.ndarray:
    """What each word is, by the words around it.

    Args:
        texts: words with their punctuation, as many as the network was taught with (64).

    Returns:
        shape (words, 4): of a reparandum, a repair, an editing term, a filler.
    """
    pieces, firsts, signs = inputs(texts)
    states = _run(SHARED, pieces=pieces)
    return np.asarray(_run(WORDS, states=states, signs=signs, firsts=firsts)[0])


def vector(text: str) -> np.ndarray:
    """What a sentence is about: shape (384,), of length 1. Near are those that mean alike (Reimers & Gurevych 2019)."""
    pieces = [_BEGIN, *_pieces(text)[:_MOST_PIECES], _END]
    return _run(SENTENCES, states=_run(SHARED, pieces=np.array([pieces])))


def inputs(texts: Sequence[str]) -> tuple[np.ndarray, np.ndarray, np.ndarray]:
    """What the network is given of words.

    Returns:
        pieces: shape (1, pieces), int64, of the vocabulary; firsts: shape (1, words), int64, where each word begins
        among them; signs: shape (1, pieces, 26), those of its word for each piece.
    """
    bare = [Word(text, 0.0, 0.0).bare for text in texts]
    of_words = copies.signs(bare, set(english()["filled_pauses"]["words"]))
    pieces, firsts, owners = [_BEGIN], [], [-1]
    for k, text in enumerate(texts):
        own = _pieces(text)
        firsts.append(min(len(pieces), _MOST_PIECES))
        pieces += own
        owners += [k] * len(own)
    pieces, owners = [*pieces[: _MOST_PIECES + 1], _END], [*owners[: _MOST_PIECES + 1], -1]
    signs = np.concatenate([of_words, np.zeros((1, copies.SIGNS), np.float32)])[owners]
    return np.array([pieces]), np.array([firsts]), signs[None]


def frequent(number: int) -> list[str]:
    """The most frequent words and signs of English, in small letters: the vocabulary is in their order."""
    return [_vocabulary().id_to_token(place) for place in range(_FIRST_WORD, _FIRST_WORD + number)]


@cache
def _pieces(text: str) -> list[int]:
    return _vocabulary().encode(text, add_special_tokens=False).ids or [_UNKNOWN]


@cache
def _vocabulary() -> Any:
    from tokenizers import Tokenizer

    vocabulary = Tokenizer.from_str(resources.files("saywell.data").joinpath(VOCABULARY).read_text("utf-8"))
    vocabulary.no_padding()
    vocabulary.no_truncation()
    return vocabulary


def _run(network: str, **inputs: np.ndarray) -> np.ndarray:
    return np.asarray(_session(network).run(None, inputs)[0])


@cache
def _session(network: str) -> Any:
    import onnxruntime

    options = onnxruntime.SessionOptions()
    options.log_severity_level = 3
    with resources.as_file(resources.files("saywell.data").joinpath(network)) as path:
        return onnxruntime.InferenceSession(str(path), options, providers=["CPUExecutionProvider"])
