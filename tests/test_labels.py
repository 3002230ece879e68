"""Labels of um and uh, and what is none."""

from __future__ import annotations

import json
from pathlib import Path

import pytest

from saywell import labels
from saywell.errors import UsageError
from saywell.model import Span


def rows(*rows: tuple[object, object, object]) -> str:
    return json.dumps([dict(zip(("start_s", "end_s", "filler"), row, strict=True)) for row in rows])


@pytest.mark.parametrize(
    ("text", "why"),
    [
        ("", "it is not JSON"),
        ("[" * 100_000, "it is not JSON"),
        ("{}", "it is not a list"),
        ("[]", "the list is empty"),
        ("[[1, 2, true]]", "entry 1 is not an object"),
        ('[{"start_s": 1}]', "entry 1 has no end_s"),
        (rows((1, 2, True), (-1, 2, True)), "entry 2 starts at -1 s, before the recording"),
        (rows((2, 1, True)), "entry 1 ends at 1 s and starts at 2 s"),
        (rows((1, 2, "yes")), "filler of entry 1 is not true or false"),
        (rows((1, 10**400, True)), "end_s of entry 1 is not a number"),
        (rows((float("nan"), 1, True)), "start_s of entry 1 is not a number"),
        (rows((1, 5, False)), "entry 1 lasts 4.0 s; 3 s is the most"),
        (rows((1, 2, True), (3, 4, True), (1, 2, False)), "entries 1 and 3 call the same sound a filler and none"),
    ],
)
def test_what_is_no_list_of_labels_is_refused(tmp_path: Path, text: str, why: str) -> None:
    (tmp_path / "labels.json").write_text(text)
    with pytest.raises(UsageError) as error:
        labels.read(tmp_path / "labels.json")
    assert error.value.what.endswith(f"can't be used as labels: {why}")


def test_labels_are_read(tmp_path: Path) -> None:
    (tmp_path / "labels.json").write_text(rows((3, 4, True), (1, 2, False)))
    assert labels.read(tmp_path / "labels.json") == [(Span(3, 4), True), (Span(1, 2), False)]
