"""Shapes laid over one another, and joined where they meet."""

import pytest
import shapely
from hypothesis import given, settings
from hypothesis import strategies as st
from shapely import LineString

from dispatch.roads.shapes.layers import SAME_M, STEP_M, lay
from dispatch.roads.shapes.mesh import CROSSING_M, mesh

corners = st.lists(
    st.tuples(st.integers(0, 20), st.integers(0, 20)).map(lambda at: (at[0] * 100.0, at[1] * 100.0)),
    min_size=2,
    max_size=6,
    unique=True,
)


def total(roads: list[LineString]) -> float:
    return float(sum(road.length for road in roads))


def test_two_buses_on_one_road_draw_it_once() -> None:
    here, there = LineString([(0, 0), (1000, 0)]), LineString([(1000, 8), (0, 8)])
    assert lay([here, there]) == [here]


def test_a_bus_that_comes_back_by_the_same_road_draws_it_once() -> None:
    (road,) = lay([LineString([(0, 0), (1000, 0), (1000, 9), (0, 9)])])
    assert road.length == pytest.approx(1000, abs=30)


def test_a_branch_begins_on_the_road_it_leaves() -> None:
    road = LineString([(0, 0), (1000, 0)])
    _, branch = lay([road, LineString([(0, 4), (500, 4), (500, 800)])])
    assert road.distance(shapely.Point(branch.coords[0])) < 1e-6
    assert branch.coords[0][0] == pytest.approx(500, abs=STEP_M)
    assert branch.coords[-1] == (500, 800)


@settings(max_examples=60, deadline=None)
@given(st.lists(corners, min_size=1, max_size=4))
def test_every_place_of_every_shape_lies_on_a_road_afterwards(
    shapes: list[list[tuple[float, float]]],
) -> None:
    lines = [LineString(shape) for shape in shapes]
    roads = shapely.union_all(lay(lines))
    for line in lines:
        for x in range(0, int(line.length), 7):
            # between two points that are compared a line may be a little further away
            assert line.interpolate(x).distance(roads) <= SAME_M + 2 * STEP_M


def test_roads_that_cross_have_a_crossing() -> None:
    roads = mesh([LineString([(0, 500), (1000, 500)]), LineString([(500, 0), (500, 1000)])])
    assert len(roads) == 4
    assert all((500, 500) in (road.coords[0], road.coords[-1]) for road in roads)


def test_ends_that_nearly_meet_are_one_crossing() -> None:
    roads = mesh(
        [
            LineString([(0, 0), (500, 0)]),
            LineString([(508, 4), (1000, 0)]),
            LineString([(504, -6), (500, -900)]),
        ]
    )
    middles = {end for road in roads for end in (road.coords[0], road.coords[-1]) if 400 < end[0] < 600}
    assert len([end for end in middles if end[1] > -CROSSING_M]) == 1


def test_an_end_beside_a_road_is_joined_to_it() -> None:
    roads = mesh([LineString([(0, 0), (1000, 0)]), LineString([(500, 900), (500, 30)])])
    assert len(roads) == 3
    assert all((500, 0) in (road.coords[0], road.coords[-1]) for road in roads)


def test_a_stub_is_no_road_but_a_short_dead_end_is_one() -> None:
    main = LineString([(0, 0), (1000, 0)])
    assert len(mesh([main, LineString([(500, 0), (500, 25)])])) == 1
    assert len(mesh([main, LineString([(500, 0), (500, 60)])])) == 3


def test_of_two_roads_beside_one_another_the_shorter_stays() -> None:
    roads = mesh(
        [
            LineString([(0, 0), (300, 0), (1000, 0)]),
            LineString([(300, 0), (350, 30), (600, 30), (650, 0)]),
            LineString([(300, 0), (300, -500)]),
            LineString([(650, 0), (650, -500)]),
        ]
    )
    assert total(roads) == pytest.approx(2000, abs=5)


def test_pieces_of_one_road_become_one() -> None:
    assert mesh([LineString([(0, 0), (500, 0)]), LineString([(1000, 9), (500, 0)])]) == [
        LineString([(0, 0), (500, 0), (1000, 9)])
    ]


def test_the_order_of_pieces_does_not_matter() -> None:
    pieces = [
        LineString([(0, 500), (1000, 500)]),
        LineString([(500, 0), (500, 1000)]),
        LineString([(0, 0), (1000, 1000)]),
    ]
    assert mesh(pieces) == mesh(pieces[::-1])
