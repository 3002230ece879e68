"""The kinds of interview question: how long a good answer takes, what it is made of, how to tell them apart."""

from __future__ import annotations

import re
import tomllib
from functools import cache
from importlib import resources
from typing import Any, get_args

from saywell.model import Kind, Question

KINDS: tuple[Kind, ...] = get_args(Kind)

TARGET_S: dict[Kind, tuple[float, float]] = {
    "behavioural": (60.0, 120.0),
    "project": (60.0, 150.0),
    "motivation": (40.0, 90.0),
    "opinion": (40.0, 90.0),
    "salary": (15.0, 60.0),
    "self_intro": (45.0, 90.0),
    "questions_to_ask": (15.0, 60.0),
}
"""Convention of interview guides, not experiment."""

ASSUMED: Kind = "behavioural"
_SURE_ENOUGH = 0.4
WEIGHTS = "content.npz"
"""What was learned of questions and answers (models/content)."""
_CUES: tuple[tuple[Kind, str], ...] = (
    (
        "behavioural",
        r"\b(tell (me|us) about|describe|give (me|us) an example of) (a|the|one|your last) (time|situation|moment)\b",
    ),
    ("salary", r"\b(salary|salaries|pay|paid|compensation|notice period|earn)\b"),
    (
        "questions_to_ask",
        r"\b(questions? (do you have )?for (us|me)|anything you (would like|want) to ask|your questions)\b",
    ),
    (
        "self_intro",
        r"\b(about yourself|who you are|introduce yourself|walk (me|us) through your (cv|resume|career|background))\b",
    ),
    ("project", r"\b(project|something you (built|made|led))\b(?!.*\b(wrong|fail\w*|off the rails|conflict)\b)"),
    (
        "motivation",
        r"\b(why (do you|would you|are you|us\b|this|our)|what (attracts|interests|draws) you|want to work)\b",
    ),
    (
        "behavioural",
        r"\b(tell (me|us) about (a|the|your)|describe (a|the) (time|situation)|give (me|us) an example)\b"
        r"|\b(when (did|have) you|have you ever)\b",
    ),
    ("opinion", r"\b(what do you think|your (view|opinion|ideas?)|what would you (change|do|improve)|how would you)\b"),
)


def question(text: str | None, kind: Kind | None) -> Question:
    """A question as asked: its kind as told, else told by its words, else behavioural, marked as assumed."""
    text = text.strip() or None if text else None
    if kind:
        return Question(kind, text)
    told = guess(text) if text else None
    return Question(told or ASSUMED, text, assumed=True)


def guess(text: str) -> Kind | None:
    """The kind that a question's wording gives away, if it does: by a cue, else by what it means (models/content).

    >>> guess("What salary do you expect?"), guess("Why have you applied to this firm?")
    ('salary', 'motivation')
    """
    plain = text.lower().replace("’", "'")
    by_cue = (kind for kind, cue in _CUES if re.search(cue, plain))
    return next(by_cue, None) or _by_meaning(plain)


@cache
def _by_meaning(question: str) -> Kind | None:
    """The kind that a network takes a question for, if it is sure enough."""
    from scipy.special import softmax

    from saywell.learned import learned
    from saywell.reading import vectors

    weights = learned(WEIGHTS)
    chances = softmax(vectors([question])[0] @ weights["asks.w"] + weights["asks.b"])
    return KINDS[int(chances.argmax())] if chances.max() >= _SURE_ENOUGH else None


ASKED: dict[Kind, str] = {
    "behavioural": "a behavioural question",
    "project": "a question about a project",
    "motivation": "a question about your motivation",
    "opinion": "a question for your opinion",
    "salary": "a question about salary",
    "self_intro": "a question about yourself",
    "questions_to_ask": "an invitation to ask questions",
}
"""What each is called in a sentence."""


def target_s(question: Question) -> tuple[float, float]:
    """How long a good answer to a question takes: its own, or what is usual for its kind."""
    return question.target_s or TARGET_S[question.kind]


def family(kind: Kind) -> Kind:
    """The kind whose parts it shares: a project is told as a story is."""
    return "behavioural" if kind == "project" else kind


def rules(kind: Kind) -> dict[str, Any]:
    """What a good answer to a kind of question is made of (data/structure_en.toml)."""
    found: dict[str, Any] = _rules()[family(kind)]
    return found


@cache
def _rules() -> dict[str, Any]:
    return tomllib.loads(resources.files("saywell.data").joinpath("structure_en.toml").read_text("utf-8"))


def in_words(name: str) -> str:
    """A kind, or a part of an answer, as people read it.

    >>> in_words("self_intro")
    'self intro'
    """
    return name.replace("_", " ")
