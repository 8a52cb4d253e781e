"""A region as a sheet: where its roads, settlements, stops and findings are drawn, whatever draws them."""

import json
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from itertools import product
from math import cos, hypot, pi, radians, sin

from dispatch.packs.check import Checked, Finding, Grade
from dispatch.roads.drawing import MAP
from mobility.ground import METRES_PER_DEGREE, metres
from mobility.region import Ortsteil, Region

WIDTH = 1200.0
"""Of the sheet (units); its height follows from the region."""

MARGIN = 60.0
"""Free space around the outermost place (units)."""

LETTER = 0.54
"""Mean width of a letter, as a part of the size of the type."""

MARK = 12.0
"""Radius of a numbered mark (units)."""

NEAR_M = 1000
"""The name of a village stands at its main stop if that is so near to its centre (m)."""

MOST_MARKS = 12
"""So many places of one finding are marked; where roads are wrong everywhere, marks would hide them."""

Spot = tuple[float, float]
Box = tuple[float, float, float, float]


@dataclass(frozen=True, slots=True)
class Road:
    """A line of the road network; ``kind`` is ``road``, ``settlement`` or ``artificial``."""

    kind: str
    points: tuple[Spot, ...]


@dataclass(frozen=True, slots=True)
class Label:
    """A settlement.

    Parameters
    ----------
    name, core
        What it is called, and whether it is a core town.
    at
        Its centre, or its main stop.
    text
        Where its name begins, on the base line; ``None`` if there is no room for it.
    size
        Of the type (units).
    """

    name: str
    core: bool
    at: Spot
    text: Spot | None
    size: float


@dataclass(frozen=True, slots=True)
class Dot:
    """A stop; ``kind`` is ``hub``, ``station`` or ``stop``."""

    kind: str
    name: str
    at: Spot


@dataclass(frozen=True, slots=True)
class Mark:
    """The number of a finding, beside the place where it was found.

    Parameters
    ----------
    number, grade
        As in the list.
    at
        The middle of the mark.
    place
        What it points to.
    """

    number: int
    grade: Grade
    at: Spot
    place: Spot


@dataclass(frozen=True, slots=True)
class Chart:
    """Everything to draw, in units from the upper left corner.

    Parameters
    ----------
    height
        Of the sheet.
    roads, labels, dots, marks
        What is drawn, in this order.
    links
        Pairs of places between which a finding was made.
    kilometres, length
        What the scale shows, and how long it is.
    """

    height: float
    roads: tuple[Road, ...]
    labels: tuple[Label, ...]
    dots: tuple[Dot, ...]
    marks: tuple[Mark, ...]
    links: tuple[tuple[Grade, Spot, Spot], ...]
    kilometres: int
    length: float


class _Sheet:
    """Degrees to units."""

    def __init__(self, region: Region) -> None:
        stops = region.stops.values()
        lats = [ort.lat for ort in region.ortsteile] + [stop.lat for stop in stops]
        lons = [ort.lon for ort in region.ortsteile] + [stop.lon for stop in stops]
        self._east = cos(radians((min(lats) + max(lats)) / 2))
        wide = max((max(lons) - min(lons)) * self._east, (max(lats) - min(lats)) / 2, 0.01)
        self._west = (min(lons) + max(lons)) / 2 - wide / self._east / 2
        self._north = max(lats)
        self._scale = (WIDTH - 2 * MARGIN) / wide
        self.height = (max(lats) - min(lats)) * self._scale + 2 * MARGIN
        self.per_km = 1000 / METRES_PER_DEGREE * self._scale

    def spot(self, lat: float, lon: float) -> Spot:
        x = (lon - self._west) * self._east * self._scale + MARGIN
        return round(x, 1), round((self._north - lat) * self._scale + MARGIN, 1)

    def inside(self, spot: Spot) -> bool:
        return -MARGIN < spot[0] < WIDTH + MARGIN and -MARGIN < spot[1] < self.height + MARGIN


def draw(region: Region, checked: Checked) -> Chart:
    """The sheet of a region with the findings in it, numbered as in their list from 1 on."""
    sheet = _Sheet(region)
    dots = tuple(_dots(region, sheet))
    numbered = list(enumerate(checked.findings, 1))
    marks = tuple(_marks(numbered, sheet))
    fixed = [_around(mark.at, MARK) for mark in marks], [_around(dot.at, 4) for dot in dots]
    kilometres = next((km for km in (10, 5, 2) if km * sheet.per_km < WIDTH / 4), 1)
    return Chart(
        height=round(sheet.height, 1),
        roads=tuple(_roads(region, sheet)),
        labels=tuple(_labels(region, sheet, *fixed)),
        dots=dots,
        marks=marks,
        links=tuple(_links(checked.findings, sheet)),
        kilometres=kilometres,
        length=round(kilometres * sheet.per_km, 1),
    )


