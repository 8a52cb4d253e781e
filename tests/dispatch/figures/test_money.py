"""Who bears how much: exactly everything, whatever the key and whoever rides in what order (B43)."""

from dataclasses import replace
from datetime import date
from itertools import permutations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from dispatch.figures import cost_lines, figures, split
from dispatch.figures.money import total_cost
from dispatch.record import DayRecord, Fate, Moment
from mobility.clock import ServiceDay
from mobility.costs import CostKey, Costs, Method
from mobility.needs import Needs
from mobility.region import load_region
from tests.dispatch.figures.tiny import (
    BAHNHOF,
    BELZIG_TOWN,
    DEPOT,
    LUETTE,
    REETZ,
    TUESDAY,
    WIESENBURG,
    WIESENBURG_TOWN,
    asking,
    busy_tuesday,
    call,
    drive,
    promised,
    record,
    with_round_numbers,
)

REAL = load_region("bad-belzig")
SINCE = date(2020, 1, 1)
KEYS = {
    method: CostKey(
        1, SINCE, method, {BELZIG_TOWN: 60, WIESENBURG_TOWN: 40} if method is Method.SHARES else {}
    )
    for method in Method
}
PLACES = (BAHNHOF, LUETTE, REETZ, WIESENBURG, DEPOT, "on the road")


@st.composite
def days(draw: st.DrawFn) -> DayRecord:
    """Any day: vans that carry any parties anywhere, in any order, or nobody."""
    askings, drives = [], []
    for number in range(1, draw(st.integers(1, 3)) + 1):
        start = draw(st.integers(0, 40_000))
        calls = [call(DEPOT, 0, (start, start))]
        for place in draw(st.lists(st.sampled_from(PLACES), max_size=4)):
            start += 1000
            reference = f"{number}-{start}"
            ends = draw(st.sampled_from((BAHNHOF, LUETTE, REETZ))), draw(st.sampled_from(PLACES[:4]))
            needs = Needs(draw(st.integers(1, 8)))
            offer = promised(start, start + 9_000, 760)
            asked = asking(reference, ends[0], Fate.RODE, destination=ends[1], needs=needs, offer=offer)
            askings.append(asked)
            calls.append(call(place, draw(st.integers(0, 20)), (start, start + 60), on={reference: start}))
            if draw(st.booleans()):
                start += 700
                calls.append(call(ends[1], draw(st.integers(0, 20)), (start, start), off={reference: start}))
        calls.append(call(DEPOT, draw(st.integers(0, 20)), (start + 900, start + 900)))
        last = start + 1000
        # who was not set down by then gets off at the depot: the split does not mind
        done = {each.reference for each in (moment for every in calls for moment in every.off)}
        left = {each.request.reference: last for each in askings if each.request.reference not in done}
        mine = {reference: last for reference in left if reference.startswith(f"{number}-")}
        calls.append(call(DEPOT, 0, (last, last), off=mine))
        drives.append(drive(number, (0, draw(st.integers(1, 80_000))), *calls))
    return record(askings, *drives)


COSTS = st.builds(
    Costs,
    duty_hour_cents=st.integers(0, 9_999),
    km_cents=st.integers(0, 999),
    vehicle_day_cents=st.integers(0, 9_999),
    day_cents=st.integers(0, 9_999),
    fare_cents=st.integers(0, 999),
)


@given(days=st.lists(days(), max_size=3), method=st.sampled_from(Method), costs=COSTS)
def test_given_any_days_when_split_by_any_key_then_the_parts_sum_up_to_the_cost_to_the_cent(
    days: list[DayRecord], method: Method, costs: Costs
) -> None:
    region = replace(REAL, costs=costs)

    parts = split(days, region, KEYS[method])

    assert set(parts) == set(region.municipalities)
    assert sum(parts.values()) == total_cost(days, costs)
    assert min(parts.values()) >= 0


@given(day=days(), costs=COSTS)
def test_given_any_day_when_measured_then_costs_and_revenues_of_municipalities_sum_up_to_the_whole(
    day: DayRecord, costs: Costs
) -> None:
    found = figures([day], replace(REAL, costs=costs))

    for key in ("cost_cents", "revenue_cents", "subsidy_cents"):
        assert sum(town[key] or 0 for town in found.by["municipality"].values()) == found.values[key]


@given(day=days(), method=st.sampled_from(Method), data=st.data())
def test_given_riders_in_another_order_when_split_then_it_is_the_same(
    day: DayRecord, method: Method, data: st.DataObject
) -> None:
    def shuffled(moments: tuple[Moment, ...]) -> tuple[Moment, ...]:
        return tuple(data.draw(st.permutations(moments)))

    other = replace(
        day,
        askings=tuple(data.draw(st.permutations(day.askings))),
        drives=tuple(
            replace(each, calls=tuple(replace(one, on=shuffled(one.on)) for one in each.calls))
            for each in data.draw(st.permutations(day.drives))
        ),
    )

    assert split([other], REAL, KEYS[method]) == split([day], REAL, KEYS[method])


