"""A small feed out of what was selected: the same for the same feed and pack, byte for byte."""

import csv
import io
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import replace
from datetime import date
from pathlib import Path
from zipfile import ZIP_DEFLATED, ZipFile, ZipInfo

from dispatch.packs.feed.matching import Matches
from dispatch.packs.feed.origin import Origin
from dispatch.packs.feed.runs import BOOKED, CALLED_FOR, REGULAR, Call, FeedRun, Route, Selection
from mobility.clock import HOUR, MINUTE
from mobility.gtfs import RAIL
from mobility.gtfs.calendars import WEEKDAYS
from mobility.timetable import Service

LONG_AGO = (1980, 1, 1, 0, 0, 0)
"""The date of every member: a feed that is made again is the same feed."""

Row = Sequence[object]
Rows = list[Row]


def write_feed(path: Path, selected: Selection, matches: Matches, origin: Origin) -> None:
    """Write the feed of a pack."""
    runs = [_thinned(run, selected.routes[run.route], matches) for run in selected.runs]
    tables: dict[str, Rows] = {
        "agency.txt": _agencies(selected.routes.values(), origin),
        "calendar.txt": _calendar(selected.services),
        "calendar_dates.txt": _exceptions(selected.services),
        "feed_info.txt": _info(origin),
        "routes.txt": _routes(selected.routes.values(), origin),
        "stop_times.txt": _stop_times(runs, selected.routes, matches),
        "stops.txt": _stops(runs, matches),
        "trips.txt": _trips(runs),
    }
    with ZipFile(path, "w", ZIP_DEFLATED, compresslevel=9) as archive:
        for name, rows in tables.items():
            if len(rows) > 1:
                member = ZipInfo(name, LONG_AGO)
                member.compress_type, member.external_attr = ZIP_DEFLATED, 0o644 << 16
                text = io.StringIO()
                csv.writer(text, lineterminator="\n").writerows(rows)
                archive.writestr(member, text.getvalue())


def _thinned(run: FeedRun, route: Route, matches: Matches) -> FeedRun:
    """A train with all its calls, any other run with those at our stops; each says where it goes."""
    headsign = run.headsign or matches.stops[run.calls[-1].stop].name
    calls = [call for call in run.calls if route.kind in RAIL or call.stop in matches.ours]
    return replace(run, headsign=headsign, calls=calls)


def _agencies(routes: Iterable[Route], origin: Origin) -> Rows:
    wanted = {route.agency for route in routes}
    some = [agency for agency in origin.agencies if agency.id in wanted] or list(origin.agencies[:1])
    header = ("agency_id", "agency_name", "agency_url", "agency_timezone", "agency_lang")
    return [header, *sorted((a.id, a.name, a.url, a.zone, a.language) for a in some)]


def _routes(routes: Iterable[Route], origin: Origin) -> Rows:
    header = ("route_id", "agency_id", "route_short_name", "route_long_name", "route_type")
    only = origin.agencies[0].id if len(origin.agencies) == 1 else ""
    # a long name that says the same as the short one is none
    rows = [(r.id, r.agency or only, r.short, "" if r.long == r.short else r.long, r.kind) for r in routes]
    return [header, *sorted(rows)]


def _calendar(services: Mapping[str, Service]) -> Rows:
    rows = [
        (key, *(int(n in service.weekdays) for n in range(7)), _date(service.first), _date(service.last))
        for key, service in sorted(services.items())
        if service.weekdays
    ]
    return [("service_id", *WEEKDAYS, "start_date", "end_date"), *rows]


def _exceptions(services: Mapping[str, Service]) -> Rows:
    rows = [
        (key, _date(day), kind)
        for key, service in sorted(services.items())
        for kind, days in ((1, service.added), (2, service.removed))
        for day in sorted(days)
        if kind == 1 or service.weekdays
    ]
    return [("service_id", "date", "exception_type"), *rows]


def _info(origin: Origin) -> Rows:
    header = (
        "feed_publisher_name", "feed_publisher_url", "feed_lang", "feed_start_date", "feed_end_date",
        "feed_version",
    )  # fmt: skip
    first, last = origin.valid
    who = origin.publisher, origin.url, origin.language
    return [header, (*who, _date(first), _date(last), origin.version)]


def _trips(runs: Iterable[FeedRun]) -> Rows:
    header = (
        "route_id", "service_id", "trip_id", "trip_headsign", "direction_id", "wheelchair_accessible",
    )  # fmt: skip
    rows = [(r.route, r.service, r.id, r.headsign, r.direction, r.accessible) for r in runs]
    return [header, *sorted(rows, key=lambda row: row[2])]


def _stop_times(runs: Iterable[FeedRun], routes: Mapping[str, Route], matches: Matches) -> Rows:
    header = (
        "trip_id", "arrival_time", "departure_time", "stop_id", "stop_sequence", "pickup_type",
        "drop_off_type",
    )  # fmt: skip
    rows: Rows = [
        (
            run.id,
            _time(call.arrives),
            _time(call.departs),
            _stop_id(call, matches),
            call.place,
            *_access(call, routes[run.route]),
        )
        for run in sorted(runs, key=lambda run: run.id)
        for call in run.calls
    ]
    return [header, *rows]


def _access(call: Call, route: Route) -> tuple[str, str]:
    """Whether passengers may get on and off; only after booking where nothing runs without."""
    if route.kind not in CALLED_FOR:
        return call.on, call.off
    return BOOKED if call.on in REGULAR else call.on, BOOKED if call.off in REGULAR else call.off


def _stops(runs: Iterable[FeedRun], matches: Matches) -> Rows:
    header = ("stop_id", "stop_name", "stop_lat", "stop_lon")
    rows: dict[str, Row] = {}
    for stop in {call.stop for run in runs for call in run.calls}:
        if our := matches.ours.get(stop):
            rows[our.id] = our.id, our.name, our.lat, our.lon
        else:
            other = matches.stops[stop]
            rows[stop] = stop, other.name, _degrees(other.lat), _degrees(other.lon)
    return [header, *(rows[key] for key in sorted(rows))]


def _stop_id(call: Call, matches: Matches) -> str:
    our = matches.ours.get(call.stop)
    return our.id if our else call.stop


def _degrees(value: float | None) -> float | str:
    return "" if value is None else value


def _date(day: date) -> str:
    return day.strftime("%Y%m%d")


def _time(seconds: int | None) -> str:
    hours, rest = divmod(seconds or 0, HOUR)
    return f"{hours:02}:{rest // MINUTE:02}:{rest % MINUTE:02}"
