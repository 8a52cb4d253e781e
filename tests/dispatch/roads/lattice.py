"""A small road graph by hand: a ladder of two roads, 1 km apart, with a rung."""

from itertools import pairwise
from typing import TYPE_CHECKING, Any

from dispatch.roads.noding import metres

if TYPE_CHECKING:
    import networkx as nx

SOUTH, NORTH = 52.0, 52.009
WEST, MIDDLE, EAST = 12.50, 12.51, 12.52

NODES = {1: (WEST, SOUTH), 2: (MIDDLE, SOUTH), 3: (EAST, SOUTH), 4: (WEST, NORTH), 5: (MIDDLE, NORTH)}
ROADS = ((1, 2, 3), (4, 5), (1, 4))


def ladder() -> "nx.MultiDiGraph[Any]":
    """Streets in both directions, straight, unsimplified: 3 is a dead end, and so is 5."""
    import networkx as nx  # noqa: PLC0415 - only those who make one need it

    graph: nx.MultiDiGraph[Any] = nx.MultiDiGraph(crs="epsg:4326")
    for node, (lon, lat) in NODES.items():
        graph.add_node(node, x=lon, y=lat)
    for number, road in enumerate(ROADS, 10):
        for u, v in pairwise(road):
            length = metres(NODES[u], NODES[v])
            tags = {"osmid": number, "highway": "unclassified", "oneway": False, "length": length}
            graph.add_edge(u, v, **tags, reversed=False)
            graph.add_edge(v, u, **tags, reversed=True)
    return graph
