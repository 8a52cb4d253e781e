"""Where vehicles are between their visits, and what follows for those who ask meanwhile."""

from dataclasses import replace

import pytest
from hypothesis import given
from hypothesis import strategies as st

from dispatch import desk
from dispatch.checking import Fault, violations
from dispatch.offers import Option
from dispatch.problem import Problem
from dispatch.travel import TravelTimes
from dispatch.whereabouts import whereabouts
from mobility.clock import HOUR
from mobility.day import Day, Position
from mobility.declines import NoPlace
from mobility.plan import Plan, Run
from mobility.promises import TimeWindow
from tests.worlds import MONDAY, POLICY, ask, at, monday, van

# one road from the depot to the mill, and one that leaves it at the crossing for the farm
METRE = {"depot": 0, "yard": 100, "oak": 300, "crossing": 600, "mill": 1000}
TO_FARM = 150
NINE = 9 * HOUR


def roads() -> TravelTimes:
    """The quickest ways, a metre a second; nobody boards at the yard, the oak and the crossing."""
    ways = {a: {b: (abs(METRE[a] - METRE[b]),) * 2 for b in METRE} for a in METRE}
    for place, row in ways.items():
        row["farm"] = (abs(METRE[place] - METRE["crossing"]) + TO_FARM,) * 2
    ways["farm"] = {place: row["farm"] for place, row in ways.items()} | {"farm": (0, 0)}
    return TravelTimes.of(ways, points=("yard", "oak", "crossing"))


TRAVEL = roads()


def to_the_mill(now: int) -> Day:
    """A van that leaves the depot at nine and is at the mill 1,000 seconds later."""
    policy = replace(POLICY, min_ride_m=0, notice=0, offer_margin=0, early_until=0, step=10)
    day = replace(monday(replace(van(1), depot="depot")), policy=policy, now=NINE - HOUR)
    request = ask("one", "mill", "depot", at(NINE + 1000))
    window = TimeWindow(NINE + 1000, NINE + 1600)
    return taken(day, request.reference, "mill", "depot", window).at(now)


def taken(day: Day, reference: str, origin: str, destination: str, pickup: TimeWindow) -> Day:
    """The day with one ride more, which must be possible."""
    options = rides(day, reference, origin, destination, pickup)
    request = ask(reference, origin, destination, at(pickup.start))
    return desk.accept(day, request, options[0].offer, TRAVEL)


def rides(day: Day, reference: str, origin: str, destination: str, pickup: TimeWindow) -> tuple[Option, ...]:
    """What each vehicle could promise."""
    request = ask(reference, origin, destination, at(pickup.start), asked_at=MONDAY.instant(day.now))
    options = desk.options(day, request, TRAVEL, pickup)
    return options if isinstance(options, tuple) else ()


def turning(day: Day, goal: Position | None = None) -> Day:
    """The day with the whereabouts of its vehicle."""
    goals = {goal.shift: goal} if goal else {}
    return replace(day, positions=whereabouts(day, TRAVEL, goals))


def place(name: str, time: int) -> Position:
    return Position("shift-1", name, time)


# --- turning ------------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("elapsed", "expected"),
    [
        (0, ("yard", 100)),
        (99, ("yard", 100)),
        (100, ("oak", 300)),
        (599, ("crossing", 600)),
        (600, ("mill", 1000)),
    ],
)
def test_given_a_way_when_turning_then_at_the_next_point_of_it(
    elapsed: int, expected: tuple[str, int]
) -> None:
    assert TRAVEL.turn("depot", "mill", elapsed) == expected


def test_given_a_side_road_when_turning_then_only_at_points_on_the_way() -> None:
    assert TRAVEL.turn("farm", "mill", 0) == ("crossing", TO_FARM)
    assert TRAVEL.turn("farm", "mill", TO_FARM) == ("mill", TO_FARM + 400)


def test_given_no_points_when_turning_then_at_the_end_of_the_way() -> None:
    assert TravelTimes.of({"A": {"B": (60, 1)}, "B": {"A": (60, 1)}}).turn("A", "B", 5) == ("B", 60)


# --- where vehicles are -------------------------------------------------------------------------------


def test_given_a_van_that_waits_when_asked_where_it_is_then_no_position_is_needed() -> None:
    assert whereabouts(to_the_mill(NINE), TRAVEL) == ()
    assert whereabouts(to_the_mill(NINE - HOUR), TRAVEL) == ()


def test_given_a_van_on_its_way_when_asked_where_it_is_then_at_the_next_point() -> None:
    assert whereabouts(to_the_mill(NINE + 1), TRAVEL) == (place("yard", NINE + 100),)
    assert whereabouts(to_the_mill(NINE + 450), TRAVEL) == (place("crossing", NINE + 600),)


