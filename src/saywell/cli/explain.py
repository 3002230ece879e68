"""`saywell explain`: a metric's formula, band, source and known weakness; and what it was in an attempt, and why."""

from __future__ import annotations

import textwrap

from saywell import config
from saywell.cli import at
from saywell.errors import UsageError
from saywell.kinds import in_words
from saywell.metrics import Spec, catalogue, range_in_words
from saywell.model import Report, printable
from saywell.report.content import WHY_NULL


def run(name: str | None, attempt: str | None = None) -> None:
    """Explain a metric; the list of them if none is named.

    Args:
        name: of a metric, or what reports call it.
        attempt: also say what it was in this one, and the parts that it is the sum of.
    """
    if name is None:
        for known in catalogue().values():
            print(f"{known.name:<28}{known.label}")
        return
    spec = catalogue().get(name) or _by_label(name)
    if spec is None:
        raise unknown(name)
    for head, text in [*_lines(spec), *(_measured(spec, attempt) if attempt else ())]:
        lines = textwrap.wrap(printable(text), 66, break_on_hyphens=False) or [""]
        print(f"{head:<12}{lines[0]}" if len(head) < 12 else f"{head}  {lines[0]}")
        for line in lines[1:]:
            print(f"{'':<12}{line}")


def _by_label(label: str) -> Spec | None:
    """A metric by what reports call it."""
    return next((spec for spec in catalogue().values() if spec.label.lower() == label.lower()), None)


def unknown(name: str) -> UsageError:
    """The error for a metric that does not exist, with the nearest ones that do."""
    from difflib import get_close_matches

    near = get_close_matches(name, catalogue(), n=2)
    hint = f"Did you mean {' or '.join(near)}?" if near else "saywell explain lists them."
    return UsageError(f"There is no metric {name}", hint, code="unknown_metric")


def _lines(spec: Spec) -> list[tuple[str, str]]:
    lines = [(spec.label, spec.name), ("Unit", spec.unit), ("Formula", spec.formula)]
    band = config.load().bands.get(spec.name)
    if band:
        lines.append(("Band", f"{band[0]:g} to {band[1]:g}, set in {config.config_file()}."))
    elif spec.target:
        lines.append(("Band", f"{spec.target[0]:g} to {spec.target[1]:g}. {spec.why_target}"))
    elif spec.why_target:
        lines.append(("Band", spec.why_target))
    else:
        lines.append(("Band", "None: nobody has shown one."))
    lines.append(("Range", range_in_words(spec)))
    return [*lines, ("Source", spec.source), ("Weakness", spec.weakness)]


def _measured(spec: Spec, number: str) -> list[tuple[str, str]]:
    """What the metric was in an attempt, and what each part of it adds."""
    from saywell import store
    from saywell.cli.history import find

    with store.opened() as history:
        attempt = find(history, number)
        report = history.report(attempt)
        metric = report.metrics.get(spec.name)
    head = f"Attempt {attempt.id}"
    if metric is None or metric.value is None:
        reason = metric.why_null if metric and metric.why_null else "not_measured_yet"
        return [(head, f"Not known: {WHY_NULL.get(reason, reason)}.")]
    value = f"{metric.value:.{spec.digits}f}"
    if metric.low is not None and metric.high is not None:
        value += f" ({metric.low:.{spec.digits}f} to {metric.high:.{spec.digits}f})"
    if metric.method:
        value += f", by {metric.method}"
    parts = [
        (f"{part.contribution:>+10.2f}", f"{part.label}: {part.value:.2f} {part.unit}")
        for part in metric.parts
        if part.contribution or spec.name != "structure_score"
    ]
    return [(head, value), *parts, *(("", line) for line in _evidence(spec.name, report))]


def _evidence(name: str, report: Report) -> list[str]:
    """Where in the attempt the number comes from: its findings, or its sentences."""
    kind = name.removesuffix("_count").removesuffix("s_per_minute")
    if name == "pitch_sd_semitones":
        kind = "monotone_stretch"
    findings = [
        f"{at(f.start_s)}  {f.text or f'{f.end_s - f.start_s:.1f} s'}" for f in report.findings if f.kind == kind
    ]
    if findings or report.structure is None:
        return findings
    sentences = report.structure.sentences
    if name == "structure_score":
        return [f"{at(s.start_s)}  {in_words(s.label)} ({s.confidence:.0%}): {s.text}" for s in sentences]
    if report.conciseness is None:
        return []
    if name == "time_to_point_s" and report.conciseness.point is not None:
        point = sentences[report.conciseness.point]
        return [f"{at(point.start_s)}  {point.text}"]
    if name == "redundancy_share":
        pairs = [(sentences[later], sentences[earlier]) for later, earlier in report.conciseness.repeats]
        return [f"{at(a.start_s)}  {a.text} (said at {at(b.start_s)}: {b.text})" for a, b in pairs]
    return []
