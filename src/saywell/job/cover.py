"""What an answer shows of a job: its words, whatever their endings, near each other."""

from __future__ import annotations

import math
from collections.abc import Sequence
from itertools import pairwise

from saywell.english import counts
from saywell.job.stems import is_weak, is_written, related, stem, tokens
from saywell.model import Job, JobCoverage, Term, Transcript

_SHARE = 0.5
"""Of the stems of a long term so many are enough."""
_WORDS_EACH = 8
"""The stems of a term are said within so many words for each of them."""


def coverage(transcript: Transcript | None, job: Job | None) -> JobCoverage | None:
    """What an answer covers of a job.

    A term of one or two words is covered if each of them is said, in any form, or what is known to show it; of a longer
    one half of them are enough. They have to stand near each other, and one of them must tell something.

    Returns:
        None without a job, or without words that can be trusted.
    """
    if job is None or transcript is None or not transcript.words or not transcript.reliable:
        return None
    said = stems_of(transcript)
    shown = [shows(said, term) for term in job.terms]
    return JobCoverage(
        tuple(term.label for term, there in zip(job.terms, shown, strict=True) if there),
        tuple(term.label for term, there in zip(job.terms, shown, strict=True) if not there),
    )


def stems_of(transcript: Transcript) -> list[str]:
    """The stems of an answer's words, in order, without um, uh and cut-off words; then names that have to be written
    with capitals, where they do not open a sentence."""
    words = [word for word in transcript.words if counts(word)]
    stems = [stem(token) for token in tokens(" ".join(word.text for word in words))]
    inside = (word for before, word in pairwise(words) if not before.ends_sentence)
    return [*stems, *filter(is_written, (word.text.strip(".,;:!?") for word in inside))]


def shows(said: Sequence[str], term: Term) -> bool:
    """Whether stems, in the order in which they were said, show a term."""
    ways = [{part} | related().get(part, frozenset()) for part in term.stems]
    places = [(at, k) for at, word in enumerate(said) for k, way in enumerate(ways) if word in way]
    telling = {k for k, part in enumerate(term.stems) if not is_weak(part)}
    needed = len(ways) if len(ways) <= 2 or not telling else math.ceil(_SHARE * len(ways))
    within = _WORDS_EACH * len(ways)
    for first, (from_word, _) in enumerate(places):
        near = {k for at, k in places[first:] if at - from_word < within}
        if len(near) >= needed and (near & telling or not telling):
            return True
    return False
