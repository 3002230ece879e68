"""The JSON that scripts rely on: every sample, with both engines and with the true words, against the schema."""

from __future__ import annotations

import json
import math
from functools import cache
from pathlib import Path
from typing import Any

import jsonschema
import pytest

from saywell import __version__
from saywell.metrics import names
from tests import sound
from tests.conftest import MINI_WHISPER, ROOT, SAMPLES, STEMS, Reports, Run, truth_of

CONTRACT_METRICS = (
    "duration_s answer_s response_latency_s speaking_s word_count words_per_minute articulation_rate_syll_s "
    "phonation_share mean_run_words pause_count pause_total_s long_pause_count mid_clause_pause_share "
    "filled_pause_count filled_pauses_per_minute filler_word_count filler_words_per_minute repetition_count "
    "false_start_count hedge_count pitch_median_hz pitch_sd_semitones loudness_sd_db sentence_mean_words "
    "readability_grade vocabulary_mattr we_share time_to_point_s redundancy_share fluency_index structure_score"
)
NOT_YET = {"response_latency_s"}
FINDING_KINDS = (
    "filled_pause filler_word repetition false_start hedge pause long_pause fast_stretch slow_stretch "
    "monotone_stretch trailing_off clipped dropped_speech unsupported_words"
)
SIGNAL_METRICS = (
    "answer_s speaking_s articulation_rate_syll_s phonation_share pause_count pause_total_s long_pause_count "
    "filled_pause_count filled_pauses_per_minute pitch_median_hz pitch_sd_semitones loudness_sd_db duration_s"
)


@cache
def schema() -> jsonschema.protocols.Validator:
    loaded = json.loads((ROOT / "docs" / "report.schema.json").read_text("utf-8"))
    jsonschema.Draft202012Validator.check_schema(loaded)
    return jsonschema.Draft202012Validator(loaded)


def check(report: dict[str, Any]) -> None:
    """Everything the contract says of one report, beyond what the schema can say."""
    schema().validate(report)
    assert report["schema_version"] == 1
    assert report["saywell_version"] == __version__
    assert set(CONTRACT_METRICS.split()) <= set(report["metrics"])
    words = report["transcript"]["words"] if report["transcript"] else []
    for name, metric in report["metrics"].items():
        assert (metric["value"] is None) == (metric["why_null"] is not None), name
        if metric["value"] is None:
            assert metric["band"] is metric["low"] is metric["high"] is None, name
        else:
            assert math.isfinite(metric["value"]), name
            assert (metric["low"] is None) == (metric["high"] is None), name
            if metric["low"] is not None:
                assert metric["low"] <= metric["value"] <= metric["high"], name
            if metric["target"]:
                low, high = metric["target"]
                side = "below" if metric["value"] < low else "above" if metric["value"] > high else "within"
                assert metric["band"] == side, name
    for finding in report["findings"]:
        assert finding["kind"] in FINDING_KINDS.split()
        assert finding["id"] == f"{finding['kind']}-{round(finding['start_s'] * 1000)}"
        assert 0.5 <= finding["confidence"] <= 1
        assert finding["start_s"] < finding["end_s"]
        assert (finding["first_word"] is None) == (finding["last_word"] is None)
        if finding["first_word"] is not None:
            assert 0 <= finding["first_word"] <= finding["last_word"] < len(words)
    kinds = [finding["kind"] for finding in report["findings"]]
    for kind in ("pause", "long_pause", "filled_pause", "filler_word", "repetition", "false_start", "hedge"):
        value = report["metrics"][f"{kind}_count"]["value"]
        assert value is None or value == kinds.count(kind), kind
    silences = [f for f in report["findings"] if f["kind"] in ("pause", "long_pause")]
    assert report["metrics"]["pause_total_s"]["value"] == pytest.approx(
        sum(f["end_s"] - f["start_s"] for f in silences), abs=0.02
    )
    for finding in silences:
        assert (finding["end_s"] - finding["start_s"] >= 1 - 1e-3) == (finding["kind"] == "long_pause")
        assert finding["end_s"] - finding["start_s"] >= 0.25 - 1e-3
        for filled in report["findings"]:
            if filled["kind"] == "filled_pause":
                assert filled["end_s"] <= finding["start_s"] + 2e-3 or filled["start_s"] >= finding["end_s"] - 2e-3
    if report["structure"]:
        follow = 0
        for sentence in report["structure"]["sentences"]:
            assert sentence["first_word"] == follow
            follow = sentence["last_word"] + 1
        assert follow == len(words)
        assert report["structure"]["score"] == report["metrics"]["structure_score"]["value"]
        assert sum(report["structure"]["shares"].values()) == pytest.approx(1, abs=0.02)
    if report["focus"]:
        ids = {finding["id"] for finding in report["findings"]}
        assert set(report["focus"]["finding_ids"]) <= ids


