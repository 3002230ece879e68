"""Sentences are all the words, once each."""

from __future__ import annotations

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from saywell.analyse import sentences
from saywell.analyse.sentences import best_cut, class_of, found_spans, gaps, has_boundaries, sentence_spans, situation
from tests import sound

TOKENS = ["yes", "no.", "so,", "why?", "the", "I", "went", "and", "um", "Uh.", "—", "Mr.", "2019", "...0.5", "...0.2"]
LENGTHS = {"mean_log": 1.0, "sd_log": 0.5, "mean": 3.0, "long": 30.0, "per_word": 0.3}


def found(text: str) -> list[str]:
    words = sound.words(text)
    return [" ".join(word.text for word in words[first : last + 1]) for first, last in found_spans(words)]


@given(st.lists(st.sampled_from(TOKENS), min_size=1, max_size=80))
def test_sentences_partition_the_words(tokens: list[str]) -> None:
    words = sound.words(" ".join(tokens))
    for spans in (sentence_spans(words), found_spans(words)):
        assert [k for first, last in spans for k in range(first, last + 1)] == list(range(len(words)))
        assert all(first <= last for first, last in spans)


def test_stops_end_sentences() -> None:
    assert sentence_spans(sound.words("We did. It ran! Why? Yes")) == [(0, 1), (2, 3), (4, 4), (5, 5)]


def test_without_stops_pauses_do() -> None:
    words = sound.words("we had two days ...0.5 then I ...0.5 read the logs")
    assert not has_boundaries(words)
    assert sentence_spans(words) == [(0, 3), (4, 8)]  # two words alone are no sentence


def test_no_words_no_sentences() -> None:
    assert found_spans(()) == []
    assert found_spans(sound.words("um uh")) == [(0, 1)]


def test_stops_are_kept_even_of_short_sentences() -> None:
    text = "We lost a client. Like I said. Why? It was the price. Um. So I rang them."
    assert found(text) == ["We lost a client.", "Like I said.", "Why?", "It was the price. Um.", "So I rang them."]


def test_a_stop_after_a_word_that_cannot_end_a_sentence_is_passed_over() -> None:
    assert found("We sent it to the. Customer on Friday. They were happy with it.") == [
        "We sent it to the. Customer on Friday.",
        "They were happy with it.",
    ]


def test_the_stop_of_an_abbreviation_ends_nothing() -> None:
    assert found("I went to Mr. Ferris that day. He was happy.") == ["I went to Mr. Ferris that day.", "He was happy."]


RUN_ON = (
    "At bottling we had a capper that was stopping maybe six times every shift, and I changed the cam and "
    "the lubrication plan, and then we wrote down every stop for a month on the sheet."
)


def test_a_run_on_is_cut_where_a_clause_begins() -> None:
    parts = found("It was last year. " + RUN_ON)[1:]
    assert len(parts) > 1
    assert all(part.startswith(("and I changed", "and then we wrote")) for part in parts[1:])
    short = RUN_ON.split(", and then")[0] + "."
    assert found(short) == [short]  # 22 words are no run-on


def test_a_missing_stop_is_found() -> None:
    missing = "We lost two drivers and a van in a week So I called the agency and asked for three of theirs."
    parts = found(f"That was the plan for the year. {missing} They came on the Monday.")
    assert parts[1:3] == missing.replace(" So", "|So").split("|")


def test_without_punctuation_words_tell() -> None:
    bare = "we had a problem with the stock last winter so i counted every shelf with my team and it took three weeks"
    assert found(bare)[:1] == ["we had a problem with the stock last winter"]


@pytest.mark.parametrize("before", ["it was the plan for the winter", "she read it in the office that day"])
def test_a_pause_raises_the_odds_where_it_is(before: str) -> None:
    after = "the driver had left the ...0.5 keys at home and he was not well"

    def odds(text: str) -> float:
        words = sound.words(text)
        said = gaps(words)
        by_words = np.array([sentences.word_odds(gap) for gap in said])
        return float(sentences._odds(said, by_words, situation(words, said))[len(before.split()) - 1])

    assert odds(f"{before} ...0.9 {after}") > odds(f"{before} ...0.6 {after}") > odds(f"{before} {after}")


def test_a_filled_pause_begins_the_next_sentence() -> None:
    assert found("They sent it back. um We did it again.") == ["They sent it back.", "um We did it again."]
    assert found("we sent all of it back to the depot ...1.5 um ...1 so i rang the driver that night")[1].startswith(
        "um"
    )


def test_a_stretched_word_counts_as_a_pause() -> None:
    words = list(sound.words("we lost it all ...1 then he came"))
    gap = gaps(words)[3]
    words[3] = type(words[3])(words[3].text, words[3].start_s, words[4].start_s)
    assert gaps(words)[3].excess_s == gap.excess_s > 0.5


@pytest.mark.parametrize(
    ("text", "where"),
    [
        ("We did. It ran.", "stops"),
        ("we did, it ran", "commas"),
        ("we did it ran", "bare"),
        ("we did ...0.9 it ran", "bare_pauses"),
    ],
)
def test_what_there_is_to_go_by(text: str, where: str) -> None:
    words = sound.words(text)
    assert situation(words, gaps(words)) == where


def test_classes() -> None:
    assert [class_of(word) for word in ("and", "we", "didn't", "2019", "running", "cat", ".")] == [
        *("<joining>", "<subject>", "<auxiliary>", "<number>", "<-ing>", "<->", ".")
    ]


@given(st.lists(st.floats(-8, 8), min_size=1, max_size=7))
def test_the_cut_is_the_best_of_all(odds: list[float]) -> None:
    scores = sentences._length_scores(**LENGTHS)

    def worth(cuts: list[bool]) -> float:
        ends = [-1, *(k for k, cut in enumerate(cuts) if cut), len(odds)]
        lengths = np.diff(ends)
        return sum(o for o, cut in zip(odds, cuts, strict=True) if cut) + float(scores[lengths - 1].sum())

    every = ([bool(n >> k & 1) for k in range(len(odds))] for n in range(2 ** len(odds)))
    assert worth(best_cut(np.array(odds), LENGTHS)) == pytest.approx(max(map(worth, every)))


@given(st.integers(61, 200))
def test_nothing_is_longer_than_it_may_be(n: int) -> None:
    cuts = best_cut(np.full(n - 1, -100.0), LENGTHS)
    ends = [-1, *(k for k, cut in enumerate(cuts) if cut), n - 1]
    assert max(np.diff(ends)) <= 60
