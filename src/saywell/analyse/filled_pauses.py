"""Um, uh, er: from the words that have them, and from the sound where words have none.

Whisper leaves most fillers out and PocketSphinx all of them, so the transcript alone would lie. Words come
first: a voice that no word covers, or that goes on where a word must have ended, is a candidate; what it
sounds like, how long it lasts and whether it is speech at all decide. Where there are no
words to lean on, only what sounds like a held "uh" through and through counts, as a possible one. A filler
that is both written and heard is one, with evidence "both".
"""

from __future__ import annotations

import math
from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np

from saywell.analyse.corrections import refused
from saywell.analyse.take import Number, Result, Take, null
from saywell.analyse.timeline import Timeline
from saywell.english import is_filled_pause
from saywell.features import Features
from saywell.features.grid import frame
from saywell.features.hesitation import THRESHOLD, events
from saywell.model import Finding, Span, Word, merge, overlap_s, subtract
from saywell.transcribe.coverage import longest_s, spoken_spans


@dataclass(frozen=True, slots=True)
class Weights:
    """A logistic regression over the signs of a candidate: log-odds that it is a filled pause."""

    bias: float
    likeness: float
    length: float = 0.0
    voice: float = 0.0

    def log_odds(self, signs: Signs) -> float:
        own = self.likeness, self.length, self.voice
        return self.bias + sum(w * s for w, s in zip(own, signs, strict=True))


Signs = tuple[float, float, float]

GIVEN = Weights(bias=-1.68, likeness=0.78, length=0.97, voice=3.91)
RECOGNISED = Weights(bias=-0.73, likeness=0.94, length=0.72, voice=1.87)
"""Fitted on real speech (benchmarks/accuracy prints them). Somebody's own transcript has one word in fifty
missing, so that a voice between its words is likely a filler; a recogniser's one in sixteen, at rough times."""

_FEWEST_S = 0.10
_LONGEST_S = 1.2
"""Speech without words that is longer is looked through for fillers, not taken for one."""
_WORD_S, _PER_CHARACTER_S = 0.12, 0.05
"""How long a word usually lasts: of these it must still have had ..."""
_SPOKEN = 0.4
"""... this share beside a filler that it covers."""
_STRADDLES = 0.6
"""Between two words that both reach into a filler, this share of it must be more than they usually need."""
_MAYBE = 0.15
_BEST_FRAMES = 20
_TYPICAL_S = 0.45
_LEAST_LOG_ODDS = 5.8
_EXPLAINED = 0.5
"""An event of which this share lies under ordinary words is part of them."""
_SURE_WORD = 0.9
"""A recogniser that can't write fillers puts words over them; only those it is sure of explain a sound."""
_UNSURE_WORD = 0.5
_SURELY_HELD, _HELD_S = 0.8, 0.25
"""A word that the recogniser doubts is no reason to miss a sound like this."""
_SAME_WITHIN_S = 0.15
_WRITTEN, _WRITTEN_BY_ENGINE = 0.99, 0.9
_HIGHEST = 0.95
_TWO_SIDED_95 = 1.96


@dataclass(frozen=True, slots=True)
class Heard:
    """A sound that may be a filled pause, with the probability that it is one."""

    span: Span
    probability: float


def find(take: Take, weights: Weights | None = None) -> tuple[Finding, ...]:
    """Every filled pause of the answer, in order, confidence 0.5 or more.

    Args:
        take: the answer.
        weights: how to judge voice without words; `GIVEN` or `RECOGNISED`, by where the words are from, if
            not given.
    """
    written = _written(take)
    out = [_joined(finding, sound) for finding, sound in zip(written, _vouching(take, written), strict=True)]
    is_sure = take.taught or (take.why_no_words is None and take.writes_fillers)
    label = "um or uh" if is_sure else "possible um or uh"
    for sound in _heard(take, weights):
        if sound.probability >= 0.5:
            span, confidence = sound.span, round(sound.probability, 2)
            out.append(Finding("filled_pause", label, span.start_s, span.end_s, "acoustic", confidence))
    return tuple(sorted(out, key=lambda finding: finding.start_s))


