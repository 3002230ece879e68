"""One message, the one that helps most; nothing where nothing needs fixing."""

from __future__ import annotations

from saywell.config import Settings
from saywell.model import Focus, Span, Word
from tests.analyse.takes import analysed, from_text, with_sound

FINE = (
    "Last year our warehouse lost parcels every week. My task was to find out why before the winter. "
    "I followed ten parcels on foot, drew the route, and moved the scales to the gate. "
    "Losses fell from thirty a week to two. I learned to walk the way before I change it. "
)


def focus(text: str, settings: Settings | None = None, step_s: float = 0.4, length_s: float = 0.3) -> Focus | None:
    return analysed(from_text(text, step_s=step_s, length_s=length_s), settings).focus


def test_fillers_everywhere() -> None:
    chosen = focus(FINE.replace(" the ", " um the um ") * 3)
    assert chosen is not None
    assert chosen.metric == "filled_pauses_per_minute"
    assert chosen.finding_ids
    assert all(i.startswith("filled_pause-") for i in chosen.finding_ids)


def test_far_too_fast() -> None:
    chosen = focus(FINE * 6, step_s=0.2, length_s=0.2)
    assert chosen is not None
    assert chosen.metric == "words_per_minute"
    assert "300" in chosen.message


def test_a_story_without_a_result() -> None:
    settings = Settings(bands={"answer_s": (0, 500), "words_per_minute": (0, 500)})
    chosen = focus("It depends on many things. " * 8 + "There was a meeting. " * 4, settings)
    assert chosen is not None
    assert chosen.metric == "structure_score"
    assert "result" in chosen.message


def test_nothing_to_fix() -> None:
    assert focus(FINE * 3, Settings(bands={"answer_s": (0, 200)}), step_s=0.42, length_s=0.4) is None


def test_what_is_only_heard_never_decides() -> None:
    words = [Word("yes", k, k + 0.9) for k in range(70)]
    hums = [Span(k + 0.1, k + 0.5) for k in range(0, 60, 2)]
    take = with_sound(words, [Span(0, 70)], hums, reliable=False, exact=False)
    chosen = analysed(take).focus
    assert analysed(take).metrics["filled_pauses_per_minute"].band == "above"
    assert chosen is None or chosen.metric != "filled_pauses_per_minute"


def test_a_fragment_has_one_fault_its_length() -> None:
    chosen = focus("So um basically it was like um broken.")
    assert chosen is not None
    assert chosen.metric == "answer_s"
