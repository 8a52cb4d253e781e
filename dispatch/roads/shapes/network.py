"""From the shapes of bus lines to the road graph of a pack."""

from collections.abc import Callable, Collection, Iterable, Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING, Any

import numpy as np
import osmnx as ox
import shapely
from shapely import LineString

from dispatch.built import STOPS as STOP_TABLE
from dispatch.roads.extra import add_extra_roads
from dispatch.roads.network import RoadReport, tidied, write_graph
from dispatch.roads.noding import Point
from dispatch.roads.shapes.cutting import NEAR_STOP_M, clip, cut
from dispatch.roads.shapes.frame import Frame, Points
from dispatch.roads.shapes.graph import DIGITS, link_straight, road_graph
from dispatch.roads.shapes.layers import lay
from dispatch.roads.shapes.mesh import mesh
from dispatch.roads.shapes.speeds import set_speeds
from dispatch.roads.stops import join_stops
from mobility.region.load import STOPS
from mobility.region.settings import Bounds, load_settings
from mobility.tables import read_table

if TYPE_CHECKING:
    import networkx as nx

SHORTEST_M = 30.0
"""A shorter piece of a shape says nothing."""


@dataclass(frozen=True, slots=True)
class ShapeReport:
    """What has become of shapes.

    Parameters
    ----------
    shapes
        How many there were.
    artificial
        How many straight lines stand in for roads that are missing.
    roads
        The road graph.
    """

    shapes: int
    artificial: int
    roads: RoadReport


def save_shape_network(
    folder: Path, shapes: Collection[Points], stops: Collection[Point], progress: Callable[[str], object]
) -> ShapeReport:
    """Make the road graph of a pack out of the shapes on which buses run, and write it.

    Parameters
    ----------
    folder
        The pack: its settings, stops, settlements and hand-drawn roads.
    shapes
        Longitude and latitude along each (degrees), from end to end.
    stops
        Longitude and latitude of all stops of buses in the area, those of other municipalities too (degrees).
    progress
        Told in a few words what is done next.

    Raises
    ------
    BrokenRegion
        If a table of the pack or its hand-drawn roads are broken, or a stop or settlement is too far from any
        road.
    """
    settings = load_settings(folder)
    frame = Frame.around(settings.bounds)
    progress(f"laying {len(shapes)} shapes over one another")
    pieces, straight = _pieces(shapes, stops, settings.bounds, frame)
    graph = road_graph(mesh(lay(pieces)), frame)
    progress("joining roads and stops")
    extra = add_extra_roads(graph, folder)
    for *_, road in graph.edges(data=True):
        road.setdefault("artificial", True)  # nobody has surveyed what was drawn by hand
    artificial = link_straight(graph, set(_between_stops(_points(folder, settings.bounds), straight, frame)))
    whole = _metres(graph)
    graph = ox.truncate.largest_component(graph, strongly=True)
    kept = _metres(graph)
    offsets = join_stops(graph, folder)
    set_speeds(graph, stops, frame, settings.roads.speed_factor)
    graph = tidied(graph)
    write_graph(folder, graph)
    report = RoadReport(len(graph), len(graph.edges), kept, whole - kept, extra, offsets)
    return ShapeReport(len(shapes), artificial, report)


def _pieces(
    shapes: Iterable[Points], stops: Collection[Point], bounds: Bounds, frame: Frame
) -> tuple[list[LineString], list[Points]]:
    """The pieces of shapes that follow roads, most trusted first, and the straight lines between (m)."""
    known = shapely.STRtree(shapely.points(frame.flat(np.array(list(stops)))))
    west_south, east_north = frame.flat(
        np.array([(bounds.west, bounds.south), (bounds.east, bounds.north)])
    ).tolist()
    pieces: list[LineString] = []
    straight: list[Points] = []
    for shape in shapes:
        along, jumps = cut(frame.flat(shape), known)
        pieces += map(LineString, clip(along, (*west_south, *east_north)))
        straight += jumps
    return sorted((piece for piece in pieces if piece.length > SHORTEST_M), key=_trust), straight


def _trust(piece: LineString) -> tuple[float, list[tuple[float, ...]]]:
    """What comes first is drawn with the most points."""
    return piece.length / len(piece.coords), list(piece.coords)


def _points(folder: Path, bounds: Bounds) -> list[Point]:
    """Longitude and latitude of the stop points of a pack."""
    rows = read_table(folder, STOP_TABLE, STOPS)
    return [
        (row.decimal("lon", bounds.west, bounds.east), row.decimal("lat", bounds.south, bounds.north))
        for row in rows
    ]


def _between_stops(
    points: Collection[Point], lines: Iterable[Points], frame: Frame
) -> Iterator[tuple[Point, Point]]:
    """The straight lines (m) between stops of the pack, as longitudes and latitudes."""
    tree = shapely.STRtree(shapely.points(frame.flat(np.array(list(points)))))
    for line in lines:
        near, _ = tree.query(shapely.points(line), predicate="dwithin", distance=NEAR_STOP_M)
        if len(np.unique(near)) == len(line):
            begin, end = sorted(map(tuple, frame.degrees(line).round(DIGITS).tolist()))
            yield begin, end


def _metres(graph: "nx.MultiDiGraph[Any]") -> float:
    """Length of all roads, each counted once (m)."""
    lengths: list[float] = [road["length"] for *_, road in graph.edges(data=True)]
    return sum(lengths) / 2
