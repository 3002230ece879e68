"""What is kept, as a person handles it: save, list, show, compare, measure again, take along, forget."""

from __future__ import annotations

import json
import os
import shutil
import subprocess
import sys
from pathlib import Path
from typing import Any

import pytest

from saywell import analyse, store
from tests.conftest import SAMPLES, Run, need
from tests.report.reports import report

ONE, TWO = SAMPLES / "setback-1.wav", SAMPLES / "setback-2.wav"


def words(sample: Path) -> tuple[str, ...]:
    return "--words", str(sample.with_suffix(".json"))


@pytest.fixture(scope="session")
def two_takes(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A home with two attempts at one question, made from files with their true words."""
    made = tmp_path_factory.mktemp("takes") / "home"
    for sample in (ONE, TWO):
        command = [sys.executable, "-m", "saywell", "analyse", str(sample), *words(sample), "--question-id", "setback"]
        subprocess.run(command, env={**os.environ, "SAYWELL_HOME": str(made)}, check=True, capture_output=True)
    return made


@pytest.fixture
def kept(two_takes: Path, home: Path) -> Path:
    shutil.copytree(two_takes, home)
    return home


def files(home: Path) -> set[str]:
    return {str(path.relative_to(home)) for path in home.rglob("*") if path.is_file()}


def test_an_answer_is_kept_where_a_question_of_the_bank_is_named(saywell: Run, kept: Path) -> None:
    rows = saywell("history", "--json").lines
    assert [(row["id"], row["question_id"], row["kind"]) for row in rows] == [
        ("1", "setback", "behavioural"),
        ("2", "setback", "behavioural"),
    ]
    assert rows[0]["metrics"]["words_per_minute"] > 100
    audio = list((kept / "data" / "audio").iterdir())
    assert len(audio) == 2
    assert all(path.stat().st_mode & 0o777 == 0o600 for path in audio)


def test_it_is_kept_sample_by_sample(kept: Path) -> None:
    import soundfile

    with store.opened() as history:
        kept_samples, rate_hz = soundfile.read(history.audio(history.attempt(1)), dtype="int16")
    said, said_rate_hz = soundfile.read(ONE, dtype="int16")
    assert rate_hz == said_rate_hz
    assert (kept_samples == said).all()


def test_an_answer_is_kept_only_where_that_was_asked_for(saywell: Run, home: Path) -> None:
    saywell("analyse", *words(ONE))
    assert not home.exists()
    saywell("analyse", *words(ONE), "--question-id", "setback", "--no-save")
    assert saywell("history").out.startswith("Nothing is kept yet.")
    line = saywell("analyse", *words(ONE), "--save", "--json").report
    assert line["attempt"]["id"] == "1"
    assert line["attempt"]["question_id"] is None
    assert line["source"] is None


def test_from_stdin_too(saywell: Run, home: Path) -> None:
    done = saywell("analyse", "-", *words(ONE), "--save", "--json", stdin=ONE.read_bytes())
    assert done.report["source"]["path"] == "-"
    with store.opened() as history:
        assert history.audio(history.attempt(1)).stat().st_size > 100_000


def test_the_same_file_is_not_kept_twice(saywell: Run, kept: Path) -> None:
    done = saywell("analyse", ONE, *words(ONE), "--question-id", "setback", "--json")
    assert done.report["attempt"]["id"] == "1"
    assert done.err == f"saywell: {ONE} is attempt 1 already; it is not kept again.\n"
    assert len(saywell("history", "--json").lines) == 2


def test_other_words_for_a_file_that_is_kept_are_not_its_attempt(saywell: Run, kept: Path) -> None:
    done = saywell("analyse", ONE, *words(TWO), "--question-id", "setback", "--save")
    assert not done.out.startswith("Attempt")
    assert done.err.endswith(
        "is attempt 1 already, with other words; these are not kept. "
        "To keep them in place of those: saywell forget 1, then this again.\n"
    )
    assert len(saywell("history", "--json").lines) == 2


def test_what_can_not_be_measured_is_not_kept(saywell: Run, home: Path, tmp_path: Path) -> None:
    (tmp_path / "list.wav").write_text("shopping list")
    assert saywell("analyse", tmp_path / "list.wav", "--save").code == 3
    assert saywell("history", "--json").lines == []
    assert not list((home / "data" / "audio").iterdir())


def test_the_list(saywell: Run, kept: Path) -> None:
    head, first, second = saywell("history").out.splitlines()
    assert head.split() == ["recorded", "length", "words/min", "um/min", "structure", "question"]
    assert first.split()[0] == "1" and first.endswith("setback")
    assert second.split()[0] == "2"
    assert len(saywell("history", "--last", "1").out.splitlines()) == 2
    assert saywell("history", "--kind", "salary").out == "No attempt fits.\n"
    assert len(saywell("history", "--question-id", "setback", "--since", "2020-01-01", "--json").lines) == 2
    assert saywell("history", "--since", "yesterday").code == 2


def test_a_report_again(saywell: Run, kept: Path) -> None:
    line = saywell("show", "2", "--json").report
    fresh = saywell("analyse", TWO, *words(TWO), "--question-id", "setback", "--no-save", "--json").report
    assert line | {"attempt": None} == fresh
    text = saywell("show", "last").out
    assert text.startswith("Attempt 2  ")
    assert "Fix next" in text
    assert saywell("show", "1", "--format", "md").out.startswith("# Attempt 1\n")


def test_explain_says_what_a_number_was_made_of(saywell: Run, kept: Path) -> None:
    metric = saywell("show", "1", "--json").report["metrics"]["fluency_index"]
    assert sum(part["contribution"] for part in metric["parts"]) == pytest.approx(metric["value"], abs=0.001)
    lines = saywell("explain", "fluency_index", "1").out.splitlines()
    at = next(k for k, line in enumerate(lines) if line.startswith("Attempt 1"))
    assert lines[at].endswith(f" {metric['value']:.1f} ({metric['low']:.1f} to {metric['high']:.1f})")
    contributions = [line.split()[0] for line in lines[at + 1 :] if line[:12].strip()]
    assert contributions == [f"{part['contribution']:+.2f}" for part in metric["parts"]]
    told = " ".join(saywell("explain", "articulation_rate_syll_s", "1").out.split())
    assert told.endswith(", by syllables of the words")
    assert "Attempt 2   0.00" in saywell("explain", "redundancy_share", "2").out


def test_explain_shows_the_evidence(saywell: Run, kept: Path) -> None:
    report = saywell("show", "1", "--json").report
    told = " ".join(saywell("explain", "structure_score", "1").out.split())
    for sentence in report["structure"]["sentences"]:
        assert f"({sentence['confidence']:.0%}): {sentence['text']}" in told
    for part in report["metrics"]["structure_score"]["parts"]:
        assert not part["contribution"] or f"{part['contribution']:+.2f} {part['label']}: " in told
    for metric, kind in (("filled_pauses_per_minute", "filled_pause"), ("long_pause_count", "long_pause")):
        found = [finding for finding in report["findings"] if finding["kind"] == kind]
        lines = saywell("explain", metric, "1").out.splitlines()
        assert found
        assert sum(line.startswith(" " * 12 + "0:") for line in lines) == len(found)
    point = report["structure"]["sentences"][report["conciseness"]["point"]]["text"]
    assert saywell("explain", "time_to_point_s", "1").out.rstrip().endswith(point[-20:])


@pytest.mark.parametrize(
    ("arguments", "message"),
    [
        (("explain", "fluency_index", "9"), "There is no attempt 9. saywell history lists them."),
        (("show", "9"), "There is no attempt 9. saywell history lists them."),
        (("show", "setback"), "setback is no attempt. Give its number, or last; saywell history lists them."),
        (("play", "1", "hum"), "Attempt 1 has no finding hum. "),
        (("forget",), "Say what to forget. "),
        (("forget", "1", "--all", "--yes"), "Say what to forget. "),
        (("forget", "1"), "Nobody can be asked whether to forget. Say --yes."),
        (("reanalyse",), "Say what to measure again. "),
        (("compare", "1"), "Attempt 1 is the first at its question. "),
        (("compare", "1", "7"), "There is no attempt 7. "),
        (("history", "--last", "0"), "--last must be 1 or more. "),
        (("analyse", str(ONE), "--save", "--no-save"), "--save and --no-save contradict each other. "),
        (("analyse", str(ONE), "--question-id", "nosuch"), "There is no question nosuch. "),
        (("questions", "show", "setbak"), "There is no question setbak. Did you mean setback?"),
    ],
)
def test_usage(saywell: Run, kept: Path, arguments: tuple[str, ...], message: str) -> None:
    before = files(kept)
    done = saywell(*arguments)
    assert (done.code, done.out) == (2, "")
    (line,) = done.err.splitlines()
    assert line.startswith(f"saywell: {message}")
    assert files(kept) == before


# ---------------------------------------------------------------- compare


def test_the_last_two_at_one_question(saywell: Run, kept: Path) -> None:
    saywell("analyse", *words(ONE), "--question", "Another one?", "--save")
    line = json.loads(saywell("compare", "--json").out)
    assert (line["before"]["id"], line["after"]["id"]) == ("1", "2")
    changes: dict[str, Any] = {change["metric"]: change for change in line["changes"]}
    fillers = changes["filled_pauses_per_minute"]
    assert fillers["verdict"] == "better"
    assert fillers["before"] > fillers["after"]
    assert fillers["low"] <= fillers["difference"] <= fillers["high"] < 0
    assert fillers["beyond_usual"] is None
    assert changes["duration_s"]["verdict"] == "changed"
    assert changes["pitch_median_hz"]["verdict"] in ("changed", "within_error")
    assert changes[line["most_improved"]]["verdict"] == "better"
    assert line["takes"] == 2
    assert line["next"]


def test_a_comparison_in_words(saywell: Run, kept: Path) -> None:
    text = saywell("compare").out
    assert text.startswith("Attempt 1 -> 2  ")
    for part in ("Better", "fewer, now within the usual (up to 5)", "Most improved", "Next", "this is the second"):
        assert part in text
    assert max(map(len, text.splitlines())) <= 100
    turned = saywell("compare", "2", "1").out
    assert "Worse" in turned and "more, now above the usual (up to 5)" in turned
    assert " | " in saywell("compare", "--texts").out


def test_takes_measured_differently_are_marked(saywell: Run, kept: Path) -> None:
    saywell("reanalyse", "1", "--model", "pocketsphinx")  # given words stay given
    line = json.loads(saywell("compare", "--json").out)
    assert line["notes"] == []
    saywell("analyse", ONE, "--no-transcribe", "--question", "Why us?", "--save")
    saywell("analyse", TWO, *words(TWO), "--question", "Why us?", "--save")
    line = json.loads(saywell("compare", "--json").out)
    assert "different recognisers" in line["notes"][0]
    assert {change["verdict"] for change in line["changes"] if change["metric"] == "filled_pause_count"} == {
        "not_comparable"
    }


def test_from_five_takes_on_usual_variation_is_said(saywell: Run, home: Path) -> None:
    with store.opened() as history:
        for pause in (0.3, 0.5, 0.3, 0.5, 3.0):
            history.add(report(f"We had two days ...{pause} and I fixed it ...{pause} and it worked."))
    line = json.loads(saywell("compare", "--json").out)
    assert line["takes"] == 5
    pace = next(change for change in line["changes"] if change["metric"] == "words_per_minute")
    assert pace["usual_variation"] > 0
    assert pace["beyond_usual"] is True
    assert "more than you usually vary" in saywell("compare").out


def test_nothing_to_compare(saywell: Run, home: Path) -> None:
    done = saywell("compare")
    assert done.code == 2
    assert "no two attempts at one question yet" in done.err


# ---------------------------------------------------------------- measured again


def test_measured_again_with_another_recogniser(saywell: Run, home: Path, tmp_path: Path) -> None:
    import soundfile

    clip = tmp_path / "clip.wav"
    samples, rate_hz = soundfile.read(TWO, dtype="int16")
    soundfile.write(clip, samples[: 6 * rate_hz], rate_hz)
    saywell("analyse", clip, "--no-transcribe", "--question-id", "setback")
    saywell("analyse", *words(ONE), "--save")
    assert saywell("show", "1", "--json").report["transcript"] is None
    done = saywell("reanalyse", "--all", "--model", "pocketsphinx")
    assert (done.code, done.out) == (0, "1 measured again, 1 up to date.\n")
    newest = saywell("show", "1", "--json").report
    assert newest["transcript"]["engine"] == "pocketsphinx"
    assert newest["source"]["path"] == str(clip)
    assert saywell("show", "1", "--original", "--json").report["transcript"] is None
    assert saywell("history", "--json").lines[0]["engine"] == "pocketsphinx"
    again = saywell("reanalyse", "--all", "--model", "pocketsphinx")
    assert again.out == "0 measured again, 2 up to date.\n"


def test_a_damaged_report_is_measured_anew(saywell: Run, kept: Path) -> None:
    database = kept / "data" / "history.db"
    content = bytearray(database.read_bytes())
    content[content.index(b"ninety percent")] ^= 1
    database.write_bytes(content)
    done = saywell("show", "2")
    assert (done.code, done.out) == (1, "")
    assert done.err == (
        "saywell: The report of attempt 2 is damaged: it is not what was written. "
        "To measure it again: saywell reanalyse 2\n"
    )
    assert saywell("show", "1").code == 0
    checks = {check["name"]: check for check in json.loads(saywell("doctor", "--json").out)}
    assert checks["history"]["state"] == "fails"
    assert "1 of 2 attempts are damaged: 2" in checks["history"]["found"]
    assert saywell("reanalyse", "2", "--model", "pocketsphinx").out == "1 measured again, 0 up to date.\n"
    assert saywell("show", "2").code == 0


def test_a_damaged_recording_fails_alone(saywell: Run, kept: Path) -> None:
    with store.opened() as history:
        path = history.audio(history.attempt(1))
    content = bytearray(path.read_bytes())
    content[5000] ^= 1
    path.write_bytes(content)
    done = saywell("play", "1")
    assert (done.code, done.out) == (1, "")
    assert "The recording of attempt 1 is damaged" in done.err
    assert saywell("show", "1").code == 0
    done = saywell("export", kept / "all.zip")
    assert (done.code, done.out.split(".")[0].split(" to ")[0]) == (1, "Wrote 1 attempt")
    assert "Left out: The recording of attempt 1 is damaged" in done.err


def test_analysers_of_another_version_are_noticed(kept: Path, saywell: Run, tmp_path: Path) -> None:
    (tmp_path / "sitecustomize.py").write_text("import saywell.analyse\nsaywell.analyse.VERSION += 1\n")
    done = saywell("reanalyse", "2", env={"PYTHONPATH": str(tmp_path)})
    assert done.out == "1 measured again, 0 up to date.\n"
    assert saywell("show", "2", "--json").report["analysis_version"] == analyse.VERSION + 1
    assert "different versions of saywell" in saywell("compare").out


# ---------------------------------------------------------------- taken along, and forgotten


def test_from_one_machine_to_another(saywell: Run, kept: Path, tmp_path: Path) -> None:
    archive = tmp_path / "saywell.zip"
    saywell("questions", "add", "Why would anybody?", "--id", "anybody")
    assert saywell("export", archive).out.startswith(f"Wrote 2 attempts to {archive}. ")
    there = {"SAYWELL_HOME": str(tmp_path / "there")}
    assert saywell("import", archive, env=there).out == "Imported 2 attempts and 1 question.\n"
    one, other = (saywell("compare", "--json", env=env).out for env in ({}, there))
    assert one == other
    assert saywell("import", archive, env=there).out == "Imported 0 attempts and 0 questions, 2 were here already.\n"
    assert saywell("questions", "show", "anybody", env=there).code == 0


def test_forgotten_is_forgotten(saywell: Run, kept: Path) -> None:
    assert b"contract" in b"".join(path.read_bytes() for path in kept.rglob("*") if path.is_file())
    assert saywell("forget", "1", "2", "--yes").out == "Forgotten: attempt 1, attempt 2.\n"
    left = b"".join(path.read_bytes() for path in kept.rglob("*") if path.is_file()).lower()
    said = {
        word["text"].strip(",.").lower()
        for s in (ONE, TWO)
        for word in json.loads(s.with_suffix(".json").read_text())["words"]
    }
    schema = b"create table attempt index question_id on from the to a not null as in by is it"
    assert [word for word in said if len(word) > 5 and word.encode() in left and word.encode() not in schema] == []
    assert list((kept / "data" / "audio").iterdir()) == []
    assert saywell("history").out.startswith("Nothing is kept yet.")


def test_all_of_it_can_be_forgotten(saywell: Run, kept: Path) -> None:
    (kept / "data" / "recordings").mkdir(mode=0o700)
    (kept / "data" / "recordings" / "left.wav").write_bytes(b"RIFF")
    assert saywell("forget", "--all", "--yes").out.startswith("Forgotten: 2 attempts")
    assert files(kept) <= {"data/history.db", "data/history.db-shm", "data/history.db-wal"}


# ---------------------------------------------------------------- what goes wrong


def one_line(done: Any, code: int) -> str:
    assert (done.code, done.out) == (code, "")
    (line,) = done.err.splitlines()
    return str(line)


def test_a_truncated_history(saywell: Run, kept: Path) -> None:
    database = kept / "data" / "history.db"
    broken = database.read_bytes()[:30_000]
    database.write_bytes(broken)
    for command in (("history",), ("show", "1"), ("compare",), ("analyse", str(ONE), *words(ONE), "--save")):
        line = one_line(saywell(*command), 1)
        assert line.startswith("saywell: The history is damaged: ")
        assert "saywell doctor --repair" in line
    assert database.read_bytes() == broken
    done = saywell("doctor", "--repair")
    assert done.code == 0
    assert done.out.startswith("Saved ")
    assert saywell("history").code == 0


def test_a_home_that_can_not_be_written(kept: Path, tmp_path: Path) -> None:
    command = [sys.executable, "-m", "saywell"]
    if os.geteuid() == 0:  # root may write anywhere, unless that is taken away
        powers = "-dac_override,-dac_read_search"
        command = [need("setpriv"), f"--inh-caps={powers}", f"--bounding-set={powers}", *command]
    everything = [kept, *kept.rglob("*")]
    before = {path: path.read_bytes() for path in everything if path.is_file()}
    for path in everything:
        path.chmod(0o500 if path.is_dir() else 0o400)
    env = {**os.environ, "SAYWELL_HOME": str(kept)}
    for arguments in (("history",), ("analyse", str(ONE), *words(ONE), "--save")):
        done = subprocess.run([*command, *arguments], capture_output=True, text=True, check=False, env=env)
        assert (done.returncode, done.stdout) == (1, "")
        (line,) = done.stderr.splitlines()
        assert "can't be used" in line
    for path in everything:
        path.chmod(0o700 if path.is_dir() else 0o600)
    assert {path: path.read_bytes() for path in everything if path.is_file()} == before


@pytest.mark.parametrize("bytes_", [0, 20_000, 60_000, 300_000])
def test_a_disk_that_is_full(saywell: Run, home: Path, bytes_: int) -> None:
    limit = ("prlimit", f"--fsize={bytes_}")
    line = one_line(saywell("analyse", ONE, *words(ONE), "--save", before=limit), 1)
    assert line.startswith("saywell: ")
    rows = saywell("history", "--json")
    assert (rows.code, rows.lines) == (0, [])
    assert not list((home / "data" / "audio").glob("*.flac"))


def test_with_room_again_all_is_well(saywell: Run, home: Path) -> None:
    saywell("analyse", ONE, *words(ONE), "--save", before=("prlimit", "--fsize=20000"))
    assert saywell("analyse", ONE, *words(ONE), "--save", "--json").report["attempt"]["id"] == "1"


def test_nothing_is_written_by_reading(saywell: Run, kept: Path) -> None:
    saywell("history")
    before = {name: (kept / name).read_bytes() for name in files(kept)}
    for command in (("history",), ("show", "1"), ("compare",), ("questions", "list")):
        saywell(*command)
    assert {name: (kept / name).read_bytes() for name in files(kept)} == before


def test_an_answer_that_is_kept_is_told_by_what_was_worked_on(saywell: Run, kept: Path) -> None:
    again = ("analyse", TWO, *words(TWO), "--question", "Something else?", "--kind", "behavioural", "--json")
    first = saywell(*again).report["focus"]
    second = saywell(*again, "--save").report["focus"]
    assert first["metric"] == second["metric"] == saywell("show", "2", "--json").report["focus"]["metric"]
    assert first["drill"] != second["drill"]
    assert saywell(*again).report["focus"] == first
