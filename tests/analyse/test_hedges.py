"""Hedges, longest first, harmless uses left out."""

from __future__ import annotations

import pytest

from tests.analyse.takes import from_text, texts


@pytest.mark.parametrize(
    ("text", "hedges"),
    [
        ("I think we fixed it.", ["I think"]),
        ("I um think we did.", ["I think"]),
        ("Maybe it was Monday, or whatever.", ["Maybe", "or whatever."]),
        ("I'd say it was probably fine.", ["I'd say", "probably"]),
        ("I think of her often.", []),
        ("I think about the users.", []),
        ("We guess the load every day.", []),
        ("I think the world of her.", []),
        ("What I think counts.", []),
        ("That was possibly the worst.", ["possibly"]),
        ("We did all we possibly could.", []),
        ("We did all we could possibly do.", []),
        ("It was somewhat slow.", ["somewhat"]),
        ("They ticked somewhat satisfied.", []),
        ("It was hard, to be honest.", ["to be honest."]),
        ("I want people to be honest with me.", []),
        ("Bring your card or whatever document you have.", []),
    ],
)
def test_hedges(text: str, hedges: list[str]) -> None:
    assert texts(from_text(text), "hedge") == hedges
