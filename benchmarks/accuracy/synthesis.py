"""Voices of known pitch: glottal pulses through formants, with a truth for every 10 ms frame."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np

from benchmarks.accuracy.spoil import HEADSET, Change, codec, hum, microphone, noise, room, telephone
from saywell.features.grid import HOP
from saywell.model import FRAME_S, SAMPLE_RATE_HZ

RANGES_HZ = {"low male": (65, 130), "male": (85, 190), "female": (150, 320), "child": (220, 420), "wide": (70, 400)}
_VOWELS_HZ = ((700, 1200, 2600), (350, 2200, 2900), (450, 900, 2400), (550, 1800, 2600), (300, 700, 2300))
_TRACT = {"low male": 0.95, "male": 1.0, "female": 1.15, "child": 1.35, "wide": 1.1}


@dataclass(frozen=True, slots=True)
class Manner:
    """How the pulses come.

    Attributes:
        jitter: SD of a period, share of it.
        shimmer: SD of a pulse's strength, share of it.
        alternate: how much weaker every second pulse is in the last third of a phrase (0 none).
        uneven: how much later it comes there, share of the period.
        creak_hz: rate of the irregular pulses that end a phrase; 0: none. They have no pitch.
        breath_db: level of the breath, re the voice; None: none.
    """

    jitter: float = 0.004
    shimmer: float = 0.03
    alternate: float = 0.0
    uneven: float = 0.0
    creak_hz: float = 0.0
    breath_db: float | None = -35.0


MANNERS = {
    "plain": Manner(),
    "rough": Manner(jitter=0.025, shimmer=0.15),
    "breathy": Manner(breath_db=-8.0),
    "uneven": Manner(alternate=0.15, uneven=0.02),
    "very uneven": Manner(alternate=0.35, uneven=0.06),
    "creaky endings": Manner(jitter=0.02, shimmer=0.1, creak_hz=38.0),
}


@dataclass(frozen=True, slots=True, eq=False)
class Spoken:
    """Samples, and of each 10 ms frame the true pitch: 0 where unvoiced, NaN where it can't be said."""

    samples: np.ndarray
    pitch_hz: np.ndarray


def speak(speaker: str, manner: Manner, seconds: float, seed: int) -> Spoken:
    """Phrases of 5 to 9 syllables, falling and with accents, consonants between, pauses after."""
    rng = np.random.default_rng(seed)
    low_hz, high_hz = RANGES_HZ[speaker]
    sounds, truths = [np.zeros(20 * HOP)], [np.zeros(20)]
    while sum(map(len, truths)) * FRAME_S < seconds:
        syllables = int(rng.integers(5, 10))
        for sound, truth in _phrase(rng, low_hz, high_hz, _TRACT[speaker], manner, syllables):
            sounds.append(sound)
            truths.append(truth)
        pause = int(rng.integers(25, 60))
        sounds.append(np.zeros(pause * HOP))
        truths.append(np.zeros(pause))
    samples = np.concatenate(sounds)
    samples *= 0.1 / np.sqrt(np.mean(samples**2))
    samples += rng.normal(0, 10 ** (-70 / 20), len(samples))
    return Spoken(samples.astype(np.float32), np.concatenate(truths))


def _phrase(
    rng: np.random.Generator, low_hz: float, high_hz: float, tract: float, manner: Manner, syllables: int
) -> list[tuple[np.ndarray, np.ndarray]]:
    """Its parts, each with the truth of its frames."""
    span = np.log2(high_hz / low_hz)
    parts: list[tuple[np.ndarray, np.ndarray]] = []
    level = np.log2(low_hz) + span * rng.uniform(0.55, 0.8)
    for k in range(syllables):
        frames = int(rng.integers(12, 30))
        fall = -0.35 * span * k / syllables
        accent = rng.uniform(-0.12, 0.3) * span * np.sin(np.pi * np.arange(frames) / frames)
        slope = rng.uniform(-0.12, 0.08) * span * np.linspace(0, 1, frames)
        vibrato = 0.02 * np.sin(2 * np.pi * 5.5 * FRAME_S * np.arange(frames)) if rng.random() < 0.3 else 0.0
        hz = np.clip(2 ** (level + fall + accent + slope + vibrato), low_hz, high_hz)
        late = k >= syllables * 2 / 3
        vowels = _VOWELS_HZ[rng.integers(5)], _VOWELS_HZ[rng.integers(5)]
        db = -4.0 * k / syllables + rng.normal(0, 1.5)
        if manner.creak_hz and k >= syllables - 2:
            hz = np.full(frames, manner.creak_hz)
            voice = _voice(rng, hz, vowels, tract, Manner(jitter=0.2, shimmer=0.3), uneven=False)
            parts.append((voice * 10 ** ((db - 4) / 20), np.full(frames, np.nan)))
        else:
            parts.append((_voice(rng, hz, vowels, tract, manner, uneven=late) * 10 ** (db / 20), hz))
        if rng.random() < 0.6:
            between = int(rng.integers(5, 12))
            parts.append((_hiss(rng, between) * 10 ** (-12 / 20), np.zeros(between)))
    return parts


