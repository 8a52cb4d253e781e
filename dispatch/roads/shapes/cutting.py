"""What of a route shape is a road: without the straight lines that stand for none, and inside the area."""

from collections.abc import Iterable, Iterator, Sequence

import numpy as np
import numpy.typing as npt
import shapely

from dispatch.roads.shapes.frame import Points

LONG_M = 300.0
"""A longer segment between two stops is drawn by a machine that did not know the road."""

NEAR_STOP_M = 25.0
"""How near to a stop the ends of such a segment are."""

ENDLESS_M = 2_600.0
"""No road of the countryside is as straight as that, wherever it ends."""

Flags = npt.NDArray[np.bool_]


def cut(shape: Points, stops: shapely.STRtree) -> tuple[list[Points], list[Points]]:
    """The pieces of a shape that follow a road, and the straight lines between them (metres)."""
    lengths = np.hypot(*np.diff(shape, axis=0).T)
    at_stop = np.zeros(len(shape), dtype=bool)
    at_stop[stops.query(shapely.points(shape), predicate="dwithin", distance=NEAR_STOP_M)[0]] = True
    jumps = (lengths > LONG_M) & at_stop[:-1] & at_stop[1:] | (lengths > ENDLESS_M)
    straight = [shape[n : n + 2] for n in np.flatnonzero(jumps)]
    return list(_pieces(shape, jumps)), straight


def _pieces(shape: Points, jumps: Flags) -> Iterator[Points]:
    begin = 0
    for jump in (*np.flatnonzero(jumps), len(shape) - 1):
        if jump > begin:
            yield shape[begin : jump + 1]
        begin = jump + 1


def clip(pieces: Iterable[Points], box: tuple[float, float, float, float]) -> Iterator[Points]:
    """The parts of pieces inside a box, from vertex to vertex.

    An overlay of geometries would break lines that run over themselves into crumbs.

    Parameters
    ----------
    pieces
        Lines (metres).
    box
        West, south, east, north (metres).
    """
    west, south, east, north = box
    for piece in pieces:
        x, y = piece.T
        inside = (west <= x) & (x <= east) & (south <= y) & (y <= north)
        for begin, end in runs(inside):
            if end - begin > 1:
                yield piece[begin:end]


def runs(flags: Flags) -> Sequence[tuple[int, int]]:
    """Begin and end of each run of true values; the end is the first that does not belong to it.

    >>> [(int(a), int(b)) for a, b in runs(np.array([True, False, True, True]))]
    [(0, 1), (2, 4)]
    """
    edges = np.flatnonzero(np.diff(np.concatenate([[False], flags, [False]]).astype(np.int8)))
    return list(zip(edges[::2], edges[1::2], strict=True))
