"""`saywell questions`: the bank."""

from __future__ import annotations

import json
import shutil
import textwrap

from saywell import kinds, questions
from saywell.kinds import KINDS
from saywell.model import Kind, printable
from saywell.questions import Entry


def show_list(kind: Kind | None, *, as_json: bool) -> None:
    """List the questions by kind."""
    entries = [entry for entry in questions.bank() if kind in (None, entry.question.kind)]
    if as_json:
        print(json.dumps([_row(entry) for entry in entries]))
        return
    width = max((len(entry.id) for entry in entries), default=0)
    room = max(30, shutil.get_terminal_size().columns - width - 4)
    for name in KINDS:
        chosen = [entry for entry in entries if entry.question.kind == name]
        if chosen:
            print(f"{name.replace('_', ' ')}")
        for entry in chosen:
            first, *more = textwrap.wrap(printable(entry.text), room)
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
    about = [kinds.in_words(entry.question.kind), f"{low:.0f} to {high:.0f} s", entry.competency]
    print(", ".join(part for part in about if part))
    if entry.strong:
        print("\nA strong answer has:")
        for point in entry.strong:
            print(f"  - {printable(point)}")
    if entry.hint:
        print(f"\nHint: {entry.hint}")
    print(f"\nTo answer it: saywell record {entry.id}")


def add(
    text: str, *, kind: Kind | None, id: str | None, target_s: tuple[float, float] | None, strong: tuple[str, ...]
) -> None:
    """Add a question of one's own and say what it is called."""
    entry = questions.add(text, kind=kind, id=id, target_s=target_s, strong=strong)
    low, high = entry.question.target_s or (0, 0)
    told = kinds.in_words(entry.question.kind)
    print(f"Added {entry.id} ({told}, {low:.0f} to {high:.0f} s). To answer it: saywell record {entry.id}")


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
