"""The things saywell speaks about, as frozen data: a span of time, a word, a metric, a report.

Times are seconds from the start of the recording. Nothing here computes more than it must to answer
for itself; measuring is the business of `features` and `analyse`.
"""

from __future__ import annotations

import itertools
import re
from bisect import bisect_left, bisect_right
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Literal

if TYPE_CHECKING:
    import numpy as np

Band = Literal["below", "within", "above"]
Evidence = Literal["transcript", "acoustic", "both"]
Verdict = Literal["fine", "wrong", "missed"]
"""What a person says of a finding: it is one, it is none, there is one that was not found."""
Ending = Literal["lands", "fades"]
Kind = Literal["behavioural", "project", "motivation", "opinion", "salary", "self_intro", "questions_to_ask"]

GIVEN = "words-file"
"""The engine of words that were given, not recognised."""
SAMPLE_RATE_HZ = 16_000
FRAME_S = 0.01
"""Every signal feature is on one grid of 10 ms frames; frame k covers [k, k + 1) x 10 ms."""
ROUNDING_S = 1e-6
"""Times that are equal but for the arithmetic differ by less than this."""
SURELY_ANOTHER = 0.1
"""Of the chance that an answer is of the question's kind."""
SHORTEST_PAUSE_S = 0.25 - ROUNDING_S
"""De Jong & Bosker 2013: silences from 250 ms on are pauses; shorter ones belong to articulation."""
LONG_PAUSE_S = 1.0 - ROUNDING_S
"""Campione & Veronis 2002: above one second a pause is long."""


# ---------------------------------------------------------------- time


@dataclass(frozen=True, slots=True, order=True)
class Span:
    """A stretch of time, [start_s, end_s).

    >>> Span(0.0, 2.0) & Span(1.5, 3.0)
    Span(start_s=1.5, end_s=2.0)
    >>> Span(0.0, 1.0) & Span(1.0, 2.0) is None
    True
    >>> 1.5 in Span(1.0, 2.0)
    True
    >>> Span(0.0, 2.0).duration_s
    2.0
    """

    start_s: float
    end_s: float

    @property
    def duration_s(self) -> float:
        return self.end_s - self.start_s

    @property
    def middle_s(self) -> float:
        return (self.start_s + self.end_s) / 2

    def __and__(self, other: Span) -> Span | None:
        start_s, end_s = max(self.start_s, other.start_s), min(self.end_s, other.end_s)
        return Span(start_s, end_s) if start_s < end_s else None

    def __contains__(self, at_s: float) -> bool:
        return self.start_s <= at_s < self.end_s


def merge(spans: Iterable[Span], *, closer_than_s: float = 0.0) -> tuple[Span, ...]:
    """The union of the spans, in order, with gaps shorter than `closer_than_s` closed.

    >>> merge([Span(2.0, 3.0), Span(0.0, 1.0), Span(0.5, 1.5)])
    (Span(start_s=0.0, end_s=1.5), Span(start_s=2.0, end_s=3.0))
    >>> merge([Span(0.0, 1.0), Span(1.2, 2.0)], closer_than_s=0.25)
    (Span(start_s=0.0, end_s=2.0),)
    """
    merged: list[Span] = []
    for span in sorted(spans):
        if merged and (span.start_s <= merged[-1].end_s or span.start_s - merged[-1].end_s < closer_than_s):
            merged[-1] = Span(merged[-1].start_s, max(merged[-1].end_s, span.end_s))
        else:
            merged.append(span)
    return tuple(merged)


def gaps(spans: Sequence[Span]) -> tuple[Span, ...]:
    """What lies between spans that are in order and apart.

    >>> gaps((Span(0.0, 1.0), Span(1.5, 2.0)))
    (Span(start_s=1.0, end_s=1.5),)
    """
    return tuple(Span(a.end_s, b.start_s) for a, b in itertools.pairwise(spans) if a.end_s < b.start_s)


