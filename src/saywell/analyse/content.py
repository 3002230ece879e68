"""What an answer says and how it is told: its shape, how tight it is, whether it is one to the question."""

from __future__ import annotations

from saywell import kinds
from saywell.analyse import conciseness, relevance, structure
from saywell.analyse.sentences import has_boundaries
from saywell.analyse.take import Number, Result, Take, null
from saywell.analyse.timeline import Timeline
from saywell.analyse.told import tell
from saywell.model import Question

_LEAST_WORDS = 8
_NAMES = "structure_score", "time_to_point_s", "redundancy_share"


def analyse(take: Take, timeline: Timeline) -> Result:
    """The sentences and their roles, the structure score, time to the point, what is said twice, and relevance."""
    if take.why_no_words:
        return Result(null(take.why_no_words, *_NAMES))
    if len(timeline.counted) < _LEAST_WORDS:
        return Result(null("too_short", *_NAMES))
    told = tell(take)
    start_s, end_s = timeline.answer.start_s, timeline.answer.end_s
    parts = structure.compose(told, timeline.answer.duration_s, kinds.target_s(take.question)[1])
    score = sum(part.contribution for part in parts)
    return Result(
        (Number("structure_score", score, parts=parts), *conciseness.numbers(told, start_s)),
        structure=structure.shape(told, start_s, end_s, score, from_pauses=not has_boundaries(take.words)),
        conciseness=conciseness.judge(told),
        relevance=relevance.judge(told, assumed=take.question.assumed) if _is_known(take.question) else None,
    )


def _is_known(question: Question) -> bool:
    """Whether anybody said what was asked: its kind, or words that give that away."""
    return not question.assumed or (question.text is not None and kinds.guess(question.text) is not None)
