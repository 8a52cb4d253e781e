"""How sure figures are over seeds."""

import json

import pytest
from hypothesis import given
from hypothesis import strategies as st
from scipy.stats import t as student

from dispatch.figures import Figures, Interval, across, difference
from dispatch.figures.spread import interval, student_95

NUMBERS = st.lists(st.integers(-1000, 1000), min_size=2, max_size=8)


def cell(asked: int, share: float | None, **ortsteile: int) -> Figures:
    by = {name: {"asked": count, "declined_share": count / 10} for name, count in ortsteile.items()}
    return Figures({"asked": asked, "declined_share": share}, {"ortsteil": by})


@pytest.mark.parametrize("freedom", [*range(1, 41), 60, 120, 1000])
def test_given_any_number_of_seeds_when_the_quantile_is_taken_then_it_is_students(freedom: int) -> None:
    assert student_95(freedom) == pytest.approx(student.ppf(0.975, freedom), abs=2e-6)


@given(numbers=NUMBERS)
def test_given_any_seeds_when_an_interval_is_made_then_it_is_that_of_scipy(numbers: list[int]) -> None:
    found = interval(numbers)

    n, mean = len(numbers), sum(numbers) / len(numbers)
    error = (sum((each - mean) ** 2 for each in numbers) / (n - 1) / n) ** 0.5
    assert found.mean == pytest.approx(mean, abs=1e-6)
    assert found.high == pytest.approx(mean + student.ppf(0.975, n - 1) * error, rel=1e-5, abs=1e-3)
    assert found.low is not None
    assert found.high is not None
    assert found.low + found.high == pytest.approx(2 * mean, abs=1e-5)


def test_given_one_seed_when_taken_together_then_there_is_no_interval() -> None:
    assert across([cell(4, 0.5)]).values["asked"] == Interval(4, None, None, 1)


def test_given_a_seed_without_a_value_when_taken_together_then_it_does_not_count_as_zero() -> None:
    found = across([cell(4, 0.5), cell(8, None), cell(6, 0.3)])

    assert found.values["declined_share"].mean == 0.4
    assert found.values["declined_share"].n == 2
    assert found.values["asked"].n == 3


def test_given_few_seeds_far_apart_when_taken_together_then_the_interval_is_possible() -> None:
    found = across([cell(1, 0.1), cell(90, 0.9)])

    assert (found.values["asked"].low, found.values["declined_share"].low) == (0, 0)
    assert found.values["asked"].high == pytest.approx(45.5 + 12.706205 * 44.5, abs=0.001)
    assert found.values["declined_share"].high == 1
    gaps = across([Figures({"wheelchair_gap": points}) for points in (-9, 9)]).values["wheelchair_gap"]
    assert gaps.low == pytest.approx(-12.706205 * 9, abs=0.001)


def test_given_boarding_inside_windows_when_taken_together_then_the_interval_begins_with_the_window() -> None:
    def low(*seconds: int) -> float | None:
        cells = [Figures({"pickup_deviation_mean_s": each}) for each in seconds]
        return across(cells).values["pickup_deviation_mean_s"].low

    assert low(10, 400) == 0
    assert low(-5, 5) == pytest.approx(-12.706205 * 5, abs=0.001)  # a seed that had it so is believed


def test_given_no_seed_with_a_value_when_taken_together_then_there_is_no_mean() -> None:
    assert across([cell(0, None), cell(0, None)]).values["declined_share"] == Interval(None, None, None, 0)


def test_given_a_group_missing_in_a_seed_when_taken_together_then_nobody_asked_there() -> None:
    found = across([cell(4, 0.5, Reetz=4), cell(0, None)]).by["ortsteil"]["Reetz"]

    assert (found["asked"].mean, found["asked"].n) == (2, 2)
    assert (found["declined_share"].mean, found["declined_share"].n) == (0.4, 1)


def test_given_pairs_of_seeds_when_compared_then_what_they_share_does_not_widen_the_interval() -> None:
    before = [cell(asked, 0.5) for asked in (100, 200, 300)]
    after = [cell(asked, 0.5) for asked in (105, 206, 307)]

    found = difference(before, after).values["asked"]

    assert found.mean == 6
    assert found.low == pytest.approx(6 - 4.302653 / 3**0.5, abs=1e-5)
    assert found.n == 3


def test_given_a_pair_with_one_side_missing_when_compared_then_the_pair_is_left_out() -> None:
    found = difference([cell(1, None), cell(1, 0.2)], [cell(1, 0.9), cell(1, 0.3)])

    assert found.values["declined_share"] == Interval(0.1, None, None, 1)


def test_given_unequal_numbers_of_seeds_when_compared_then_it_is_refused() -> None:
    with pytest.raises(ValueError, match="1 seeds before cannot be paired with 2 after"):
        difference([cell(1, 0.1)], [cell(1, 0.1), cell(2, 0.2)])


def test_given_a_group_on_one_side_only_when_compared_then_the_other_counts_as_nobody() -> None:
    found = difference([cell(4, 0.5)], [cell(4, 0.5, Reetz=4)]).by["ortsteil"]["Reetz"]

    assert found["asked"].mean == 4
    assert found["declined_share"].n == 0


def test_given_a_spread_when_written_then_intervals_are_objects() -> None:
    written = json.loads(json.dumps(across([cell(4, 0.5, Reetz=4)]).to_json()))

    assert written["values"]["asked"] == {"mean": 4, "low": None, "high": None, "n": 1}
    assert written["by"]["ortsteil"]["Reetz"]["asked"]["mean"] == 4
