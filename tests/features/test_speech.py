"""Edges of speech against silences of known place, clean and in noise."""

from __future__ import annotations

import numpy as np
import pytest

from saywell import audio
from saywell.features import Voice, hear, spectrum
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


def test_a_breath_in_the_middle_of_a_pause_neither_splits_nor_shortens_it() -> None:
    samples, truth = inserted("setback-1")
    longest = max(truth, key=lambda span: span.duration_s)
    breath = sound.noise(0.3, 0.005) * np.sin(np.linspace(0, np.pi, round(0.3 * sound.RATE)))  # 26 dB under the speech
    at = round((longest.middle_s - 0.15) * sound.RATE)
    breathing = samples.copy()
    breathing[at : at + len(breath)] += breath.astype(np.float32)
    assert min(errors_s(breathing, [longest])) <= 0.080


def test_a_room_that_is_now_and_then_digitally_silent() -> None:
    samples, truth = inserted("setback-1")
    room = samples + sound.noise(len(samples) / sound.RATE, 0.002)[: len(samples)]
    for span in truth[::2]:
        room[round(span.start_s * sound.RATE) : round(span.end_s * sound.RATE)] = 0
    assert max(errors_s(room, truth)) <= 0.080


def test_noise_that_rises_half_way() -> None:
    samples, truth = inserted("rambling")
    seconds = np.arange(len(samples)) / sound.RATE
    level = 10 ** (np.interp(seconds, [seconds[-1] / 3, seconds[-1] / 3 + 8], [-65, -40]) / 20)
    noisy = samples + (sound.noise(seconds[-1] + 1, 1.0)[: len(samples)] * level).astype(np.float32)
    assert max(errors_s(noisy, truth)) <= 0.100


def test_hum_is_not_heard() -> None:
    samples, truth = inserted("setback-1")
    seconds = np.arange(len(samples)) / sound.RATE
    hum = sum(0.008 / k * np.sin(2 * np.pi * 50 * k * seconds) for k in (1, 2, 3, 5))
    assert max(errors_s(samples + np.asarray(hum, np.float32), truth)) <= 0.060


def test_speech_to_which_the_network_is_deaf_goes_on_with_what_it_hears() -> None:
    """Silero has been seen to stay at zero through half a second of loud speech after a silence."""
    frames = 800
    mel_db = np.full((40, frames), -60.0, dtype=np.float32)
    mel_db[:, 100:300] = mel_db[:, 400:700] = -10.0
    level_db = np.where(mel_db[0] > -20, -20.0, -70.0)
    probability = np.where(level_db > -30, 0.95, 0.01)
    probability[400:480] = 0.02
    voice = Voice(probability, level_db, np.full(frames, -70.0), np.full(frames, -20.0))
    assert [span.start_s for span in speech_spans(mel_db, voice)] == pytest.approx([1.0, 4.0], abs=0.03)
    lonely = Voice(np.where(np.arange(frames) < 350, probability, 0.02), level_db, voice.noise_db, voice.speech_db)
    assert len(speech_spans(mel_db, lonely)) == 1


def test_the_tail_of_a_room_is_nearer_to_the_room_than_to_speech() -> None:
    frames = 600
    mel_db = np.full((40, frames), -60.0, dtype=np.float32)
    mel_db[:, 100:250] = mel_db[:, 350:500] = -10.0
    mel_db[:, 250:290] = np.linspace(-10, -60, 40)  # an echo of 0.48 s to -60 dB
    level_db = mel_db[0].astype(float) - 10
    probability = np.where(mel_db[0] > -30, 0.95, 0.01)
    (gap,) = gaps(speech_spans(mel_db, Voice(probability, level_db, np.full(frames, -70.0), np.full(frames, -20.0))))
    assert 2.5 < gap.start_s < 2.8
    assert gap.end_s == pytest.approx(3.5, abs=0.03)
