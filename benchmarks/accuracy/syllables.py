"""Syllables: by spelling against CMUdict, and by sound alone against the words that were read.

By sound: fluent native readers (read/) and adult learners (fluency/), as they are, over noise and in a room, each
with the network that models/phones/train.py --leave-out fitted without that speaker (build/phones); and a synthetic
voice that no network heard. Rates are syllables over the speaking time of saywell's own speech spans. Beside it
stands what counts peaks of energy alone (after De Jong & Wempe 2009), as saywell did before.
"""

from __future__ import annotations

import json
import pickle
import re
import subprocess
import tempfile
from collections import Counter
from collections.abc import Callable, Iterator, Sequence
from concurrent.futures import ProcessPoolExecutor
from dataclasses import dataclass
from importlib import resources
from pathlib import Path

import numpy as np

from benchmarks.accuracy.aligned import bare
from benchmarks.accuracy.common import FLUENT, PROCESSES, ROOT, MissingError, bootstrap, by_adults, manifest, table
from benchmarks.accuracy.spoil import in_room, mixed, noise
from saywell import audio
from saywell.english import syllables
from saywell.features import hear, nuclei, phones, pitch, spectrum
from saywell.features.grid import mask
from saywell.features.speech import speech_spans
from saywell.features.voice import Voice
from saywell.model import FRAME_S, Span, Word

VOWELS = {"AA", "AE", "AH", "AO", "AW", "AY", "EH", "ER", "EY", "IH", "IY", "OW", "OY", "UH", "UW"}
FITTED = ROOT / "build/phones"
FIT = "python -m models.phones.train --data DIR --leave-out"
LONG_S, JOIN_S, LEAST_JOIN_S, JOINS_EACH = 3.0, 18.0, 14.0, 2
COVERED = 0.8
SYNTHETIC = "awb"
SYNTHETIC_STRETCH = (0.75, 0.85, 1.0, 1.15)


@dataclass(frozen=True)
class Clip:
    """Speech and the syllables of its text."""

    kind: str
    speaker: str
    samples: np.ndarray
    syllables: int


@dataclass(frozen=True)
class Rate:
    """Syllables a second of one clip: by its text, by its sound, by peaks of energy; and is its speech found at all?"""

    kind: str
    speaker: str
    true: float
    heard: float
    peaks: float
    covered: bool


def dictionary() -> dict[str, list[int]]:
    """Syllables of each word, of every pronunciation that CMUdict (as inside pocketsphinx) has, the first one first."""
    text = resources.files("pocketsphinx").joinpath("model/en-us/cmudict-en-us.dict").read_text("utf-8")
    out: dict[str, list[int]] = {}
    for line in text.splitlines():
        word, *sounds = line.split()
        out.setdefault(re.sub(r"\(\d+\)$", "", word), []).append(sum(sound in VOWELS for sound in sounds))
    return out


def by_spelling(data: Path, known: dict[str, list[int]]) -> str:
    """Words weighted by how often they were said in meetings."""
    said: Counter[str] = Counter()
    for line in (data / "disfluency" / "manifest.jsonl").read_text().splitlines():
        said.update(Word(row[0], 0.0, 0.0).bare for row in json.loads(line)["words"])
    rows = [(n, syllables(word), known[word]) for word, n in said.items() if word in known]
    total = sum(n for n, _, _ in rows)
    right = sum(n for n, got, choices in rows if got in choices)
    ours = sum(n * got for n, got, _ in rows)
    theirs = sum(n * min(choices, key=lambda choice: abs(choice - got)) for n, got, choices in rows)
    return f"{total} words said: {right / total:.1%} as many syllables as CMUdict; in all {ours / theirs - 1:+.1%}."


def in_text(text: str, known: dict[str, list[int]]) -> int:
    return sum(known[word][0] if word in known else syllables(word) for word in bare(text))