def test_given_a_point_not_reached_yet_when_asked_again_then_it_is_still_the_next() -> None:
    day = turning(to_the_mill(NINE + 101)).at(NINE + 200)
    assert whereabouts(day, TRAVEL) == (place("oak", NINE + 300),)
    assert whereabouts(day.at(NINE + 300), TRAVEL) == (place("oak", NINE + 300),)
    assert whereabouts(day.at(NINE + 301), TRAVEL) == (place("crossing", NINE + 600),)


def test_given_a_van_past_the_last_point_when_asked_where_it_is_then_at_its_visit() -> None:
    day = turning(to_the_mill(NINE + 700))
    assert day.positions == (place("mill", NINE + 1000),)
    assert whereabouts(day.at(NINE + 1000), TRAVEL) == ()


def test_given_a_goal_when_driving_there_then_the_way_to_it_counts() -> None:
    day = replace(to_the_mill(NINE), bookings=(), plan=Plan())
    goal = place("mill", NINE + 1000)
    underway = turning(day.at(NINE + 120), goal)
    assert underway.positions == (place("oak", NINE + 300),)
    assert turning(underway.at(NINE + 650), goal).positions == (goal,)


def test_given_a_goal_reached_unseen_when_asked_where_the_van_is_then_there() -> None:
    day = replace(to_the_mill(NINE), bookings=(), plan=Plan())
    goal = place("mill", NINE + 1000)
    assert turning(day.at(NINE + 1000), goal).positions == (goal,)
    assert turning(day.at(NINE + 5000), goal).positions == (goal,)


def test_given_a_goal_of_before_a_visit_when_asked_where_the_van_is_then_it_is_forgotten() -> None:
    assert turning(to_the_mill(NINE + 5000), place("crossing", NINE - 10)).positions == ()


def test_given_a_goal_reached_when_nothing_else_is_planned_then_the_van_stays_there() -> None:
    day = replace(to_the_mill(NINE), bookings=(), plan=Plan(), positions=(place("mill", NINE + 1000),))
    assert whereabouts(day.at(NINE + 5000), TRAVEL) == day.positions


def test_given_a_visit_after_a_position_when_it_is_done_then_the_position_is_forgotten() -> None:
    day = replace(to_the_mill(NINE + 1000), positions=(place("crossing", NINE + 600),))
    assert whereabouts(day, TRAVEL) == ()


# --- what follows -------------------------------------------------------------------------------------


def test_given_a_van_on_its_way_when_it_may_not_turn_then_nobody_is_fetched_before_its_visit() -> None:
    day = to_the_mill(NINE + 450)
    assert rides(day, "two", "farm", "mill", TimeWindow(NINE + 450, NINE + 1200)) == ()


def test_given_a_van_on_its_way_when_it_may_turn_then_somebody_is_fetched_first() -> None:
    day = turning(to_the_mill(NINE + 450))
    after = taken(day, "two", "farm", "mill", TimeWindow(NINE + 450, NINE + 1200))
    visits = after.plan.run("shift-1").visits
    assert [(visit.stop, visit.time - NINE) for visit in visits[:3]] == [
        ("farm", 750),
        ("mill", 750 + 60 + TO_FARM + 400),
        ("mill", 750 + 60 + TO_FARM + 400),
    ]
    assert desk.violations(after, TRAVEL) == ()


def test_given_a_van_past_the_turn_off_when_somebody_asks_there_then_it_is_too_late() -> None:
    day = turning(to_the_mill(NINE + 620))
    assert rides(day, "two", "farm", "mill", TimeWindow(NINE + 620, NINE + 1220)) == ()
    request = ask("two", "farm", "mill", at(NINE + 620), asked_at=MONDAY.instant(day.now))
    assert desk.options(day, request, TRAVEL, TimeWindow(NINE + 620, NINE + 1220)) == NoPlace()


def test_given_a_position_when_a_plan_flies_from_it_then_that_is_found() -> None:
    day = turning(to_the_mill(NINE + 450))
    run = day.plan.run("shift-1")
    early = Run(run.shift, (replace(run.visits[0], time=NINE + 999), *run.visits[1:]))
    found = violations(Problem.of(day, TRAVEL), day.plan.with_run(early))
    assert {each.fault for each in found} == {Fault.PROMISE, Fault.SPEED}


@given(st.integers(NINE - 100, NINE + 4000))
def test_given_any_time_when_asked_where_vans_are_then_the_plan_can_still_be_driven(now: int) -> None:
    day = turning(to_the_mill(now))
    assert desk.violations(day, TRAVEL) == ()
    for position in day.positions:
        assert position.time > now
