"""Roads drawn by hand: what the source of a pack's roads does not have.

``extra_roads.geojson`` is a GeoJSON collection of LineStrings. Each says in ``source`` and ``note`` how one
knows of it; ``name``, ``highway``, ``oneway``, ``maxspeed`` and ``length_m`` may follow.
"""

import json
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from itertools import chain, pairwise
from pathlib import Path
from typing import TYPE_CHECKING, Any

import shapely

from dispatch.roads.noding import Place, Point, RoadIndex, cut, metres
from mobility.errors import BrokenRegion
from mobility.tables import read_text

if TYPE_CHECKING:
    import networkx as nx

FILE = "extra_roads.geojson"

REACH_M = 60
"""An end of a drawn road is joined to the next road, if that is not further away."""

HIGHWAY = "unclassified"
"""What a drawn road is unless it says otherwise: a road between villages."""

BENDS = 3.0
"""A stated length beyond so many times the drawn one is a slip of the pen."""

LON, LAT = 180, 90
"""The largest degrees there are."""

ENDS = 2

TOLD = ("source", "note")
TEXTS = (*TOLD, "name", "highway", "maxspeed", "oneway")
KNOWN = frozenset({*TEXTS, "length_m"})


@dataclass(frozen=True, slots=True)
class ExtraRoad:
    """A road drawn by hand.

    Parameters
    ----------
    place
        Which feature of the file it is, for error messages.
    points
        Longitude and latitude along it (degrees).
    length_m
        How long it is, where that is known better than the drawing says (m).
    oneway
        Whether it may be driven only as it is drawn.
    tags
        Its tags, as edges of the graph have them.
    """

    place: str
    points: tuple[Point, ...]
    length_m: float | None
    oneway: bool
    tags: Mapping[str, str]

    def broken(self, reason: str) -> BrokenRegion:
        """The error to raise for this road."""
        return BrokenRegion(FILE, None, f"{self.place} {reason}")


def add_extra_roads(graph: "nx.MultiDiGraph[Any]", folder: Path) -> int:
    """Add the hand-drawn roads of a pack to a road graph, in the order of the file.

    Both ends of each are led to the nearest place on the roads so far, which are cut there; it does not
    join the roads it crosses on its way. The new edges have ``length`` but no speed and no time yet.

    Parameters
    ----------
    graph
        Roads in the schema of OSMnx, in degrees, simplified or not; changed in place.
    folder
        The pack, with or without ``extra_roads.geojson``.

    Returns
    -------
    How many roads were added.

    Raises
    ------
    BrokenRegion
        If the file is broken, or an end of a road is further than :data:`REACH_M` from any road.
    """
    if not (folder / FILE).exists():
        return 0
    roads = load_extra_roads(folder)
    for road in roads:
        _add(graph, road)
    return len(roads)


def load_extra_roads(folder: Path) -> list[ExtraRoad]:
    """The hand-drawn roads of a pack.

    Raises
    ------
    BrokenRegion
        If the file is missing or no such GeoJSON, or a feature lacks what it must say.
    """
    try:
        data = json.loads(read_text(folder, FILE))
    except json.JSONDecodeError as error:
        raise BrokenRegion(FILE, error.lineno, f"is not JSON: {error.msg}") from None
    features = data.get("features") if isinstance(data, dict) else None
    if not isinstance(features, list):
        raise BrokenRegion(FILE, None, "is no GeoJSON with features")
    return [_road(number, feature) for number, feature in enumerate(features, 1)]


def _road(number: int, feature: object) -> ExtraRoad:
    place = f"feature {number}"
    match feature:
        case {"properties": dict(told), "geometry": {"type": "LineString", "coordinates": list(points)}}:
            pass
        case _:
            raise BrokenRegion(FILE, None, f"{place} is no LineString with properties")
    if isinstance(told.get("name"), str):
        place += f" ({told['name']})"
    for reason in chain(_mistakes(told), _wrong_points(points)):
        raise BrokenRegion(FILE, None, f"{place} {reason}")
    tags = {key: told[key] for key in ("name", "maxspeed") if key in told}
    tags["highway"] = told.get("highway", HIGHWAY)
    course = tuple((float(lon), float(lat)) for lon, lat, *_ in points)
    return ExtraRoad(place, course, told.get("length_m"), told.get("oneway", "no") == "yes", tags)


def _mistakes(told: Mapping[str, object]) -> Iterator[str]:
    """What is wrong with the properties of a drawn road."""
    for key, value in told.items():
        if key not in KNOWN:
            yield f"has the unknown property {key!r}"
        if key in TEXTS and not (isinstance(value, str) and value.strip()):
            yield f"has a {key} that is not a text"
    for key in TOLD:
        if key not in told:
            yield f"does not say its {key}"
    if told.get("oneway", "no") not in {"yes", "no"}:
        yield "has a oneway that is neither yes nor no"
    length = told.get("length_m", 1)
    if isinstance(length, bool) or not isinstance(length, int | float):
        yield "has a length_m that is not a number"


def _wrong_points(points: list[object]) -> Iterator[str]:
    for point in points:
        match point:
            case [int() | float() as lon, int() | float() as lat, *_] if abs(lon) <= LON and abs(lat) <= LAT:
                pass
            case _:
                yield f"has {point!r}, which is no longitude and latitude in degrees"
    if len({str(point) for point in points}) < ENDS:
        yield "has fewer than two points"


def _add(graph: "nx.MultiDiGraph[Any]", road: ExtraRoad) -> None:
    index = RoadIndex(graph)
    ends = [_joined(index, road, "start", road.points[0]), _joined(index, road, "end", road.points[-1])]
    u, v = cut(graph, ends)
    if u == v:
        raise road.broken("starts and ends at the same place")
    begin, end = ((graph.nodes[node]["x"], graph.nodes[node]["y"]) for node in (u, v))
    points = [begin, *(point for point in road.points if point not in (begin, end)), end]
    drawn = sum(metres(a, b) for a, b in pairwise(points))
    length = drawn if road.length_m is None else road.length_m
    if not metres(begin, end) <= length <= BENDS * drawn:
        raise road.broken(f"cannot be {length:.0f} m long: it measures {drawn:.0f} m")
    data = {**road.tags, "osmid": 0, "oneway": road.oneway, "length": length}
    directions = (
        [(u, v, points, False)] if road.oneway else [(u, v, points, False), (v, u, points[::-1], True)]
    )
    for a, b, course, backwards in directions:
        graph.add_edge(a, b, **data, reversed=backwards, geometry=shapely.LineString(course))


def _joined(index: RoadIndex, road: ExtraRoad, end: str, point: Point) -> Place:
    place = index.nearest(*point)
    if place is None:
        raise road.broken("has no road to start from: the graph is empty")
    if place.offset_m > REACH_M:
        raise road.broken(
            f"has its {end} {place.offset_m:.0f} m from the nearest road; {REACH_M} m are allowed"
        )
    return place