def test_the_names_of_the_contract() -> None:
    assert set(CONTRACT_METRICS.split()) <= set(names())


def test_every_sample_with_its_true_words(sample: Path, true_words_reports: Reports) -> None:
    truth, report = truth_of(sample), true_words_reports[sample.stem]
    check(report)
    null = {name: metric["why_null"] for name, metric in report["metrics"].items() if metric["value"] is None}
    assert {name for name, why in null.items() if why != "no_point"} == NOT_YET
    assert [word["text"] for word in report["transcript"]["words"]] == [word["text"] for word in truth["words"]]
    spoken = [w for w in truth["words"] if w["text"].lower().strip(",.?!") not in ("um", "uh", "er", "hm", "hmm")]
    first_s, last_s = truth["words"][0]["start_s"], truth["words"][-1]["end_s"]
    pace = 60 * len(spoken) / (last_s - first_s)
    assert report["metrics"]["words_per_minute"]["value"] == pytest.approx(pace, rel=0.01)


def test_every_sample_with_the_built_in_recogniser(sample: Path, built_in_reports: Reports) -> None:
    report = built_in_reports[sample.stem]
    check(report)
    assert report["source"]["path"] == str(sample)
    assert report["transcript"]["engine"] == "pocketsphinx"
    for name in SIGNAL_METRICS.split():
        assert report["metrics"][name]["value"] is not None, name


def test_some_words_of_the_built_in_recogniser_can_be_trusted(built_in_reports: Reports) -> None:
    assert {report["transcript"]["reliable"] for report in built_in_reports.values()} == {True, False}


def test_words_that_cant_be_trusted_withhold_what_needs_them(built_in_reports: Reports) -> None:
    """espeak-ng is not what the built-in recogniser understands: the range of the pace is wide, wording goes."""
    report = built_in_reports["monotone"]
    assert not report["transcript"]["reliable"]
    for name in ("filler_word_count", "repetition_count", "hedge_count", "we_share", "vocabulary_mattr"):
        assert report["metrics"][name]["why_null"] == "words_unreliable"
    assert report["structure"] is None
    pace = report["metrics"]["words_per_minute"]
    if pace["value"] is not None:
        assert pace["low"] <= 0.9 * pace["value"] + 0.1
        assert pace["high"] >= 1.1 * pace["value"] - 0.1


def test_samples_with_faster_whisper(saywell: Run) -> None:
    """The real path through a poorly trained model, two voices: valid reports, its words withheld."""
    files = [SAMPLES / f"{stem}.wav" for stem in ("motivation-2", "rushed")]
    done = saywell("analyse", *files, "--offline", "--json", "--model", MINI_WHISPER)
    assert done.code == 0, done.err
    assert len(done.lines) == len(files)
    for report in done.lines:
        check(report)
        assert report["transcript"]["engine"] == "faster-whisper"
        assert report["transcript"]["model"] == "mini-whisper-en"
        assert not report["transcript"]["reliable"]


def test_without_transcribing(saywell: Run) -> None:
    files = [SAMPLES / f"{stem}.wav" for stem in STEMS]
    for report in saywell("analyse", *files, "--no-transcribe", "--json").lines:
        check(report)
        assert report["transcript"] is None
        for name in SIGNAL_METRICS.split():
            assert report["metrics"][name]["value"] is not None, name
        assert report["metrics"]["words_per_minute"]["why_null"] == "no_words"


@pytest.mark.parametrize("stem", ["rambling", "setback-1"])
def test_words_without_audio(saywell: Run, stem: str) -> None:
    report = saywell("analyse", "--words", SAMPLES / f"{stem}.json", "--json").report
    check(report)
    assert report["source"] is None
    assert report["audio"] is None
    assert report["metrics"]["pitch_median_hz"]["why_null"] == "no_audio"
    assert report["metrics"]["words_per_minute"]["value"] > 60
    assert {f["evidence"] for f in report["findings"]} == {"transcript"}


def test_a_failure_has_a_line_too(saywell: Run, tmp_path: Path) -> None:
    silent = sound.write_wav(tmp_path / "silent.wav", sound.silence(3))
    done = saywell("analyse", tmp_path / "none.wav", silent, "--no-transcribe", "--json")
    assert done.code == 1
    missing, unusable = done.lines
    for line in (missing, unusable):
        schema().validate(line)
    assert missing["error"]["exit_code"] == 1
    assert unusable["error"] == {
        "exit_code": 3,
        "code": "silent",
        "message": unusable["error"]["message"],
    }
    assert unusable["audio"]["usable"] is False
    assert unusable["audio"]["duration_s"] == 3
    assert unusable["source"]["sha256"]
