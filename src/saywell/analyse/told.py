"""An answer as it is told: its sentences, what each does and is about, and which say again what was said."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

import numpy as np

from saywell.analyse import roles, said_twice
from saywell.analyse.sentences import found_spans
from saywell.analyse.take import Take, phrase
from saywell.english import is_filled_pause
from saywell.kinds import rules
from saywell.model import Kind, Sentence, Word
from saywell.reading import vectors

OPENING = 4
"""Sentences that an answer opens with."""


@dataclass(frozen=True, slots=True, eq=False)
class Told:
    """What an answer tells, sentence by sentence.

    Attributes:
        kind: of the question.
        sentences: in order; together they are all words.
        texts: the same without filled pauses.
        vectors: shape (sentences, 384), what each is about; of length 1.
        question: the wording of the question; None if it is not known.
        asked: shape (384,), what the question is about.
        opening: shape (384,), what the first sentences together are about.
        again: sentence -> the earlier one whose content it repeats.
        point: the first sentence that gives what was asked; None if none does.
    """

    kind: Kind
    sentences: tuple[Sentence, ...]
    texts: tuple[str, ...]
    vectors: np.ndarray
    question: str | None
    asked: np.ndarray | None
    opening: np.ndarray
    again: Mapping[int, int]
    point: int | None

    @property
    def sizes(self) -> np.ndarray:
        """Words of each sentence."""
        return np.array([sentence.last_word - sentence.first_word + 1 for sentence in self.sentences])

    @property
    def mean(self) -> np.ndarray:
        """What the whole is about: shape (384,), of length 1; a sentence weighs as much as it has words."""
        mean = self.sizes @ self.vectors
        return np.asarray(mean / (np.linalg.norm(mean) or 1.0))


def tell(take: Take) -> Told:
    """The sentences of an answer whose words can be used; at least one word."""
    question = take.question.text
    spans = found_spans(take.words)
    texts = tuple(_plain(take.words[first : last + 1]) for first, last in spans)
    about = vectors(texts)
    asked = vectors([question])[0] if question else None
    opening = vectors([" ".join(texts[:OPENING])])[0]
    labels = roles.label(take.question.kind, texts, about, asked)
    sentences = tuple(
        Sentence(
            text=phrase(take.words[first : last + 1]),
            start_s=take.words[first].start_s,
            end_s=max(word.end_s for word in take.words[first : last + 1]),
            first_word=first,
            last_word=last,
            label=role,
            confidence=confidence,
        )
        for (first, last), (role, confidence) in zip(spans, labels, strict=True)
    )
    points = rules(take.question.kind)["point"]
    point = next((k for k, (role, _) in enumerate(labels) if role in points), None)
    again = said_twice.find(texts, about)
    return Told(take.question.kind, sentences, texts, about, question, asked, opening, again, point)


def _plain(words: Sequence[Word]) -> str:
    """A sentence without filled pauses."""
    return " ".join(word.text for word in words if not is_filled_pause(word)) or words[0].text
