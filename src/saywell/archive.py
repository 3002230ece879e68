"""The history in one file, to keep elsewhere or to take along: a zip of recordings, reports and a list of them.

saywell.json          the attempts and questions, with the sha256 of each file
audio/UID.flac        the recordings
reports/UID-K.json    every analysis, the first one first
"""

from __future__ import annotations

import json
import re
import zipfile
import zlib
from collections.abc import Sequence
from contextlib import ExitStack
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from saywell import __version__, files
from saywell.errors import SaywellError
from saywell.model import Attempt, Mark
from saywell.report import as_json, from_json
from saywell.store import Analysis, Store

FORMAT = 1
_LIST = "saywell.json"
_DAMAGED = zipfile.BadZipFile, zlib.error, KeyError, TypeError, ValueError, EOFError, RuntimeError
"""What reading a spoilt one may raise; RuntimeError where it is encrypted, packed otherwise or nested too deep."""
_UID = re.compile(r"[0-9a-f]{32}")


@dataclass(frozen=True, slots=True)
class Imported:
    """How many attempts and questions came in, and how many attempts were here already."""

    attempts: int
    known: int
    questions: int


def write(history: Store, attempts: Sequence[Attempt], path: Path) -> list[SaywellError]:
    """Write attempts and all questions of one's own into a new archive that its owner alone may read.

    Returns:
        What kept attempts out of it: a recording or report that is not what was written.

    Raises:
        SaywellError: it can't be written, or nothing is left to write; there is no archive then.
    """
    if path.exists():
        raise SaywellError(f"{path} exists already", "Give another name.", code="file_exists")
    entries: list[dict[str, Any]] = []
    left_out: list[SaywellError] = []
    with (
        files.saying(path),
        files.replacing(path) as file,
        zipfile.ZipFile(file, "w", compression=zipfile.ZIP_DEFLATED) as archive,
    ):
        for attempt in attempts:
            try:
                audio = history.audio(attempt) if attempt.audio else None
                analyses = history.analyses(attempt)
            except SaywellError as error:
                left_out.append(error)
                continue
            if audio:
                archive.write(audio, f"audio/{attempt.uid}.flac", zipfile.ZIP_STORED)
            reports = []
            for k, analysis in enumerate(analyses):
                archive.writestr(_report_name(attempt.uid, k), analysis.text)
                reports.append({"made_at": analysis.made_at, "sha256": analysis.sha256})
            entries.append(
                {
                    "uid": attempt.uid,
                    "recorded_at": attempt.recorded_at,
                    "question": as_json.question_as_dict(attempt.question),
                    "recorded_here": attempt.recorded_here,
                    "audio_sha256": attempt.audio_sha256,
                    "reports": reports,
                    "marks": [as_json.mark_as_dict(mark) for mark in history.marks(attempt)],
                }
            )
        listed = {
            "format": FORMAT,
            "saywell_version": __version__,
            "attempts": entries,
            "questions": history.questions(),
        }
        archive.writestr(_LIST, json.dumps(listed))
        if left_out and not entries:
            raise left_out[0]
    return left_out


def read(history: Store, path: Path) -> Imported:
    """Take in what an archive holds and the history has not. Everything is checked before anything is written.

    Raises:
        SaywellError: it is no archive, from a newer version, or damaged; nothing was changed.
    """
    if not path.exists():
        raise SaywellError(f"There is no file {path}", "Check the name.", code="file_not_found")
    with files.saying(path), ExitStack() as closing:
        try:
            archive = closing.enter_context(zipfile.ZipFile(path))
            attempts, questions = _checked(archive, path)
        except _DAMAGED as error:
            raise _damaged(path, "it is not one of saywell's, or it is damaged") from error
        came = sum(_take_in(history, archive, *one) for one in attempts)
    here = {question["id"] for question in history.questions()}
    new = [question for question in questions if question["id"] not in here]
    history.add_questions(new)
    return Imported(came, len(attempts) - came, len(new))


_Kept = tuple[Attempt, list[Analysis], list[Mark]]


def _checked(archive: zipfile.ZipFile, path: Path) -> tuple[list[_Kept], list[dict[str, Any]]]:
    """The attempts and questions of an archive, each report and recording found to be what was written."""
    listed = json.loads(archive.read(_LIST))
    if listed["format"] > FORMAT:
        raise SaywellError(
            f"{path} was written by saywell {listed['saywell_version']}, newer than this one",
            "Update saywell; nothing was changed.",
            code="archive_newer",
        )
    attempts = [(_attempt(entry), _analyses(archive, entry, path), _marks(entry)) for entry in listed["attempts"]]
    for attempt, *_ in attempts:
        if attempt.audio:
            with archive.open(f"audio/{attempt.audio}") as audio:
                if files.sha256_of(audio) != attempt.audio_sha256:
                    raise _damaged(path, f"the recording {attempt.uid} is not what was written")
    return attempts, [{**question, "id": str(question["id"])} for question in listed["questions"]]


def _take_in(
    history: Store, archive: zipfile.ZipFile, attempt: Attempt, analyses: Sequence[Analysis], marks: Sequence[Mark]
) -> bool:
    if not attempt.audio:
        return history.add_copy(attempt, None, analyses, marks)
    with archive.open(f"audio/{attempt.audio}") as audio:
        return history.add_copy(attempt, audio, analyses, marks)


def _attempt(entry: dict[str, Any]) -> Attempt:
    uid, digest = entry["uid"], entry["audio_sha256"]
    if not _UID.fullmatch(uid):  # it becomes a file's name
        raise ValueError(uid)
    return Attempt(
        id=0,
        uid=uid,
        recorded_at=str(entry["recorded_at"]),
        question=from_json.question(entry["question"]),
        recorded_here=bool(entry["recorded_here"]),
        audio=f"{uid}.flac" if digest else None,
        audio_sha256=digest,
    )


def _analyses(archive: zipfile.ZipFile, entry: dict[str, Any], path: Path) -> list[Analysis]:
    found = []
    for k, report in enumerate(entry["reports"]):
        analysis = Analysis(str(report["made_at"]), archive.read(_report_name(entry["uid"], k)))
        if analysis.sha256 != report["sha256"]:
            raise _damaged(path, f"a report of {entry['uid']} is not what was written")
        from_json.read(json.loads(analysis.text))
        found.append(analysis)
    if not found:
        raise ValueError(entry["uid"])
    return found


def _marks(entry: dict[str, Any]) -> list[Mark]:
    """The marks of an attempt; archives of the first versions have none."""
    return [from_json.mark(mark) for mark in entry.get("marks", ())]


def _report_name(uid: str, k: int) -> str:
    return f"reports/{uid}-{k}.json"


def _damaged(path: Path, why: str) -> SaywellError:
    return SaywellError(f"{path} can't be imported: {why}", "Nothing was changed.", code="archive_damaged")