@pytest.mark.parametrize(
    ("method", "van_1", "van_2", "day"),
    [
        (Method.HOME, 17_600, 0, 1_875),  # all of van 1, none of van 2, three of four
        # a 5 km twice, a and b 15 km three times of which half here; c none: 65 of 110, and of 128
        (Method.PASSENGER_KM, 10_400, 0, 1_270),
        (Method.EQUAL, 8_800, 0, 937),  # half of three; three halves of four: 937.5, the cent to the first
        (Method.SHARES, 7_040, 5_080, 1_000),  # 40 %
    ],
)
def test_given_a_busy_tuesday_when_split_by_each_key_then_it_is_what_the_hand_calculates(
    method: Method, van_1: int, van_2: int, day: int
) -> None:
    lines = list(cost_lines([busy_tuesday()], with_round_numbers(REAL), KEYS[method]))

    assert [line.cents for line in lines] == [17_600, 12_700, 2_500]
    assert [line.shift.id if line.shift else None for line in lines] == ["shift-1", "shift-2", None]
    assert [line.parts[WIESENBURG_TOWN] for line in lines] == [van_1, van_2, day]
    assert all(sum(line.parts.values()) == line.cents for line in lines)


def test_given_an_idle_duty_when_split_then_riders_of_the_day_bear_it_else_those_of_other_days() -> None:
    region = with_round_numbers(REAL)
    idle = drive(3, (0, 1_000))  # 10 Euro
    tuesday = busy_tuesday()
    same_day = replace(tuesday, drives=(*tuesday.drives, idle))
    next_day = record([], idle, day=ServiceDay(date(2026, 11, 25)))

    *_, van_3, _day = cost_lines([same_day], region)
    assert van_3.parts == {BELZIG_TOWN: 250, WIESENBURG_TOWN: 750}
    *_, van_3, _day = cost_lines([tuesday, next_day], region)
    assert van_3.parts == {BELZIG_TOWN: 250, WIESENBURG_TOWN: 750}
    van_3, _day = cost_lines([next_day], region)
    assert van_3.parts == {BELZIG_TOWN: 500, WIESENBURG_TOWN: 500}


def test_given_two_days_with_other_riders_when_split_then_what_a_day_costs_is_borne_by_its_own() -> None:
    tuesday, idle = busy_tuesday(), drive(3, (0, 1_000))
    _, to_luette = tuesday.drives
    only_belzig = replace(tuesday, service_day=ServiceDay(date(2026, 11, 25)), drives=(to_luette, idle))

    *_, van_3, day = cost_lines([tuesday, only_belzig], with_round_numbers(REAL))

    assert van_3.parts == {BELZIG_TOWN: 1_000, WIESENBURG_TOWN: 0}
    assert day.parts == {BELZIG_TOWN: 500 + 2 * 1_000, WIESENBURG_TOWN: 0}


def test_given_a_key_that_changes_when_days_are_split_then_each_day_has_the_key_in_force() -> None:
    keys = (KEYS[Method.HOME], replace(KEYS[Method.SHARES], version=2, since=TUESDAY.date))
    region = replace(with_round_numbers(REAL), cost_keys=keys)
    monday = replace(busy_tuesday(), service_day=ServiceDay(date(2026, 11, 23)))

    assert [line.key for line in cost_lines([monday, busy_tuesday()], region)] == [1, 1, 1, 2, 2, 2]


def test_given_two_duties_of_one_vehicle_when_the_day_is_paid_then_the_vehicle_is_paid_once() -> None:
    early, late = drive(1, (0, 100)), drive(1, (100, 200))

    assert total_cost([record([], early, late)], with_round_numbers(REAL).costs) == 100 + 100 + 500 + 1_000


def test_given_a_ride_within_a_municipality_when_shared_equally_then_the_other_bears_nothing() -> None:
    offer = promised(30_000, 33_000, 660)
    for order in permutations((REETZ, WIESENBURG)):
        day = record(
            [asking("x", order[0], Fate.RODE, destination=order[1], offer=offer)],
            drive(
                1,
                (0, 40_000),
                call(DEPOT, 0, (29_000, 29_000)),
                call(order[0], 10, (30_000, 30_060), on={"x": 30_000}),
                call(order[1], 5, (30_660, 30_720), off={"x": 30_660}),
                call(DEPOT, 15, (32_000, 32_000)),
            ),
        )
        for method in (Method.HOME, Method.EQUAL, Method.PASSENGER_KM):
            assert split([day], REAL, KEYS[method])[BELZIG_TOWN] == 0
