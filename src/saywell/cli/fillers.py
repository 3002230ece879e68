"""`saywell fillers`: which words are counted, what was taught and marked, and what came of it."""

from __future__ import annotations

import json
import sys
from dataclasses import asdict
from typing import Any

from saywell import own_voice, own_words, store
from saywell.cli import at, say
from saywell.cli.history import confirm
from saywell.cli.marks import id_of
from saywell.cli.reanalyse import rescored
from saywell.cli.teach import tell
from saywell.features.own import Score
from saywell.own_voice import Learned
from saywell.report.as_json import mark_as_dict
from saywell.report.content import moment


def allow(word: str, *, allowed: bool) -> None:
    """Count a word no more, or again; in all that is kept, too."""
    changed = own_words.allow(word, allowed=allowed)
    name = own_words.plain(word)
    if not changed:
        print(f"“{name}” is allowed already." if allowed else f"“{name}” is counted as it is.")
        return
    with store.opened() as history:
        others = rescored(history, {name})
    say(f"“{name}” is {'not counted any more' if allowed else 'counted again'}. {others}", sys.stdout)


def show_list(*, as_json: bool) -> None:
    """What was taught and marked, and what came of it."""
    with store.opened() as history:
        marks = [(attempt.id, mark) for attempt in history.marked() for mark in history.marks(attempt)]
    learned, lessons, words = own_voice.learned(), own_voice.lessons(), own_words.current()
    if as_json:
        listed = {
            "lessons": [asdict(lesson) for lesson in lessons],
            "marks": [{"attempt": str(id), **mark_as_dict(mark)} for id, mark in marks],
            "learned": _row(learned) if learned else None,
            "allowed": list(words.allowed),
            "leanings": dict(words.leanings),
        }
        print(json.dumps(listed))
        return
    if not marks and not lessons and not words:
        print("Nothing is allowed, taught or marked yet. To begin: saywell fillers teach")
        return
    if words.allowed:
        say(f"Not counted: {', '.join(f'“{word}”' for word in words.allowed)}.", sys.stdout)
    for word, by in words.leanings.items():
        say(f"“{word}”: by your marks a filler {'less' if by < 0 else 'more'} often than others mean it.", sys.stdout)
    for lesson in lessons:
        print(f"lesson of {moment(lesson.at)}: {lesson.fillers} um and uh")
    for id, mark in marks:
        print(f"attempt {id:<4} {at(mark.start_s):>7}  {id_of(mark):<20}  {mark.verdict}")
    print(f"{len(lessons)} lesson{'s' * (len(lessons) != 1)}, {len(marks)} mark{'s' * (len(marks) != 1)}.")
    if learned:
        tell(learned)


def forget(*, yes: bool) -> None:
    """Delete what was learned of the person's voice and words, with the lessons. Marks stay with their attempts."""
    if not own_voice.anything() and not own_words.current().leanings:
        print("There is nothing to forget: nothing was taught or learned.")
        return
    confirm("Forget what was learned of your um and uh and your filler words, and the recordings of the lessons?", yes)
    with store.opened() as history:
        history.learn_no_more()
    own_voice.forget()
    own_words.forget()
    say(
        "Forgotten: the lessons and all that was learned. Marks stay with their attempts, and words that you allowed "
        "stay allowed.",
        sys.stdout,
    )


def _row(learned: Learned) -> dict[str, Any]:
    def score(one: Score) -> dict[str, int]:
        return {"heard": one.heard, "false_alarms": one.false_alarms}

    return {
        "fillers": learned.fillers,
        "ordinary": learned.ordinary,
        "before": score(learned.before),
        "after": score(learned.after),
        "used": learned.helps,
        "taught": learned.taught,
    }
