"""The roads as lines: of single ways, and as a GeoJSON layer for the base map."""

import json
from collections.abc import Mapping
from pathlib import Path
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    import networkx as nx

MAP = "roads.geojson"
TOLERANCE = 0.00004
"""How far a drawn line may leave the surveyed one (degrees): about 4 m, less than a road is wide on a map."""

DIGITS = 5
"""Decimals of the degrees on the map: about 1 m."""

IN_SETTLEMENTS = frozenset({"residential", "living_street"})
NOT_DRAWN = frozenset({"service", "track"})
"""Ways to yards and fields: many, and of no help to find one's way."""

Point = tuple[float, float]


def line(graph: "nx.MultiDiGraph[Any]", ends: tuple[Any, Any], road: Mapping[str, Any]) -> list[Point]:
    """Longitude and latitude along a road; straight where the graph has no geometry."""
    if "geometry" in road:
        return [(lon, lat) for lon, lat in road["geometry"].simplify(TOLERANCE).coords]
    return [(graph.nodes[node]["x"], graph.nodes[node]["y"]) for node in ends]


def save_map(folder: Path, graph: "nx.MultiDiGraph[Any]") -> None:
    """Write the roads as GeoJSON, each once, without ways to yards and fields and without links to stops.

    Every feature says whether it lies in a settlement or is a road between them, and whether it stands
    in for a road whose course is not known.
    """
    drawn: dict[tuple[Any, ...], dict[str, Any]] = {}
    for u, v, road in graph.edges(data=True):
        points = [(round(lon, DIGITS), round(lat, DIGITS)) for lon, lat in line(graph, (u, v), road)]
        key = min(tuple(points), tuple(reversed(points)))
        if not (road.get("connector", False) or _kinds(road) <= NOT_DRAWN or key in drawn):
            drawn[key] = _feature(key, road)
    features = [drawn[key] for key in sorted(drawn)]
    text = json.dumps({"type": "FeatureCollection", "features": features}, separators=(",", ":"))
    (folder / MAP).write_text(text + "\n", encoding="ascii")


def _feature(points: tuple[Point, ...], road: Mapping[str, Any]) -> dict[str, Any]:
    kind = "settlement" if IN_SETTLEMENTS & _kinds(road) else "road"
    return {
        "type": "Feature",
        "properties": {"kind": kind, "artificial": bool(road.get("artificial", False))},
        "geometry": {"type": "LineString", "coordinates": points},
    }


def _kinds(road: Mapping[str, Any]) -> set[str]:
    """The kinds of road that are joined in an edge."""
    kinds = road["highway"]
    return set(kinds) if isinstance(kinds, list) else {kinds}
