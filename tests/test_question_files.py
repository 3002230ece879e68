"""Questions from a file: three forms, told apart by the name or the content."""

from __future__ import annotations

import io
from importlib import resources
from pathlib import Path

import pytest

from saywell import question_files, questions
from saywell.errors import SaywellError, UsageError
from saywell.question_files import Told

TOML = '# mine\n[team]\ntext = "Why us?"\nstrong = ["A", "B"]\n'
JSON = '[{"id": "team", "text": "Why us?"}, {"text": "And then?"}]'
LINES = "# mine\nWhy us?\n\n  2. And then?  \n- So?\n3 things?\n"
FROM_TOML = [Told("[team]", {"id": "team", "text": "Why us?", "strong": ["A", "B"]})]
FROM_JSON = [
    Told("entry 1 (team)", {"id": "team", "text": "Why us?"}),
    Told("entry 2", {"text": "And then?"}),
]
FROM_LINES = [
    Told("line 2", {"text": "Why us?"}),
    Told("line 4", {"text": "And then?"}),
    Told("line 5", {"text": "So?"}),
    Told("line 6", {"text": "3 things?"}),
]


def written(folder: Path, name: str, content: str | bytes) -> str:
    path = folder / name
    path.write_bytes(content if isinstance(content, bytes) else content.encode())
    return str(path)


@pytest.mark.parametrize(
    ("name", "content", "found"),
    [
        ("a.toml", TOML, FROM_TOML),
        ("a", TOML, FROM_TOML),
        ("a.txt", TOML, FROM_TOML),
        ("a.json", JSON, FROM_JSON),
        ("a", JSON, FROM_JSON),
        ("a", f"\ufeff{JSON}", FROM_JSON),
        ("a.json", '{"text": "And then?"}', [Told("entry 1", {"text": "And then?"})]),
        ("a.txt", LINES, FROM_LINES),
        ("a", LINES.replace("\n", "\r\n"), FROM_LINES),
        ("a", "[Team] Why us?", [Told("line 1", {"text": "[Team] Why us?"})]),
        ("a.toml", 'text = "Why us?"', [Told("[text]", "Why us?")]),
    ],
)
def test_the_forms(tmp_path: Path, name: str, content: str, found: list[Told]) -> None:
    assert question_files.read(written(tmp_path, name, content)) == found


def test_from_stdin(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("sys.stdin", io.TextIOWrapper(io.BytesIO(LINES.encode())))
    assert question_files.read("-") == FROM_LINES


def test_our_own_file_is_in_the_form() -> None:
    with resources.as_file(resources.files("saywell.data").joinpath("questions.toml")) as path:
        assert len(question_files.read(str(path))) == len(questions.ours())
        assert questions.take_in(str(path)) == questions.Imported((), len(questions.ours()), ())


@pytest.mark.parametrize(
    ("name", "content", "message"),
    [
        ("a.toml", "[team\n", "not TOML.*docs/questions.md"),
        ("a", '[team]\ntext = "Why\n', "not TOML"),
        ("a.toml", '[a]\ntext = "x"\n[a]\ntext = "y"\n', "not TOML"),
        ("a.json", "Why us?", "not JSON.*list --json"),
        ("a", '[{"text": ', "not JSON"),
        ("a.json", "[" * 100_000, "not JSON"),
        ("a", b"\xff\xfe\x00", "not text"),
        ("a", "\n# only this\n", "no questions in"),
        ("a.json", "[]", "no questions in"),
        ("a.toml", "", "no questions in"),
        ("a.toml", f"[a]\ntarget_s = [{'1' * 5000}, 2]", "not TOML"),
    ],
)
def test_what_is_no_file_of_questions(tmp_path: Path, name: str, content: str | bytes, message: str) -> None:
    with pytest.raises(UsageError, match=message):
        question_files.read(written(tmp_path, name, content))


def test_what_can_not_be_read(tmp_path: Path) -> None:
    for path, message in ((tmp_path / "none", "There is no file"), (tmp_path, "can't be read: is a directory")):
        with pytest.raises(SaywellError, match=message) as caught:
            question_files.read(str(path))
        assert caught.value.exit_code == 1