def analyse(take: Take, timeline: Timeline) -> Result:
    """How many, and how many a minute, each in a range that holds the sounds that might be fillers too."""
    found = timeline.filled_pauses
    if take.features is None and take.why_no_words:
        return Result(null(take.why_no_words, "filled_pause_count", "filled_pauses_per_minute"))
    doubtful = [s.probability for s in _heard(take) if s.probability < 0.5]
    low, high = count_interval(len(found), [*(_certainty(take, finding) for finding in found), *doubtful])
    minutes = timeline.answer.duration_s / 60
    n = len(found)
    return Result(
        (
            Number("filled_pause_count", n, low, high),
            Number("filled_pauses_per_minute", n / minutes, low / minutes, high / minutes),
        ),
        found,
    )


def count_interval(n: int, probabilities: Sequence[float]) -> tuple[float, float]:
    """Between how many and how many there are, given how likely each is: 95 %, with n inside.

    The sum of independent events that each happen or not (Poisson binomial), taken as normal; what is
    certain is always in it.
    """
    mean = sum(probabilities)
    certain = sum(p == 1 for p in probabilities)
    half = _TWO_SIDED_95 * math.sqrt(sum(p * (1 - p) for p in probabilities))
    low, high = math.floor(mean - half + 0.5), min(len(probabilities), math.ceil(mean + half - 0.5))
    return min(float(n), max(certain, low)), max(float(n), high)


def signs(features: Features, span: Span) -> Signs:
    """What is heard of a candidate.

    Returns:
        likeness: log-odds of the most filler-like 0.2 s of it; length: how far it is from the usual 0.45 s,
        minus the logarithm of the ratio; voice: mean probability of speech.
    """
    first, last = frame(span.start_s), max(frame(span.end_s), frame(span.start_s) + 1)
    likely = features.hesitation[first:last]
    width = min(_BEST_FRAMES, len(likely))
    best = float(np.convolve(likely, np.ones(width) / width, "valid").max()) if width else 0.0
    return (
        float(np.clip(_log_odds(best), -_LEAST_LOG_ODDS, _LEAST_LOG_ODDS)),
        -abs(math.log(max(span.duration_s, 0.01) / _TYPICAL_S)),
        float(features.voice[first:last].mean()),
    )


def uncovered(take: Take) -> tuple[list[Span], list[Span]]:
    """Voice that no word covers, 0.1 s or more: whole stretches, and stretches too long to be one filler."""
    assert take.features is not None
    covered = [word.span for word in take.words if word.end_s > word.start_s]
    covered += [sound.span for sound in _vouching(take, _written(take)) if sound]
    bare = [span for span in subtract(take.features.vocal, covered) if span.duration_s >= _FEWEST_S]
    return [s for s in bare if s.duration_s <= _LONGEST_S], [s for s in bare if s.duration_s > _LONGEST_S]


def _heard(take: Take, weights: Weights | None = None) -> list[Heard]:
    """Every sound that might be one, with its probability, in order."""
    if take.features is None:
        return []
    wrong = merge(refused(take.marks))
    return [
        sound for sound in _sounds(take, weights) if overlap_s(sound.span, wrong) < _EXPLAINED * sound.span.duration_s
    ]


def _sounds(take: Take, weights: Weights | None) -> list[Heard]:
    assert take.features is not None
    if take.why_no_words or not take.writes_fillers:
        return [Heard(span, _by_sound(p)) for span, p in _events(take) if not _explained(take, span)]
    stretches, too_long = uncovered(take)
    by_sound = [(span, p) for span, p in _events(take) if _swallowed(take, span, p) or overlap_s(span, too_long) > 0]
    heard = [Heard(span, _by_sound(p)) for span, p in by_sound]
    weights = weights or (GIVEN if _by_hand(take) else RECOGNISED)
    chances = [(span, weights.log_odds(signs(take.features, span))) for span in stretches]
    shift = _writers_habit(take, [span for span, log_odds in chances if log_odds > 0])
    heard += [Heard(span, min(_probability(log_odds + shift), _HIGHEST)) for span, log_odds in chances]
    return sorted((h for h in heard if h.probability >= _MAYBE), key=lambda h: h.span)


def _by_hand(take: Take) -> bool:
    """Whether a person wrote the words: a recogniser's have probabilities, also when they come in a file."""
    return take.exact_words and all(word.probability is None for word in take.words)


def _events(take: Take) -> list[tuple[Span, float]]:
    assert take.features is not None
    sure = events(take.features.hesitation, take.features.vocal, THRESHOLD)
    maybe = events(take.features.hesitation, take.features.vocal, _MAYBE)
    return sure + [event for event in maybe if not overlap_s(event[0], [span for span, _ in sure])]


