"""Syllables that were built one by one are counted one by one."""

from __future__ import annotations

import numpy as np
import pytest

from saywell.features import nuclei, pitch, spectrum
from saywell.model import Span
from tests import sound


def count(samples: np.ndarray, speech: tuple[Span, ...] | None = None) -> int:
    whole = (Span(0.0, len(samples) / sound.RATE),)
    voicing = pitch.track(samples)[1]
    return len(nuclei.syllable_nuclei(spectrum.mel_db(samples), voicing, speech or whole))


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
