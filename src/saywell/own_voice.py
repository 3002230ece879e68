"""What saywell has learned of a person's own um and uh, in a private folder of the history's:

    UID.flac       a lesson: what was recorded by `fillers teach`
    UID.json       what in it is a filled pause, and what is not
    UID.npz        what is learned from of a lesson or a marked attempt: measured anew when its marks, or
                   the general network, are other ones
    learned.npz    what was made of it all

Marks themselves, and the recordings of marked attempts, are the history's.
"""

from __future__ import annotations

import hashlib
import json
import shutil
from collections.abc import Iterator, Sequence
from contextlib import suppress
from dataclasses import asdict, dataclass
from importlib import resources
from pathlib import Path

import numpy as np

from saywell import audio, config, files, store
from saywell.analyse.corrections import KIND
from saywell.errors import SaywellError, UsageError
from saywell.features import hesitation, own, signs_of_hesitation
from saywell.features.grid import frame, mask, runs
from saywell.features.hesitation import THRESHOLD
from saywell.features.own import Examples, Score
from saywell.model import FRAME_S, Audio, OwnVoice, Span
from saywell.pipeline import Own
from saywell.store import OWN_VOICE, Store

LEARNED = "learned.npz"
TAUGHT_FROM, TAUGHT_HEARS = 10, 0.75
"""So many fillers to learn from, and so large a share of them heard, make sounds alone worth believing."""
_SURELY_ORDINARY = 0.2
_SHORTEST_ORDINARY_S = 0.3
MOST_S = 3.0
"""No filled pause is longer."""
_LEAST_VOICE_S = 0.1
_LOOK_AROUND_S, _HALF_S = 0.5, 0.2
_ROUNDED_S = 0.05
"""Times that people read off a display are rounded to tenths."""
_BESIDE_S = 0.1
"""What lies this near to a labelled stretch is neither."""

Labels = list[tuple[Span, bool]]
"""(where, is it a filled pause), in order."""


@dataclass(frozen=True, slots=True, eq=False)
class Learned:
    """What was made of a person's examples.

    Attributes:
        fillers, ordinary: how many stretches it learned from.
        before, after: how the general network hears them, and how this one hears those it did not learn from.
        weights: of `features.own`.
        made_for: the general network.
    """

    fillers: int
    ordinary: int
    before: Score
    after: Score
    weights: own.Weights
    made_for: str

    @property
    def helps(self) -> bool:
        """Whether it hears the person better than the general network does; else it is not used."""
        return self.after.errors < self.before.errors

    @property
    def taught(self) -> bool:
        """Whether a sound that it takes for a filler may count without words."""
        return self.helps and self.fillers >= TAUGHT_FROM and self.after.heard >= TAUGHT_HEARS * self.fillers

    @property
    def own(self) -> Own:
        digest = hashlib.sha256(self.made_for.encode() + self.weights["change"].tobytes()).hexdigest()
        return Own(OwnVoice(digest[:12], self.fillers + self.ordinary, self.taught), self.weights)


def folder() -> Path:
    return config.data_dir() / OWN_VOICE


def current() -> Own | None:
    """What to measure with: None where nothing was learned, or nothing that helps.

    Raises:
        SaywellError: it can't be read.
    """
    if not (folder() / LEARNED).exists():
        return None
    learned = _read()
    if learned is None or learned.made_for != _general():
        with store.opened() as history:
            learned = learn(history)
    return learned.own if learned and learned.helps else None


def learned() -> Learned | None:
    """What was learned last, whether it helps or not."""
    return _read() if (folder() / LEARNED).exists() else None


def learn(history: Store) -> Learned | None:
    """Learn from everything that was taught and marked; None, and nothing kept, if that is nothing.

    Raises:
        SaywellError: a lesson is damaged, or the disk is full. What was learned before stays.
    """
    parts = {uid: _examples(uid, path, labels) for uid, path, labels in _sources(history)}
    _tidy(set(parts))
    with_labels = [part for part in parts.values() if len(part.labels)]
    if not with_labels:
        (folder() / LEARNED).unlink(missing_ok=True)
        return None
    examples = own.joined(with_labels)
    before, after = own.gain(examples, THRESHOLD)
    made = Learned(examples.fillers, examples.ordinary, before, after, own.adapt(examples), _general())
    _write(made)
    return made