def subtract(spans: Iterable[Span], holes: Iterable[Span]) -> tuple[Span, ...]:
    """The parts of the spans that no hole covers.

    >>> subtract([Span(0.0, 3.0)], [Span(1.0, 2.0)])
    (Span(start_s=0.0, end_s=1.0), Span(start_s=2.0, end_s=3.0))
    """
    out: list[Span] = []
    cut = merge(holes)
    for span in merge(spans):
        at_s = span.start_s
        for hole in touching(span, cut):
            if hole.start_s > at_s:
                out.append(Span(at_s, hole.start_s))
            at_s = hole.end_s
        if at_s < span.end_s:
            out.append(Span(at_s, span.end_s))
    return tuple(out)


def touching(span: Span, others: Sequence[Span]) -> Sequence[Span]:
    """Those of `others`, which are in order and apart, that overlap `span`.

    >>> touching(Span(1.0, 2.0), (Span(0.0, 1.0), Span(1.5, 3.0), Span(4.0, 5.0)))
    (Span(start_s=1.5, end_s=3.0),)
    """
    first = bisect_right(others, span.start_s, key=lambda other: other.end_s)
    last = bisect_left(others, span.end_s, key=lambda other: other.start_s)
    return others[first:last]


def overlap_s(span: Span, others: Sequence[Span]) -> float:
    """Seconds of `span` that the others, which are in order and apart, cover.

    >>> overlap_s(Span(0.0, 2.0), [Span(0.5, 1.0), Span(1.5, 4.0)])
    1.0
    """
    return sum(part.duration_s for other in touching(span, others) if (part := span & other))


def total_s(spans: Iterable[Span]) -> float:
    return sum(span.duration_s for span in spans)


def printable(text: str) -> str:
    """The text without signs that would steer a terminal, as a file's name may hold them."""
    return "".join(c if c.isprintable() else "?" for c in text)


# ---------------------------------------------------------------- what comes in


@dataclass(frozen=True, slots=True)
class Word:
    """A word as it was said: `text` keeps its punctuation; `probability` is the recogniser's, 0 to 1."""

    text: str
    start_s: float
    end_s: float
    probability: float | None = None

    @property
    def span(self) -> Span:
        return Span(self.start_s, self.end_s)

    @property
    def bare(self) -> str:
        """Lower case, without the punctuation around it; a cut-off word keeps its dash.

        >>> Word("“Well,", 0, 1).bare, Word("pro-", 0, 1).bare, Word("don't.", 0, 1).bare
        ('well', 'pro-', "don't")
        """
        return _EDGES.sub("", self.text.lower().replace("’", "'").replace("—", "-").replace("–", "-"))

    @property
    def ends_sentence(self) -> bool:
        return _STOP.search(self.text) is not None


_EDGES = re.compile(r"^[^\w]+|[^\w\-]+$|(?<!\w)-+$|(?<=\w)-{2,}$")
_STOP = re.compile(r"[.!?…][\"'”’)\]]*$")


@dataclass(frozen=True, slots=True)
class Transcript:
    """Words in order, and how far they can be trusted. `engine` is the recogniser's, or `GIVEN`.

    `reliable` is false where the engine's mean word probability is below the threshold that
    benchmarks/reliability fitted for it; then only counts and times of the words are used.
    """

    engine: str
    model: str
    language: str
    words: tuple[Word, ...]
    mean_probability: float | None
    reliable: bool

    @property
    def text(self) -> str:
        return " ".join(word.text for word in self.words)


@dataclass(frozen=True, slots=True)
class Question:
    """What was asked.

    Attributes:
        kind: what sort of answer it wants.
        text: its wording; None if nobody said.
        assumed: the kind was not told.
        id: of a question of the bank; None for any other.
        target_s: how long a good answer takes; None for what is usual for the kind.
    """

    kind: Kind
    text: str | None = None
    assumed: bool = False
    id: str | None = None
    target_s: tuple[float, float] | None = None


