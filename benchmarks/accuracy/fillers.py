"""Um and uh in real speech: with words that leave them out, with some, with all, and by sound alone.

No real filler has trained the network; the few weights that judge voice without words are fitted on all
recordings but the one that is scored.
"""

from __future__ import annotations

import random
import re
from collections.abc import Callable, Sequence
from concurrent.futures import ProcessPoolExecutor
from dataclasses import dataclass
from itertools import islice, pairwise
from pathlib import Path

import numpy as np

from benchmarks.accuracy import aligned, real_fillers
from benchmarks.accuracy.answers import at_level
from benchmarks.accuracy.common import PROCESSES, bootstrap, f1, manifest, match, table
from benchmarks.accuracy.joins import joined, part
from benchmarks.accuracy.real_fillers import Times
from benchmarks.accuracy.spoil import in_room, mixed, noise
from saywell import audio, features
from saywell.analyse import filled_pauses
from saywell.analyse.filled_pauses import Weights
from saywell.analyse.take import Take
from saywell.features import Features
from saywell.model import FRAME_S, SAMPLE_RATE_HZ, Question, Span, Transcript, Word

Counts = tuple[int, int, int]
SPOILT = "white noise", "recorded noise", "a room"
"""Noise is 15 dB under the speech."""
MEETINGS = "dev00", "dev01", "trn00", "trn04", "trn06", "trn08"
FIT_STEPS, PULL = 60, 0.3
DRAWS = 20


@dataclass(frozen=True)
class Clip:
    """A recording: who or what it stands for in leaving out, its fillers, what to score neither way, its words."""

    name: str
    source: str
    file: str
    fillers: Times = ()
    unsure: Times = ()
    words: tuple[Word, ...] = ()
    samples: np.ndarray | None = None


def real(data: Path) -> list[Clip]:
    """Clips with um and uh of known time, and clips of the same speaker without any."""
    out = []
    for row in manifest(data, "fillers"):
        times = real_fillers.times(row["id"])
        words = tuple(Word(text, a, b) for a, b, text in row.get("words") or ())
        if words and times:  # the aligner's 10 ms "uh" is nobody's
            words = tuple(w for w in words if w.end_s - w.start_s > 1.5 * FRAME_S or w.text != "uh")
        out.append(Clip(row["id"], row["id"], row["file"], times, real_fillers.unsure(row["id"]), words))
    for row in manifest(data, "meetings"):
        fillers, hums = real_fillers.in_meeting(row)
        words = tuple(Word(w[2], w[0], max(w[1], w[0] + 0.01)) for w in row["words"])
        out.append(Clip(row["id"], row["id"], row["file"], fillers, hums, words))
    return out


def read(data: Path) -> list[Clip]:
    """Read speech without fillers, its words by alignment; the longest run of one speaker is its source."""
    out = []
    for row in manifest(data, "read"):
        words = tuple(aligned.words(audio.load(row["file"])[1].samples, row["text"]))
        out.append(Clip(row["id"], f"read {row['speaker']}", row["file"], words=words))
    return out


def spliced(clips: Sequence[Clip], carriers: Sequence[Clip], seed: int = 0) -> list[Clip]:
    """Real fillers put between the words of real read speech, at its level: semi-synthetic."""
    rng = random.Random(seed)
    fillers = [(clip, span) for clip in clips for span in clip.fillers if span[1] - span[0] < real_fillers.ACTED_S]
    out = []
    for k, carrier in enumerate(c for c in carriers if len(c.words) >= 12):
        clip, (start_s, end_s) = fillers[k % len(fillers)]
        piece = audio.load(carrier.file)[1].samples, carrier.words
        um = audio.load(clip.file)[1].samples[round(start_s * SAMPLE_RATE_HZ) : round(end_s * SAMPLE_RATE_HZ)]
        at = rng.randrange(4, len(carrier.words) - 4)
        at_s = (carrier.words[at - 1].end_s + carrier.words[at].start_s) / 2
        first = round(at_s * SAMPLE_RATE_HZ)
        made, words = joined([part(piece, 0, first), (at_level(um, piece[0]), ()), part(piece, first)])
        name = f"{carrier.name}+{clip.name}"
        out.append(Clip(name, name, carrier.file, ((at_s, at_s + len(um) / SAMPLE_RATE_HZ),), (), words, made))
    return out


def measured(task: tuple[Clip, str, Path]) -> Features:
    """What the signal of a clip says, spoilt in one of the ways of `SPOILT`."""
    clip, how, data = task
    samples = audio.load(clip.file)[1].samples if clip.samples is None else clip.samples
    if how == "white noise":
        samples = noise(15, pink=False)(samples)
    elif how == "recorded noise":
        samples = mixed(samples, _noise_clip(data, "noise"), 15)
    elif how == "a room":
        samples = in_room(samples, _noise_clip(data, "rir"))
    sound = audio.from_samples(samples)
    return features.measure(sound, features.hear(sound))


def _noise_clip(data: Path, kind: str) -> np.ndarray:
    row = next(row for row in manifest(data, "noise") if row["kind"] == kind)
    return audio.load(row["file"])[1].samples


