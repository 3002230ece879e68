"""A minute of speech in which it is known where the um and uh are: because the person was told to say them there."""

from __future__ import annotations

import tomllib
from collections.abc import Sequence
from dataclasses import dataclass
from functools import lru_cache
from importlib import resources
from typing import Literal

import numpy as np

from saywell.features import hesitation, own, signs_of_hesitation
from saywell.features.grid import frame, mask, runs
from saywell.features.pitch import VOICED, track
from saywell.features.voice import frame_levels
from saywell.labels import Labels
from saywell.model import FRAME_S, SAMPLE_RATE_HZ, Audio, Span
from saywell.own_voice import around

_FILLERS = {"um", "uh", "er"}
_SHORTEST_S, _LONGEST_S = 0.15, 1.5
_CLOSER_THAN_S = 0.1
"""A creak in the middle of an um does not make it two."""
_BELOW_LOUDEST_DB = 25.0
_LEAST_SPEECH_S = 0.4
_PLACE = 0.3
"""A filler may lie so much of a sentence before or behind where it is written."""
_SHORTEST_ORDINARY_S = 0.3


@dataclass(frozen=True, slots=True)
class Prompt:
    """What to say; `kind` as in data/teach_en.toml."""

    kind: Literal["alone", "inside", "ordinary"]
    text: str

    @property
    def filler(self) -> str | None:
        """The filled pause in it, as it is written."""
        return next((word for word in self._words if word in _FILLERS), None)

    @property
    def place(self) -> float:
        """Where in the sentence that is, 0 to 1.

        >>> Prompt("inside", "Um, yes.").place, Prompt("inside", "So, um, we.").place
        (0.0, 0.5)
        """
        words = self._words
        before = sum(map(len, words[: words.index(self.filler or "")]))
        rest = sum(map(len, words)) - len(self.filler or "")
        return before / rest if rest else 0.0

    @property
    def _words(self) -> list[str]:
        return [word.strip(",.").lower() for word in self.text.split()]


Said = Sequence[tuple[Prompt, Span]]
"""Each prompt, and the stretch of the recording in which it was said."""


@lru_cache(maxsize=1)
def prompts() -> tuple[Prompt, ...]:
    """What to say, in order."""
    data = tomllib.loads(resources.files("saywell.data").joinpath("teach_en.toml").read_text("utf-8"))
    return tuple(Prompt(**entry) for entry in data["prompt"])


def trouble(prompt: Prompt, sound: Audio, span: Span) -> str | None:
    """Why what was said in a stretch can't be that prompt; None if it may be."""
    voiced = _voiced(sound, span)
    if prompt.kind == "alone":
        if not any(_SHORTEST_S <= part.duration_s <= _LONGEST_S for part in voiced):
            return f"No single {prompt.filler} of 0.2 to 1.5 s was heard."
    elif sum(part.duration_s for part in voiced) < _LEAST_SPEECH_S:
        return "Hardly anything was heard."
    return None


def labels(sound: Audio, said: Said) -> Labels:
    """Where in the recording the fillers are, and where ordinary speech.

    A filler said alone is the longest voiced stretch. Those are learned from first, and the filler in
    a sentence is what then sounds most like them near where it is written; a sentence in which nothing
    does is left out.
    """
    signs, speech = signs_of_hesitation(sound)
    sure: Labels = []
    for prompt, span in said:
        if prompt.kind == "alone":
            parts = [part for part in _voiced(sound, span) if _SHORTEST_S <= part.duration_s <= _LONGEST_S]
            sure += [(max(parts, key=lambda part: part.duration_s), True)] if parts else []
        elif prompt.kind == "ordinary":
            sure += [(part, False) for part in _spoken(speech, span, len(signs))]
    p = hesitation.probability(signs)
    if any(is_filler for _, is_filler in sure):
        p = own.probability(signs, own.adapt(own.cut(signs, sure)))
    inside = [
        (found, True)
        for prompt, span in said
        if prompt.kind == "inside" and (found := _filler_inside(prompt, span, p, speech))
    ]
    return sorted(sure + inside)


def _filler_inside(prompt: Prompt, span: Span, p: np.ndarray, speech: tuple[Span, ...]) -> Span | None:
    """What sounds most like a filler, near where it is written in the sentence."""
    parts = [part for one in speech if (part := one & span)]
    if not parts:
        return None
    first_s, length_s = parts[0].start_s, parts[-1].end_s - parts[0].start_s
    near = p * mask(tuple(parts), len(p))
    near[: max(0, frame(first_s + (prompt.place - _PLACE) * length_s))] = 0.0
    near[frame(first_s + (prompt.place + _PLACE) * length_s) :] = 0.0
    if not near.any():
        return None
    found = around(near, int(near.argmax()))
    return found if found.duration_s >= _SHORTEST_S else None


def _voiced(sound: Audio, span: Span) -> list[Span]:
    """Where a voice sounds within a stretch, short breaks closed."""
    samples = sound.samples[round(span.start_s * SAMPLE_RATE_HZ) : round(span.end_s * SAMPLE_RATE_HZ)]
    if len(samples) < SAMPLE_RATE_HZ * _SHORTEST_S:
        return []
    level_db = frame_levels(samples)
    voiced = (track(samples)[1] > VOICED) & (level_db > level_db.max() - _BELOW_LOUDEST_DB)
    for first, last in runs(~voiced):
        if first > 0 and last < len(voiced) and (last - first) * FRAME_S < _CLOSER_THAN_S:
            voiced[first:last] = True
    return [Span(span.start_s + a * FRAME_S, span.start_s + b * FRAME_S) for a, b in runs(voiced)]


def _spoken(speech: tuple[Span, ...], span: Span, frames: int) -> list[Span]:
    inside = mask(speech, frames) & mask((span,), frames)
    return [Span(a * FRAME_S, b * FRAME_S) for a, b in runs(inside) if (b - a) * FRAME_S >= _SHORTEST_ORDINARY_S]