def real(data: Path, known: dict[str, list[int]]) -> Iterator[Clip]:
    """Utterances of 3 s and longer of the native readers; joins of about 20 s of them and every second learner."""
    for name in ("read", "fluency"):
        speakers = list(by_adults(data, name).items())
        for speaker, own in speakers if name == "read" else speakers[::2]:
            if name == "read":
                for row in own:
                    if row["duration_s"] >= LONG_S:
                        samples = audio.load(row["file"])[1].samples
                        yield Clip("read, utterances", f"read {speaker}", samples, in_text(row["text"], known))
            joins: list[list[dict[str, object]]] = [[]]
            for row in own:
                if sum(float(str(r["duration_s"])) for r in joins[-1]) >= JOIN_S:
                    joins.append([])
                joins[-1].append(row)
            for join in joins[:JOINS_EACH]:
                samples = np.concatenate([audio.load(str(row["file"]))[1].samples for row in join])
                if len(samples) < LEAST_JOIN_S * 16_000:
                    continue
                said = sum(in_text(str(row["text"]), known) for row in join)
                fluent = np.mean([float(str(row.get("fluency_mean", 10))) for row in join]) >= FLUENT
                kind = "read" if name == "read" else "fluent learners" if fluent else "halting learners"
                yield Clip(f"{kind}, joins", f"{name} {speaker}", samples, said)


def synthetic(data: Path, known: dict[str, list[int]]) -> Iterator[Clip]:
    """Texts of read/ in a voice of flite that the network was not trained on, at four paces."""
    rows = [row for row in manifest(data, "read") if row["duration_s"] >= 8]
    with tempfile.TemporaryDirectory() as folder:
        for k, row in enumerate(rows):
            file = str(Path(folder) / "said.wav")
            stretch = f"duration_stretch={SYNTHETIC_STRETCH[k % len(SYNTHETIC_STRETCH)]}"
            command = ["flite", "-voice", SYNTHETIC, "--setf", stretch, "-t", row["text"], "-o", file]
            subprocess.run(command, check=True)
            samples = audio.load(file)[1].samples
            yield Clip(f"synthetic voice {SYNTHETIC}", SYNTHETIC, samples, in_text(row["text"], known))


def conditions(data: Path) -> dict[str, Callable[[np.ndarray, int], np.ndarray]]:
    clips = {row["id"]: audio.load(row["file"])[1].samples for row in manifest(data, "noise")}
    kinds = {row["id"]: row["kind"] for row in manifest(data, "noise")}
    noises = [clips[name] for name in clips if kinds[name] == "noise"]
    rooms = [clips[name] for name in clips if kinds[name] == "rir"]
    return {
        "as recorded": lambda samples, k: samples,
        "recorded noise at 15 dB": lambda samples, k: mixed(samples, noises[k % len(noises)], 15),
        "white noise at 15 dB": lambda samples, k: noise(15, pink=False)(samples),
        "recorded rooms": lambda samples, k: in_room(samples, rooms[k % len(rooms)]),
    }


def energy_peaks(mel_db: np.ndarray, voicing: np.ndarray, speech: tuple[Span, ...]) -> int:
    """Voiced peaks of the energy from 300 to 3300 Hz, 1 dB or more above the dips on both sides."""
    from scipy.ndimage import gaussian_filter1d
    from scipy.signal import find_peaks

    bands = (spectrum.band_hz() >= 300) & (spectrum.band_hz() <= 3300)
    energy_db = gaussian_filter1d(10 * np.log10((10 ** (mel_db[bands] / 10)).mean(axis=0)), 1.5)
    speaking = mask(speech, len(energy_db))
    if not speaking.any():
        return 0
    loud_db = np.percentile(energy_db[speaking], 95)
    held = np.pad(np.where(speaking, np.maximum(energy_db, loud_db - 45), loud_db - 45), 1, mode="minimum")
    peaks = find_peaks(held, prominence=1.0, height=loud_db - 25)[0] - 1
    return int((gaussian_filter1d(voicing, 1.5)[peaks] > 0.2).sum())


