"""What must be true of the bundled pack of Bad Belzig and Wiesenburg/Mark: data are code."""

import csv
import json
import zipfile
from collections import Counter
from datetime import date, timedelta
from itertools import pairwise
from math import cos, hypot, radians
from pathlib import Path
from statistics import median
from typing import Any

import gtfs_guru
import pytest

from dispatch.travel import TravelTimes
from mobility.calendar import DayType
from mobility.clock import HOUR, MINUTE
from mobility.gtfs import open_feed, read_services
from mobility.region import Region
from tests.machine import ROOT
from tests.packs import write_feed

WIESENBURG, MEDEWITZ = "de:12069:900220152", "de:12069:900222245"
TUESDAY, SATURDAY, SUNDAY = date(2026, 11, 24), date(2026, 11, 28), date(2026, 11, 29)
SHARED = ROOT.parent / "shared" / "region"
REFERENCE, TIMETABLE = SHARED / "roads_reference.graphml", SHARED / "timetable.csv"
ASCENSION_DAY = date(2026, 5, 14)
"""A Thursday."""


def test_the_region_has_27_ortsteile_and_two_core_towns(region: Region) -> None:
    assert Counter(o.municipality for o in region.ortsteile if not o.core) == {
        "Bad Belzig": 14,
        "Wiesenburg/Mark": 13,
    }
    assert [o.name for o in region.ortsteile if o.core] == ["Bad Belzig", "Wiesenburg"]
    assert {o.municipality for o in region.ortsteile} == set(region.municipalities)


def test_188_stop_points_of_the_vbb_form_the_stops(region: Region) -> None:
    points = [point for stop in region.stops.values() for point in stop.points]
    assert len(points) == len(set(points)) == 188
    # 87 stations of the VBB; one of them joins two streets under one id and is two stops here
    assert len(region.stops) == 88
    assert {s.name for s in region.stops.values() if s.id.startswith("de:12069:900222003")} == {
        "Bad Belzig, Bahnhofsgasse",
        "Bad Belzig, Berliner Str.",
    }


def test_names_of_stops_are_unique(region: Region) -> None:
    names = Counter(stop.name for stop in region.stops.values())
    assert names.most_common(1)[0][1] == 1


def test_three_stations_have_trains(region: Region) -> None:
    stations = {stop.id for stop in region.stops.values() if stop.station}
    assert stations == {region.station, WIESENBURG, MEDEWITZ}
    assert all(region.timetable.trains(TUESDAY, station) for station in stations)


def test_the_vehicle_stops_at_a_mast_and_not_at_a_platform(region: Region) -> None:
    assert all("::" in stop.boarding for stop in region.stops.values())


def test_there_are_21_destinations(region: Region) -> None:
    assert len(region.destinations) == 21
    assert region.destinations[0].stop == region.station


def test_every_ortsteil_reaches_the_station_and_is_reached_from_it(
    region: Region, travel: TravelTimes
) -> None:
    for ortsteil in region.ortsteile:
        there = travel.seconds(ortsteil.stop, region.station)
        back = travel.seconds(region.station, ortsteil.stop)
        assert MINUTE < there < 30 * MINUTE, ortsteil.name
        assert abs(there - back) <= MINUTE, ortsteil.name


def test_three_small_buses_are_on_duty_while_rides_are_offered(region: Region) -> None:
    places = {(v.capacity.seats, v.capacity.wheelchairs, v.capacity.prams) for v in region.vehicles}
    assert (len(region.vehicles), places) == (3, {(8, 1, 2)})
    for day in (TUESDAY, SATURDAY, SUNDAY, ASCENSION_DAY):
        duties, hours = region.shifts(day), region.policy(day).hours
        for second in range(hours.start, hours.end + 1, 5 * MINUTE):
            assert any(second in shift.hours for shift in duties), (day, second)
        assert all(shift.depot == region.depot for shift in duties)
    assert len(region.shifts(TUESDAY)) == 3


def test_every_file_has_a_source_with_licence_and_date(region: Region) -> None:
    named = {file for source in region.sources for file in source.files}
    assert {path.name for path in region.folder.iterdir()} <= named
    assert all(source.licence and source.attribution for source in region.sources)


def test_the_pages_are_told_that_the_timetable_is_of_2021(region: Region) -> None:
    (feed,) = (source for source in region.sources if "timetable.zip" in source.files)
    assert region.demo_timetable
    assert feed.as_of.startswith("2021")


def test_the_roads_are_those_of_the_vbb_and_nobody_elses(region: Region) -> None:
    (roads,) = (source for source in region.sources if "roads.graphml.gz" in source.files)
    assert "VBB" in roads.attribution
    assert "OpenStreetMap" not in f"{roads}"


def test_the_phone_number_is_one_of_those_reserved_for_fiction(region: Region) -> None:
    assert region.phone.number.replace(" ", "").startswith("+493023125")


# ---- the timetable ------------------------------------------------------------------------------------


def times(region: Region, day: date, stop: str, towards: str) -> list[str]:
    found = region.timetable.trains(day, stop)
    departures = [train.departs for train in found if train.departs and train.destination == towards]
    return [f"{t // HOUR:02}:{t % HOUR // MINUTE:02}" for t in departures]


