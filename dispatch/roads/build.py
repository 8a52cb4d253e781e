"""Building what a region pack needs of its road graph: times, lengths, lines."""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING, Any

import numpy as np
import numpy.typing as npt
import osmnx as ox
from scipy.sparse import csr_array
from scipy.sparse.csgraph import dijkstra

from dispatch.built import GRAPH, save_arrays
from dispatch.roads import drawing, paths
from dispatch.travel import FILE as MATRIX
from mobility.errors import BrokenRegion
from mobility.region import Stop, load_region

if TYPE_CHECKING:
    import networkx as nx

CENTI = 100
"""Times are added up as whole hundredths of a second, so that sums do not depend on their order."""

NEVER = -1
"""Time to a node to which there is no way."""

SAME_PLACE = 0.00002
"""How far two coordinates of one point may differ (degrees): about 2 m."""

ANEW = "make the roads anew with 'rufbus region build'"

NOWHERE = -9999
"""SciPy's mark for a node without predecessor."""

Edge = tuple[int, int]


@dataclass(frozen=True)
class Roads:
    """The road graph with numbered nodes and, between two nodes, only the quickest road.

    Parameters
    ----------
    nodes
        Node of the graph by number.
    edges
        Attributes of the quickest road by pair of numbers.
    stop_nodes
        Number of the node of each VBB stop point.
    """

    nodes: tuple[Any, ...]
    edges: Mapping[Edge, Mapping[str, Any]]
    stop_nodes: Mapping[str, int]

    @classmethod
    def of(cls, graph: "nx.MultiDiGraph[Any]") -> "Roads":
        """The roads of a graph in the schema of OSMnx, its stops marked by ``stop_id``."""
        nodes = tuple(graph.nodes)
        number = {node: n for n, node in enumerate(nodes)}
        edges: dict[Edge, Mapping[str, Any]] = {}
        for u, v, road in graph.edges(data=True):
            edge = number[u], number[v]
            if edge not in edges or _speed_key(road) < _speed_key(edges[edge]):
                edges[edge] = road
        stops = {data["stop_id"]: number[node] for node, data in graph.nodes(data=True) if "stop_id" in data}
        return cls(nodes, edges, stops)

    def quickest(self, sources: Sequence[int]) -> tuple[npt.NDArray[np.int64], npt.NDArray[np.int32]]:
        """The quickest ways from each source to each node: times, and the last node but one.

        Times are hundredths of a second, or :data:`NEVER`.
        """
        times = [max(1, round(road["travel_time"] * CENTI)) for road in self.edges.values()]
        rows, columns = np.array(list(self.edges), dtype=np.int32).T
        size = len(self.nodes)
        matrix = csr_array((np.array(times, dtype=float), (rows, columns)), shape=(size, size))
        found, previous = dijkstra(matrix, indices=sources, return_predecessors=True)
        return np.where(np.isinf(found), NEVER, found).astype(np.int64), previous.astype(np.int32)

    def along(
        self, sources: Sequence[int], previous: npt.NDArray[np.int32]
    ) -> tuple[npt.NDArray[np.float64], list[Edge]]:
        """Lengths of the quickest ways between sources (m), and the roads that any of them takes, in order.

        All ways are walked at once, from their ends to their begins.

        Parameters
        ----------
        sources
            Numbers of nodes.
        previous
            The last node but one on the way from each source to each node.
        """
        size, count = len(self.nodes), len(sources)
        edges = sorted(self.edges)
        keys = np.array([u * size + v for u, v in edges])
        lengths = np.array([self.edges[edge]["length"] for edge in edges])
        row, begin = np.repeat(np.arange(count), count), np.repeat(sources, count)
        node, metres, taken = np.tile(sources, count), np.zeros(count * count), np.zeros(len(edges), bool)
        under_way = np.flatnonzero(node != begin)
        while under_way.size:
            before = previous[row[under_way], node[under_way]].astype(np.int64)
            edge = np.searchsorted(keys, before * size + node[under_way])
            metres[under_way] += lengths[edge]
            taken[edge] = True
            node[under_way] = before
            under_way = under_way[before != begin[under_way]]
        return metres.reshape(count, count), [edges[number] for number in np.flatnonzero(taken)]


