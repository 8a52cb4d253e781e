"""What a check finds: for every kind of finding a region in which it is to be found, and one without."""

from collections.abc import Callable
from dataclasses import replace
from datetime import date, timedelta
from pathlib import Path
from typing import Any, TypeAlias

import networkx as nx
import pytest

from dispatch.packs.check import Finding, Grade, Kind, check_pack
from dispatch.packs.check.contrast import contrast
from dispatch.packs.check.places import check_places
from dispatch.packs.check.service import check_service
from dispatch.packs.check.ways import check_ways
from dispatch.roads.build import load_graph
from dispatch.travel import TravelTimes
from mobility.calendar import DayType
from mobility.clock import HOUR
from mobility.promises import TimeWindow
from mobility.region import Region
from mobility.region.particulars import Fares, Phone
from mobility.region.permits import Permit
from mobility.timetable import NO_FEED, Timetable
from tests.packs import BAD_BELZIG, copy_of_pack, edit

TODAY = date(2026, 11, 22)
Graph: TypeAlias = "nx.MultiDiGraph[Any]"
Change = Callable[[Region], Region]


def found(region: Region, today: date = TODAY) -> set[Kind]:
    """Kinds of findings besides those of roads."""
    return {finding.kind for finding in (*check_places(region), *check_service(region, today))}


def other(**changes: object) -> Change:
    """The region with something else in it."""
    return lambda region: replace(region, **changes)  # type: ignore[arg-type] # of the type of its field


def policies(**changes: object) -> Change:
    """The region with other rules on every day."""
    return lambda region: replace(
        region,
        policies={day: replace(policy, **changes) for day, policy in region.policies.items()},  # type: ignore[arg-type] # same
    )


def vehicles(**changes: int) -> Change:
    """The region with other places in all vehicles."""

    def change(region: Region) -> Region:
        fleet = tuple(replace(each, capacity=replace(each.capacity, **changes)) for each in region.vehicles)
        roster = tuple(replace(duty, vehicle=fleet[0]) for duty in region.roster)
        return replace(region, vehicles=fleet, roster=roster)

    return change


def moved(**changes: float | str) -> Change:
    """The region with its first stop elsewhere, or called otherwise."""

    def change(region: Region) -> Region:
        first, *_ = region.stops.values()
        return replace(region, stops={**region.stops, first.id: replace(first, **changes)})  # type: ignore[arg-type] # same

    return change


def permitted(**changes: object) -> Change:
    """The region with a permit that allows all it does, but for some of it."""

    def change(region: Region) -> Region:
        every_day = dict.fromkeys(DayType, TimeWindow(0, 24 * HOUR))
        everything = Permit(
            1,
            date(2026, 1, 1),
            None,
            "Kreis",
            "1",
            "Tarif",
            region.municipalities,
            frozenset(region.stops),
            every_day,
        )
        return replace(region, permits=(replace(everything, **changes),))  # type: ignore[arg-type] # same

    return change


def timetable(**changes: object) -> Change:
    return lambda region: replace(region, timetable=replace(region.timetable, **changes))  # type: ignore[arg-type] # same


def roster(days: set[DayType] | None = None, hours: TimeWindow | None = None) -> Change:
    """The region with duties on other days or at other hours."""

    def change(region: Region) -> Region:
        duties = [replace(duty, hours=hours or duty.hours) for duty in region.roster]
        if days is not None:
            duties = [replace(duty, days=frozenset(days)) for duty in duties]
        return replace(region, roster=tuple(duties))

    return change


def look(**colours: str) -> Change:
    return lambda region: replace(region, look=replace(region.look, **colours))


def source(**changes: str) -> Change:
    return lambda region: replace(region, sources=(replace(region.sources[0], **changes),))  # type: ignore[arg-type] # same


def doubled(region: Region) -> Region:
    """The region with its first stop at the place of the second."""
    first, second, *_ = region.stops.values()
    twin = replace(first, lat=second.lat, lon=second.lon)
    return replace(region, stops={**region.stops, first.id: twin})


