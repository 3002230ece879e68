"""What the person says of findings goes before what was found: none there, one there, one not found."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace

from saywell.analyse.take import Take, in_words
from saywell.model import Finding, Mark, Span

KINDS = "filled_pause", "filler_word", "repetition", "false_start", "hedge"
"""What can be marked."""
SOUND = "filled_pause"
"""What is also heard where no word is: only of these can one have been missed."""


def corrected(take: Take, found: Sequence[Finding], kind: str) -> tuple[Finding, ...]:
    """The findings of a kind as the person left them: without the wrong ones, with those that were missed, all sure."""
    own = [mark for mark in take.marks if mark.kind == kind]
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
            out += _by_mark(take, mark)
    return tuple(sorted(out, key=lambda finding: finding.start_s))


def refused(marks: Sequence[Mark]) -> list[Span]:
    """Where the person says that there is no filled pause."""
    return [mark.span for mark in marks if mark.kind == SOUND and mark.verdict == "wrong"]


def same(one: Span, other: Span) -> bool:
    """Whether they are one event: the middle of either lies in the other."""
    return one.middle_s in other or other.middle_s in one


def _by_mark(take: Take, mark: Mark) -> list[Finding]:
    """What only the person says is there."""
    if mark.kind == SOUND:
        return [Finding(SOUND, "um or uh", mark.start_s, mark.end_s, "acoustic", 1.0, marked=mark.verdict)]
    used = [(k, word) for k, word in enumerate(take.words) if word.span.middle_s in mark.span]
    return [replace(in_words(mark.kind, None, used, 1.0), marked=mark.verdict)] if used else []
