"""Pitch and loudness of voices whose pitch and loudness are known."""

from __future__ import annotations

import numpy as np
import pytest

from saywell.analyse.take import Take
from saywell.features import Features, measure
from saywell.features.voice import hear
from saywell.model import FRAME_S, Question, Span
from tests import sound
from tests.analyse.takes import analysed, with_sound


def spoken(samples: np.ndarray) -> Take:
    """A take of synthetic syllables: speech is said to be everywhere, all else is measured."""
    audio = sound.as_audio(samples)
    voice = hear(audio)
    measured = measure(audio, voice)
    whole = (Span(0.0, audio.duration_s),)
    features = Features(
        speech=whole,
        level_db=measured.level_db,
        speech_db=np.full_like(measured.level_db, -20.0),
        noise_db=measured.noise_db,
        pitch_hz=measured.pitch_hz,
        voicing=measured.voicing,
        nuclei_s=np.arange(0.1, audio.duration_s - 0.1, 0.25),
        hesitation=np.zeros_like(measured.hesitation),
        movement=measured.movement,
    )
    return Take(audio.duration_s, features, None, Question("behavioural"))


@pytest.mark.parametrize("hz", [100.0, 180.0, 260.0])
def test_a_monotone_voice(hz: float) -> None:
    analysis = analysed(spoken(sound.vowel(hz, 15)))
    median, sd = analysis.metrics["pitch_median_hz"], analysis.metrics["pitch_sd_semitones"]
    assert median.value == pytest.approx(hz, rel=0.02)
    assert sd.value is not None
    assert sd.value < 0.3
    assert sd.band == "below"
    assert [f.kind for f in analysis.findings].count("monotone_stretch") == 1


def test_a_lively_voice_has_the_spread_it_was_given() -> None:
    t = np.arange(0, 15, 0.01)
    contour = 150 * 2 ** (4 * np.sin(2 * np.pi * 0.4 * t) / 12)  # 4 semitones either way: SD 2.83
    analysis = analysed(spoken(sound.vowel(contour, 15)))
    assert analysis.metrics["pitch_sd_semitones"].value == pytest.approx(4 / np.sqrt(2), abs=0.3)
    assert not [f for f in analysis.findings if f.kind == "monotone_stretch"]


def test_loudness_moves_over_speech_only() -> None:
    take = with_sound([], [Span(0.0, 4.0), Span(5.0, 9.0)], nuclei=32)
    assert take.features is not None
    assert analysed(take).metrics["loudness_sd_db"].value == pytest.approx(0.0)
    for k, at_s in enumerate(take.features.nuclei_s):
        take.features.level_db[int(at_s / FRAME_S)] = -18.0 if k % 2 else -26.0
    assert analysed(take).metrics["loudness_sd_db"].value == pytest.approx(4.0, abs=0.1)


def test_an_ending_that_fades_is_found() -> None:
    take = with_sound([], [Span(0.0, 4.0)], nuclei=16)
    assert take.features is not None
    take.features.level_db[350:400] = -36.0
    (ending,) = [f for f in analysed(take).findings if f.kind == "trailing_off"]
    assert ending.end_s == 4.0


def test_no_voice_no_pitch() -> None:
    take = with_sound([], [Span(0.0, 4.0)])
    assert take.features is not None
    take.features.voicing[:] = 0.0
    metrics = analysed(take).metrics
    assert metrics["pitch_median_hz"].why_null == metrics["pitch_sd_semitones"].why_null == "no_voice"
