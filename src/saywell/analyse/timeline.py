"""The answer laid out in time: where it begins and ends, where its speech and its pauses are."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from saywell.analyse.take import Take
from saywell.english import counts, is_filled_pause
from saywell.model import SHORTEST_PAUSE_S, Finding, Span, Word, gaps, merge, overlap_s, total_s
from saywell.transcribe.coverage import is_supported

_INVENTED_OVER_FILLER = 0.6
_INVENTED_BELOW = 0.9


@dataclass(frozen=True, slots=True)
class Timeline:
    """The answer laid out in time.

    Attributes:
        answer: from the first speech to the last, filled pauses included.
        speech: stretches of speech, filled pauses included; from the signal, or from the words'
            times where there is no audio.
        pauses: the silences of 0.25 s or more between them; a filled pause splits one in two.
        filled_pauses: as found.
        unsupported: indexes of words where nobody speaks; they are not counted.
        counted: indexes of the words that make up `word_count`.
    """

    answer: Span
    speech: tuple[Span, ...]
    pauses: tuple[Span, ...]
    filled_pauses: tuple[Finding, ...]
    unsupported: tuple[int, ...]
    counted: tuple[int, ...]

    @property
    def speaking_s(self) -> float:
        return total_s(self.speech)

    @property
    def pause_total_s(self) -> float:
        return total_s(self.pauses)


def lay_out(take: Take, filled_pauses: Sequence[Finding]) -> Timeline | None:
    """Lay an answer out in time; None if there is neither speech nor a word in it."""
    filled = tuple(finding.span for finding in filled_pauses)
    if take.features is not None:
        speech = merge([*take.features.speech, *filled])
        unsupported = tuple(k for k, word in enumerate(take.words) if not is_supported(word, speech))
    else:
        spoken = [word.span for word in take.words]
        speech = merge(spoken, closer_than_s=SHORTEST_PAUSE_S)
        unsupported = ()
    if not speech:
        return None
    dropped = set(unsupported)
    invented = _invented(take, filled_pauses)
    return Timeline(
        answer=Span(speech[0].start_s, speech[-1].end_s),
        speech=speech,
        pauses=tuple(gap for gap in gaps(speech) if gap.duration_s >= SHORTEST_PAUSE_S),
        filled_pauses=tuple(filled_pauses),
        unsupported=unsupported,
        counted=tuple(
            k for k, word in enumerate(take.words) if counts(word) and k not in dropped and k not in invented
        ),
    )


def said(take: Take, timeline: Timeline) -> list[tuple[int, Word]]:
    """The words that were said, with their indexes: without filled pauses and words where nobody speaks."""
    dropped = set(timeline.unsupported)
    return [(k, w) for k, w in enumerate(take.words) if k not in dropped and w.bare and not is_filled_pause(w)]


def _invented(take: Take, filled_pauses: Sequence[Finding]) -> set[int]:
    """Words that a recogniser without fillers wrote over a filled pause."""
    if take.writes_fillers:
        return set()
    heard = merge(finding.span for finding in filled_pauses if finding.evidence == "acoustic")

    def is_invented(word: Word) -> bool:
        sure = word.probability is not None and word.probability >= _INVENTED_BELOW
        return not sure and overlap_s(word.span, heard) > _INVENTED_OVER_FILLER * word.span.duration_s

    return {k for k, word in enumerate(take.words) if is_invented(word)}
