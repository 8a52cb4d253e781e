"""From drivable roads to the road graph of a pack: one piece, simplified, with every stop on it."""

import gzip
from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import Any

import networkx as nx
import osmnx as ox
import shapely

from dispatch.built import GRAPH
from dispatch.roads.extra import add_extra_roads
from dispatch.roads.noding import DIGITS
from dispatch.roads.speeds import KPH, add_speeds
from dispatch.roads.stops import Offset, join_stops
from mobility.region.settings import load_settings

UNLIKE = ("highway", "artificial", "connector")
"""Roads that differ in these stay apart when a graph is simplified."""

PLAIN = ("highway", "oneway", "reversed")
FLAGS = ("artificial", "connector")
ROUNDED = {"length": 2, "speed_kph": 1, "travel_time": 2}
"""Decimals that are kept."""


@dataclass(frozen=True, slots=True)
class RoadReport:
    """What a road graph has become.

    Parameters
    ----------
    nodes, edges
        Numbers of both, stops and links included.
    road_m
        Length of all roads, each counted once (m).
    dropped_m
        Length of the roads that were left out, because one cannot get there and back (m).
    extra
        How many hand-drawn roads are in it.
    offsets
        Of all stop points, the largest first.
    """

    nodes: int
    edges: int
    road_m: float
    dropped_m: float
    extra: int
    offsets: tuple[Offset, ...]


def save_network(folder: Path, graph: "nx.MultiDiGraph[Any]") -> RoadReport:
    """Make the road graph of a pack out of the roads of its area, and write it.

    The roads are simplified, the hand-drawn ones of the pack added, the largest part kept of which every
    place can be reached from every other, and all stop points joined to the nearest road.

    Parameters
    ----------
    folder
        The pack: its settings, stops, settlements and hand-drawn roads.
    graph
        Drivable roads with their tags, not simplified; changed on the way.

    Raises
    ------
    BrokenRegion
        If a table of the pack is broken, or a stop or settlement is too far from any road.
    """
    rules = load_settings(folder).roads
    add_speeds(graph, rules.speed_factor)
    graph = ox.simplify_graph(graph, edge_attrs_differ=UNLIKE)
    extra = add_extra_roads(graph, folder)
    add_speeds(graph, rules.speed_factor)
    whole, graph = graph, ox.truncate.largest_component(graph, strongly=True)
    all_m, kept_m = _metres(whole), _metres(graph)
    offsets = join_stops(graph, folder, whole=whole)
    graph = tidied(graph)
    write_graph(folder, graph)
    return RoadReport(len(graph), len(graph.edges), kept_m, all_m - kept_m, extra, offsets)


def tidied(graph: "nx.MultiDiGraph[Any]") -> "nx.MultiDiGraph[Any]":
    """A copy whose nodes, edges and values have one order and no more digits than mean something."""
    tidy: nx.MultiDiGraph[Any] = nx.MultiDiGraph(crs=graph.graph["crs"], simplified=True)
    streets = ox.stats.count_streets_per_node(graph)
    for node in sorted(graph.nodes):
        data = graph.nodes[node]
        stop = {"stop_id": data["stop_id"]} if "stop_id" in data else {}
        place = {"x": round(data["x"], DIGITS), "y": round(data["y"], DIGITS)}
        tidy.add_node(node, **place, street_count=streets[node], **stop)
    edges = [(u, v, _tidied_edge(data)) for u, v, data in graph.edges(data=True)]
    for u, v, data in sorted(edges, key=lambda edge: (edge[0], edge[1], str(edge[2]))):
        tidy.add_edge(u, v, **data)
    return tidy


def write_graph(folder: Path, graph: "nx.MultiDiGraph[Any]") -> None:
    """Write the road graph of a pack; the same tidy graph gives the same bytes."""
    with TemporaryDirectory() as aside:
        plain = Path(aside) / "roads.graphml"
        ox.save_graphml(graph, plain)
        (folder / GRAPH).write_bytes(gzip.compress(plain.read_bytes(), mtime=0))


def _tidied_edge(data: Mapping[str, Any]) -> dict[str, Any]:
    numbers = sorted(data["osmid"]) if isinstance(data["osmid"], list) else data["osmid"]
    kept = {**{key: data[key] for key in PLAIN}, "osmid": numbers}
    # merged from roads of several speeds: what counts is how long it takes
    kept["speed_kph"] = (
        data["length"] / data["travel_time"] * KPH if data["travel_time"] else data["speed_kph"]
    )
    for key, digits in ROUNDED.items():
        kept[key] = round(kept.get(key, data[key]), digits)
    if "geometry" in data:
        points = [(round(lon, DIGITS), round(lat, DIGITS)) for lon, lat in data["geometry"].coords]
        kept["geometry"] = shapely.LineString(points)
    return {**kept, **{flag: bool(data.get(flag, False)) for flag in FLAGS}}


def _metres(graph: "nx.MultiDiGraph[Any]") -> float:
    """Length of all roads, the two directions of a road counted once (m)."""
    lengths: list[float] = [
        road["length"] / (1 if road["oneway"] is True else 2) for *_, road in graph.edges(data=True)
    ]
    return float(sum(lengths))
