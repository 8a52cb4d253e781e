"""Which stops of a feed are stops of the pack: by id, by parent station, else by place and name."""

import re
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from pathlib import Path

from rapidfuzz import fuzz

from mobility.ground import degrees, metres
from mobility.gtfs import Archive, Table
from mobility.places import fold
from mobility.region.load import STOPS
from mobility.tables import read_table

NEAR_M = 100
"""A stop of the feed so near to a point of the pack may be that point, if its name is like it (m)."""
AREA_M = 1000
"""A stop of the feed so near to a point of the pack lies in the area (m)."""
ALIKE = 80
"""How like names are besides the words that both have (0 to 100)."""
ADDITION = re.compile(r"\([^)]*\)")
PLATFORM = "0"
"""Where vehicles stop; other kinds of entries in a feed are stations, entrances and nodes."""


@dataclass(frozen=True, slots=True)
class Point:
    """A row of ``stops.csv``."""

    id: str
    stop: str
    name: str
    lat: float
    lon: float


@dataclass(frozen=True, slots=True)
class FeedStop:
    """A row of ``stops.txt``, with its line; without coordinates if it has none of its own."""

    id: str
    name: str
    lat: float | None
    lon: float | None
    kind: str
    parent: str
    line: int


@dataclass(frozen=True, slots=True)
class Matches:
    """What became of the stops of a feed.

    Parameters
    ----------
    stops
        All of them, by id.
    ours
        Our point by the id of a stop of the feed.
    unmatched
        Those in the area that are no point of the pack.
    """

    stops: Mapping[str, FeedStop]
    ours: Mapping[str, Point]
    unmatched: tuple[FeedStop, ...]


def pack_points(folder: Path) -> list[Point]:
    """The points of a pack.

    Raises
    ------
    BrokenRegion
        If the table of stops is broken.
    """
    return [
        Point(
            row.text("point"),
            row.text("stop"),
            row.text("name"),
            row.decimal("lat", -90, 90),
            row.decimal("lon", -180, 180),
        )
        for row in read_table(folder, "stops.csv", STOPS)
    ]


def feed_stops(feed: Archive) -> dict[str, FeedStop]:
    """The stops of a feed, by id.

    Raises
    ------
    BrokenRegion
        If one is there twice, or its coordinates are none.
    """
    found: dict[str, FeedStop] = {}
    columns = "stop_name", "stop_lat", "stop_lon", "location_type", "parent_station"
    with feed.table("stops.txt", ("stop_id",), columns) as table:
        for key, name, *place, kind, parent in table:
            if key in found:
                raise table.broken(f"stop_id {key!r} is there twice")
            lat, lon = _degrees(table, "stop_lat", place[0], 90), _degrees(table, "stop_lon", place[1], 180)
            named = " ".join(name.split())
            found[key] = FeedStop(key, named, lat, lon, kind.strip() or PLATFORM, parent, table.line)
    return found


def _degrees(table: Table, column: str, text: str, most: int) -> float | None:
    if not text.strip():
        return None
    try:
        value = float(text)
    except ValueError:
        raise table.broken(f"{column} {text!r} is no coordinate") from None
    if not -most <= value <= most:
        raise table.broken(f"{column} {text!r} is not between -{most} and {most}")
    return value


def match(feed: Archive, points: Iterable[Point], abbreviations: Mapping[str, str]) -> Matches:
    """The stops of a feed as points of a pack.

    Parameters
    ----------
    feed, points
        The feed, and those of the pack.
    abbreviations
        Ends of words that feeds write short, with the full ones.

    Raises
    ------
    BrokenRegion
        If a stop is there twice, has no place on earth, or is ours by its id but lies elsewhere.
    """
    stops = feed_stops(feed)
    pack = _Pack(points, abbreviations)
    ours = {key: point for key, stop in stops.items() if (point := pack.find(stop, stops))}
    for key, point in ours.items():
        _check_place(feed, stops[key], point)
    unmatched = tuple(
        stop
        for key, stop in sorted(stops.items())
        if key not in ours and stop.kind == PLATFORM and pack.around(stop, AREA_M)
    )
    return Matches(stops, ours, unmatched)


def _check_place(feed: Archive, stop: FeedStop, point: Point) -> None:
    """Refuse a stop whose id is ours and whose place is not: one of the two is wrong."""
    if stop.lat is None or stop.lon is None:
        return
    away = metres(Point(stop.id, "", stop.name, stop.lat, stop.lon), point)
    if away > AREA_M:
        by = "" if stop.id in (point.id, point.stop) else f", by its station {stop.parent!r}"
        where = f"lies {away:,.0f} m from the point {point.id!r} of the pack, which it is by id{by}"
        reason = f"stop_id {stop.id!r} {where}; more than {AREA_M:,} m cannot be right"
        raise feed.broken(reason, "stops.txt", stop.line)


class _Pack:
    """The points of a pack, found by id and by place."""

    def __init__(self, points: Iterable[Point], abbreviations: Mapping[str, str]) -> None:
        self._points = list(points)
        self._abbreviations = abbreviations
        # a stop as a whole stands for itself, or for its first point
        self._by_id = {point.stop: point for point in reversed(self._points)}
        self._by_id |= {point.id: point for point in self._points}
        self._south = min(point.lat for point in self._points)
        self._north = max(point.lat for point in self._points)
        self._west = min(point.lon for point in self._points)
        self._east = max(point.lon for point in self._points)

    def find(self, stop: FeedStop, stops: Mapping[str, FeedStop]) -> Point | None:
        parent = stops.get(stop.parent)
        if known := self._by_id.get(stop.id) or self._by_id.get(stop.parent):
            return known
        names = [each.name for each in (stop, parent) if each]
        alike = [
            point
            for point in self.around(stop, NEAR_M)
            if any(are_alike(name, point.name, self._abbreviations) for name in names)
        ]
        return alike[0] if alike else None

    def around(self, stop: FeedStop, length: float) -> list[Point]:
        """The points within a distance (m), the nearest first."""
        if stop.lat is None or stop.lon is None:
            return []
        here = Point(stop.id, "", stop.name, stop.lat, stop.lon)
        north, east = degrees(length, min(abs(here.lat), 85))
        if not (
            self._south - north <= here.lat <= self._north + north
            and self._west - east <= here.lon <= self._east + east
        ):
            return []
        near = [(metres(here, point), point.id, point) for point in self._points]
        return [point for away, _, point in sorted(near, key=lambda each: each[:2]) if away <= length]


def are_alike(one: str, other: str, abbreviations: Mapping[str, str]) -> bool:
    """Whether two names may mean one stop: the words that only one has are none, or are like the other's.

    >>> short = {"bhf": "bahnhof"}
    >>> are_alike("S Bad Belzig Bhf", "Bad Belzig, Bahnhof", short), are_alike("Markt (PM)", "Ort, Markt", {})
    (True, True)
    >>> are_alike("Lübnitzer Str., Bad Belzig", "Bad Belzig, Lübnitzer Straße", short)
    True
    >>> are_alike("Bad Belzig, Markt", "Bad Belzig, Bahnhof", short)
    False
    """
    mine, theirs = (set(fold(ADDITION.sub(" ", name), abbreviations)) for name in (one, other))
    only_mine, only_theirs = sorted(mine - theirs), sorted(theirs - mine)
    if not mine & theirs or not only_mine or not only_theirs:
        return bool(mine & theirs)
    return fuzz.partial_ratio(" ".join(only_mine), " ".join(only_theirs)) >= ALIKE
