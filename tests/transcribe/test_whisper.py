"""The real faster-whisper path, taken with a small model of our own (models/mini-whisper-en).

It is poorly trained, so nothing is asked of its words' truth; everything around them is.
"""

from __future__ import annotations

import json
import shutil
from pathlib import Path
from typing import Any

import numpy as np
import pytest

from saywell import audio
from saywell.errors import EngineMissingError
from saywell.features import hear, measure
from saywell.model import Span, Transcript, Word
from saywell.transcribe import complete, recognise
from saywell.transcribe.whisper import PROMPT, Whisper
from tests import sound as sounds
from tests.conftest import MINI_WHISPER, SAMPLES

LOADED = audio.load(str(SAMPLES / "setback-1.wav"))[1]


@pytest.fixture(scope="module")
def engine() -> Whisper:
    return Whisper(MINI_WHISPER, "mini")


@pytest.fixture(scope="module")
def heard(engine: Whisper) -> Transcript:
    """The whole way on one sample."""
    voice = hear(LOADED)
    return complete(recognise(LOADED, voice, engine), LOADED, measure(LOADED, voice), engine)


@pytest.fixture
def calls(engine: Whisper, monkeypatch: pytest.MonkeyPatch) -> list[dict[str, Any]]:
    """Every call of the decoder: what it was asked, how long its audio was."""
    seen: list[dict[str, Any]] = []
    original = engine._whisper.transcribe

    def spy(samples: np.ndarray, **options: Any) -> Any:
        seen.append({"seconds": len(samples) / sounds.RATE, **options})
        return original(samples, **options)

    monkeypatch.setattr(engine._whisper, "transcribe", spy)
    return seen


def test_words_come_in_order_inside_the_recording(heard: Transcript) -> None:
    words = heard.words
    assert len(words) > 20
    assert all(0 <= w.start_s <= w.end_s <= LOADED.duration_s + 0.5 for w in words)
    assert all(w.probability is not None and 0 <= w.probability <= 1 for w in words)
    assert [w.start_s for w in words] == sorted(w.start_s for w in words)


def test_every_window_fits_the_model_and_has_the_filler_prompt(engine: Whisper, calls: list[dict[str, Any]]) -> None:
    recognise(LOADED, hear(LOADED), engine)
    assert len(calls) >= 3
    assert all(call["seconds"] <= 8.0 for call in calls)
    assert all(call["hotwords"] == PROMPT for call in calls)
    assert not any(call["condition_on_previous_text"] for call in calls)


def test_the_prompt_reaches_the_second_window_of_one_call(engine: Whisper, monkeypatch: pytest.MonkeyPatch) -> None:
    """`hotwords` are part of each window's prompt; `initial_prompt` would be of the first window's alone."""
    prompts: list[list[int]] = []
    original = engine._whisper.model.generate

    def spy(encoded: Any, prompt: list[list[int]], **options: Any) -> Any:
        prompts.append(prompt[0])
        return original(encoded, prompt, **options)

    monkeypatch.setattr(engine._whisper, "model", _Spying(engine._whisper.model, spy))
    engine.decode(LOADED.samples[: 20 * sounds.RATE])
    wanted = engine._whisper.hf_tokenizer.encode(" " + PROMPT, add_special_tokens=False).ids
    assert len(prompts) >= 2
    for prompt in prompts:
        assert any(prompt[k : k + len(wanted)] == wanted for k in range(len(prompt)))


class _Spying:
    def __init__(self, model: Any, generate: Any) -> None:
        self._model, self.generate = model, generate

    def __getattr__(self, name: str) -> Any:
        return getattr(self._model, name)


def test_speech_left_without_words_is_heard_again_without_the_prompt(
    engine: Whisper, calls: list[dict[str, Any]]
) -> None:
    features = measure(LOADED, hear(LOADED))
    only_the_end = [Word("end", 21.0, 21.4, 0.9)]
    again = complete(only_the_end, LOADED, features, engine)
    assert calls
    assert all(call["hotwords"] is None for call in calls)
    assert len(again.words) > 1
    assert [w.start_s for w in again.words] == sorted(w.start_s for w in again.words)


def test_an_invented_loop_and_words_over_silence_do_not_survive(engine: Whisper) -> None:
    features = measure(LOADED, hear(LOADED))
    spoken = features.speech[1]
    loop = [Word("again", spoken.start_s + 0.05 * k, spoken.start_s + 0.05 * (k + 1), 0.9) for k in range(12)]
    kept = [w for w in complete(loop, LOADED, features, engine).words if w.text == "again"]
    assert len(kept) <= 2


def test_the_fixture_is_not_taken_for_reliable(heard: Transcript) -> None:
    assert not heard.reliable
    assert heard.engine == "faster-whisper"
    assert heard.model == "mini"


def test_the_same_audio_gives_the_same_words(engine: Whisper) -> None:
    window = Span(0.4, 7.0)
    samples = LOADED.samples[round(window.start_s * 16_000) : round(window.end_s * 16_000)]
    assert Whisper(MINI_WHISPER, "a").decode(samples) == Whisper(MINI_WHISPER, "b").decode(samples)


@pytest.mark.parametrize("lacks", ["model.bin", "config.json", "tokenizer.json", "vocabulary.json"])
def test_a_folder_that_lacks_a_file_is_refused(tmp_path: Path, lacks: str) -> None:
    folder = tmp_path / "model"
    shutil.copytree(MINI_WHISPER, folder)
    (folder / lacks).unlink()
    with pytest.raises(EngineMissingError, match=lacks.split(".")[0]) as caught:
        Whisper(folder, "broken")
    assert caught.value.exit_code == 4


def test_a_damaged_model_is_an_error(tmp_path: Path) -> None:
    folder = tmp_path / "model"
    shutil.copytree(MINI_WHISPER, folder)
    whole = (folder / "model.bin").read_bytes()
    (folder / "model.bin").write_bytes(whole[: len(whole) // 2])
    with pytest.raises(EngineMissingError, match="can't be loaded") as caught:
        Whisper(folder, "broken")
    assert caught.value.code == "model_damaged"


def test_a_folder_without_a_preprocessor_config_takes_half_minutes(tmp_path: Path) -> None:
    folder = tmp_path / "model"
    shutil.copytree(MINI_WHISPER, folder)
    (folder / "preprocessor_config.json").unlink()
    assert Whisper(folder, "m").window_s == pytest.approx(29.5)
    assert json.loads((MINI_WHISPER / "preprocessor_config.json").read_text())["chunk_length"] == 8
