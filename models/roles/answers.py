"""Labelled answers: a line of facts, then one sentence a line (`label | sentence`)."""

from __future__ import annotations

from dataclasses import dataclass
from pathlib import Path

from saywell.english import is_filled_pause
from saywell.model import Kind, Word

LABELLED = Path(__file__).parent / "labelled"


@dataclass(frozen=True)
class Answer:
    """An answer somebody might give, with what each sentence does.

    Attributes:
        pair: what it shares with the other answer to the same question.
        strong: a good one; `why` says what is weak about any other.
        labels, sentences: in order.
    """

    id: str
    pair: str
    kind: Kind
    question: str
    strong: bool
    why: str
    labels: list[str]
    sentences: list[str]

    @property
    def plain(self) -> list[str]:
        """The sentences as saywell reads them: filled pauses left out."""
        return [without_fillers(sentence) for sentence in self.sentences]


def read(file: Path) -> list[Answer]:
    """The answers of a file, such as those of labelled/."""
    out: list[Answer] = []
    for line in file.read_text("utf-8").splitlines():
        if line.startswith("#"):
            pairs = (part.split(":", 1) for part in line[1:].split(" | ") if ":" in part)
            facts = {key.strip(): value.strip() for key, value in pairs}
            pair = facts["id"].removesuffix("-strong").removesuffix("-weak")
            kind: Kind = facts["kind"]  # type: ignore[assignment]
            strong = facts["quality"] == "strong"
            out.append(Answer(facts["id"], pair, kind, facts["question"], strong, facts.get("why", ""), [], []))
        elif line.strip():
            label, sentence = line.split(" | ", 1)
            out[-1].labels.append(label.strip())
            out[-1].sentences.append(sentence.strip())
    return out


def without_fillers(text: str) -> str:
    """A sentence as saywell's analysers read it."""
    return " ".join(part for part in text.split() if not is_filled_pause(Word(part, 0.0, 0.0)))
