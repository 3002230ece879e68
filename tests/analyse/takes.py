"""Takes built by hand: words, speech and fillers where a test says they are."""

from __future__ import annotations

from collections.abc import Sequence

from saywell.analyse import Analysis, analyse
from saywell.analyse.take import Take
from saywell.config import Settings
from saywell.model import Finding, Kind, Question, Span, Transcript, Word, merge
from saywell.reading import read
from tests import sound


def from_text(text: str, kind: Kind = "behavioural", **options: float) -> Take:
    """Words alone, without audio."""
    transcript = sound.transcript(text, **options)
    return Take(None, None, transcript, Question(kind), exact_words=True, reading=read(transcript.words))


def with_sound(
    words: Sequence[Word],
    speech: Sequence[Span] | None = None,
    hesitations: Sequence[Span] = (),
    *,
    reliable: bool = True,
    exact: bool = True,
    writes_fillers: bool = True,
    nuclei: int = 0,
) -> Take:
    """Words, and a signal with speech where they are or where `speech` says."""
    spans = tuple(speech) if speech is not None else merge([w.span for w in words], closer_than_s=0.25)
    seconds = max([*(s.end_s for s in spans), *(w.end_s for w in words)], default=0.0) + 1.0
    each = round(nuclei / len(spans)) if spans else 0
    nuclei_s = [s.start_s + s.duration_s * (k + 0.5) / each for s in spans for k in range(each)]
    return Take(
        duration_s=seconds,
        features=sound.features(spans, seconds, hesitations, nuclei_s),
        transcript=Transcript("words-file" if exact else "engine", "t", "en", tuple(words), None, reliable),
        question=Question("behavioural"),
        writes_fillers=writes_fillers,
        exact_words=exact,
        reading=read(words) if words else None,
    )


def analysed(take: Take, settings: Settings | None = None) -> Analysis:
    analysis = analyse(take, settings or Settings())
    assert analysis is not None
    return analysis


def value(take: Take, metric: str) -> float | None:
    return analysed(take).metrics[metric].value


def found(take: Take, kind: str) -> list[Finding]:
    return [finding for finding in analysed(take).findings if finding.kind == kind]


def texts(take: Take, kind: str) -> list[str]:
    return [finding.text for finding in found(take, kind)]
