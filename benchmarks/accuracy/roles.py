"""What sentences do, and what the score makes of it, on answers written apart from those that were learned."""

from __future__ import annotations

import random
from collections.abc import Sequence
from pathlib import Path

import numpy as np
from models.content.answers import WORD_S
from models.reading.corpora import as_words
from models.roles.answers import LABELLED, Answer, read
from models.roles.train import KINDS, label, macro_f1

from benchmarks.accuracy.common import bootstrap, table
from saywell.analyse import content
from saywell.analyse.take import Take
from saywell.analyse.timeline import lay_out
from saywell.analyse.told import tell
from saywell.kinds import family
from saywell.model import Question, Structure, Transcript

TESTS = "test-stories.txt", "test-others.txt"
SHUFFLES = 5
WRONG = 0.1, 0.2
MISSING = 1 / 6


def measure(data: Path) -> str:
    """Role labels by kind, spoiled words, pairs, shuffled and stuffed answers."""
    answers = [answer for name in TESTS for answer in read(LABELLED / name)]
    stuffed = read(LABELLED / "test-stuffed.txt")
    rows = []
    for kind in KINDS:
        some = [a for a in answers if family(a.kind) == kind]
        rows.append([_named(kind), len(some), *(_f1(some, wrong) for wrong in (0.0, *WRONG))])
    others = [float(str(row[2]).split()[0]) for row in rows[1:]]
    scores = {answer.id: score(answer) for answer in answers}
    pairs: dict[str, dict[bool, float]] = {}
    for answer in answers:
        pairs.setdefault(answer.pair, {})[answer.strong] = scores[answer.id]
    right = [pair[True] > pair[False] for pair in pairs.values()]
    stories = [a for a in answers if family(a.kind) == "behavioural"]
    weak = float(np.median([scores[a.id] for a in stories if not a.strong]))
    below = [score(answer) < weak for answer in stuffed]
    shuffled = [scores[a.id] > score(a, random.Random(k)) for a in stories if a.strong for k in range(SHUFFLES)]
    near = [_result_within_one(answer) for answer in stories if "result" in answer.labels]
    whole, missing = _by_words(stories, 0.0), _by_words(stories, MISSING)
    return "\n\n".join(
        [
            "Roles of sentences, word-weighted macro F1, on answers by other writers than those learned from; and "
            "with a tenth and a fifth of the words replaced at random:",
            table(("kind", "answers", "F1", "10 % wrong", "20 % wrong"), rows),
            f"Mean over the other kinds: {np.mean(others):.2f}. The first and the last sentence with a result are "
            f"found within one sentence of where they are in {np.mean(near):.0%} of {len(near)} stories (both in "
            f"{np.mean([all(both) for both in near]):.0%}).",
            f"Sentences found by saywell, stories, word by word: F1 {whole:.2f}; with a sixth of the stops missing "
            f"{missing:.2f}.",
            f"`structure_score`: of {len(right)} pairs of a strong and a weak answer to the same question "
            f"{np.mean(right):.0%} are ranked right; {np.mean(below):.0%} of {len(stuffed)} answers stuffed with the "
            f"words of a good one score below the median of real weak stories ({weak:.2f}); shuffling the sentences "
            f"of a strong story lowers its score in {np.mean(shuffled):.0%} of {len(shuffled)} trials.",
        ]
    )


def _named(kind: str) -> str:
    return "behavioural and project" if kind == "behavioural" else kind


def _f1(some: Sequence[Answer], wrong: float) -> str:
    rng = random.Random(0)
    vocabulary = [word for answer in some for sentence in answer.sentences for word in sentence.split()]

    def spoiled(text: str) -> str:
        return " ".join(rng.choice(vocabulary) if rng.random() < wrong else word for word in text.split())

    judged = [
        (answer, label(Answer(**{**vars(answer), "sentences": [spoiled(s) for s in answer.sentences]})))
        for answer in some
    ]
    if wrong:
        return f"{macro_f1(judged):.2f}"
    low, high = bootstrap(judged, macro_f1, times=200)
    return f"{macro_f1(judged):.2f} [{low:.2f}, {high:.2f}]"


def score(answer: Answer, shuffle: random.Random | None = None) -> float:
    """The structure score of an answer as saywell would read it, or of its sentences in any order."""
    found = shape(answer, shuffle)
    return found.score if found else 0.0


def shape(answer: Answer, shuffle: random.Random | None = None) -> Structure | None:
    sentences = list(answer.sentences)
    if shuffle:
        shuffle.shuffle(sentences)
    texts = " ".join(sentences).split()
    words = tuple(as_words(texts, [WORD_S * k for k in range(len(texts))]))
    transcript = Transcript("words-file", "", "en", words, None, True)
    take = Take(None, None, transcript, Question(answer.kind, answer.question))
    timeline = lay_out(take, ())
    return content.analyse(take, timeline).structure if timeline else None


def _result_within_one(answer: Answer) -> tuple[bool, bool]:
    """Whether the first sentence of the result, and the last, are found no more than one sentence off."""
    found = label(answer)
    if "result" not in found:
        return False, False
    places = [[k for k, name in enumerate(labels) if name == "result"] for labels in (answer.labels, found)]
    return abs(places[0][0] - places[1][0]) <= 1, abs(places[0][-1] - places[1][-1]) <= 1


def _by_words(some: Sequence[Answer], missing: float) -> float:
    """Macro F1 over words whose sentences saywell had to find, with a share of the stops left out."""
    rng = random.Random(0)
    judged = []
    for answer in some:
        texts, labels = [], []
        for sentence, name in zip(answer.sentences, answer.labels, strict=True):
            words = sentence.split()
            if rng.random() < missing:
                words[-1] = words[-1].rstrip(".?!")
            texts += words
            labels += [name] * len(words)
        words_said = tuple(as_words(texts, [WORD_S * k for k in range(len(texts))]))
        transcript = Transcript("words-file", "", "en", words_said, None, True)
        told = tell(Take(None, None, transcript, Question(answer.kind, answer.question)))
        found = [one.label for one in told.sentences for _ in range(one.first_word, one.last_word + 1)]
        judged.append((Answer(**{**vars(answer), "labels": labels, "sentences": texts}), found))
    return macro_f1(judged)
