"""Distances on the ground between points given in degrees."""

from math import cos, hypot, radians
from typing import Protocol

METRES_PER_DEGREE = 111_195.08
"""Of a circle round the earth with the mean radius, which OSMnx measures with too."""


class Point(Protocol):
    """Anything with a latitude and a longitude (degrees, WGS 84)."""

    @property
    def lat(self) -> float:
        """Degrees north."""
        ...

    @property
    def lon(self) -> float:
        """Degrees east."""
        ...


def metres(a: Point, b: Point) -> float:
    """Straight-line distance (m); off by less than 4 in 1,000.

    >>> from types import SimpleNamespace as At
    >>> round(metres(At(lat=52.0, lon=12.5), At(lat=52.0, lon=12.6)))
    6846
    """
    east = (a.lon - b.lon) * cos(radians((a.lat + b.lat) / 2))
    return hypot(a.lat - b.lat, east) * METRES_PER_DEGREE


def degrees(length: float, lat: float) -> tuple[float, float]:
    """How many degrees of latitude and of longitude so many metres are at a latitude."""
    north = length / METRES_PER_DEGREE
    return north, north / cos(radians(lat))
