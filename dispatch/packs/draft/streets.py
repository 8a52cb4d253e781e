"""The streets on which a minibus can stop, and the nearest point of them."""

from collections import Counter
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from math import cos, radians

import numpy as np
from shapely import LineString, STRtree, line_interpolate_point, line_locate_point
from shapely import Point as Spot

from dispatch.packs.draft.extract import Street
from mobility.ground import METRES_PER_DEGREE, Point


@dataclass(frozen=True, slots=True)
class Kerb:
    """A point on a street.

    Parameters
    ----------
    lat, lon
        Where (degrees).
    street
        Name of the street, or empty.
    away
        How far it is from the point that was asked for (m).
    """

    lat: float
    lon: float
    street: str
    away: float


class Streets:
    """Streets that are joined to one another.

    Parameters
    ----------
    streets
        All of them; those that are not joined to most of the others are left out, since nothing can get
        there.
    """

    def __init__(self, streets: Iterable[Street]) -> None:
        self._streets = _joined([street for street in streets if len(street.points) > 1])
        lats = [street.points[:, 1].mean() for street in self._streets]
        self._east = cos(radians(float(np.mean(lats)))) if lats else 1.0
        self._lines = [LineString(street.points * (self._east, 1.0)) for street in self._streets]
        self._tree = STRtree(self._lines)

    def nearest(self, at: Point) -> Kerb | None:
        """The nearest point of any street; ``None`` if there is no street."""
        if not self._streets:
            return None
        spot = Spot(at.lon * self._east, at.lat)
        number = int(self._tree.query_nearest(spot).min())  # of equally near ones the first
        line = self._lines[number]
        kerb = line_interpolate_point(line, line_locate_point(line, spot))
        away = spot.distance(kerb) * METRES_PER_DEGREE
        return Kerb(round(kerb.y, 6), round(kerb.x / self._east, 6), self._streets[number].name, away)


def _joined(streets: Sequence[Street]) -> list[Street]:
    """The largest part of the streets in which each is joined to the others by shared points."""
    first: dict[tuple[float, float], int] = {}
    parent = list(range(len(streets)))

    def root(n: int) -> int:
        while parent[n] != n:
            parent[n] = n = parent[parent[n]]
        return n

    for n, street in enumerate(streets):
        for lon, lat in street.points.tolist():
            other = root(first.setdefault((lon, lat), n))
            parent[max(other, root(n))] = min(other, root(n))
    roots = [root(n) for n in range(len(streets))]
    largest = max(Counter(roots).items(), key=lambda item: (item[1], -item[0]), default=(0, 0))[0]
    return [street for street, own in zip(streets, roots, strict=True) if own == largest]