def _speed_key(road: Mapping[str, Any]) -> tuple[float, float]:
    return road["travel_time"], road["length"]


def build(folder: Path) -> None:
    """Build ``matrix.npz``, ``paths.npz`` and ``roads.geojson``; see :func:`dispatch.roads.build_matrix`."""
    stops = load_region(folder).stops
    graph = load_graph(folder)
    roads = Roads.of(graph)
    sources = [_node(graph, roads, stop) for stop in stops.values()]
    times, previous = roads.quickest(sources)
    for a, b in np.argwhere(times[:, sources] == NEVER):
        names = [stop.name for stop in stops.values()]
        raise BrokenRegion(GRAPH, None, f"has no way from {names[a]} to {names[b]}")
    seconds = -(-times[:, sources] // CENTI)  # rounded up: so no detour is ever quicker than the way
    along, used = roads.along(sources, previous)
    metres = np.empty_like(seconds)
    metres[:] = np.rint(along)
    ids = np.array(list(stops))
    matrix = {"stops": ids, "seconds": seconds.astype(np.int32), "metres": metres.astype(np.int32)}
    save_arrays(folder, MATRIX, matrix)
    lines = [drawing.line(graph, (roads.nodes[u], roads.nodes[v]), roads.edges[u, v]) for u, v in used]
    save_arrays(folder, paths.FILE, _path_arrays(ids, sources, previous, used, lines))
    drawing.save_map(folder, graph)


def load_graph(folder: Path) -> "nx.MultiDiGraph[Any]":
    """The road graph of a pack, in the schema of OSMnx.

    Raises
    ------
    BrokenRegion
        If the file is missing or is no such graph.
    """
    flags = dict.fromkeys(("artificial", "connector"), "True".__eq__)
    try:
        graph: nx.MultiDiGraph[Any] = ox.load_graphml(folder / GRAPH, edge_dtypes=flags)
    except Exception as error:  # whatever the libraries make of a damaged file
        raise BrokenRegion(GRAPH, None, f"is not a road graph: {error}") from error
    for *_, road in graph.edges(data=True):
        if not {"length", "travel_time"} <= road.keys():
            raise BrokenRegion(GRAPH, None, "has a road without length or travel_time")
    return graph


def _node(graph: "nx.MultiDiGraph[Any]", roads: Roads, stop: Stop) -> int:
    """Number of the node at which the vehicle stops, which must lie where the stop lies."""
    try:
        number = roads.stop_nodes[stop.boarding]
    except KeyError:
        reason = f"has no node for {stop.boarding}, {stop.name}: {ANEW}"
        raise BrokenRegion(GRAPH, None, reason) from None
    node = graph.nodes[roads.nodes[number]]
    if abs(node["y"] - stop.lat) > SAME_PLACE or abs(node["x"] - stop.lon) > SAME_PLACE:
        raise BrokenRegion(GRAPH, None, f"was made when {stop.name} lay elsewhere: {ANEW}")
    return number


def _path_arrays(
    ids: npt.NDArray[np.str_],
    sources: Sequence[int],
    previous: npt.NDArray[np.int32],
    used: Sequence[Edge],
    lines: Iterable[Sequence[drawing.Point]],
) -> dict[str, npt.NDArray[Any]]:
    lines = list(lines)
    points = np.array([point for line in lines for point in line])
    return {
        "stops": ids,
        "nodes": np.array(sources, dtype=np.int32),
        "previous": np.where(previous == NOWHERE, -1, previous).astype(np.int32),
        "edges": np.array(used, dtype=np.int32),
        "starts": np.cumsum([0, *map(len, lines)], dtype=np.int32),
        "points": np.rint(points * paths.MICRO).astype(np.int32),
    }
