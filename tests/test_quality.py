"""Recordings are judged by numbers: what is refused, what is only warned of."""

from __future__ import annotations

import numpy as np
import pytest

from saywell import audio, quality
from saywell.features import Voice, hear
from saywell.model import Quality
from tests import sound
from tests.conftest import SAMPLES

SPEECH = audio.load(str(SAMPLES / "setback-2.wav"))[1].samples


def judge(samples: np.ndarray) -> Quality:
    loaded = audio.from_samples(samples)
    return quality.judge(loaded, hear(loaded), "clip.wav")


def codes(judged: Quality) -> set[str]:
    return {problem.code for problem in judged.problems}


def with_noise(snr_db: float) -> np.ndarray:
    speaking = np.abs(SPEECH) > 0.01
    level = float(np.sqrt(np.mean(SPEECH[speaking] ** 2))) * 10 ** (-snr_db / 20)
    return np.asarray(SPEECH + sound.noise(len(SPEECH) / sound.RATE, level)[: len(SPEECH)])


def heard(background_db: float) -> Voice:
    """A voice for 5 s, then a background; for half a second of that somebody hums, and is not heard as a voice."""
    probability = np.repeat([0.95, 0.05], 500)
    level_db = np.repeat([-20.0, background_db], 500)
    level_db[700:750] = -20.0
    return Voice(probability, level_db, np.full(1000, background_db), np.full(1000, -20.0))


@pytest.mark.parametrize(("background_db", "snr_db"), [(-70.0, 50.0), (-45.0, 25.0), (-25.0, 2.6)])
def test_a_lone_hum_is_no_noise_but_a_loud_room_is(background_db: float, snr_db: float) -> None:
    loaded = audio.from_samples(SPEECH[: 10 * sound.RATE])
    judged = quality.judge(loaded, heard(background_db), "clip.wav")
    assert judged.snr_db == pytest.approx(snr_db, abs=1.0)


def test_a_good_recording_has_no_problems() -> None:
    judged = judge(SPEECH)
    assert judged.usable
    assert judged.problems == ()
    assert judged.snr_db is not None
    assert judged.snr_db > 25


@pytest.mark.parametrize(
    ("code", "samples"),
    [
        ("silent", sound.silence(3)),
        ("silent", sound.noise(3, 1e-5)),
        ("too_short", SPEECH[8000:14000]),
        ("no_speech", sound.noise(5, 0.05)),
        ("no_speech", sound.tone(440, 5)),
        ("clipped", np.clip(SPEECH * 400, -1, 1)),
        ("noisy", with_noise(-6)),
    ],
)
def test_what_is_unusable_and_why(code: str, samples: np.ndarray) -> None:
    judged = judge(np.asarray(samples, dtype=np.float32))
    assert not judged.usable
    assert codes(judged) == {code}
    error = quality.refusal(judged)
    assert error.exit_code == 3
    assert error.code == code
    assert error.what
    assert error.next.endswith(".")


@pytest.mark.parametrize(
    ("code", "samples"),
    [
        ("noisy", with_noise(10)),
        ("clipped", np.clip(SPEECH * 8, -1, 1)),
        ("quiet", SPEECH * 0.003),
    ],
)
def test_what_is_degraded_and_why(code: str, samples: np.ndarray) -> None:
    judged = judge(np.asarray(samples, dtype=np.float32))
    assert judged.usable
    assert code in codes(judged)


@pytest.mark.parametrize("snr_db", [20.0, 10.0])
def test_the_signal_to_noise_ratio_is_measured(snr_db: float) -> None:
    judged = judge(with_noise(snr_db))
    assert judged.snr_db == pytest.approx(snr_db, abs=3)


def test_levels_are_those_of_the_file_not_of_the_working_level() -> None:
    loud, soft = judge(SPEECH), judge(SPEECH * 0.1)
    assert loud.speech_dbfs is not None
    assert soft.speech_dbfs is not None
    assert loud.speech_dbfs - soft.speech_dbfs == pytest.approx(20, abs=0.1)


def test_half_a_second_of_speech_is_enough() -> None:
    from saywell.features import measure

    padded = np.concatenate([sound.noise(0.6, 1e-4), SPEECH[8200:17000], sound.noise(0.6, 1e-4)])
    loaded = audio.from_samples(padded)
    voice = hear(loaded)
    spoken = sum(span.duration_s for span in measure(loaded, voice).speech)
    assert 0.4 <= spoken <= 0.6
    assert quality.judge(loaded, voice, "clip.wav").usable


def test_a_telephone_recording_is_pointed_out(tmp_path: object) -> None:
    loaded = audio.from_samples(SPEECH)
    narrow = type(loaded)(
        samples=loaded.samples,
        gain_db=loaded.gain_db,
        sample_rate_hz=8000,
        duration_s=loaded.duration_s,
        peak_dbfs=loaded.peak_dbfs,
        clipped_share=0.0,
        clipped=(),
    )
    assert "narrow_band" in codes(quality.judge(narrow, hear(narrow), "clip.wav"))
