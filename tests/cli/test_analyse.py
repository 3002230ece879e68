"""`saywell analyse` as scripts and people use it."""

from __future__ import annotations

import json
from pathlib import Path

import pytest

from tests import sound
from tests.conftest import MINI_WHISPER, SAMPLES, Run

SAMPLE = SAMPLES / "setback-1.wav"
WORDS = SAMPLE.with_suffix(".json")


def test_a_report_for_people(saywell: Run) -> None:
    done = saywell("analyse", SAMPLE, "--words", WORDS, "--kind", "behavioural")
    assert done.code == 0
    for said in (
        "setback-1.wav",
        "155 words a minute",
        "Fix next",
        "Drill",
        "(um)",
        "[sort of]",
        "<We>",
        "|1.2s|",
        "Parts",
    ):
        assert said in done.out
    assert "\x1b[" not in done.out
    assert max(map(len, done.out.splitlines())) <= 80
    assert done.err == ""


def test_json_is_one_line_and_nothing_else(saywell: Run) -> None:
    done = saywell("analyse", SAMPLE, "--words", WORDS, "--json")
    assert done.code == 0
    assert done.out.count("\n") == 1
    assert done.report["metrics"]["word_count"]["value"] == 58
    assert done.err == ""


def test_markdown(saywell: Run) -> None:
    done = saywell("analyse", SAMPLE, "--words", WORDS, "--format", "md")
    assert done.code == 0
    assert done.out.startswith("# setback-1.wav\n")
    assert "| Pace | 155 words a minute | 120-185 | fine |" in done.out


def test_the_american_spelling(saywell: Run) -> None:
    done = saywell("analyze", SAMPLE, "--words", WORDS, "--json")
    assert done.code == 0
    assert done.report["source"]["path"] == str(SAMPLE)


def test_stdin(saywell: Run) -> None:
    done = saywell("analyse", "-", "--no-transcribe", "--json", stdin=SAMPLE.read_bytes())
    assert done.code == 0
    assert done.report["source"]["path"] == "-"
    assert done.report["transcript"] is None
    assert done.report["metrics"]["pause_count"]["value"] > 3


def test_words_without_audio(saywell: Run) -> None:
    report = saywell("analyse", "--words", WORDS, "--json").report
    assert report["source"] is None
    assert report["audio"] is None
    assert report["metrics"]["word_count"]["value"] == 58
    assert report["metrics"]["pitch_median_hz"]["why_null"] == "no_audio"
    pauses = [f for f in report["findings"] if f["kind"] in ("pause", "long_pause")]
    assert pauses
    assert {f["evidence"] for f in pauses} == {"transcript"}


def test_several_inputs_one_line_each_in_order_also_for_those_that_fail(saywell: Run, tmp_path: Path) -> None:
    silent = sound.write_wav(tmp_path / "silent.wav", sound.silence(3))
    (tmp_path / "text.wav").write_text("not audio")
    inputs = [SAMPLE, tmp_path / "missing.wav", silent, tmp_path / "text.wav", SAMPLES / "rushed.wav"]
    done = saywell("analyse", *inputs, "--no-transcribe", "--json")
    assert done.code == 1
    assert [line["source"]["path"] for line in done.lines] == [str(path) for path in inputs]
    assert ["error" in line for line in done.lines] == [False, True, True, True, False]
    missing, quiet, text = done.lines[1:4]
    assert missing["error"]["exit_code"] == 1
    assert quiet["error"]["exit_code"] == text["error"]["exit_code"] == 3
    assert quiet["audio"]["usable"] is False
    assert quiet["audio"]["problems"][0]["code"] == "silent"
    assert len(done.err.splitlines()) == 3


def test_several_inputs_for_people_one_line_each(saywell: Run) -> None:
    done = saywell("analyse", SAMPLE, SAMPLES / "rushed.wav", "--no-transcribe")
    assert done.code == 0
    assert len(done.out.splitlines()) == 2


@pytest.mark.parametrize(
    ("conditions", "code"),
    [
        (["words_per_minute > 150"], 5),
        (["words_per_minute > 160"], 0),
        (["words_per_minute>=100", "hedge_count < 1"], 5),
        (["hedge_count == 2"], 5),
        (["filled_pause_count<=4"], 0),
        (["response_latency_s > 0"], 0),
    ],
)
def test_fail_if(saywell: Run, conditions: list[str], code: int) -> None:
    arguments = [part for condition in conditions for part in ("--fail-if", condition)]
    done = saywell("analyse", SAMPLE, "--words", WORDS, "--json", *arguments)
    assert done.code == code
    assert done.report["schema_version"] == 1
    assert (f"--fail-if: {conditions[0].split()[0][:12]}" in done.err) == (code == 5 or "latency" in conditions[0])