def rate(clip: Clip, samples: np.ndarray, weights: dict[str, np.ndarray] | None) -> Rate:
    sound = audio.from_samples(samples)
    voice: Voice = hear(sound)
    mel_db = spectrum.mel_db(sound.samples)
    speech = speech_spans(mel_db, voice)
    _, density = phones.posteriors(mel_db, voice, weights)
    speaking_s = max(sum(span.duration_s for span in speech), FRAME_S)
    voiced_s = sum(span.duration_s for span in voice.spans)
    return Rate(
        clip.kind,
        clip.speaker,
        clip.syllables / speaking_s,
        len(nuclei.syllable_nuclei(density, speech)) / speaking_s,
        energy_peaks(mel_db, pitch.track(sound.samples)[1], speech) / speaking_s,
        speaking_s >= COVERED * voiced_s,
    )


def correlation(rates: Sequence[Rate], of: Callable[[Rate], float]) -> float:
    return float(np.corrcoef([r.true for r in rates], [of(r) for r in rates])[0, 1])


def ratios(rates: Sequence[Rate], of: Callable[[Rate], float]) -> np.ndarray:
    return np.array([r.true / max(of(r), 0.1) for r in rates])


def _line(name: str, condition: str, rates: Sequence[Rate]) -> tuple[str, ...]:
    by_speaker = [[r for r in rates if r.speaker == speaker] for speaker in sorted({r.speaker for r in rates})]
    cells = []
    for of in (lambda r: r.heard, lambda r: r.peaks):
        low, high = bootstrap(by_speaker, lambda groups, of=of: correlation([r for g in groups for r in g], of))  # type: ignore[misc]
        ratio = ratios(rates, of)
        between = f" ({low:.2f} to {high:.2f})" if len(by_speaker) > 1 else ""
        cells += [f"{correlation(rates, of):.2f}{between}", f"{np.median(ratio):.2f}", f"{np.log(ratio).std():.3f}"]
    return (name, condition, str(len(rates)), *cells)


def measure(data: Path) -> str:
    if not (FITTED / "thirds.pickle").exists():
        raise MissingError(f"{FITTED.relative_to(ROOT)} is not there: `{FIT}` makes it in an hour")
    known = dictionary()
    part: dict[str, int] = pickle.loads((FITTED / "thirds.pickle").read_bytes())
    without = [dict(np.load(FITTED / f"without-{k}.npz")) for k in sorted(set(part.values()))]
    clips = [*real(data, known), *synthetic(data, known)]
    rows, left_out, everything = [], 0, []
    for condition, change in conditions(data).items():
        spoilt = (change(clip.samples, k) for k, clip in enumerate(clips))
        weights = (without[part[clip.speaker]] if clip.speaker in part else None for clip in clips)
        with ProcessPoolExecutor(PROCESSES) as pool:
            rates = list(pool.map(rate, clips, spoilt, weights, chunksize=4))
        left_out += sum(not r.covered for r in rates)
        rates = [r for r in rates if r.covered]
        everything += [r for r in rates if r.kind in ("read, joins", "fluent learners, joins")]
        rows += [
            _line(kind, condition, [r for r in rates if r.kind == kind]) for kind in sorted({r.kind for r in rates})
        ]
        rows.append(_line("all joins", condition, [r for r in rates if r.kind.endswith("joins")]))
    header = ("speech", "condition", "clips", "r", "ratio", "spread", "r, energy", "ratio, energy", "spread, energy")
    both = [
        ratios([r for r in everything if r.kind == kind], lambda r: r.heard) for kind in {r.kind for r in everything}
    ]
    factor = float(np.mean([np.median(ratio) for ratio in both]))
    spread = np.percentile([abs(x / factor - 1) for ratio in both for x in ratio], 80)
    return (
        f"By spelling: {by_spelling(data, known)}\n\n"
        "By sound, on speakers not trained on: r of the articulation rate with the one from the words (95 % "
        "interval, speakers drawn again), the median of syllables in the text over nuclei, and the spread (standard "
        f"deviation) of its logarithm. {left_out} of {len(clips) * len(conditions(data))} recordings are left out "
        f"because their speech was not found.\n\n{table(header, rows)}\n\n"
        f"Over read and fluent joins in all conditions, both kinds alike: {factor:.2f} syllables to a nucleus; with "
        f"that factor four fifths of the joins are within {spread:.0%}."
    )
