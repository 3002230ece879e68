#!/usr/bin/env python3
"""Teach what is said twice, which kind of question an answer is to, and how near it is to the question.

    python -m models.content.train

Learns from labelled/ and from the answers of models/roles, but for the files named test-*, and writes
src/saywell/data/content.npz. Needs scikit-learn; half a minute.
"""

from __future__ import annotations

from collections.abc import Sequence
from pathlib import Path

import numpy as np
from models.content.answers import marks, of, repeats, to, two_parts
from models.roles.answers import LABELLED, Answer, read
from models.roles.train import vector
from sklearn.linear_model import LogisticRegression

from saywell import questions
from saywell.analyse import relevance, said_twice
from saywell.kinds import KINDS, WEIGHTS, family
from saywell.model import Kind

TARGET = Path(__file__).resolve().parents[2] / "src/saywell/data" / WEIGHTS
MARKS = "marks-train-stories.txt", "marks-train-others.txt"
STRENGTH = {"again": 3.0, "kind": 0.2, "match": 0.01, "asks": 10.0}
"""Inverse of how strongly weights are held near nothing."""


def main() -> None:
    answers = [answer for file in sorted(LABELLED.glob("train-*.txt")) for answer in read(file)]
    real = [answer for answer in answers if answer.why != "keyword-stuffed"]
    weights = {**again(answers), **kind(real), **asked(real), **asks(real)}
    np.savez_compressed(TARGET, **weights)  # type: ignore[arg-type]
    np.savez_compressed(TARGET, **weights, **match(real, weights))  # type: ignore[arg-type]


def again(answers: Sequence[Answer]) -> dict[str, np.ndarray]:
    """What tells that a sentence says an earlier one again."""
    marked = marks(*MARKS)
    told = [(of(answer), marked[answer.id].repeats) for answer in answers if answer.id in marked]
    told += repeats("repeats-train.txt")
    signs = np.concatenate([said_twice.likeness(one.texts, one.vectors)[0] for one, _ in told])
    wanted = [k in twice for one, twice in told for k in range(1, len(one.texts))]
    model = LogisticRegression(C=STRENGTH["again"], max_iter=2000).fit(signs, wanted)
    return {"again.w": model.coef_[0], "again.b": model.intercept_[0]}


def kind(answers: Sequence[Answer]) -> dict[str, np.ndarray]:
    """What tells the kind of question from the answer."""
    signs = np.array([relevance.kind_signs(of(answer)) for answer in answers])
    wanted = [KINDS.index(answer.kind) for answer in answers]
    model = LogisticRegression(C=STRENGTH["kind"], max_iter=3000, class_weight="balanced").fit(signs, wanted)
    return {"kind.w": model.coef_.T.astype(np.float32), "kind.b": model.intercept_.astype(np.float32)}


def asks(answers: Sequence[Answer]) -> dict[str, np.ndarray]:
    """What tells the kind of a question from its wording."""
    known = {(entry.question.kind, entry.text) for entry in questions.ours()}
    known |= {(answer.kind, answer.question) for answer in answers}
    known |= {(item.kind, item.question) for item in two_parts("twopart-train.txt")}
    pairs = sorted(known)
    about = np.array([vector(text.lower().replace("’", "'")) for _, text in pairs])
    model = LogisticRegression(C=STRENGTH["asks"], max_iter=3000, class_weight="balanced")
    model.fit(about, [KINDS.index(kind) for kind, _ in pairs])
    return {"asks.w": model.coef_.T.astype(np.float32), "asks.b": model.intercept_.astype(np.float32)}


def asked(answers: Sequence[Answer]) -> dict[str, np.ndarray]:
    """What other questions of each kind are about: those of the bank, and those that the answers are to."""
    texts: dict[Kind, set[str]] = {}
    for question in [entry.question for entry in questions.ours()]:
        texts.setdefault(family(question.kind), set()).add(question.text or "")
    for answer in answers:
        texts.setdefault(family(answer.kind), set()).add(answer.question)
    return {
        f"asked.{kind}": np.array([vector(text) for text in sorted(some)], dtype=np.float16)
        for kind, some in texts.items()
    }


def match(answers: Sequence[Answer], weights: dict[str, np.ndarray]) -> dict[str, np.ndarray]:
    """What tells that an answer is to this question and to no other of its kind."""
    signs, wanted = [], []
    for answer in answers:
        alike, told = family(answer.kind), of(answer)
        for question in sorted({one.question for one in answers if family(one.kind) == alike}):
            signs.append(relevance.match_signs(to(question, told), weights[f"asked.{alike}"]))
            wanted.append(question == answer.question)
    model = LogisticRegression(C=STRENGTH["match"], class_weight="balanced").fit(np.array(signs), wanted)
    return {"match.w": model.coef_[0], "match.b": model.intercept_[0]}


if __name__ == "__main__":
    main()
