import pytest

from dispatch.roads.noding import RoadIndex
from dispatch.roads.stops import NO_STOPS
from tests.dispatch.roads.lattice import EAST, MIDDLE, SOUTH, WEST, ladder


def test_given_a_motorway_next_to_a_stop_then_it_is_joined_to_the_street_behind() -> None:
    graph = ladder()
    for road in ((1, 2, 0), (2, 1, 0)):
        graph.edges[road]["highway"] = "motorway"
    place = RoadIndex(graph, without=NO_STOPS).nearest(WEST + 0.003, SOUTH + 0.0001)
    assert place
    assert place.road[:2] == (1, 4)
    assert place.offset_m == pytest.approx(205, abs=1)


def test_given_equally_near_roads_then_the_first_is_taken() -> None:
    place = RoadIndex(ladder()).nearest(MIDDLE, SOUTH - 0.001)
    assert place
    assert (place.road[:2], round(place.share)) == ((1, 2), 1)
    assert place.offset_m == pytest.approx(111.2, abs=0.1)


def test_given_no_roads_then_none_is_near() -> None:
    graph = ladder()
    graph.remove_edges_from(list(graph.edges))
    assert RoadIndex(graph).nearest(EAST, SOUTH) is None
