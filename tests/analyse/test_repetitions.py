"""Said twice by mistake, and said twice on purpose."""

from __future__ import annotations

import pytest

from tests.analyse.takes import found, from_text, texts


@pytest.mark.parametrize(
    ("text", "repeats"),
    [
        ("We we had two days.", ["We"]),
        ("I I I think so.", ["I", "I"]),
        ("I was, um, I was late.", ["I was,"]),
        ("and then the and then the page failed", ["and then the"]),
        ("to the, uh, the end", ["the,"]),
    ],
)
def test_repeats(text: str, repeats: list[str]) -> None:
    assert texts(from_text(text), "repetition") == repeats


@pytest.mark.parametrize(
    "text",
    [
        "It was very, very good.",
        "No, no, it ran.",
        "I had had enough.",
        "He said that that was it.",
        "It ended. It ended well.",
        "A B B A.",
    ],
)
def test_on_purpose_or_not_at_all(text: str) -> None:
    assert texts(from_text(text), "repetition") == []


def test_the_span_is_what_was_said_first() -> None:
    take = from_text("and we we had", step_s=0.4, length_s=0.3)
    (one,) = found(take, "repetition")
    assert (one.first_word, one.last_word) == (1, 1)
    assert (one.start_s, one.end_s) == (0.4, 0.7)
