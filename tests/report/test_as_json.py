"""What JSON adds to the report: one line, plain numbers, nothing that JSON does not have."""

from __future__ import annotations

import json

from saywell.errors import SaywellError
from saywell.report import as_json
from tests.report.reports import report


def test_one_line_that_any_parser_reads() -> None:
    line = as_json.render(report())
    assert "\n" not in line.rstrip("\n")
    json.loads(line, parse_constant=lambda name: (_ for _ in ()).throw(AssertionError(name)))


def test_text_in_any_language_survives() -> None:
    raw = json.loads(as_json.render(report("Zoë said “naïve” in Łódź.")))
    assert raw["transcript"]["text"] == "Zoë said “naïve” in Łódź."


def test_a_failure() -> None:
    raw = json.loads(as_json.render_error(SaywellError("It broke", "Mend it.", code="broken"), "a.wav"))
    assert raw["error"] == {"exit_code": 1, "code": "broken", "message": "It broke. Mend it."}
    assert raw["source"] == {"path": "a.wav", "sha256": None}
