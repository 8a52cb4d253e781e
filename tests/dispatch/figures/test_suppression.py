"""What may be published: no small number, and nothing from which one follows (B45)."""

from collections.abc import Mapping
from itertools import product

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from scipy.optimize import linprog

from dispatch.figures import Count, Entry, PublicTable, publishable, suppressed
from dispatch.figures.suppression import TOTAL

ROWS, COLUMNS = ("Lütte", "Reetz", "Wiesenburg"), ("NoPlace", "TooLate", "ServedByLine")
ENTRIES = st.lists(
    st.builds(Entry, st.sampled_from(ROWS), st.sampled_from(COLUMNS), st.integers(0, 30).map(str)),
    max_size=60,
)


def many(rides: int) -> Count:
    return Count(rides, rides)


def entries(counts: Mapping[tuple[str, str], int]) -> list[Entry]:
    """So many rides in each cell, all of different people."""
    return [Entry(*place, f"{place}{n}") for place, count in counts.items() for n in range(count)]


def could_be(table: PublicTable, place: tuple[str, str]) -> tuple[float, float]:
    """The least and the most rides a cell can have for somebody who knows all that is told."""
    places = list(table.cells)
    index = {each: number for number, each in enumerate(places)}
    sums: list[list[float]] = []

    def line(whole: tuple[str, str], parts: list[tuple[str, str]]) -> None:
        row = [0.0] * len(places)
        row[index[whole]] = -1
        for part in parts:
            row[index[part]] = 1
        sums.append(row)

    for row in (*table.rows, TOTAL):
        line((row, TOTAL), [(row, column) for column in table.columns])
    for column in (*table.columns, TOTAL):
        line((TOTAL, column), [(row, column) for row in table.rows])
    bounds = [
        (0, None) if (told := table.cells[each]) is None else (told.rides, told.rides) for each in places
    ]
    aim = np.zeros(len(places))
    aim[index[place]] = 1
    least = linprog(aim, A_eq=np.array(sums), b_eq=np.zeros(len(sums)), bounds=bounds)
    most = linprog(-aim, A_eq=np.array(sums), b_eq=np.zeros(len(sums)), bounds=bounds)
    return float(least.fun or 0), -float(most.fun or 0) if most.status == 0 else float("inf")


@settings(deadline=None, max_examples=25)
@given(rides=ENTRIES)
def test_given_any_table_when_published_then_no_cell_left_out_follows_from_the_totals(
    rides: list[Entry],
) -> None:
    table = publishable(rides, ROWS, COLUMNS)

    for place in (place for place, told in table.cells.items() if told is None):
        least, most = could_be(table, place)
        assert most - least > 0.5, f"{place} can only be {least}"


@given(rides=ENTRIES)
def test_given_any_table_when_published_then_what_is_told_is_true_and_of_enough_people(
    rides: list[Entry],
) -> None:
    table = publishable(rides)

    for (row, column), told in table.cells.items():
        if told is not None:
            within = [each for each in rides if row in {each.row, TOTAL} and column in {each.column, TOTAL}]
            assert told == Count(len(within), len({each.rider for each in within}))
            assert told.rides >= 5
            assert told.riders >= 3


def test_given_cells_that_are_all_large_when_published_then_all_are_told() -> None:
    table = publishable(entries(dict.fromkeys(product(ROWS, COLUMNS), 6)))

    assert table.left_out == 0
    assert table.cells["Reetz", TOTAL] == Count(18, 18)
    assert table.cells[TOTAL, TOTAL] == Count(54, 54)


def test_given_one_small_cell_when_published_then_a_rectangle_of_the_smallest_goes_with_it() -> None:
    counts = dict.fromkeys(product(ROWS, COLUMNS), 20)
    counts |= {
        ("Lütte", "NoPlace"): 2,
        ("Lütte", "TooLate"): 6,
        ("Reetz", "NoPlace"): 7,
        ("Reetz", "TooLate"): 8,
    }

    table = publishable(entries(counts))

    left_out = {place for place, told in table.cells.items() if told is None}
    assert left_out == set(product(("Lütte", "Reetz"), ("NoPlace", "TooLate")))


def test_given_few_people_who_ride_often_when_published_then_the_cell_is_left_out() -> None:
    rides = [Entry("Reetz", "NoPlace", str(n % 2)) for n in range(50)]

    assert publishable(rides).cells["Reetz", "NoPlace"] is None


def test_given_names_of_rows_when_nobody_rode_there_then_the_row_does_not_tell_so() -> None:
    table = publishable(entries({("Reetz", "NoPlace"): 9}), rows=("Lütte", "Reetz"))

    assert table.rows == ("Lütte", "Reetz")
    assert table.cells["Lütte", "NoPlace"] is None


def test_given_one_small_number_and_no_total_when_listed_then_only_that_is_left_out() -> None:
    found = suppressed({"a": many(2), "b": many(9), "c": many(8)})

    assert found == {"a": None, "b": many(9), "c": many(8)}


def test_given_one_small_number_and_the_total_when_listed_then_the_next_smallest_goes_with_it() -> None:
    found = suppressed({"a": many(2), "b": many(9), "c": many(8)}, many(19))

    assert found == {"a": None, "b": many(9), "c": None}


def test_given_small_numbers_of_nothing_and_the_total_when_listed_then_what_is_left_does_not_say_so() -> None:
    # 0 + 0 is what the total leaves: both would follow
    found = suppressed({"a": many(0), "b": many(0), "c": many(8), "d": many(9)}, many(17))

    assert found == {"a": None, "b": None, "c": None, "d": many(9)}


def test_given_two_small_numbers_and_the_total_when_listed_then_they_hide_each_other() -> None:
    found = suppressed({"a": many(2), "b": many(3), "c": many(8)}, many(13))

    assert found == {"a": None, "b": None, "c": many(8)}


def test_given_a_small_total_when_listed_then_nothing_is_told() -> None:
    assert suppressed({"a": many(4)}, many(4)) == {"a": None}


@given(
    sizes=st.lists(st.integers(0, 12), min_size=1, max_size=6),
)
def test_given_any_list_with_its_total_when_listed_then_no_number_left_out_follows(sizes: list[int]) -> None:
    cells = {str(number): many(size) for number, size in enumerate(sizes)}
    total = many(sum(sizes))

    left_out = [cells[name].rides for name, told in suppressed(cells, total).items() if told is None]

    assert len(left_out) != 1 or not total.safe
    assert sum(left_out) > 0 or not left_out or not total.safe


@pytest.mark.parametrize(("count", "safe"), [((5, 3), True), ((4, 4), False), ((9, 2), False)])
def test_given_a_number_when_asked_then_it_is_safe_from_5_rides_of_3_riders_on(
    count: tuple[int, int], safe: bool
) -> None:
    assert Count(*count).safe is safe
