from itertools import pairwise
from typing import Any

import networkx as nx
import pytest
import shapely
from hypothesis import given
from hypothesis import strategies as st

from dispatch.roads.noding import Place, RoadIndex, cut, line, metres
from tests.dispatch.roads.lattice import ladder

degrees = st.floats(0, 0.01).map(lambda part: round(part, 6))
courses = st.lists(st.tuples(degrees, degrees), min_size=2, max_size=6, unique=True)
shares = st.lists(st.floats(0, 1), min_size=1, max_size=5)


def bent_road(course: list[tuple[float, float]]) -> "nx.MultiDiGraph[Any]":
    """One road in both directions along a line, that takes ten seconds there and twenty back."""
    points = [(12 + lon, 52 + lat) for lon, lat in course]
    graph: nx.MultiDiGraph[Any] = nx.MultiDiGraph(crs="epsg:4326")
    length = sum(metres(a, b) for a, b in pairwise(points))
    for node, (lon, lat) in ((1, points[0]), (2, points[-1])):
        graph.add_node(node, x=lon, y=lat)
    for u, v, way, time in ((1, 2, points, 10.0), (2, 1, points[::-1], 20.0)):
        geometry = shapely.LineString(way)
        graph.add_edge(u, v, osmid=7, length=length, travel_time=time, geometry=geometry, highway="tertiary")
    return graph


def way(graph: "nx.MultiDiGraph[Any]", nodes: list[int]) -> list[dict[str, Any]]:
    """The edges along some nodes."""
    return [graph.edges[u, v, 0] for u, v in pairwise(nodes)]


@given(courses, shares)
def test_given_any_road_when_cut_then_its_parts_make_the_road(
    course: list[tuple[float, float]], at: list[float]
) -> None:
    graph = bent_road(course)
    length, points = graph.edges[1, 2, 0]["length"], line(graph, (1, 2, 0))
    nodes = cut(graph, [Place((1, 2, 0), share, 0.0) for share in at])
    inner = [node for _, node in sorted(zip(at, nodes, strict=True)) if node not in {1, 2}]
    there = way(graph, [1, *dict.fromkeys(inner), 2])
    back = way(graph, [2, *dict.fromkeys(inner[::-1]), 1])
    assert sum(road["length"] for road in there) == pytest.approx(length)
    assert sum(road["travel_time"] for road in there) == pytest.approx(10)
    assert sum(road["travel_time"] for road in back) == pytest.approx(20)
    drawn = [line(graph, (u, v, 0)) for u, v in pairwise([1, *dict.fromkeys(inner), 2])]
    joined = [point for part in drawn for point in part]
    assert set(points) <= set(joined), "no bend is lost"
    assert len(graph.edges) == 2 * len(there)


@given(courses, st.floats(0, 1))
def test_given_a_place_on_a_road_when_cut_then_the_node_is_there(
    course: list[tuple[float, float]], share: float
) -> None:
    graph = bent_road(course)
    line_there = shapely.LineString(line(graph, (1, 2, 0)))
    (node,) = cut(graph, [Place((1, 2, 0), share, 0.0)])
    point = graph.nodes[node]["x"], graph.nodes[node]["y"]
    assert line_there.distance(shapely.Point(point)) < 1e-6


def test_given_places_close_together_when_cut_then_they_share_a_node() -> None:
    graph = ladder()
    places = [Place((1, 2, 0), share, 0.0) for share in (0.5, 0.5005, 0.6, 0.0001, 0.9999)]
    first, second, third, begin, end = cut(graph, places)
    assert first == second != third
    assert (begin, end) == (1, 2)


def test_given_a_loop_when_cut_then_both_directions_stay() -> None:
    graph = ladder()
    corner = graph.nodes[3]["x"], graph.nodes[3]["y"]
    points = [corner, (corner[0] + 0.001, 52.0), (corner[0] + 0.001, 52.001), corner]
    for way_round in (points, points[::-1]):
        graph.add_edge(3, 3, osmid=8, length=300.0, geometry=shapely.LineString(way_round), highway="road")
    place = RoadIndex(graph).nearest(corner[0] + 0.0011, 52.0005)
    assert place
    assert place.road[:2] == (3, 3)
    (node,) = cut(graph, [place])
    assert graph.number_of_edges(3, node) == graph.number_of_edges(node, 3) == 2
    assert graph.number_of_edges(3, 3) == 0
    ways_out = [line(graph, (3, node, key))[1] for key in (0, 1)]
    assert set(ways_out) == {points[1], points[2]}
