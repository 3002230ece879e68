"""A report read back from its JSON, as `store` keeps it."""

from __future__ import annotations

from typing import Any, get_args

from saywell.model import (
    Asked,
    Conciseness,
    Finding,
    Focus,
    Habit,
    Heard,
    JobCoverage,
    Mark,
    Metric,
    OwnVoice,
    OwnWords,
    Part,
    Problem,
    Quality,
    Question,
    Relevance,
    Report,
    Sentence,
    Source,
    Span,
    Structure,
    Transcript,
    Verdict,
    Word,
)

_PLACES = "editing_term", "repair"


def read(data: dict[str, Any]) -> Report:
    """The report that `as_json.as_dict` wrote, but for `attempt`, which only the history knows.

    Raises:
        KeyError, TypeError: it is no report.
    """
    return Report(
        saywell_version=data["saywell_version"],
        analysis_version=data["analysis_version"],
        source=Source(**data["source"]) if data["source"] else None,
        quality=_quality(data["audio"]) if data["audio"] else None,
        speech=tuple(Span(span["start_s"], span["end_s"]) for span in data["speech"]),
        transcript=_transcript(data["transcript"]) if data["transcript"] else None,
        metrics={name: _metric(name, entry) for name, entry in data["metrics"].items()},
        findings=tuple(_finding(entry) for entry in data["findings"]),
        structure=_structure(data["structure"]) if data["structure"] else None,
        focus=_focus(data["focus"]) if data["focus"] else None,
        question=question(data["question"]),
        pace=tuple((point["at_s"], point["words_per_minute"]) for point in data["pace"]),
        own_voice=OwnVoice(**data["own_voice"]) if data.get("own_voice") else None,
        marks=tuple(mark(entry) for entry in data.get("marks", ())),
        habits=tuple(_habit(entry) for entry in data.get("habits", ())),
        edges=tuple(_finding(entry) for entry in data.get("edges", ())),
        conciseness=_conciseness(data["conciseness"]) if data.get("conciseness") else None,
        relevance=_relevance(data.get("relevance")),
        job=_job(data.get("relevance")),
        own_words=_own_words(data["own_words"]) if data.get("own_words") else OwnWords(),
    )


def question(data: dict[str, Any]) -> Question:
    """The question that `as_json.question_as_dict` wrote."""
    return Question(
        kind=data["kind"],
        text=data["text"],
        assumed=data["assumed"],
        id=data["id"],
        target_s=_pair(data["target_s"]),
    )


def mark(data: dict[str, Any]) -> Mark:
    """The mark that `as_json.mark_as_dict` wrote.

    Raises:
        KeyError, TypeError, ValueError: it is none.
    """
    if data["verdict"] not in get_args(Verdict):
        raise ValueError(data["verdict"])
    return Mark(**data)


def _quality(data: dict[str, Any]) -> Quality:
    problems = tuple(Problem(**problem) for problem in data["problems"])
    return Quality(**{**data, "problems": problems})


def _transcript(data: dict[str, Any]) -> Transcript:
    facts = {name: value for name, value in data.items() if name not in ("text", "words")}
    return Transcript(**facts, words=tuple(Word(**word) for word in data["words"]))


def _metric(name: str, data: dict[str, Any]) -> Metric:
    parts = tuple(Part(**part) for part in data.get("parts", ()))
    return Metric(**{**data, "name": name, "target": _pair(data["target"]), "parts": parts})


def _finding(data: dict[str, Any]) -> Finding:
    places = {name: (data[name]["first_word"], data[name]["last_word"]) for name in _PLACES if data.get(name)}
    return Finding(**{**{name: value for name, value in data.items() if name != "id"}, **places})


def _habit(data: dict[str, Any]) -> Habit:
    known = {name: value for name, value in data.items() if name != "count"}
    return Habit(**{**known, "uses": tuple(_finding(use) for use in data["uses"])})


def _job(relevance: dict[str, Any] | None) -> JobCoverage | None:
    job = relevance["job"] if relevance else None
    return JobCoverage(tuple(job["covered"]), tuple(job["missing"])) if job else None


def _relevance(data: dict[str, Any] | None) -> Relevance | None:
    if data is None or data["kind_match"] is None:
        return None
    parts = tuple(Asked(**part) for part in data["parts"])
    return Relevance(data["kind_match"], data["question_match"], data["heard_as"], parts, data["assumed"])


def _conciseness(data: dict[str, Any]) -> Conciseness:
    return Conciseness(
        point=data["point"],
        repeats=tuple((repeat["sentence"], repeat["of"]) for repeat in data["repeats"]),
        apart=tuple(data["apart"]),
        could_go=tuple(data["could_go"]),
        ending=data["ending"],
    )


def _own_words(data: dict[str, Any]) -> OwnWords:
    return OwnWords(tuple(data["allowed"]), dict(data["leanings"]))


def _structure(data: dict[str, Any]) -> Structure:
    return Structure(
        kind=data["kind"],
        sentences=tuple(Sentence(**sentence) for sentence in data["sentences"]),
        shares=data["shares"],
        seconds=data["seconds"],
        present=tuple(data["present"]),
        missing=tuple(data["missing"]),
        score=data["score"],
        from_pauses=data["sentences_from_pauses"],
        maybe=tuple(data.get("maybe", ())),
        heard=tuple(Heard(**{**heard, "parts": tuple(heard["parts"])}) for heard in data.get("heard", ())),
        quantified=tuple(data.get("quantified", ())),
        by_we=tuple(data.get("by_we", ())),
    )


def _focus(data: dict[str, Any]) -> Focus:
    return Focus(data["metric"], data["message"], tuple(data["finding_ids"]), data["drill"], data.get("about"))


def _pair(value: list[float] | None) -> tuple[float, float] | None:
    return (value[0], value[1]) if value else None