def ortsteil(**changes: object) -> Change:
    """The region with another second settlement."""

    def change(region: Region) -> Region:
        first, second, *rest = region.ortsteile
        return replace(region, ortsteile=(first, replace(second, **changes), *rest))  # type: ignore[arg-type] # same

    return change


REGIONS: dict[Kind, Change] = {
    Kind.NO_DUTY: other(roster=()),
    Kind.FEED_ENDED: timetable(valid=(date(2021, 1, 1), TODAY - timedelta(days=1))),
    Kind.PERMIT_AREA: permitted(municipalities=("Bad Belzig",)),
    Kind.PERMIT_POINT: permitted(points=frozenset({"de:12069:900220143"})),
    Kind.PERMIT_HOURS: permitted(hours={}),
    Kind.CONTRAST: look(action="#7fbf7f"),
    Kind.NO_STOP_NEAR: ortsteil(lat=52.28),
    Kind.SAME_SETTLEMENT: ortsteil(name="BERGHÓLZ"),
    Kind.SAME_STOP: moved(name="Bad Belzig, Bahnhof"),
    Kind.TWINS: doubled,
    Kind.DAY_WITHOUT_DUTY: roster(days={DayType.SCHOOL_DAY}),
    Kind.HOURS_UNCOVERED: roster(hours=TimeWindow(9 * HOUR, 12 * HOUR)),
    Kind.DUTY_OUTSIDE: roster(hours=TimeWindow(2 * HOUR, 12 * HOUR)),
    Kind.NO_WHEELCHAIR: vehicles(wheelchairs=0),
    Kind.PARTY_TOO_LARGE: policies(max_party=20),
    Kind.FEED_ENDS: timetable(valid=(date(2021, 1, 1), TODAY + timedelta(days=30))),
    Kind.NO_TRAIN_AT_HUB: timetable(calls={}),
    Kind.DEMO_TIMETABLE: other(demo_timetable=True),
    Kind.FICTION_PHONE: other(phone=Phone("+49 30 23125 123", {})),
    Kind.NO_PHONE_HOURS: other(phone=Phone("+49 33841 1", {})),
    Kind.NO_PERMIT: other(permits=()),
    Kind.PERMIT_ENDS: permitted(valid_until=TODAY + timedelta(days=10)),
    Kind.SOURCE_OPEN: source(licence="noch nicht eingetragen"),
    Kind.NO_TICKET: other(fares=Fares((), "Tarif", ())),
    Kind.PAUSE: roster(days={DayType.SCHOOL_DAY}),
    Kind.NO_FEED: other(timetable=NO_FEED),
    Kind.NO_STATION: other(station="de:12069:900221999"),
    Kind.NO_POPULATION: ortsteil(population=None),
    Kind.NO_DESTINATION: other(destinations=()),
    Kind.VIRTUAL: moved(boarding="osm:n1:v"),
    Kind.SOURCE_OLD: source(as_of="2020-01-01"),
}
"""A region for each kind of finding that needs neither files nor roads."""

FILES = {Kind.BROKEN, Kind.STALE}
ROADS = {
    Kind.UNREACHED,
    Kind.NO_ROAD_NEAR,
    Kind.OFF_ROAD,
    Kind.DETOUR,
    Kind.ONE_WAY,
    Kind.SLOW,
    Kind.FAST,
    Kind.ARTIFICIAL,
}
LATER = {Kind.NO_SCHOOL_HOLIDAYS}


def test_every_kind_of_finding_has_an_example() -> None:
    assert REGIONS.keys() | FILES | ROADS | LATER == set(Kind)


