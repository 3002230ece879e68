#!/usr/bin/env python3
"""Speak the sample answers and write down the truth about each.

    python samples/make.py                                   # the samples of the repository
    python samples/make.py --seed 7 --voice flite:awb --out /tmp/others
    python samples/make.py --seed 7 --voice espeak:en-us+m7 --only setback-1 --out /tmp/others

Each phrase is synthesised alone, trimmed to its sound and laid on a time line with silences of a known
length between, so pauses, fillers and words are known by construction. NAME.wav (16 kHz, mono, 16 bit)
is the answer; NAME.json its truth, which `saywell analyse NAME.wav --words NAME.json` reads:

    words    [{text, start_s, end_s}]            as far as the synthesiser gives word times
    fillers  [{text, start_s, end_s}]            every um and uh
    pauses   [{start_s, end_s, inserted}]        every silence of 0.25 s or more; `inserted` ones were
                                                 asked for by a {pause} mark
    pitch    {mean_hz, range}                    what the voice was told, where it was told

Needs numpy, scipy and soundfile, and the libraries of Debian's `flite` and `espeak-ng`, called in this process
because only their libraries give word times.
"""

from __future__ import annotations

import argparse
import ctypes as C
import json
import math
import random
import re
import sys
import tomllib
import wave
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

import numpy as np
from scipy.signal import resample_poly

HERE = Path(__file__).resolve().parent
DEMO = "setback-1", "setback-2"
DEMO_FOLDER = HERE.parent / "src" / "saywell" / "data"  # `saywell demo` brings its own copies
RATE_HZ = 16_000
DEFAULT_SEED = 20
PEAK = 0.6
NOISE_FLOOR_DBFS = -68.0
PHRASE_EDGE_DB, FILLER_EDGE_DB = 40.0, 25.0  # a sound begins and ends this far below its loudest 10 ms
FILLER_S = (0.30, 0.62)
COMMA_S = (0.06, 0.16)
SENTENCE_S = (0.28, 0.38)
BESIDE_FILLER_S = (0.05, 0.35)
PAUSE_FROM_S = 0.25

Spoken = tuple[np.ndarray, list[tuple[float, float]]]  # sound at RATE_HZ, (start_s, end_s) of each word


# ---------------------------------------------------------------- voices


class Flite:
    """flite through its library: word times are the ends of its own phone segments."""

    def __init__(self, voice: str) -> None:
        self.lib = C.CDLL("libflite.so.1", mode=C.RTLD_GLOBAL)
        for part in ("usenglish", "cmulex"):
            C.CDLL(f"libflite_{part}.so.1", mode=C.RTLD_GLOBAL)
        for name, result, arguments in (
            ("flite_synth_text", C.c_void_p, [C.c_char_p, C.c_void_p]),
            ("utt_wave", C.POINTER(_FliteWave), [C.c_void_p]),
            ("utt_relation", C.c_void_p, [C.c_void_p, C.c_char_p]),
            ("relation_head", C.c_void_p, [C.c_void_p]),
            ("item_next", C.c_void_p, [C.c_void_p]),
            ("ffeature_float", C.c_float, [C.c_void_p, C.c_char_p]),
            ("feat_set_float", None, [C.c_void_p, C.c_char_p, C.c_float]),
            ("delete_utterance", None, [C.c_void_p]),
        ):
            function = getattr(self.lib, name)
            function.restype, function.argtypes = result, arguments
        self.lib.flite_init()
        library = C.CDLL(f"libflite_cmu_us_{voice}.so.1", mode=C.RTLD_GLOBAL)
        register = getattr(library, f"register_cmu_us_{voice}")
        register.restype, register.argtypes = C.c_void_p, [C.c_char_p]
        self.voice = register(None)
        self.features = C.cast(self.voice, C.POINTER(_FliteVoice)).contents.features
        self.pitch: dict[str, float] = {}

    def say(self, words: list[str], rate: float = 1.0) -> Spoken:
        self.lib.feat_set_float(self.features, b"duration_stretch", 1.0 / rate)
        utterance = self.lib.flite_synth_text(" ".join(words).encode(), self.voice)
        wav = self.lib.utt_wave(utterance).contents
        sound = _resample(np.ctypeslib.as_array(wav.samples, (wav.n,)).copy(), wav.rate_hz)
        first = b"daughter1.R:SylStructure.daughter1.daughter1.R:Segment.p.end"
        last = b"daughtern.R:SylStructure.daughtern.daughtern.R:Segment.end"
        times = []
        token = self.lib.relation_head(self.lib.utt_relation(utterance, b"Token"))
        while token:
            times.append((self.lib.ffeature_float(token, first), self.lib.ffeature_float(token, last)))
            token = self.lib.item_next(token)
        self.lib.delete_utterance(utterance)
        if len(times) != len(words):
            times = _share(len(sound) / RATE_HZ, words)
        return sound, times


