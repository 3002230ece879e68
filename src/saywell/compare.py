"""Two attempts -> what changed, and whether the change is more than measuring alone, or than usual.

A change counts where the interval of the difference leaves zero out. Each report says how far measuring
alone could move its value; the two errors are independent, so their squares add up: the intervals of two
values may overlap and the change still be real. Whether it is more than a person varies from take to take
anyway is another question, answered from five takes on. Before that, counted events say one thing of it: so
few may have come or gone by chance, and then nobody is told that they improved.
"""

from __future__ import annotations

import math
from collections.abc import Sequence
from dataclasses import dataclass
from itertools import pairwise
from typing import Literal

from saywell.metrics import Spec, catalogue
from saywell.model import GIVEN, Entry, Metric, Report

Verdict = Literal["better", "worse", "changed", "within_error", "unknown", "not_comparable"]

FEWEST_TAKES = 5
PER_MINUTE = "long_pause_count", "repetition_count", "false_start_count", "hedge_count"
"""Counts that a longer answer has more of: compared by the minute."""
EVENTS = (
    *PER_MINUTE,
    "filled_pause_count",
    "filled_pauses_per_minute",
    "filler_word_count",
    "filler_words_per_minute",
)
"""Things that happen now and then; how many there are in a take is partly chance."""
_BY_CHANCE = 0.1
HEARD = "filled_pause_count", "filled_pauses_per_minute"
"""What the detector of filled pauses counts."""
_T_975 = {
    3: 3.182,
    4: 2.776,
    5: 2.571,
    6: 2.447,
    7: 2.365,
    8: 2.306,
    9: 2.262,
    10: 2.228,
    15: 2.131,
    20: 2.086,
    30: 2.042,
}
"""Student's t, 97.5 %, by degrees of freedom; between two of them the smaller is taken."""
_Z_975 = 1.96
_SHORT_S = 10.0
_WORTH = 0.1
"""Of the width of the band, or of the larger value: less is neither better nor worse."""
_Method = tuple[int, str | None, str | None]


@dataclass(frozen=True, slots=True)
class Change:
    """One metric in two attempts.

    Attributes:
        metric, label, unit, digits: what it is; counts of `PER_MINUTE` are by the minute.
        before, after: the values.
        low, high: the interval of the difference, after less before; null where an error is unknown.
        verdict: `better` or `worse` where the change is real, has a direction and is worth naming; `changed`
            where it is real and no more, such as inside the band; `within_error`; `unknown` where nobody knows how
            far measuring moves it; `not_comparable` where the two were measured differently.
        usual: half-width of what is usual from take to take; null with fewer than five takes.
        target: the band.
        effect: how much nearer to the band in widths of it, or how much better in shares of the larger value;
            0 where no better.
        by_chance: whether a drop or rise as large comes by chance once in ten or oftener, where events that
            fall anyhow are counted; null for other metrics.
    """

    metric: str
    label: str
    unit: str
    digits: int
    before: float
    after: float
    low: float | None
    high: float | None
    verdict: Verdict
    usual: float | None
    target: tuple[float, float] | None
    effect: float
    by_chance: bool | None = None

    @property
    def difference(self) -> float:
        return self.after - self.before

    @property
    def looks_alike(self) -> bool:
        """Whether both values read the same, or nearly so."""
        return _look_alike(self.before, self.after, self.digits)

    @property
    def beyond_usual(self) -> bool | None:
        """Whether it is more than this person's usual variation; None with too few takes to know."""
        return None if self.usual is None else abs(self.difference) > self.usual

    @property
    def too_few(self) -> bool:
        """Whether so few events are nothing to speak of, as long as nobody knows how this person varies."""
        return self.usual is None and self.by_chance is True


@dataclass(frozen=True, slots=True)
class Comparison:
    """Two attempts side by side.

    Attributes:
        before, after: their reports.
        takes: at this question, measured as `after` was, both included.
        notes: what keeps some of it from being compared, a sentence each.
        changes: of every metric that both have, in the order of the catalogue.
    """

    before: Report
    after: Report
    takes: int
    notes: tuple[str, ...]
    changes: tuple[Change, ...]

    @property
    def most_improved(self) -> Change | None:
        better = [c for c in self.changes if c.verdict == "better" and c.beyond_usual is not False and not c.too_few]
        return max(better, key=lambda change: change.effect, default=None)


def compare(before: Report, after: Report, history: Sequence[Entry] = ()) -> Comparison:
    """Set one attempt beside another.

    Args:
        before, after: their reports.
        history: the attempts at this question, both included, the oldest first.
    """
    alike = [entry for entry in history if _method(entry) == _method_of(after)]
    known = catalogue()
    changes = []
    for name, one in before.metrics.items():
        other = after.metrics.get(name)
        if name in known and other and one.value is not None and other.value is not None:
            changes.append(_change(known[name], before, after, alike))
    return Comparison(before, after, len(alike), _notes(before, after), tuple(changes))


