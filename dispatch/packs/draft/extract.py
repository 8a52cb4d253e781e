"""What an OpenStreetMap extract says of places, stops, stations, things to do, borders and streets.

Read with osmium as a stream: of a whole Land only what is named here stays in memory.
"""

from collections.abc import Callable, Iterable, Iterator, Mapping
from dataclasses import dataclass, replace
from datetime import UTC, date, datetime
from pathlib import Path
from typing import Any

import numpy as np
import numpy.typing as npt
import osmium

from dispatch.packs.draft.kinds import KINDS
from mobility.errors import BrokenRegion

PLACES = frozenset({"city", "town", "village", "suburb", "hamlet", "isolated_dwelling"})
"""Values of ``place`` where people live under a name of their own."""

WORTH_A_RIDE = frozenset(key for key, _ in KINDS)
"""Keys of things that may be destinations."""

QUIET = frozenset(
    {"primary", "secondary", "tertiary", "unclassified", "residential", "living_street", "road"}
)
"""Values of ``highway`` where a minibus may stop for boarding; no motorways, ramps, tracks or driveways."""

CLOSED = frozenset({"no", "private", "agricultural", "forestry", "delivery", "customers"})
"""Values of ``access`` and its kin that keep a bus out."""

KEYS = ("place", "highway", "public_transport", "railway", "boundary", "waterway", *sorted(WORTH_A_RIDE))
"""An object without any of these is skipped inside osmium; borders along roads and brooks have one."""

MUNICIPALITY_LEVEL = "8"
MUNICIPALITY_KEY = 8
"""Digits of the official key of a municipality; districts have fewer."""

Line = npt.NDArray[np.float64]
"""Longitude and latitude of the points of a line, one row each."""


@dataclass(frozen=True, slots=True)
class Thing:
    """An object of the map with the one point that stands for it.

    Parameters
    ----------
    id
        ``n`` or ``w`` for node or way, and its number.
    lat, lon
        The node, or the middle of the way's points (degrees).
    tags
        All of them.
    """

    id: str
    lat: float
    lon: float
    tags: Mapping[str, str]

    @property
    def name(self) -> str:
        """Its name without stray blanks; empty if it has none."""
        return " ".join(self.tags.get("name", "").split())


@dataclass(frozen=True, slots=True)
class Border:
    """The border of a municipality, as far as it lies in the extract.

    Parameters
    ----------
    name
        Of the municipality.
    key
        Its official key (AGS), or empty.
    ways
        Numbers of the ways it consists of.
    """

    name: str
    key: str
    ways: frozenset[int]


@dataclass(frozen=True, slots=True)
class Street:
    """A road on which a minibus may stop.

    Parameters
    ----------
    name
        Or its number, or empty.
    points
        Its course.
    """

    name: str
    points: Line


@dataclass(frozen=True, slots=True)
class Extract:
    """What the draft of a region needs of an extract.

    Parameters
    ----------
    places, stops, stations, worth_a_ride
        Settlements; places where buses stop; railway stations and halts; what may be a destination.
    borders
        Of municipalities.
    lines
        Courses of ways that borders consist of, by number.
    streets
        Where a minibus may stop.
    as_of
        Date of the newest object.
    """

    places: tuple[Thing, ...]
    stops: tuple[Thing, ...]
    stations: tuple[Thing, ...]
    worth_a_ride: tuple[Thing, ...]
    borders: tuple[Border, ...]
    lines: Mapping[int, Line]
    streets: tuple[Street, ...]
    as_of: date


def cut_out(extract: Extract, places: Iterable[Thing], margin: float) -> Extract:
    """The part of an extract around some of its places, so many degrees beyond the outermost."""
    lats, lons = zip(*((place.lat, place.lon) for place in places), strict=True)
    south, west, north, east = min(lats) - margin, min(lons) - margin, max(lats) + margin, max(lons) + margin

    def inside(things: Iterable[Thing]) -> tuple[Thing, ...]:
        return tuple(thing for thing in things if south < thing.lat < north and west < thing.lon < east)

    def touches(street: Street) -> bool:
        first, last = street.points.min(axis=0), street.points.max(axis=0)
        return bool(first[0] < east and last[0] > west and first[1] < north and last[1] > south)

    return replace(
        extract,
        places=inside(extract.places),
        stops=inside(extract.stops),
        stations=inside(extract.stations),
        worth_a_ride=inside(extract.worth_a_ride),
        streets=tuple(filter(touches, extract.streets)),
    )


