"""From drawn roads to a road graph in the schema of OSMnx."""

from collections.abc import Iterable, Sequence
from itertools import pairwise
from math import inf
from typing import TYPE_CHECKING, Any

import networkx as nx
import numpy as np
from shapely import LineString

from dispatch.roads.extra import HIGHWAY
from dispatch.roads.noding import Point, RoadIndex, cut, fresh_nodes, metres
from dispatch.roads.shapes.frame import Frame

if TYPE_CHECKING:
    Graph = nx.MultiDiGraph[Any]

DIGITS = 6
"""Decimals of degrees: about 10 cm, less than shapes say."""

REACH_M = 60.0
"""A straight line begins on the road that is not further away than this."""

FAR = 3.0
"""Roads that take so many times the straight way do not make up for a road that is missing."""

BENDS = 1.1
"""How much longer than a straight line a road is, where one knows nothing of its course."""


def road_graph(roads: Iterable[LineString], frame: Frame) -> "Graph":
    """Roads from crossing to crossing as a graph in degrees; all may be driven in both directions."""
    graph: Graph = nx.MultiDiGraph(crs="epsg:4326", simplified=True)
    numbers: dict[Point, int] = {}
    for road in roads:
        course: list[Point] = list(map(tuple, frame.degrees(np.array(road.coords)).round(DIGITS).tolist()))
        u, v = (numbers.setdefault(end, len(numbers) + 1) for end in (course[0], course[-1]))
        for node, (lon, lat) in ((u, course[0]), (v, course[-1])):
            graph.add_node(node, x=lon, y=lat)
        _add(graph, u, v, course, sum(metres(a, b) for a, b in pairwise(course)))
    return graph


def _add(
    graph: "Graph", u: int, v: int, course: Sequence[Point], length: float, *, artificial: bool = False
) -> None:
    data = {
        "osmid": 0,
        "highway": HIGHWAY,
        "oneway": False,
        "length": length,
        "artificial": artificial,
    }
    graph.add_edge(u, v, **data, reversed=False, geometry=LineString(course))
    graph.add_edge(v, u, **data, reversed=True, geometry=LineString(course[::-1]))


def link_straight(graph: "Graph", lines: Iterable[tuple[Point, Point]]) -> int:
    """Add straight lines where roads are missing, as ``artificial``, the shortest first.

    A line is left out if roads, or lines added before, lead from one of its ends to the other on at most
    :data:`FAR` times its length.

    Returns
    -------
    How many were added.
    """
    added = 0
    for begin, end in sorted(lines, key=lambda line: (metres(*line), line)):
        trial = graph.copy()  # on which a line that is not needed leaves no nodes behind
        ends = [_node(trial, point) for point in (begin, end)]
        if _way(trial, *ends) > FAR * metres(begin, end):
            u, v = (_node(graph, point) for point in (begin, end))
            course = [_point(graph, node) for node in (u, v)]
            _add(graph, u, v, course, metres(*course) * BENDS, artificial=True)
            added += 1
    return added


def _node(graph: "Graph", point: Point) -> int:
    """The node of a point: on a road in reach, else at a point met before, else its own."""
    place = RoadIndex(graph).nearest(*point)
    if place is not None and place.offset_m <= REACH_M:
        node: int = cut(graph, [place])[0]
        return node
    for node in graph:
        if metres(_point(graph, node), point) <= REACH_M:
            return node
    fresh = next(fresh_nodes(graph))
    graph.add_node(fresh, x=point[0], y=point[1])
    return fresh


def _point(graph: "Graph", node: int) -> Point:
    return graph.nodes[node]["x"], graph.nodes[node]["y"]


def _way(graph: "Graph", u: int, v: int) -> float:
    """The shortest way on the roads (m), infinite where there is none."""
    try:
        return float(nx.shortest_path_length(graph, u, v, weight="length"))
    except nx.NetworkXNoPath:
        return inf