def _change(spec: Spec, before: Report, after: Report, alike: Sequence[Entry]) -> Change:
    one, other = _scaled(spec.name, before), _scaled(spec.name, after)
    assert one.value is not None and other.value is not None
    low, high = _difference(one, other)
    target = None if spec.name in PER_MINUTE else other.target
    gain = _gain(spec, one.value, other.value, target)
    digits = 1 if spec.name in PER_MINUTE else spec.digits
    if not _comparable(spec, before, after):
        verdict: Verdict = "not_comparable"
    elif _look_alike(one.value, other.value, digits):
        verdict = "within_error"  # nobody sees a difference
    elif low is None or high is None:
        verdict = "unknown"
    elif low <= 0 <= high:
        verdict = "within_error"
    else:
        verdict = "better" if gain >= _WORTH else "worse" if gain <= -_WORTH else "changed"
    return Change(
        metric=spec.name,
        label=spec.label + " a minute" * (spec.name in PER_MINUTE),
        unit="per minute" if spec.name in PER_MINUTE else spec.unit,
        digits=digits,
        before=one.value,
        after=other.value,
        low=low,
        high=high,
        verdict=verdict,
        usual=_usual(spec.name, alike, (before, after)),
        target=target,
        effect=max(0.0, gain),
        by_chance=_by_chance(spec.name, before, after),
    )


def _look_alike(before: float, after: float, digits: int) -> bool:
    return abs(after - before) < 0.5 * 10**-digits or f"{before:.{digits}f}" == f"{after:.{digits}f}"


def _difference(one: Metric, other: Metric) -> tuple[float | None, float | None]:
    """The interval of `other` less `one`, their errors being independent."""
    if one.value is None or other.value is None or None in (one.low, one.high, other.low, other.high):
        return None, None
    assert one.low is not None and one.high is not None and other.low is not None and other.high is not None
    difference = other.value - one.value
    return (
        difference - math.hypot(one.high - one.value, other.value - other.low),
        difference + math.hypot(one.value - one.low, other.high - other.value),
    )


def _gain(spec: Spec, before: float, after: float, target: tuple[float, float] | None) -> float:
    """How much better it became, in widths of the band or shares of the larger value; 0 where neither is better."""
    if target:
        return (_outside(before, target) - _outside(after, target)) / _width(target)
    if spec.better is None:
        return 0.0
    more = (after - before) / (max(abs(before), abs(after)) or 1.0)
    return more if spec.better == "higher" else -more


def _width(target: tuple[float, float]) -> float:
    return (target[1] - target[0]) or 1.0


def _outside(value: float, target: tuple[float, float]) -> float:
    """How far a value lies from its band."""
    return max(0.0, target[0] - value, value - target[1])


def _usual(name: str, alike: Sequence[Entry], pair: tuple[Report, Report]) -> float | None:
    """What a person's takes differ by from one to the next, nineteen times in twenty.

    From the differences of neighbouring takes, which a slow improvement moves little (von Neumann et al.
    1941, "The mean square successive difference"); the change that is in question is left out. Events vary
    by no less than chance would have it, however alike a few takes were.
    """
    takes = [(entry.attempt.id, value) for entry in alike if (value := _value(name, entry)) is not None]
    if len(takes) < FEWEST_TAKES:
        return None
    asked = tuple(report.attempt.id if report.attempt else None for report in pair)
    steps = [b - a for (one, a), (other, b) in pairwise(takes) if (one, other) not in (asked, asked[::-1])]
    t = next(t for freedom, t in reversed(_T_975.items()) if freedom <= len(steps))
    return max(t * math.sqrt(sum(step * step for step in steps) / len(steps)), _chance(name, alike, pair))


def _chance(name: str, alike: Sequence[Entry], pair: tuple[Report, Report]) -> float:
    """What two takes differ by if events come at this person's mean rate and otherwise anyhow (Poisson)."""
    minutes = [_minutes(report) for report in pair]
    if name not in EVENTS or not all(minutes):
        return 0.0
    lengths = [(entry.values.get("answer_s") or 0.0) / 60 for entry in alike]
    values = [_value(name, entry) or 0.0 for entry in alike]
    events = sum(values) if _is_number(name) else sum(v * m for v, m in zip(values, lengths, strict=True))
    rate = (events + 0.5) / (sum(lengths) or 1.0)
    spread = [rate * m if _is_number(name) else rate / m for m in minutes]
    return _Z_975 * math.sqrt(sum(spread))


