"""Choices that stay with a person."""

from collections import Counter
from math import sqrt

import pytest
from hypothesis import given
from hypothesis import strategies as st

from dispatch.demand.chance import chosen

WEIGHTS = st.dictionaries(st.text(max_size=5), st.floats(1e-6, 1e6), min_size=2, max_size=8)


def test_options_are_chosen_as_often_as_their_weights_say() -> None:
    weights, persons = {"a": 1.0, "b": 2.0, "c": 7.0, "d": 0.0}, 20_000

    counts = Counter(chosen(weights, str(number)) for number in range(persons))

    for option, weight in weights.items():
        expected = persons * weight / 10
        assert abs(counts[option] - expected) <= 4 * sqrt(expected)


@given(WEIGHTS, st.text())
def test_when_another_option_goes_then_nobody_moves_but_those_who_had_chosen_it(
    weights: dict[str, float], key: str
) -> None:
    before = chosen(weights, key)
    for gone in weights.keys() - {before}:
        assert chosen({option: weights[option] for option in weights if option != gone}, key) == before


@given(WEIGHTS, st.text())
def test_the_order_of_the_options_does_not_matter(weights: dict[str, float], key: str) -> None:
    assert chosen(dict(reversed(weights.items())), key) == chosen(weights, key)


def test_given_nothing_with_a_weight_when_chosen_then_that_is_an_error() -> None:
    with pytest.raises(ValueError, match="empty"):
        chosen({"a": 0.0}, "somebody")
