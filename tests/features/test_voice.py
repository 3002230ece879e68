"""Levels are tracked; the voice is found where it is."""

from __future__ import annotations

import numpy as np
import pytest

from saywell import audio
from saywell.features import voice
from saywell.features.grid import frame
from tests import sound
from tests.conftest import SAMPLES, truth_of


def test_the_level_of_a_tone() -> None:
    level_db = voice.frame_levels(sound.tone(1000, 1, 0.5))
    assert level_db[50] == pytest.approx(20 * np.log10(0.5 / np.sqrt(2)), abs=0.1)


def test_mains_hum_counts_15_db_less() -> None:
    assert voice.frame_levels(sound.tone(50, 1, 0.5))[50] < 20 * np.log10(0.5 / np.sqrt(2)) - 15


def test_the_noise_floor_follows_the_room() -> None:
    quiet_then_loud = np.concatenate([sound.noise(20, 0.001), sound.noise(20, 0.02)])
    level_db = voice.frame_levels(quiet_then_loud)
    noise_db, _ = voice.track_levels(level_db, np.zeros(len(level_db)))
    assert noise_db[500] == pytest.approx(-60, abs=2)
    assert noise_db[3500] == pytest.approx(-34, abs=2)


def test_a_voice_is_heard_where_words_are_and_not_in_pauses() -> None:
    path = SAMPLES / "setback-1.wav"
    heard = voice.hear(audio.load(str(path))[1])
    truth = truth_of(path)
    middles = [(w["start_s"] + w["end_s"]) / 2 for w in truth["words"]]
    inside = [heard.probability[frame(at_s)] > 0.5 for at_s in middles]
    assert np.mean(inside) > 0.9
    silent = [heard.probability[frame(p["end_s"] - 0.1)] for p in truth["pauses"] if p["end_s"] - p["start_s"] > 0.5]
    assert max(silent) < 0.5


@pytest.mark.parametrize("seconds", [0.01, 0.1, 0.6])
def test_the_shortest_sounds_do_not_break_it(seconds: float) -> None:
    heard = voice.hear(audio.from_samples(sound.noise(seconds, 0.1)))
    assert len(heard.level_db) == len(heard.noise_db) == len(heard.probability)
