"""Scheduled journeys: what is found by stop and time is what a patient reader of all timetables finds."""

from collections.abc import Iterator
from datetime import date
from itertools import product

import pytest
from hypothesis import assume, given
from hypothesis import strategies as st

from mobility.clock import HOUR, MINUTE
from mobility.lines import Access, Journey, Limits, LineCall, LineRun, Lines, walk_m
from mobility.promises import TimeWindow
from mobility.timetable import Service

TUESDAY, SATURDAY = date(2026, 11, 24), date(2026, 11, 28)
WEEKDAYS = Service(date(2026, 1, 1), date(2026, 12, 31), frozenset(range(5)))
WEEKEND = Service(date(2026, 1, 1), date(2026, 12, 31), frozenset({5, 6}))
PLACES = {"a": (52.0, 12.0), "a2": (52.002, 12.0), "b": (52.05, 12.0), "c": (52.1, 12.0), "d": (52.1, 12.1)}
"""A and A2 are 290 m apart on foot, all others far away."""
ALL_DAY = TimeWindow(0, 30 * HOUR)
ANYHOW = Limits(leaving=ALL_DAY, arriving=ALL_DAY)


def run(key: str, *calls: tuple[str, int], service: Service = WEEKDAYS, accessible: bool = False) -> LineRun:
    """A run of a line named like it, with calls at minutes of the day."""
    at = tuple(LineCall(stop, minute * MINUTE, minute * MINUTE) for stop, minute in calls)
    return LineRun(key, key, "", service, accessible, at)


def found(lines: Lines, origin: str, destination: str, limits: Limits = ANYHOW) -> list[Journey]:
    return list(lines.journeys(TUESDAY, origin, destination, limits))


def names(journeys: list[Journey]) -> list[str]:
    return ["+".join(leg.line for leg in journey.legs) for journey in journeys]


def test_a_direct_run_is_a_journey_with_its_times() -> None:
    lines = Lines([run("580", ("a", 600), ("b", 615), ("c", 640))], PLACES)
    (journey,) = found(lines, "a", "c")
    (leg,) = journey.legs
    assert (leg.line, leg.origin, leg.destination) == ("580", "a", "c")
    assert (journey.departs, journey.arrives) == (10 * HOUR, 10 * HOUR + 40 * MINUTE)
    assert found(lines, "c", "a") == []


def test_a_run_of_another_day_is_no_journey() -> None:
    lines = Lines([run("580", ("a", 600), ("c", 640), service=WEEKEND)], PLACES)
    assert found(lines, "a", "c") == []
    assert list(lines.journeys(SATURDAY, "a", "c", ANYHOW))


@pytest.mark.parametrize(("wait", "fits"), [(2, False), (3, True), (30, True), (31, False)])
def test_a_change_takes_its_time_and_no_more(wait: int, fits: bool) -> None:
    lines = Lines([run("1", ("a", 600), ("b", 620)), run("2", ("b", 620 + wait), ("c", 700))], PLACES)
    limits = Limits(leaving=ALL_DAY, arriving=ALL_DAY, change=3 * MINUTE, change_max=30 * MINUTE)
    assert names(found(lines, "a", "c", limits)) == (["1+2"] if fits else [])


def test_nobody_changes_twice() -> None:
    runs = [
        run("1", ("a", 600), ("b", 610)),
        run("2", ("b", 620), ("d", 630)),
        run("3", ("d", 640), ("c", 650)),
    ]
    assert found(Lines(runs, PLACES), "a", "c") == []


@pytest.mark.parametrize(("metres", "there"), [(289, False), (290, True)])
def test_a_stop_within_a_walk_will_do_at_either_end(metres: int, there: bool) -> None:
    assert 289 < walk_m(PLACES["a"], PLACES["a2"]) < 290
    lines = Lines([run("580", ("a2", 600), ("c", 640)), run("581", ("c", 700), ("a2", 740))], PLACES)
    limits = Limits(leaving=ALL_DAY, arriving=ALL_DAY, walk_m=metres)
    assert names(found(lines, "a", "c", limits)) == (["580"] if there else [])
    assert names(found(lines, "c", "a", limits)) == (["581"] if there else [])


def test_the_walk_between_two_stops_is_part_of_a_change() -> None:
    # 290 m at 4 km/h take 4:21 min
    first = run("1", ("c", 600), ("a", 620))
    for minute, fits in ((624, False), (625, True)):
        lines = Lines([first, run("2", ("a2", minute), ("b", 660))], PLACES)
        limits = Limits(leaving=ALL_DAY, arriving=ALL_DAY, walk_m=300)
        assert names(found(lines, "c", "b", limits)) == (["1+2"] if fits else [])


def test_who_walks_knows_how_long() -> None:
    lines = Lines([run("580", ("a2", 600), ("c", 640))], PLACES)
    limits = Limits(leaving=ALL_DAY, arriving=ALL_DAY, walk_m=300)
    (journey,) = found(lines, "a", "c", limits)
    assert (journey.before, journey.after) == (261, 0)


@pytest.mark.parametrize(
    ("on", "off", "booked", "rides"),
    [
        (Access.OPEN, Access.OPEN, False, True),
        (Access.CLOSED, Access.OPEN, True, False),
        (Access.OPEN, Access.CLOSED, True, False),
        (Access.BOOKED, Access.OPEN, False, False),
        (Access.OPEN, Access.BOOKED, False, False),
        (Access.BOOKED, Access.BOOKED, True, True),
    ],
)
def test_only_where_passengers_may_get_on_and_off_they_ride(
    on: Access, off: Access, booked: bool, rides: bool
) -> None:
    calls = LineCall("a", 36_000, 36_000, on=on), LineCall("c", 38_000, 38_000, off=off)
    lines = Lines([LineRun("r", "580", "", WEEKDAYS, accessible=False, calls=calls)], PLACES)
    limits = Limits(leaving=ALL_DAY, arriving=ALL_DAY, booked=booked)
    assert bool(found(lines, "a", "c", limits)) is rides