@pytest.fixture(scope="module")
def whole(region: Region) -> Region:
    """The bundled region with nothing to find in it that these examples are about."""
    people = tuple(replace(ort, population=ort.population or 100) for ort in region.ortsteile)
    long = TimeWindow(5 * HOUR, 22 * HOUR)
    roster = tuple(replace(duty, days=frozenset(DayType), hours=long) for duty in region.roster[:3])
    rules = {day: replace(policy, hours=long) for day, policy in region.policies.items()}
    numbered = Phone("+49 33841 123", {DayType.SCHOOL_DAY: TimeWindow(8 * HOUR, 17 * HOUR)})
    changed = replace(
        region,
        ortsteile=people,
        roster=roster,
        policies=rules,
        phone=numbered,
        demo_timetable=False,
        sources=tuple(replace(each, as_of="2026-01-01") for each in region.sources),
        timetable=Timetable((date(2026, 1, 1), date(2027, 12, 31)), region.timetable.calls),
    )
    return permitted()(changed)


def test_given_a_whole_region_when_it_is_checked_then_none_of_these_is_found(whole: Region) -> None:
    assert found(whole) & REGIONS.keys() == set()


@pytest.mark.parametrize("kind", REGIONS)
def test_given_a_region_with_a_flaw_when_it_is_checked_then_the_flaw_is_found(
    whole: Region, kind: Kind
) -> None:
    assert kind in found(REGIONS[kind](whole))


def test_given_a_year_nobody_has_planned_when_a_region_is_checked_then_its_school_holidays_are_missed(
    whole: Region,
) -> None:
    far = date(2090, 1, 1)

    assert Kind.NO_SCHOOL_HOLIDAYS in found(whole, far)
    assert Kind.NO_SCHOOL_HOLIDAYS not in found(whole)


def test_the_worst_kinds_come_first() -> None:
    grades = [Finding(kind).grade for kind in Kind]

    assert grades == sorted(grades, key=list(Grade).index)
    assert Finding(Kind.PERMIT_POINT).grade is Grade.ERROR
    assert Finding(Kind.NO_STOP_NEAR).grade is Grade.ODD
    assert Finding(Kind.PAUSE).grade is Grade.NOTE


# files


def test_given_the_bundled_pack_when_it_is_checked_then_it_has_no_error() -> None:
    checked = check_pack(BAD_BELZIG, TODAY)

    assert [finding for finding in checked.findings if finding.grade is Grade.ERROR] == []
    assert list(checked.findings) == sorted(checked.findings, key=lambda finding: finding.order)


def test_given_a_pack_that_cannot_be_loaded_when_it_is_checked_then_that_is_all_it_says(
    tmp_path: Path,
) -> None:
    folder = copy_of_pack(tmp_path)
    edit(folder, "stops.csv", "52.10201,", "90.10201,")

    checked = check_pack(folder, TODAY)

    assert checked.region is None
    assert [finding.kind for finding in checked.findings] == [Kind.BROKEN]
    assert "stops.csv, line 2" in str(checked.findings[0].values["reason"])


def test_given_stops_that_changed_when_a_pack_is_checked_then_its_times_are_stale(tmp_path: Path) -> None:
    folder = copy_of_pack(tmp_path)
    edit(folder, "stops.csv", "52.10201,", "52.10202,")

    assert Kind.STALE in {finding.kind for finding in check_pack(folder, TODAY).findings}


# roads


@pytest.fixture(scope="module")
def bundled_graph() -> Graph:
    return load_graph(BAD_BELZIG)


@pytest.fixture
def graph(bundled_graph: Graph) -> Graph:
    """A copy of the bundled roads to change."""
    return bundled_graph.copy()


def on_roads(region: Region, travel: TravelTimes, graph: Graph) -> list[Finding]:
    return list(check_ways(region, travel, graph))


def link(graph: Graph, stop_point: str) -> tuple[Any, Any]:
    """The node of a stop point and the one that joins it to a road."""
    node = next(node for node, data in graph.nodes(data=True) if data.get("stop_id") == stop_point)
    return node, next(iter(graph.adj[node]))


def test_given_a_stop_that_can_only_be_left_when_roads_are_checked_then_it_is_named(
    region: Region, travel: TravelTimes, graph: Graph
) -> None:
    stop = next(stop for stop in region.stops.values() if stop.id != region.station)
    node, _ = link(graph, stop.boarding)
    graph.remove_edges_from([(other, node) for other in list(graph.pred[node])])

    found = [finding for finding in on_roads(region, travel, graph) if finding.kind is Kind.UNREACHED]

    assert [finding.values["name"] for finding in found] == [stop.name]
    assert [place.name for place in found[0].spots] == [stop.name]


