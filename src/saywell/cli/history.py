"""`saywell history`, `show`, `forget`, `export`, `import`: what is kept."""

from __future__ import annotations

import json
import shutil
from collections.abc import Sequence
from datetime import datetime
from pathlib import Path

from saywell import store
from saywell.cli import ask, complain, output, somebody_there
from saywell.errors import UsageError
from saywell.model import Attempt, Entry, Question, printable
from saywell.report import as_json
from saywell.report.content import moment
from saywell.store import Store

_LAST = 20
_COLUMNS = (
    ("answer_s", "length", "{:.0f} s", 7),
    ("words_per_minute", "words/min", "{:.0f}", 10),
    ("filled_pauses_per_minute", "um/min", "{:.1f}", 7),
    ("structure_score", "structure", "{:.2f}", 10),
)


def show_list(
    *, question: str | None, kind: str | None, since: str | None, last: int | None, every: bool, as_json: bool
) -> None:
    """List attempts, the newest last."""
    if last is not None and last < 1:
        raise UsageError("--last must be 1 or more", "Leave it out for the newest 20.")
    most = last or (-1 if every or as_json else _LAST)
    with store.opened() as history:
        entries = history.entries(
            question=Question("behavioural", id=question) if question else None,
            kind=kind,
            since=_since(since),
            last=most,
        )
    if as_json:
        for entry in entries:
            print(json.dumps(_row(entry)))
        return
    if not entries:
        narrowed = any((question, kind, since))
        print("No attempt fits." if narrowed else "Nothing is kept yet. To record an answer: saywell record")
        return
    print(f"{'':>5}  {'recorded':<16}{''.join(f'{head:>{width}}' for _, head, _, width in _COLUMNS)}  question")
    for entry in entries:
        print(_line(entry))


def show(number: str, *, original: bool, json: bool, format: str | None, every_metric: bool, tidy: bool) -> None:
    """Print the report of an attempt, or only its words, tidied."""
    form = output.form(json, format)
    with store.opened() as history:
        report = history.report(find(history, number), original=original)
    if tidy:
        output.write_tidied(report, form)
    else:
        output.write(report, form, every_metric=every_metric)


def forget(numbers: Sequence[str], *, everything: bool, yes: bool) -> None:
    """Delete attempts with all that is derived from them, or everything."""
    if bool(numbers) == everything:
        raise UsageError("Say what to forget", "Name attempts, such as saywell forget 3 4, or --all.")
    from saywell import own_voice, pending

    with store.opened() as history:
        attempts = [find(history, number) for number in numbers]
        what = ", ".join(f"attempt {attempt.id}" for attempt in attempts)
        confirm(f"Forget {what or 'everything that is kept'}, recordings and reports?", yes)
        if everything:
            with pending.alone():
                count = len(history.attempts())
                history.forget_everything()
                shutil.rmtree(pending.folder(), ignore_errors=True)
            print(f"Forgotten: {_count(count, 'attempt')} and everything else that was kept.")
            return
        history.forget(attempts)
        own_voice.forget_attempts(history, [attempt.uid for attempt in attempts])
        print(f"Forgotten: {what}.")
        if (copies := history.folder / "damaged").exists():
            complain(f"Copies of a damaged history may still hold it: {copies}. saywell forget --all deletes them.")


def export(path: str, numbers: Sequence[str]) -> int:
    """Write an archive of the whole history, or of some attempts; 1 if some had to be left out."""
    from saywell import archive

    with store.opened() as history:
        attempts = [find(history, number) for number in numbers] or history.attempts()
        left_out = archive.write(history, attempts, Path(path).expanduser())
    for error in left_out:
        complain(f"Left out: {error.what}.")
    written = _count(len(attempts) - len(left_out), "attempt")
    print(f"Wrote {written} to {path}. It holds your recordings: keep it safe.")
    return int(bool(left_out))


def import_(path: str) -> None:
    """Take in an archive."""
    from saywell import archive

    with store.opened() as history:
        came = archive.read(history, Path(path).expanduser())
    known = f", {came.known} were here already" if came.known else ""
    attempts, questions = _count(came.attempts, "attempt"), _count(came.questions, "question")
    print(f"Imported {attempts} and {questions}{known}.")


def find(history: Store, number: str) -> Attempt:
    """The attempt that a person names: its number, or `last`."""
    if number == "last":
        if newest := history.newest():
            return newest
        raise UsageError("Nothing is kept yet", "To record an answer: saywell record", code="unknown_attempt")
    if not number.isdecimal():
        raise UsageError(f"{number} is no attempt", "Give its number, or last; saywell history lists them.")
    return history.attempt(int(number))


def _count(number: int, noun: str) -> str:
    return f"{number} {noun}{'s' * (number != 1)}"


def _since(text: str | None) -> str | None:
    if text is None:
        return None
    try:
        return datetime.fromisoformat(text).isoformat()
    except ValueError:
        raise UsageError(f"--since can't read {text!r}", "Write a day, such as 2026-11-01.") from None


def confirm(question: str, yes: bool) -> None:
    """Go on only if the person says so."""
    if yes:
        return
    if not somebody_there():
        raise UsageError("Nobody can be asked whether to forget", "Say --yes.")
    if ask(f"saywell: {question} This can't be undone. [y/N]") not in ("y", "yes"):
        raise UsageError("Nothing was forgotten", "Answer y to forget.", code="declined")


def _row(entry: Entry) -> dict[str, object]:
    return {
        **as_json.attempt_as_dict(entry.attempt),
        "saywell_version": entry.saywell_version,
        "analysis_version": entry.analysis_version,
        "engine": entry.engine,
        "model": entry.model,
        "metrics": entry.values,
    }


def _line(entry: Entry) -> str:
    attempt = entry.attempt
    numbers = "".join(
        f"{form.format(entry.values[name]) if name in entry.values else '-':>{width}}"
        for name, _, form, width in _COLUMNS
    )
    asked = attempt.question.id or printable(attempt.question.text or "") or f"({attempt.question.kind})"
    line = f"{attempt.id:>5}  {moment(attempt.recorded_at)}{numbers}  "
    room = max(12, shutil.get_terminal_size().columns - len(line))
    return line + (asked if len(asked) <= room else f"{asked[: room - 3]}...")
