"""How quick roads are on which buses run, from where stops are."""

from collections.abc import Collection
from typing import TYPE_CHECKING, Any

import numpy as np
import shapely

from dispatch.roads.noding import Point, line
from dispatch.roads.shapes.frame import Frame, Points
from dispatch.roads.speeds import KPH, limit

if TYPE_CHECKING:
    import networkx as nx

SETTLEMENT_M = 350.0
"""Roads nearer to a stop are in a settlement."""

IN_KPH, OUT_KPH = 31.0, 75.0
"""Speeds in and between settlements, without stops: fitted to 111 bus runs of 18 May 2021 (R² 0.97)."""

PIECE_M = 25.0
"""A road is in a settlement or not in pieces of this length."""

MOSTLY, PARTLY = 0.8, 1 / 3
"""Share of a road in settlements from which it counts as a street, and as a small road."""


def set_speeds(graph: "nx.MultiDiGraph[Any]", stops: Collection[Point], frame: Frame, factor: float) -> None:
    """Give every road ``speed_kph`` and ``travel_time`` (s), and guess what kind of ``highway`` it is.

    Links to stops keep what they have, and artificial roads the kind that is said of them.

    Parameters
    ----------
    graph
        Roads with their ``length``, and ``maxspeed`` where one is known; changed in place.
    stops
        All stops near the roads, those of other municipalities too.
    frame
        Of the area.
    factor
        By which all speeds are multiplied: fitted to measured run times.
    """
    tree = shapely.STRtree(shapely.points(frame.flat(np.array(list(stops)))))
    for u, v, key, road in graph.edges(keys=True, data=True):
        if road.get("connector"):
            continue
        inside = _share_inside(frame.flat(np.array(line(graph, (u, v, key)))), tree)
        if not road["artificial"]:
            road["highway"] = _kind(inside)
        allowed = limit(road)
        kph = 1 / (inside / IN_KPH + (1 - inside) / OUT_KPH)
        road["speed_kph"] = (kph if allowed is None else min(kph, allowed)) * factor
        road["travel_time"] = road["length"] / road["speed_kph"] * KPH


def _share_inside(course: Points, stops: shapely.STRtree) -> float:
    """Share of a line (metres) that lies in a settlement."""
    road = shapely.LineString(course)
    count = max(1, round(road.length / PIECE_M))
    middles = shapely.line_interpolate_point(road, (np.arange(count) + 0.5) / count, normalized=True)
    found = stops.query(middles, predicate="dwithin", distance=SETTLEMENT_M)[0]
    return float(np.unique(found).size / count)


def _kind(inside: float) -> str:
    if inside >= MOSTLY:
        return "residential"
    return "unclassified" if inside >= PARTLY else "tertiary"