def add_lesson(recording: Path, labels: Labels) -> None:
    """Keep a recording with what in it is a filled pause.

    Raises:
        SaywellError: it can't be read as audio, or not written.
    """
    place, uid = files.private_folder(folder()), store.new_uid()
    rows = [{"start_s": span.start_s, "end_s": span.end_s, "filler": is_filler} for span, is_filler in labels]
    with files.saying(place), files.replacing(place / f"{uid}.flac") as recorded:
        _, sound = audio.load(str(recording), keep=recorded)
        end_s = max(span.end_s for span, _ in labels)
        if end_s > sound.duration_s:
            raise UsageError(
                f"A label ends at {end_s:g} s and the recording at {sound.duration_s:.1f} s",
                "Do they belong together?",
            )
        with files.replacing(place / f"{uid}.json") as file:  # there before the recording is
            file.write(json.dumps(rows).encode())


def read_labels(path: Path) -> Labels:
    """The labels of a JSON list of {start_s, end_s, filler}.

    Raises:
        UsageError: it is none, or there is no such file.
    """
    try:
        rows = json.loads(path.read_text("utf-8"))
        labels = [(Span(float(row["start_s"]), float(row["end_s"])), row["filler"]) for row in rows]
    except FileNotFoundError:
        raise UsageError(f"There is no file {path}", "Check the name.") from None
    except (OSError, ValueError, KeyError, TypeError):
        labels = []
    if not labels or not all(0 <= s.start_s < s.end_s and isinstance(is_filler, bool) for s, is_filler in labels):
        raise UsageError(
            f"{path} can't be read as labels", 'Write a JSON list of {"start_s": 1.2, "end_s": 1.6, "filler": true}.'
        )
    return sorted(labels)


def lessons() -> int:
    """How many there are."""
    return len(list(folder().glob("*.flac")))


def forget() -> None:
    """Delete every lesson and all that was learned, also from marks."""
    with files.saying(folder()):
        shutil.rmtree(folder(), ignore_errors=True)


def forget_attempts(history: Store, uids: Sequence[str]) -> None:
    """Unlearn what came from attempts that are no more."""
    derived = [path for uid in uids if (path := folder() / f"{uid}.npz").exists()]
    if not derived:
        return
    with files.saying(folder()):
        for path in (*derived, folder() / LEARNED):
            path.unlink(missing_ok=True)
    learn(history)


def heard_at(sound: Audio, at: Span) -> tuple[Span | None, list[Span]]:
    """What may be a filled pause at a time, and every stretch with a voice.

    Args:
        sound: the recording.
        at: where; a time alone is a span without a length.

    Returns:
        what sounds most like one at that time, 0.1 s or more, or about 0.4 s around it if that is elsewhere; of
        a span, the voice in it; None if hardly any is heard.
    """
    signs, speech = signs_of_hesitation(sound)
    voices = [Span(a * FRAME_S, b * FRAME_S) for a, b in runs(mask(speech, len(signs)))]
    if at.duration_s:
        inside = [part for voice in voices if (part := voice & at)]
        enough = sum(part.duration_s for part in inside) >= _LEAST_VOICE_S
        return (Span(inside[0].start_s, inside[-1].end_s) if enough else None), voices
    at_s = at.start_s
    near = (Span(max(0.0, v.start_s - _ROUNDED_S), min(v.end_s + _ROUNDED_S, sound.duration_s)) for v in voices)
    voice = next((voice for voice in near if at_s in voice), None)
    if voice is None:
        return None, voices
    p = hesitation.probability(signs) * mask(speech, len(signs))
    first = frame(max(voice.start_s, at_s - _LOOK_AROUND_S))
    last = max(first + 1, frame(min(voice.end_s, at_s + _LOOK_AROUND_S)))
    best = around(p, first + int(p[first:last].argmax())) if p[first:last].any() else None
    if best is None or at_s not in best:
        best = Span(at_s - _HALF_S, at_s + _HALF_S) & voice
    if best is None or best.duration_s < _LEAST_VOICE_S:
        start_s = max(0.0, min(at_s - _LEAST_VOICE_S / 2, sound.duration_s - _LEAST_VOICE_S))
        best = Span(start_s, start_s + _LEAST_VOICE_S)
    return best, voices


