"""`saywell job`: the description of the job that one practises for, and which answers show what it asks for."""

from __future__ import annotations

import json
import shutil
import sys
from collections.abc import Iterator, Sequence

from saywell import store
from saywell.cli import fail, say
from saywell.english import listed
from saywell.errors import SaywellError, UsageError
from saywell.job.extract import MOST_TERMS, extract
from saywell.job.overview import Overview, overview
from saywell.model import Report, Term, printable
from saywell.report.content import moment
from saywell.store import JobText, Store

_HEADS = {"skill": "Skills", "value": "Values", "duty": "Duties"}
_MOST_NUMBERS = 6


def add(path: str) -> None:
    """Keep a job description in place of the one there was, and say what was found in it."""
    from saywell.job import document

    if path == document.STDIN and sys.stdin.isatty():
        say("Paste the job description. Ctrl-D at the beginning of a line ends it.", sys.stderr)
    name, text = document.read(path)
    terms = extract(text).terms
    if not terms:
        hint = "Is it one? Skills, duties and values stand in lists, and in sentences such as: experience with Python."
        raise UsageError(f"Nothing that a job asks for was found in {name}", hint, code="job_empty")
    with store.opened() as history:
        before = history.job()
        history.set_job(JobText(name, store.now(), text))
        kept = len(history.attempts())
    if before:
        say(f"{printable(before.name)}, added {moment(before.added_at)}, is replaced.", sys.stdout)
    found = ", ".join(_count(sum(term.kind == kind for term in terms), kind) for kind in _HEADS)
    most = f" No more than {MOST_TERMS} are used." if len(terms) == MOST_TERMS else ""
    say(f"Found {found}.{most} To see them, and which answers show them: saywell job show", sys.stdout)
    if kept:
        say("Reports from now on say what they cover. Those that are kept: saywell reanalyse --all", sys.stdout)


def show(*, as_json: bool) -> None:
    """What the job asks for, and which kept attempts show it."""
    with store.opened() as history:
        kept = history.job()
        if kept is None:
            raise UsageError("There is no job yet", "To add one: saywell job add FILE", code="no_job")
        seen = overview(extract(kept.text), list(_reports(history)))
    if as_json:
        print(json.dumps(_row(kept, seen)))
        return
    say(f"{printable(kept.name)}, added {moment(kept.added_at)}", sys.stdout)
    room = max(20, shutil.get_terminal_size().columns - 4 * _MOST_NUMBERS)
    width = min(room, max((len(term.label) for term, _ in seen.shown), default=0))
    for kind, head in _HEADS.items():
        lines = [(term, ids) for term, ids in seen.shown if term.kind == kind]
        if lines:
            print(f"\n{head:<{width + 2}}  Attempts")
        for term, ids in lines:
            print(_line(term, ids, width))
    print()
    for sentence in _told(seen):
        say(sentence, sys.stdout)


def remove() -> None:
    """Delete the job description."""
    with store.opened() as history:
        kept = history.job()
        if kept is None:
            print("There is no job to remove.")
            return
        history.remove_job()
    say(f"{printable(kept.name)} is removed. Reports that are kept still say what they covered of it.", sys.stdout)


def _reports(history: Store) -> Iterator[Report]:
    """The newest report of each kept attempt, the oldest attempt first; one that is damaged is told and left out."""
    for attempt in sorted(history.attempts(), key=lambda attempt: attempt.id):
        try:
            yield history.report(attempt)
        except SaywellError as error:
            fail(error)


def _line(term: Term, ids: Sequence[int], width: int) -> str:
    label = printable(term.label)
    label = label if len(label) <= width else f"{label[: width - 3]}..."
    numbers = " ".join(map(str, ids[-_MOST_NUMBERS:]))
    return f"  {label:<{width}}  {'... ' if len(ids) > _MOST_NUMBERS else ''}{numbers or '-'}"


def _told(seen: Overview) -> Iterator[str]:
    """What it comes to, in sentences."""
    if not seen.answers:
        yield "No kept answer has words to look in yet. To record one: saywell record"
        return
    covered = sum(bool(ids) for _, ids in seen.shown)
    total = len(seen.shown)
    yield f"Kept answers cover {covered} of {total}; {total - covered} are in none."
    for story in seen.stories:
        often = f" for {len(story.attempts)} questions: find another for some of them" if story.overused else ""
        words = printable(", ".join(story.words))
        yield f"Attempts {listed([*map(str, story.attempts)])} seem to tell the same story{often} ({words})."


def _row(kept: JobText, seen: Overview) -> dict[str, object]:
    return {
        "name": kept.name,
        "added_at": kept.added_at,
        "terms": [
            {"label": term.label, "kind": term.kind, "attempts": [str(id) for id in ids]} for term, ids in seen.shown
        ],
        "covered": [term.label for term, ids in seen.shown if ids],
        "missing": [term.label for term, ids in seen.shown if not ids],
        "stories": [
            {"attempts": [str(id) for id in story.attempts], "overused": story.overused, "words": list(story.words)}
            for story in seen.stories
        ],
    }


def _count(number: int, kind: str) -> str:
    return f"{number} {kind if number == 1 else _HEADS[kind].lower()}"
