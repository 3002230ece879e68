"""Pitch of voices whose pitch is known."""

from __future__ import annotations

import numpy as np
import pytest

from saywell.features import pitch
from tests import sound


@pytest.mark.parametrize("hz", [80.0, 120.0, 200.0, 320.0])
def test_a_steady_voice(hz: float) -> None:
    pitch_hz, voicing = pitch.track(sound.vowel(hz, 1.5))
    inside = slice(30, 120)
    assert np.median(voicing[inside]) > pitch.VOICED
    assert np.median(pitch_hz[inside]) == pytest.approx(hz, rel=0.02)


def test_a_glide_is_followed() -> None:
    pitch_hz, _ = pitch.track(sound.vowel(np.array([100.0, 200.0]), 2.0))
    for at_s in (0.5, 1.0, 1.5):
        assert pitch_hz[round(at_s * 100)] == pytest.approx(100 + 50 * at_s, rel=0.04)


def test_noise_and_silence_have_none() -> None:
    for quiet in (sound.noise(1, 0.05), sound.silence(1)):
        assert np.median(pitch.track(quiet)[1]) < pitch.VOICED


def test_one_value_per_frame() -> None:
    for seconds in (0.31, 1.0, 2.345):
        samples = sound.vowel(120, seconds)
        pitch_hz, voicing = pitch.track(samples)
        assert len(pitch_hz) == len(voicing) == -(-len(samples) // 160)


def test_an_octave_is_twelve_semitones() -> None:
    assert pitch.semitones(np.array([200.0, 100.0, 50.0]), 100.0).tolist() == [12.0, 0.0, -12.0]


def test_blocks_join_without_a_seam(monkeypatch: pytest.MonkeyPatch) -> None:
    gliding = sound.vowel(np.linspace(100, 200, 50), 8.0)
    whole_hz, whole = pitch.track(gliding)
    monkeypatch.setattr(pitch, "_BLOCK", 3 * sound.RATE)
    joined_hz, joined = pitch.track(gliding)
    assert len(joined_hz) == len(whole_hz)
    voiced = (whole > 0.9) & (joined > 0.9)
    assert voiced.mean() > 0.9
    assert np.abs(12 * np.log2(joined_hz[voiced] / whole_hz[voiced])).max() < 0.3
