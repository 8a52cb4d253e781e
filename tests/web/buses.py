"""Lines beside the wishes of the tests: direct, with a change, and with a walk."""

from dataclasses import replace
from datetime import date

from dispatch.office import Office
from mobility.clock import HOUR, MINUTE
from mobility.lines import LineCall, LineRun, Lines
from mobility.timetable import Service
from tests.offices import stop

DAILY = Service(date(2026, 1, 1), date(2027, 12, 31), frozenset(range(7)))


def with_buses(office: Office) -> Office:
    """The office with lines to the station: 588 from Reppinichen at 11:20, 572 from Reetz at 9:02 to meet 580
    in Wiesenburg, and 541 at 14:00 from the main road at Preußnitz.
    """
    station, change = stop(office, "Bahnhof"), stop(office, "Wiesenburg")
    runs = (
        _run(
            "588", (stop(office, "Reppinichen"), 11 * HOUR + 20 * MINUTE), (station, 11 * HOUR + 52 * MINUTE)
        ),
        _run("572", (stop(office, "Reetz"), 9 * HOUR + 2 * MINUTE), (change, 9 * HOUR + 14 * MINUTE)),
        _run("580", (change, 9 * HOUR + 20 * MINUTE), (station, 9 * HOUR + 36 * MINUTE)),
        _run("541", (named(office, "Preußnitz, B 102"), 14 * HOUR), (station, 14 * HOUR + 9 * MINUTE)),
    )
    places = {key: (each.lat, each.lon) for key, each in office.region.stops.items()}
    return replace(office, region=replace(office.region, lines=Lines(runs, places)))


def named(office: Office, name: str) -> str:
    """The stop of that name."""
    (found,) = (key for key, each in office.region.stops.items() if each.name == name)
    return found


def _run(line: str, *calls: tuple[str, int]) -> LineRun:
    at_stops = tuple(LineCall(place, time, time) for place, time in calls)
    return LineRun(line, line, "Bad Belzig, Bahnhof", DAILY, accessible=False, calls=at_stops)
