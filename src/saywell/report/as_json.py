"""A report as one JSON object: the fields that docs/report.schema.json fixes. `from_json` reads it back."""

from __future__ import annotations

import json
from typing import Any

from saywell.errors import SaywellError, UnusableAudioError
from saywell.model import (
    Attempt,
    Conciseness,
    Finding,
    Habit,
    JobCoverage,
    Mark,
    Metric,
    OwnVoice,
    Quality,
    Question,
    Relevance,
    Report,
    Source,
    Span,
    Structure,
    Transcript,
)

SCHEMA_VERSION = 1


def render(report: Report) -> str:
    """One line of JSON."""
    return _line(as_dict(report))


def render_error(error: SaywellError, path: str | None) -> str:
    """The line of an input that failed; with `audio` if it could at least be decoded."""
    source = {"path": path, "sha256": error.sha256} if path is not None else None
    line: dict[str, Any] = {"schema_version": SCHEMA_VERSION, "source": source}
    if isinstance(error, UnusableAudioError) and error.quality:
        line["audio"] = _audio(error.quality)
    line["error"] = {"exit_code": error.exit_code, "code": error.code, "message": str(error)}
    return _line(line)


def as_dict(report: Report) -> dict[str, Any]:
    """The report as plain data."""
    return {
        "schema_version": SCHEMA_VERSION,
        "saywell_version": report.saywell_version,
        "analysis_version": report.analysis_version,
        "source": _source(report.source) if report.source else None,
        "attempt": attempt_as_dict(report.attempt) if report.attempt else None,
        "audio": _audio(report.quality) if report.quality else None,
        "speech": [_span(span) for span in report.speech],
        "transcript": _transcript(report.transcript) if report.transcript else None,
        "metrics": {name: _metric(metric) for name, metric in report.metrics.items()},
        "findings": [_finding(finding) for finding in report.findings],
        "structure": _structure(report.structure, report.question.assumed) if report.structure else None,
        "relevance": _relevance(report.relevance, report.job),
        "conciseness": _conciseness(report.conciseness) if report.conciseness else None,
        "focus": (
            {
                "metric": report.focus.metric,
                "message": report.focus.message,
                "finding_ids": list(report.focus.finding_ids),
                "drill": report.focus.drill,
                "about": report.focus.about,
            }
            if report.focus
            else None
        ),
        "question": question_as_dict(report.question),
        "pace": [{"at_s": _round(at_s), "words_per_minute": _round(wpm)} for at_s, wpm in report.pace],
        "own_voice": _own_voice(report.own_voice) if report.own_voice else None,
        "marks": [mark_as_dict(mark) for mark in report.marks],
        "habits": [_habit(habit) for habit in report.habits],
        "edges": [_finding(edge) for edge in report.edges],
        "own_words": {"allowed": list(report.own_words.allowed), "leanings": dict(report.own_words.leanings)},
    }


def _line(data: dict[str, Any]) -> str:
    return json.dumps(data, allow_nan=False)


def attempt_as_dict(attempt: Attempt) -> dict[str, Any]:
    return {
        "id": str(attempt.id),
        "question_id": attempt.question.id,
        "question": attempt.question.text,
        "kind": attempt.question.kind,
        "recorded_at": attempt.recorded_at,
    }


def question_as_dict(question: Question) -> dict[str, Any]:
    return {
        "id": question.id,
        "text": question.text,
        "kind": question.kind,
        "assumed": question.assumed,
        "target_s": list(question.target_s) if question.target_s else None,
    }


def _source(source: Source) -> dict[str, Any]:
    return {"path": source.path, "sha256": source.sha256}


def _audio(quality: Quality) -> dict[str, Any]:
    return {
        "duration_s": _round(quality.duration_s),
        "sample_rate_hz": quality.sample_rate_hz,
        "peak_dbfs": _round(quality.peak_dbfs),
        "speech_dbfs": _round(quality.speech_dbfs),
        "noise_dbfs": _round(quality.noise_dbfs),
        "snr_db": _round(quality.snr_db),
        "clipped_share": _round(quality.clipped_share, 5),
        "usable": quality.usable,
        "problems": [{"code": problem.code, "message": problem.message} for problem in quality.problems],
    }


def _transcript(transcript: Transcript) -> dict[str, Any]:
    return {
        "engine": transcript.engine,
        "model": transcript.model,
        "language": transcript.language,
        "mean_probability": _round(transcript.mean_probability),
        "reliable": transcript.reliable,
        "text": transcript.text,
        "words": [
            {
                "text": word.text,
                "start_s": _round(word.start_s),
                "end_s": _round(word.end_s),
                "probability": _round(word.probability),
            }
            for word in transcript.words
        ],
    }