@dataclass(frozen=True, slots=True)
class Source:
    """Where the recording came from; `sha256` is that of the file's bytes."""

    path: str
    sha256: str


@dataclass(frozen=True, slots=True)
class Problem:
    """Something about a recording that a person should know: a stable code and one line."""

    code: str
    message: str


@dataclass(frozen=True, slots=True, eq=False)
class Audio:
    """A recording, decoded.

    Attributes:
        samples: shape (n,), float32, 16 kHz, mono, brought to one working level so that
            nothing measured later depends on the recording's gain.
        gain_db: what was added to reach that level; subtract it to speak of the file.
        sample_rate_hz: the file's own rate.
        duration_s: length of the file.
        peak_dbfs: highest sample of the file, before mixing and resampling.
        clipped_share: share of the file's samples cut off at the top, 0 to 1.
        clipped: where, in tenths of a second.
    """

    samples: np.ndarray
    gain_db: float
    sample_rate_hz: int
    duration_s: float
    peak_dbfs: float
    clipped_share: float
    clipped: tuple[Span, ...]


@dataclass(frozen=True, slots=True)
class Quality:
    """What a recording is and what it can carry.

    Levels in dBFS of the file, null where there is nothing to measure; the rest as in `Audio`.
    """

    duration_s: float
    sample_rate_hz: int
    peak_dbfs: float
    speech_dbfs: float | None
    noise_dbfs: float | None
    snr_db: float | None
    clipped_share: float
    usable: bool
    problems: tuple[Problem, ...]


# ---------------------------------------------------------------- what comes out


@dataclass(frozen=True, slots=True)
class Part:
    """One of the parts that a number is the sum of: what was measured, and what that adds."""

    label: str
    value: float
    unit: str
    contribution: float


@dataclass(frozen=True, slots=True)
class Metric:
    """One number. `low` and `high`: what measuring alone could change; null where unknown.

    `parts` of a number that a model makes: their contributions add up to it.
    `method` says how it was measured, where there is more than one way.
    """

    name: str
    unit: str
    value: float | None
    low: float | None = None
    high: float | None = None
    band: Band | None = None
    target: tuple[float, float] | None = None
    why_null: str | None = None
    parts: tuple[Part, ...] = ()
    method: str | None = None


@dataclass(frozen=True, slots=True)
class Finding:
    """Something in the answer, at a place that can be played. Word indexes are inclusive."""

    kind: str
    label: str
    start_s: float
    end_s: float
    evidence: Evidence
    confidence: float
    text: str = ""
    first_word: int | None = None
    last_word: int | None = None
    marked: Verdict | None = None
    """What the person said of it; None if nothing."""
    editing_term: tuple[int, int] | None = None
    """Of a repetition or a false start: the words that say so ("I mean", "sorry"), first and last."""
    repair: tuple[int, int] | None = None
    """Of a repetition or a false start: the words that take its place, first and last."""

    @property
    def id(self) -> str:
        return f"{self.kind}-{round(self.start_s * 1000)}"

    @property
    def span(self) -> Span:
        return Span(self.start_s, self.end_s)


@dataclass(frozen=True, slots=True)
class Mark:
    """A person's correction of one finding.

    Attributes:
        kind: of the finding, such as `filled_pause`.
        start_s, end_s: where it is.
        verdict: what the person said.
        at: when, ISO 8601.
    """

    kind: str
    start_s: float
    end_s: float
    verdict: Verdict
    at: str

    @property
    def span(self) -> Span:
        return Span(self.start_s, self.end_s)


@dataclass(frozen=True, slots=True)
class OwnVoice:
    """What the detector of filled pauses had learned of the speaker when it measured.

    Attributes:
        id: the same for two reports if it had learned the same.
        examples: filled pauses and ordinary stretches it learned from.
        taught: it learned from enough to be trusted without words.
    """

    id: str
    examples: int
    taught: bool


