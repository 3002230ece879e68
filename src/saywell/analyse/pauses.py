"""Silences inside the answer: how many, how long, and where in the sentence they fall.

Where a pause falls is told by punctuation where the transcript has any. Without, words tell most of it
("of the ... page" can't be the end of a clause), the pitch before the pause a little.
"""

from __future__ import annotations

import math
from bisect import bisect_left
from collections.abc import Sequence

import numpy as np

from saywell.analyse.take import Number, Result, Take, null
from saywell.analyse.timeline import Timeline
from saywell.english import english, is_filled_pause
from saywell.model import FRAME_S, LONG_PAUSE_S, SHORTEST_PAUSE_S, Evidence, Finding, Span, Word

_LENGTH_ERROR_S = 0.02
"""Mean error of a pause's length, with the tails of a Laplace distribution: half are within 0.014 s, nine in
ten within 0.05 s, twice that in noise at 15 dB (benchmarks/accuracy/pauses.py)."""
_LOST = 0.06
"""This share of the pauses is lost, and as many made up, whatever their length (the same benchmark, noise at 15 dB)."""
_FROM_WORDS_CONFIDENCE = 0.6
_CLAUSE_ENDS = ",.;:?!…—"
_SDS = 1.96

_WEIGHTS = -0.9, 3.3, -0.9, 0.7, -0.5, 1.8
"""Log-odds that a pause lies inside a clause: always, and for each of `signs`. Fitted on AMI's meetings; teams
left out, four of five pauses are placed rightly (benchmarks/accuracy/clauses.py)."""
_BEFORE_OPENER = 0.02
_PER_SEMITONE, _USUAL_FALL, _MOST_FALL = 0.15, -1.5, 5.0
"""At the end of a read sentence pitch is 1.5 semitones lower than before a pause inside it (adults of fluency/)."""
_LAST_S, _VOICED, _FEW_FRAMES = 0.3, 0.6, 6
_OVERSPREAD = 1.5
"""Shares of whole speakers miss by this much more than chance in each pause says (AMI, teams left out)."""
_GUESSED_PUNCTUATION = 0.1
"""A recogniser's comma or full stop is taken to be wrong this often: our assumption."""
_INSIDE, _BETWEEN = 0.7, 0.3


def analyse(take: Take, timeline: Timeline) -> Result:
    """Pauses of 0.25 s to 1 s, long ones of 1 s or more, their total, and the share inside clauses."""
    inside = _inside(take, timeline)
    findings = tuple(_finding(pause, take, p) for pause, p in zip(timeline.pauses, inside, strict=True))
    long = sum(finding.kind == "long_pause" for finding in findings)
    lengths = [pause.duration_s for pause in timeline.pauses]
    doubt = doubtful(lengths, SHORTEST_PAUSE_S, take)
    turned = sum(p * (1 - p) for p in (at_least(length, LONG_PAUSE_S, take) for length in lengths))
    total_sd_s = math.sqrt(
        4 * len(lengths) * _error_s(take) ** 2 + SHORTEST_PAUSE_S**2 * doubt + 2 * _LOST * sum(x * x for x in lengths)
    )
    return Result(
        (
            _ranged("pause_count", len(findings) - long, math.sqrt(doubt + turned + 2 * _LOST * len(lengths)), take),
            _ranged("long_pause_count", long, math.sqrt(turned + 2 * _LOST * long), take),
            _ranged("pause_total_s", timeline.pause_total_s, total_sd_s, take),
            _mid_clause_share(take, timeline, inside),
        ),
        findings,
    )


def at_least(length_s: float, limit_s: float, take: Take) -> float:
    """How likely a pause measured so long really lasts `limit_s` or more."""
    z = (length_s - limit_s) / _error_s(take)
    return 1 - 0.5 * math.exp(-z) if z >= 0 else 0.5 * math.exp(z)


def doubtful(lengths_s: Sequence[float], limit_s: float, take: Take) -> float:
    """Variance of the number of pauses that last `limit_s` or more.

    Twice what those measured longer say: as many again lie unseen just below the limit.
    """
    sure = [at_least(length_s, limit_s, take) for length_s in lengths_s if length_s >= limit_s]
    return 2 * sum(p * (1 - p) for p in sure)


def _error_s(take: Take) -> float:
    return _LENGTH_ERROR_S * (2 if take.degraded else 1)


def _ranged(name: str, value: float, sd: float, take: Take) -> Number:
    """A value with the range that its own doubtful pauses give.

    From words alone there is no sound whose measuring could differ.
    """
    if take.features is None:
        return Number(name, value)
    return Number(name, value, value - _SDS * sd, value + _SDS * sd)


