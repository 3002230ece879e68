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
import os
import shutil
from collections.abc import Iterator, Sequence
from contextlib import contextmanager, suppress
from dataclasses import asdict, dataclass
from datetime import datetime
from importlib import resources
from pathlib import Path

import numpy as np

from saywell import audio, config, files, store
from saywell.analyse.corrections import SOUND
from saywell.errors import SaywellError, UsageError
from saywell.features import hesitation, own, signs_of_hesitation
from saywell.features.grid import frame, mask, runs
from saywell.features.hesitation import THRESHOLD
from saywell.features.own import Examples, Score
from saywell.labels import Labels
from saywell.model import FRAME_S, Audio, OwnVoice, Span
from saywell.pipeline import Own
from saywell.store import OWN_VOICE, Store

LEARNED = "learned.npz"
TAUGHT_FROM, TAUGHT_HEARS = 10, 0.75
"""So many fillers to learn from, and so large a share of them heard, make sounds alone worth believing."""
_SURELY_ORDINARY = 0.2
_SHORTEST_ORDINARY_S = 0.3
_LEAST_VOICE_S = 0.1
_LOOK_AROUND_S, _HALF_S = 0.5, 0.2
_ROUNDED_S = 0.05
"""Times that people read off a display are rounded to tenths."""
_BESIDE_S = 0.1
"""What lies this near to a labelled stretch is neither."""


@dataclass(frozen=True, slots=True)
class Lesson:
    """What was taught: when it was said last (ISO 8601), and how many filled pauses are in it."""

    at: str
    fillers: int


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
        """Whether a sound that it, or the general network where that is no worse, takes for a filler may count
        without words."""
        used = self.after if self.helps else self.before
        return self.fillers >= TAUGHT_FROM and used.heard >= TAUGHT_HEARS * self.fillers

    @property
    def own(self) -> Own:
        """What to measure with; no weights where the general network needs none."""
        weights = self.weights if self.helps else {}
        learned = b"".join(array.tobytes() for array in weights.values())
        digest = hashlib.sha256(self.made_for.encode() + learned).hexdigest()
        return Own(OwnVoice(digest[:12], self.fillers + self.ordinary, self.taught), weights)


def folder() -> Path:
    return config.data_dir() / OWN_VOICE


def current() -> Own | None:
    """What to measure with: None where nothing was learned, or nothing that helps or can be relied on.

    Raises:
        SaywellError: it can't be read.
    """
    if not (folder() / LEARNED).exists():
        return None
    learned = _read()
    if learned is None or learned.made_for != _general():
        with store.opened() as history:
            learned = learn(history)
    return learned.own if learned and (learned.helps or learned.taught) else None


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


@contextmanager
def lesson(recording: Path, labels: Labels) -> Iterator[bool]:
    """Keep a recording with what in it is a filled pause; whether it replaces what was taught with it before.

    If what is done with it then fails or is stopped, everything is as it was.

    Raises:
        SaywellError: it can't be read as audio, or not written.
    """
    place = files.private_folder(folder())
    draft = place / f".{store.new_uid()}.draft"
    with files.saying(place):
        try:
            with files.open_private(draft) as recorded:
                source, sound = audio.load(str(recording), keep=recorded)
                recorded.flush()
                os.fsync(recorded.fileno())
            _refuse_beyond(labels, sound.duration_s)
            uid = source.sha256[:32]  # the same recording twice is one lesson
            kept = place / f"{uid}.flac"
            known = kept.exists()
            others = (kept.with_suffix(".json"), kept.with_suffix(".npz"), place / LEARNED)
            before = {path: path.read_bytes() if path.exists() else None for path in others}
            try:
                with files.replacing(kept.with_suffix(".json")) as file:  # there before the recording is
                    file.write(_as_json(labels))
                draft.replace(kept)
                files.sync_folder(place)
                yield known
            except BaseException:
                if not known:
                    kept.unlink(missing_ok=True)
                for path, content in before.items():
                    _restore(path, content)
                raise
        finally:
            draft.unlink(missing_ok=True)


def lessons() -> list[Lesson]:
    """What was taught, the oldest first."""
    found = []
    for path in folder().glob("*.flac"):
        labels = _stored(path.with_suffix(".json"))
        at = datetime.fromtimestamp(path.with_suffix(".json").stat().st_mtime).astimezone()
        found.append(Lesson(at.isoformat(timespec="seconds"), sum(is_filler for _, is_filler in labels)))
    return sorted(found, key=lambda lesson: lesson.at)


def anything() -> bool:
    """Whether there is something to forget."""
    return folder().exists() and any(folder().iterdir())


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
        yield path.stem, path, _stored(path.with_suffix(".json"))
    for attempt in history.marked():
        marks = [mark for mark in history.marks_to_learn(attempt) if mark.kind == SOUND]
        if attempt.audio and marks:
            with suppress(SaywellError):  # damaged: the rest can be learned from
                yield attempt.uid, history.audio(attempt), [(mark.span, mark.verdict != "wrong") for mark in marks]


def _refuse_beyond(labels: Labels, duration_s: float) -> None:
    for number, (span, _) in enumerate(labels, 1):
        if span.end_s > duration_s:
            raise UsageError(
                f"Entry {number} of the labels ends at {span.end_s:g} s and the recording at {duration_s:.1f} s",
                "Do they belong together?",
            )


def _as_json(labels: Labels) -> bytes:
    rows = [{"start_s": s.start_s, "end_s": s.end_s, "filler": is_filler} for s, is_filler in sorted(set(labels))]
    return json.dumps(rows).encode()


def _stored(path: Path) -> Labels:
    """The labels of a lesson, as they were kept.

    Raises:
        SaywellError: they are damaged.
    """
    try:
        rows = json.loads(path.read_text("utf-8"))
        return [(Span(row["start_s"], row["end_s"]), row["filler"]) for row in rows]
    except (OSError, ValueError, KeyError, TypeError):
        raise SaywellError(
            f"A lesson is damaged: {path}", "saywell fillers forget deletes all; then teach it again."
        ) from None


def _restore(path: Path, content: bytes | None) -> None:
    if content is None:
        path.unlink(missing_ok=True)
    else:
        with files.replacing(path) as file:
            file.write(content)


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
