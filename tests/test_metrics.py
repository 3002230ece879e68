"""The catalogue is whole, and the page made from it is up to date."""

from __future__ import annotations

import runpy

import pytest

from saywell.metrics import Spec, catalogue
from tests.conftest import ROOT


@pytest.mark.parametrize("spec", catalogue().values(), ids=lambda spec: spec.name)
def test_every_metric_says_what_it_is(spec: Spec) -> None:
    assert spec.label
    assert spec.unit
    for text in (spec.formula, spec.source, spec.weakness):
        assert text.endswith((".", "?", ")"))
    if spec.target:
        assert spec.target[0] < spec.target[1]
        assert spec.why_target


def test_the_page_of_metrics_is_made_from_the_catalogue() -> None:
    page = runpy.run_path(str(ROOT / "scripts" / "make_docs.py"))["page"]
    assert (ROOT / "docs" / "metrics.md").read_text("utf-8") == page(), "run: python scripts/make_docs.py"
