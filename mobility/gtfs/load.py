"""The feed of a pack, read strictly: trains at the stations, and lines between the stops."""

import re
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from functools import lru_cache
from itertools import pairwise
from pathlib import Path

from mobility.clock import HOUR, MINUTE
from mobility.gtfs.archive import Archive, Table, open_feed
from mobility.gtfs.calendars import read_services, validity
from mobility.lines import Access, LineCall, LineRun, Lines
from mobility.timetable import Service, Timetable, Train

RAIL = frozenset({2, *range(100, 118)})
"""Route types of trains: the plain one and the extended ones that the VBB uses."""

ACCESS = {"": Access.OPEN, "0": Access.OPEN, "1": Access.CLOSED, "2": Access.BOOKED, "3": Access.BOOKED}
"""What ``pickup_type`` and ``drop_off_type`` say; to agree it with the driver is to have it booked."""

TIME = re.compile(r" ?(\d{1,3}):([0-5]\d):([0-5]\d)", re.ASCII)
LONGEST_COUNT = 18
"""No number of a feed has more digits."""
SEVERAL = 2
"""At so many stops of the region a run must call to be of use inside it."""


@dataclass(frozen=True, kw_only=True)
class Local:
    """What a region knows that a feed does not.

    Parameters
    ----------
    stops
        Our stop id by the id of a stop, platform or station in the feed.
    places
        Where our stops are: latitude and longitude (degrees).
    names
        What people call the places at which runs begin and end, where that is not their name in the feed.
    never, always
        Lines that never count as parallel, and lines that do although they must be booked.
    """

    stops: Mapping[str, str]
    places: Mapping[str, tuple[float, float]] = field(default_factory=dict)
    names: Mapping[str, str] = field(default_factory=dict)
    never: Iterable[str] = ()
    always: Iterable[str] = ()


@dataclass(slots=True)
class _Call:
    """A row of ``stop_times.txt`` at one of our stops."""

    place: int
    line: int
    call: LineCall


@dataclass(slots=True)
class _Run:
    """A run while its calls are being collected."""

    id: str
    service: Service
    name: str
    rail: bool
    headsign: str
    accessible: bool
    first: tuple[int, str] = (10**9, "")
    last: tuple[int, str] = (-1, "")
    calls: list[_Call] = field(default_factory=list)


def load_feed(path: Path, local: Local) -> tuple[Timetable, Lines]:
    """The trains and the lines of a pack's feed.

    Raises
    ------
    BrokenRegion
        If a table or column is missing, a row is malformed or refers to nothing, no run calls at any stop of
        the region, or nothing runs on any day.
    """
    with open_feed(path) as feed:
        known, titles = _stops(feed, local.stops)
        services = read_services(feed)
        runs = _runs(feed, services)
        _collect(feed, runs, known, titles)
        if not any(run.calls for run in runs.values()):
            raise feed.broken("has no run that calls at a stop of the region")
        for run in runs.values():
            _put_in_order(feed, run)
        trains = _trains(runs.values(), titles, local.names)
        lines = (_line_run(run, titles, local.names) for run in runs.values() if len(run.calls) >= SEVERAL)
        return (
            Timetable(validity(feed, (run.service for run in runs.values())), trains),
            Lines(lines, local.places, local.never, local.always),
        )


def _stops(feed: Archive, ours: Mapping[str, str]) -> tuple[dict[str, str], dict[str, str]]:
    """Our stop id, and the name, by stop id of the feed."""
    known: dict[str, str] = {}
    titles: dict[str, str] = {}
    with feed.table("stops.txt", ("stop_id", "stop_name"), ("parent_station",)) as table:
        for key, name, parent in table:
            if key in titles:
                raise table.broken(f"stop_id {key!r} is there twice")
            titles[key] = name
            if our := ours.get(key) or ours.get(parent):
                known[key] = our
    return known, titles


def _runs(feed: Archive, services: Mapping[str, Service]) -> dict[str, _Run]:
    lines: dict[str, tuple[str, bool]] = {}
    with feed.table("routes.txt", ("route_id", "route_short_name", "route_type")) as table:
        for key, name, kind in table:
            if key in lines:
                raise table.broken(f"route_id {key!r} is there twice")
            lines[key] = name, to_count(table, "route_type", kind) in RAIL
    runs: dict[str, _Run] = {}
    need, may = ("route_id", "service_id", "trip_id"), ("trip_headsign", "wheelchair_accessible")
    with feed.table("trips.txt", need, may) as table:
        for line, service, key, headsign, accessible in table:
            if line not in lines:
                raise table.broken(f"route_id {line!r} is unknown")
            if service not in services:
                raise table.broken(f"service_id {service!r} is unknown")
            if key in runs:
                raise table.broken(f"trip_id {key!r} is there twice")
            runs[key] = _Run(key, services[service], *lines[line], headsign, accessible == "1")
    return runs


