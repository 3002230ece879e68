"""Sounds of a known kind, in a voice that was built."""

from __future__ import annotations

import numpy as np
import pytest
from scipy.signal import butter, sosfilt

from saywell.features import hear, phones, spectrum
from saywell.features.voice import Voice
from saywell.learned import learned
from tests import sound

HIGH, OPEN = (300.0, 2300.0, 3000.0), (750.0, 1200.0, 2500.0)
SYLLABLE_S, VOWEL_S, SYLLABLES = 0.25, 0.18, 20
VOWEL = np.isin(np.arange(len(phones.CLASSES)), phones.VOWELS)


def hiss(seconds: float, low_hz: float, level: float) -> np.ndarray:
    sos = butter(6, low_hz, "highpass", fs=sound.RATE, output="sos")
    filtered = sosfilt(sos, sound.noise(seconds, 1.0))
    return np.asarray(level * filtered / filtered.std(), dtype=np.float32)


def syllables(hissing: bool = False) -> np.ndarray:
    """A high and an open vowel by turns, each followed by 70 ms without one: faint noise, or a hiss as of s."""
    parts = []
    for k in range(SYLLABLES):
        parts.append(sound.vowel(120.0, VOWEL_S, HIGH if k % 2 == 0 else OPEN))
        gap_s = SYLLABLE_S - VOWEL_S
        parts.append(hiss(gap_s, 4500.0, 0.03) if hissing else sound.noise(gap_s, 1e-4))
    return np.concatenate(parts)


def heard(samples: np.ndarray) -> tuple[np.ndarray, np.ndarray]:
    audio = sound.as_audio(samples)
    return phones.posteriors(spectrum.mel_db(audio.samples), hear(audio))


def frames(offset_s: float, of: range = range(SYLLABLES)) -> np.ndarray:
    """The frames so far into each syllable."""
    return np.array([round((k * SYLLABLE_S + offset_s) * 100) for k in of])


def test_probabilities_sum_to_one() -> None:
    classes, density = heard(syllables())
    assert classes.shape == (SYLLABLES * SYLLABLE_S * 100, len(phones.CLASSES))
    assert classes.sum(axis=1) == pytest.approx(1.0, abs=1e-4)
    assert (density >= 0).all()


def test_vowels_are_told_from_what_lies_between_them() -> None:
    classes, _ = heard(syllables(hissing=True))
    vowel = classes[:, VOWEL].sum(axis=1)
    assert np.median(vowel[frames(VOWEL_S / 2)]) > 0.5
    assert np.median(vowel[frames((VOWEL_S + SYLLABLE_S) / 2)]) < 0.3


def test_a_hiss_is_a_sibilant() -> None:
    classes, _ = heard(syllables(hissing=True))
    between = classes[frames((VOWEL_S + SYLLABLE_S) / 2)].mean(axis=0)
    assert phones.CLASSES[int(between.argmax())] == "sibilant"


def test_a_high_vowel_is_told_from_an_open_one() -> None:
    classes, _ = heard(syllables())
    high = classes[frames(VOWEL_S / 2, range(0, SYLLABLES, 2))].mean(axis=0)
    low = classes[frames(VOWEL_S / 2, range(1, SYLLABLES, 2))].mean(axis=0)
    k = phones.CLASSES.index("high")
    assert high[k] > 0.5
    assert high[k] > low[k] + 0.4


def test_neither_gain_nor_microphone_matters() -> None:
    mel_db = spectrum.mel_db(syllables(hissing=True))
    steady = np.ones(mel_db.shape[1])
    voice = Voice(steady, np.where(mel_db.mean(axis=0) > -60, -20.0, -70.0), -70 * steady, -20 * steady)
    classes, _ = phones.posteriors(mel_db, voice)
    tilted, _ = phones.posteriors(mel_db - 20 + np.linspace(-4, 4, len(mel_db))[:, None].astype(np.float32), voice)
    assert np.abs(tilted - classes).mean() < 0.02


def test_long_recordings_are_as_short_ones() -> None:
    """The network takes a minute at a time; the seam must not show."""
    rng = np.random.default_rng(0)
    spectra = rng.normal(0, 1, (6200, spectrum.BANDS)).astype(np.float32)
    weights = learned(phones.WEIGHTS)
    whole, _ = phones.network(spectra, weights)
    part, _ = phones.network(spectra[5900:6100], weights)
    assert whole[5950:6050] == pytest.approx(part[50:150], abs=1e-4)


def test_without_a_voice_all_is_silence() -> None:
    classes, density = heard(sound.noise(3, 0.1))
    assert (classes[:, 0] == 1).all()
    assert density.sum() == 0
