"""Labelled answers as saywell tells them, and the marks that people put on their sentences (labelled/GUIDE.md)."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace
from pathlib import Path

import numpy as np
from models.roles.answers import Answer, without_fillers
from models.roles.train import vector

from saywell.analyse import roles
from saywell.analyse.told import OPENING, Told, labelled, point_of
from saywell.model import Kind, Sentence

LABELLED = Path(__file__).parent / "labelled"
WORD_S = 0.4
"""Of time, where an answer was only written: 150 words a minute."""


@dataclass(frozen=True)
class Marks:
    """What somebody marked in an answer: sentences by their index.

    Attributes:
        point: the first that gives what was asked; None if none does.
        repeats: sentence -> the earlier one that it says again.
        tangents: that neither the question nor the answer needs.
        ending: lands, fades or stops.
    """

    point: int | None
    repeats: dict[int, int]
    tangents: frozenset[int]
    ending: str


@dataclass(frozen=True)
class Parts:
    """An answer to a question of two parts: `marks` says of each sentence which part it answers ("1", "2", "-")."""

    kind: Kind
    question: str
    parts: int
    marks: list[str]
    sentences: list[str]


def marks(*names: str) -> dict[str, Marks]:
    """Answer -> its marks, of files of labelled/."""
    found = {}
    for name in names:
        for line in (LABELLED / name).read_text("utf-8").splitlines():
            answer, *fields = (field.strip() for field in line.split(" | "))
            said = {key: value.strip() for key, value in (field.split(":", 1) for field in fields)}
            found[answer] = Marks(
                None if said["point"] == "-" else int(said["point"]),
                {int(a): int(b) for a, b in (pair.split("=") for pair in _listed(said["repeats"]))},
                frozenset(map(int, _listed(said["tangents"]))),
                said["ending"],
            )
    return found


def _listed(text: str) -> list[str]:
    return [] if text == "-" else text.split(",")


def repeats(name: str) -> Iterator[tuple[Told, dict[int, int]]]:
    """Answers with the sentences that say again what others said (`=N | sentence`)."""
    for facts, lines in _blocks(LABELLED / name):
        signs = [line[0] for line in lines]
        yield (
            told(facts["kind"], facts["question"], [line[1] for line in lines]),  # type: ignore[arg-type]
            {k: int(sign[1:]) for k, sign in enumerate(signs) if sign.startswith("=")},
        )


def two_parts(name: str) -> Iterator[Parts]:
    """Answers to questions that ask for more than one thing."""
    for facts, lines in _blocks(LABELLED / name):
        kind: Kind = facts["kind"]  # type: ignore[assignment]
        count = int(facts.get("parts", "2"))
        yield Parts(kind, facts["question"], count, [line[0] for line in lines], [line[1] for line in lines])


def _blocks(file: Path) -> Iterator[tuple[dict[str, str], list[tuple[str, str]]]]:
    """(facts, [(mark, sentence)]) of each answer of a file."""
    for block in file.read_text("utf-8").strip().split("\n\n"):
        head, *lines = block.splitlines()
        facts = {key.strip(): value.strip() for key, value in (part.split(":", 1) for part in head[1:].split(" | "))}
        pairs = (line.split(" | ", 1) for line in lines)
        yield facts, [(mark.strip(), sentence.strip()) for mark, sentence in pairs]


def of(answer: Answer) -> Told:
    """A labelled answer, its sentences where they were written."""
    return told(answer.kind, answer.question, answer.sentences)


def to(question: str, told: Told) -> Told:
    """An answer as one to another question of its kind."""
    return replace(told, question=question, asked=vector(question))


def told(kind: Kind, question: str, sentences: Sequence[str]) -> Told:
    """Written sentences as saywell tells them, at 150 words a minute; what is said twice is not looked for."""
    texts = tuple(map(without_fillers, sentences))
    about = np.array([vector(text) for text in texts])
    opening = vector(" ".join(texts[:OPENING]))
    chances = roles.chances(kind, texts, about, vector(question))
    labels = labelled(kind, texts, chances, question)
    ends = np.cumsum([len(sentence.split()) for sentence in sentences]).tolist()
    spoken = tuple(
        Sentence(text, WORD_S * first, WORD_S * end, first, end - 1, role, confidence)
        for text, first, end, (role, confidence) in zip(sentences, [0, *ends], ends, labels, strict=False)
    )
    point = point_of(kind, [role for role, _ in labels])
    return Told(kind, spoken, texts, about, chances, question, vector(question), opening, {}, point)