def _explained(take: Take, span: Span) -> bool:
    """Whether words that the recogniser is sure of cover it."""
    if take.why_no_words:
        return False
    sure = [word for word in take.words if word.probability is None or word.probability >= _SURE_WORD]
    return overlap_s(span, merge(spoken_spans(sure))) >= _EXPLAINED * span.duration_s


def _swallowed(take: Take, span: Span, probability: float) -> bool:
    """Whether an event lies under words that can't have lasted so long, or that the recogniser made of it.

    A person's own transcript is believed as far as a word can last at all; a recogniser shares what it
    left out between the words beside it.
    """
    over = [word for word in take.words if word.span & span and not is_filled_pause(word)]
    under_s = overlap_s(span, merge(word.span for word in over))
    if probability < THRESHOLD or under_s < _EXPLAINED * span.duration_s:
        return False
    if _by_hand(take):
        return overlap_s(span, merge(spoken_spans(over))) <= (1 - _EXPLAINED) * span.duration_s
    doubted = all(word.probability is not None and word.probability < _UNSURE_WORD for word in over)
    if doubted and probability >= _SURELY_HELD and span.duration_s >= _HELD_S:
        return True
    usual_s = sum(map(_usual_s, over))
    all_s = sum(word.span.duration_s for word in over)
    most_s = longest_s(over[0]) if len(over) == 1 else usual_s + _STRADDLES * span.duration_s
    return all_s - span.duration_s >= _SPOKEN * usual_s and all_s > most_s


def _usual_s(word: Word) -> float:
    return _WORD_S + _PER_CHARACTER_S * len(word.bare)


def _vouching(take: Take, written: Sequence[Finding]) -> list[Heard | None]:
    """What is heard of each filler that is written: one to one."""
    free = _events(take) if take.features is not None and written else []
    out: list[Heard | None] = []
    for finding in written:
        event = next((event for event in free if _same(event[0], finding.span)), None)
        if event:
            free.remove(event)
        out.append(Heard(event[0], _by_sound(event[1])) if event else None)
    return out


def _writers_habit(take: Take, likely: Sequence[Span]) -> float:
    """What a transcript's own fillers say of the sounds that it has no word for: log-odds, 0 or less.

    One that has a filler wherever one is likely has probably left none out.
    """
    written = sum(is_filled_pause(word) for word in take.words)
    return min(0.0, math.log(2 * (len(likely) + 1) / (written + len(likely) + 2)))


def _written(take: Take) -> list[Finding]:
    if take.why_no_words:
        return []
    return [
        Finding(
            "filled_pause",
            word.bare,
            word.start_s,
            word.end_s,
            "transcript",
            round(max(0.5, word.probability if word.probability is not None else _WRITTEN_BY_ENGINE), 2),
            word.text,
            k,
            k,
        )
        for k, word in enumerate(take.words)
        if is_filled_pause(word)
    ]


def _certainty(take: Take, finding: Finding) -> float:
    return _WRITTEN if take.exact_words and finding.evidence != "acoustic" else finding.confidence


def _same(a: Span, b: Span) -> bool:
    return a.start_s - _SAME_WITHIN_S <= b.middle_s <= a.end_s + _SAME_WITHIN_S or b.start_s <= a.middle_s <= b.end_s


def _by_sound(p: float) -> float:
    """The network's probability as a confidence: one half at its threshold."""
    confidence = 0.5 * p / THRESHOLD if p < THRESHOLD else 0.5 + 0.5 * (p - THRESHOLD) / (1 - THRESHOLD)
    return min(confidence, _HIGHEST)


def _log_odds(p: float) -> float:
    p = min(max(p, 1e-6), 1 - 1e-6)
    return math.log(p / (1 - p))


def _probability(log_odds: float) -> float:
    return 1 / (1 + math.exp(-log_odds))


def _joined(written: Finding, heard: Heard | None) -> Finding:
    if heard is None:
        return written
    confidence = 1 - (1 - written.confidence) * (1 - heard.probability)
    return Finding(
        written.kind,
        written.label,
        written.start_s,
        written.end_s,
        "both",
        round(confidence, 2),
        written.text,
        written.first_word,
        written.last_word,
    )
