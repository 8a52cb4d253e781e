"""Where a point lies beside the roads of a graph, and cutting roads there."""

from bisect import bisect_right
from collections import defaultdict
from collections.abc import Collection, Iterable, Iterator, Sequence
from dataclasses import dataclass
from itertools import accumulate, pairwise
from math import cos, dist, radians
from typing import TYPE_CHECKING, Any

import shapely

from mobility.ground import METRES_PER_DEGREE

if TYPE_CHECKING:
    import networkx as nx

NEAR_M = 1.0
"""A place so near to a node is the node."""

DIGITS = 7
"""Decimals of degrees, as many as OpenStreetMap keeps: about 1 cm."""

SPLIT = ("length", "travel_time")
"""What a road shares out among its parts."""

Point = tuple[float, float]
"""Longitude and latitude (degrees)."""

Road = tuple[Any, Any, Any]
"""An edge of a graph: its nodes and its key."""


@dataclass(frozen=True, slots=True)
class Place:
    """The place on a road that is nearest to some point.

    Parameters
    ----------
    road
        The road.
    share
        How much of the drawn line lies before it, from 0 to 1.
    offset_m
        How far the point is away from it (m).
    """

    road: Road
    share: float
    offset_m: float


def line(graph: "nx.MultiDiGraph[Any]", road: Road) -> list[Point]:
    """Longitude and latitude along a road; straight where the graph has no geometry."""
    u, v, _ = road
    geometry = graph.edges[road].get("geometry")
    if geometry is not None:
        return [(lon, lat) for lon, lat, *_ in geometry.coords]
    return [(graph.nodes[node]["x"], graph.nodes[node]["y"]) for node in (u, v)]


def flat(point: Point, middle: float) -> tuple[float, float]:
    """Metres eastwards and northwards, on a map that is true at a latitude in the middle of it (degrees)."""
    return point[0] * METRES_PER_DEGREE * cos(radians(middle)), point[1] * METRES_PER_DEGREE


def metres(a: Point, b: Point) -> float:
    """The straight line between two points near one another (m)."""
    return dist(flat(a, middle := (a[1] + b[1]) / 2), flat(b, middle))


class RoadIndex:
    """Finds the road next to a point; it knows the roads of the moment it was made.

    Parameters
    ----------
    graph
        Roads with coordinates in degrees; the two directions of a road are one.
    without
        Kinds of roads, by their tag ``highway``, that are not looked at.
    """

    def __init__(self, graph: "nx.MultiDiGraph[Any]", without: Collection[str] = ()) -> None:
        self._roads: list[Road] = []
        lines = []
        seen: set[tuple[Point, ...]] = set()
        for road in graph.edges(keys=True):
            points = tuple(line(graph, road))
            wanted = not without or graph.edges[road]["highway"] not in without
            if wanted and points not in seen and points[::-1] not in seen:
                seen.add(points)
                self._roads.append(road)
                lines.append(points)
        latitudes = [lat for points in lines for _, lat in points]
        self._middle = (min(latitudes) + max(latitudes)) / 2 if latitudes else 0.0
        self._lines = [
            shapely.LineString([flat(point, self._middle) for point in points]) for points in lines
        ]
        self._tree = shapely.STRtree(self._lines)

    def nearest(self, lon: float, lat: float) -> Place | None:
        """The nearest place on any road, the first of several as near; ``None`` if there are no roads."""
        point = shapely.Point(flat((lon, lat), self._middle))
        found = self._tree.query_nearest(point)
        if not len(found):
            return None
        number = int(min(found))
        along = self._lines[number]
        share = along.project(point) / along.length if along.length else 0.0
        return Place(self._roads[number], share, along.distance(point))