def test_a_null_metric_does_not_hold_and_says_so(saywell: Run) -> None:
    done = saywell("analyse", SAMPLE, "--no-transcribe", "--json", "--fail-if", "word_count < 10")
    assert done.code == 0
    assert "word_count has no value (no_words)" in done.err


def test_conditions_over_several_inputs(saywell: Run, tmp_path: Path) -> None:
    both = [SAMPLE, SAMPLES / "rushed.wav"]
    assert saywell("analyse", *both, "--no-transcribe", "--json", "--fail-if", "answer_s > 21").code == 5
    failing = [*both, tmp_path / "missing.wav"]
    assert saywell("analyse", *failing, "--no-transcribe", "--json", "--fail-if", "answer_s > 21").code == 1


def test_the_question_tells_the_kind(saywell: Run) -> None:
    asked = "What salary do you expect?"
    report = saywell(
        "analyse", SAMPLES / "monotone.wav", "--words", SAMPLES / "monotone.json", "--question", asked, "--json"
    ).report
    assert report["structure"]["kind"] == "salary"
    assert report["question"] == {"id": None, "text": asked, "kind": "salary", "assumed": True, "target_s": None}


def test_a_named_whisper_folder(saywell: Run, clip: Path) -> None:
    done = saywell("analyse", clip, "--model", MINI_WHISPER, "--json", "--offline")
    assert done.code == 0, done.err
    assert done.report["transcript"]["engine"] == "faster-whisper"
    assert done.report["transcript"]["model"] == "mini-whisper-en"


def test_the_model_of_the_environment_and_the_config_file(saywell: Run, clip: Path, home: Path) -> None:
    home.mkdir()
    (home / "config.toml").write_text(f'model = "{MINI_WHISPER}"\n')
    short = ("analyse", clip, "--json")
    assert saywell(*short).report["transcript"]["engine"] == "faster-whisper"
    assert saywell(*short, env={"SAYWELL_MODEL": "pocketsphinx"}).report["transcript"]["engine"] == "pocketsphinx"


def test_bands_and_switches_of_the_config_file(saywell: Run, home: Path) -> None:
    home.mkdir()
    (home / "config.toml").write_text('off = ["hedge_count"]\n[bands]\nwords_per_minute = [100, 140]\n')
    metrics = saywell("analyse", SAMPLE, "--words", WORDS, "--json").report["metrics"]
    assert metrics["words_per_minute"]["target"] == [100, 140]
    assert metrics["words_per_minute"]["band"] == "above"
    assert metrics["hedge_count"]["why_null"] == "switched_off"


def test_colour_only_where_asked_for(saywell: Run) -> None:
    coloured = saywell("analyse", SAMPLE, "--words", WORDS, env={"FORCE_COLOR": "1"})
    assert "\x1b[" in coloured.out
    plain = saywell("analyse", SAMPLE, "--words", WORDS, env={"FORCE_COLOR": "1", "NO_COLOR": "1"})
    assert "\x1b[3" not in plain.out


def test_a_terminal_without_fancy_characters(saywell: Run) -> None:
    done = saywell("analyse", SAMPLE, "--words", WORDS, env={"PYTHONIOENCODING": "ascii"})
    assert done.code == 0
    assert done.out.isascii()
    assert "? " not in done.out.replace("(um)?", "")


def test_every_metric_on_request(saywell: Run) -> None:
    done = saywell("analyse", SAMPLE, "--words", WORDS, "--all")
    assert "articulation_rate_syll_s" in done.out
    assert "loudness_sd_db" in done.out


def test_a_reader_that_leaves_early_is_no_error(saywell: Run) -> None:
    done = saywell("analyse", SAMPLE, "--words", WORDS, before=("sh", "-c", '"$@" | head -n 1', "sh"))
    assert "Traceback" not in done.err
    assert "Something went wrong" not in done.err


def test_stores_nothing(saywell: Run, home: Path) -> None:
    saywell("analyse", SAMPLE, "--words", WORDS, "--no-save", "--json")
    assert not home.exists() or not [p for p in home.rglob("*") if p.is_file()]


def test_a_strange_file_name_stays_json(saywell: Run, tmp_path: Path) -> None:
    odd = tmp_path / "weird “name” \n ü.wav"
    odd.write_bytes(SAMPLE.read_bytes())
    report = saywell("analyse", odd, "--no-transcribe", "--json").report
    assert report["source"]["path"] == str(odd)
    assert json.loads(json.dumps(report)) == report