class _FliteWave(C.Structure):
    _fields_ = [
        ("type", C.c_char_p),
        ("rate_hz", C.c_int),
        ("n", C.c_int),
        ("channels", C.c_int),
        ("samples", C.POINTER(C.c_short)),
    ]


class _FliteVoice(C.Structure):
    _fields_ = [("name", C.c_char_p), ("features", C.c_void_p)]


class Espeak:
    """espeak-ng through its library: word starts are its own events, a word ends where the next begins."""

    WORDS_PER_MINUTE = 165
    _WORD_EVENT, _SYNCHRONOUS, _UTF8 = 1, 2, 1
    _RATE, _PITCH, _RANGE = 1, 3, 4

    def __init__(self, voice: str, pitch: int, pitch_range: int) -> None:
        self.lib = C.CDLL("libespeak-ng.so.1")
        self.own_rate_hz = self.lib.espeak_Initialize(self._SYNCHRONOUS, 500, None, 0)
        self.callback = _ESPEAK_CALLBACK(self._collect)
        self.lib.espeak_SetSynthCallback(self.callback)
        chosen = _EspeakVoice(languages=voice.encode())  # as its own command does: by name, else by language
        if self.lib.espeak_SetVoiceByName(voice.encode()) and self.lib.espeak_SetVoiceByProperties(C.byref(chosen)):
            raise ValueError(f"espeak-ng has no voice {voice!r}")
        self.lib.espeak_SetParameter(self._PITCH, pitch, 0)
        self.lib.espeak_SetParameter(self._RANGE, pitch_range, 0)
        self.pitch = {"espeak_pitch": float(pitch), "espeak_range": float(pitch_range)}
        self.blocks: list[np.ndarray] = []
        self.events: list[tuple[int, float]] = []

    def _collect(self, samples: Any, count: int, events: Any) -> int:
        if samples and count > 0:
            self.blocks.append(np.ctypeslib.as_array(samples, (count,)).copy())
        k = 0
        while events[k].type != 0:
            if events[k].type == self._WORD_EVENT:
                self.events.append((events[k].text_position - 1, events[k].audio_position_ms / 1000))
            k += 1
        return 0

    def say(self, words: list[str], rate: float = 1.0) -> Spoken:
        self.blocks, self.events = [], []
        self.lib.espeak_SetParameter(self._RATE, max(80, round(self.WORDS_PER_MINUTE * rate)), 0)
        text = " ".join(words).encode()
        self.lib.espeak_Synth(text, len(text) + 1, 0, 1, 0, self._UTF8, None, None)
        self.lib.espeak_Synchronize()
        sound = _resample(np.concatenate(self.blocks), self.own_rate_hz)
        offsets = np.cumsum([0] + [len(word.encode()) + 1 for word in words])
        starts: list[float | None] = [None] * len(words)
        for position, at_s in self.events:
            k = int(np.searchsorted(offsets, position, "right")) - 1
            if 0 <= k < len(words) and starts[k] is None:
                starts[k] = at_s
        if any(start is None for start in starts):  # it speaks "of the" as one word: share its time
            starts = _fill(starts, words, len(sound) / RATE_HZ)
        ends = [*starts[1:], len(sound) / RATE_HZ]
        return sound, [(float(a or 0.0), float(b or 0.0)) for a, b in zip(starts, ends, strict=True)]