def _by_chance(name: str, before: Report, after: Report) -> bool | None:
    """Whether chance brings as large a drop or rise in one of ten takes or more, were the rate the same.

    The events of both fall into the one or the other by their lengths alone: a binomial tail, what is as
    large counted by half (Przyborowski & Wilenski 1940, "Homogeneity of results in testing samples from
    Poisson series"; Lancaster 1961 on the half).
    """
    minutes = _minutes(before), _minutes(after)
    if name not in EVENTS or not all(minutes):
        return None
    numbers = []
    for report, length in zip((before, after), minutes, strict=True):
        value = _scaled(name, report).value or 0.0
        numbers.append(round(value if _is_number(name) else value * length))
    n, share = sum(numbers), minutes[0] / sum(minutes)
    below = sum(_binomial(k, n, share) for k in range(numbers[0])) + _binomial(numbers[0], n, share) / 2
    return min(below, 1 - below) >= _BY_CHANCE


def _binomial(k: int, n: int, share: float) -> float:
    """The chance of k of n; by logarithms, since n may be an hour's."""
    ways = math.lgamma(n + 1) - math.lgamma(k + 1) - math.lgamma(n - k + 1)
    return math.exp(ways + k * math.log(share) + (n - k) * math.log1p(-share))


def _is_number(name: str) -> bool:
    """Whether it is compared as a number of events, not by the minute."""
    return name.endswith("_count") and name not in PER_MINUTE


def _minutes(report: Report) -> float:
    return (report.metrics["answer_s"].value or 0.0) / 60


def _scaled(name: str, report: Report) -> Metric:
    """The metric, by the minute where a longer answer has more of it; the answer's length is not exact either."""
    metric, length = report.metrics[name], report.metrics["answer_s"]
    if name not in PER_MINUTE or not length.value:
        return metric

    def by_the_minute(events: float | None, length_s: float | None) -> float | None:
        return None if events is None else 60 * events / (length_s or length.value or 1.0)

    low, high = by_the_minute(metric.low, length.high), by_the_minute(metric.high, length.low)
    return Metric(name, "per minute", by_the_minute(metric.value, length.value), low, high)


def _value(name: str, entry: Entry) -> float | None:
    value, length = entry.values.get(name), entry.values.get("answer_s")
    return 60 * value / length if value is not None and length and name in PER_MINUTE else value


def _method(entry: Entry) -> _Method:
    return entry.analysis_version, *_words(entry.engine, entry.model)


def _method_of(report: Report) -> _Method:
    words = report.transcript
    return report.analysis_version, *(_words(words.engine, words.model) if words else (None, None))


def _words(engine: str | None, model: str | None) -> tuple[str | None, str | None]:
    """What recognised the words; given words are given, whatever file they come from."""
    return (engine, None) if engine == GIVEN else (engine, model)


def _comparable(spec: Spec, before: Report, after: Report) -> bool:
    (one, *words), (other, *other_words) = _method_of(before), _method_of(after)
    if spec.name in HEARD and not _heard_alike(before, after):
        return False
    if before.metrics[spec.name].method != after.metrics[spec.name].method:
        return False
    return one == other and (words == other_words or not spec.words)


def _heard_alike(before: Report, after: Report) -> bool:
    """Whether the detector of filled pauses knew the speaker's own in both, or in neither."""
    return (before.own_voice is None) == (after.own_voice is None)


def _notes(before: Report, after: Report) -> tuple[str, ...]:
    (one, *words), (other, *other_words) = _method_of(before), _method_of(after)
    again = [str(report.attempt.id) for report in (before, after) if report.attempt]
    way = f" To measure both the same way: saywell reanalyse {' '.join(again)}" if again else ""
    if one != other:
        return (f"Measured by different versions of saywell, so nothing is judged.{way}",)
    short = [r.attempt.id for r in (before, after) if r.attempt and (r.metrics["answer_s"].value or 0) < _SHORT_S]
    notes = []
    if short:
        numbers = " and ".join(map(str, short))
        notes.append(f"Attempt {numbers} lasts under {_SHORT_S:.0f} s: too short for a fair comparison.")
    if words != other_words:
        notes.append(f"The words come from different recognisers, so what depends on them is not judged.{way}")
    if not _heard_alike(before, after):
        notes.append(f"Um and uh were heard once with your own taught and once without, so they are not judged.{way}")
    if len(again) == 2 and _corrected(before) != _corrected(after):
        one_id, other_id = again if _corrected(before) else again[::-1]
        notes.append(
            f"You corrected um and uh in attempt {one_id} and not in attempt {other_id}; that moves the counts."
        )
    return (*notes, *_by_other_methods(before, after))


def _corrected(report: Report) -> bool:
    """Whether the person took some filled pauses out or added some, by hand."""
    return any(mark.kind == "filled_pause" and mark.verdict != "fine" for mark in report.marks)


def _by_other_methods(before: Report, after: Report) -> list[str]:
    """A sentence for each metric that was measured in two ways."""
    notes = []
    for name, one in before.metrics.items():
        other = after.metrics.get(name)
        if name in catalogue() and other and one.method and other.method and one.method != other.method:
            label = catalogue()[name].label
            notes.append(f"{label} is by {one.method} before and by {other.method} after, so it is not judged.")
    return notes
