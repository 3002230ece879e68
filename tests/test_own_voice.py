"""What was learned of a voice: kept for its owner alone, made anew when it must be, gone when it is to go."""

from __future__ import annotations

import os
from collections.abc import Iterator
from contextlib import suppress
from pathlib import Path

import numpy as np
import pytest

from saywell import own_voice, store
from saywell.errors import SaywellError, UsageError
from saywell.features import own
from saywell.features.own import Score
from saywell.model import Attempt, Mark, Span
from saywell.store import Store
from tests import sound
from tests.report.reports import report

AT = "2026-11-22T10:00:00+00:00"
UM, TALK = Span(2.5, 3.0), Span(0.2, 1.8)
SPEECH = np.concatenate(
    [sound.babble(8), sound.silence(0.5), sound.vowel(110, 0.5), sound.silence(0.5), sound.babble(8, hz=130)]
) + sound.noise(5.5, 1e-4)


@pytest.fixture
def history(home: Path) -> Iterator[Store]:
    with store.opened() as opened:
        yield opened


@pytest.fixture
def recording(tmp_path: Path) -> Path:
    return sound.write_wav(tmp_path / "lesson.wav", SPEECH)


def lesson(recording: Path, *labels: tuple[Span, bool]) -> bool:
    """Whether it replaced one."""
    with own_voice.lesson(recording, [*labels] or [(TALK, False), (UM, True)]) as known:
        return known


def attempt(history: Store, recording: Path) -> Attempt:
    import soundfile

    with history.draft() as draft:
        samples, rate_hz = soundfile.read(recording, dtype="int16")
        soundfile.write(draft.file, samples, rate_hz, format="FLAC")
        kept = history.add(report(), draft=draft).attempt
    assert kept
    return kept


def helpful(monkeypatch: pytest.MonkeyPatch) -> None:
    """Whatever was learned is a gain."""
    monkeypatch.setattr(own, "gain", lambda *_: (Score(2, 10, 3), Score(9, 10, 1)))


def test_nothing_is_learned_of_nothing(history: Store) -> None:
    assert own_voice.learn(history) is None
    assert own_voice.current() is None


def test_a_lesson_is_learned_from(history: Store, recording: Path) -> None:
    lesson(recording)
    learned = own_voice.learn(history)
    assert learned and learned.fillers == 1 and learned.ordinary >= 1
    assert learned.before.fillers == 1
    again = own_voice.learned()
    assert again and (again.before, again.after) == (learned.before, learned.after)
    assert (again.weights["change"] == learned.weights["change"]).all()