class _EspeakEvent(C.Structure):
    class _Id(C.Union):
        _fields_ = [("number", C.c_int), ("name", C.c_char_p), ("string", C.c_char * 8)]

    _fields_ = [
        ("type", C.c_int),
        ("uid", C.c_uint),
        ("text_position", C.c_int),
        ("length", C.c_int),
        ("audio_position_ms", C.c_int),
        ("sample", C.c_int),
        ("user_data", C.c_void_p),
        ("id", _Id),
    ]


class _EspeakVoice(C.Structure):
    _fields_ = [
        ("name", C.c_char_p),
        ("languages", C.c_char_p),
        ("identifier", C.c_char_p),
        ("gender_age_variant", C.c_ubyte * 4),
        ("score", C.c_int),
        ("spare", C.c_void_p),
    ]


_ESPEAK_CALLBACK = C.CFUNCTYPE(C.c_int, C.POINTER(C.c_short), C.c_int, C.POINTER(_EspeakEvent))


def open_voice(name: str, rng: random.Random, pitch_range: int | None) -> Flite | Espeak:
    """A voice by `flite:NAME` or `espeak:NAME`; a bare name is flite's if flite has it."""
    engine, _, voice = name.rpartition(":")
    engine = engine or ("flite" if voice in {"slt", "rms", "awb", "kal", "kal16"} else "espeak")
    try:
        if engine == "flite":
            return Flite(voice)
        if engine == "espeak":
            return Espeak(voice, rng.randint(42, 58), pitch_range if pitch_range is not None else 50)
    except OSError as error:
        sys.exit(f"make.py: {error}: install it with: apt-get install {engine} {engine}-ng")
    except ValueError as error:
        sys.exit(f"make.py: {error}: see espeak-ng --voices=en")
    sys.exit(f"make.py: no synthesiser {engine!r}: use flite:NAME or espeak:NAME")


