"""`saywell job`, as a person uses it: add, see, be reported, replace, remove, forget."""

from __future__ import annotations

import json
from dataclasses import asdict
from pathlib import Path

import pytest

from saywell import store
from tests import sound
from tests.conftest import Run
from tests.job.examples import BAKER, NURSE, ROTA
from tests.job.pdf import pdf


@pytest.fixture
def nurse(saywell: Run, tmp_path: Path) -> Path:
    """The file of a job that was added."""
    path = tmp_path / "nurse.md"
    path.write_text(NURSE)
    assert saywell("job", "add", path).code == 0
    return path


def keep(saywell: Run, tmp_path: Path, text: str, question: str) -> None:
    (tmp_path / "words.json").write_text(json.dumps({"words": [asdict(word) for word in sound.words(text)]}))
    done = saywell("analyse", "--words", tmp_path / "words.json", "--save", "--question", question)
    assert done.code == 0, done.err


def flat(text: str) -> str:
    return " ".join(text.split())


def test_a_report_says_what_it_covers_of_the_job(saywell: Run, tmp_path: Path, nurse: Path) -> None:
    keep(saywell, tmp_path, "I planned the discharges, and I escalated a concern to the medical team at once.", "Why?")
    assert "Job Covers 2 of 12: escalate concerns to the medical team; discharge planning." in flat(
        saywell("show", "1").out
    )
    relevance = saywell("show", "1", "--json").report["relevance"]
    assert (relevance["kind_match"], relevance["question_match"]) == (None, None)
    assert relevance["job"]["covered"] == ["escalate concerns to the medical team", "discharge planning"]
    assert len(relevance["job"]["missing"]) == 10
    assert saywell("reanalyse", "--all").out == "0 measured again, 1 up to date.\n"


def test_without_a_job_the_report_says_nothing_of_one(saywell: Run, tmp_path: Path, home: Path) -> None:
    keep(saywell, tmp_path, "I planned the discharges.", "Why?")
    assert saywell("show", "1", "--json").report["relevance"] is None


def test_adding_says_what_was_found_and_what_is_replaced(saywell: Run, tmp_path: Path, nurse: Path) -> None:
    done = saywell("job", "add", "-", stdin=b"Requirements\n- SQL")
    assert done.out.startswith("nurse.md, added 20")
    assert "is replaced.\nFound 1 skill, 0 values, 0 duties. To see them" in done.out
    assert saywell("job", "show", "--json").report["name"] == "stdin"


def test_an_earlier_report_is_measured_again_with_the_new_job(saywell: Run, tmp_path: Path, nurse: Path) -> None:
    keep(saywell, tmp_path, "I wrote SQL.", "Why?")
    assert "saywell reanalyse --all" in saywell("job", "add", "-", stdin=b"Requirements\n- SQL").out
    assert saywell("reanalyse", "--all").out == "1 measured again, 0 up to date.\n"
    assert saywell("show", "1", "--json").report["relevance"]["job"] == {"covered": ["SQL"], "missing": []}


def test_the_job_is_shown_with_the_answers_that_cover_it(saywell: Run, tmp_path: Path, nurse: Path) -> None:
    assert "No kept answer has words to look in yet." in saywell("job", "show").out
    for question, text in (("Why?", ROTA[0]), ("How?", ROTA[1]), ("When?", ROTA[0]), ("Who?", BAKER[0])):
        keep(saywell, tmp_path, f"{text} I planned the discharges.", question)
    out = saywell("job", "show").out
    assert "\nSkills                                        Attempts\n" in out
    assert "\n  discharge planning                          1 2 3 4\n" in out
    assert "\n  tissue viability                            -\n" in out
    assert "Kept answers cover 1 of 12; 11 are in none." in flat(out)
    assert "Attempts 1, 2 and 3 seem to tell the same story for 3 questions: find another for some" in flat(out)
    shown = saywell("job", "show", "--json").report
    assert shown["covered"] == ["discharge planning"] and len(shown["missing"]) == 11
    assert {"label": "tissue viability", "kind": "skill", "attempts": []} in shown["terms"]
    (story,) = shown["stories"]
    assert (story["attempts"], story["overused"]) == (["1", "2", "3"], True)


def test_a_pdf_is_added(saywell: Run, tmp_path: Path) -> None:
    path = tmp_path / "job.pdf"
    path.write_bytes(pdf(("Your profile", "- Experience of stock control", "- SAP")))
    assert saywell("job", "add", path).out.startswith("Found 2 skills, 0 values, 0 duties.")


@pytest.mark.parametrize(
    ("content", "says"),
    [
        (pdf(()), "is a PDF without text"),
        (b"", "is empty"),
        (bytes(range(200)), "is neither text nor PDF"),
        (b"Dear all, lunch is at twelve.", "Nothing that a job asks for was found"),
    ],
)
def test_what_is_no_job_description_changes_nothing(
    saywell: Run, tmp_path: Path, nurse: Path, content: bytes, says: str
) -> None:
    (tmp_path / "x").write_bytes(content)
    done = saywell("job", "add", tmp_path / "x")
    assert (done.code, done.out, done.err.count("\n")) == (2, "", 1)
    assert says in done.err
    assert saywell("job", "show", "--json").report["name"] == "nurse.md"


def test_a_job_is_removed_down_to_the_last_byte(saywell: Run, home: Path, nurse: Path) -> None:
    assert saywell("job", "remove").out.startswith("nurse.md is removed.")
    held = b"".join(path.read_bytes() for path in (home / "data").iterdir() if path.is_file())
    assert b"tissue" not in held
    assert saywell("job", "remove").out == "There is no job to remove.\n"
    done = saywell("job", "show")
    assert (done.code, done.out) == (2, "")


def test_forgetting_everything_forgets_the_job(saywell: Run, home: Path, nurse: Path) -> None:
    assert saywell("forget", "--all", "--yes").code == 0
    with store.opened() as history:
        assert history.job() is None


def test_a_damaged_history_costs_a_report_only_the_job(saywell: Run, tmp_path: Path, home: Path, nurse: Path) -> None:
    (home / "data" / "history.db").write_bytes(b"no database" * 1000)
    (tmp_path / "words.json").write_text(json.dumps({"words": [asdict(word) for word in sound.words("I did it.")]}))
    done = saywell("analyse", "--words", tmp_path / "words.json", "--json")
    assert done.code == 0
    assert done.report["relevance"] is None
    assert "leaves out the job." in done.err
