"""`saywell play`: hear an attempt again, or one finding in it."""

from __future__ import annotations

from collections.abc import Sequence

from saywell import devices, store
from saywell.cli.history import find
from saywell.cli.screen import clock
from saywell.errors import UsageError
from saywell.model import Finding, Report, printable

_AROUND_S = 0.5


def run(number: str, finding: str | None, *, list_them: bool) -> None:
    """Play the whole answer, one finding with half a second around it, or all of a kind one after another."""
    import soundfile

    with store.opened() as history:
        attempt = find(history, number)
        if list_them:
            report = history.report(attempt)
            _list(_chosen(report, finding) if finding else report.findings)
            return
        path = history.audio(attempt)
        chosen = _chosen(history.report(attempt), finding) if finding else None
    with soundfile.SoundFile(path) as file:
        if chosen is None:
            devices.play(file.read(dtype="float32", always_2d=True), file.samplerate)
            return
        for one in chosen:
            print(_line(one), flush=True)
            first = max(0, round((one.start_s - _AROUND_S) * file.samplerate))
            last = min(file.frames, round((one.end_s + _AROUND_S) * file.samplerate))
            file.seek(first)
            devices.play(file.read(last - first, dtype="float32", always_2d=True), file.samplerate)


def _chosen(report: Report, name: str) -> list[Finding]:
    chosen = [one for one in report.findings if name in (one.id, one.kind)]
    if chosen:
        return chosen
    assert report.attempt
    kinds = ", ".join(dict.fromkeys(one.kind for one in report.findings))
    raise UsageError(
        f"Attempt {report.attempt.id} has no finding {name}",
        f"saywell play {report.attempt.id} --list shows them" + (f"; kinds: {kinds}." if kinds else "."),
        code="unknown_finding",
    )


def _list(findings: Sequence[Finding]) -> None:
    for one in findings:
        print(_line(one))
    if not findings:
        print("There are no findings.")


def _line(one: Finding) -> str:
    said = f"  “{printable(one.text)}”" if one.text else ""
    length = f"{one.end_s - one.start_s:.1f} s"
    label = "" if one.label == length else printable(one.label)
    return f"{one.id:<28}{clock(one.start_s):>5}  {length:>6}  {label}{said}".rstrip()
