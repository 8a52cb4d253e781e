"""What of a route shape is a road."""

from itertools import pairwise

import numpy as np
import pytest
import shapely
from hypothesis import given
from hypothesis import strategies as st
from hypothesis.extra import numpy as arrays

from dispatch.roads.shapes.cutting import clip, cut, runs
from dispatch.roads.shapes.frame import Frame, Points
from mobility.region.settings import Bounds

BOX = (0.0, 0.0, 1000.0, 1000.0)

shapes = arrays.arrays(float, st.tuples(st.integers(2, 12), st.just(2)), elements=st.integers(-2000, 4000))


def stops(*points: tuple[float, float]) -> shapely.STRtree:
    return shapely.STRtree(shapely.points(points)) if points else shapely.STRtree([])


def line(*points: tuple[float, float]) -> Points:
    return np.array(points, dtype=float)


def test_a_long_straight_line_from_stop_to_stop_is_no_road() -> None:
    shape = line((0, 0), (200, 0), (700, 0), (900, 10))
    pieces, straight = cut(shape, stops((210, 5), (690, -5)))
    assert [piece.tolist() for piece in pieces] == [[[0, 0], [200, 0]], [[700, 0], [900, 10]]]
    assert [jump.tolist() for jump in straight] == [[[200, 0], [700, 0]]]


@pytest.mark.parametrize(
    ("length", "known"),
    [
        (500, [(0, 0)]),  # only one end is at a stop
        (290, [(0, 0), (290, 0)]),  # a short straight road
        (2500, []),  # a long one in the country
    ],
)
def test_other_straight_lines_are_roads(length: float, known: list[tuple[float, float]]) -> None:
    pieces, straight = cut(line((0, 0), (length, 0)), stops(*known))
    assert (len(pieces), straight) == (1, [])


def test_no_road_is_straight_for_ever() -> None:
    pieces, straight = cut(line((0, 0), (2700, 0)), stops())
    assert (pieces, len(straight)) == ([], 1)


@given(shapes)
def test_cutting_neither_loses_nor_adds_a_segment(shape: Points) -> None:
    pieces, straight = cut(shape, stops((0, 0), (1000, 1000)))
    found = [segment for piece in (*pieces, *straight) for segment in pairwise(map(tuple, piece))]
    assert sorted(found) == sorted(pairwise(map(tuple, shape)))


@given(shapes)
def test_clipping_keeps_every_segment_that_lies_inside(shape: Points) -> None:
    def inside(point: tuple[float, float]) -> bool:
        return all(0 <= x <= 1000 for x in point)

    found = [segment for piece in clip([shape], BOX) for segment in pairwise(map(tuple, piece))]
    assert found == [pair for pair in pairwise(map(tuple, shape)) if all(map(inside, pair))]


@given(st.lists(st.booleans()))
def test_runs_are_all_true_and_between_them_all_is_false(flags: list[bool]) -> None:
    found = runs(np.array(flags, dtype=bool))
    again = [False] * len(flags)
    for begin, end in found:
        again[begin:end] = [True] * (end - begin)
    assert again == flags
    assert all(end < begin for (_, end), (begin, _) in pairwise(found))


def test_a_frame_measures_metres_and_leads_back() -> None:
    frame = Frame.around(Bounds(52.0, 12.0, 52.2, 12.4))
    points = np.array([(12.2, 52.1), (12.2, 52.11), (12.21, 52.1)])
    flat = frame.flat(points)
    assert flat[0].tolist() == [0, 0]
    assert flat[1] == pytest.approx([0, 1112], abs=1)
    assert flat[2] == pytest.approx([683, 0], abs=1)
    assert frame.degrees(flat) == pytest.approx(points)
