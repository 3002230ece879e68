"""The documents tell the truth: commands exist and are documented, links lead somewhere, nothing names this machine."""

from __future__ import annotations

import re
from pathlib import Path

import pytest
import typer.main

from saywell.cli.app import app
from tests.conftest import ROOT, Run

DOCUMENTS = sorted(
    [*ROOT.glob("*.md"), *ROOT.glob("docs/*.md"), *ROOT.glob("samples/*.md"), *ROOT.glob("models/*/*.md")]
)
COMMANDS = set(typer.main.get_command(app).commands) - {"analyze"}  # type: ignore[attr-defined]
GROUPS = {"fillers", "job", "models", "questions"}
TEXTS = (".py", ".md", ".toml", ".json", ".svg", "")
README = (ROOT / "README.md").read_text("utf-8")


def said_commands(text: str) -> set[str]:
    """First words after `saywell ` in code."""
    code = re.findall(r"```.*?```|`[^`\n]+`|^    [^\n]*$", text, re.DOTALL | re.MULTILINE)
    return {name for piece in code for name in re.findall(r"(?<![\w.-])saywell ([a-z]+)\b", piece)}


@pytest.mark.parametrize("document", DOCUMENTS, ids=lambda path: str(path.relative_to(ROOT)))
def test_commands_in_documents_exist(document: Path) -> None:
    assert said_commands(document.read_text("utf-8")) <= COMMANDS


def test_every_command_is_in_the_readme() -> None:
    assert said_commands(README) >= COMMANDS


@pytest.mark.parametrize("document", DOCUMENTS, ids=lambda path: str(path.relative_to(ROOT)))
def test_links_lead_somewhere(document: Path) -> None:
    for target in re.findall(r"\]\(([^)#\s]+)[^)]*\)", document.read_text("utf-8")):
        if not target.startswith("https://"):
            assert (document.parent / target).exists(), target


def test_options_in_the_readme_exist(saywell: Run) -> None:
    known = " ".join(saywell(*command.split(), "--help").out for command in ("", *sorted(COMMANDS - GROUPS)))
    for option in set(re.findall(r"(?<![\w-])--[a-z][a-z-]+", README)) - {"--dev"}:
        assert option in known, option


def test_the_two_commands_of_the_readme_are_those_that_are_checked() -> None:
    assert "\nsh scripts/setup && .venv/bin/saywell demo\n" in README
    (test_command,) = re.findall(r"^sh scripts/setup --dev .*pytest$", README, re.MULTILINE)
    assert test_command == "sh scripts/setup --dev && .venv/bin/pytest"


def test_nothing_names_a_machine() -> None:
    folders = ("src", "tests", "samples", "models", "benchmarks", "scripts", "docs", ".ci")
    paths = [*ROOT.glob("*.*"), *(path for folder in folders for path in (ROOT / folder).rglob("*"))]
    read = [path for path in paths if path.is_file() and path.suffix in TEXTS and path.stat().st_size < 1e6]
    assert len(read) > 100
    for path in read:
        assert not re.search(r"(?<![\w.])/(work|home/\w+|root)/", path.read_text("utf-8", "ignore")), path