def test_given_a_long_link_when_roads_are_checked_then_the_stop_is_off_the_road(
    region: Region, travel: TravelTimes, graph: Graph
) -> None:
    stop = next(iter(region.stops.values()))
    node, road = link(graph, stop.boarding)
    for *_, data in [*graph.edges(node, data=True), *graph.in_edges(node, data=True)]:
        data.update(length=321.0, connector=True)

    off = {
        f.values["name"]: f.values["metres"]
        for f in on_roads(region, travel, graph)
        if f.kind is Kind.OFF_ROAD
    }

    assert off[stop.name] == 321
    assert road in graph


def test_given_a_settlement_in_the_woods_when_roads_are_checked_then_it_is_named(
    region: Region, travel: TravelTimes, graph: Graph
) -> None:
    lost = ortsteil(lat=51.99, lon=12.26)(region)

    found = [f.values["name"] for f in on_roads(lost, travel, graph) if f.kind is Kind.NO_ROAD_NEAR]

    assert found == [region.ortsteile[1].name]


@pytest.mark.parametrize(("seconds", "kind"), [(1e6, Kind.SLOW), (1.0, Kind.FAST)])
def test_given_a_road_of_a_strange_speed_when_roads_are_checked_then_it_is_marked(
    region: Region, travel: TravelTimes, graph: Graph, seconds: float, kind: Kind
) -> None:
    long = next(
        data for *_, data in graph.edges(data=True) if data["length"] > 1000 and not data.get("connector")
    )
    long["travel_time"] = seconds

    (finding,) = [f for f in on_roads(region, travel, graph) if f.kind is kind]

    assert finding.values["count"] == 1
    assert len(finding.spots) == 1


def test_given_ways_between_neighbours_when_they_are_long_or_one_way_then_they_are_named(
    region: Region, graph: Graph
) -> None:
    stops = list(region.stops)
    size = len(stops)
    seconds = [[0 if a == b else 600 for b in range(size)] for a in range(size)]
    seconds[0] = [0 if b == 0 else 3000 for b in range(size)]
    metres = [[0 if a == b else 400 for b in range(size)] for a in range(size)]
    metres[1] = [0 if b == 1 else 60_000 for b in range(size)]
    for row in metres:
        row[1] = 60_000
    metres[1][1] = 0

    found = on_roads(region, TravelTimes(stops, seconds, metres), graph)

    first, second = (region.stops[stop].name for stop in stops[:2])
    ways = [(f.values["a"], f.values["b"]) for f in found if f.kind is Kind.ONE_WAY]
    detours = [(f.values["a"], f.values["b"]) for f in found if f.kind is Kind.DETOUR]
    assert ways
    assert all(first in pair for pair in ways)
    assert detours
    assert all(second in pair for pair in detours)
    assert all(len(finding.spots) == 2 for finding in found if finding.kind in {Kind.ONE_WAY, Kind.DETOUR})


def test_given_straight_stand_ins_when_roads_are_checked_then_their_length_is_told_once(
    region: Region, travel: TravelTimes
) -> None:
    roads: Graph = nx.MultiDiGraph()
    roads.add_node(1, x=12.5, y=52.1)
    roads.add_node(2, x=12.6, y=52.1)
    for pair in ((1, 2), (2, 1)):
        roads.add_edge(*pair, length=6854.0, travel_time=500.0, artificial=True)

    (finding,) = [f for f in on_roads(region, travel, roads) if f.kind is Kind.ARTIFICIAL]

    assert finding.values == {"metres": 6854}


# colours


def test_given_black_and_white_when_they_are_compared_then_the_contrast_is_21_whichever_comes_first() -> None:
    assert round(contrast("#000000", "#ffffff"), 2) == round(contrast("#ffffff", "#000000"), 2) == 21
    assert contrast("#767676", "#ffffff") > 4.5 > contrast("#777777", "#ffffff")  # the known limit for grey
