"""Which roads of OpenStreetMap a Rufbus may drive on, and which way.

A Rufbus is a minibus in public transport on demand: it may use what is open to motor vehicles, and what is
closed but for buses. The most particular tag counts: ``bus`` and ``psv`` before ``motor_vehicle``, that
before ``vehicle``, that before ``access``. Turning rules and limits of weight or height are not looked at.
"""

from collections.abc import Mapping
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    import networkx as nx

ROADS = frozenset(
    {
        "motorway", "motorway_link", "trunk", "trunk_link", "primary", "primary_link", "secondary",
        "secondary_link", "tertiary", "tertiary_link", "unclassified", "residential", "living_street",
        "road", "service", "busway",
    }
)  # fmt: skip
"""Kinds of roads that are open unless a tag says otherwise."""

ON_PERMISSION = frozenset({"track", "pedestrian"})
"""Kinds that are closed unless a tag lets motor vehicles or buses in: farm tracks and pedestrian zones."""

HARD = frozenset({"asphalt", "paved", "concrete", "concrete:plates", "paving_stones", "sett", "cobblestone"})
"""Surfaces on which a track is good enough for a minibus; the best ``tracktype`` is too."""

NO_WAY_THROUGH = frozenset({"driveway", "parking_aisle", "drive-through", "emergency_access"})
"""Kinds of service roads that lead to one property or parking space only."""

VEHICLES = ("bus", "psv", "motor_vehicle", "vehicle", "access")
"""Who a tag is about, from the most to the least particular."""

CLOSED = frozenset(
    {"no", "private", "agricultural", "forestry", "delivery", "military", "emergency", "permit", "residents"}
)
"""Values that keep a Rufbus out. *Anlieger frei* (``destination``) does not: it calls there."""

BLOCKING = frozenset({"bollard", "block", "jersey_barrier", "log", "chain", "debris", "planter"})
"""Barriers that stop vehicles unless a tag says otherwise; gates and the like stop them if a tag says so."""

CIRCLES = frozenset({"roundabout", "circular"})

TAGS = (
    "access", "area", "bus", "busway", "highway", "junction", "maxspeed", "maxspeed:type", "motor_vehicle",
    "name", "oneway", "oneway:bus", "oneway:psv", "psv", "ref", "service", "source:maxspeed", "surface",
    "tracktype", "vehicle", "zone:maxspeed", "zone:traffic",
)  # fmt: skip
"""Tags of ways that matter here, for the speed, or for the map."""

NODE_TAGS = ("barrier", *VEHICLES)
"""Tags of nodes that matter here."""

Tags = Mapping[str, Any]


def drivable(tags: Tags) -> bool:
    """Whether a Rufbus may drive on a way.

    >>> drivable({"highway": "residential"}), drivable({"highway": "track", "tracktype": "grade1"})
    (True, False)
    >>> drivable({"highway": "service", "access": "no", "psv": "yes"})
    True
    """
    kind = tags.get("highway")
    if tags.get("area") == "yes" or tags.get("service") in NO_WAY_THROUGH:
        return False
    if kind in ON_PERMISSION:
        return _let_in(tags) is True and (kind != "track" or _hard(tags))
    return kind in ROADS and _let_in(tags) is not False


def passable(tags: Tags) -> bool:
    """Whether a Rufbus can pass a node: a bollard stops it, a gate only if a tag says so.

    >>> passable({"barrier": "bollard"}), passable({"barrier": "bollard", "bus": "yes"})
    (False, True)
    """
    barrier = tags.get("barrier")
    if barrier is None:
        return True
    let_in = _let_in(tags)
    return let_in is True or (let_in is None and barrier not in BLOCKING)


def keep_drivable(graph: "nx.MultiDiGraph[Any]") -> None:
    """Take out of a graph what a Rufbus may not drive, and correct in which directions it may.

    OSMnx has made roads one-way that say so, and roundabouts. Here motorways follow, which are one-way
    without saying so, and streets are opened that only buses may drive both ways.

    Parameters
    ----------
    graph
        Not simplified; with the tags above on edges and nodes. Changed in place.
    """
    closed = [node for node, tags in graph.nodes(data=True) if not passable(tags)]
    graph.remove_nodes_from(closed)
    for u, v, key, tags in list(graph.edges(keys=True, data=True)):
        implied = tags.get("highway") == "motorway" or tags.get("junction") in CIRCLES
        if not drivable(tags) or (implied and tags["reversed"]):
            graph.remove_edge(u, v, key)
        elif tags["oneway"] and _both_ways_for_buses(tags):
            graph.add_edge(v, u, **{**tags, "oneway": False, "reversed": True})
            tags["oneway"] = False
        elif implied:
            tags["oneway"] = True


def _let_in(tags: Tags) -> bool | None:
    """Whether tags let a Rufbus in; ``None`` if they say nothing."""
    for who in VEHICLES:
        if who in tags:
            return not set(str(tags[who]).replace(" ", "").split(";")) <= CLOSED
    return None


def _hard(tags: Tags) -> bool:
    return tags.get("tracktype") == "grade1" or tags.get("surface") in HARD


def _both_ways_for_buses(tags: Tags) -> bool:
    return "no" in (tags.get("oneway:bus"), tags.get("oneway:psv")) or tags.get("busway") == "opposite_lane"