@dataclass(frozen=True, slots=True)
class OwnWords:
    """What the person said of words that may be fillers.

    Attributes:
        allowed: words that are not to be counted, in alphabetical order.
        leanings: word -> log-odds that are added to those of each use of it: what the person's marks taught.
    """

    allowed: tuple[str, ...] = ()
    leanings: Mapping[str, float] = field(default_factory=dict)

    def touching(self, words: Iterable[str]) -> OwnWords:
        """What of it is about these words."""
        said = set(words)
        return OwnWords(
            tuple(word for word in self.allowed if word in said),
            {word: by for word, by in self.leanings.items() if word in said},
        )

    def __bool__(self) -> bool:
        return bool(self.allowed or self.leanings)


NOTHING_SAID = OwnWords()


TermKind = Literal["skill", "value", "duty"]


@dataclass(frozen=True, slots=True)
class Term:
    """Something that a job asks for.

    Attributes:
        label: in the words of its description.
        kind: what it is.
        stems: what to look for, in the order of the label.
    """

    label: str
    kind: TermKind
    stems: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Job:
    """What a job asks for, in the order of its description."""

    terms: tuple[Term, ...]


@dataclass(frozen=True, slots=True)
class JobCoverage:
    """The labels of what an answer shows of a job, and of what it does not."""

    covered: tuple[str, ...]
    missing: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Habit:
    """A word that is counted and not called a filler, since it often has a use.

    Attributes:
        word: such as "so".
        opens_sentences: it counts only where it opens a sentence.
        uses: each of them.
        per_100_words: of the answer's.
        usual_per_100_words: in ordinary talk, the median over speakers.
        high_per_100_words: what 19 speakers in 20 stay below.
        stands_out: it is surely more than that.
    """

    word: str
    opens_sentences: bool
    uses: tuple[Finding, ...]
    per_100_words: float
    usual_per_100_words: float
    high_per_100_words: float
    stands_out: bool


@dataclass(frozen=True, slots=True)
class Sentence:
    """A sentence of the answer and the part it plays; words first_word..last_word, inclusive."""

    text: str
    start_s: float
    end_s: float
    first_word: int
    last_word: int
    label: str
    confidence: float

    @property
    def size(self) -> int:
        """How many words it has."""
        return self.last_word - self.first_word + 1


@dataclass(frozen=True, slots=True)
class Heard:
    """What somebody who listened for so long had heard, in whole sentences.

    Attributes:
        by_s: from where the answer starts.
        sentences: how many.
        parts: of the answer, in the usual order.
        point: what was asked had been given.
    """

    by_s: float
    sentences: int
    parts: tuple[str, ...]
    point: bool


@dataclass(frozen=True, slots=True)
class Structure:
    """The shape of an answer: what each sentence does, and how the parts share the time.

    Attributes:
        present, missing: parts that count.
        maybe: of those missing, what a sentence may give that was taken for something else.
        from_pauses: the words had no full stops, so sentences end where words and pauses make it likely.
        heard: at each cut-off that the answer outlasts.
        quantified: sentences with a result and a number in it, by their index.
        by_we: sentences with an action of "we", and not of "I".
    """

    kind: Kind
    sentences: tuple[Sentence, ...]
    shares: dict[str, float]
    seconds: dict[str, float]
    present: tuple[str, ...]
    missing: tuple[str, ...]
    score: float
    from_pauses: bool = False
    maybe: tuple[str, ...] = ()
    heard: tuple[Heard, ...] = ()
    quantified: tuple[int, ...] = ()
    by_we: tuple[int, ...] = ()


@dataclass(frozen=True, slots=True)
class Conciseness:
    """What could be told more tightly; sentences by their index in `Structure.sentences`.

    Attributes:
        point: the first that gives what was asked; None if none does.
        repeats: (sentence, the earlier one that it says again).
        apart: those that give no part of the answer, far from the question and from the rest.
        could_go: those that give no part of the answer, or say one again.
        ending: whether the last one gives something.
    """

    point: int | None
    repeats: tuple[tuple[int, int], ...]
    apart: tuple[int, ...]
    could_go: tuple[int, ...]
    ending: Ending


