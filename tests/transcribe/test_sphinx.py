"""The built-in recogniser: rough words, good times, and an honest end when its process dies."""

from __future__ import annotations

from collections.abc import Iterator

import numpy as np
import pytest

from saywell import audio
from saywell.errors import SaywellError
from saywell.features import hear, measure
from saywell.transcribe import complete, recognise
from saywell.transcribe.sphinx import Sphinx
from tests.conftest import SAMPLES, truth_of


@pytest.fixture(scope="module")
def engine() -> Iterator[Sphinx]:
    opened = Sphinx()
    yield opened
    opened.close()


def test_words_and_their_times(engine: Sphinx) -> None:
    path = SAMPLES / "setback-2.wav"
    sound = audio.load(str(path))[1]
    voice = hear(sound)
    features = measure(sound, voice)
    heard = complete(recognise(sound, voice, engine), sound, features, engine)
    said = truth_of(path)["words"]
    assert heard.reliable
    assert heard.mean_probability is not None
    assert heard.mean_probability >= engine.least_probability
    assert len(heard.words) == pytest.approx(len(said), rel=0.1)
    starts = {w["text"].strip(".,").lower(): w["start_s"] for w in said}
    errors = [
        abs(w.start_s - starts[w.text]) for w in heard.words if w.text in starts and list(starts).count(w.text) == 1
    ]
    assert len(errors) > 20
    assert np.median(errors) < 0.05


def test_unknown_voices_are_told_to_be_unreliable(engine: Sphinx) -> None:
    sound = audio.load(str(SAMPLES / "motivation-1.wav"))[1]
    voice = hear(sound)
    assert not complete(recognise(sound, voice, engine), sound, measure(sound, voice), engine).reliable


def test_noises_are_not_words(engine: Sphinx) -> None:
    sound = audio.load(str(SAMPLES / "setback-1.wav"))[1]
    assert all(word.text[0] not in "<[+" and "(" not in word.text for word in recognise(sound, hear(sound), engine))


def test_a_recogniser_that_dies_is_an_error_not_a_hang() -> None:
    engine = Sphinx()
    for worker in engine._all:
        worker.kill()
        worker.wait()
    with pytest.raises(SaywellError, match="stopped unexpectedly"):
        engine.decode(np.zeros(16_000, dtype=np.float32))
    engine.close()
