"""Numbers that come out other than before raise `analyse.VERSION`, so that no two measures are ever compared as one.

If this fails because a measure was changed on purpose: raise VERSION, then run this file as a program.
"""

from __future__ import annotations

import json
from pathlib import Path

import pytest

from saywell.analyse import VERSION
from saywell.report import as_json
from tests.report.reports import full

KNOWN = Path(__file__).with_name("numbers.json")


def numbers() -> dict[str, float | None]:
    metrics = as_json.as_dict(full())["metrics"]
    return {name: metric["value"] for name, metric in metrics.items()}


def test_the_same_version_gives_the_same_numbers() -> None:
    known = json.loads(KNOWN.read_text("utf-8"))
    assert known["version"] == VERSION
    measured = numbers()
    assert {name for name, value in measured.items() if value is None} == {
        name for name, value in known["numbers"].items() if value is None
    }
    for name, value in known["numbers"].items():
        if value is not None:
            assert measured[name] == pytest.approx(value, rel=0.01, abs=0.01), name


if __name__ == "__main__":
    KNOWN.write_text(json.dumps({"version": VERSION, "numbers": numbers()}, indent=1) + "\n", "utf-8")