@dataclass(frozen=True, slots=True)
class Asked:
    """One of the things that a question asks for, and the index of the sentence nearest to it; None if none is near."""

    text: str
    nearest: int | None


@dataclass(frozen=True, slots=True)
class Relevance:
    """Whether an answer is one to its question, as far as that can be told.

    Attributes:
        kind_match: how likely it is an answer to a question of this kind, 0 to 1.
        question_match: how likely it is one to this question of its kind; None if its wording is not known.
        heard_as: the kind of question that it sounds like an answer to.
        parts: what the question asks for, if more than one thing.
        assumed: nobody said the kind; it was guessed from the question's wording.
    """

    kind_match: float
    question_match: float | None
    heard_as: Kind
    parts: tuple[Asked, ...] = ()
    assumed: bool = False

    @property
    def is_another_kind(self) -> bool:
        """Whether it is surely an answer to another kind of question."""
        return self.kind_match < SURELY_ANOTHER


@dataclass(frozen=True, slots=True)
class Focus:
    """The one thing to work on next."""

    metric: str
    message: str
    finding_ids: tuple[str, ...]
    drill: str
    about: str | None = None
    """Of the structure score: what costs it most."""


@dataclass(frozen=True, slots=True)
class Attempt:
    """An answer that is kept.

    Attributes:
        id: what people call it by; never given twice.
        uid: what it is called on any machine.
        recorded_at: ISO 8601 with the offset from UTC.
        question: what was asked.
        recorded_here: saywell recorded it, so it begins when the person was to answer.
        audio: name of its FLAC file; None for words alone.
        audio_sha256: of that file's bytes.
    """

    id: int
    uid: str
    recorded_at: str
    question: Question
    recorded_here: bool
    audio: str | None
    audio_sha256: str | None


@dataclass(frozen=True, slots=True)
class Entry:
    """One line of the history: an attempt, and what the newest analysis measured.

    Attributes:
        attempt: the answer.
        saywell_version, analysis_version, engine, model: what measured it.
        values: metric -> value; without those that are null.
    """

    attempt: Attempt
    saywell_version: str
    analysis_version: int
    engine: str | None
    model: str | None
    values: dict[str, float]


@dataclass(frozen=True, slots=True)
class Report:
    """Everything measured about one answer, and by which version of what."""

    saywell_version: str
    analysis_version: int
    source: Source | None
    quality: Quality | None
    speech: tuple[Span, ...]
    transcript: Transcript | None
    metrics: dict[str, Metric]
    findings: tuple[Finding, ...]
    structure: Structure | None
    focus: Focus | None
    question: Question
    pace: tuple[tuple[float, float], ...] = field(default=())
    """Words per minute along the answer: (middle of the window in s, words per minute)."""
    own_voice: OwnVoice | None = None
    """What had been learned of the speaker's own filled pauses; None if that was not used."""
    marks: tuple[Mark, ...] = ()
    """The person's corrections that are in it."""
    habits: tuple[Habit, ...] = ()
    """Words that are counted and not called fillers, the most frequent first."""
    edges: tuple[Finding, ...] = ()
    """Sentences at the start and the end that say nothing."""
    own_words: OwnWords = NOTHING_SAID
    """What the person said of words that are in it."""
    conciseness: Conciseness | None = None
    """None where the words don't carry it."""
    relevance: Relevance | None = None
    """None where nobody said what kind of question was asked, or the words don't carry it."""
    job: JobCoverage | None = None
    """What it shows of the job that the person practises for; None without a job, or where words can't be trusted."""
    attempt: Attempt | None = None
    """Which kept answer this is about; None if it is not stored."""