def _finding(pause: Span, take: Take, inside: float | None) -> Finding:
    kind, limit_s = ("long_pause", LONG_PAUSE_S) if pause.duration_s >= LONG_PAUSE_S else ("pause", SHORTEST_PAUSE_S)
    evidence: Evidence = "acoustic" if take.features else "transcript"
    confidence = at_least(pause.duration_s, limit_s, take) if take.features else _FROM_WORDS_CONFIDENCE
    label = f"{pause.duration_s:.1f} s"
    if inside is not None and not _BETWEEN < inside < _INSIDE:
        label += ", inside a clause" if inside >= _INSIDE else ", between clauses"
    return Finding(kind, label, pause.start_s, pause.end_s, evidence, round(min(0.99, max(0.5, confidence)), 2))


# ---------------------------------------------------------------- where they fall


def _inside(take: Take, timeline: Timeline) -> list[float | None]:
    """How likely each pause lies inside a clause; None where no two words say."""
    if take.why_no_words:
        return [None] * len(timeline.pauses)
    words = [word for word in take.words if not is_filled_pause(word)]
    middles = [word.span.middle_s for word in words]
    punctuated = _punctuated(words)
    out: list[float | None] = []
    for pause in timeline.pauses:
        k = bisect_left(middles, pause.middle_s)
        if not 0 < k < len(words):
            out.append(None)
        elif punctuated:
            out.append(float(_breaks_clause(words[k - 1], words[k])))
        else:
            out.append(_by_words(words[k - 1], words[k], pause, timeline, _last_pitch(pause, take)))
    return out


def _punctuated(words: Sequence[Word]) -> bool:
    return any(word.text[-1] in _CLAUSE_ENDS for word in words)


def _breaks_clause(before: Word, after: Word) -> bool:
    """Whether a pause between these words lies inside a clause: no punctuation, and no word that opens one."""
    return before.text[-1] not in _CLAUSE_ENDS and after.bare not in english()["clauses"]["openers"]


def _by_words(before: Word, after: Word, pause: Span, timeline: Timeline, last_pitch: float) -> float:
    """How likely a pause lies inside a clause, by the words around it, its length, and the pitch before it."""
    if after.bare in english()["clauses"]["openers"]:
        return _BEFORE_OPENER
    filler = any(before.end_s <= f.span.middle_s <= after.start_s for f in timeline.filled_pauses)
    always, *weights = _WEIGHTS
    odds = always + sum(w * x for w, x in zip(weights, signs(before, after, pause.duration_s, filler), strict=True))
    odds += _PER_SEMITONE * min(_MOST_FALL, max(-_MOST_FALL, last_pitch - _USUAL_FALL))
    return 1 / (1 + math.exp(-odds))


def signs(before: Word, after: Word, length_s: float, has_filler: bool) -> tuple[float, ...]:
    """What words say of a pause between them: an unfinished clause, one that begins or goes on, how long, a filler."""
    clauses = english()["clauses"]
    return (
        float(before.bare in clauses["unfinished"]),
        float(after.bare in clauses["subjects"]),
        float(after.bare in clauses["continuing"]),
        math.log(min(length_s, 2.0) / 0.5),
        float(has_filler),
    )


def _last_pitch(pause: Span, take: Take) -> float:
    """The voice's last pitch before a pause, in semitones above its median; as usual where nothing is voiced."""
    if take.features is None:
        return _USUAL_FALL
    end = round(pause.start_s / FRAME_S)
    near = slice(max(0, end - round(_LAST_S / FRAME_S)), end)
    voiced = take.features.voicing > _VOICED
    last = take.features.pitch_hz[near][voiced[near]][-_FEW_FRAMES - 2 :]
    if len(last) < _FEW_FRAMES:
        return _USUAL_FALL
    return float(12 * np.log2(np.median(last) / np.median(take.features.pitch_hz[voiced])))


def _mid_clause_share(take: Take, timeline: Timeline, inside: Sequence[float | None]) -> Number:
    """The share of pauses that break a clause (Kahng 2018: these are what listeners hear as disfluent).

    Its range comes from pauses whose place is in doubt, and from those that may be too short to be one.
    """
    name = "mid_clause_pause_share"
    if take.why_no_words:
        return null(take.why_no_words, name)[0]
    placed = [(pause, p) for pause, p in zip(timeline.pauses, inside, strict=True) if p is not None]
    if not placed:
        return null("nothing_to_count", name)[0]
    n = len(placed)
    share = sum(p for _, p in placed) / n
    if not _punctuated([word for word in take.words if not is_filled_pause(word)]):
        variance = _OVERSPREAD**2 * sum(p * (1 - p) for _, p in placed)
    else:
        variance = 0.0 if take.exact_words else n * _GUESSED_PUNCTUATION * (1 - _GUESSED_PUNCTUATION)
    if take.features is not None:
        sure = [(at_least(pause.duration_s, SHORTEST_PAUSE_S, take), p) for pause, p in placed]
        variance += sum(2 * c * (1 - c) * (p - share) ** 2 for c, p in sure)
    half = _SDS * math.sqrt(variance) / n
    return Number(name, share, share - half, share + half)
