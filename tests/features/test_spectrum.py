"""The mel spectrum is where the tone is, frame by frame, and the same in blocks."""

from __future__ import annotations

import numpy as np
import pytest

from saywell.features import spectrum
from tests import sound


@pytest.mark.parametrize("hz", [300.0, 1000.0, 4000.0])
def test_a_tone_lies_in_its_band(hz: float) -> None:
    mel = spectrum.mel_db(sound.tone(hz, 0.5))
    loudest = spectrum.band_hz()[int(mel[:, 25].argmax())]
    assert loudest == pytest.approx(hz, rel=0.08)


def test_frames_are_where_they_say() -> None:
    samples = np.concatenate([sound.silence(0.5), sound.tone(1000, 0.5)])
    loud = spectrum.mel_db(samples).max(axis=0) > 0
    assert abs(int(np.argmax(loud)) - 50) <= 1


def test_blocks_make_no_difference(monkeypatch: pytest.MonkeyPatch) -> None:
    samples = sound.noise(3.21, 0.1)
    whole = spectrum.mel_db(samples)
    monkeypatch.setattr(spectrum, "_BLOCK_FRAMES", 37)
    np.testing.assert_allclose(spectrum.mel_db(samples), whole, atol=1e-3)
    assert whole.shape == (spectrum.BANDS, 321)
