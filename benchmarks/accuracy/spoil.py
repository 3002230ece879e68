"""Other microphones, rooms, codecs and noises: what spoils clean speech. Arrays at 16 kHz in and out."""

from __future__ import annotations

import io
from collections.abc import Callable
from dataclasses import dataclass, replace
from pathlib import Path
from typing import Any

import numpy as np

from benchmarks.accuracy.common import manifest
from saywell import audio
from saywell.model import SAMPLE_RATE_HZ, Audio

Change = Callable[[np.ndarray], np.ndarray]
HEADSET = (100, -12), (200, -3), (350, 0), (3000, 3), (6000, 0), (7000, -15)
LAPTOP = (150, -20), (300, -4), (800, 0), (2500, 6), (5000, -2), (7500, -10)
"""What microphones do, as (Hz, dB)."""


@dataclass(frozen=True, slots=True, eq=False)
class Condition:
    """One way to record what was said.

    Attributes:
        change: what it does to clean speech.
        sample_rate_hz: of the file that it would come in.
    """

    change: Change
    sample_rate_hz: int = SAMPLE_RATE_HZ

    def record(self, samples: np.ndarray) -> Audio:
        """The speech as it would be loaded."""
        return replace(audio.from_samples(self.change(samples)), sample_rate_hz=self.sample_rate_hz)


def conditions(data: Path, half: int) -> dict[str, Condition]:
    """Clean speech and its recordings elsewhere; the recorded noises and rooms of the two halves are different ones."""
    street, indoors = (("noise1", "noise4"), ("noise3", "noise5"))[half]
    near, far = (("rir2", "rir1"), ("rir4", "impulse_response_0"))[half]
    files = {row["id"]: row["file"] for row in manifest(data, "noise")}
    recorded = {name: audio.load(files[name])[1].samples for name in (street, indoors, near, far)}
    changes: dict[str, Change] = {
        "clean": lambda samples: samples,
        "12 dB softer": lambda samples: samples * np.float32(0.25),
        "6 dB louder": lambda samples: np.clip(samples * np.float32(2), -1, 1),
        "white noise at 25 dB": noise(25, pink=False),
        "white noise at 20 dB": noise(20, pink=False),
        "pink noise at 20 dB": noise(20, pink=True),
        f"recorded noise at 25 dB ({street})": lambda samples: mixed(samples, recorded[street], 25),
        f"recorded noise at 20 dB ({indoors})": lambda samples: mixed(samples, recorded[indoors], 20),
        "small room": room(0.3),
        f"recorded room ({near})": lambda samples: in_room(samples, recorded[near]),
        f"recorded room ({far})": lambda samples: in_room(samples, recorded[far]),
        "headset microphone": microphone(*HEADSET),
        "laptop microphone": microphone(*LAPTOP),
        "Opus at 24 kbit/s": codec("libopus", 24_000, "ogg"),
        "mp3 at 48 kbit/s": codec("libmp3lame", 48_000, "mp3"),
        "AAC at 48 kbit/s": codec("aac", 48_000, "mp4", lead=1024),
    }
    return {name: Condition(change) for name, change in changes.items()} | {"telephone": Condition(telephone, 8000)}


def hiss(samples: int, *, pink: bool) -> np.ndarray:
    """So many samples of white or pink noise, the same every time."""
    rng = np.random.default_rng(samples)
    spectrum = np.fft.rfft(rng.normal(0, 1, samples))
    if pink:
        spectrum /= np.sqrt(np.maximum(np.arange(len(spectrum)), 10))
    return np.fft.irfft(spectrum, samples)


def noise(db: float, *, pink: bool) -> Change:
    return lambda samples: mixed(samples, hiss(len(samples), pink=pink), db)


def hum(mains_hz: float, db: float) -> Change:
    """A hum and its overtones."""

    def add(samples: np.ndarray) -> np.ndarray:
        at_s = np.arange(len(samples)) / SAMPLE_RATE_HZ
        buzz = sum(np.sin(2 * np.pi * mains_hz * k * at_s + k) / k for k in (1, 2, 3, 5))
        return mixed(samples, np.asarray(buzz), db)

    return add


