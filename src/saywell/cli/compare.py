"""`saywell compare`: two attempts side by side."""

from __future__ import annotations

from saywell import store
from saywell.cli.history import find
from saywell.compare import Comparison, compare
from saywell.errors import UsageError
from saywell.model import Attempt
from saywell.store import Entry, Store, same_question


def run(one: str | None, other: str | None, *, as_json: bool, every_metric: bool, texts: bool) -> None:
    """Compare two attempts; the last two at the same question if none is named."""
    from saywell.report import comparison

    with store.opened() as history:
        result = _compare(history, *_pair(history, one, other))
    if as_json:
        print(comparison.render_json(result))
        return
    from rich.console import Console

    comparison.show(result, Console(highlight=False, soft_wrap=True), every_metric=every_metric, texts=texts)


def with_last(history: Store, attempt: Attempt) -> Comparison | None:
    """An attempt beside the one before it at the same question, if there is one."""
    earlier = [entry.attempt for entry in _at(history, attempt) if entry.attempt.id < attempt.id]
    return _compare(history, earlier[-1], attempt) if earlier else None


def _pair(history: Store, one: str | None, other: str | None) -> tuple[Attempt, Attempt]:
    if one is not None and other is not None:
        return find(history, one), find(history, other)
    if one is not None:
        after = find(history, one)
        earlier = [entry.attempt for entry in _at(history, after) if entry.attempt.id < after.id]
        if not earlier:
            raise UsageError(
                f"Attempt {after.id} is the first at its question", f"Name another: saywell compare {after.id} OTHER"
            )
        return earlier[-1], after
    attempts = history.attempts()
    for k in range(len(attempts) - 1, 0, -1):
        for before in reversed(attempts[:k]):
            if same_question(before.question, attempts[k].question):
                return before, attempts[k]
    raise UsageError(
        "There are no two attempts at one question yet", "Record one again, or name two: saywell compare 1 2"
    )


def _compare(history: Store, before: Attempt, after: Attempt) -> Comparison:
    return compare(history.report(before), history.report(after), _at(history, after))


def _at(history: Store, attempt: Attempt) -> list[Entry]:
    """The attempts at the same question, the oldest first."""
    entries = history.entries(question_id=attempt.question.id)
    return [entry for entry in entries if same_question(entry.attempt.question, attempt.question)]
