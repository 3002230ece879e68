"""Pitch and loudness of voices whose pitch and loudness are known."""

from __future__ import annotations

import numpy as np
import pytest

from saywell.analyse.take import Take
from saywell.features import Features, measure
from saywell.features.voice import hear
from saywell.model import FRAME_S, Finding, Question, Span
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
        vocal=whole,
        voice=voice.probability,
        level_db=measured.level_db,
        speech_db=np.full_like(measured.level_db, -20.0),
        noise_db=measured.noise_db,
        pitch_hz=measured.pitch_hz,
        voicing=measured.voicing,
        phones=measured.phones,
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


@pytest.mark.parametrize(("quotient", "band"), [(0.08, "below"), (0.2, "within")])
def test_the_variation_quotient_is_spread_over_mean(quotient: float, band: str) -> None:
    t = np.arange(0, 20, 0.01)
    contour = 150 * (1 + np.sqrt(2) * quotient * np.sin(2 * np.pi * 0.4 * t))  # whole periods in every 10 s
    metric = analysed(spoken(sound.vowel(contour, 20))).metrics["pitch_variation_quotient"]
    assert metric.value == pytest.approx(quotient, abs=0.01)
    assert metric.band == band


def test_a_slow_drift_moves_the_pitch_but_not_within_ten_seconds() -> None:
    metrics = analysed(spoken(sound.vowel(np.array([110.0, 220.0]), 60))).metrics
    spread, quotient = metrics["pitch_sd_semitones"].value, metrics["pitch_variation_quotient"].value
    assert spread is not None
    assert quotient is not None
    assert spread > 3
    assert quotient < 0.05


def test_ten_seconds_are_needed_for_the_quotient() -> None:
    metrics = analysed(spoken(sound.vowel(150, 8))).metrics
    assert metrics["pitch_variation_quotient"].why_null == "too_short"
    assert metrics["pitch_sd_semitones"].value is not None


@pytest.mark.parametrize(("semitones", "least", "most"), [(1.0, 0.9, 0.9), (1.9, 0.8, 0.9), (2.3, 0.5, 0.75)])
def test_the_flatter_the_surer(semitones: float, least: float, most: float) -> None:
    t = np.arange(0, 15, 0.01)
    contour = 150 * 2 ** (np.sqrt(2) * semitones * np.sin(2 * np.pi * 0.4 * t) / 12)
    flat = [f for f in analysed(spoken(sound.vowel(contour, 15))).findings if f.kind == "monotone_stretch"]
    assert len(flat) == 1
    assert least <= flat[0].confidence <= most
    assert flat[0].end_s - flat[0].start_s >= 10


def test_one_loud_laugh_is_no_movement() -> None:
    take = with_sound([], [Span(0.0, 10.0)], nuclei=40)
    assert take.features is not None
    quiet, laugh = take.features.nuclei_s[::2], take.features.nuclei_s[20:24]
    take.features.level_db[(quiet / FRAME_S).astype(int)] = -24.0
    before = analysed(take).metrics["loudness_sd_db"].value
    take.features.level_db[(laugh / FRAME_S).astype(int)] = -5.0
    assert analysed(take).metrics["loudness_sd_db"].value == before == pytest.approx(2.0)


def test_loudness_moves_over_speech_only() -> None:
    take = with_sound([], [Span(0.0, 4.0), Span(5.0, 9.0)], nuclei=32)
    assert take.features is not None
    assert analysed(take).metrics["loudness_sd_db"].value == pytest.approx(0.0)
    for k, at_s in enumerate(take.features.nuclei_s):
        take.features.level_db[int(at_s / FRAME_S)] = -18.0 if k % 2 else -26.0
    assert analysed(take).metrics["loudness_sd_db"].value == pytest.approx(4.0, abs=0.1)


def endings(drop_db: float, voicing: float = 0.95) -> list[Finding]:
    """What is found at the end of a phrase of 4 s whose last half second is so much softer."""
    take = with_sound([], [Span(0.0, 4.0)], nuclei=16)
    assert take.features is not None
    take.features.level_db[350:400] -= drop_db
    take.features.voicing[350:400] = voicing
    return [f for f in analysed(take).findings if f.kind == "trailing_off"]


def test_an_ending_that_fades_is_found_and_surer_the_more_it_does() -> None:
    (soft,), (softer,) = endings(11), endings(16)
    assert soft.end_s == softer.end_s == 4.0
    assert 0.5 <= soft.confidence < softer.confidence < 1


def test_an_ordinary_ending_is_none() -> None:
    assert not endings(8)


def test_a_breath_after_the_last_word_is_no_ending() -> None:
    assert not endings(16, voicing=0.0)


def test_no_voice_no_pitch() -> None:
    take = with_sound([], [Span(0.0, 14.0)])
    assert take.features is not None
    take.features.voicing[:] = 0.0
    metrics = analysed(take).metrics
    for name in ("pitch_median_hz", "pitch_sd_semitones", "pitch_variation_quotient"):
        assert metrics[name].why_null == "no_voice"


def test_a_whisper_has_no_pitch() -> None:
    from scipy.signal import lfilter

    whisper = sound.noise(12, 0.05)
    for formant in (600, 1200, 2500):
        radius = np.exp(-np.pi * 200 / sound.RATE)
        whisper = lfilter([1.0], [1.0, -2 * radius * np.cos(2 * np.pi * formant / sound.RATE), radius**2], whisper)
    metrics = analysed(spoken((0.1 * whisper / whisper.std()).astype(np.float32))).metrics
    for name in ("pitch_median_hz", "pitch_sd_semitones", "pitch_variation_quotient"):
        assert metrics[name].why_null == "no_voice"
