"""What the person says of filled pauses goes before what was found: none there, one there, one not found."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace

from saywell.model import Finding, Mark, Span

KIND = "filled_pause"


def corrected(found: Sequence[Finding], marks: Sequence[Mark]) -> tuple[Finding, ...]:
    """The filled pauses as the person left them: without the wrong ones, with those that were missed, all sure."""
    own = [mark for mark in marks if mark.kind == KIND]
    out = []
    for finding in found:
        mark = next((mark for mark in own if same(mark.span, finding.span)), None)
        if mark is None:
            out.append(finding)
        elif mark.verdict != "wrong":
            label = finding.label.removeprefix("possible ")
            out.append(replace(finding, label=label, confidence=1.0, marked=mark.verdict))
    for mark in own:
        if mark.verdict != "wrong" and not any(same(mark.span, finding.span) for finding in out):
            out.append(Finding(KIND, "um or uh", mark.start_s, mark.end_s, "acoustic", 1.0, marked=mark.verdict))
    return tuple(sorted(out, key=lambda finding: finding.start_s))


def refused(marks: Sequence[Mark]) -> list[Span]:
    """Where the person says that there is no filled pause."""
    return [mark.span for mark in marks if mark.kind == KIND and mark.verdict == "wrong"]


def same(one: Span, other: Span) -> bool:
    """Whether they are one event: the middle of either lies in the other."""
    return one.middle_s in other or other.middle_s in one