def _collect(
    feed: Archive, runs: Mapping[str, _Run], known: Mapping[str, str], titles: Mapping[str, str]
) -> None:
    need = "trip_id", "arrival_time", "departure_time", "stop_id", "stop_sequence"
    with feed.table("stop_times.txt", need, ("pickup_type", "drop_off_type")) as table:
        for key, arrival, departure, stop, sequence, on, off in table:
            run = runs.get(key)
            if run is None:
                raise table.broken(f"trip_id {key!r} is unknown")
            if stop not in titles:
                raise table.broken(f"stop_id {stop!r} is unknown")
            number = to_count(table, "stop_sequence", sequence)
            run.first, run.last = min(run.first, (number, stop)), max(run.last, (number, stop))
            if stop in known:
                arrives = to_seconds(table, "arrival_time", arrival)
                departs = to_seconds(table, "departure_time", departure)
                if departs < arrives:
                    raise table.broken("departs before it arrives")
                access = to_access(table, "pickup_type", on), to_access(table, "drop_off_type", off)
                call = LineCall(known[stop], arrives, departs, *access)
                run.calls.append(_Call(number, table.line, call))


def _put_in_order(feed: Archive, run: _Run) -> None:
    run.calls.sort(key=lambda call: call.place)
    for before, after in pairwise(run.calls):
        if after.place == before.place or after.call.arrives < before.call.departs:
            what = f"line {after.line}: trip {run.id!r} does not come after line {before.line}"
            raise feed.broken(what, "stop_times.txt")


Trains = dict[str, tuple[tuple[Service, Train], ...]]


def _trains(runs: Iterable[_Run], titles: Mapping[str, str], names: Mapping[str, str]) -> Trains:
    """By stop, every train that calls there on some day."""
    calls: dict[str, list[tuple[Service, Train]]] = {}
    for run in runs:
        origin, destination = _ends(run, titles, names)
        for each in run.calls if run.rail else ():
            # a train neither arrives where it begins nor departs where it ends
            call = each.call
            begins = each.place == run.first[0] or call.off is Access.CLOSED
            ends = each.place == run.last[0] or call.on is Access.CLOSED
            times = None if begins else call.arrives, None if ends else call.departs
            train = Train(run.id, run.name, call.stop, *times, origin, destination)
            calls.setdefault(call.stop, []).append((run.service, train))
    return {stop: tuple(found) for stop, found in calls.items()}


def _line_run(run: _Run, titles: Mapping[str, str], names: Mapping[str, str]) -> LineRun:
    calls = tuple(call.call for call in run.calls)
    return LineRun(run.id, run.name, _ends(run, titles, names)[1], run.service, run.accessible, calls)


def _ends(run: _Run, titles: Mapping[str, str], names: Mapping[str, str]) -> tuple[str, str]:
    """Where a run comes from and goes to, in the words people use."""
    origin = titles.get(run.first[1], "")
    destination = run.headsign or titles.get(run.last[1], "")
    return names.get(origin, origin), names.get(destination, destination)


def to_access(table: Table, column: str, text: str) -> Access:
    """Whether passengers may get on, or off.

    Raises
    ------
    BrokenRegion
        If it is none of the four kinds.
    """
    if text not in ACCESS:
        raise table.broken(f"{column} {text!r} is not one of 0, 1, 2, 3")
    return ACCESS[text]


def to_count(table: Table, column: str, text: str) -> int:
    """A whole number, zero or more.

    Raises
    ------
    BrokenRegion
        If it is anything else.
    """
    if not (text.isascii() and text.isdigit() and len(text) <= LONGEST_COUNT):
        raise table.broken(f"{column} {text!r} is not a whole number")
    return int(text)


def to_seconds(table: Table, column: str, text: str) -> int:
    """Seconds of the service day; hours may exceed 23.

    Raises
    ------
    BrokenRegion
        If it is no time.
    """
    seconds = _seconds(text)
    if seconds is None:
        raise table.broken(f"{column} {text!r} is not a time like 07:05:00")
    return seconds


@lru_cache(maxsize=8192)
def _seconds(text: str) -> int | None:
    found = TIME.fullmatch(text)
    return int(found[1]) * HOUR + int(found[2]) * MINUTE + int(found[3]) if found else None