def cut(graph: "nx.MultiDiGraph[Any]", places: Sequence[Place]) -> list[Any]:
    """Cut the roads of a graph, in both directions, so that each place becomes a node.

    New nodes have negative numbers, which no node of OpenStreetMap has. Lengths and times are shared out
    among the parts; all else holds for each of them.

    Returns
    -------
    The node of each place. Places nearer than :data:`NEAR_M` to a node or to one another share it.
    """
    nodes: list[Any] = [None] * len(places)
    fresh = fresh_nodes(graph)
    by_road: dict[Road, list[int]] = defaultdict(list)
    for number, place in enumerate(places):
        by_road[place.road].append(number)
    for road, numbers in by_road.items():
        points = line(graph, road)
        marks = [0.0, *accumulate(metres(a, b) for a, b in pairwise(points))]
        chain: list[tuple[float, Any]] = [(0.0, road[0])]
        for number in sorted(numbers, key=lambda n: places[n].share):
            at = places[number].share * marks[-1]
            if at - chain[-1][0] < NEAR_M:
                nodes[number] = chain[-1][1]
            elif marks[-1] - at < NEAR_M:
                nodes[number] = road[1]
            else:
                nodes[number] = next(fresh)
                lon, lat = _point(points, marks, at)
                graph.add_node(nodes[number], x=lon, y=lat)
                chain.append((at, nodes[number]))
        if len(chain) > 1:
            _replace(graph, road, points, marks, [*chain, (marks[-1], road[1])])
    return nodes


def fresh_nodes(graph: "nx.MultiDiGraph[Any]") -> Iterator[int]:
    """Numbers for new nodes: one below the lowest, and on downwards."""
    number = min((node for node in graph.nodes if isinstance(node, int)), default=0)
    number = min(number, 0)
    while True:
        number -= 1
        yield number


def _point(points: Sequence[Point], marks: Sequence[float], at: float) -> Point:
    """The point so many metres along a line."""
    n = min(bisect_right(marks, at), len(points) - 1)
    share = (at - marks[n - 1]) / (marks[n] - marks[n - 1]) if marks[n] > marks[n - 1] else 0.0
    (ax, ay), (bx, by) = points[n - 1], points[n]
    return round(ax + share * (bx - ax), DIGITS), round(ay + share * (by - ay), DIGITS)


def _replace(
    graph: "nx.MultiDiGraph[Any]",
    road: Road,
    points: list[Point],
    marks: Sequence[float],
    chain: Sequence[tuple[float, Any]],
) -> None:
    """Put parts in the place of a road and of all others on the same line."""
    parts = list(_parts(graph, points, marks, chain))
    for twin in sorted(_same_line(graph, road, points)):
        backwards = twin[:2] != road[:2] if road[0] != road[1] else line(graph, twin) != points
        data = graph.edges[twin]
        graph.remove_edge(*twin)
        for (u, v), part, share in parts:
            ends, course = ((v, u), part[::-1]) if backwards else ((u, v), part)
            own = {**data, **{key: data[key] * share for key in SPLIT if key in data}}
            own.pop("geometry", None)
            if len(course) > 2:  # noqa: PLR2004 - more than its ends
                own["geometry"] = shapely.LineString(course)
            graph.add_edge(*ends, **own)


def _parts(
    graph: "nx.MultiDiGraph[Any]",
    points: list[Point],
    marks: Sequence[float],
    chain: Sequence[tuple[float, Any]],
) -> Iterator[tuple[tuple[Any, Any], list[Point], float]]:
    """Ends, line and share of the length of each part."""
    for (a, u), (b, v) in pairwise(chain):
        inner = [point for point, mark in zip(points, marks, strict=True) if a < mark < b]
        begin = points[0] if a == 0 else (graph.nodes[u]["x"], graph.nodes[u]["y"])
        end = points[-1] if b == marks[-1] else (graph.nodes[v]["x"], graph.nodes[v]["y"])
        yield (u, v), [begin, *inner, end], (b - a) / marks[-1]


def _same_line(graph: "nx.MultiDiGraph[Any]", road: Road, points: list[Point]) -> Iterable[Road]:
    """A road and those between the same nodes that take the same line, in whichever direction."""
    u, v, _ = road
    both = {(u, v, key) for key in graph.get_edge_data(u, v, default={})}
    both |= {(v, u, key) for key in graph.get_edge_data(v, u, default={})}
    return [twin for twin in both if line(graph, twin) in (points, points[::-1])]
