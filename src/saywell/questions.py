"""The question bank: ours (data/questions.toml) and the person's own (in the history)."""

from __future__ import annotations

import re
import tomllib
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from functools import lru_cache
from importlib import resources
from typing import Any

from saywell import config, database, kinds, question_files, store
from saywell.errors import UsageError
from saywell.kinds import KINDS, TARGET_S
from saywell.model import Kind, Question
from saywell.store import Store

_ID = re.compile(r"(?=.{1,40}$)[a-z0-9]+(-[a-z0-9]+)*")
_LONGEST, _LONGEST_ID = 300, 32
_LONGEST_S = 3600.0
_FIELDS = {"id", "kind", "text", "target_s", "competency", "strong", "hint", "own"}


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


@dataclass(frozen=True, slots=True)
class Imported:
    """What came of a file of questions.

    Attributes:
        added: those that are the person's own from now on.
        known: how many were in the bank already, as they are in the file.
        refused: what is wrong, an error an entry; nothing was added if there is any.
    """

    added: tuple[Entry, ...]
    known: int
    refused: tuple[UsageError, ...]


@lru_cache(maxsize=1)
def ours() -> tuple[Entry, ...]:
    """The questions that come with saywell."""
    text = resources.files("saywell.data").joinpath("questions.toml").read_text("utf-8")
    return tuple(_entry(id, data) for id, data in tomllib.loads(text).items())


def bank() -> tuple[Entry, ...]:
    """Ours, then the person's own."""
    if not (config.data_dir() / database.NAME).exists():
        return ours()
    with store.opened() as history:
        return _bank(history)


def chosen(*, kind: Kind | None = None, competency: str = "", own: bool = False, words: str = "") -> list[Entry]:
    """Those questions of the bank that fit.

    Args:
        kind: of this kind.
        competency: the competency, or a part of its name.
        own: only the person's.
        words: all of them in the text, the competency, the id or what a strong answer contains, whole or as parts.
    """
    return [
        entry
        for entry in bank()
        if kind in (None, entry.question.kind)
        and _plain(competency) in _plain(entry.competency)
        and (entry.own or not own)
        and all(word in _plain(_said_of(entry)) for word in _plain(words).split())
    ]


def find(id: str) -> Entry:
    """A question by its id.

    Raises:
        UsageError: there is none; it names the nearest.
    """
    return _find(id, bank())


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
    strong: Sequence[str] = (),
    hint: str = "",
    competency: str = "",
) -> Entry:
    """Add a question of one's own.

    Args:
        text: as it is asked.
        kind: told by its wording if None, else behavioural.
        id: made of its first words if None.
        target_s: the least and the most that a good answer takes; as its kind if None.
        strong: what a strong answer contains.
        hint: one line of help.
        competency: what it is meant to show.

    Raises:
        UsageError: the id is taken or is none, the text is empty, the target is no stretch of time.
    """
    said = {"text": text, "kind": kind, "target_s": target_s, "strong": strong, "hint": hint, "competency": competency}
    with store.opened() as history:
        entry = _new(id, _checked(said), _bank(history), history.answered())
        history.add_questions([_data(entry)])
    return entry


def edit(
    id: str,
    *,
    text: str | None = None,
    kind: Kind | None = None,
    target_s: tuple[float, float] | None = None,
    strong: Sequence[str] | None = None,
    hint: str | None = None,
    competency: str | None = None,
) -> Entry:
    """Change a question of one's own; None leaves as it is. Attempts at it keep the question that they answered.

    Raises:
        UsageError: there is none, it is one of ours, nothing is to be changed, or the change can't be.
    """
    said = {"text": text, "kind": kind, "target_s": target_s, "strong": strong, "hint": hint, "competency": competency}
    given = {name: value for name, value in said.items() if value is not None}
    with store.opened() as history:
        entry = _own(id, _bank(history))
        if not given:
            raise UsageError("Nothing is to be changed", "Say what: saywell questions edit --help lists it.")
        now = _data(entry)
        if kind and now["target_s"] == TARGET_S[entry.question.kind]:
            now["target_s"] = TARGET_S[kind]
        entry = _entry(id, _checked({**now, **given}), own=True)
        history.change_question(id, _data(entry))
    return entry