def is_filler(word: Word, clip: Clip) -> bool:
    named = re.fullmatch(r"(um|uh|er)[.,?]?", word.text.lower())
    return bool(named) and any(abs(word.start_s - start_s) < 0.03 for start_s, _ in clip.fillers)


def score(clip: Clip, found: Sequence[Span]) -> tuple[int, int, int]:
    """Hits, detections, fillers; what lies in an unsure stretch counts neither way."""
    counted = [s for s in found if not any(a - 0.1 <= s.middle_s <= b + 0.1 for a, b in clip.unsure)]
    return match([(s.start_s, s.end_s) for s in counted], clip.fillers)


def spans(answer: Take, weights: Weights | None = None) -> list[Span]:
    return [finding.span for finding in filled_pauses.find(answer, weights)]


# -- the few weights --------------------------------------------------------------------------------------------


def candidates(clip: Clip, answer: Take) -> list[tuple[filled_pauses.Signs, bool]]:
    """The signs of each stretch of voice without words, and whether it is a filler."""
    assert answer.features is not None
    out = []
    for span in filled_pauses.uncovered(answer)[0]:
        if not any(a - 0.1 <= span.middle_s <= b + 0.1 for a, b in clip.unsure):
            hit = any(a - 0.25 <= span.middle_s <= b + 0.25 for a, b in clip.fillers)
            out.append((filled_pauses.signs(answer.features, span), hit))
    return out


def fit(known: Sequence[tuple[filled_pauses.Signs, bool]]) -> Weights:
    """Logistic regression, slopes pulled to nothing a little (Newton's method)."""
    x = np.array([signs for signs, _ in known])
    y = np.array([label for _, label in known], dtype=float)
    mean, scale = x.mean(axis=0), x.std(axis=0) + 1e-9
    z = np.column_stack([np.ones(len(x)), (x - mean) / scale])
    pull = np.diag([0.0, *[1 / PULL] * x.shape[1]])
    w = np.zeros(z.shape[1])
    for _ in range(FIT_STEPS):
        p = 1 / (1 + np.exp(-z @ w))
        w -= np.linalg.solve((z * (p * (1 - p))[:, None]).T @ z + pull, z.T @ (p - y) + pull @ w)
    slopes = w[1:] / scale
    return Weights(*(round(float(v), 2) for v in (w[0] - slopes @ mean, *slopes)))


def by_hand(words: Sequence[Word], rng: random.Random) -> list[Word]:
    """Words as a person writes them down: one in fifty missing."""
    return [word for word in words if rng.random() >= 1 / 50]


def recognised(words: Sequence[Word], rng: random.Random) -> list[Word]:
    """Words as a recogniser might have them: one in sixteen missing, times off by 50 ms."""
    kept = [(w, rng.gauss(0, 0.05), rng.gauss(0, 0.05)) for w in words if rng.random() >= 1 / 16]
    return [Word(w.text, max(0.0, w.start_s + a), max(w.start_s + a + 0.03, w.end_s + b)) for w, a, b in kept]


def stretched(words: Sequence[Word], side: float) -> list[Word]:
    """Words without gaps under 1.2 s: each is shared between the two beside it, so that a filler in it is swallowed.

    Args:
        side: the share that the word before it takes.
    """
    starts, ends = [w.start_s for w in words], [w.end_s for w in words]
    for k, (one, other) in enumerate(pairwise(words)):
        if 0 < other.start_s - one.end_s < 1.2:
            ends[k] = starts[k + 1] = one.end_s + side * (other.start_s - one.end_s)
    return [Word(w.text, a, max(b, a + 0.01), w.probability) for w, a, b in zip(words, starts, ends, strict=True)]


def swallowing(side: float) -> Callable[[Sequence[Word], random.Random], list[Word]]:
    return lambda words, _: stretched(words, side)


@dataclass(frozen=True)
class Heard:
    """A clip and what its signal says."""

    clip: Clip
    own: Features

    def answer(self, words: Sequence[Word], *, exact: bool = True) -> Take:
        transcript = Transcript("", "", "en", tuple(words), None, True) if words else None
        length_s = len(self.own.level_db) * FRAME_S
        return Take(length_s, self.own, transcript, Question("behavioural"), exact_words=exact)

    def words(self, left_out: float, rng: random.Random) -> list[Word]:
        """Its words with that share of the fillers gone."""
        fillers = [word for word in self.clip.words if is_filler(word, self.clip)]
        gone = rng.sample(fillers, round(left_out * len(fillers)))
        return [word for word in self.clip.words if word not in gone]


Examples = list[tuple[str, filled_pauses.Signs, bool]]


def examples(heard: Sequence[Heard], *, exact: bool) -> Examples:
    """Candidates of clips without their fillers' words, over several draws of what else is missing."""
    out = []
    for one in heard:
        for draw in range(4):
            rng = random.Random(draw)
            words = (by_hand if exact else recognised)(one.words(1.0, rng), rng)
            if words:
                own = candidates(one.clip, one.answer(words, exact=exact))
                out += [(one.clip.source, signs, label) for signs, label in own]
    return out


