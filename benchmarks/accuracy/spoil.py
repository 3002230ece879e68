"""Other microphones, rooms, codecs and noises: what spoils clean speech. Arrays at 16 kHz in and out."""

from __future__ import annotations

import io
from collections.abc import Callable
from typing import Any

import numpy as np

from saywell.model import SAMPLE_RATE_HZ


def noise(db: float, *, pink: bool) -> Callable[[np.ndarray], np.ndarray]:
    def add(samples: np.ndarray) -> np.ndarray:
        rng = np.random.default_rng(len(samples))
        spectrum = np.fft.rfft(rng.normal(0, 1, len(samples)))
        if pink:
            spectrum /= np.sqrt(np.maximum(np.arange(len(spectrum)), 10))
        hiss = np.fft.irfft(spectrum, len(samples))
        hiss *= 10 ** ((-20 - db) / 20) / hiss.std()  # speech is at -20 dBFS by the working level
        return np.asarray(samples + hiss, dtype=np.float32)

    return add


def room(reverberation_s: float) -> Callable[[np.ndarray], np.ndarray]:
    """A small room: direct sound and a decaying tail 12 dB under it."""

    def add(samples: np.ndarray) -> np.ndarray:
        rng = np.random.default_rng(1)
        n = int(reverberation_s * SAMPLE_RATE_HZ)
        tail = rng.normal(0, 1, n) * 10 ** (-3 * np.arange(n) / n)
        tail *= 10 ** (-12 / 20) / np.sqrt((tail**2).sum())
        tail[0] += 1.0
        return np.asarray(np.convolve(samples, tail)[: len(samples)], dtype=np.float32)

    return add


def microphone(low_hz: float, high_hz: float) -> Callable[[np.ndarray], np.ndarray]:
    from scipy.signal import butter, sosfilt

    sos = butter(2, [low_hz, high_hz], "bandpass", fs=SAMPLE_RATE_HZ, output="sos")
    return lambda samples: np.asarray(sosfilt(sos, samples), dtype=np.float32)


def codec(name: str, bit_rate: int) -> Callable[[np.ndarray], np.ndarray]:
    import av

    def through(samples: np.ndarray) -> np.ndarray:
        file = io.BytesIO()
        with av.open(file, "w", format="ogg") as container:
            stream: Any = container.add_stream(name, rate=16_000, layout="mono")
            stream.bit_rate = bit_rate
            frame = av.AudioFrame.from_ndarray(np.round(samples[None] * 32767).astype(np.int16), "s16", "mono")
            frame.sample_rate = SAMPLE_RATE_HZ
            for packet in [*stream.encode(frame), *stream.encode(None)]:
                container.mux(packet)
        file.seek(0)
        with av.open(file, "r") as container:
            decoded = np.concatenate([f.to_ndarray().mean(axis=0) for f in container.decode(audio=0)])
        import soxr

        return np.asarray(soxr.resample(decoded, 48_000, SAMPLE_RATE_HZ), dtype=np.float32)

    return through


def mixed(samples: np.ndarray, noise: np.ndarray, snr_db: float) -> np.ndarray:
    """Speech with a recorded noise under it, repeated to its length; levels by their root mean square."""
    under = np.resize(noise, len(samples))
    gain = np.sqrt(np.mean(samples**2) / max(float(np.mean(under**2)), 1e-12)) * 10 ** (-snr_db / 20)
    return np.asarray(samples + gain * under, dtype=np.float32)


def in_room(samples: np.ndarray, response: np.ndarray) -> np.ndarray:
    """Speech through a recorded impulse response, the direct sound kept in place, at its old level."""
    from scipy.signal import fftconvolve

    direct = int(np.abs(response).argmax())
    wet = fftconvolve(samples, response)[direct : direct + len(samples)]
    return np.asarray(wet * np.sqrt(np.mean(samples**2) / max(float(np.mean(wet**2)), 1e-12)), dtype=np.float32)
