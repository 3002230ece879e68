"""Syllables that were built one by one are counted one by one."""

from __future__ import annotations

import numpy as np
import pytest

from saywell.features import hear, nuclei, phones, spectrum
from saywell.model import Span
from tests import sound

WHOLE = (Span(0.0, 10.0),)


def count(samples: np.ndarray, speech: tuple[Span, ...] | None = None) -> int:
    audio = sound.as_audio(samples)
    _, density = phones.posteriors(spectrum.mel_db(audio.samples), hear(audio))
    return len(nuclei.syllable_nuclei(density, speech or (Span(0.0, audio.duration_s),)))


def bumps(*middles_s: float, height: float = 0.2) -> np.ndarray:
    at_s = (np.arange(1000) + 0.5) / 100
    return np.asarray(sum(height * np.exp(-0.5 * ((at_s - middle_s) / 0.02) ** 2) for middle_s in middles_s))


@pytest.mark.parametrize("rate", [3.0, 4.0, 5.0, 6.0])
@pytest.mark.parametrize("hz", [110.0, 210.0])
def test_syllables_of_a_known_number(rate: float, hz: float) -> None:
    assert count(sound.babble(20, hz, rate)) == pytest.approx(20, abs=2)


def test_noise_and_silence_have_no_syllables() -> None:
    assert count(sound.noise(3, 0.1)) == 0
    assert count(sound.silence(3)) == 0


def test_only_inside_speech() -> None:
    samples = sound.babble(20, rate=4.0)
    assert count(samples, (Span(0.0, 2.5),)) == pytest.approx(10, abs=1)


def test_a_nucleus_is_where_the_bump_is() -> None:
    assert nuclei.syllable_nuclei(bumps(1.005, 2.505), WHOLE) == pytest.approx([1.005, 2.505])


def test_vowels_in_hiatus_are_two_if_there_is_a_dip_between_them() -> None:
    assert len(nuclei.syllable_nuclei(bumps(1.0, 1.08), WHOLE)) == 2
    assert len(nuclei.syllable_nuclei(bumps(1.0, 1.03), WHOLE)) == 1


def test_hints_of_a_vowel_are_no_syllable() -> None:
    assert len(nuclei.syllable_nuclei(bumps(1.0, 2.0, height=0.02), WHOLE)) == 0


def test_vowels_at_the_ends_of_a_recording_count() -> None:
    assert len(nuclei.syllable_nuclei(bumps(0.0, 9.999), WHOLE)) == 2
