"""One message, the one that helps most; nothing where nothing needs fixing."""

from __future__ import annotations

import itertools
import re
import tomllib
from collections.abc import Iterator
from dataclasses import replace
from importlib import resources
from typing import get_args

import pytest

from saywell import kinds
from saywell.config import Settings
from saywell.kinds import family, rules
from saywell.model import Focus, Kind, Span, Word
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


def test_a_story_without_a_deed() -> None:
    settings = Settings(bands={"answer_s": (0, 500), "words_per_minute": (0, 500)})
    text = "Last year our warehouse lost parcels every week. It was a large place with four gates and a yard. "
    chosen = focus(
        text + "There was a meeting of all foremen about it. The director was angry about the bills.", settings
    )
    assert chosen is not None
    assert chosen.metric == "structure_score"
    assert "What you did yourself" in chosen.message
    assert "verb" in chosen.drill


def test_an_answer_to_another_kind_of_question_is_told_so() -> None:
    settings = Settings(bands={"answer_s": (0, 500), "words_per_minute": (0, 500)})
    chosen = analysed(from_text(FINE, kind="salary"), settings).focus
    assert chosen is not None
    assert chosen.message.startswith("It sounds like an answer to a ")
    assert chosen.message.endswith("; this was a question about salary. Answer what was asked first.")
    guessed = kinds.question("What salary do you expect?", None)
    doubtful = analysed(replace(from_text(FINE), question=guessed), settings).focus
    assert doubtful is None or "It sounds like" not in doubtful.message


def test_what_is_said_three_times() -> None:
    settings = Settings(bands={"answer_s": (0, 500), "words_per_minute": (0, 500), "structure_score": (0, 1)})
    chosen = focus(FINE * 3, settings)
    assert chosen is not None
    assert chosen.metric == "redundancy_share"
    assert chosen.message.startswith("67% of the words say again what was said already, as in “I followed ten")


def test_a_score_above_a_band_of_ones_own_is_no_fault() -> None:
    bands = {"answer_s": (0.0, 500.0), "words_per_minute": (0.0, 500.0), "structure_score": (0.0, 0.3)}
    assert focus(FINE, Settings(bands=bands)) is None


def worked_on(*named: str | None) -> Focus | None:
    """The focus on an answer with many fillers that is also a bit fast, after such reports."""
    take = from_text(FINE.replace(" the ", " um the um "), step_s=0.25, length_s=0.2)
    settings = Settings(bands={"answer_s": (0, 500), "words_per_minute": (0, 130)})
    before = tuple((metric, None) if metric else None for metric in named)
    return analysed(replace(take, worked_on=before), settings).focus


def test_what_was_worked_on_gets_another_drill_and_then_makes_room() -> None:
    first = worked_on()
    assert first is not None
    second = worked_on(first.metric, None)
    assert second is not None
    assert (second.metric, second.message) == (first.metric, first.message)
    assert second.drill != first.drill
    later = worked_on(*[first.metric] * 3)
    assert later is not None
    assert later.metric != first.metric


def test_nothing_to_fix() -> None:
    assert focus(FINE, Settings(bands={"answer_s": (0, 200)}), step_s=0.42, length_s=0.4) is None


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


TEXTS = tomllib.loads(resources.files("saywell.data").joinpath("focus_en.toml").read_text("utf-8"))


def messages() -> Iterator[str]:
    """Every message and drill that can be said, with an example of each value."""
    said = {"value": 0.4, "low": 1, "high": 5, "count": 9, "quote": "“so yeah”", "kind": "salary", "heard": "opinion"}
    for name, rule in TEXTS.items():
        if name == "structure_score":  # its messages are under "structure"
            continue
        if name != "structure":
            for side in rule.values():
                yield from (side["message"].format(**said), *side["drills"])
            continue
        for entry in rule.values():
            if isinstance(entry, dict) and "message" in entry:
                yield from (entry["message"].format(**said, order="Point, reason"), *entry["drills"])
            elif isinstance(entry, dict):
                yield from itertools.chain.from_iterable(entry.values())


@pytest.mark.parametrize("text", sorted(messages()))
def test_the_tone_is_direct_kind_and_short(text: str) -> None:
    assert len(text) <= 170
    assert text[-1] in ".?!"
    words = r"unfortunately|sadly|bad|poor|terrible|you should|try to|great|awesome|confiden\w+|nervous|anxious"
    assert not re.search(rf"\b({words})\b", text.lower())


@pytest.mark.parametrize("kind", get_args(Kind))
def test_each_part_of_each_kind_has_its_own_words(kind: Kind) -> None:
    for part in rules(kind)["parts"]:
        message, drill = TEXTS["structure"][family(kind)][part]
        assert message != drill
