"""The search for the smallest or largest value that meets an aim, and the front of a grid."""

from itertools import pairwise

from hypothesis import given
from hypothesis import strategies as st

from dispatch.scenarios import Search, front


def searched(search: Search, figure: list[float]) -> tuple[int | None, int]:
    """The answer where a value has that figure, and after how many simulations."""
    means: dict[int, float | None] = {}
    while (value := search.next_value(means)) is not None:
        assert value not in means
        assert search.first <= value <= search.last
        means[value] = figure[value]
    return search.answer(means), len(means)


@given(
    st.lists(st.floats(0, 1), min_size=1, max_size=40).map(sorted),
    st.floats(0, 1),
    st.booleans(),
)
def test_bisection_finds_what_trying_every_value_finds(
    figure: list[float], aim: float, largest: bool
) -> None:
    # Given a figure that grows with the value, or falls with it where the largest value is wanted
    if largest:
        figure.reverse()
    search = Search(key="k", first=0, last=len(figure) - 1, figure="f", at_least=aim, largest=largest)
    # When it is searched
    answer, tried = searched(search, figure)
    # Then the answer is the best of all values, after about as many simulations as it has binary digits
    good = [value for value, mean in enumerate(figure) if mean >= aim]
    assert answer == ((max(good) if largest else min(good)) if good else None)
    assert tried <= 2 + len(figure).bit_length()


def test_an_aim_from_above_is_met_by_small_figures_and_by_no_missing_one() -> None:
    search = Search(key="k", first=1, last=4, figure="f", at_most=3.0)
    assert [search.is_met(mean) for mean in (2.0, 3.0, 4.0, None)] == [True, True, False, False]
    assert searched(search, [9, 9, 4, 3, 2]) == (3, 4)


costs = st.one_of(st.none(), st.integers(0, 9).map(float))


@given(st.lists(st.tuples(costs, costs), max_size=20))
def test_the_front_holds_exactly_what_nothing_beats(points: list[tuple[float | None, float | None]]) -> None:
    found = front(points)

    def beaten(point: tuple[float, float]) -> bool:
        return any(
            c is not None and b is not None and c <= point[0] and b >= point[1] and (c, b) != point
            for c, b in points
        )

    for number, (cost, benefit) in enumerate(points):
        known = cost is not None and benefit is not None
        assert (number in found) == (known and not beaten((cost, benefit)))  # type: ignore[arg-type]
    assert all((points[a][0] or 0) <= (points[b][0] or 0) for a, b in pairwise(found))
