"""The runs of 2021 as a timetable for today."""

from collections.abc import Iterable
from datetime import UTC, date, datetime, time, timedelta
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from dispatch.packs.vbb.days import SEEN, VALID, Kind, carried_over, kind, usual_kinds
from dispatch.packs.vbb.packages import TRIPS
from dispatch.packs.vbb.runs import Mode, past_runs
from dispatch.packs.vbb.stations import Place
from dispatch.packs.vbb.timetable import readable, write_feed
from mobility.calendar import Calendar
from mobility.clock import BERLIN, HOUR, MINUTE
from mobility.gtfs import open_feed, read_services
from tests.dispatch.packs.vbb.shelf import Shelf, shelf

BRANDENBURG = Calendar("BB")
A, B, C = (Place(f"de:1:{n}", f"Dorf {n}", 12.5 + n / 10, 52.1) for n in range(3))
STATIONS = {"a": A, "b": B, "c": C}
MONDAY = date(2021, 5, 3)
DST = date(2021, 3, 28)


def starts(clock: int, days: Iterable[date]) -> list[int]:
    """When a run of so many seconds after midnight begins, as the package says it."""
    midnights = (datetime.combine(day, time(), BERLIN).astimezone(UTC) for day in days)
    return [int(midnight.timestamp()) + clock for midnight in midnights]


def schedule(key: str, line: str, stops: str, minutes: Iterable[int], begins: list[int]) -> dict[str, object]:
    sequence = [{"arrival": n * MINUTE, "departure": n * MINUTE} for n in minutes]
    return {"id": key, "route": {"line": line, "stops": list(stops)}, "sequence": sequence, "starts": begins}


@pytest.fixture
def packages(tmp_path: Path) -> Shelf:
    return shelf(tmp_path)


def put_trips(packages: Shelf, *schedules: dict[str, object]) -> None:
    lines = [
        {"id": "1_700", "name": "500", "mode": "bus"},
        {"id": "1_3", "name": "500", "mode": None},
        {"id": "2_100", "name": "RE7", "mode": "train"},
    ]
    packages.put(TRIPS, {"data/lines.ndjson": lines, "data/schedules.ndjson": list(schedules)})


# ---- runs ---------------------------------------------------------------------------------------------


def test_a_run_is_what_goes_at_one_time_of_the_day(packages: Shelf) -> None:
    days = [MONDAY, MONDAY + timedelta(1)]
    begins = [*starts(7 * HOUR, days), *starts(9 * HOUR, days[:1])]
    put_trips(packages, schedule("x", "1_700", "abc", (0, 10, 21), begins))
    early, late = past_runs(packages, STATIONS, ["a"])
    assert (early.id, early.line, early.mode, early.days) == ("x_0700", "500", Mode.BUS, frozenset(days))
    assert [(call.place, call.arrives) for call in early.calls] == [
        (A, 7 * HOUR),
        (B, 7 * HOUR + 10 * MINUTE),
        (C, 7 * HOUR + 21 * MINUTE),
    ]
    assert (late.id, late.days) == ("x_0900", frozenset(days[:1]))


def test_a_run_keeps_its_time_on_the_day_on_which_clocks_change(packages: Shelf) -> None:
    days = [DST - timedelta(1), DST]
    put_trips(packages, schedule("x", "1_700", "ab", (0, 10), starts(10 * HOUR, days)))
    (run,) = past_runs(packages, STATIONS, ["a"])
    assert (run.id, run.days) == ("x_1000", frozenset(days))


def test_a_schedule_under_two_numbers_of_its_line_is_one_run(packages: Shelf) -> None:
    put_trips(
        packages,
        schedule("x", "1_700", "ab", (0, 10), starts(7 * HOUR, [MONDAY])),
        schedule("x", "1_3", "ab", (0, 10), starts(7 * HOUR, [MONDAY + timedelta(1)])),
    )
    (run,) = past_runs(packages, STATIONS, ["b"])
    assert run.days == {MONDAY, MONDAY + timedelta(1)}


def test_only_runs_with_two_known_stops_of_which_one_is_wanted_count(packages: Shelf) -> None:
    put_trips(
        packages,
        schedule("known", "1_700", "a?c", (0, 10, 20), starts(7 * HOUR, [MONDAY])),
        schedule("alone", "1_700", "a?", (0, 10), starts(7 * HOUR, [MONDAY])),
        schedule("other", "1_700", "bc", (0, 10), starts(7 * HOUR, [MONDAY])),
    )
    (run,) = past_runs(packages, STATIONS, ["a"])
    assert (run.id, [call.place for call in run.calls]) == ("known_0700", [A, C])


