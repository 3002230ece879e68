"""Hedges, longest first, harmless uses left out."""

from __future__ import annotations

import pytest

from tests.analyse.takes import from_text, texts


@pytest.mark.parametrize(
    ("text", "hedges"),
    [
        ("I think we fixed it.", ["I think"]),
        ("I um think we did.", ["I think"]),
        ("Maybe it was Monday, or something.", ["Maybe", "or something."]),
        ("I'd say it was probably fine.", ["I'd say", "probably"]),
        ("I think of her often.", []),
        ("I think about the users.", []),
        ("We guess the load every day.", []),
    ],
)
def test_hedges(text: str, hedges: list[str]) -> None:
    assert texts(from_text(text), "hedge") == hedges