def _resample(sound: np.ndarray, from_hz: int) -> np.ndarray:
    common = math.gcd(from_hz, RATE_HZ)
    scaled = sound.astype(np.float64) / 32768
    return scaled if from_hz == RATE_HZ else resample_poly(scaled, RATE_HZ // common, from_hz // common)


def _share(total_s: float, words: list[str]) -> list[tuple[float, float]]:
    edges = np.cumsum([0.0] + [len(word) for word in words]) * total_s / sum(map(len, words))
    return list(zip(edges[:-1].tolist(), edges[1:].tolist(), strict=True))


def _fill(starts: list[float | None], words: list[str], total_s: float) -> list[float | None]:
    """Give words without a start a share, by their letters, of the span that they were spoken in."""
    out = list(starts)
    out[0] = out[0] or 0.0
    k = 0
    while k < len(out):
        end = next((j for j in range(k + 1, len(out)) if out[j] is not None), len(out))
        if end > k + 1:
            until = out[end] if end < len(out) else total_s
            shares = _share(float(until or 0.0) - float(out[k] or 0.0), words[k:end])
            for j, (begin, _) in zip(range(k, end), shares, strict=True):
                out[j] = float(starts[k] or 0.0) + begin
        k = end
    return out


# ---------------------------------------------------------------- text -> pieces -> sound and truth


@dataclass
class Phrase:
    words: list[str]


@dataclass
class Filler:
    text: str


@dataclass
class Pause:
    length_s: float


@dataclass
class Take:
    """The time line as it grows: sound so far, and what is known about it."""

    blocks: list[np.ndarray] = field(default_factory=list)
    samples: int = 0
    words: list[dict[str, Any]] = field(default_factory=list)
    fillers: list[dict[str, Any]] = field(default_factory=list)
    silences: list[tuple[int, int, bool]] = field(default_factory=list)

    def add_sound(self, sound: np.ndarray) -> float:
        start = self.samples
        self.blocks.append(sound)
        self.samples += len(sound)
        return start / RATE_HZ

    def add_silence(self, length_s: float, *, inserted: bool) -> None:
        n = round(length_s * RATE_HZ)
        self.silences.append((self.samples, self.samples + n, inserted))
        self.blocks.append(np.zeros(n))
        self.samples += n


def parse(text: str, rng: random.Random) -> list[Phrase | Filler | Pause]:
    """Cut the text at its marks and at its commas and stops; a filler may move one word to the left."""
    tokens = re.findall(r"\{[^}]*\}|[^\s{}]+", text)
    for k in range(2, len(tokens)):
        plain = all(not tokens[j].startswith("{") for j in (k - 1, k - 2)) and tokens[k - 1][-1] not in ".,?"
        if tokens[k] in ("{um}", "{uh}") and plain and rng.random() < 0.5:
            tokens[k - 1], tokens[k] = tokens[k], tokens[k - 1]
    pieces: list[Phrase | Filler | Pause] = []
    words: list[str] = []
    for token in tokens:
        if not token.startswith("{"):
            words.append(token)
        if words and (token.startswith("{") or token[-1] in ".,?"):
            pieces.append(Phrase(words))
            words = []
        if token in ("{um}", "{uh}"):
            pieces.append(Filler(token[1:-1]))
        elif token.startswith("{pause "):
            low, high = map(float, token[7:-1].split("-"))
            pieces.append(Pause(rng.uniform(low, high)))
    if words:
        pieces.append(Phrase(words))
    return pieces


def trim(sound: np.ndarray, times: list[tuple[float, float]], below_db: float = PHRASE_EDGE_DB) -> Spoken:
    """Cut a phrase to its sound and its word times with it; 4 ms fades keep the cuts silent."""
    width = RATE_HZ // 100
    level = np.sqrt(np.convolve(sound**2, np.ones(width) / width, "same"))
    loud = np.flatnonzero(level > level.max() * 10 ** (-below_db / 20))
    first, last = int(loud[0]), int(loud[-1]) + 1
    cut = sound[first:last].copy()
    fade = np.linspace(0, 1, 64)
    cut[:64] *= fade
    cut[-64:] *= fade[::-1]
    offset, total = first / RATE_HZ, len(cut) / RATE_HZ
    moved = [(min(max(a - offset, 0.0), total), min(max(b - offset, 0.0), total)) for a, b in times]
    moved[0] = (0.0, moved[0][1])
    moved[-1] = (moved[-1][0], total)
    return cut, moved


def say_filler(voice: Flite | Espeak, text: str, length_s: float) -> np.ndarray:
    """The filler alone, spoken slower or faster until it has about the length asked for."""
    rate = 1.0
    for _ in range(4):  # the voices do not stretch in proportion
        sound, _times = trim(*voice.say([text], rate), FILLER_EDGE_DB)
        got_s = len(sound) / RATE_HZ
        if abs(got_s / length_s - 1) < 0.1:
            break
        rate *= got_s / length_s
    return sound


def speak(answer: dict[str, Any], voice: Flite | Espeak, rng: random.Random) -> Take:
    rate = answer.get("rate", 1.0) * rng.uniform(0.97, 1.03)
    pieces = parse(answer["text"], rng)
    take = Take()
    take.add_silence(rng.uniform(0.3, 0.7), inserted=False)
    for k, piece in enumerate(pieces):
        before = pieces[k - 1] if k else None
        if isinstance(piece, Pause):
            take.add_silence(piece.length_s, inserted=True)
            continue
        if before and not isinstance(before, Pause):
            take.add_silence(_gap_s(before, piece, rng), inserted=False)
        if isinstance(piece, Filler):
            sound = say_filler(voice, piece.text, rng.uniform(*FILLER_S))
            start = take.add_sound(sound)
            entry = {"text": piece.text, "start_s": start, "end_s": start + len(sound) / RATE_HZ}
            take.fillers.append(entry)
            take.words.append(dict(entry))
        else:
            sound, times = trim(*voice.say(piece.words, rate))
            start = take.add_sound(sound)
            take.words += [
                {"text": word, "start_s": start + a, "end_s": start + b}
                for word, (a, b) in zip(piece.words, times, strict=True)
            ]
    take.add_silence(rng.uniform(0.3, 0.7), inserted=False)
    return take


def _gap_s(before: Phrase | Filler, piece: Phrase | Filler, rng: random.Random) -> float:
    if isinstance(before, Filler) or isinstance(piece, Filler):
        return rng.uniform(*BESIDE_FILLER_S) if rng.random() < 0.6 else 0.0
    return rng.uniform(*(COMMA_S if before.words[-1].endswith(",") else SENTENCE_S))


def truth(answer: dict[str, Any], take: Take, voice: Flite | Espeak, voice_name: str, seed: int) -> dict[str, Any]:
    def rounded(rows: list[dict[str, Any]]) -> list[dict[str, Any]]:
        return [{k: round(v, 3) if isinstance(v, float) else v for k, v in row.items()} for row in rows]

    inner = [s for s in take.silences if s[0] > 0 and s[1] < take.samples]
    return {
        "language": "en",
        "question": answer["question"],
        "kind": answer["kind"],
        "attempt": answer["attempt"],
        "voice": voice_name,
        "seed": seed,
        "licence": "MIT",
        "words": rounded(take.words),
        "fillers": rounded(take.fillers),
        "pauses": [
            {"start_s": round(a / RATE_HZ, 3), "end_s": round(b / RATE_HZ, 3), "inserted": inserted}
            for a, b, inserted in inner
            if b - a >= PAUSE_FROM_S * RATE_HZ
        ],
        "pitch": voice.pitch,
    }


def write_wav(path: Path, take: Take, seed: int) -> None:
    sound = np.concatenate(take.blocks)
    sound *= PEAK / np.abs(sound).max()
    sound += np.random.default_rng(seed).normal(0, 10 ** (NOISE_FLOOR_DBFS / 20), len(sound))
    with wave.open(str(path), "wb") as out:
        out.setnchannels(1)
        out.setsampwidth(2)
        out.setframerate(RATE_HZ)
        out.writeframes(np.round(np.clip(sound, -1, 1) * 32767).astype("<i2").tobytes())


def copy_for_demo(path: Path) -> None:
    """The same samples, as FLAC, with their truth: in the wheel."""
    import soundfile

    sound, rate_hz = soundfile.read(path, dtype="int16")
    soundfile.write(DEMO_FOLDER / f"{path.stem}.flac", sound, rate_hz, subtype="PCM_16")
    (DEMO_FOLDER / f"{path.stem}.json").write_bytes(path.with_suffix(".json").read_bytes())


def main() -> None:
    parser = argparse.ArgumentParser(description="Speak the sample answers and write the truth about each.")
    parser.add_argument("--seed", type=int, default=DEFAULT_SEED, help="draws lengths, places and pitch")
    parser.add_argument("--voice", help="flite:NAME or espeak:NAME for every answer (default: as answers.toml says)")
    parser.add_argument("--out", type=Path, default=HERE, help="folder to write to (default: samples/)")
    parser.add_argument("--only", metavar="NAME", action="append", help="this answer only; may repeat")
    options = parser.parse_args()
    options.out.mkdir(parents=True, exist_ok=True)
    for answer in tomllib.loads((HERE / "answers.toml").read_text("utf-8"))["answer"]:
        if options.only and answer["name"] not in options.only:
            continue
        rng = random.Random(f"{options.seed} {answer['name']}")
        voice_name = options.voice or answer["voice"]
        voice = open_voice(voice_name, rng, answer.get("pitch_range"))
        take = speak(answer, voice, rng)
        path = options.out / f"{answer['name']}.wav"
        write_wav(path, take, options.seed)
        text = json.dumps(truth(answer, take, voice, voice_name, options.seed), indent=1)
        path.with_suffix(".json").write_text(re.sub(r"\n\s{3,}|\n  (?=\})", " ", text) + "\n", "utf-8")
        if options.out == HERE and answer["name"] in DEMO:
            copy_for_demo(path)
        print(f"{path}  {take.samples / RATE_HZ:.1f} s  {len(take.fillers)} fillers  {voice_name}")


if __name__ == "__main__":
    main()
