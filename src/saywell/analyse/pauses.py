"""Silences inside the answer: how many, how long, and where in the sentence they fall."""

from __future__ import annotations

import math
from bisect import bisect_left

from saywell.analyse.take import Number, Result, Take, null
from saywell.analyse.timeline import Timeline
from saywell.english import english, is_filled_pause
from saywell.model import LONG_PAUSE_S, SHORTEST_PAUSE_S, Evidence, Finding, Span, Word

_EDGE_SD_S = 0.02
"""Spread of a measured edge (benchmarks/pauses.py)."""
_FROM_WORDS_CONFIDENCE = 0.6
_CLAUSE_ENDS = ",.;:?!…—"


def analyse(take: Take, timeline: Timeline) -> Result:
    """Pauses of 0.25 s to 1 s, long ones of 1 s or more, their total, and the share inside clauses."""
    findings = tuple(_finding(pause, take) for pause in timeline.pauses)
    short = sum(finding.kind == "pause" for finding in findings)
    return Result(
        (
            Number("pause_count", short),
            Number("long_pause_count", len(findings) - short),
            Number("pause_total_s", timeline.pause_total_s),
            _mid_clause_share(take, timeline),
        ),
        findings,
    )


def _finding(pause: Span, take: Take) -> Finding:
    kind, limit_s = ("long_pause", LONG_PAUSE_S) if pause.duration_s >= LONG_PAUSE_S else ("pause", SHORTEST_PAUSE_S)
    evidence: Evidence = "acoustic" if take.features else "transcript"
    confidence = _FROM_WORDS_CONFIDENCE
    if take.features:
        z = (pause.duration_s - limit_s) / (_EDGE_SD_S * math.sqrt(2) * (2 if take.degraded else 1))
        confidence = 0.5 * (1 + math.erf(z / math.sqrt(2)))
    label = f"{pause.duration_s:.1f} s"
    return Finding(kind, label, pause.start_s, pause.end_s, evidence, round(min(0.99, max(0.5, confidence)), 2))


def _mid_clause_share(take: Take, timeline: Timeline) -> Number:
    """The share of pauses that break a clause (Kahng 2018: these are what listeners hear as disfluent)."""
    name = "mid_clause_pause_share"
    if take.why_no_words:
        return null(take.why_no_words, name)[0]
    words = [word for word in take.words if not is_filled_pause(word)]
    if not any(word.text[-1] in _CLAUSE_ENDS for word in words):
        return null("no_sentences", name)[0]
    middles = [word.span.middle_s for word in words]
    between = [k for pause in timeline.pauses if 0 < (k := bisect_left(middles, pause.middle_s)) < len(words)]
    placed = [_breaks_clause(words[k - 1], words[k]) for k in between]
    if not placed:
        return null("nothing_to_count", name)[0]
    return Number(name, sum(placed) / len(placed))


def _breaks_clause(before: Word, after: Word) -> bool:
    """Whether a pause between these words lies inside a clause: no punctuation, and no word that opens one."""
    return before.text[-1] not in _CLAUSE_ENDS and after.bare not in english()["clauses"]["openers"]
