"""Giving a pack in the area of the VBB a timetable: that of 2021, carried over to the years of today."""

import csv
import io
from collections.abc import Iterable, Mapping
from datetime import date
from pathlib import Path
from tempfile import TemporaryDirectory
from zipfile import ZIP_DEFLATED, ZipFile

from dispatch.packs.feed import FeedReport, import_feed
from dispatch.packs.vbb.days import VALID, Kind, carried_over, name_of, usual_kinds
from dispatch.packs.vbb.packages import STATIONS_2021, TRIPS, Cache
from dispatch.packs.vbb.runs import Mode, PastRun, past_runs
from dispatch.packs.vbb.stations import Place, stations_2021
from mobility.calendar import Calendar
from mobility.clock import HOUR, MINUTE
from mobility.errors import BrokenRegion
from mobility.gtfs.calendars import WEEKDAYS
from mobility.region import Source
from mobility.region.settings import FILE, load_settings

SOURCE = Source(
    files=("timetable.zip",),
    title=f"Busse und Züge von 2021 (npm-Pakete {TRIPS.name} {TRIPS.version} und {STATIONS_2021.name} "
    f"{STATIONS_2021.version}), auf 2026 und 2027 übertragen, nur zur Vorführung",
    licence="CC BY 3.0",
    attribution="VBB Verkehrsverbund Berlin-Brandenburg GmbH",
    as_of="2021-08-08",
)
VERSION = "2021, auf 2026 und 2027 übertragen, nur zur Vorführung"
AGENCY = Path(__file__).with_name("agency.txt")
"""The table of the feed that does not depend on the packages."""

AGENCY_ID = "vbb"
ROUTE_TYPES = {Mode.TRAIN: 2, Mode.BUS: 3, Mode.BOOKED_BUS: 715}
"""What GTFS calls a train, a bus and, in its extension, a bus that comes on demand."""

Rows = list[tuple[object, ...]]


def timetable_from_vbb(folder: Path, cache: Cache) -> FeedReport:
    """Make the timetable of a pack from the runs of 2021, by way of a GTFS feed like any other.

    Parameters
    ----------
    folder
        The pack; it stays as it was if anything is wrong.
    cache
        The packages; what it lacks is fetched.

    Raises
    ------
    NoPackage
        If a package cannot be had.
    BrokenRegion
        If the pack is broken, or nothing runs in its area.
    """
    settings = load_settings(folder)
    stations = stations_2021(cache)
    wanted = [key for key, place in stations.items() if place.inside(settings.bounds)]
    if not wanted:
        raise BrokenRegion(FILE, None, "has [bounds] in which the VBB had no stop")
    cache.progress("reading the runs of 2021")
    runs = past_runs(cache, stations, wanted)
    with TemporaryDirectory() as aside:
        feed = Path(aside) / "vbb-2021.zip"
        write_feed(feed, runs, settings.calendar)
        return import_feed(folder, feed, source=SOURCE, say=cache.progress)


def write_feed(path: Path, runs: Iterable[PastRun], calendar: Calendar) -> None:
    """Write runs of 2021 as a GTFS feed for today; those that ran on no kind of day usually are left out."""
    usual = {run.id: usual_kinds(run.days, calendar) for run in runs}
    kept = [run for run in runs if usual[run.id]]
    services = {name_of(kinds): kinds for kinds in usual.values() if kinds}
    tables: dict[str, Rows] = {
        "calendar.txt": _calendar(services, calendar),
        "calendar_dates.txt": _exceptions(services, calendar),
        "feed_info.txt": _info(),
        "routes.txt": _routes(kept),
        "stop_times.txt": _stop_times(kept),
        "stops.txt": _stops(kept),
        "trips.txt": _trips(kept, usual),
    }
    with ZipFile(path, "w", ZIP_DEFLATED) as archive:
        archive.writestr("agency.txt", AGENCY.read_text(encoding="utf-8"))
        for name, rows in tables.items():
            text = io.StringIO()
            csv.writer(text, lineterminator="\n").writerows(rows)
            archive.writestr(name, text.getvalue())


def _calendar(services: Mapping[str, frozenset[Kind]], calendar: Calendar) -> Rows:
    rows: Rows = [("service_id", *WEEKDAYS, "start_date", "end_date")]
    for key, kinds in sorted(services.items()):
        weekdays = carried_over(kinds, calendar).weekdays
        rows.append((key, *(int(n in weekdays) for n in range(7)), *map(_date, VALID)))
    return rows


def _exceptions(services: Mapping[str, frozenset[Kind]], calendar: Calendar) -> Rows:
    rows: Rows = [("service_id", "date", "exception_type")]
    for key, kinds in sorted(services.items()):
        service = carried_over(kinds, calendar)
        rows += [(key, _date(day), 1) for day in sorted(service.added)]
        rows += [(key, _date(day), 2) for day in sorted(service.removed)]
    return rows


def _info() -> Rows:
    agency = next(csv.DictReader(AGENCY.read_text(encoding="utf-8").splitlines()))
    header = (
        "feed_publisher_name", "feed_publisher_url", "feed_lang", "feed_start_date", "feed_end_date",
        "feed_version",
    )  # fmt: skip
    publisher = agency["agency_name"], agency["agency_url"], agency["agency_lang"]
    return [header, (*publisher, *map(_date, VALID), VERSION)]


def _routes(runs: Iterable[PastRun]) -> Rows:
    header = ("route_id", "agency_id", "route_short_name", "route_type")
    lines = {(_route(run), AGENCY_ID, run.line, ROUTE_TYPES[run.mode]) for run in runs}
    return [header, *sorted(lines)]


def _trips(runs: Iterable[PastRun], usual: Mapping[str, frozenset[Kind]]) -> Rows:
    rows: Rows = [("route_id", "service_id", "trip_id", "trip_headsign")]
    for run in runs:
        headsign = readable(run.calls[-1].place, run.mode)
        rows.append((_route(run), name_of(usual[run.id]), run.id, headsign))
    return rows


def _stop_times(runs: Iterable[PastRun]) -> Rows:
    rows: Rows = [("trip_id", "arrival_time", "departure_time", "stop_id", "stop_sequence")]
    for run in runs:
        for number, call in enumerate(run.calls, 1):
            rows.append((run.id, _time(call.arrives), _time(call.departs), call.place.id, number))
    return rows


def _stops(runs: Iterable[PastRun]) -> Rows:
    places = {call.place: readable(call.place, run.mode) for run in runs for call in run.calls}
    rows: Rows = [("stop_id", "stop_name", "stop_lat", "stop_lon")]
    for place, name in sorted(places.items(), key=lambda each: each[0].id):
        rows.append((place.id, name, place.lat, place.lon))
    return rows


def readable(place: Place, mode: Mode) -> str:
    """What people call a station of trains; stops of buses have readable names."""
    name = place.name
    if mode is not Mode.TRAIN:
        return name
    name = name.removeprefix("S+U ").removeprefix("S ").removesuffix(", Bahnhof").replace(", Haupt", " Haupt")
    town = name.removesuffix(" (Berlin)").removesuffix(" Bhf")
    return town if not name.endswith("(Berlin)") or town.startswith("Berlin") else f"Berlin {town}"


def _route(run: PastRun) -> str:
    return f"{run.line}-{run.mode}".lower()


def _date(day: date) -> str:
    return day.strftime("%Y%m%d")


def _time(seconds: int) -> str:
    return f"{seconds // HOUR:02}:{seconds % HOUR // MINUTE:02}:{seconds % MINUTE:02}"
