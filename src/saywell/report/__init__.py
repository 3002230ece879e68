"""Report -> text: a renderer for each format."""

from __future__ import annotations

from collections.abc import Callable

from saywell.model import Report
from saywell.report import as_json, markdown, terminal

RENDERERS: dict[str, Callable[[Report], str]] = {
    "text": terminal.render,
    "json": as_json.render,
    "md": markdown.render,
}