def test_what_is_no_gain_is_not_used(history: Store, recording: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    lesson(recording)
    monkeypatch.setattr(own, "gain", lambda *_: (Score(5, 10, 1), Score(7, 10, 3)))
    learned = own_voice.learn(history)
    assert learned and not learned.helps
    assert own_voice.current() is None


def test_what_is_a_gain_is_used(history: Store, recording: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    lesson(recording)
    helpful(monkeypatch)
    learned = own_voice.learn(history)
    used = own_voice.current()
    assert learned and used
    assert used.voice == learned.own.voice
    assert used.voice.examples == learned.fillers + learned.ordinary
    assert not used.voice.taught  # one filler is too few for sounds to count without words


def test_it_is_taught_once_there_is_enough_to_learn_from() -> None:
    def made(fillers: int, heard: int, false_alarms: int = 0) -> bool:
        after = Score(heard, fillers, false_alarms)
        return own_voice.Learned(fillers, 9, Score(0, fillers, 9), after, {}, "").taught

    def general(fillers: int, heard: int) -> own_voice.Learned:
        score = Score(heard, fillers, 0)
        return own_voice.Learned(fillers, 9, score, score, {"change": np.ones(3)}, "")

    assert general(12, 9).taught and not general(12, 9).helps
    assert general(12, 9).own.weights == {}
    assert not general(9, 9).taught and not general(12, 8).taught
    assert made(12, 9)
    assert not made(9, 9)
    assert not made(12, 8)
    assert not made(12, 12, 30)


def test_everything_is_the_owners_alone(history: Store, recording: Path) -> None:
    lesson(recording)
    own_voice.learn(history)
    paths = list(own_voice.folder().iterdir())
    assert sorted(path.suffix for path in paths) == [".flac", ".json", ".npz", ".npz"]
    assert all(path.stat().st_mode & 0o077 == 0 for path in (*paths, own_voice.folder()))


def test_marks_are_learned_from(history: Store, recording: Path) -> None:
    kept = attempt(history, recording)
    history.add_mark(kept, Mark("filled_pause", UM.start_s, UM.end_s, "missed", AT))
    first = own_voice.learn(history)
    assert first and first.fillers == 1
    history.add_mark(kept, Mark("filled_pause", UM.start_s, UM.end_s, "wrong", AT))
    second = own_voice.learn(history)
    assert second and second.fillers == 0 and second.ordinary == first.ordinary + 1


def test_marks_without_a_recording_teach_nothing(history: Store) -> None:
    kept = history.add(report()).attempt
    assert kept
    history.add_mark(kept, Mark("filled_pause", 1.0, 1.3, "missed", AT))
    assert own_voice.learn(history) is None


def test_what_was_measured_once_is_not_measured_again(
    history: Store, recording: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    lesson(recording)
    first = own_voice.learn(history)

    def never(_: object) -> None:
        raise AssertionError

    monkeypatch.setattr(own_voice, "signs_of_hesitation", never)
    second = own_voice.learn(history)
    assert first and second and (first.weights["change"] == second.weights["change"]).all()
    monkeypatch.setattr(own_voice, "_general", lambda: "another network")
    with pytest.raises(AssertionError):
        own_voice.learn(history)


def test_another_general_network_is_learned_for_anew(
    history: Store, recording: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    lesson(recording)
    helpful(monkeypatch)
    own_voice.learn(history)
    before = own_voice.current()
    monkeypatch.setattr(own_voice, "_general", lambda: "another network")
    after = own_voice.current()
    assert before and after and before.voice.id != after.voice.id
    learned = own_voice.learned()
    assert learned and learned.made_for == "another network"


def test_a_damaged_file_is_made_again(history: Store, recording: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    lesson(recording)
    helpful(monkeypatch)
    own_voice.learn(history)
    for path in own_voice.folder().glob("*.npz"):
        path.write_bytes(path.read_bytes()[:100])
    assert own_voice.current()


def test_a_forgotten_attempt_is_unlearned(history: Store, recording: Path) -> None:
    kept = attempt(history, recording)
    history.add_mark(kept, Mark("filled_pause", UM.start_s, UM.end_s, "missed", AT))
    own_voice.learn(history)
    history.forget([kept])
    own_voice.forget_attempts(history, [kept.uid])
    assert list(own_voice.folder().iterdir()) == []
    assert own_voice.learned() is None


def test_forgetting_leaves_nothing(history: Store, recording: Path) -> None:
    lesson(recording)
    kept = attempt(history, recording)
    history.add_mark(kept, Mark("filled_pause", UM.start_s, UM.end_s, "missed", AT))
    own_voice.learn(history)
    history.learn_no_more()
    own_voice.forget()
    assert not own_voice.folder().exists()
    assert own_voice.learn(history) is None  # nor is it learned again from the marks there were
    assert len(history.marks(kept)) == 1


def test_everything_forgotten_is_the_voice_too(history: Store, recording: Path) -> None:
    lesson(recording)
    own_voice.learn(history)
    history.forget_everything()
    assert not own_voice.folder().exists()


def test_a_damaged_recording_of_an_attempt_does_not_hinder_the_rest(history: Store, recording: Path) -> None:
    lesson(recording)
    kept = attempt(history, recording)
    history.add_mark(kept, Mark("filled_pause", UM.start_s, UM.end_s, "missed", AT))
    history.audio(kept).write_bytes(b"noise")
    learned = own_voice.learn(history)
    assert learned and learned.fillers == 1


def test_labels_beyond_the_end_are_refused(recording: Path) -> None:
    with pytest.raises(UsageError, match=r"^Entry 2 of the labels ends at 9.5 s and the recording at 5"):
        lesson(recording, (UM, True), (Span(9.0, 9.5), True))
    assert list(own_voice.folder().iterdir()) == []


def test_a_lesson_that_is_interrupted_leaves_nothing_to_learn_from(
    history: Store, recording: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    def stopped(*_: object) -> None:
        raise KeyboardInterrupt

    monkeypatch.setattr(Path, "replace", stopped)
    with pytest.raises(KeyboardInterrupt):
        lesson(recording)
    assert own_voice.lessons() == []
    assert own_voice.learn(history) is None
    assert not own_voice.anything()


def test_the_same_recording_is_one_lesson(history: Store, recording: Path, tmp_path: Path) -> None:
    copy = tmp_path / "copy.wav"
    copy.write_bytes(recording.read_bytes())
    assert [lesson(recording), lesson(copy, (UM, True), (UM, True))] == [False, True]
    assert [one.fillers for one in own_voice.lessons()] == [1]
    learned = own_voice.learn(history)
    assert learned and learned.fillers == 1


def test_what_is_stopped_while_it_learns_is_as_before(history: Store, recording: Path) -> None:
    def stopped(*labels: tuple[Span, bool]) -> None:
        with suppress(KeyboardInterrupt), own_voice.lesson(recording, [*labels]):
            own_voice.learn(history)
            raise KeyboardInterrupt

    stopped((UM, True))
    assert not own_voice.anything()
    lesson(recording)
    own_voice.learn(history)
    kept = {path: path.read_bytes() for path in own_voice.folder().iterdir()}
    stopped((Span(2.5, 2.8), True))
    assert {path: path.read_bytes() for path in own_voice.folder().iterdir()} == kept


def test_a_voice_that_is_heard_already_is_taught(
    history: Store, recording: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    lesson(recording, *((Span(2.5 + k / 100, 2.9), True) for k in range(10)))
    monkeypatch.setattr(own, "gain", lambda *_: (Score(10, 10, 0), Score(10, 10, 0)))
    own_voice.learn(history)
    used = own_voice.current()
    assert used and used.voice.taught and used.weights == {}


def test_what_is_heard_at_a_time() -> None:
    audio = sound.as_audio(SPEECH)
    um, voices = own_voice.heard_at(audio, Span(2.75, 2.75))
    assert um and um.start_s <= 2.75 < um.end_s and um.duration_s >= 0.1
    assert any(2.75 in voice for voice in voices)
    assert own_voice.heard_at(sound.as_audio(sound.noise(3.0, 1e-4)), Span(1.0, 1.0)) == (None, [])


def test_a_full_disk_is_said(history: Store, recording: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    lesson(recording)

    def full(_: int) -> None:
        raise OSError(28, os.strerror(28))

    monkeypatch.setattr(os, "fsync", full)
    with pytest.raises(SaywellError, match="disk is full"):
        own_voice.learn(history)


def test_around_a_peak() -> None:
    p = np.zeros(200)
    p[80:120], p[150:160] = 0.8, 0.9
    assert own_voice.around(p, 100) == Span(0.8, 1.2)
    assert own_voice.around(np.full(300, 0.5), 150).duration_s == pytest.approx(1.01)
