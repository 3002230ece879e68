"""What JSON adds to the report: one line, plain numbers, nothing that JSON does not have."""

from __future__ import annotations

import json
from dataclasses import replace

import jsonschema
import pytest

from saywell import kinds
from saywell.config import Settings
from saywell.errors import SaywellError
from saywell.model import JobCoverage, Mark, OwnVoice
from saywell.pipeline import measure_answer
from saywell.report import as_json, from_json
from tests import sound
from tests.conftest import ROOT
from tests.report.reports import full, report


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


def test_what_a_person_said_of_it_comes_through() -> None:
    mark = Mark("filled_pause", 1.0, 1.3, "wrong", "2026-11-22T10:00:00+00:00")
    found = tuple(replace(f, marked="fine") if f.kind == "filled_pause" else f for f in full().findings)
    told = replace(full(), own_voice=OwnVoice("abc", 12, True), marks=(mark,), findings=found)
    raw = json.loads(as_json.render(told))
    schema = json.loads((ROOT / "docs" / "report.schema.json").read_text("utf-8"))
    jsonschema.Draft202012Validator(schema).validate(raw)
    assert raw["own_voice"] == {"id": "abc", "examples": 12, "taught": True}
    assert from_json.read(raw) == from_json.read(json.loads(as_json.render(from_json.read(raw))))
    assert from_json.read(raw).marks == (mark,)
    assert {f.marked for f in from_json.read(raw).findings} == {None, "fine"}


def test_what_it_covers_of_a_job_comes_through() -> None:
    assert json.loads(as_json.render(full()))["relevance"]["job"] is None
    told = replace(full(), job=JobCoverage(("SQL",), ("Python", "kindness")))
    raw = json.loads(as_json.render(told))
    schema = json.loads((ROOT / "docs" / "report.schema.json").read_text("utf-8"))
    jsonschema.Draft202012Validator(schema).validate(raw)
    assert raw["relevance"]["job"] == {"covered": ["SQL"], "missing": ["Python", "kindness"]}
    assert from_json.read(raw).job == told.job


def test_a_report_from_before_there_were_marks_can_be_read() -> None:
    raw = json.loads(as_json.render(full()))
    del raw["own_voice"], raw["marks"]
    for finding in raw["findings"]:
        del finding["marked"]
    old = from_json.read(raw)
    assert (old.own_voice, old.marks) == (None, ())


def test_how_it_was_told_comes_through() -> None:
    text = "I am looking for fifty thousand a year. My notice is three months. I am looking for fifty thousand a year."
    question = kinds.question("What salary do you expect, and when could you start?", "salary")
    told = measure_answer(None, words=sound.transcript(text, step_s=2.0), question=question, settings=Settings())
    assert told.conciseness and told.conciseness.repeats
    assert told.relevance and told.relevance.parts
    assert told.structure and told.structure.heard
    raw = json.loads(as_json.render(told))
    schema = json.loads((ROOT / "docs" / "report.schema.json").read_text("utf-8"))
    jsonschema.Draft202012Validator(schema).validate(raw)
    again = from_json.read(raw)
    assert again.conciseness == told.conciseness
    assert again.structure and again.structure.heard == told.structure.heard
    assert again.relevance and again.relevance.parts == told.relevance.parts
    assert again.relevance.question_match == pytest.approx(told.relevance.question_match, abs=0.001)
