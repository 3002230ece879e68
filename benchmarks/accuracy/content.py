"""What is said of how an answer is told and whether it is to the question, against marks of people."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace
from pathlib import Path

import numpy as np
from models.content.answers import Marks, marks, of, to, two_parts
from models.content.answers import told as tell
from models.roles.answers import LABELLED, Answer, read
from models.roles.train import macro_f1

from benchmarks.accuracy.common import table
from benchmarks.accuracy.roles import TESTS
from saywell.analyse import conciseness, relevance, said_twice
from saywell.analyse.told import Told
from saywell.kinds import KINDS, family, guess
from saywell.model import SURELY_ANOTHER

_NEAR_S = 5.0


def measure(data: Path) -> str:
    """Point, repeats, what could go, endings, relevance; and how far a second reader agrees on roles."""
    answers = [answer for name in TESTS for answer in read(LABELLED / name)]
    told = [_whole(of(answer)) for answer in answers]
    marked = marks("marks-test.txt")
    said = [marked[answer.id] for answer in answers]
    return "\n\n".join(
        [_telling(answers, told, said), _relevance(answers, told), _asked(answers), _parts(), _again(answers)]
    )


def _whole(told: Told) -> Told:
    return replace(
        told, again=said_twice.find(told.texts, told.vectors, [sentence.label for sentence in told.sentences])
    )


def _telling(answers: Sequence[Answer], told: Sequence[Told], said: Sequence[Marks]) -> str:
    both = [(one.point, mark.point) for one, mark in zip(told, said, strict=True)]
    exact = np.mean([found == true for found, true in both])
    off_s = [
        abs(one.sentences[one.point].start_s - one.sentences[mark.point].start_s)
        for one, mark in zip(told, said, strict=True)
        if one.point is not None and mark.point is not None
    ]
    again, go, apart, ending = [], [], [], []
    for one, mark, answer in zip(told, said, answers, strict=True):
        judged = conciseness.judge(one)
        for k, label in enumerate(answer.labels):
            again.append((k in one.again, k in mark.repeats))
            go.append((k in judged.could_go, k in mark.repeats or label == "other"))
            apart.append((k in judged.apart, k in mark.tangents))
        ending.append((judged.ending == "fades", mark.ending == "fades"))
    rows = [
        ("says it again", *_hits(again)),
        ("could go (`other`, or says it again)", *_hits(go)),
        ("stands apart (a tangent)", *_hits(apart)),
        ("ending fades (answers)", *_hits(ending)),
    ]
    return "\n\n".join(
        [
            f"The point, in {len(both)} answers of other writers, marked by a reader who saw no labels: the same "
            f"sentence in {exact:.0%}; where both find one, within {_NEAR_S:.0f} s in "
            f"{np.mean(np.array(off_s) <= _NEAR_S):.0%}.",
            table(("sentences", "marked", "found", "precision", "recall"), rows),
        ]
    )


def _hits(pairs: Sequence[tuple[bool, bool]]) -> tuple[object, ...]:
    """Marked, found, precision, recall."""
    found, true, hits = (sum(a for a, _ in pairs), sum(b for _, b in pairs), sum(a and b for a, b in pairs))
    return true, found, f"{hits / max(1, found):.2f}", f"{hits / max(1, true):.2f}"


def _relevance(answers: Sequence[Answer], told: Sequence[Told]) -> str:
    right, wrong, families = [], [], []
    for answer, one in zip(answers, told, strict=True):
        chances = relevance.kind_chances(one)
        for kind in KINDS:
            match = relevance.of_kind(chances, kind)
            if kind == answer.kind:
                right.append(match)
            else:
                wrong.append(match)
                if family(kind) != family(answer.kind):
                    families.append(match)
    same = [
        (relevance.question_match(to(question, one)), question == answer.question)
        for answer, one in zip(answers, told, strict=True)
        for question in sorted({a.question for a in answers if family(a.kind) == family(answer.kind)})
    ]
    said = [match < SURELY_ANOTHER for match in families]
    wrongly = [match < SURELY_ANOTHER for match in right]
    ours, others = [p for p, is_own in same if is_own], [p for p, is_own in same if not is_own]
    return (
        f"Off the question: an answer to a question of another kind is told from one of the kind with AUC "
        f"{_auc(right, wrong):.3f} ({_auc(right, families):.3f} where behavioural and project count as one); one to "
        f"another question of the same kind with AUC {_auc(ours, others):.2f} ({len(ours)} answers, {len(others)} "
        f"wrong questions). The report says that it sounds like another kind in {np.mean(said):.0%} of those that "
        f"are, and in {np.mean(wrongly):.0%} of those that are not."
    )


def _asked(answers: Sequence[Answer]) -> str:
    """How often the kind of a question is guessed from its wording."""
    known = {(answer.kind, answer.question) for answer in answers}
    known |= {(item.kind, item.question) for item in two_parts("twopart-test.txt")}
    found = [(kind, guess(question)) for kind, question in known]
    right = [family(kind) == family(told) for kind, told in found if told]
    return (
        f"The kind of a question, guessed from its wording where nobody says it: {len(right)} of {len(found)} "
        f"questions are given one, {np.mean(right):.0%} of these rightly."
    )


def _auc(right: Sequence[float], wrong: Sequence[float]) -> float:
    """How often a right one has more than a wrong one."""
    a, b = np.array(right)[:, None], np.array(wrong)[None]
    return float(np.mean((a > b) + (a == b) / 2))


def _parts() -> str:
    items = list(two_parts("twopart-test.txt"))
    questions = {item.question: item.parts for item in items}
    split = np.mean([max(1, len(relevance.split(question))) == parts for question, parts in questions.items()])
    hits, chance, named = [], [], 0
    for item in items:
        found = relevance.parts(tell(item.kind, item.question, item.sentences))
        for k, part in enumerate(found):
            named += part.nearest is not None
            if item.parts == len(found) and part.nearest is not None:
                hits.append(item.marks[part.nearest] == str(k + 1))
                chance.append(np.mean([mark == str(k + 1) for mark in item.marks]))
    return (
        f"Questions of two parts: {split:.0%} of {len(questions)} are taken apart rightly; where a sentence "
        f"is named as nearest to a part ({named} times) it answers it in {np.mean(hits):.0%} (any sentence: "
        f"{np.mean(chance):.0%})."
    )


def _again(answers: Sequence[Answer]) -> str:
    """How far somebody who labelled a fifth of the test answers again, blind, agrees."""
    first = {answer.id: answer for answer in answers}
    pairs = [(first[again.id], again.labels) for again in read(LABELLED / "again-test.txt")]
    same = [a == b for answer, labels in pairs for a, b in zip(answer.labels, labels, strict=True)]
    stories = [pair for pair in pairs if family(pair[0].kind) == "behavioural"]
    return (
        f"Labelled a second time, blind and from the guide alone (self-agreement, no more): {np.mean(same):.0%} of "
        f"{len(same)} sentences the same; F1 of the one by the other {macro_f1(stories):.2f} on stories."
    )
