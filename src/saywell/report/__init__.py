"""Report -> text: a renderer for each format, loaded when it is used."""

from __future__ import annotations

from collections.abc import Callable

from saywell.model import Report


def _text(report: Report) -> str:
    from saywell.report import terminal

    return terminal.render(report)


def _json(report: Report) -> str:
    from saywell.report import as_json

    return as_json.render(report)


def _markdown(report: Report) -> str:
    from saywell.report import markdown

    return markdown.render(report)


RENDERERS: dict[str, Callable[[Report], str]] = {"text": _text, "json": _json, "md": _markdown}