def _voice(
    rng: np.random.Generator,
    hz: np.ndarray,
    vowels: tuple[tuple[int, ...], tuple[int, ...]],
    tract: float,
    manner: Manner,
    *,
    uneven: bool,
) -> np.ndarray:
    """One vowel gliding into another, pulse by pulse; root mean square 1."""
    from scipy.signal import lfilter

    n = len(hz) * HOP
    pulses = np.zeros(n + 2)
    at, k = 0.0, 0
    while at < n - 1:
        period = SAMPLE_RATE_HZ / np.interp(at / HOP - 0.5, np.arange(len(hz)), hz)
        weak = manner.alternate if uneven and k % 2 else 0.0
        place = at + (manner.uneven * period if uneven and k % 2 else 0.0)
        first = min(int(place), n - 1)
        strength = (1 - weak) * max(0.1, 1 + manner.shimmer * rng.normal())
        pulses[first] += strength * (1 - (place - first))
        pulses[first + 1] += strength * (place - first)
        at += period * max(0.3, 1 + manner.jitter * rng.normal())
        k += 1
    # Glottal flow falls 12 dB an octave, lips give 6 back.
    source = lfilter([1, -0.98], [1, -1.9, 0.9025], pulses[:n])
    source /= np.sqrt(np.mean(source**2))
    if manner.breath_db is not None:
        source += 10 ** (manner.breath_db / 20) * rng.normal(0, 1, n)
    out = np.zeros(n)
    fade = np.linspace(0, 1, n)
    for vowel, share in ((vowels[0], 1 - fade), (vowels[1], fade)):
        sound = source
        for formant, width in zip(vowel, (80, 100, 140), strict=True):
            radius = np.exp(-np.pi * width / SAMPLE_RATE_HZ)
            pole = 2 * radius * np.cos(2 * np.pi * min(formant * tract, 7000) / SAMPLE_RATE_HZ)
            sound = lfilter([1 - pole + radius**2], [1, -pole, radius**2], sound)
        out += share * sound
    edge = 2 * HOP
    ramp = np.ones(n)
    ramp[:edge], ramp[-edge:] = np.linspace(0, 1, edge), np.linspace(1, 0, edge)
    return np.asarray(ramp * out / np.sqrt(np.mean(out**2)))


def _hiss(rng: np.random.Generator, frames: int) -> np.ndarray:
    from scipy.signal import lfilter

    sound = lfilter([1, -0.9], [1, 0.3], rng.normal(0, 1, frames * HOP))
    return np.asarray(sound * np.hanning(len(sound)) / np.sqrt(np.mean(sound**2)))


CHANNELS: dict[str, Change] = {
    "clean": lambda samples: samples,
    "white noise 15 dB": noise(15, pink=False),
    "white noise 10 dB": noise(10, pink=False),
    "pink noise 15 dB": noise(15, pink=True),
    "pink noise 10 dB": noise(10, pink=True),
    "hum 50 Hz, 15 dB": hum(50, 15),
    "hum 60 Hz, 15 dB": hum(60, 15),
    "room": room(0.5, tail_db=0.0),
    "telephone": telephone,
    "headset": microphone(*HEADSET),
    "Opus 12 kbit/s": codec("libopus", 12_000, "ogg"),
}