def test_a_line_may_be_named_to_count_always_or_never() -> None:
    # B14: feeds code call buses as normal ones, so a municipality must be able to say what is true
    booked = LineCall("a", 36_000, 36_000, on=Access.BOOKED), LineCall("c", 38_000, 38_000)
    on_call = LineRun("r", "555", "", WEEKDAYS, accessible=False, calls=booked)
    usual = run("589", ("a", 600), ("c", 640))
    assert names(found(Lines([on_call, usual], PLACES), "a", "c")) == ["589"]
    assert names(found(Lines([on_call, usual], PLACES, never=["589"]), "a", "c")) == []
    assert names(found(Lines([on_call, usual], PLACES, ["589"], ["555"]), "a", "c")) == ["555"]


def test_who_needs_a_ramp_takes_runs_that_have_one() -> None:
    runs = [run("1", ("a", 600), ("c", 640)), run("2", ("a", 610), ("c", 650), accessible=True)]
    limits = Limits(leaving=ALL_DAY, arriving=ALL_DAY, accessible=True)
    assert names(found(Lines(runs, PLACES), "a", "c", limits)) == ["2"]


def test_a_region_without_lines_has_no_journeys() -> None:
    assert found(Lines([], PLACES), "a", "c") == []


# --- Against a reader who looks at everything

stops = st.sampled_from(sorted(PLACES))
services = st.sampled_from([WEEKDAYS, WEEKEND])
accesses = st.sampled_from([Access.OPEN, Access.OPEN, Access.CLOSED, Access.BOOKED])


@st.composite
def runs_of_lines(draw: st.DrawFn) -> LineRun:
    time = draw(st.integers(480, 600)) * MINUTE
    calls = []
    for stop in draw(st.lists(stops, min_size=2, max_size=6)):
        time += draw(st.integers(0, 20)) * MINUTE
        waits = draw(st.integers(0, 2)) * MINUTE
        calls.append(LineCall(stop, time, time + waits, draw(accesses), draw(accesses)))
        time += waits
    key = str(draw(st.integers(1, 10**6)))
    line = draw(st.sampled_from(["1", "2", "3"]))
    return LineRun(key, line, "", draw(services), draw(st.booleans()), tuple(calls))


@st.composite
def limits_of_journeys(draw: st.DrawFn) -> Limits:
    first, last = (draw(st.integers(480, 700)) * MINUTE for _ in range(2))
    return Limits(
        leaving=TimeWindow(first, first + draw(st.integers(0, 120)) * MINUTE),
        arriving=TimeWindow(last, last + draw(st.integers(0, 120)) * MINUTE),
        longest=draw(st.integers(0, 120)) * MINUTE,
        walk_m=draw(st.sampled_from([0, 289, 290, 10**6])),
        change=draw(st.integers(0, 5)) * MINUTE,
        change_max=draw(st.integers(5, 60)) * MINUTE,
        accessible=draw(st.booleans()),
        booked=draw(st.booleans()),
    )


def patient(runs: list[LineRun], origin: str, destination: str, limits: Limits) -> Iterator[tuple[int, ...]]:
    """Every journey as the times of its legs, by trying everything with everything."""

    def walk(one: str, other: str) -> float | None:
        metres = 0 if one == other else walk_m(PLACES[one], PLACES[other])
        return -(-metres * 3600 // 4000) if metres <= limits.walk_m else None

    def may(access: Access) -> bool:
        return access is Access.OPEN or (access is Access.BOOKED and limits.booked)

    rides = [
        (each, on, off)
        for each in runs
        if each.service.runs(TUESDAY) and (each.accessible or not limits.accessible)
        for on, off in product(each.calls, repeat=2)
        if each.calls.index(on) < each.calls.index(off) and may(on.on) and may(off.off)
    ]

    def begins(on: LineCall) -> bool:
        return walk(origin, on.stop) is not None and on.departs in limits.leaving

    def ends(off: LineCall) -> bool:
        return walk(off.stop, destination) is not None and off.arrives in limits.arriving

    for _, on, off in rides:
        if begins(on) and ends(off) and off.arrives - on.departs <= limits.longest:
            yield on.departs, off.arrives
    for (one, on, change), (other, again, off) in product(rides, repeat=2):
        way = walk(change.stop, again.stop)
        if one is other or way is None or not (begins(on) and ends(off)):
            continue
        wait = again.departs - change.arrives - way
        if limits.change <= wait <= limits.change_max and off.arrives - on.departs <= limits.longest:
            yield on.departs, change.arrives, again.departs, off.arrives


@given(
    runs=st.lists(runs_of_lines(), max_size=6), origin=stops, destination=stops, limits=limits_of_journeys()
)
def test_what_is_found_by_stop_and_time_is_what_trying_everything_finds(
    runs: list[LineRun], origin: str, destination: str, limits: Limits
) -> None:
    # a call that is there twice in every respect has no place of its own in the comparison
    assume(all(len(set(each.calls)) == len(each.calls) for each in runs))
    journeys = Lines(runs, PLACES).journeys(TUESDAY, origin, destination, limits)
    times = sorted(tuple(t for leg in each.legs for t in (leg.departs, leg.arrives)) for each in journeys)
    assert times == sorted(patient(runs, origin, destination, limits))
