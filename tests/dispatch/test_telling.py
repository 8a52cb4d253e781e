"""What is told of requests: no document tells what it leaves out, nor do all of them together (B45)."""

from itertools import product
from math import inf

import numpy as np
from hypothesis import example, given, settings
from hypothesis import strategies as st
from scipy.optimize import linprog

from dispatch.accounting.telling import OUTCOMES, PARTS, REASONS, UNMET
from dispatch.figures import Entry, PublicTable, publishable
from dispatch.figures.suppression import TOTAL

PLACES = ("Grubo", "Lütte", "Reetz")
WHY = ("NoPlace", "OutsideHours", "TooLate")
ENDS = (*(outcome for outcome in OUTCOMES if outcome != UNMET), *WHY)
Place = tuple[str, str]

REQUESTS = st.dictionaries(
    st.tuples(st.sampled_from(PLACES), st.sampled_from(ENDS)), st.integers(0, 15), max_size=20
)


def documents(counts: dict[Place, int]) -> tuple[PublicTable, PublicTable]:
    """The statistics of a month and its wishes without a ride, of so many requests of different people."""
    entries = [Entry(*place, f"{place}{n}") for place, count in counts.items() for n in range(count)]
    table = publishable(entries, PLACES, (*OUTCOMES, *REASONS), PARTS)
    return table.part(OUTCOMES), table.part(REASONS, UNMET)


def told(counts: dict[Place, int]) -> dict[Place, int | None]:
    """What somebody knows who has both: each number by row and column, the total of the map as UNMET."""
    statistics, unmet = documents(counts)
    places = {
        (row, column if column != TOTAL else UNMET): cell for (row, column), cell in unmet.cells.items()
    }
    both = {**statistics.cells, **places}
    return {place: None if cell is None else cell.rides for place, cell in both.items()}


def sums(places: list[Place]) -> np.ndarray:
    """A line for each sum that everybody knows to hold: rows, columns, and the reasons of the unmet."""
    index, lines = {place: n for n, place in enumerate(places)}, []

    def line(whole: Place, parts: list[Place]) -> None:
        found = np.zeros(len(places))
        found[index[whole]] = -1
        for part in parts:
            found[index[part]] = 1
        lines.append(found)

    for row in (*PLACES, TOTAL):
        line((row, TOTAL), [(row, column) for column in OUTCOMES])
        line((row, UNMET), [(row, column) for column in REASONS])
    for column in (*OUTCOMES, *REASONS, TOTAL):
        line((TOTAL, column), [(row, column) for row in PLACES])
    return np.array(lines)


@settings(deadline=None, max_examples=15)
@example({("Grubo", "NoPlace"): 6, ("Grubo", "rode"): 9, ("Lütte", "NoPlace"): 9, ("Reetz", "rode"): 12})
@example({(place, end): 5 + len(place) for place, end in product(PLACES, ENDS)} | {("Reetz", "TooLate"): 2})
@given(counts=REQUESTS)
def test_given_any_requests_when_both_documents_are_known_then_no_number_that_is_left_out_follows(
    counts: dict[Place, int],
) -> None:
    known = told(counts)
    places = list(known)
    lines = sums(places)
    bounds = [(0, None) if value is None else (value, value) for value in known.values()]
    for n, place in enumerate(places):
        if known[place] is not None:
            continue
        aim = np.eye(len(places))[n]
        least = linprog(aim, A_eq=lines, b_eq=np.zeros(len(lines)), bounds=bounds)
        most = linprog(-aim, A_eq=lines, b_eq=np.zeros(len(lines)), bounds=bounds)
        assert least.status == 0
        largest = inf if most.status == 3 else -float(most.fun or 0)
        assert largest - float(least.fun or 0) > 0.5, f"{place} can only be {least.fun}"


@given(counts=REQUESTS)
def test_given_any_requests_when_told_then_each_number_is_true_and_large_enough(
    counts: dict[Place, int],
) -> None:
    for (row, column), value in told(counts).items():
        if value is not None:
            ends = ENDS if column == TOTAL else WHY if column == UNMET else (column,)
            rows = PLACES if row == TOTAL else (row,)
            assert value == sum(counts.get(place, 0) for place in product(rows, ends)) >= 5


def test_given_many_of_everything_when_told_then_statistics_and_map_share_the_number_of_the_unmet() -> None:
    table = publishable(
        [Entry(place, end, str(n)) for place, end in product(PLACES, ENDS) for n in range(6)],
        within=PARTS,
        columns=(*OUTCOMES, *WHY),
    )
    statistics, unmet = table.part(OUTCOMES), table.part(WHY, UNMET)
    assert statistics.left_out == unmet.left_out == 0
    assert statistics.cells["Reetz", UNMET] == unmet.cells["Reetz", TOTAL] == (18, 6)
