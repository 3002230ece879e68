"""A held voice of known place between syllables is found; what is not held is not."""

from __future__ import annotations

import numpy as np

from saywell import audio
from saywell.features import Features, hear, hesitation, measure
from saywell.features.grid import frame
from saywell.model import Span
from tests.conftest import SAMPLES, truth_of


def found(features: Features, threshold: float = hesitation.THRESHOLD) -> list[Span]:
    return [span for span, _ in hesitation.events(features.hesitation, features.vocal, threshold)]


def test_um_and_uh_of_known_place_are_found_in_the_samples() -> None:
    hits = events = fillers = 0
    for name in ("setback-1", "project-1", "motivation-1", "rambling", "rushed"):
        loaded = audio.load(str(SAMPLES / f"{name}.wav"))[1]
        spans = found(measure(loaded, hear(loaded)))
        truth = [Span(f["start_s"] - 0.25, f["end_s"] + 0.25) for f in truth_of(SAMPLES / f"{name}.wav")["fillers"]]
        hits += sum(any(span.middle_s in t for span in spans) for t in truth)
        events += len(spans)
        fillers += len(truth)
    assert 2 * hits / (events + fillers) >= 0.9


def test_events_reach_the_threshold_last_long_enough_and_lie_in_speech() -> None:
    probability = np.zeros(300)
    probability[50:80] = 0.9
    probability[120:126] = 0.9  # too short
    probability[200:240] = 0.5  # too low
    assert hesitation.events(probability, (Span(0, 3),), 0.6) == [(Span(0.5, 0.8), 0.9)]
    assert hesitation.events(probability, (Span(1, 3),), 0.6) == []


def test_gain_changes_nothing() -> None:
    samples = audio.load(str(SAMPLES / "setback-1.wav"))[1].samples
    loud, soft = (audio.from_samples(samples * gain) for gain in (1.0, 0.05))
    np.testing.assert_allclose(measure(loud, hear(loud)).hesitation, measure(soft, hear(soft)).hesitation, atol=0.02)


def test_too_little_speech_to_know_the_speaker_says_nothing() -> None:
    loaded = audio.from_samples(audio.load(str(SAMPLES / "setback-1.wav"))[1].samples[: frame(0.9) * 160])
    voice = hear(loaded)
    frames = len(voice.level_db)
    nothing = np.zeros(frames)
    signs = hesitation.frame_features(np.zeros((40, frames)), nothing, nothing, voice, (), np.zeros((frames, 13)))
    assert not signs.any()
