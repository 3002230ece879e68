"""A lesson by construction: where the um was said, it is found."""

from __future__ import annotations

import numpy as np
import pytest

from saywell import teaching
from saywell.model import Span
from saywell.teaching import Prompt
from tests import sound

ALONE, INSIDE, ORDINARY = (
    Prompt("alone", "Um."),
    Prompt("inside", "We had two, um, two days."),
    Prompt("ordinary", "So we had two days."),
)
UM = sound.vowel(110, 0.45, (620, 1190, 2500))


def recorded(*parts: np.ndarray) -> np.ndarray:
    samples = np.concatenate(parts)
    return np.asarray(samples + sound.noise(len(samples) / sound.RATE, 1e-4))


def test_the_prompts_have_what_teaching_needs() -> None:
    kinds = [prompt.kind for prompt in teaching.prompts()]
    assert kinds.count("ordinary") >= 4
    for prompt in teaching.prompts():
        assert (prompt.filler is None) == (prompt.kind == "ordinary"), prompt
        assert prompt.filler is None or 0 <= prompt.place <= 1
    fillers = [prompt.filler for prompt in teaching.prompts() if prompt.filler]
    assert len(fillers) >= 10 and set(fillers) == {"um", "uh", "er"}
    assert {"start", "middle"} == {"middle" if p.place else "start" for p in teaching.prompts() if p.kind == "inside"}


@pytest.mark.parametrize(
    ("prompt", "said", "wrong"),
    [
        (ALONE, sound.silence(2.0), True),
        (ALONE, sound.noise(2.0, 0.01), True),
        (ALONE, recorded(sound.silence(0.5), sound.vowel(110, 0.06), sound.silence(1.0)), True),
        (ALONE, recorded(sound.silence(0.5), sound.vowel(110, 2.5), sound.silence(0.5)), True),
        (ALONE, recorded(sound.silence(0.5), UM, sound.silence(1.0)), False),
        (ORDINARY, sound.silence(2.0), True),
        (ORDINARY, recorded(sound.babble(8), sound.silence(0.5)), False),
    ],
)
def test_what_can_not_be_the_prompt_is_asked_for_again(prompt: Prompt, said: np.ndarray, wrong: bool) -> None:
    audio = sound.as_audio(said)
    assert (teaching.trouble(prompt, audio, Span(0.0, audio.duration_s)) is not None) == wrong


def test_nothing_at_all_is_asked_for_again() -> None:
    assert teaching.trouble(ALONE, sound.as_audio(UM), Span(0.1, 0.1))


def test_fillers_and_ordinary_speech_are_found_where_they_were_said() -> None:
    gap = sound.silence(0.6)
    parts = [gap, UM, gap, sound.babble(10), gap, UM, gap, sound.babble(10, 130), gap]
    edges_s = np.cumsum([0.0, *(len(part) / sound.RATE for part in parts)])
    said = [
        (ALONE, Span(edges_s[0], edges_s[2] + 0.3)),
        (ORDINARY, Span(edges_s[2] + 0.3, edges_s[4] + 0.3)),
        (ALONE, Span(edges_s[4] + 0.3, edges_s[6] + 0.3)),
        (ORDINARY, Span(edges_s[6] + 0.3, edges_s[9])),
    ]
    labels = teaching.labels(sound.as_audio(recorded(*parts)), said)
    fillers = [span for span, is_filler in labels if is_filler]
    assert [span.start_s for span in fillers] == pytest.approx([edges_s[1], edges_s[5]], abs=0.06)
    assert [span.end_s for span in fillers] == pytest.approx([edges_s[2], edges_s[6]], abs=0.06)
    ordinary = [span for span, is_filler in labels if not is_filler]
    assert ordinary
    for span in ordinary:
        assert edges_s[3] - 0.1 <= span.start_s < span.end_s <= edges_s[4] + 0.3 or span.start_s >= edges_s[7] - 0.1


def test_a_filler_in_a_sentence_is_found_near_where_it_is_written() -> None:
    gap, short = sound.silence(0.6), sound.silence(0.12)
    parts = [gap, UM, gap, sound.babble(10), gap, UM, gap, sound.babble(4), short, UM, short, sound.babble(5), gap]
    edges_s = np.cumsum([0.0, *(len(part) / sound.RATE for part in parts)])
    said = [
        (ALONE, Span(edges_s[0], edges_s[2] + 0.3)),
        (ORDINARY, Span(edges_s[2] + 0.3, edges_s[4] + 0.3)),
        (ALONE, Span(edges_s[4] + 0.3, edges_s[6] + 0.3)),
        (INSIDE, Span(edges_s[6] + 0.3, edges_s[13])),
    ]
    labels = teaching.labels(sound.as_audio(recorded(*parts)), said)
    inside = [span for span, is_filler in labels if is_filler and span.start_s > edges_s[6]]
    assert len(inside) == 1
    middle_s = (edges_s[9] + edges_s[10]) / 2
    assert inside[0].middle_s == pytest.approx(middle_s, abs=0.15)
