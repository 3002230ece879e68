"""The report on a terminal: within its width, in its characters, with or without colour."""

from __future__ import annotations

import io
import re
from dataclasses import replace

import pytest
from rich.console import Console

from saywell.model import Finding, Metric
from saywell.report import content, notes, terminal
from tests.report.reports import full, report


def shown(width: int, *, encoding: str = "utf-8", colour: bool = False, every_metric: bool = False) -> str:
    raw = io.BytesIO()
    file = io.TextIOWrapper(raw, encoding=encoding)
    console = Console(file=file, width=width, force_terminal=colour, no_color=not colour, highlight=False)
    terminal.show(full(), console, every_metric=every_metric)
    file.flush()
    return raw.getvalue().decode(encoding)


@pytest.mark.parametrize("width", [56, 60, 80, 100, 140])
def test_no_line_is_wider_than_the_terminal(width: int) -> None:
    assert max(len(line) for line in shown(width).splitlines()) <= width


@pytest.mark.parametrize("width", range(20, 56))
def test_a_narrow_terminal_gets_a_report_too(width: int) -> None:
    assert "Fix next" in shown(width)


def test_every_part_is_there_at_80_columns() -> None:
    out = shown(80)
    for part in ("words a minute", "Fix next", "Drill", "Parts", "missing", "(um)", "[like,]", "|1.2s|"):
        assert part in out
    for line in (r"Length .*60-120 s", r"Pace .*120-185", r"Um and uh .*up to 5 a minute", r"Structure .*0\.6-1"):
        assert re.search(line, out)
    assert re.search(r"Pace +[▁▂▃▄▅▆▇█]{2,}  \d+ to \d+ words a minute", out)


def test_the_pace_curve_of_a_long_answer_fits() -> None:
    long = replace(full(), pace=tuple((float(k), 100.0 + k % 60) for k in range(2000)))
    out = io.StringIO()
    terminal.show(long, Console(file=out, width=80))
    (curve,) = re.findall(r"^  Pace +[▁▂▃▄▅▆▇█]+  100 to 159 words a minute$", out.getvalue(), re.MULTILINE)
    assert 70 < len(curve) <= 80


def test_the_structure_bar_of_a_long_answer_fits() -> None:
    structure = full().structure
    assert structure
    many = tuple(
        replace(structure.sentences[0], first_word=k, last_word=k, label="situation" if k % 2 else "other")
        for k in range(400)
    )
    out = io.StringIO()
    terminal.show(replace(full(), structure=replace(structure, sentences=many)), Console(file=out, width=80))
    assert max(map(len, out.getvalue().splitlines())) <= 80


def test_a_terminal_of_plain_characters_gets_plain_characters() -> None:
    assert shown(80, encoding="ascii").isascii()


def test_colour_is_the_terminals_choice() -> None:
    assert "\x1b[" in shown(80, colour=True)
    assert "\x1b[" not in shown(80)


def test_the_words_are_the_same_with_and_without_colour() -> None:
    assert re.sub(r"\x1b\[[0-9;]*m", "", shown(80, colour=True)).split() == shown(80).split()


def test_every_word_is_in_the_marked_transcript() -> None:
    transcript = full().transcript
    assert transcript
    out = " ".join(shown(80).split())
    for word in transcript.words:
        assert word.text in out


def test_every_metric_on_request() -> None:
    out = shown(100, every_metric=True)
    for name, metric in full().metrics.items():
        assert (name in out) == (metric.value is not None)


def table(width: int) -> list[str]:
    lines = shown(width, every_metric=True).splitlines()
    at = next(k for k, line in enumerate(lines) if line.startswith("metric "))
    return lines[at : at + 1 + sum(metric.value is not None for metric in full().metrics.values())]


@pytest.mark.parametrize("width", [60, 80, 100])
def test_names_and_ranges_are_whole(width: int) -> None:
    assert max(map(len, table(width))) <= width
    assert {line.split()[0] for line in table(width)[1:]} < set(full().metrics)
    assert not any("…" in line for line in table(width))
    assert ("usual" in table(width)[0]) == (width >= 80)


def test_a_line_too_long_for_a_terminal_is_folded_between_words() -> None:
    for width in range(30, 110, 7):
        out = io.StringIO()
        console = Console(file=out, width=width, force_terminal=True, color_system=None, highlight=False)
        terminal.show_line(full(), console)
        assert max(map(len, out.getvalue().splitlines())) <= width
        whole = io.StringIO()
        terminal.show_line(full(), Console(file=whole, width=width))
        assert len(whole.getvalue().splitlines()) == 1
        assert out.getvalue().split() == whole.getvalue().split()


def test_only_what_the_report_would_have_shown_is_named_as_withheld() -> None:
    silent = {
        name: replace(full().metrics[name], value=None, why_null="no_voice")
        for name in ("pitch_sd_semitones", "pitch_variation_quotient")
    }
    lacking = replace(full(), metrics=full().metrics | silent)
    assert ("Withheld", "pitch movement: no steady voice was heard") in notes.of(lacking)
    every = ("Withheld", "pitch movement, pitch variation quotient: no steady voice was heard")
    assert every in notes.of(lacking, every_metric=True)


def test_what_can_be_withheld_is_what_has_a_row() -> None:
    """Each metric of the list has a part in the rows, and no other has."""
    whole = full()
    some = Metric("false_start_count", "starts", 1.0), Metric("redundancy_share", "share", 0.2)
    whole = replace(whole, metrics={**whole.metrics, **{metric.name: metric for metric in some}})
    rows = content.key_rows(whole)
    for name, metric in whole.metrics.items():
        without = replace(whole, metrics=whole.metrics | {name: replace(metric, value=None)})
        changed = content.key_rows(without) != rows
        assert changed == (name in content.KEY), name


def test_words_alone_are_reported_too() -> None:
    out = " ".join(terminal.render(report()).split())
    assert "Fix next" in out
    assert "there is no recording" in out


def test_rough_words_are_called_rough() -> None:
    transcript = full().transcript
    assert transcript
    assert "Heard, roughly" in terminal.render(replace(full(), transcript=replace(transcript, reliable=False)))
    assert "Heard, roughly" not in terminal.render(full())


def test_signs_that_steer_a_terminal_are_taken_out_of_names() -> None:
    source = full().source
    assert source
    assert "\x1b" not in terminal.render(replace(full(), source=replace(source, path="a\x1b[31m.wav")))


def test_words_of_another_recording_are_questioned() -> None:
    other = Finding("unsupported_words", "", 1.0, 2.0, "both", 0.9, first_word=0, last_word=30)
    assert "do they belong to this recording?" in " ".join(
        terminal.render(replace(full(), findings=(*full().findings, other))).split()
    )
