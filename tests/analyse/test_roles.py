"""What sentences do, from their meaning and their surface."""

from __future__ import annotations

import itertools
from typing import get_args

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from saywell.analyse import roles
from saywell.kinds import family
from saywell.learned import learned
from saywell.model import Kind
from saywell.reading import vectors

STORY = [
    "I was on nights at a care home in Leeds, and the lift broke down with a resident in it.",
    "I rang the engineer, sat by the door and talked to her until he came.",
    "She was out within the hour, and her daughter wrote to thank us.",
]


def labelled(kind: Kind, texts: list[str], question: str | None = None) -> list[tuple[str, float]]:
    asked = vectors([question])[0] if question else None
    return roles.likeliest(kind, roles.chances(kind, texts, vectors(texts), asked))


@pytest.mark.parametrize("kind", get_args(Kind))
def test_every_kind_has_weights_for_its_roles(kind: Kind) -> None:
    alike = family(kind)
    names, weights = roles.roles(kind), learned(roles.WEIGHTS)
    assert names[-1] == "other"
    for which, signs in (
        ("surface", roles.surface(STORY)),
        ("meaning", roles.meaning(roles.surface(STORY), vectors(STORY), None)),
    ):
        assert weights[f"{alike}.{which}.w"].shape == (signs.shape[1], len(names))
    assert weights[f"{alike}.steps"].shape == (len(names), len(names))


def test_a_story() -> None:
    found = labelled("behavioural", STORY)
    assert [name for name, _ in found][1:] == ["action", "result"]
    assert found[0][0] in ("answer", "situation")  # it says which story comes, and where it was
    assert all(0 < p <= 1 for _, p in found)


def test_what_is_imagined_is_no_action() -> None:
    texts = ["I would probably just call the customer.", "I'd ask my manager, maybe.", "And then we could fix it."]
    assert "action" not in {name for name, _ in labelled("behavioural", texts)}


def test_one_sentence_is_enough() -> None:
    assert len(labelled("salary", ["Fifty thousand."], "How much?")) == 1


def test_the_usual_order_decides_where_sentences_leave_it_open() -> None:
    alone = np.log(np.array([[0.9, 0.1], [0.5, 0.5]]))
    steps = np.log(np.array([[0.1, 0.9], [0.5, 0.5]]))
    assert roles.in_order(alone, steps, np.log(np.array([0.5, 0.5]))).argmax(axis=1).tolist() == [0, 1]


@given(st.integers(1, 4), st.integers(0, 2**32 - 1))
def test_what_stands_around_is_weighed_as_all_ways_through_would(sentences: int, seed: int) -> None:
    rng = np.random.default_rng(seed)
    alone = np.log(rng.dirichlet(np.ones(3), sentences))
    steps, first = np.log(rng.dirichlet(np.ones(3), 3)), np.log(rng.dirichlet(np.ones(3)))
    by_hand = np.zeros((sentences, 3))
    for way in itertools.product(range(3), repeat=sentences):
        order = first[way[0]] + sum(steps[a, b] for a, b in itertools.pairwise(way))
        chance = np.exp(roles.ORDER * order + sum(alone[k, role] for k, role in enumerate(way)))
        for k, role in enumerate(way):
            by_hand[k, role] += chance
    by_hand /= by_hand.sum(axis=1, keepdims=True)
    assert roles.in_order(alone, steps, first) == pytest.approx(by_hand)
