"""Laying route shapes over one another: of each only what no other has drawn yet.

Many shapes run along the same road, a few metres apart, and most run back on the road they came by.
"""

from collections import defaultdict
from collections.abc import Iterable

import numpy as np
import numpy.typing as npt
import shapely
from shapely import LineString, Point
from shapely.ops import substring

from dispatch.roads.shapes.cutting import Flags, runs

STEP_M = 10.0
"""Distance between the points at which a line is compared with the others."""

SAME_M = 22.0
"""Lines nearer than this are the same road: two carriageways, two sides of a stop, imprecise drawing."""

LAG = 5
"""Steps along a line after which it counts as another road to itself."""

REACH = 6
"""Steps a new piece may reach back into the road it leaves, to where the two part."""

CHUNK = 5
"""Segments in one entry of a search tree: long lines make slow trees."""

Samples = npt.NDArray[np.object_]
Metres = npt.NDArray[np.float64]


def lay(lines: Iterable[LineString]) -> list[LineString]:
    """Pieces of lines so that no two run along the same road.

    Parameters
    ----------
    lines
        In order of trust (metres): what an earlier one has drawn, later ones do not change.
    """
    roads: list[LineString] = []
    chunks: list[LineString] = []
    tree = shapely.STRtree(chunks)
    for line in lines:
        found = _news(line, tree)
        roads += found
        chunks += [chunk for road in found for chunk in _chunks(road)]
        if found:
            tree = shapely.STRtree(chunks)
    return roads


def _chunks(road: LineString) -> list[LineString]:
    points = road.coords
    return [LineString(points[n : n + CHUNK + 1]) for n in range(0, len(points) - 1, CHUNK)]


def _news(line: LineString, tree: shapely.STRtree) -> list[LineString]:
    """What of a line is no road of the tree, and none that it has drawn itself before."""
    steps = np.append(np.arange(0.0, line.length, STEP_M), line.length)
    samples = _along(line, steps)
    gaps = _gaps(samples, tree)
    pieces = []
    for begin, end in runs(_first_time(samples, np.isinf(gaps))):
        if end - begin > 1:
            first, last = _parting(gaps, begin, -1), _parting(gaps, end - 1, 1)
            piece = substring(line, steps[first], steps[last])
            pieces.append(_joined(piece, tree, np.isfinite(gaps[[first, last]])))
    return pieces


def _joined(piece: LineString, roads: shapely.STRtree, parts: Flags) -> LineString:
    """A piece drawn on to the roads, if it parts from one at its begin and at its end."""
    coords = list(piece.coords)
    begin, end = Point(coords[0]), Point(coords[-1])
    before = [_nearest(roads, begin)] if parts[0] else []
    after = [_nearest(roads, end)] if parts[1] else []
    return LineString([*before, *coords, *after])


def _nearest(roads: shapely.STRtree, point: Point) -> tuple[float, ...]:
    road = roads.geometries[roads.nearest(point)]
    return tuple(road.interpolate(road.project(point)).coords[0])


def _along(line: LineString, steps: Metres) -> Samples:
    """The points so many metres along a line."""
    coords = np.array(line.coords)
    marks = np.concatenate([[0.0], np.cumsum(np.hypot(*np.diff(coords, axis=0).T))])
    points: Samples = shapely.points(
        np.interp(steps, marks, coords[:, 0]), np.interp(steps, marks, coords[:, 1])
    )
    return points


def _gaps(samples: Samples, tree: shapely.STRtree) -> Metres:
    """Distance of each point to the roads; infinite where it is further than lines of the same road are."""
    gaps = np.full(len(samples), np.inf)
    if len(tree.geometries):
        (found, _), distances = tree.query_nearest(
            samples, max_distance=SAME_M, return_distance=True, all_matches=False
        )
        gaps[found] = distances
    return gaps


def _first_time(samples: Samples, new: Flags) -> Flags:
    """Of the points that are new, those at which the line has not been before."""
    numbers = np.flatnonzero(new)
    fresh = samples[numbers]
    pairs = numbers[shapely.STRtree(fresh).query(fresh, predicate="dwithin", distance=SAME_M)]
    before: defaultdict[int, list[int]] = defaultdict(list)
    for here, there in pairs.T.tolist():
        if there < here - LAG:
            before[here].append(there)
    kept = new.copy()
    for here in sorted(before):
        kept[here] = not kept[before[here]].any()
    return kept


def _parting(gaps: Metres, at: int, step: int) -> int:
    """Where a new piece parts from the road it leaves: its nearest point a few steps back."""
    for _ in range(REACH):
        following = at + step
        if not 0 <= following < len(gaps) or gaps[following] >= gaps[at]:
            break
        at = following
    return at
