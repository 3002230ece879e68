"""`Audio` -> words -> `Transcript`.

    choose.py      which recogniser                 whisper.py   faster-whisper
    windows.py     where to cut                     sphinx.py    the built-in one
    coverage.py    the words against the signal     hub.py       Whisper models on disk and hub
    words_file.py  a transcript from elsewhere      download.py  getting one

`recognise` needs only the voice activity, so the signal can be measured while it runs; `complete`
then holds the words against what was measured.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence

from saywell.english import syllables
from saywell.features import Features, Voice
from saywell.model import SAMPLE_RATE_HZ, Audio, Span, Transcript, Word
from saywell.transcribe import coverage, sphinx, windows
from saywell.transcribe.engine import Engine
from saywell.workers import threads

Progress = Callable[[float], None]
"""Told the seconds of audio that each decoded window held."""

_LOOK_AGAIN_S = 0.5
_LOOK_AROUND_S = 0.3
_LEAST_SYLLABLES_PER_NUCLEUS = 0.75
"""Clips with under 30 % wrong words have 0.87 or more (benchmarks/reliability.py)."""


def writes_fillers(engine: str) -> bool:
    """Whether an "um" can appear at all in the words of the recogniser of that name."""
    return engine != sphinx.NAME or sphinx.Sphinx.writes_fillers


def recognise(audio: Audio, voice: Voice, engine: Engine, progress: Progress = lambda _: None) -> list[Word]:
    """Decode the recording window by window; words in order."""
    plan = windows.plan(voice, engine.window_s)

    def decode(window: Span) -> list[Word]:
        words = _decode(audio, window, engine, prompted=True)
        progress(window.duration_s)
        return words

    with threads(engine.workers) as pool:
        return coverage.without_loops([word for words in pool.map(decode, plan) for word in words])


def complete(words: Sequence[Word], audio: Audio, features: Features, engine: Engine) -> Transcript:
    """Hold the words to the speech; where speech has none, listen again without the prompt.

    The filler prompt that keeps an "um" can make Whisper drop a sentence; without it the sentence
    comes back. The words are reliable if the recogniser is sure enough of them and they account for
    the syllables that were heard: fluent invention is sure of itself, but short.
    """
    speech = features.speech
    held = coverage.hold_to_speech(words, speech)
    if engine.takes_prompt:
        for gap in coverage.uncovered(speech, held, at_least_s=_LOOK_AGAIN_S):
            held += _second_look(gap, audio, speech, engine)
        held.sort(key=lambda word: word.start_s)
        held = coverage.without_loops(held)
    probabilities = [w.probability for w in held if w.probability is not None and coverage.is_supported(w, speech)]
    mean = sum(probabilities) / len(probabilities) if probabilities else None
    return Transcript(
        engine=engine.name,
        model=engine.model,
        language="en",
        words=tuple(held),
        mean_probability=mean,
        reliable=mean is not None and mean >= engine.least_probability and _accounts_for(held, features),
    )


def _accounts_for(words: Sequence[Word], features: Features) -> bool:
    """Do the words have most of the syllables that the signal has?"""
    said = sum(syllables(word.bare) for word in words)
    return said >= _LEAST_SYLLABLES_PER_NUCLEUS * len(features.nuclei_s)


def _second_look(gap: Span, audio: Audio, speech: Sequence[Span], engine: Engine) -> list[Word]:
    """Words inside a stretch that the first pass left empty, in pieces that the engine takes whole."""
    found: list[Word] = []
    at_s = gap.start_s
    while at_s < gap.end_s:
        until_s = min(gap.end_s, at_s + engine.window_s - 2 * _LOOK_AROUND_S)
        window = Span(max(0.0, at_s - _LOOK_AROUND_S), min(audio.duration_s, until_s + _LOOK_AROUND_S))
        words = coverage.hold_to_speech(_decode(audio, window, engine, prompted=False), speech)
        found += [word for word in words if at_s <= word.span.middle_s < until_s]
        at_s = until_s
    return found


def _decode(audio: Audio, window: Span, engine: Engine, *, prompted: bool) -> list[Word]:
    first, last = round(window.start_s * SAMPLE_RATE_HZ), round(window.end_s * SAMPLE_RATE_HZ)
    return [
        Word(word.text, word.start_s + window.start_s, word.end_s + window.start_s, word.probability)
        for word in engine.decode(audio.samples[first:last], prompted=prompted)
    ]
