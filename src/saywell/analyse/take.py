"""What every analyser is given, and what it gives back."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field

from saywell.features import Features
from saywell.model import (
    NOTHING_SAID,
    Conciseness,
    Finding,
    Habit,
    Job,
    Mark,
    OwnWords,
    Part,
    Question,
    Relevance,
    Span,
    Structure,
    Transcript,
    Word,
)
from saywell.reading import Reading


@dataclass(frozen=True, slots=True, eq=False)
class Take:
    """One answer, measured and transcribed.

    Attributes:
        duration_s: length of the recording; None without audio.
        features: what the signal says; None without audio.
        transcript: the words; None if nobody transcribed.
        question: what was asked.
        writes_fillers: whether the words can hold an "um" at all (PocketSphinx' can't).
        exact_words: the words were given, not recognised: their number is not in doubt.
        degraded: the recording has problems, so intervals are wider.
        clipped: where the recording is clipped.
        recorded_here: the recording begins when the person was to answer.
        taught: the detector of filled pauses has learned the speaker's own: what it hears needs no words.
        marks: what the person says of findings.
        reading: what the words say of themselves; None where they can't be used.
        own_words: what the person says of words that may be fillers.
        job: what the job asks for that the person practises for; None without one.
        worked_on: what the reports on their last answers named as the one thing to work on, the newest first.
    """

    duration_s: float | None
    features: Features | None
    transcript: Transcript | None
    question: Question
    writes_fillers: bool = True
    exact_words: bool = False
    degraded: bool = False
    clipped: tuple[Span, ...] = ()
    recorded_here: bool = False
    taught: bool = False
    marks: tuple[Mark, ...] = ()
    reading: Reading | None = None
    own_words: OwnWords = NOTHING_SAID
    job: Job | None = None
    worked_on: tuple[tuple[str, str | None] | None, ...] = ()

    @property
    def words(self) -> tuple[Word, ...]:
        return self.transcript.words if self.transcript else ()

    @property
    def why_no_words(self) -> str | None:
        """Why nothing can be said that needs words; None if they can be used."""
        if self.transcript is None or not self.transcript.words:
            return "no_words"
        return None if self.transcript.reliable else "words_unreliable"


@dataclass(frozen=True, slots=True)
class Number:
    """A measured value of one metric, before it is held against a band; `method` says how, where there are several."""

    metric: str
    value: float | None
    low: float | None = None
    high: float | None = None
    why_null: str | None = None
    parts: tuple[Part, ...] = ()
    method: str | None = None


@dataclass(frozen=True, slots=True)
class Result:
    """What one analyser found."""

    numbers: tuple[Number, ...] = ()
    findings: tuple[Finding, ...] = ()
    structure: Structure | None = None
    conciseness: Conciseness | None = None
    relevance: Relevance | None = None
    pace: tuple[tuple[float, float], ...] = field(default=())
    habits: tuple[Habit, ...] = ()
    edges: tuple[Finding, ...] = ()


def exactly(metric: str, value: float) -> Number:
    """A value that measuring can't change, such as a count of given words."""
    return Number(metric, value, value, value)


def null(why: str, *metrics: str) -> tuple[Number, ...]:
    """The metrics that can't be measured honestly here, and why."""
    return tuple(Number(metric, None, why_null=why) for metric in metrics)


def count(findings: Iterable[Finding], kind: str) -> int:
    return sum(finding.kind == kind for finding in findings)


def in_words(kind: str, label: str | None, used: Sequence[tuple[int, Word]], confidence: float) -> Finding:
    """A finding that the words alone show.

    Args:
        kind: of the finding.
        label: for people; the words themselves if None.
        used: the (index, word) pairs it is made of.
        confidence: 0 to 1.
    """
    words = [word for _, word in used]
    text = phrase(words)
    return Finding(
        kind=kind,
        label=label or text,
        start_s=words[0].start_s,
        end_s=words[-1].end_s,
        evidence="transcript",
        confidence=confidence,
        text=text,
        first_word=used[0][0],
        last_word=used[-1][0],
    )


def phrase(words: Iterable[Word]) -> str:
    """The words as they were said, with their punctuation."""
    return " ".join(word.text for word in words)
