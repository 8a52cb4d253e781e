"""Joining the stops of a pack to its roads."""

from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING, Any

from dispatch.built import GRAPH
from dispatch.built import STOPS as STOP_TABLE
from dispatch.roads.noding import Place, Point, RoadIndex, cut, fresh_nodes, metres
from dispatch.roads.speeds import KPH
from mobility.errors import BrokenRegion
from mobility.region.load import ORTSTEILE, STOPS
from mobility.region.settings import Bounds, load_settings
from mobility.tables import Row, read_table

if TYPE_CHECKING:
    import networkx as nx

SETTLEMENT_TABLE = "ortsteile.csv"

SETTLEMENT_M = 1500
"""A settlement whose centre is farther from any road has none."""

NO_STOPS = frozenset({"motorway", "motorway_link"})
"""Roads on which nobody stops, however near to a bus stop they pass."""

LINK_KPH = 20.0
"""Speed on the link from a road to a stop (km/h)."""


@dataclass(frozen=True, slots=True)
class Offset:
    """How far a stop point lies from the road.

    Parameters
    ----------
    point, name
        Id of the point, name of its stop.
    metres
        From the point to the nearest place on any road (m).
    """

    point: str
    name: str
    metres: float


def join_stops(
    graph: "nx.MultiDiGraph[Any]", folder: Path, whole: "nx.MultiDiGraph[Any] | None" = None
) -> tuple[Offset, ...]:
    """Join every stop point of a pack to the nearest road, which is cut there.

    Vehicles may turn at stops, and it does not matter on which side of the road they lie.

    Parameters
    ----------
    graph
        Roads of which each can be reached from each other; changed in place. A point becomes a node with its
        id as ``stop_id``, and a link in both directions is flagged as ``connector``.
    folder
        The pack.
    whole
        The graph with the roads that were left out because they lead nowhere, for a clearer refusal.

    Returns
    -------
    How far the points are from the roads, the largest distance first.

    Raises
    ------
    BrokenRegion
        If a table of the pack is broken, a stop is farther from any road than the settings allow, or a
        settlement is far from any road.
    """
    settings, index = load_settings(folder), RoadIndex(graph, without=NO_STOPS)
    for row in read_table(folder, SETTLEMENT_TABLE, ORTSTEILE):
        away = _nearest(index, row, settings.bounds).offset_m
        if away > SETTLEMENT_M:
            raise row.broken(f"{row.text('name')} has no road: the nearest is {away:.0f} m from its centre")
    rows, allowed = read_table(folder, STOP_TABLE, STOPS), settings.roads.max_offset_m
    places = [_nearest(index, row, settings.bounds) for row in rows]
    for row, place in zip(rows, places, strict=True):
        if place.offset_m > allowed:
            far = f"{row.text('name')} is {place.offset_m:.0f} m from the nearest road"
            near = _dead_end(whole, row, settings.bounds, allowed)
            raise row.broken(f"{far}{near}; [roads] max_offset_m allows {allowed} m")
    points = [(row.text("point"), _point(row, settings.bounds)) for row in rows]
    _link(graph, cut(graph, places), points)
    distances = [place.offset_m for place in places]
    offsets = map(Offset, [point for point, _ in points], [row.text("name") for row in rows], distances)
    return tuple(sorted(offsets, key=lambda offset: (-offset.metres, offset.point)))


def _point(row: Row, bounds: Bounds) -> Point:
    lat = row.decimal("lat", bounds.south, bounds.north)
    return row.decimal("lon", bounds.west, bounds.east), lat


def _nearest(index: RoadIndex, row: Row, bounds: Bounds) -> Place:
    place = index.nearest(*_point(row, bounds))
    if place is None:
        raise BrokenRegion(GRAPH, None, "has no roads")
    return place


def _dead_end(whole: "nx.MultiDiGraph[Any] | None", row: Row, bounds: Bounds, allowed: int) -> str:
    """What is to be said about a road next to a stop that is not in the graph."""
    if whole is None:
        return ""
    away = _nearest(RoadIndex(whole, without=NO_STOPS), row, bounds).offset_m
    return f" that leads everywhere (one that does not is {away:.0f} m away)" if away <= allowed else ""


def _link(graph: "nx.MultiDiGraph[Any]", on_road: list[Any], points: list[tuple[str, Point]]) -> None:
    """Add stop points to a graph, each linked to a node of it."""
    fresh = fresh_nodes(graph)
    for (point, (lon, lat)), node in zip(points, on_road, strict=True):
        stop = next(fresh)
        length = metres((lon, lat), (graph.nodes[node]["x"], graph.nodes[node]["y"]))
        link = {
            "osmid": 0,
            "highway": "service",
            "oneway": False,
            "length": length,
            "speed_kph": LINK_KPH,
            "travel_time": length / LINK_KPH * KPH,
            "connector": True,
        }
        graph.add_node(stop, x=lon, y=lat, stop_id=point)
        graph.add_edge(node, stop, **link, reversed=False)
        graph.add_edge(stop, node, **link, reversed=True)
