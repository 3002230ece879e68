"""Edges of speech against silences of known place, clean and in noise."""

from __future__ import annotations

import numpy as np
import pytest

from saywell import audio
from saywell.features import hear, spectrum
from saywell.features.speech import speech_spans
from saywell.model import SHORTEST_PAUSE_S, Span, gaps
from tests import sound
from tests.conftest import SAMPLES, truth_of


def pauses(samples: np.ndarray) -> tuple[Span, ...]:
    loaded = audio.from_samples(samples)
    return gaps(speech_spans(spectrum.mel_db(loaded.samples), hear(loaded)))


def errors_s(samples: np.ndarray, truth: list[Span]) -> list[float]:
    found = pauses(samples)
    return [min((max(abs(f.start_s - t.start_s), abs(f.end_s - t.end_s)) for f in found), default=9.0) for t in truth]


def inserted(sample: str) -> tuple[np.ndarray, list[Span]]:
    path = SAMPLES / f"{sample}.wav"
    spans = [Span(p["start_s"], p["end_s"]) for p in truth_of(path)["pauses"] if p["inserted"]]
    return audio.load(str(path))[1].samples, [s for s in spans if s.duration_s >= 0.4]


@pytest.mark.parametrize("name", ["setback-1", "project-1", "motivation-1", "rambling", "monotone"])
def test_known_silences_are_found_within_60_ms(name: str) -> None:
    samples, truth = inserted(name)
    assert truth
    assert max(errors_s(samples, truth)) <= 0.060


@pytest.mark.parametrize("name", ["setback-1", "motivation-1"])
def test_in_noise_most_are_still_found_within_100_ms(name: str) -> None:
    samples, truth = inserted(name)
    noisy = samples + sound.noise(len(samples) / sound.RATE, 0.01)[: len(samples)]
    assert np.median(errors_s(noisy, truth)) <= 0.100


def test_a_silence_spliced_into_speech_has_its_own_length() -> None:
    samples, truth = inserted("setback-2")
    cut = round(truth[0].middle_s * sound.RATE)
    for extra_s in (0.3, 0.7, 1.5):
        longer = np.concatenate([samples[:cut], sound.noise(extra_s, 4e-4), samples[cut:]])
        (grown,) = [p for p in pauses(longer) if p.start_s < truth[0].middle_s + extra_s / 2 < p.end_s]
        assert grown.duration_s == pytest.approx(truth[0].duration_s + extra_s, abs=0.05)


def test_what_lies_between_two_stretches_is_a_pause() -> None:
    for name in ("setback-1", "rushed", "motivation-2"):
        samples, _ = inserted(name)
        assert all(gap.duration_s >= SHORTEST_PAUSE_S - 1e-9 for gap in pauses(samples))


def test_clicks_in_a_pause_do_not_split_it() -> None:
    samples, truth = inserted("setback-1")
    longest = max(truth, key=lambda span: span.duration_s)
    clicked = samples.copy()
    at = round(longest.middle_s * sound.RATE)
    clicked[at : at + 80] += 0.5 * np.sign(np.sin(np.arange(80)))
    assert min(errors_s(clicked, [longest])) <= 0.060


def test_digital_silence_around_speech() -> None:
    samples, truth = inserted("setback-2")
    padded = np.concatenate([sound.silence(2), samples, sound.silence(3)])
    found = speech_spans(spectrum.mel_db(audio.from_samples(padded).samples), hear(audio.from_samples(padded)))
    assert found[0].start_s == pytest.approx(2.0 + truth_of(SAMPLES / "setback-2.wav")["words"][0]["start_s"], abs=0.08)
    assert len(found) > len(truth)
