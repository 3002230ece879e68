"""What recording and recogniser lost or made up: clipping, speech without words, words without speech."""

from __future__ import annotations

from collections.abc import Sequence

from saywell.analyse.take import Result, Take, phrase
from saywell.analyse.timeline import Timeline
from saywell.model import Finding, Span, subtract
from saywell.transcribe.coverage import uncovered

_DROPPED_S = 0.6
"""Two or three syllables: what is shorter may be a breath or a slow word."""


def analyse(take: Take, timeline: Timeline) -> Result:
    """Findings only: `clipped`, `dropped_speech` and `unsupported_words`."""
    clipped = tuple(Finding("clipped", "clipped", s.start_s, s.end_s, "acoustic", 0.9) for s in take.clipped)
    if take.features is None or take.transcript is None:
        return Result(findings=clipped)
    return Result(findings=(*clipped, *_dropped(take, timeline), *_unsupported(take, timeline.unsupported)))


def _dropped(take: Take, timeline: Timeline) -> list[Finding]:
    """Speech of 0.6 s or more under no word, filled pauses excepted."""
    supported = [word for k, word in enumerate(take.words) if k not in set(timeline.unsupported)]
    bare = uncovered(timeline.speech, supported, at_least_s=_DROPPED_S)
    filled = [Span(f.start_s - 0.1, f.end_s + 0.1) for f in timeline.filled_pauses]
    return [
        Finding(
            "dropped_speech",
            f"{span.duration_s:.1f} s of speech without words",
            span.start_s,
            span.end_s,
            "acoustic",
            0.7,
        )
        for span in subtract(bare, filled)
        if span.duration_s >= _DROPPED_S
    ]


def _unsupported(take: Take, indexes: Sequence[int]) -> list[Finding]:
    """Runs of words where nobody speaks."""
    runs: list[list[int]] = []
    for k in indexes:
        if runs and k == runs[-1][-1] + 1:
            runs[-1].append(k)
        else:
            runs.append([k])
    return [
        Finding(
            "unsupported_words",
            "words where nobody speaks",
            take.words[run[0]].start_s,
            take.words[run[-1]].end_s,
            "both",
            0.9,
            phrase(take.words[run[0] : run[-1] + 1]),
            run[0],
            run[-1],
        )
        for run in runs
    ]
