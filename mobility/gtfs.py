"""Reading the trains of a GTFS feed, row by row, with the standard library alone."""

import re
from collections import defaultdict
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from datetime import date, datetime
from io import TextIOWrapper
from itertools import chain
from pathlib import Path
from zipfile import BadZipFile, ZipFile

from mobility.clock import HOUR, MINUTE
from mobility.errors import BrokenRegion
from mobility.tables import Row, parse_table
from mobility.timetable import Service, Timetable, Train

RAIL = frozenset({2, *range(100, 118)})
"""Route types of trains: the plain one and the extended ones that the VBB uses."""

WEEKDAYS = ("monday", "tuesday", "wednesday", "thursday", "friday", "saturday", "sunday")
CLOSED = "1"
"""Value of ``pickup_type`` and ``drop_off_type`` where nobody may get on or off."""

ADDED = "1"
TIME = re.compile(r" ?(\d{1,3}):([0-5]\d):([0-5]\d)", re.ASCII)


@dataclass(slots=True)
class _Trip:
    """A train's run while its calls are being collected."""

    service: str
    line: str
    headsign: str
    first: tuple[int, str] = (10**9, "")
    last: tuple[int, str] = (-1, "")
    calls: list[tuple[Row, str]] = field(default_factory=list)


def load_timetable(path: Path, stops: Mapping[str, str], names: Mapping[str, str] | None = None) -> Timetable:
    """The trains of a feed that call at our stations.

    Parameters
    ----------
    path
        The feed, a ZIP file.
    stops
        Our stop id by the id of a stop, platform or station in the feed.
    names
        What people call the places at which trains begin and end, where that is not their name in the
        feed.

    Raises
    ------
    BrokenRegion
        If a table or column is missing, a row is malformed or refers to nothing, or no train calls at
        any of our stations.
    """
    try:
        with path.open("rb") as file, ZipFile(file) as archive:
            return _Feed(archive, path.name).timetable(stops, names or {})
    except (OSError, BadZipFile) as error:
        raise BrokenRegion(path.name, None, f"is not a readable ZIP file: {error}") from None