def test_the_feed_is_valid_gtfs(region: Region) -> None:
    found = gtfs_guru.validate(str(region.folder / "timetable.zip"))
    assert found.error_count == 0
    # buses on demand have a type of the extension of GTFS; whom to write to about a demonstration is not said
    codes = {warning.code for warning in found.warnings()}
    assert codes <= {"unexpected_enum_value", "missing_feed_contact_email_and_url"}


def test_the_validator_does_see_errors(region: Region, tmp_path: Path) -> None:
    with zipfile.ZipFile(region.folder / "timetable.zip") as archive:
        tables = {name: archive.read(name) for name in archive.namelist()}
    tables["stop_times.txt"] = tables["stop_times.txt"].replace(b"06:43:00", b"06:99:00")
    assert gtfs_guru.validate(str(write_feed(tmp_path / "feed.zip", tables))).error_count


def test_the_feed_covers_two_years(region: Region) -> None:
    assert region.timetable.valid == (date(2026, 1, 1), date(2027, 12, 31))


def test_weekdays_saturdays_and_sundays_have_the_trains_of_2021(region: Region) -> None:
    counts = {
        stop: tuple(len(region.timetable.trains(day, stop)) for day in (TUESDAY, SATURDAY, SUNDAY))
        for stop in (region.station, WIESENBURG, MEDEWITZ)
    }
    # of all RE7 on 18, 29 and 30 May 2021
    assert counts == {region.station: (43, 41, 41), WIESENBURG: (38, 19, 20), MEDEWITZ: (23, 19, 19)}
    assert times(region, TUESDAY, region.station, "Berlin")[:5] == [
        "03:43",
        "04:43",
        "05:43",
        "06:22",
        "06:43",
    ]
    assert times(region, SUNDAY, region.station, "Berlin")[:4] == ["04:43", "05:43", "06:43", "07:43"]
    assert times(region, SATURDAY, region.station, "Dessau")[:2] == ["06:18", "08:18"]


def test_the_calls_of_one_train_are_joined(region: Region) -> None:
    calls = [
        region.timetable.train(TUESDAY, stop, "1tY3gz_0705")
        for stop in (MEDEWITZ, WIESENBURG, region.station)
    ]
    assert [(call.arrives, call.departs) for call in calls if call] == [
        (7 * HOUR + 29 * MINUTE, 7 * HOUR + 30 * MINUTE),
        (7 * HOUR + 34 * MINUTE, 7 * HOUR + 34 * MINUTE),
        (7 * HOUR + 41 * MINUTE, 7 * HOUR + 43 * MINUTE),
    ]


def test_a_train_after_midnight_belongs_to_the_day_before(region: Region) -> None:
    last = region.timetable.trains(TUESDAY, region.station)[-1]
    assert (last.arrives, last.departs) == (24 * HOUR + 16 * MINUTE, 24 * HOUR + 18 * MINUTE)


def test_trains_that_begin_or_end_at_the_hub_say_so(region: Region) -> None:
    begins = region.timetable.train(TUESDAY, region.station, "rwqcK_0622")
    ends = region.timetable.train(TUESDAY, region.station, "ZEqyeS_1648")
    assert begins
    assert ends
    assert (begins.arrives, begins.origin, begins.destination) == (None, "Bad Belzig", "Berlin")
    assert (ends.departs, ends.origin, ends.destination) == (None, "Berlin", "Bad Belzig")


def test_trains_have_the_directions_people_know(region: Region) -> None:
    for stop in (region.station, WIESENBURG, MEDEWITZ):
        for train in region.timetable.trains(TUESDAY, stop):
            assert {train.origin, train.destination} <= {"Berlin", "Dessau", "Bad Belzig"}


@pytest.mark.parametrize("station", ["de:12069:900220143", WIESENBURG, MEDEWITZ])
def test_on_public_holidays_the_trains_of_a_sunday_run(region: Region, station: str) -> None:
    assert region.timetable.valid
    first, last = region.timetable.valid
    holidays = [
        day
        for n in range((last - first).days + 1)
        if region.day_type(day := first + timedelta(days=n)) is DayType.HOLIDAY
    ]
    assert len(holidays) == 24
    for day in holidays:
        assert region.timetable.trains(day, station) == region.timetable.trains(SUNDAY, station), day


def feed_table(region: Region, name: str) -> list[dict[str, str]]:
    with zipfile.ZipFile(region.folder / "timetable.zip") as feed:
        return list(csv.DictReader(feed.read(name).decode().splitlines()))


def test_buses_run_on_16_lines_and_two_of_them_also_on_demand(region: Region) -> None:
    lines = {(row["route_short_name"], row["route_type"]) for row in feed_table(region, "routes.txt")}
    assert Counter(kind for _, kind in lines) == {"2": 1, "3": 16, "715": 2}
    assert {name for name, kind in lines if kind == "715"} == {"555", "586"}


