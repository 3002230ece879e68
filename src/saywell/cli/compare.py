"""`saywell compare`: two attempts side by side."""

from __future__ import annotations

from saywell import store
from saywell.cli.history import find
from saywell.compare import Comparison, compare
from saywell.errors import UsageError
from saywell.model import Attempt
from saywell.store import Store


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
    before = history.before(attempt)
    return _compare(history, before, attempt) if before else None


def _pair(history: Store, one: str | None, other: str | None) -> tuple[Attempt, Attempt]:
    if one is not None and other is not None:
        before, after = find(history, one), find(history, other)
        if before.id == after.id:
            raise UsageError(f"Attempt {after.id} is compared with itself", "Name two: saywell compare 1 2")
        return before, after
    newest = find(history, one) if one is not None else history.tried_again()
    earlier = history.before(newest) if newest else None
    if newest and earlier:
        return earlier, newest
    if newest:
        raise UsageError(
            f"Attempt {newest.id} is the first at its question", f"Name another: saywell compare {newest.id} OTHER"
        )
    raise UsageError(
        "There are no two attempts at one question yet", "Record one again, or name two: saywell compare 1 2"
    )


def _compare(history: Store, before: Attempt, after: Attempt) -> Comparison:
    takes = history.entries(question=after.question)
    return compare(history.report(before), history.report(after), takes)