def room(reverberation_s: float, *, tail_db: float = -12.0) -> Change:
    """A small room: direct sound and a decaying tail, so loud beside it."""

    def add(samples: np.ndarray) -> np.ndarray:
        from scipy.signal import fftconvolve

        rng = np.random.default_rng(1)
        n = int(reverberation_s * SAMPLE_RATE_HZ)
        tail = rng.normal(0, 1, n) * 10 ** (-3 * np.arange(n) / n)
        tail *= 10 ** (tail_db / 20) / np.sqrt((tail**2).sum())
        tail[0] += 1.0
        return np.asarray(fftconvolve(samples, tail)[: len(samples)], dtype=np.float32)

    return add


def microphone(*curve: tuple[float, float]) -> Change:
    """A microphone with this response, as (Hz, dB); linear phase, so nothing moves in time."""

    def through(samples: np.ndarray) -> np.ndarray:
        from scipy.signal import fftconvolve, firwin2

        hz, db = zip((0.0, curve[0][1] - 12.0), *curve, (SAMPLE_RATE_HZ / 2, curve[-1][1] - 12.0), strict=True)
        taps = firwin2(801, hz, [10 ** (v / 20) for v in db], fs=SAMPLE_RATE_HZ)
        return np.asarray(fftconvolve(samples, taps, "same"), dtype=np.float32)

    return through


def codec(name: str, bit_rate: int, container: str, *, lead: int = 0) -> Change:
    """Through a lossy codec and back; `lead` samples that the encoder puts first and no reader skips are cut off."""
    import av

    def through(samples: np.ndarray) -> np.ndarray:
        import soxr

        file = io.BytesIO()
        with av.open(file, "w", format=container) as target:
            stream: Any = target.add_stream(name, rate=SAMPLE_RATE_HZ, layout="mono")
            stream.bit_rate = bit_rate
            whole = np.round(np.clip(samples, -1, 1)[None] * 32767).astype(np.int16)
            frame = av.AudioFrame.from_ndarray(whole, "s16", "mono")
            frame.sample_rate = SAMPLE_RATE_HZ
            for packet in [*stream.encode(frame), *stream.encode(None)]:
                target.mux(packet)
        file.seek(0)
        with av.open(file, "r") as source:
            rate_hz = source.streams.audio[0].rate
            resampler = av.AudioResampler("fltp", "mono", rate_hz)
            frames = [part for f in source.decode(audio=0) for part in resampler.resample(f)]
            decoded = np.concatenate([f.to_ndarray()[0] for f in frames])
        return np.asarray(soxr.resample(decoded, rate_hz, SAMPLE_RATE_HZ)[lead : lead + len(samples)], dtype=np.float32)

    return through


def telephone(samples: np.ndarray) -> np.ndarray:
    """300 to 3400 Hz at 8 kHz, in the eight bits of mu-law."""
    import soxr
    from scipy.signal import butter, sosfiltfilt

    narrow = soxr.resample(samples, SAMPLE_RATE_HZ, 8000)
    narrow = np.clip(sosfiltfilt(butter(2, [300, 3400], "bandpass", fs=8000, output="sos"), narrow), -1, 1)
    steps = np.round(np.sign(narrow) * np.log1p(255 * np.abs(narrow)) / np.log(256) * 127) / 127
    heard = np.sign(steps) * (256 ** np.abs(steps) - 1) / 255
    return np.asarray(soxr.resample(heard, 8000, SAMPLE_RATE_HZ), dtype=np.float32)


def faster(samples: np.ndarray, times: float) -> np.ndarray:
    """The same speech said faster, its pitch kept."""
    import av

    graph = av.filter.Graph()
    source = graph.add_abuffer(sample_rate=SAMPLE_RATE_HZ, format="fltp", layout="mono")
    tempo, sink = graph.add("atempo", f"{times}"), graph.add("abuffersink")
    source.link_to(tempo)
    tempo.link_to(sink)
    graph.configure()
    frame = av.AudioFrame.from_ndarray(np.ascontiguousarray(samples[None], dtype=np.float32), "fltp", "mono")
    frame.sample_rate = SAMPLE_RATE_HZ
    graph.push(frame)
    graph.push(None)
    parts = []
    while True:
        try:
            parts.append(graph.pull().to_ndarray()[0])
        except (av.error.BlockingIOError, av.error.EOFError):
            return np.concatenate(parts)


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
