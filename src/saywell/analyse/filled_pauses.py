"""Um, uh, er: from the words that have them and from the sound where words have none.

Whisper leaves most fillers out and PocketSphinx all of them, so the transcript alone would lie. Sounds
that `features.hesitation` takes for a filled pause count where no word explains them; a filler that is
both written and heard is one, with evidence "both".
"""

from __future__ import annotations

from saywell.analyse.corrections import refused
from saywell.analyse.take import Number, Result, Take, null
from saywell.analyse.timeline import Timeline
from saywell.english import is_filled_pause
from saywell.features.hesitation import events
from saywell.model import Finding, Span, merge, overlap_s
from saywell.transcribe.coverage import spoken_spans

THRESHOLD = 0.6
"""On this probability precision and recall meet on voices left out of training (models/filled-pause)."""
_MAYBE, _SURELY = 0.35, 0.85
_EXPLAINED = 0.5
"""An event of which this share lies under ordinary words is part of them."""
_SURE_WORD = 0.9
"""A recogniser that can't write fillers puts words over them; only those it is sure of explain a sound."""
_SAME_WITHIN_S = 0.15
_WRITTEN = 0.9


def find(take: Take) -> tuple[Finding, ...]:
    """Every filled pause of the answer, in order, confidence 0.5 or more."""
    written = _written(take)
    heard = _heard(take, THRESHOLD)
    out: list[Finding] = []
    for finding in written:
        match = next((event for event in heard if _same(finding.span, event[0])), None)
        if match:
            heard.remove(match)
        out.append(_joined(finding, match))
    usable = take.why_no_words is None
    label = "um or uh" if take.taught or (usable and take.writes_fillers) else "possible um or uh"
    for span, probability in heard:
        confidence = min(0.95, probability)
        out.append(Finding("filled_pause", label, span.start_s, span.end_s, "acoustic", round(confidence, 2)))
    return tuple(sorted(out, key=lambda finding: finding.start_s))


def analyse(take: Take, timeline: Timeline) -> Result:
    """How many, and how many a minute; the range holds the sounds that might be fillers too."""
    found = timeline.filled_pauses
    if take.features is None and take.why_no_words:
        return Result(null(take.why_no_words, "filled_pause_count", "filled_pauses_per_minute"))
    n = len(found)
    sure = sum(finding.evidence != "acoustic" or finding.confidence >= _SURELY for finding in found)
    maybe = [e for e in _heard(take, _MAYBE) if not any(_same(e[0], finding.span) for finding in found)]
    low, high = sure, n + len(maybe)
    minutes = timeline.answer.duration_s / 60
    return Result(
        (
            Number("filled_pause_count", n, low, high),
            Number("filled_pauses_per_minute", n / minutes, low / minutes, high / minutes),
        ),
        found,
    )


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
            round(max(0.5, word.probability if word.probability is not None else _WRITTEN), 2),
            word.text,
            k,
            k,
        )
        for k, word in enumerate(take.words)
        if is_filled_pause(word)
    ]


def _heard(take: Take, threshold: float) -> list[tuple[Span, float]]:
    """Sounds like a filled pause that no ordinary word explains."""
    if take.features is None:
        return []
    explained: tuple[Span, ...] = ()
    if take.why_no_words is None:
        least = 0.0 if take.writes_fillers else _SURE_WORD
        words = [w for w in take.words if not is_filled_pause(w) and (w.probability is None or w.probability >= least)]
        explained = merge(spoken_spans(words))
    explained = merge([*explained, *refused(take.marks)])
    return [
        (span, probability)
        for span, probability in events(take.features.hesitation, take.features.speech, threshold)
        if overlap_s(span, explained) < _EXPLAINED * span.duration_s
    ]


def _same(a: Span, b: Span) -> bool:
    return a.start_s - _SAME_WITHIN_S <= b.middle_s <= a.end_s + _SAME_WITHIN_S or b.start_s <= a.middle_s <= b.end_s


def _joined(written: Finding, heard: tuple[Span, float] | None) -> Finding:
    if heard is None:
        return written
    confidence = 1 - (1 - written.confidence) * (1 - min(0.95, heard[1]))
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