def test_runs_on_demand_must_be_booked_and_no_others(region: Region) -> None:
    on_demand = {row["trip_id"] for row in feed_table(region, "trips.txt") if "booked" in row["route_id"]}
    assert on_demand
    for call in feed_table(region, "stop_times.txt"):
        booked = (call["pickup_type"], call["drop_off_type"]) == ("2", "2")
        assert booked == (call["trip_id"] in on_demand)


@pytest.mark.skipif(not TIMETABLE.exists(), reason=f"{TIMETABLE} is not there")
@pytest.mark.parametrize(
    ("column", "day"),
    [("runs_2021_05_18_tue", TUESDAY), ("runs_2021_05_29_sat", SATURDAY), ("runs_2021_05_30_sun", SUNDAY)],
)
def test_buses_run_as_an_independent_extract_of_2021_says(region: Region, column: str, day: date) -> None:
    calls: dict[str, dict[str, str]] = {}
    with TIMETABLE.open(encoding="utf-8") as file:
        for row in csv.DictReader(file):
            if row[column] == "1" and row["line"] != "RE7":
                calls.setdefault(row["trip_id"], {})[row["seq"]] = row["departure"]
    then = {trip: set(times.values()) for trip, times in calls.items() if len(times) > 1}
    with open_feed(region.folder / "timetable.zip") as feed:
        services = read_services(feed)
    now: dict[str, set[str]] = {}
    running = {
        row["trip_id"]
        for row in feed_table(region, "trips.txt")
        if row["route_id"] != "re7-train" and services[row["service_id"]].runs(day)
    }
    for row in feed_table(region, "stop_times.txt"):
        if row["trip_id"] in running:
            now.setdefault(row["trip_id"], set()).add(row["departure_time"][:5])
    assert set(now) == set(then)
    # two stops of 2021 have another id today, which the extract does not know
    assert all(times <= now[trip] for trip, times in then.items())


# ---- the base map ---------------------------------------------------------------------------------------


def test_the_base_map_draws_each_road_once_and_marks_what_is_made_up(region: Region) -> None:
    data = (region.folder / "roads.geojson").read_bytes()
    assert len(data) < 300_000
    features = json.loads(data)["features"]
    ways = [tuple(map(tuple, feature["geometry"]["coordinates"])) for feature in features]
    assert len({min(way, way[::-1]) for way in ways}) == len(ways) > 300
    assert {feature["properties"]["kind"] for feature in features} == {"settlement", "road"}
    drawn = json.loads((region.folder / "extra_roads.geojson").read_text())["features"]
    made_up = [feature for feature in features if feature["properties"]["artificial"]]
    assert sum(map(length_m, made_up)) == pytest.approx(sum(map(length_m, drawn)), rel=0.01)


def length_m(feature: dict[str, Any]) -> float:
    points = feature["geometry"]["coordinates"]
    return sum(hypot((a[0] - b[0]) * cos(radians(52.2)), a[1] - b[1]) * 111_195 for a, b in pairwise(points))


# ---- the roads -----------------------------------------------------------------------------------------


def test_roads_without_a_bus_are_drawn_by_hand_and_say_so(region: Region) -> None:
    for feature in json.loads((region.folder / "extra_roads.geojson").read_text())["features"]:
        assert feature["properties"]["source"] == "von Hand gezeichnet"
        assert feature["properties"]["note"]


@pytest.mark.parametrize(
    ("a", "b", "km"),
    [
        # 43 % longer without the road from Schwanebeck to Baitz
        ("Lüsse", "Schwanebeck", 7.0),
        # twice as long without the road through the forest
        ("Werbig", "Dippmannsdorf", 12.4),
        ("Groß Briesen", "Ragösen", 7.0),
    ],
)
def test_a_road_that_no_bus_takes_is_not_driven_round(
    region: Region, travel: TravelTimes, a: str, b: str, km: float
) -> None:
    stop = {ortsteil.name: ortsteil.stop for ortsteil in region.ortsteile}
    assert travel.metres(stop[a], stop[b]) / 1000 == pytest.approx(km, rel=0.05)


@pytest.mark.slow
@pytest.mark.skipif(not REFERENCE.exists(), reason=f"{REFERENCE} is not there")
def test_ways_on_roads_with_a_bus_are_those_of_an_independent_survey(
    region: Region, travel: TravelTimes
) -> None:
    import networkx as nx  # noqa: PLC0415 - these take seconds, and all other tests do without
    import osmnx as ox  # noqa: PLC0415

    graph = ox.load_graphml(REFERENCE)
    nodes = {data["stop_id"]: node for node, data in graph.nodes(data=True) if "stop_id" in data}
    main = [region.stops[ortsteil.stop] for ortsteil in region.ortsteile]
    ratios = []
    for here in main:
        lengths = nx.single_source_dijkstra_path_length(graph, nodes[here.boarding], weight="length")
        ratios += [
            travel.metres(here.id, goal.id) / lengths[nodes[goal.boarding]] for goal in main if goal != here
        ]
    # shorter where roads have been added, longer where they have made a longer way quicker
    assert median(ratios) == pytest.approx(1, abs=0.005)
    assert sum(0.98 < ratio < 1.02 for ratio in ratios) > 0.8 * len(ratios)
    assert max(ratios) < 1.12
