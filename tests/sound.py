"""Sounds of known truth: tones, vowels, noise, silence, and recordings of them in any container."""

from __future__ import annotations

import io
from collections.abc import Sequence
from pathlib import Path
from typing import Any

import numpy as np

from saywell import audio
from saywell.features import Features
from saywell.features.phones import CLASSES
from saywell.model import FRAME_S, SAMPLE_RATE_HZ, Audio, Span, Transcript, Word

RATE = SAMPLE_RATE_HZ


def tone(hz: float, seconds: float, level: float = 0.3) -> np.ndarray:
    t = np.arange(round(seconds * RATE)) / RATE
    return np.asarray(level * np.sin(2 * np.pi * hz * t), dtype=np.float32)


def silence(seconds: float) -> np.ndarray:
    return np.zeros(round(seconds * RATE), dtype=np.float32)


def noise(seconds: float, level: float, seed: int = 0) -> np.ndarray:
    return np.asarray(np.random.default_rng(seed).normal(0, level, round(seconds * RATE)), dtype=np.float32)


def vowel(
    hz: float | np.ndarray, seconds: float, formants: Sequence[float] = (600, 1200, 2500), level: float = 0.2
) -> np.ndarray:
    """A steady voice: a pulse train at `hz` (or at a contour of that) through formant resonances."""
    from scipy.signal import lfilter

    n = round(seconds * RATE)
    contour = (
        np.broadcast_to(np.asarray(hz, dtype=float), n)
        if np.ndim(hz) == 0
        else np.interp(np.arange(n), np.linspace(0, n - 1, len(np.atleast_1d(hz))), np.atleast_1d(hz))
    )
    phase = np.cumsum(contour) / RATE
    out = np.diff(np.floor(phase), prepend=0.0)
    for formant in formants:
        radius = np.exp(-np.pi * 90 / RATE)
        out = lfilter([1.0], [1.0, -2 * radius * np.cos(2 * np.pi * formant / RATE), radius**2], out)
    edge = min(n // 4, 200)
    ramp = np.ones(n)
    ramp[:edge], ramp[-edge:] = np.linspace(0, 1, edge), np.linspace(1, 0, edge)
    return np.asarray(level * ramp * out / np.abs(out).max(), dtype=np.float32)


def babble(syllables: int, hz: float = 120.0, rate: float = 4.0, level: float = 0.2) -> np.ndarray:
    """Syllables of alternating vowels, each with a dip of level after it: `rate` of them a second."""
    shapes = ((700, 1200, 2500), (350, 2200, 2900), (450, 900, 2400), (550, 1800, 2600))
    length = 1 / rate
    parts = []
    for k in range(syllables):
        parts.append(vowel(hz * (1 + 0.1 * np.sin(k)), length * 0.72, shapes[k % len(shapes)], level))
        parts.append(0.02 * vowel(hz, length * 0.28, (300, 1000, 2200), level))
    return np.concatenate(parts)


def write_wav(path: Path, sound: np.ndarray, rate_hz: int = RATE) -> Path:
    """A 16-bit WAV; `sound` has shape (n,) or (n, channels)."""
    import soundfile

    soundfile.write(path, np.clip(sound, -1, 1), rate_hz, subtype="PCM_16")
    return path


def encode(sound: np.ndarray, container: str, codec: str, rate_hz: int, layout: str = "mono") -> bytes:
    """`sound`, shape (channels, n), in a container, through PyAV."""
    import av

    file = io.BytesIO()
    with av.open(file, "w", format=container) as out:
        stream: Any = out.add_stream(codec, rate=rate_hz, layout=layout)
        frame = av.AudioFrame.from_ndarray(np.ascontiguousarray(sound, dtype=np.float32), "fltp", layout)
        frame.sample_rate = rate_hz
        for packet in [*stream.encode(frame), *stream.encode(None)]:
            out.mux(packet)
    return file.getvalue()


def as_audio(sound: np.ndarray) -> Audio:
    return audio.from_samples(sound)


def words(text: str, start_s: float = 0.0, step_s: float = 0.4, length_s: float = 0.3) -> tuple[Word, ...]:
    """Words at a steady pace; `...0.8` in the text is a silence of 0.8 s."""
    out, at_s = [], start_s
    for token in text.split():
        if token.startswith("..."):
            at_s += float(token[3:]) - (step_s - length_s)
        else:
            out.append(Word(token, round(at_s, 3), round(at_s + length_s, 3)))
            at_s += step_s
    return tuple(out)


def transcript(text: str, **options: float) -> Transcript:
    return Transcript("words-file", "test", "en", words(text, **options), None, True)


def features(
    speech: Sequence[Span], seconds: float, hesitations: Sequence[Span] = (), nuclei_s: Sequence[float] = ()
) -> Features:
    """Features as if the signal had been measured so: a steady voice in `speech`."""
    frames = round(seconds / FRAME_S)

    def marked(spans: Sequence[Span], inside: float, outside: float) -> np.ndarray:
        out = np.full(frames, outside)
        for span in spans:
            out[round(span.start_s / FRAME_S) : round(span.end_s / FRAME_S)] = inside
        return out

    return Features(
        speech=tuple(speech),
        vocal=tuple(speech),
        voice=marked(speech, 0.95, 0.0),
        level_db=marked(speech, -20.0, -70.0),
        speech_db=np.full(frames, -20.0),
        noise_db=np.full(frames, -70.0),
        pitch_hz=marked(speech, 120.0, 60.0),
        voicing=marked(speech, 0.95, 0.0),
        phones=np.eye(len(CLASSES))[marked(speech, 1, 0).astype(int)],
        nuclei_s=np.asarray(nuclei_s, dtype=float),
        hesitation=marked(hesitations, 0.9, 0.0),
        movement=marked(speech, 1.0, 0.0),
    )