def _roads(region: Region, sheet: _Sheet) -> Iterator[Road]:
    """The drawn roads of a pack; none where they are not built yet."""
    path = region.folder / MAP
    features = json.loads(path.read_text(encoding="utf-8"))["features"] if path.exists() else []
    for feature in features:
        points = tuple(sheet.spot(lat, lon) for lon, lat in feature["geometry"]["coordinates"])
        told = feature["properties"]
        if any(map(sheet.inside, points)):
            yield Road("artificial" if told["artificial"] else told["kind"], points)


def _dots(region: Region, sheet: _Sheet) -> Iterator[Dot]:
    for stop in sorted(
        region.stops.values(), key=lambda stop: (stop.id == region.station, stop.station, stop.id)
    ):
        kind = "hub" if stop.id == region.station else "station" if stop.station else "stop"
        yield Dot(kind, stop.name, sheet.spot(stop.lat, stop.lon))


def _marks(numbered: Sequence[tuple[int, Finding]], sheet: _Sheet) -> Iterator[Mark]:
    taken: list[Spot] = []
    for number, finding in numbered:
        for place in _places(finding, sheet):
            at = next(spot for spot in _beside(place) if all(_apart(spot, other) for other in taken))
            taken.append(at)
            yield Mark(number, finding.grade, at, place)


def _places(finding: Finding, sheet: _Sheet) -> list[Spot]:
    """Where the marks of a finding belong: between two places that it joins, else at each."""
    spots = [sheet.spot(spot.lat, spot.lon) for spot in finding.spots[:MOST_MARKS]]
    if _joins(finding):
        (ax, ay), (bx, by) = spots
        return [((ax + bx) / 2, (ay + by) / 2)]
    return spots


def _links(findings: Iterable[Finding], sheet: _Sheet) -> Iterator[tuple[Grade, Spot, Spot]]:
    for finding in findings:
        if _joins(finding):
            a, b = (sheet.spot(spot.lat, spot.lon) for spot in finding.spots)
            yield finding.grade, a, b


def _joins(finding: Finding) -> bool:
    return {"a", "b"} <= finding.values.keys()


def _beside(place: Spot) -> Iterator[Spot]:
    """Places for a mark, the nearest first: around, in wider and wider rings."""
    ring = 1
    while True:
        for n in range(8 * ring):
            angle = -pi / 2 + n * 2 * pi / (8 * ring)
            away = 1.7 * MARK * ring
            yield round(place[0] + away * cos(angle), 1), round(place[1] + away * sin(angle), 1)
        ring += 1


def _apart(a: Spot, b: Spot) -> bool:
    return hypot(a[0] - b[0], a[1] - b[1]) >= 2 * MARK + 1


def _labels(region: Region, sheet: _Sheet, marks: list[Box], dots: list[Box]) -> Iterator[Label]:
    """The settlements, the largest first, their names where there is room; those of towns may hide stops."""
    names: list[Box] = []
    for ort in sorted(region.ortsteile, key=_weight):
        stop, size = region.stops[ort.stop], 22.0 if ort.core else 15.0
        near = not ort.core and metres(ort, stop) < NEAR_M
        at = sheet.spot(stop.lat, stop.lon) if near else sheet.spot(ort.lat, ort.lon)
        for hidden in ([], dots) if ort.core else ([],):
            taken = [*marks, *names, *(dot for dot in dots if dot not in hidden)]
            rooms = (room for room in _rooms(at, ort.name, size) if _is_free(room[1], taken, sheet))
            text, box = next(rooms, (None, None))
            if box:
                names.append(box)
                break
        yield Label(ort.name, ort.core, at, text, size)


def _weight(ort: Ortsteil) -> tuple[bool, int, str]:
    return not ort.core, -(ort.population or 0), ort.name


def _rooms(at: Spot, name: str, size: float) -> Iterator[tuple[Spot, Box]]:
    """Where a name may begin, the best place first, and the space it then takes."""
    width, gap = len(name) * LETTER * size, 8.0
    aside = (gap, -width - gap, -width / 2)
    for down, right in product((0.35 * size, -gap, size + gap / 2), aside):
        x, y = at[0] + right, at[1] + down
        yield (round(x, 1), round(y, 1)), (x, y - 0.8 * size, x + width, y + 0.25 * size)


def _is_free(box: Box, taken: Iterable[Box], sheet: _Sheet) -> bool:
    inside = box[0] > 0 and box[1] > 0 and box[2] < WIDTH and box[3] < sheet.height
    return inside and not any(_overlap(box, other) for other in taken)


def _overlap(a: Box, b: Box) -> bool:
    return a[0] < b[2] and b[0] < a[2] and a[1] < b[3] and b[1] < a[3]


def _around(at: Spot, radius: float) -> Box:
    return at[0] - radius, at[1] - radius, at[0] + radius, at[1] + radius
