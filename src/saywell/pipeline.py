"""One answer from the file to the report: load, judge, hear, transcribe, analyse."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass, replace
from functools import partial
from typing import BinaryIO

import numpy as np

from saywell import __version__
from saywell import audio as audio_module
from saywell import quality as quality_module
from saywell.analyse import VERSION, Take, analyse
from saywell.config import Settings
from saywell.errors import SaywellError, UsageError
from saywell.features import Features, Voice, hear, measure, track_pitch
from saywell.model import (
    GIVEN,
    NOTHING_SAID,
    SAMPLE_RATE_HZ,
    Audio,
    Job,
    Mark,
    OwnVoice,
    OwnWords,
    Quality,
    Question,
    Report,
    Source,
    Transcript,
    Word,
)
from saywell.reading import Reading, read, vectors
from saywell.transcribe import complete, recognise, writes_fillers
from saywell.transcribe.engine import Engine
from saywell.workers import threads


@dataclass(frozen=True, slots=True, eq=False)
class Own:
    """What was learned of a person's filled pauses: how the report names it, and the weights of `features.own`."""

    voice: OwnVoice
    weights: dict[str, np.ndarray]


@dataclass(frozen=True, slots=True, eq=False)
class Person:
    """What is known of who speaks.

    Attributes:
        voice: what was learned of their filled pauses; None if nothing was.
        words: what they say of words that may be fillers.
        job: what the job asks for that they practise for.
        worked_on: what the reports on their last answers named as the one thing to work on, the newest first: a
            metric and, of the structure, what about it.
    """

    voice: Own | None = None
    words: OwnWords = NOTHING_SAID
    job: Job | None = None
    worked_on: tuple[tuple[str, str | None] | None, ...] = ()


NOBODY = Person()


@dataclass(frozen=True, slots=True)
class Watch:
    """Told how far a long recording is; the terminal shows it.

    Attributes:
        begin: the seconds of audio there are to transcribe.
        advance: the seconds that another window held.
    """

    begin: Callable[[float], None] = lambda _: None
    advance: Callable[[float], None] = lambda _: None


def measure_answer(
    path: str | None,
    *,
    words: Transcript | None = None,
    open_engine: Callable[[], Engine] | None = None,
    question: Question,
    settings: Settings,
    name: str | None = None,
    recorded_here: bool = False,
    keep: BinaryIO | None = None,
    watch: Watch | None = None,
    person: Person = NOBODY,
    marks: tuple[Mark, ...] = (),
) -> Report:
    """Measure one answer.

    Args:
        path: a file, `-` for stdin, or None where there are only words.
        words: a transcript in place of transcribing: from elsewhere, or recognised before.
        open_engine: called once the audio is known to be good; None to measure from audio alone.
        question: what was asked.
        settings: bands and metrics switched off.
        name: what errors call the recording; its path if None.
        recorded_here: the recording begins when the person was to answer.
        keep: where to write a FLAC copy of the recording.
        watch: told of progress.
        person: what is known of who speaks.
        marks: what they say of findings.

    Raises:
        UnusableAudioError: the recording can't carry a measurement.
        UsageError: there is neither a recording nor a word.
        EngineMissingError: the recogniser can't be had.
    """
    if path is None:
        return _from_words(words, question, settings, person, marks)
    source, sound = audio_module.load(path, keep=keep)
    try:
        return _measure(
            source,
            sound,
            words,
            open_engine,
            question,
            settings,
            name,
            recorded_here,
            watch or Watch(),
            person,
            marks,
        )
    except SaywellError as error:
        error.sha256 = source.sha256
        raise


def warm_up() -> None:
    """Load everything that measuring needs but the recogniser, while there is time: imports take seconds."""
    second = np.random.default_rng(1).standard_normal(SAMPLE_RATE_HZ).astype(np.float32)
    sound = audio_module.from_samples(0.1 * second)
    measure(sound, hear(sound))
    read([Word("so", 0.0, 0.2)])
    vectors(["so"])