def fitted(known: Examples, leave_out: str | None = None) -> Weights:
    return fit([(signs, label) for source, signs, label in known if source != leave_out])


def with_words(
    test: Sequence[Heard],
    known: Examples,
    left_out: float,
    *,
    spoilt: Callable[[Sequence[Word], random.Random], list[Word]] | None = None,
    draws: int = 1,
) -> list[list[Counts]]:
    """For each clip its counts over the draws, judged by weights that have not seen its source."""
    out = []
    for one in test:
        weights = fitted(known, one.clip.source)
        counts = []
        for draw in range(draws):
            rng = random.Random(draw)
            words = one.words(left_out, rng)
            words = spoilt(words, rng) if spoilt else words
            counts.append(score(one.clip, spans(one.answer(words, exact=spoilt is None), weights)))
        out.append(counts)
    return out


def by_sound(test: Sequence[Heard]) -> list[list[Counts]]:
    return [[score(one.clip, spans(one.answer(())))] for one in test]


def row(name: str, counts: Sequence[Sequence[Counts]]) -> tuple[str, ...]:
    flat = [count for clip in counts for count in clip]
    hits, detected, true = (sum(column) for column in zip(*flat, strict=True))
    low, high = bootstrap(counts, lambda drawn: f1([count for clip in drawn for count in clip]))
    fillers = sum(clip[0][2] for clip in counts)
    return name, f"{hits / detected:.2f}", f"{hits / true:.2f}", f"{f1(flat):.2f} [{low:.2f}, {high:.2f}]", str(fillers)


# -- the part ---------------------------------------------------------------------------------------------------


def measure(data: Path) -> str:
    clips, carriers = real(data), read(data)
    semi = spliced(clips, carriers)
    timed = [clip for clip in clips if clip.words]
    tasks = [(clip, "", data) for clip in (*clips, *carriers, *semi)]
    tasks += [(clip, how, data) for how in SPOILT for clip in (*timed, *semi)]
    with ProcessPoolExecutor(PROCESSES) as pool:
        done = [Heard(task[0], own) for task, own in zip(tasks, pool.map(measured, tasks, chunksize=4), strict=True)]
    parts = iter(done)
    heard, quiet, plain = (list(islice(parts, n)) for n in (len(clips), len(carriers), len(semi)))
    spoilt = {how: (list(islice(parts, len(timed))), list(islice(parts, len(semi)))) for how in SPOILT}

    worded = [one for one in heard if one.clip.words]
    known = examples([*worded, *quiet], exact=True)
    rough = examples([*worded, *quiet], exact=False)
    rows = [
        row("words with right times, all fillers left out", with_words(worded, known, 1.0)),
        *(row(f"the same, {how}", with_words(real_, known, 1.0)) for how, (real_, _) in spoilt.items()),
        row("half of the fillers left out", with_words(worded, known, 0.5, draws=DRAWS)),
        row("verbatim", with_words(worded, known, 0.0)),
        row(
            "one word in 16 missing, times off by 50 ms, all fillers left out",
            with_words(worded, rough, 1.0, spoilt=recognised, draws=DRAWS),
        ),
        *(
            row(f"swallowed by {who}", with_words(worded, rough, 1.0, spoilt=swallowing(side)))
            for who, side in (("the word before", 1.0), ("the word after", 0.0), ("both", 0.5))
        ),
        row("by sound alone", by_sound([one for one in heard if one.clip.fillers or one.clip.source in MEETINGS])),
        row(
            "by sound alone, the one speaker",
            by_sound([o for o in heard if o.clip.fillers and o.clip.source not in MEETINGS]),
        ),
        row("by sound alone, meetings", by_sound([one for one in heard if one.clip.source in MEETINGS])),
    ]
    semi_rows = [
        row(f"{how}: {kind}", counts)
        for how, test in {"clean": plain, **{how: test for how, (_, test) in spoilt.items()}}.items()
        for kind, counts in (("with words", with_words(test, known, 1.0)), ("by sound alone", by_sound(test)))
    ]
    acted = [one for one in heard if not one.clip.fillers and one.clip.source not in MEETINGS]
    head = ("fillers", "precision", "recall", "F1", "number")
    return "\n\n".join(
        [
            "Real fillers, the recording that is scored left out of fitting:",
            table(head, rows),
            f"False alarms where nobody says um, by sound alone: read speech {alarms(quiet)}; acted clips, made to "
            f"mislead (laughter, breaths, whispers, words drawn out), {alarms(acted)}.",
            "Semi-synthetic: the real fillers spliced between the words of real read speech:",
            table(head, semi_rows),
            f"Weights in use, fitted on all: words by hand {fitted(known)}; recognised {fitted(rough)}.",
        ]
    )


def alarms(test: Sequence[Heard]) -> str:
    n = sum(count[1] for clip in by_sound(test) for count in clip)
    minutes = sum(len(one.own.level_db) for one in test) * FRAME_S / 60
    return f"{n} in {minutes:.1f} minutes ({n / minutes:.2f} a minute)"
