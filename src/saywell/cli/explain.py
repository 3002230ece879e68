"""`saywell explain`: a metric's formula, band, source and known weakness."""

from __future__ import annotations

import textwrap

from saywell import config
from saywell.errors import UsageError
from saywell.metrics import Spec, catalogue, range_in_words


def run(name: str | None) -> None:
    if name is None:
        for known in catalogue().values():
            print(f"{known.name:<28}{known.label}")
        return
    spec = catalogue().get(name) or _by_label(name)
    if spec is None:
        raise unknown(name)
    for head, text in _lines(spec):
        lines = textwrap.wrap(text, 66, break_on_hyphens=False) or [""]
        print(f"{head:<12}{lines[0]}" if len(head) < 12 else f"{head}  {lines[0]}")
        for line in lines[1:]:
            print(f"{'':<12}{line}")


def _by_label(label: str) -> Spec | None:
    """A metric by what reports call it."""
    return next((spec for spec in catalogue().values() if spec.label.lower() == label.lower()), None)


def unknown(name: str) -> UsageError:
    """The error for a metric that does not exist, with the nearest ones that do."""
    from difflib import get_close_matches

    near = get_close_matches(name, catalogue(), n=2)
    hint = f"Did you mean {' or '.join(near)}?" if near else "saywell explain lists them."
    return UsageError(f"There is no metric {name}", hint, code="unknown_metric")


def _lines(spec: Spec) -> list[tuple[str, str]]:
    lines = [(spec.label, spec.name), ("Unit", spec.unit), ("Formula", spec.formula)]
    band = config.load().bands.get(spec.name)
    if band:
        lines.append(("Band", f"{band[0]:g} to {band[1]:g}, set in {config.config_file()}."))
    elif spec.target:
        lines.append(("Band", f"{spec.target[0]:g} to {spec.target[1]:g}. {spec.why_target}"))
    elif spec.why_target:
        lines.append(("Band", spec.why_target))
    else:
        lines.append(("Band", "None: nobody has shown one."))
    lines.append(("Range", range_in_words(spec)))
    return [*lines, ("Source", spec.source), ("Weakness", spec.weakness)]
