"""Ways along the roads between stops, for maps."""

from collections.abc import Iterator
from pathlib import Path
from typing import Any

import numpy as np
import numpy.typing as npt

from dispatch.built import load_arrays

FILE = "paths.npz"
MICRO = 1_000_000
"""Coordinates are kept in millionths of a degree."""

Ints = npt.NDArray[np.signedinteger[Any]]


class Paths:
    """The quickest way between any two stops as a line.

    Parameters
    ----------
    stops
        Stop ids.
    nodes
        Node of each stop.
    previous
        By stop and node, the node before it on the quickest way from the stop, or -1.
    edges
        Pairs of nodes joined by a road.
    starts
        Where the points of each edge start in ``points``, and the end of the last.
    points
        Longitude and latitude of the points of all edges (millionths of a degree).
    """

    def __init__(
        self, stops: list[str], nodes: Ints, previous: Ints, edges: Ints, starts: Ints, points: Ints
    ) -> None:
        self._row = {stop: row for row, stop in enumerate(stops)}
        self._node = dict(zip(stops, nodes.tolist(), strict=True))
        self._previous = previous
        self._edge = {(u, v): number for number, (u, v) in enumerate(edges.tolist())}
        self._starts = starts
        self._points = points

    def line(self, a: str, b: str) -> list[tuple[float, float]]:
        """Longitude and latitude (degrees) along the quickest way from one stop to another.

        A stop's way to itself is empty.

        Raises
        ------
        KeyError
            If a stop is unknown.
        """
        steps = [self._slice(u, v) for u, v in self._steps(a, b)]
        # each edge starts where the one before it ends
        parts = [points if n == 0 else points[1:] for n, points in enumerate(reversed(steps))]
        return [(lon, lat) for lon, lat in (np.concatenate(parts) / MICRO).tolist()] if parts else []

    def _steps(self, a: str, b: str) -> Iterator[tuple[int, int]]:
        """The edges of the way, from its end to its begin."""
        previous, node, begin = self._previous[self._row[a]], self._node[b], self._node[a]
        while node != begin:
            before = int(previous[node])
            yield before, node
            node = before

    def _slice(self, u: int, v: int) -> Ints:
        number = self._edge[u, v]
        return self._points[self._starts[number] : self._starts[number + 1]]


def load_paths(folder: Path) -> Paths:
    """The ways of a region pack.

    Raises
    ------
    BrokenRegion
        If the file is missing or damaged, or was built from other stops or roads.
    """
    names = "stops", "nodes", "previous", "edges", "starts", "points"
    stops, *arrays = load_arrays(folder, FILE, names)
    return Paths(stops.tolist(), *arrays)
