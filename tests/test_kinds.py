"""The kind of a question, told by its words."""

from __future__ import annotations

import pytest

from saywell import kinds
from saywell.model import Kind


@pytest.mark.parametrize(
    ("text", "kind"),
    [
        ("Tell me about a time when you had to deliver bad news.", "behavioural"),
        ("Tell us about a project that went off the rails.", "behavioural"),
        ("Walk me through a project you are proud of.", "project"),
        ("Why do you want to leave your current job?", "motivation"),
        ("What attracts you to our company?", "motivation"),
        ("What do you think of our new product?", "opinion"),
        ("How would you improve our onboarding?", "opinion"),
        ("What are your salary expectations?", "salary"),
        ("How long is your notice period?", "salary"),
        ("Tell me about yourself.", "self_intro"),
        ("What questions do you have for us?", "questions_to_ask"),
        ("What made you apply here?", "motivation"),
        ("Should a manager ever tell a lie?", "opinion"),
        ("Mmh.", None),
    ],
)
def test_guess(text: str, kind: Kind | None) -> None:
    assert kinds.guess(text) == kind


def test_a_kind_that_was_told_is_not_assumed() -> None:
    assert not kinds.question("Why us?", "opinion").assumed
    assert kinds.question("Why us?", "opinion").kind == "opinion"


def test_without_a_word_it_is_behavioural_and_said_to_be_assumed() -> None:
    question = kinds.question(None, None)
    assert question.kind == "behavioural"
    assert question.assumed


def test_every_kind_has_a_length() -> None:
    assert set(kinds.TARGET_S) == set(kinds.KINDS)