def _measure(
    source: Source,
    sound: Audio,
    words: Transcript | None,
    open_engine: Callable[[], Engine] | None,
    question: Question,
    settings: Settings,
    name: str | None,
    recorded_here: bool,
    watch: Watch,
    person: Person,
    marks: tuple[Mark, ...],
) -> Report:
    own = person.voice
    name = name or ("stdin" if source.path == audio_module.STDIN else source.path)
    with threads(1) as pool:
        pitch = pool.submit(track_pitch, sound)
        voice = hear(sound)
        quality = quality_module.judge(sound, voice, name)
        if not quality.usable:
            raise quality_module.refusal(quality)
        engine = open_engine() if open_engine and words is None else None
        hear_more = partial(measure, sound, voice, pitch, own.weights if own else None)
        features, transcript = _measure_and_transcribe(sound, voice, hear_more, engine, words, watch)
    take = Take(
        duration_s=sound.duration_s,
        features=features,
        transcript=transcript,
        question=question,
        writes_fillers=engine.writes_fillers if engine else words is not None and writes_fillers(words.engine),
        exact_words=words is not None and words.engine == GIVEN,
        degraded=bool(quality.problems),
        clipped=sound.clipped,
        recorded_here=recorded_here,
        taught=own is not None and own.voice.taught,
        marks=marks,
        reading=_read(transcript),
        own_words=person.words,
        job=person.job,
        worked_on=person.worked_on,
    )
    report = _report(take, settings, source, quality)
    if report is None:
        raise quality_module.no_speech(name, quality)
    return replace(report, own_voice=own.voice if own else None)


def _measure_and_transcribe(
    sound: Audio,
    voice: Voice,
    hear_more: Callable[[], Features],
    engine: Engine | None,
    words: Transcript | None,
    watch: Watch,
) -> tuple[Features, Transcript | None]:
    """Measure the signal while the recogniser decodes; neither waits for the other until both are done."""
    if engine is None:
        return hear_more(), words
    with threads(1) as pool:
        measured = pool.submit(hear_more)
        watch.begin(sum(span.duration_s for span in voice.spans))
        raw: list[Word] = recognise(sound, voice, engine, watch.advance)
        features = measured.result()
    return features, complete(raw, sound, features, engine)


def _read(words: Transcript | None) -> Reading | None:
    """What the words say of themselves, where they can be trusted."""
    return read(words.words) if words and words.words and words.reliable else None


def _from_words(
    words: Transcript | None,
    question: Question,
    settings: Settings,
    person: Person,
    marks: tuple[Mark, ...],
) -> Report:
    nothing = UsageError("There is nothing to analyse", "Give a recording, or --words FILE with at least one word.")
    if words is None:
        raise nothing
    take = Take(
        None,
        None,
        words,
        question,
        exact_words=True,
        marks=marks,
        reading=_read(words),
        own_words=person.words,
        job=person.job,
        worked_on=person.worked_on,
    )
    report = _report(take, settings, None, None)
    if report is None:
        raise nothing
    return report


def _report(take: Take, settings: Settings, source: Source | None, quality: Quality | None) -> Report | None:
    analysis = analyse(take, settings)
    if analysis is None:
        return None
    return Report(
        saywell_version=__version__,
        analysis_version=VERSION,
        source=source,
        quality=quality,
        speech=analysis.speech,
        transcript=take.transcript,
        metrics=analysis.metrics,
        findings=analysis.findings,
        structure=analysis.structure,
        conciseness=analysis.conciseness,
        relevance=analysis.relevance,
        focus=analysis.focus,
        question=take.question,
        pace=analysis.pace,
        marks=take.marks,
        habits=analysis.habits,
        edges=analysis.edges,
        own_words=analysis.own_words,
        job=analysis.job,
    )