def _metric(metric: Metric) -> dict[str, Any]:
    out: dict[str, Any] = {
        "value": _round(metric.value, 4),
        "unit": metric.unit,
        "low": _round(metric.low, 4),
        "high": _round(metric.high, 4),
        "band": metric.band,
        "target": list(metric.target) if metric.target else None,
        "why_null": metric.why_null,
        **({"method": metric.method} if metric.method else {}),
    }
    if metric.parts:
        out["parts"] = [
            {
                "label": part.label,
                "value": _round(part.value, 4),
                "unit": part.unit,
                "contribution": _round(part.contribution, 4),
            }
            for part in metric.parts
        ]
    return out


def _finding(finding: Finding) -> dict[str, Any]:
    return {
        "id": finding.id,
        "kind": finding.kind,
        "label": finding.label,
        **_span(finding.span),
        "first_word": finding.first_word,
        "last_word": finding.last_word,
        "text": finding.text,
        "evidence": finding.evidence,
        "confidence": finding.confidence,
        "marked": finding.marked,
        **({"editing_term": _place(finding.editing_term)} if finding.editing_term else {}),
        **({"repair": _place(finding.repair)} if finding.repair else {}),
    }


def _place(words: tuple[int, int]) -> dict[str, int]:
    return {"first_word": words[0], "last_word": words[1]}


def _habit(habit: Habit) -> dict[str, Any]:
    return {
        "word": habit.word,
        "opens_sentences": habit.opens_sentences,
        "count": len(habit.uses),
        "per_100_words": _round(habit.per_100_words),
        "usual_per_100_words": habit.usual_per_100_words,
        "high_per_100_words": habit.high_per_100_words,
        "stands_out": habit.stands_out,
        "uses": [_finding(use) for use in habit.uses],
    }


def mark_as_dict(mark: Mark) -> dict[str, Any]:
    return {"kind": mark.kind, **_span(mark.span), "verdict": mark.verdict, "at": mark.at}


def _own_voice(own: OwnVoice) -> dict[str, Any]:
    return {"id": own.id, "examples": own.examples, "taught": own.taught}


def _relevance(relevance: Relevance | None, job: JobCoverage | None) -> dict[str, Any] | None:
    if relevance is None and job is None:
        return None
    return {
        "kind_match": _round(relevance.kind_match) if relevance else None,
        "question_match": _round(relevance.question_match) if relevance else None,
        "heard_as": relevance.heard_as if relevance else None,
        "assumed": relevance.assumed if relevance else None,
        "parts": [{"text": part.text, "nearest": part.nearest} for part in relevance.parts] if relevance else [],
        "job": {"covered": list(job.covered), "missing": list(job.missing)} if job else None,
    }


def _conciseness(conciseness: Conciseness) -> dict[str, Any]:
    return {
        "point": conciseness.point,
        "repeats": [{"sentence": later, "of": earlier} for later, earlier in conciseness.repeats],
        "apart": list(conciseness.apart),
        "could_go": list(conciseness.could_go),
        "ending": conciseness.ending,
    }


def _structure(structure: Structure, assumed: bool) -> dict[str, Any]:
    return {
        "kind": structure.kind,
        "kind_assumed": assumed,
        "sentences_from_pauses": structure.from_pauses,
        "sentences": [
            {
                "text": sentence.text,
                **_span(Span(sentence.start_s, sentence.end_s)),
                "first_word": sentence.first_word,
                "last_word": sentence.last_word,
                "label": sentence.label,
                "confidence": sentence.confidence,
            }
            for sentence in structure.sentences
        ],
        "shares": {label: _round(share, 4) for label, share in structure.shares.items()},
        "seconds": {label: _round(seconds) for label, seconds in structure.seconds.items()},
        "present": list(structure.present),
        "missing": list(structure.missing),
        "score": _round(structure.score, 4),
        "maybe": list(structure.maybe),
        "heard": [
            {"by_s": heard.by_s, "sentences": heard.sentences, "parts": list(heard.parts), "point": heard.point}
            for heard in structure.heard
        ],
        "quantified": list(structure.quantified),
        "by_we": list(structure.by_we),
    }


def _span(span: Span) -> dict[str, float | None]:
    return {"start_s": _round(span.start_s), "end_s": _round(span.end_s)}


def _round(value: float | None, digits: int = 3) -> float | None:
    return value if value is None or isinstance(value, int) else round(float(value), digits)