def read_places(path: Path) -> Extract:
    """Read an extract: ``.osm``, ``.osm.gz``, ``.osm.bz2`` or ``.osm.pbf``.

    Raises
    ------
    BrokenRegion
        If the file is missing, cut off, no OpenStreetMap data, or holds no place.
    """
    if not path.is_file():
        raise BrokenRegion(str(path), None, "is no file")
    try:
        borders = _borders(path)
        extract = _read(path, borders)
    except (RuntimeError, ValueError, OSError) as error:  # what osmium makes of a damaged file
        raise BrokenRegion(str(path), None, f"cannot be read as OpenStreetMap data: {error}") from None
    if not extract.places:
        raise BrokenRegion(str(path), None, "has no place: no city, town, village or hamlet with a name")
    return extract


def _borders(path: Path) -> tuple[Border, ...]:
    found = []
    relation: Any  # see _read
    relations = osmium.FileProcessor(path, osmium.osm.RELATION).with_filter(
        osmium.filter.KeyFilter("boundary")
    )
    for relation in relations:
        tags = dict(relation.tags)
        key = tags.get("de:amtlicher_gemeindeschluessel", "")
        is_one = tags.get("admin_level") == MUNICIPALITY_LEVEL or len(key) == MUNICIPALITY_KEY
        if tags.get("boundary") == "administrative" and tags.get("name") and is_one:
            ways = frozenset(member.ref for member in relation.members if member.type == "w")
            found.append(Border(" ".join(tags["name"].split()), key, ways))
    return tuple(sorted(found, key=lambda border: (border.name, border.key)))


def _read(path: Path, borders: tuple[Border, ...]) -> Extract:
    bordering = frozenset[int]().union(*(border.ways for border in borders))
    things: dict[str, list[Thing]] = {kind: [] for kind in _KINDS}
    lines, streets = dict[int, Line](), list[Street]()
    newest = datetime.min.replace(tzinfo=UTC)
    objects = osmium.FileProcessor(path, osmium.osm.NODE | osmium.osm.WAY).with_locations()
    item: Any  # a node or a way of osmium, which has no common type for them
    for item in objects.with_filter(osmium.filter.KeyFilter(*KEYS)):
        newest, tags, points = max(newest, item.timestamp), dict(item.tags), _points(item)
        if not len(points):
            continue
        if item.is_way():
            if item.id in bordering:
                lines[item.id] = points
            if tags.get("highway") in QUIET and not _closed(tags):
                streets.append(Street(tags.get("name") or tags.get("ref", ""), points))
        for kind, is_one in _KINDS.items():
            if is_one(tags):
                lon, lat = points.mean(axis=0).tolist()
                things[kind].append(Thing(f"{item.type_str()}{item.id}", round(lat, 6), round(lon, 6), tags))
    places, stops, stations, worth = (tuple(sorted(some, key=_number)) for some in things.values())
    return Extract(places, stops, stations, worth, borders, lines, tuple(streets), newest.date())


def _points(item: Any) -> Line:  # noqa: ANN401 - see above
    """Where an object lies; of a way cut off by the edge of the extract, the points that are in it."""
    if item.is_node():
        return np.array([(item.lon, item.lat)])
    inside = [(node.lon, node.lat) for node in item.nodes if node.location.valid()]
    return np.array(inside, dtype=np.float64).reshape(-1, 2)


def _number(thing: Thing) -> tuple[str, int]:
    return thing.id[0], int(thing.id[1:])


def _is_place(tags: Mapping[str, str]) -> bool:
    return tags.get("place") in PLACES and bool(tags.get("name", "").strip())


def _is_stop(tags: Mapping[str, str]) -> bool:
    if tags.get("highway") == "bus_stop":
        return True
    for_trains = tags.get("train") == "yes" or "railway" in tags
    return tags.get("public_transport") == "platform" and not for_trains and tags.get("bus") != "no"


def _is_station(tags: Mapping[str, str]) -> bool:
    disused = tags.get("usage") == "tourism" or tags.get("station") in {"subway", "miniature"}
    return tags.get("railway") in {"station", "halt"} and bool(tags.get("name", "").strip()) and not disused


def _is_worth(tags: Mapping[str, str]) -> bool:
    wanted = any((key, tags.get(key)) in KINDS for key in WORTH_A_RIDE)
    return wanted and bool(tags.get("name", "").strip())


def _closed(tags: Mapping[str, str]) -> bool:
    """Whether a bus may not drive there; the most special rule that is given holds."""
    rules: Iterator[str] = (tags[key] for key in ("psv", "motor_vehicle", "vehicle", "access") if key in tags)
    return next(rules, "yes") in CLOSED


_KINDS: Mapping[str, Callable[[Mapping[str, str]], bool]] = {
    "places": _is_place,
    "stops": _is_stop,
    "stations": _is_station,
    "worth_a_ride": _is_worth,
}
