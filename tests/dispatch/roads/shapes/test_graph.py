"""From drawn roads to a graph with speeds."""

import networkx as nx
import numpy as np
import pytest
from shapely import LineString

from dispatch.roads.shapes.frame import Frame
from dispatch.roads.shapes.graph import BENDS, link_straight, road_graph
from dispatch.roads.shapes.speeds import set_speeds

FRAME = Frame(12.5, 52.1)


def at(x: float, y: float) -> tuple[float, float]:
    """Degrees of a place so many metres from the middle."""
    lon, lat = FRAME.degrees(np.array([(x, y)], dtype=float))[0].tolist()
    return lon, lat


def test_roads_become_edges_in_both_directions_as_long_as_they_are() -> None:
    graph = road_graph(
        [LineString([(0, 0), (300, 400), (600, 0)]), LineString([(600, 0), (600, 1000)])], FRAME
    )
    assert sorted(graph.edges(keys=False)) == [(1, 2), (2, 1), (2, 3), (3, 2)]
    assert graph.edges[1, 2, 0]["length"] == pytest.approx(1000, rel=1e-3)
    assert graph.edges[2, 3, 0]["length"] == pytest.approx(1000, rel=1e-3)
    assert (
        list(graph.edges[2, 1, 0]["geometry"].coords) == list(graph.edges[1, 2, 0]["geometry"].coords)[::-1]
    )
    assert not graph.edges[1, 2, 0]["artificial"]


def test_a_straight_line_stands_in_where_there_is_no_road() -> None:
    graph = road_graph([LineString([(0, 0), (1000, 0)]), LineString([(0, 3000), (1000, 3000)])], FRAME)
    assert link_straight(graph, [(at(500, 10), at(500, 2990))]) == 1
    (link,) = {data["length"] for *_, data in graph.edges(data=True) if data["artificial"]}
    assert link == pytest.approx(3000 * BENDS, rel=0.002)
    assert nx.is_strongly_connected(graph)


def test_no_line_is_drawn_where_a_road_does_as_well() -> None:
    graph = road_graph([LineString([(0, 0), (500, 400), (1000, 0)])], FRAME)
    before = len(graph)
    assert link_straight(graph, [(at(0, 0), at(1000, 0))]) == 0
    assert len(graph) == before


def test_a_line_is_drawn_where_roads_take_the_long_way_round() -> None:
    graph = road_graph([LineString([(0, 0), (0, 2000), (1000, 2000), (1000, 0)])], FRAME)
    assert link_straight(graph, [(at(0, 0), at(1000, 0))]) == 1


def test_lines_through_a_place_without_road_meet_there() -> None:
    graph = road_graph([LineString([(0, 0), (0, 500)]), LineString([(5000, 0), (5000, 500)])], FRAME)
    assert link_straight(graph, [(at(0, 0), at(2000, 0)), (at(2010, 0), at(5000, 0))]) == 2
    assert nx.is_strongly_connected(graph)


def test_speeds_are_those_of_settlements_near_stops_and_of_the_country_elsewhere() -> None:
    roads = [
        LineString([(0, 0), (600, 0)]),
        LineString([(600, 0), (9000, 0)]),
        LineString([(9000, 0), (9700, 0)]),
    ]
    graph = road_graph(roads, FRAME)
    graph.add_edge(1, 1, osmid=0, length=20.0, connector=True, highway="service", speed_kph=20.0)
    set_speeds(graph, [at(300, 0), at(9000, 50)], FRAME, factor=1.0)
    street, road, half = (graph.edges[edge] for edge in ((1, 2, 0), (2, 3, 0), (3, 4, 0)))
    assert street["speed_kph"] == pytest.approx(31)
    assert street["highway"] == "residential"
    assert road["highway"] == "tertiary"
    assert half["highway"] == "unclassified"
    # half a kilometre at either speed
    assert half["travel_time"] == pytest.approx(350 / 31 * 3.6 + 350 / 75 * 3.6, rel=0.05)
    assert graph.edges[1, 1, 0]["speed_kph"] == 20.0
    assert graph.edges[2, 1, 0]["travel_time"] == street["travel_time"]


def test_a_known_limit_is_kept_and_the_factor_holds_for_all() -> None:
    graph = road_graph([LineString([(0, 0), (3000, 0)])], FRAME)
    for *_, road in graph.edges(data=True):
        road.update(maxspeed="40", artificial=True, highway="track")
    set_speeds(graph, [at(90_000, 0)], FRAME, factor=0.5)
    assert graph.edges[1, 2, 0]["speed_kph"] == pytest.approx(20)
    assert graph.edges[1, 2, 0]["highway"] == "track"
