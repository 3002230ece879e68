"""`saywell questions`: the bank."""

from __future__ import annotations

import json
import shutil
import sys
import textwrap
from collections.abc import Sequence
from typing import Any

from saywell import kinds, questions, store
from saywell.cli import complain, say
from saywell.errors import UsageError
from saywell.kinds import KINDS
from saywell.model import Kind, printable
from saywell.questions import Entry

_MOST_COMPLAINTS = 10


def show_list(kind: Kind | None, *, competency: str, own: bool, words: str, as_json: bool) -> None:
    """List the questions that fit by kind."""
    entries = questions.chosen(kind=kind, competency=competency, own=own, words=words)
    if as_json:
        print(json.dumps([_row(entry) for entry in entries]))
    elif entries:
        _print_by_kind(entries)
    else:
        say("No question fits. saywell questions list has them all.", sys.stdout)


def _print_by_kind(entries: Sequence[Entry]) -> None:
    width = max(len(entry.id) for entry in entries)
    room = max(30, shutil.get_terminal_size().columns - width - 4)
    for name in KINDS:
        chosen = [entry for entry in entries if entry.question.kind == name]
        if chosen:
            print(kinds.in_words(name))
        for entry in chosen:
            first, *more = textwrap.wrap(f"{printable(entry.text)}{' (yours)' if entry.own else ''}", room)
            print(f"  {entry.id:<{width}}  {first}")
            for line in more:
                print(f"  {'':<{width}}  {line}")


def show(id: str, *, as_json: bool) -> None:
    """One question with what a strong answer contains."""
    entry = questions.find(id)
    if as_json:
        print(json.dumps(_row(entry)))
        return
    low, high = entry.question.target_s or (0, 0)
    print("\n".join(textwrap.wrap(printable(entry.text), 78)))
    yours = "yours" if entry.own else ""
    about = [kinds.in_words(entry.question.kind), f"{low:.0f} to {high:.0f} s", printable(entry.competency), yours]
    print(", ".join(part for part in about if part))
    if entry.strong:
        print("\nA strong answer has:")
        for point in entry.strong:
            print(f"  - {printable(point)}")
    if entry.hint:
        print(f"\nHint: {printable(entry.hint)}")
    print(f"\nTo answer it: saywell record {entry.id}")


def add(text: str, **said: Any) -> None:
    """Add a question of one's own and say what it is called."""
    print(f"Added {_in_short(questions.add(text, **said))}")


def edit(id: str, **said: Any) -> None:
    """Change a question of one's own."""
    entry = questions.edit(id, **said)
    print(f"Changed {_in_short(entry)}")
    _tell_of_attempts([entry])


def remove(ids: Sequence[str]) -> None:
    """Delete questions of one's own."""
    entries = questions.remove(ids)
    print(f"Removed {', '.join(entry.id for entry in entries)}.")
    _tell_of_attempts(entries)


def import_(file: str) -> None:
    """Add the questions of a file, or say of each that is wrong why none was added."""
    came = questions.take_in(file)
    for error in came.refused[:_MOST_COMPLAINTS]:
        complain(str(error))
    if came.refused:
        count = len(came.refused)
        wrong = "1 entry is wrong" if count == 1 else f"{count} entries are wrong"
        raise UsageError(f"Nothing was imported: {wrong}", "Mend that and import it again.")
    known = f"; {came.known} {'was' if came.known == 1 else 'were'} there already" if came.known else ""
    print(f"Imported {len(came.added)} question{'s' * (len(came.added) != 1)}{known}.")
    if came.added:
        _print_by_kind(came.added)


def _in_short(entry: Entry) -> str:
    low, high = entry.question.target_s or (0, 0)
    told = kinds.in_words(entry.question.kind)
    return f"{entry.id} ({told}, {low:.0f} to {high:.0f} s). To answer it: saywell record {entry.id}"


def _tell_of_attempts(entries: Sequence[Entry]) -> None:
    """Attempts keep the question that they answered: said where there are any."""
    with store.opened() as history:
        counts = [(entry.id, len(history.entries(question=entry.question))) for entry in entries]
    for id, count in counts:
        kept = "1 attempt at it stays" if count == 1 else f"{count} attempts at it stay"
        if count:
            say(f"{kept}, with the question as it was: saywell history --question-id {id}", sys.stdout)


def _row(entry: Entry) -> dict[str, object]:
    return {
        "id": entry.id,
        "kind": entry.question.kind,
        "text": entry.text,
        "target_s": list(entry.question.target_s or ()),
        "competency": entry.competency,
        "strong": list(entry.strong),
        "hint": entry.hint,
        "own": entry.own,
    }
