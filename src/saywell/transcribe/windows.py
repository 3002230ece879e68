"""Cut a recording into windows that a recogniser can take whole, at pauses, never inside a word.

Whisper's filler prompt reaches the first 30 s of a call only, and an hour in one call needs 3.3 GB; so
every window is a call of its own, no longer than the model's own.
"""

from __future__ import annotations

import numpy as np

from saywell.features.grid import frame
from saywell.features.voice import Voice
from saywell.model import FRAME_S, Span

_PAD_S = 0.25
_EARLIEST_CUT = 0.5
"""A window is cut in its second half, at the longest pause there."""


def plan(voice: Voice, longest_s: float) -> list[Span]:
    """Windows, in order and apart, that hold everything where a voice is heard.

    Args:
        voice: of the whole recording.
        longest_s: what the recogniser takes at once.
    """
    total_s = len(voice.level_db) * FRAME_S
    spans = [
        piece
        for span in voice.spans
        for piece in _split(Span(max(0.0, span.start_s - _PAD_S), min(total_s, span.end_s + _PAD_S)), voice, longest_s)
    ]
    windows: list[Span] = []
    while spans:
        start_s = spans[0].start_s
        fits = [k for k, span in enumerate(spans) if span.end_s <= start_s + longest_s]
        last = fits[-1] if fits else 0
        if last + 1 < len(spans):
            late = [k for k in fits if spans[k].end_s >= start_s + _EARLIEST_CUT * longest_s] or [last]
            last = max(late, key=lambda k: spans[k + 1].start_s - spans[k].end_s)
        windows.append(Span(start_s, spans[last].end_s))
        spans = spans[last + 1 :]
        if spans and spans[0].start_s < windows[-1].end_s:
            middle_s = (spans[0].start_s + windows[-1].end_s) / 2
            windows[-1] = Span(start_s, middle_s)
            spans[0] = Span(middle_s, spans[0].end_s)
    return windows


def _split(span: Span, voice: Voice, longest_s: float) -> list[Span]:
    """Cut speech without a pause where it is softest, in the last third of each window."""
    pieces = []
    while span.duration_s > longest_s:
        first, last = frame(span.start_s + longest_s * 2 / 3), frame(span.start_s + longest_s)
        at_s = (first + int(np.argmin(voice.level_db[first:last]))) * FRAME_S
        pieces.append(Span(span.start_s, at_s))
        span = Span(at_s, span.end_s)
    return [*pieces, span]
