"""An answer as it is told: its sentences, what each does and is about, and which say again what was said."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

import numpy as np

from saywell.analyse import edges, roles, said_twice
from saywell.analyse.sentences import found_spans
from saywell.analyse.take import Take, phrase
from saywell.english import is_filled_pause, is_reply
from saywell.kinds import family, rules
from saywell.model import Kind, Sentence, Word
from saywell.reading import vectors

OPENING = 4
"""Sentences that an answer opens with."""
SURE = 0.8
"""Of what a list tells."""


@dataclass(frozen=True, slots=True, eq=False)
class Told:
    """What an answer tells, sentence by sentence.

    Attributes:
        kind: of the question.
        sentences: in order; together they are all words.
        texts: the same without filled pauses.
        vectors: shape (sentences, 384), what each is about; of length 1.
        chances: shape (sentences, roles), the probability of each role of the kind.
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
    chances: np.ndarray
    question: str | None
    asked: np.ndarray | None
    opening: np.ndarray
    again: Mapping[int, int]
    point: int | None

    @property
    def sizes(self) -> np.ndarray:
        """Words of each sentence."""
        return np.array([sentence.size for sentence in self.sentences])

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
    kind = take.question.kind
    chances = roles.chances(kind, texts, about, asked)
    labels = labelled(kind, texts, chances, question)
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
    said = [role for role, _ in labels]
    again = said_twice.find(texts, about, said)
    return Told(kind, sentences, texts, about, chances, question, asked, opening, again, point_of(kind, said))


def labelled(kind: Kind, texts: Sequence[str], chances: np.ndarray, question: str | None) -> list[tuple[str, float]]:
    """The role of each sentence and its probability: the likeliest, but for three things that are known.

    A sentence of empty words gives nothing; a bare yes or no that answers a yes-or-no question is a reply; and an
    opening line that gives deed or outcome is a headline only if these are told again.
    """
    labels = roles.likeliest(kind, chances)
    for k, text in enumerate(texts):
        if k == 0 and question and is_reply(text, question):
            labels[k] = (rules(kind)["point"][0], SURE)
        elif says_nothing(text):
            labels[k] = ("other", SURE)
    told_again = {"action", "result"} & {role for role, _ in labels[1:]}
    if family(kind) == "behavioural" and labels[0][0] == "answer" and not told_again:
        others = np.array([role != "answer" for role in roles.roles(kind)])
        labels[0] = roles.likeliest(kind, chances[:1] * others)[0]
    return labels


def point_of(kind: Kind, labels: Sequence[str]) -> int | None:
    """The first sentence that gives what was asked; None if none does."""
    return next((k for k, role in enumerate(labels) if role in rules(kind)["point"]), None)


def says_nothing(text: str) -> bool:
    """Whether a sentence is one of those that only open or close an answer."""
    bare = [word for part in text.split() if (word := Word(part, 0.0, 0.0).bare)]
    return any(edges.says_nothing(bare, where) for where in ("openers", "closers"))


def _plain(words: Sequence[Word]) -> str:
    """A sentence without filled pauses, its apostrophes straight."""
    plain = " ".join(word.text for word in words if not is_filled_pause(word)) or words[0].text
    return plain.replace("’", "'")