def test_a_bus_that_nobody_could_drive_comes_only_when_called(packages: Shelf) -> None:
    # a and c are 13.7 km apart
    begins = starts(7 * HOUR, [MONDAY])
    put_trips(
        packages,
        schedule("bus", "1_700", "abc", (0, 1, 14), begins),  # 59 km/h
        schedule("on-call", "1_3", "abc", (0, 1, 11), begins),  # 75 km/h
        schedule("train", "2_100", "abc", (0, 3, 6), begins),
    )
    modes = {run.id: run.mode for run in past_runs(packages, STATIONS, ["a"])}
    assert modes == {"bus_0700": Mode.BUS, "on-call_0700": Mode.BOOKED_BUS, "train_0700": Mode.TRAIN}


# ---- days ---------------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("day", "expected"),
    [
        (date(2026, 7, 8), Kind(2, school=True)),  # the last school day
        (date(2026, 7, 9), Kind(3, school=False)),  # the first of the holidays
        (date(2026, 11, 28), Kind(5, school=False)),
        (date(2026, 11, 29), Kind(6, school=False)),
        (date(2026, 5, 14), Kind(6, school=False)),  # Ascension Day, a Thursday
        (date(2026, 10, 31), Kind(6, school=False)),  # Reformation Day, a Saturday
        (date(2026, 12, 24), Kind(5, school=False)),  # a Thursday
        (date(2028, 12, 24), Kind(6, school=False)),  # a Sunday
    ],
)
def test_days_are_of_a_kind(day: date, expected: Kind) -> None:
    assert kind(day, BRANDENBURG) == expected


def seen(*kinds: Kind) -> list[date]:
    first, last = SEEN
    days = (first + timedelta(n) for n in range((last - first).days + 1))
    return [day for day in days if kind(day, BRANDENBURG) in kinds]


def test_a_run_belongs_to_the_kinds_of_days_on_most_of_which_it_ran() -> None:
    mondays, sundays = Kind(0, school=True), Kind(6, school=False)
    before = [date(2021, 3, 20) + timedelta(n) for n in range(20)]
    ran = [*before, *seen(mondays)[1:], *seen(sundays)[::3]]
    assert usual_kinds(ran, BRANDENBURG) == {mondays}


kinds = st.frozensets(
    st.one_of(
        st.builds(Kind, st.integers(0, 4), st.booleans()),
        st.builds(Kind, st.integers(5, 6), st.just(value=False)),
    )
)


@given(kinds)
def test_a_run_is_carried_over_to_all_days_of_its_kinds_and_no_others(some: frozenset[Kind]) -> None:
    service = carried_over(some, BRANDENBURG)
    first, last = VALID
    for n in range(-3, (last - first).days + 4):
        day = first + timedelta(n)
        assert service.runs(day) == (first <= day <= last and kind(day, BRANDENBURG) in some), day


# ---- the feed -----------------------------------------------------------------------------------------


def test_the_feed_says_on_which_days_which_run_goes(packages: Shelf, tmp_path: Path) -> None:
    school = seen(*(Kind(n, school=True) for n in range(5)))
    put_trips(
        packages,
        schedule("bus", "1_700", "ab", (0, 10), starts(7 * HOUR, school)),
        schedule(
            "late", "2_100", "ac", (0, 70), starts(23 * HOUR + 30 * MINUTE, seen(Kind(6, school=False)))
        ),
        schedule("once", "1_700", "ab", (0, 10), starts(8 * HOUR, [MONDAY])),
    )
    path = tmp_path / "feed.zip"
    write_feed(path, past_runs(packages, STATIONS, ["a"]), BRANDENBURG)
    with open_feed(path) as feed:
        services = read_services(feed)
        with feed.table("trips.txt", ("trip_id", "route_id", "service_id", "trip_headsign")) as table:
            trips = {key: rest for key, *rest in table}
        with feed.table("stop_times.txt", ("trip_id", "departure_time", "stop_id")) as table:
            calls = [tuple(row) for row in table]
    assert trips == {
        "bus_0700": ["500-bus", "school-12345", "Dorf 1"],
        "late_2330": ["re7-train", "7", "Dorf 2"],
    }
    assert calls[-1] == ("late_2330", "24:40:00", "de:1:2")
    assert services["7"].runs(date(2026, 5, 14))
    assert not services["school-12345"].runs(date(2026, 7, 9))


@pytest.mark.parametrize(
    ("name", "expected"),
    [
        ("S Ostbahnhof (Berlin)", "Berlin Ostbahnhof"),
        ("S+U Berlin Hauptbahnhof", "Berlin Hauptbahnhof"),
        ("S Ostkreuz Bhf (Berlin)", "Berlin Ostkreuz"),
        ("Dessau, Hauptbahnhof", "Dessau Hauptbahnhof"),
        ("Wünsdorf-Waldstadt, Bahnhof", "Wünsdorf-Waldstadt"),
    ],
)
def test_stations_of_trains_are_called_as_people_call_them(name: str, expected: str) -> None:
    assert readable(Place("x", name, 0, 0), Mode.TRAIN) == expected


def test_stops_of_buses_keep_their_names() -> None:
    assert readable(Place("x", "Bad Belzig, Bahnhof", 0, 0), Mode.BUS) == "Bad Belzig, Bahnhof"