def remove(ids: Sequence[str]) -> list[Entry]:
    """Delete questions of one's own, all or none; attempts at them stay.

    Raises:
        UsageError: there is none of that name, or it is one of ours.
    """
    with store.opened() as history:
        entries = [_own(id, _bank(history)) for id in ids]
        history.remove_questions(ids)
    return entries


def take_in(file: str) -> Imported:
    """Add the questions of a file, or of stdin for `-`: all that are not here yet, or none if any is wrong.

    Raises:
        SaywellError: it can't be read.
        UsageError: it is no file of questions.
    """
    added: list[Entry] = []
    refused: list[UsageError] = []
    told = question_files.read(file)
    with store.opened() as history:
        known, answered = _bank(history), history.answered()
        for one in told:
            try:
                entry = _from_file(one.fields, (*known, *added), answered)
            except UsageError as error:
                where = f"{question_files.name_of(file)}, {one.where}"
                refused.append(UsageError(f"{where}: {error.what}", error.next, code=error.code))
                continue
            if entry not in known and entry not in added:
                added.append(entry)
        if added and not refused:
            history.add_questions([_data(entry) for entry in added])
    if refused:
        return Imported((), 0, tuple(refused))
    return Imported(tuple(added), len(told) - len(added), ())


# ---------------------------------------------------------------- the bank


def _bank(history: Store) -> tuple[Entry, ...]:
    """A person's own stands in for one of ours that came later under the same id: attempts were made at it."""
    own = tuple(_entry(data["id"], data, own=True) for data in history.questions())
    ids = {entry.id for entry in own}
    return (*(entry for entry in ours() if entry.id not in ids), *own)


def _find(id: str, bank: Sequence[Entry]) -> Entry:
    from difflib import get_close_matches

    known = {entry.id: entry for entry in bank}
    if id in known:
        return known[id]
    near = get_close_matches(id, known, n=2)
    hint = f"Did you mean {' or '.join(near)}?" if near else "saywell questions list has them."
    raise UsageError(f"There is no question {id}", hint, code="unknown_question")


def _own(id: str, bank: Sequence[Entry]) -> Entry:
    entry = _find(id, bank)
    if not entry.own:
        hint = 'Add one of your own in its place: saywell questions add "Why us?" (yours can be changed and removed).'
        raise UsageError(f"The question {id} comes with saywell and stays as it is", hint, code="not_own")
    return entry


def _said_of(entry: Entry) -> str:
    return " ".join((entry.id, entry.text, entry.competency, *entry.strong))


def _plain(text: str) -> str:
    """Without regard to case, spaces and the form of apostrophes."""
    return " ".join(text.replace("’", "'").casefold().split())


# ---------------------------------------------------------------- a question of one's own


def _from_file(said: object, bank: Sequence[Entry], answered: Mapping[str, set[str]]) -> Entry:
    """The question that an entry of a file tells: a new one, or the one of the bank that it is already."""
    if not isinstance(said, dict):
        raise UsageError("It has no fields", 'Give it at least a text: text = "Why us?"')
    if unknown := sorted(set(said) - _FIELDS):
        raise UsageError(f"It has an unknown field {unknown[0]}", f"These are known: {', '.join(sorted(_FIELDS))}.")
    id, data = said.get("id"), _checked(said)
    if id is not None and not isinstance(id, str):
        raise UsageError("Its id is not text", "Write it in quotes, or leave it out.")
    for entry in bank:
        if id is None and _plain(entry.text) == _plain(data["text"]):
            return entry
        if entry.id == id and (said.get("own") is False or _entry(id, data, own=entry.own) == entry):
            return entry  # of ours, this version's wording holds
    return _new(id, data, bank, answered)


