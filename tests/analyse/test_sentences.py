"""Sentences are all the words, once each."""

from __future__ import annotations

from hypothesis import given
from hypothesis import strategies as st

from saywell.analyse.sentences import has_boundaries, sentence_spans
from tests import sound


@given(st.lists(st.sampled_from(["yes", "no.", "so,", "why?", "...0.5", "...0.2"]), min_size=1, max_size=80))
def test_sentences_partition_the_words(tokens: list[str]) -> None:
    words = sound.words(" ".join(tokens))
    spans = sentence_spans(words)
    assert [k for first, last in spans for k in range(first, last + 1)] == list(range(len(words)))


def test_stops_end_sentences() -> None:
    assert sentence_spans(sound.words("We did. It ran! Why? Yes")) == [(0, 1), (2, 3), (4, 4), (5, 5)]


def test_without_stops_pauses_do() -> None:
    words = sound.words("we had two days ...0.5 then I ...0.5 read the logs")
    assert not has_boundaries(words)
    assert sentence_spans(words) == [(0, 3), (4, 8)]  # two words alone are no sentence
