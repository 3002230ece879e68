"""The question bank: ours (data/questions.toml) and the person's own (in the history)."""

from __future__ import annotations

import re
import tomllib
from dataclasses import dataclass
from functools import lru_cache
from importlib import resources
from typing import Any

from saywell import kinds, store
from saywell.errors import UsageError
from saywell.kinds import TARGET_S
from saywell.model import Kind, Question

_ID = re.compile(r"(?=.{1,40}$)[a-z0-9]+(-[a-z0-9]+)*")
_LONGEST, _LONGEST_ID = 300, 32


@dataclass(frozen=True, slots=True)
class Entry:
    """A question of the bank.

    Attributes:
        question: as it is asked.
        competency: what it is meant to show; empty where nobody said.
        strong: what a strong answer contains, a point each.
        hint: one line of help.
        own: the person added it.
    """

    question: Question
    competency: str = ""
    strong: tuple[str, ...] = ()
    hint: str = ""
    own: bool = False

    @property
    def id(self) -> str:
        assert self.question.id
        return self.question.id

    @property
    def text(self) -> str:
        return self.question.text or ""


@lru_cache(maxsize=1)
def ours() -> tuple[Entry, ...]:
    """The questions that come with saywell."""
    text = resources.files("saywell.data").joinpath("questions.toml").read_text("utf-8")
    return tuple(_entry(id, data) for id, data in tomllib.loads(text).items())


def bank() -> tuple[Entry, ...]:
    """Ours, then the person's own."""
    with store.opened() as history:
        return (*ours(), *(_entry(data["id"], data, own=True) for data in history.questions()))


def find(id: str) -> Entry:
    """A question by its id.

    Raises:
        UsageError: there is none; it names the nearest.
    """
    from difflib import get_close_matches

    for entries in (ours, bank):  # the history is opened for a question that is not ours
        known = {entry.id: entry for entry in entries()}
        if id in known:
            return known[id]
    near = get_close_matches(id, known, n=2)
    hint = f"Did you mean {' or '.join(near)}?" if near else "saywell questions list has them."
    raise UsageError(f"There is no question {id}", hint, code="unknown_question")


def asked(id: str | None, text: str | None, kind: Kind | None) -> Entry:
    """The question that the command line names: one of the bank, or any other by its text and kind.

    Raises:
        UsageError: there is no such question, or both were named.
    """
    if id is None:
        return Entry(kinds.question(text, kind))
    if text is not None or kind is not None:
        raise UsageError("A question of the bank has its own text and kind", "Leave out --question and --kind.")
    return find(id)


def add(
    text: str,
    *,
    kind: Kind | None = None,
    id: str | None = None,
    target_s: tuple[float, float] | None = None,
    strong: tuple[str, ...] = (),
) -> Entry:
    """Add a question of one's own.

    Args:
        text: as it is asked.
        kind: told by its wording if None, else behavioural.
        id: made of its first words if None.
        target_s: the least and the most that a good answer takes.
        strong: what a strong answer contains.

    Raises:
        UsageError: the id is taken or is none, the text is empty, the target is no stretch of time.
    """
    text = " ".join(text.split())
    if not text:
        raise UsageError("The question has no words", 'Write it in quotes: saywell questions add "Why us?"')
    if len(text) > _LONGEST:
        raise UsageError(f"The question has {len(text)} characters", f"Say it in {_LONGEST} at most.")
    if target_s and not 0 < target_s[0] <= target_s[1]:
        raise UsageError("The target is no stretch of time", "Give the least and the most seconds: --target 60 120")
    taken = {entry.id for entry in bank()}
    id = id or _new_id(text, taken)
    if not _ID.fullmatch(id):
        hint = "Use small letters, digits and dashes, 40 at most, such as team-conflict."
        raise UsageError(f"{id[:60]} can't be an id", hint)
    if id in taken:
        raise UsageError(f"There is a question {id} already", "Give another --id.")
    told = kind or kinds.guess(text) or kinds.ASSUMED
    data = {"id": id, "kind": told, "text": text, "target_s": target_s or TARGET_S[told], "strong": strong}
    with store.opened() as history:
        history.add_question(id, data)
    return _entry(id, data, own=True)


def _new_id(text: str, taken: set[str]) -> str:
    """The first words of a question, with a number if they are taken."""
    words = re.findall(r"[a-z0-9]+", text.lower().replace("’", "").replace("'", ""))
    base = "-".join(words[:4])[:_LONGEST_ID].strip("-") or "question"
    names = (base if k == 1 else f"{base}-{k}" for k in range(1, len(taken) + 2))
    return next(name for name in names if name not in taken)


def _entry(id: str, data: dict[str, Any], *, own: bool = False) -> Entry:
    low, high = data["target_s"]
    return Entry(
        question=Question(data["kind"], data["text"], id=id, target_s=(float(low), float(high))),
        competency=data.get("competency", ""),
        strong=tuple(data["strong"]),
        hint=data.get("hint", ""),
        own=own,
    )
