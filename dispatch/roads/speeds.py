"""How fast a minibus drives on a road, by what OpenStreetMap says about it.

Nobody drives the limit all the way: there are bends, crossings, villages and farm vehicles. Buses round Bad
Belzig drove 31 km/h in villages, where 50 are allowed, and 78 outside, where 100 are (fitted to 111 runs of
the timetable of 18 May 2021, stops counted apart). Between and beyond these two, speeds are drawn straight.
"""

import re
from collections.abc import Mapping
from typing import Any

import networkx as nx
import numpy as np
import osmnx as ox
from scipy.spatial import cKDTree

from dispatch.roads.access import CIRCLES
from dispatch.roads.noding import Road, flat

LIMITS = (0.0, 30.0, 50.0, 70.0, 100.0, 130.0)
DRIVEN = (0.0, 24.0, 31.0, 52.0, 78.0, 105.0)
"""What is driven (km/h) where so much is allowed; 50 and 100 are measured, the others laid between them."""

KINDS = {
    "motorway": 95.0, "motorway_link": 50.0, "trunk": 80.0, "trunk_link": 45.0, "primary": 70.0,
    "primary_link": 40.0, "secondary": 65.0, "secondary_link": 35.0, "tertiary": 55.0, "tertiary_link": 30.0,
    "unclassified": 45.0, "residential": 25.0, "living_street": 8.0, "road": 35.0, "service": 15.0,
    "busway": 31.0, "track": 20.0, "pedestrian": 7.0,
}  # fmt: skip
"""What is driven (km/h) in rural Germany on roads whose limit is not known, by kind of road."""

UNKNOWN = 35.0
"""What is driven (km/h) on a kind of road that is not in the list."""

VILLAGE = frozenset({"residential", "living_street"})
THROUGH = frozenset({"primary", "secondary", "tertiary", "unclassified", "road"})
VILLAGE_M = 75.0
VILLAGE_LIMIT = 50.0
"""A through road without known limit (km/h) lies in a village if a village street is so near (m)."""

WORDS = {
    "none": 130.0, "walk": 7.0, "DE:walk": 7.0, "DE:living_street": 7.0, "DE:pedestrian_zone": 7.0,
    "DE:rural": 100.0, "DE:urban": 50.0, "DE:motorway": 130.0, "DE:bicycle_road": 30.0,
}  # fmt: skip
"""Limits (km/h) that are given by their name."""

ZONE = re.compile(r"(?:DE:)?(?:zone:?)?(\d{1,3})", re.ASCII)
NUMBER = re.compile(r"(\d{1,3})(?:\.\d+)?(?: ?(km/h|kmh|kph|mph))?", re.ASCII)
MILE = 1.609344
KPH = 3.6
"""Kilometres per hour in a metre per second."""

NAMED_BY = ("maxspeed", "maxspeed:type", "zone:maxspeed", "source:maxspeed", "zone:traffic")
"""Tags that tell the limit, the plainest first."""

SURFACES = {
    "unpaved": 25.0, "gravel": 25.0, "fine_gravel": 25.0, "compacted": 30.0, "pebblestone": 20.0,
    "dirt": 15.0, "earth": 15.0, "ground": 15.0, "grass": 10.0, "sand": 10.0, "mud": 8.0, "wood": 20.0,
    "cobblestone": 25.0, "unhewn_cobblestone": 20.0, "sett": 30.0, "grass_paver": 20.0,
}  # fmt: skip
"""The most that is driven (km/h) on a bad surface."""

CIRCLE = 30.0
"""The most that is driven (km/h) in a roundabout."""

ANLIEGER = 0.5
"""Share of its speed at which a road open to *Anlieger* only counts: to be used to get there, not through."""


def limit(tags: Mapping[str, Any]) -> float | None:
    """The speed limit of a road (km/h), or ``None`` if no tag tells it.

    >>> limit({"maxspeed": "30 mph"}), limit({"maxspeed": "DE:rural"}), limit({"maxspeed": "signals"})
    (48.28032, 100.0, None)
    """
    for key in NAMED_BY:
        # several lanes or times of the day: the first is the plain one
        said = re.split(r"[|;]", str(tags.get(key, "")))[0].strip()
        if said in WORDS:
            return WORDS[said]
        number, zone = NUMBER.fullmatch(said), ZONE.fullmatch(said)
        if key == "maxspeed" and number and int(number[1]):
            return int(number[1]) * (MILE if number[2] == "mph" else 1.0)
        if key != "maxspeed" and zone and int(zone[1]):
            return float(zone[1])
    return None


def add_speeds(graph: "nx.MultiDiGraph[Any]", factor: float) -> None:
    """Give each road of a graph that has none ``speed_kph`` (km/h) and ``travel_time`` (s).

    Parameters
    ----------
    graph
        Roads with tags and ``length``; changed in place. Roads that tags of several ways have been merged
        into must have their times already.
    factor
        By which all speeds are multiplied: fitted to measured run times.
    """
    new = [road for *road, tags in graph.edges(keys=True, data=True) if "travel_time" not in tags]
    if not new:
        return
    part: nx.MultiDiGraph[Any] = nx.MultiDiGraph(crs=graph.graph["crs"])
    part.add_edges_from((*road, graph.edges[*road]) for road in new)
    part.add_nodes_from((node, graph.nodes[node]) for node in list(part))
    inside = _in_villages(part)
    for *road, tags in part.edges(keys=True, data=True):
        known = limit(tags)
        if known is None and tags.get("highway") in THROUGH and tuple(road) in inside:
            known = VILLAGE_LIMIT
        # OSMnx takes what it finds here for the speed, and the kind of road where it finds nothing
        tags["maxspeed"] = None if known is None else f"{np.interp(known, LIMITS, DRIVEN):.1f}"
    ox.routing.add_edge_speeds(part, hwy_speeds=KINDS, fallback=UNKNOWN)
    for *road, tags in part.edges(keys=True, data=True):
        slow = CIRCLE if tags.get("junction") in CIRCLES else np.inf
        speed = min(tags["speed_kph"], SURFACES.get(tags.get("surface", ""), np.inf), slow)
        speed = float(speed * (ANLIEGER if _anlieger(tags) else 1.0) * factor)
        graph.edges[*road].update(speed_kph=speed, travel_time=tags["length"] / speed * KPH)


def _anlieger(tags: Mapping[str, Any]) -> bool:
    return "destination" in (tags.get("motor_vehicle"), tags.get("vehicle"), tags.get("access"))


def _in_villages(graph: "nx.MultiDiGraph[Any]") -> set[Road]:
    """The roads whose middle is near a village street."""
    roads = list(graph.edges(keys=True))
    places = {node: (data["x"], data["y"]) for node, data in graph.nodes(data=True)}
    middle = float(np.mean([lat for _, lat in places.values()]))
    ends = np.array([[flat(places[node], middle) for node in road[:2]] for road in roads])
    streets = np.array([graph.edges[road].get("highway") in VILLAGE for road in roads])
    if not streets.any():
        return set()
    tree = cKDTree(ends[streets].reshape(-1, 2))
    away = np.asarray(tree.query(ends.mean(axis=1), distance_upper_bound=VILLAGE_M)[0])
    return {roads[number] for number in np.flatnonzero(away < np.inf)}
