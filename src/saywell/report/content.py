"""What a report says, in words, before any renderer gives it a form."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import PurePath
from typing import Literal

from saywell import kinds
from saywell.metrics import catalogue
from saywell.model import GIVEN, Metric, Report, Structure, printable

Mark = Literal["plain", "filled_pause", "filler_word", "repetition", "false_start", "hedge", "pause", "unsupported"]

WHY_NULL = {
    "no_audio": "there is no recording",
    "no_words": "nothing was transcribed",
    "words_unreliable": "the recogniser's words can't be trusted here",
    "no_sentences": "the transcript has no sentence ends",
    "too_short": "the answer is too short",
    "nothing_to_count": "there was nothing to count",
    "no_voice": "no steady voice was heard",
    "not_our_recording": "only known for recordings made with saywell",
    "no_point": "no sentence gives what was asked, as far as can be told",
    "not_measured_yet": "not measured by this version",
    "switched_off": "switched off in the config file",
}
_OPEN = 0.1
_SHOWN_PAUSE_S = 0.5
KEY = {
    "answer_s",
    "words_per_minute",
    "articulation_rate_syll_s",
    "filled_pause_count",
    "filled_pauses_per_minute",
    "filler_word_count",
    "filler_words_per_minute",
    "pause_count",
    "pause_total_s",
    "long_pause_count",
    "pitch_sd_semitones",
    "structure_score",
    "time_to_point_s",
    "redundancy_share",
    "repetition_count",
    "false_start_count",
    "hedge_count",
}
"""What `key_rows` shows."""
ENGINES = {"pocketsphinx": "built-in recogniser", "faster-whisper": "Whisper", GIVEN: "words given"}


@dataclass(frozen=True, slots=True)
class Row:
    """One line of the key numbers: what, how much, what is usual, what that means."""

    label: str
    value: str
    usual: str
    verdict: str
    outside: bool


@dataclass(frozen=True, slots=True)
class Piece:
    """A stretch of the marked transcript."""

    text: str
    mark: Mark


@dataclass(frozen=True, slots=True)
class Segment:
    """A part of the structure bar, in order of time."""

    label: str
    share: float


def title(report: Report) -> str:
    """The attempt's number, else the recording's name."""
    if report.attempt:
        return f"Attempt {report.attempt.id}"
    if report.source is None:
        return report.transcript.model if report.transcript else "words"
    name = "stdin" if report.source.path == "-" else PurePath(report.source.path).name
    return printable(name)


def subtitle(report: Report) -> str:
    """What was asked, and what the words come from."""
    kind = kinds.in_words(report.question.kind) + (" (assumed)" if report.question.assumed else "")
    if report.attempt:
        kind = f"{moment(report.attempt.recorded_at)} · {report.question.id or kind}"
    if report.transcript is None:
        return f"{kind} · no transcript"
    engine = ENGINES.get(report.transcript.engine, report.transcript.engine)
    model = f" {report.transcript.model}" if report.transcript.engine == "faster-whisper" else ""
    return f"{kind} · {engine}{model}"


def moment(recorded_at: str) -> str:
    """A day and a time of it: `2026-11-22 10:53`."""
    return recorded_at[:16].replace("T", " ")


def headline(report: Report) -> str:
    """The answer in one line: length, pace, fillers."""
    metrics = report.metrics
    parts = []
    if (answer := metrics["answer_s"].value) is not None:
        parts.append(f"{answer:.0f} s")
    if (pace := metrics["words_per_minute"].value) is not None:
        parts.append(f"{pace:.0f} words a minute")
    if metrics["filled_pause_count"].value is not None:
        possible = "possible " if _only_heard(report) else ""
        n = _count(metrics["filled_pause_count"])
        parts.append(f"{n} {possible}um {'or' if n == '1' else 'and'} uh")
    if metrics["filler_word_count"].value is not None:
        parts.append(_plural(metrics["filler_word_count"], "filler word"))
    return ", ".join(parts)


def key_rows(report: Report) -> list[Row]:
    """The key numbers against their bands."""
    m = report.metrics
    rows = [
        _banded("Length", m["answer_s"], f"{_number(m['answer_s'])} s", "{} s"),
        _banded("Pace", m["words_per_minute"], f"{_number(m['words_per_minute'])} words a minute", "{}"),
        _banded(
            "Articulation",
            m["articulation_rate_syll_s"],
            f"{_number(m['articulation_rate_syll_s'])} syllables a second",
            "{}",
        ),
        _banded(
            "Um and uh",
            m["filled_pauses_per_minute"],
            f"{_count(m['filled_pause_count'])} ({_about(m['filled_pauses_per_minute'])} a minute)",
            "{} a minute",
            possible=_only_heard(report),
        ),
        _banded(
            "Filler words",
            m["filler_words_per_minute"],
            f"{_count(m['filler_word_count'])} ({_number(m['filler_words_per_minute'])} a minute)",
            "{} a minute",
        ),
        _pauses(report),
        _banded("Pitch movement", m["pitch_sd_semitones"], f"{_number(m['pitch_sd_semitones'])} semitones", "{}"),
        _banded("The point", m["time_to_point_s"], _after(m["time_to_point_s"]), "{} s"),
        _banded("Structure", m["structure_score"], f"{_number(m['structure_score'])} of 1", "{}"),
        _banded("Said twice", m["redundancy_share"], f"{m['redundancy_share'].value or 0:.0%} of the words", "")
        if m["redundancy_share"].value
        else None,
        _plain("Repeats", m["repetition_count"]),
        _plain("False starts", m["false_start_count"]),
        _plain("Hedges", m["hedge_count"]),
    ]
    return [row for row in rows if row]


def transcript_caption(report: Report) -> str | None:
    """What a reader must know of the words before reading them."""
    if report.transcript is None or report.transcript.reliable:
        return None
    return "Heard, roughly; many of these words are wrong:"


def transcript_pieces(report: Report) -> list[Piece]:
    """The words as they were said, with fillers, repeats, hedges and pauses marked where they are."""
    if report.transcript is None:
        return []
    words = report.transcript.words
    marks: list[tuple[Mark, int]] = [("plain", -1)] * len(words)  # what, and which finding
    kinds: tuple[tuple[str, Mark], ...] = (
        ("hedge", "hedge"),
        ("filler_word", "filler_word"),
        ("repetition", "repetition"),
        ("false_start", "false_start"),
        ("filled_pause", "filled_pause"),
        ("unsupported_words", "unsupported"),
    )
    between: list[tuple[float, Piece]] = []
    for kind, mark in kinds:
        for k, finding in enumerate(report.findings):
            if finding.kind == kind and finding.first_word is not None and finding.last_word is not None:
                span = slice(finding.first_word, finding.last_word + 1)
                marks[span] = [(mark, k)] * len(marks[span])
    for finding in report.findings:
        seconds = finding.end_s - finding.start_s
        if finding.kind in ("pause", "long_pause") and seconds >= _SHOWN_PAUSE_S:
            between.append((finding.span.middle_s, Piece(f"{seconds:.1f}s", "pause")))
        if finding.kind == "filled_pause" and finding.first_word is None:
            between.append((finding.span.middle_s, Piece("um" if finding.marked else "um?", "filled_pause")))
    for first, last, mark in _groups(marks):
        said = words[first : last + 1]
        between.append((said[0].span.middle_s, Piece(" ".join(word.text for word in said), mark)))
    return [piece for _, piece in sorted(between, key=lambda at: at[0])]


def _groups(marks: Sequence[tuple[Mark, int]]) -> list[tuple[int, int, Mark]]:
    """(first word, last word, mark) of each marked finding; plain words one by one."""
    groups: list[tuple[int, int, Mark]] = []
    for k, (mark, finding) in enumerate(marks):
        if mark != "plain" and k and marks[k - 1] == (mark, finding):
            groups[-1] = (groups[-1][0], k, mark)
        else:
            groups.append((k, k, mark))
    return groups


def structure_segments(report: Report) -> list[Segment]:
    """Runs of sentences with one role, as shares of the words, in order of time."""
    if report.structure is None:
        return []
    segments: list[Segment] = []
    total = sum(s.size for s in report.structure.sentences)
    for sentence in report.structure.sentences:
        share = sentence.size / total
        if segments and segments[-1].label == sentence.label:
            share += segments.pop().share
        segments.append(Segment(sentence.label, share))
    return segments


def missing(structure: Structure) -> str:
    """The parts that were not found; "perhaps" where a sentence may give one that was taken for something else."""
    return ", ".join(
        f"{'perhaps ' if part in structure.maybe else ''}{kinds.in_words(part)}" for part in structure.missing
    )


def one_line(report: Report) -> str:
    """The whole report in a line, for several files."""
    verdicts = [row for row in key_rows(report) if row.outside]
    outside = "; ".join(f"{row.label.lower()} {row.verdict}" for row in verdicts) or "all within the bands"
    return f"{headline(report)} · {outside}"


def band_text(target: tuple[float, float] | None) -> str:
    """The band as people write it: `120-185`, `up to 5`."""
    if target is None:
        return ""
    return f"up to {target[1]:g}" if target[0] == 0 else f"{target[0]:g}-{target[1]:g}"


def _banded(label: str, metric: Metric, value: str, usual: str, *, possible: bool = False) -> Row | None:
    if metric.value is None:
        return None
    verdict = {"below": catalogue()[metric.name].below, "above": catalogue()[metric.name].above}.get(
        metric.band or "", "fine" if metric.band else ""
    )
    outside = metric.band in ("below", "above")
    if outside and _straddles(metric):
        verdict, outside = "borderline", False
    if possible and outside:
        verdict, outside = f"possibly {verdict}", False
    return Row(label, value, usual.format(band_text(metric.target)) if metric.target else "", verdict, outside)


def _straddles(metric: Metric) -> bool:
    """Whether measuring alone could move the value back into its band."""
    if metric.target is None or metric.low is None or metric.high is None:
        return False
    return metric.low <= metric.target[1] if metric.band == "above" else metric.high >= metric.target[0]


def _plain(label: str, metric: Metric) -> Row | None:
    return Row(label, _count(metric), "", "", False) if metric.value else None


def _pauses(report: Report) -> Row | None:
    pauses, long, total = (report.metrics[k] for k in ("pause_count", "long_pause_count", "pause_total_s"))
    if pauses.value is None or long.value is None or total.value is None:
        return None
    return Row("Pauses", f"{_count(pauses)} short, {_count(long)} long; {total.value:.1f} s", "", "", False)


def _after(metric: Metric) -> str:
    return f"after {_number(metric)} s" if metric.value and round(metric.value) else "at once"


def _number(metric: Metric) -> str:
    return "-" if metric.value is None else f"{metric.value:.{catalogue()[metric.name].digits}f}"


def _about(metric: Metric) -> str:
    """A rate; "about" where measuring leaves it open by a tenth and more."""
    if metric.value and metric.low is not None and metric.high is not None:
        open_by = max(metric.high - metric.value, metric.value - metric.low) / metric.value
        return f"{'about ' if open_by > _OPEN else ''}{_number(metric)}"
    return _number(metric)


def _count(metric: Metric) -> str:
    """A count, with its range where measuring leaves one: `5` or `7 (6-9)`."""
    if metric.value is None:
        return "-"
    if metric.low is not None and metric.high is not None and round(metric.low) != round(metric.high):
        return f"{round(metric.low)}-{round(metric.high)}"
    return f"{metric.value:.0f}"


def _plural(metric: Metric, noun: str) -> str:
    return f"{_count(metric)} {noun}{'' if _count(metric) == '1' else 's'}"


def _only_heard(report: Report) -> bool:
    """All filled pauses come from the sound alone, no words could have vouched for them, and nobody taught it."""
    if report.own_voice and report.own_voice.taught:
        return False
    unsure = report.transcript is None or not report.transcript.reliable or report.transcript.engine == "pocketsphinx"
    heard = [finding for finding in report.findings if finding.kind == "filled_pause"]
    return unsure and bool(heard)