def _new(id: str | None, data: dict[str, Any], bank: Sequence[Entry], answered: Mapping[str, set[str]]) -> Entry:
    """A question under an id that is free.

    Args:
        id: made of its first words if None.
        data: checked.
        answered: what was asked under the ids of attempts. A removed question's id is free for that question alone.
    """
    taken = {entry.id for entry in bank}
    taken |= {one for one, texts in answered.items() if _plain(data["text"]) not in map(_plain, texts)}
    id = id or _new_id(data["text"], taken)
    if not _ID.fullmatch(id):
        hint = "Use small letters, digits and dashes, 40 at most, such as team-conflict."
        raise UsageError(f"{id[:60]} can't be an id", hint)
    if id in taken:
        removed = id not in {entry.id for entry in bank}
        what = f"There are attempts at another question {id}" if removed else f"There is a question {id} already"
        raise UsageError(what, "Give another id, or none.")
    return _entry(id, data, own=True)


def _new_id(text: str, taken: set[str]) -> str:
    """The first words of a question, with a number if they are taken."""
    words = re.findall(r"[a-z0-9]+", text.lower().replace("’", "").replace("'", ""))
    base = "-".join(words[:4])[:_LONGEST_ID].strip("-") or "question"
    names = (base if k == 1 else f"{base}-{k}" for k in range(1, len(taken) + 2))
    return next(name for name in names if name not in taken)


def _checked(said: Mapping[str, object]) -> dict[str, Any]:
    """What is kept of a question, but for its id.

    Raises:
        UsageError: a field is not what it must be.
    """
    text = _line("The question", said.get("text"))
    if not text:
        raise UsageError("The question has no words", 'Write what is asked, in quotes, such as "Why us?"')
    kind = _kind(said.get("kind"), text)
    strong = said.get("strong") or ()
    if not isinstance(strong, list | tuple):
        raise UsageError("What a strong answer contains is no list", 'Write ["One point", "Another"].')
    points = [_line("A point of a strong answer", point) for point in strong]
    return {
        "kind": kind,
        "text": text,
        "target_s": _target(said.get("target_s"), TARGET_S[kind]),
        "competency": _line("The competency", said.get("competency")),
        "strong": [point for point in points if point],
        "hint": _line("The hint", said.get("hint")),
    }


def _line(what: str, value: object) -> str:
    if value is None:
        return ""
    if not isinstance(value, str):
        raise UsageError(f"{what} is not text", "Write it in quotes.")
    line = " ".join(value.split())
    if len(line) > _LONGEST:
        raise UsageError(f"{what} has {len(line)} characters", f"Say it in {_LONGEST} at most.")
    return line


def _kind(value: object, text: str) -> Kind:
    if value is None:
        return kinds.guess(text) or kinds.ASSUMED
    for kind in KINDS:
        if value == kind:
            return kind
    raise UsageError(f"There is no kind {value}", f"The kinds are: {', '.join(KINDS)}.")


def _target(value: object, usual: tuple[float, float]) -> tuple[float, float]:
    if value is None:
        return usual
    if (
        isinstance(value, list | tuple)
        and len(value) == 2
        and all(isinstance(edge, int | float) and not isinstance(edge, bool) for edge in value)
        and 0 < value[0] <= value[1] <= _LONGEST_S  # nan is not
    ):
        return float(value[0]), float(value[1])
    hint = "Give the least and the most seconds, such as 60 and 120, an hour at most."
    raise UsageError("The target is no stretch of time", hint)


def _data(entry: Entry) -> dict[str, Any]:
    """As the history keeps it."""
    return {
        "id": entry.id,
        "kind": entry.question.kind,
        "text": entry.text,
        "target_s": entry.question.target_s,
        "competency": entry.competency,
        "strong": list(entry.strong),
        "hint": entry.hint,
    }


def _entry(id: str, data: dict[str, Any], *, own: bool = False) -> Entry:
    low, high = data["target_s"]
    return Entry(
        question=Question(data["kind"], data["text"], id=id, target_s=(float(low), float(high))),
        competency=data.get("competency", ""),
        strong=tuple(data["strong"]),
        hint=data.get("hint", ""),
        own=own,
    )