class _Feed:
    """The tables of an opened feed."""

    def __init__(self, archive: ZipFile, name: str) -> None:
        self._archive = archive
        self._name = name
        self._files = frozenset(archive.namelist())

    def timetable(self, stops: Mapping[str, str], names: Mapping[str, str]) -> Timetable:
        known, titles = self._stops(stops)
        services = self._services()
        trips = self._trips(services)
        self._collect(trips, known, titles)
        calls: defaultdict[str, list[tuple[Service, Train]]] = defaultdict(list)
        for trip_id, trip in trips.items():
            origin = titles[trip.first[1]]
            destination = trip.headsign or titles[trip.last[1]]
            for row, stop in trip.calls:
                arrives, departs = _times(row, trip)
                ends = names.get(origin, origin), names.get(destination, destination)
                train = Train(trip_id, trip.line, stop, arrives, departs, *ends)
                calls[stop].append((services[trip.service], train))
        if not calls:
            raise BrokenRegion(self._name, None, "has no train that calls at a stop of the region")
        return Timetable(self._valid(services), {stop: tuple(found) for stop, found in calls.items()})

    def _rows(self, table: str, *columns: str) -> Iterator[Row]:
        file = f"{self._name}/{table}"
        if table not in self._files:
            raise BrokenRegion(file, None, "is missing")
        with self._archive.open(table) as raw, TextIOWrapper(raw, "utf-8-sig", newline="") as lines:
            yield from parse_table(file, lines, columns, more=True)

    def _stops(self, stops: Mapping[str, str]) -> tuple[dict[str, str], dict[str, str]]:
        """Our stop id, and the name, by stop id of the feed."""
        known, titles = {}, {}
        for row in self._rows("stops.txt", "stop_id", "stop_name"):
            key, parent = row.values["stop_id"], row.values.get("parent_station", "")
            titles[key] = row.values["stop_name"]
            ours = stops.get(key) or stops.get(parent)
            if ours:
                known[key] = ours
        return known, titles

    def _services(self) -> dict[str, Service]:
        if not self._files & {"calendar.txt", "calendar_dates.txt"}:
            raise BrokenRegion(f"{self._name}/calendar.txt", None, "is missing")
        added, removed = defaultdict[str, set[date]](set), defaultdict[str, set[date]](set)
        if "calendar_dates.txt" in self._files:
            for row in self._rows("calendar_dates.txt", "service_id", "date", "exception_type"):
                change = added if row.one_of("exception_type", ("1", "2")) == ADDED else removed
                change[row.text("service_id")].add(_date(row, "date"))
        services = {}
        if "calendar.txt" in self._files:
            for row in self._rows("calendar.txt", "service_id", "start_date", "end_date", *WEEKDAYS):
                key = row.text("service_id")
                weekdays = frozenset(n for n, weekday in enumerate(WEEKDAYS) if row.flag(weekday))
                first, last = _date(row, "start_date"), _date(row, "end_date")
                services[key] = Service(first, last, weekdays, frozenset(added[key]), frozenset(removed[key]))
        for key in added.keys() - services.keys():
            dates = added[key]
            services[key] = Service(min(dates), max(dates), frozenset(), frozenset(dates))
        return services

    def _trips(self, services: Mapping[str, Service]) -> dict[str, _Trip]:
        columns = "route_id", "route_short_name", "route_type"
        lines = {
            row.text("route_id"): row.values["route_short_name"]
            for row in self._rows("routes.txt", *columns)
            if row.count("route_type") in RAIL
        }
        trips = {}
        for row in self._rows("trips.txt", "route_id", "service_id", "trip_id"):
            if row.values["route_id"] in lines:
                line, service = lines[row.values["route_id"]], row.reference("service_id", services)
                trip = _Trip(service, line, row.values.get("trip_headsign", ""))
                trips[row.text("trip_id")] = trip
        return trips

    def _collect(
        self, trips: Mapping[str, _Trip], known: Mapping[str, str], titles: Mapping[str, str]
    ) -> None:
        columns = "trip_id", "arrival_time", "departure_time", "stop_id", "stop_sequence"
        for row in self._rows("stop_times.txt", *columns):
            trip = trips.get(row.values["trip_id"])
            if trip is None:
                continue
            stop = row.reference("stop_id", titles)
            place = row.count("stop_sequence"), stop
            trip.first, trip.last = min(trip.first, place), max(trip.last, place)
            if stop in known:
                trip.calls.append((row, known[stop]))

    def _valid(self, services: Mapping[str, Service]) -> tuple[date, date]:
        columns = "feed_start_date", "feed_end_date"
        if "feed_info.txt" in self._files:
            for row in self._rows("feed_info.txt"):
                if all(row.values.get(column) for column in columns):
                    return _date(row, columns[0]), _date(row, columns[1])
        days = sorted(chain.from_iterable((s.first, s.last, *s.added) for s in services.values()))
        return days[0], days[-1]


def _times(row: Row, trip: _Trip) -> tuple[int | None, int | None]:
    """Arrival and departure at a call; none where the train begins or ends or nobody may get on or off."""
    place = row.count("stop_sequence"), row.values["stop_id"]
    arrives, departs = _seconds(row, "arrival_time"), _seconds(row, "departure_time")
    if departs < arrives:
        raise row.broken("departs before it arrives")
    begins = place == trip.first or row.values.get("drop_off_type") == CLOSED
    ends = place == trip.last or row.values.get("pickup_type") == CLOSED
    return None if begins else arrives, None if ends else departs


def _seconds(row: Row, column: str) -> int:
    """Seconds of the service day; hours may exceed 23."""
    found = TIME.fullmatch(row.values[column])
    if not found:
        raise row.broken(f"{column} {row.values[column]!r} is not a time like 07:05:00")
    hours, minutes, seconds = map(int, found.groups())
    return hours * HOUR + minutes * MINUTE + seconds


def _date(row: Row, column: str) -> date:
    try:
        return datetime.strptime(row.values[column], "%Y%m%d").date()  # noqa: DTZ007 - a date has no zone
    except ValueError:
        raise row.broken(f"{column} {row.values[column]!r} is not a date like 20260131") from None
