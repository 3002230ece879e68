"""Pitch of voices whose pitch is known."""

from __future__ import annotations

import numpy as np
import pytest

from saywell.features import pitch
from tests import sound
from tests.sound import RATE


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


def test_a_falsetto_has_its_pitch() -> None:
    pitch_hz, voicing = pitch.track(sound.vowel(RATE / 28, 1.0))
    assert np.median(voicing[20:80]) > pitch.VOICED
    assert np.median(pitch_hz[20:80]) == pytest.approx(RATE / 28, rel=0.02)


def test_a_voice_without_its_fundamental() -> None:
    from scipy.signal import butter, sosfilt

    telephone = butter(6, [300, 3400], "bandpass", fs=RATE, output="sos")
    pitch_hz, voicing = pitch.track(sosfilt(telephone, sound.vowel(110, 1.5)).astype(np.float32))
    assert np.median(voicing[30:120]) > pitch.VOICED
    assert np.median(pitch_hz[30:120]) == pytest.approx(110, rel=0.02)


def uneven(period: int, seconds: float, late: int, weaker: float) -> np.ndarray:
    """A vowel whose every second pulse comes late and is weaker."""
    from scipy.signal import lfilter

    out = np.zeros(round(seconds * RATE))
    out[::period] = 1.0
    out[::period][1::2] = 0.0
    out[period + late :: 2 * period] = 1.0 - weaker
    for formant in (600, 1200, 2500):
        radius = np.exp(-np.pi * 90 / RATE)
        out = lfilter([1.0], [1.0, -2 * radius * np.cos(2 * np.pi * formant / RATE), radius**2], out)
    return np.asarray(0.2 * out / np.abs(out).max(), dtype=np.float32)


def test_uneven_pulses_do_not_halve_the_pitch() -> None:
    voice = np.concatenate([sound.vowel(200, 2.0), uneven(80, 0.6, late=2, weaker=0.15), sound.vowel(200, 1.0)])
    at_s, heard_hz, _ = pitch.heard(voice)
    inside = (at_s > 2.1) & (at_s < 2.5)
    assert np.median(heard_hz[inside]) == pytest.approx(100, rel=0.02)  # what there is to put right
    pitch_hz, voicing = pitch.track(voice)
    voiced = pitch_hz[voicing > pitch.SURE_VOICED]
    assert voiced == pytest.approx(np.full(len(voiced), 200.0), rel=0.05)


def test_an_octave_that_was_sung_stays() -> None:
    pitch_hz, voicing = pitch.track(np.concatenate([sound.vowel(240, 2.0), sound.vowel(120, 0.8)]))
    low = pitch_hz[210:270][voicing[210:270] > pitch.VOICED]
    assert len(low) > 40
    assert np.median(low) == pytest.approx(120, rel=0.02)


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
