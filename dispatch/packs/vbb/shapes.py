"""The shapes on which buses run, told from those of trains by the stops of the lines."""

import json
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from math import inf

import numpy as np
import shapely

from dispatch.packs.vbb.packages import LINES, SHAPES, Cache
from dispatch.packs.vbb.stations import Place
from dispatch.roads.shapes.frame import Frame, Points
from mobility.region.settings import Bounds

UNIT = 1e-5
"""Shapes count in this (degrees)."""

ON_LINE_M = 120.0
"""A shape belongs to a line if nine of ten stops are not further away than this."""

SAME_END_M = 3_000.0
"""It ends about where the line ends; shapes of trains go on for hours."""

WEIGHT_OF_ENDS = 0.2
NINE_OF_TEN = 90
ROAD, RAIL = "bus", "train"
REPLACEMENT = ("RE", "RB", "S")
"""Names of trains; buses that are called like this stand in for them, and their stops are stations."""


@dataclass(frozen=True, slots=True)
class Course:
    """The stops of a line from end to end.

    Parameters
    ----------
    stops
        Where they are (m).
    bus
        Whether it is driven on roads.
    """

    stops: Points
    bus: bool


def bus_shapes(cache: Cache, places: Mapping[str, Place], bounds: Bounds) -> list[Points]:
    """Longitude and latitude along the shapes of buses that touch an area, in the order of their names.

    A shape has no word of its line: it belongs to the one whose stops lie on it and whose ends are its ends.

    Raises
    ------
    NoPackage
        If a package cannot be had.
    """
    frame = Frame.around(bounds)
    courses = list(_courses(cache, places, bounds, frame))
    shapes = _shapes(cache, bounds)
    return [shape for _, shape in sorted(shapes.items()) if _is_bus(frame.flat(shape), courses)]


def _shapes(cache: Cache, bounds: Bounds) -> dict[str, Points]:
    """The shapes that have a point in the area, by name of their file."""
    found = {}
    for name, content in cache.members(SHAPES, "data/"):
        steps = json.loads(content)
        if len(steps) > 1:
            lat, lon = np.cumsum(np.array(steps, dtype=float), axis=0).T * UNIT
            inside = (bounds.south < lat) & (lat < bounds.north) & (bounds.west < lon) & (lon < bounds.east)
            if inside.any():
                found[name] = np.column_stack([lon, lat])
    return found


def _courses(cache: Cache, places: Mapping[str, Place], bounds: Bounds, frame: Frame) -> Iterable[Course]:
    """The variants of all lines that stop in the area."""
    for row in cache.lines(LINES, "data.ndjson"):
        line = json.loads(row)
        if line["mode"] not in {ROAD, RAIL}:
            continue
        for variant in line["variants"]:
            stops = [places[stop] for stop in variant["stops"] if stop in places]
            if len(stops) > 1 and any(stop.inside(bounds) for stop in stops):
                bus = line["mode"] == ROAD and not line["name"].startswith(REPLACEMENT)
                yield Course(frame.flat(np.array([(stop.lon, stop.lat) for stop in stops])), bus)


def _is_bus(shape: Points, courses: Iterable[Course]) -> bool:
    road = shapely.LineString(shape)
    best, bus = inf, False
    for course in courses:
        begin, end = np.hypot(*(shape[[0, -1]] - course.stops[[0, -1]]).T)
        if max(begin, end) > SAME_END_M:
            continue
        away = float(np.percentile(shapely.distance(road, shapely.points(course.stops)), NINE_OF_TEN))
        misfit = away + WEIGHT_OF_ENDS * (begin + end) / 2
        if misfit < best:
            best, bus = misfit, course.bus and away <= ON_LINE_M
    return bus
