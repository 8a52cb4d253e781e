"""From pieces of road to a mesh: they end where they meet, and nowhere by accident."""

from collections import Counter, defaultdict
from collections.abc import Iterable, Sequence
from itertools import pairwise

import numpy as np
import shapely
from scipy.sparse import csr_array
from scipy.sparse.csgraph import connected_components
from shapely import LineString, Point
from shapely.ops import substring

GRID_M = 0.5
CROSSING_M = 14.0
"""Ends nearer to each other than this are one crossing."""

ATTACH_M = 35.0
"""An end that hangs this near to another road belongs to it."""

SPUR_M = 30.0
"""A shorter dead end is an accident of drawing."""

TWIN_M = 40.0
"""Two roads between the same crossings, nowhere further apart than this, are one."""

End = tuple[float, float]


def mesh(pieces: Iterable[LineString]) -> list[LineString]:
    """Roads from crossing to crossing (metres)."""
    roads = _merged(shapely.union_all(list(pieces), grid_size=GRID_M))
    for _ in range(3):
        roads = _tidy(roads)
    return roads


def _tidy(roads: list[LineString]) -> list[LineString]:
    roads = _attached(_clustered(roads))
    roads = _merged(shapely.union_all(_clustered(roads), grid_size=GRID_M))
    roads = _merged(shapely.MultiLineString(_without_spurs(roads)))
    return _merged(shapely.MultiLineString(_without_twins(roads)))


def ends(road: LineString) -> tuple[End, End]:
    """First and last point of a line."""
    coords = road.coords
    return coords[0], coords[-1]


def _merged(lines: shapely.Geometry) -> list[LineString]:
    """Lines joined where exactly two of them meet, in an order that depends on nothing but them."""
    merged = shapely.line_merge(shapely.line_merge(lines))
    found = [line for line in shapely.get_parts(merged) if line.length > 0]
    return sorted((_forward(line) for line in found), key=lambda line: line.coords[:])


def _forward(line: LineString) -> LineString:
    return min(line, line.reverse(), key=lambda way: way.coords[:])


def _degrees(roads: Iterable[LineString]) -> Counter[End]:
    return Counter(end for road in roads for end in ends(road))


def _clustered(roads: Sequence[LineString]) -> list[LineString]:
    """The roads with ends that lie close together made one."""
    points = sorted(_degrees(roads))
    geometries = shapely.points(points)
    pairs = shapely.STRtree(geometries).query(geometries, predicate="dwithin", distance=CROSSING_M)
    size = len(points)
    links = csr_array((np.ones(len(pairs[0])), (pairs[0], pairs[1])), shape=(size, size))
    _, labels = connected_components(links, directed=False)
    members: defaultdict[int, list[End]] = defaultdict(list)
    for point, label in zip(points, labels.tolist(), strict=True):
        members[label].append(point)
    middle = {point: tuple(np.mean(group, axis=0).round(2)) for group in members.values() for point in group}
    moved = []
    for road in roads:
        a, b = ends(road)
        if middle[a] != middle[b] or road.length > 2 * CROSSING_M:
            moved.append(LineString([middle[a], *road.coords[1:-1], middle[b]]))
    return moved


def _attached(roads: Sequence[LineString]) -> list[LineString]:
    """The roads, those that end just beside another one drawn on to it."""
    degrees = _degrees(roads)
    tree = shapely.STRtree(roads)
    cuts: defaultdict[int, list[float]] = defaultdict(list)
    links: list[LineString] = []
    for road in roads:
        for end in ends(road):
            here = Point(end)
            near = tree.query(here, predicate="dwithin", distance=ATTACH_M)
            others = [int(n) for n in near if not _belongs(road, roads[n])]
            if degrees[end] > 1 or not others:
                continue
            target = min(others, key=lambda n: (roads[n].distance(here), n))
            along = roads[target].project(here)
            cuts[target].append(along)
            links.append(LineString([end, roads[target].interpolate(along)]))
    pieces = [piece for n, road in enumerate(roads) for piece in _split(road, cuts[n])]
    return [line for line in (*pieces, *links) if line.length > 0]


def _belongs(road: LineString, other: LineString) -> bool:
    """Whether a road is the other one, or a stub of it."""
    stub = road.length < ATTACH_M and not set(ends(road)).isdisjoint(ends(other))
    return stub or road is other


def _split(road: LineString, places: Iterable[float]) -> list[LineString]:
    """A road cut at places given by their distance from its begin (m)."""
    marks = [0.0, *sorted(place for place in set(places) if 0 < place < road.length), road.length]
    return [substring(road, a, b) for a, b in pairwise(marks)]


def _without_spurs(roads: Sequence[LineString]) -> list[LineString]:
    degrees = _degrees(roads)
    return [road for road in roads if road.length >= SPUR_M or all(degrees[end] > 1 for end in ends(road))]


def _without_twins(roads: Sequence[LineString]) -> list[LineString]:
    """The roads without those that run beside a shorter one between the same crossings."""
    between: defaultdict[frozenset[End], list[LineString]] = defaultdict(list)
    for road in sorted(roads, key=lambda road: (road.length, road.coords[:])):
        kept = between[frozenset(ends(road))]
        if all(road.hausdorff_distance(other) >= TWIN_M for other in kept):
            kept.append(road)
    return [road for kept in between.values() for road in kept]