def around(p: np.ndarray, peak: int, share: float = 0.5) -> Span:
    """The frames around a peak that reach a share of it, at most half a second to each side."""
    reach = round(0.5 / FRAME_S)
    low = max(0, peak - reach)
    high = p[low : peak + reach + 1] >= share * p[peak]
    first, last = next((a, b) for a, b in runs(high) if a <= peak - low < b)
    return Span(round((low + first) * FRAME_S, 2), round((low + last) * FRAME_S, 2))


# ---------------------------------------------------------------- inside


def _sources(history: Store) -> Iterator[tuple[str, Path, Labels]]:
    """What there is to learn from: lessons, and marked attempts that have their recording."""
    for path in sorted(folder().glob("*.flac")):
        yield path.stem, path, read_labels(path.with_suffix(".json"))
    for attempt in history.marked():
        marks = [mark for mark in history.marks_to_learn(attempt) if mark.kind == KIND]
        if attempt.audio and marks:
            with suppress(SaywellError):  # damaged: the rest can be learned from
                yield attempt.uid, history.audio(attempt), [(mark.span, mark.verdict != "wrong") for mark in marks]


def _examples(uid: str, path: Path, labels: Labels) -> Examples:
    """What is learned from of one recording, measured unless that was done before."""
    key = hashlib.sha256(f"{_general()} {labels}".encode()).hexdigest()
    kept = files.private_folder(folder()) / f"{uid}.npz"
    stored = _load(kept)
    if stored and stored["key"].item() == key:
        return Examples(stored["signs"], stored["labels"], stored["groups"])
    signs, speech = signs_of_hesitation(audio.load(str(path))[1])
    found = own.cut(signs, [*labels, *((span, False) for span in _ordinary(signs, speech, labels))])
    _save(kept, key=np.array(key), signs=found.signs, labels=found.labels, groups=found.groups)
    return found


def _ordinary(signs: np.ndarray, speech: tuple[Span, ...], labels: Labels) -> list[Span]:
    """Speech that nobody labelled and that the general network surely takes for no filler: it is to stay so."""
    free = mask(speech, len(signs)) & (hesitation.probability(signs) < _SURELY_ORDINARY)
    for span, _ in labels:
        free[max(0, frame(span.start_s - _BESIDE_S)) : frame(span.end_s + _BESIDE_S)] = False
    shortest = round(_SHORTEST_ORDINARY_S / FRAME_S)
    return [Span(a * FRAME_S, b * FRAME_S) for a, b in runs(free) if b - a >= shortest]


def _general() -> str:
    """Which general network there is."""
    return hashlib.sha256(resources.files("saywell.data").joinpath(hesitation.WEIGHTS).read_bytes()).hexdigest()


def _tidy(uids: set[str]) -> None:
    """Remove what was derived from recordings that are no longer there, or no longer marked."""
    for path in folder().glob("*.npz"):
        if path.name != LEARNED and path.stem not in uids:
            path.unlink(missing_ok=True)


def _write(made: Learned) -> None:
    facts = {
        "fillers": made.fillers,
        "ordinary": made.ordinary,
        "before": asdict(made.before),
        "after": asdict(made.after),
        "made_for": made.made_for,
    }
    _save(folder() / LEARNED, facts=np.array(json.dumps(facts)), **made.weights)


def _read() -> Learned | None:
    stored = _load(folder() / LEARNED)
    if stored is None:
        return None
    facts = json.loads(stored.pop("facts").item())
    before, after = Score(**facts.pop("before")), Score(**facts.pop("after"))
    return Learned(**facts, before=before, after=after, weights=stored)


def _save(path: Path, **arrays: np.ndarray) -> None:
    with files.saying(path), files.replacing(path) as file:
        np.savez(file, **arrays)  # type: ignore[arg-type]


def _load(path: Path) -> dict[str, np.ndarray] | None:
    """The arrays of a file; None if there is none, or it is damaged: it can be made again."""
    try:
        with open(path, "rb") as file, np.load(file) as stored:
            return {name: stored[name] for name in stored.files}
    except FileNotFoundError:
        return None
    except OSError as error:
        raise files.refused(path, error) from error
    except Exception:  # numpy and zipfile fail in many ways
        return None
