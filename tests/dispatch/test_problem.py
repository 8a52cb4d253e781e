"""The judge of plans: a good plan passes, and every way to spoil it is named."""

from collections.abc import Callable
from dataclasses import replace

import pytest

from dispatch import desk
from dispatch.checking import BrokenPlan, Fault, checked, violations
from dispatch.problem import Problem
from mobility.clock import HOUR, MINUTE
from mobility.day import Day
from mobility.needs import Load, Needs
from mobility.objective import Objective
from mobility.plan import Plan, Run, Visit, VisitKind
from tests.worlds import (
    BAHNHOF,
    BORNE,
    DEPOT,
    DIPPMANNSDORF,
    MARKT,
    REETZ,
    TRAVEL,
    WIESENBURG,
    ask,
    at,
    booked,
    by,
    monday,
    van,
)


@pytest.fixture(scope="module")
def day() -> Day:
    """Two vans; the first fetches three parties from the south-west, the second one from the north."""
    return booked(
        monday(van(1), van(2)),
        ask("reetz", REETZ, BAHNHOF, by(10 * HOUR)),
        ask("pram", WIESENBURG, BAHNHOF, by(10 * HOUR), Needs(passengers=2, prams=1)),
        ask("chair", BORNE, BAHNHOF, by(10 * HOUR), Needs(wheelchairs=1)),
        ask("north", DIPPMANNSDORF, MARKT, by(10 * HOUR)),
    )


def faults(day: Day, plan: Plan) -> set[tuple[Fault, str]]:
    """What is wrong with a plan for a day, and with whom."""
    found = violations(Problem.of(day, TRAVEL), plan)
    assert all(violation.text for violation in found)
    return {(violation.fault, violation.subject) for violation in found}


def moved(plan: Plan, seconds: int, reference: str, kind: VisitKind) -> Plan:
    """The plan with one visit at another time."""

    def move(visit: Visit) -> Visit:
        hit = visit.reference == reference and visit.kind is kind
        return replace(visit, time=visit.time + seconds) if hit else visit

    return Plan(tuple(Run(run.shift, tuple(map(move, run.visits))) for run in plan.runs))


def visit(day: Day, reference: str, kind: VisitKind) -> Visit:
    """One visit of the day's plan."""
    return next(v for run in day.plan.runs for v in run.visits if (v.reference, v.kind) == (reference, kind))


def test_the_plan_of_the_desk_is_flawless(day: Day) -> None:
    assert [len(run.visits) for run in day.plan.runs] == [6, 2]
    assert faults(day, day.plan) == set()
    assert checked(Problem.of(day, TRAVEL), day.plan) == day.plan
    assert desk.violations(day, TRAVEL) == ()


def test_a_run_of_a_shift_that_is_not_on_duty_is_found(day: Day) -> None:
    plan = day.plan.with_run(Run("shift-9", (visit(day, "north", VisitKind.PICKUP),)))
    assert (Fault.UNKNOWN_SHIFT, "shift-9") in faults(day, plan)


def test_a_second_run_of_a_shift_is_found(day: Day) -> None:
    south, north = day.plan.runs
    halves = Run(south.shift, south.visits[:4]), Run(south.shift, south.visits[4:])
    assert (Fault.UNKNOWN_SHIFT, "shift-1") in faults(day, Plan((*halves, north)))


def test_a_visit_for_an_unknown_booking_is_found(day: Day) -> None:
    others = replace(day, bookings=day.bookings[1:])
    assert faults(others, day.plan) == {(Fault.UNKNOWN_BOOKING, "reetz")}


def test_a_forgotten_booking_is_found(day: Day) -> None:
    assert faults(day, day.plan.with_run(Run("shift-2"))) == {(Fault.COUNT, "north")}


def test_a_lost_dropoff_and_a_doubled_one_are_found(day: Day) -> None:
    north = day.plan.run("shift-2")
    for visits in (north.visits[:1], (*north.visits, north.visits[1])):
        assert (Fault.COUNT, "north") in faults(day, day.plan.with_run(Run("shift-2", visits)))


def test_passengers_who_would_have_to_change_vehicles_are_found(day: Day) -> None:
    south, north = day.plan.runs
    dropoff = visit(day, "north", VisitKind.DROPOFF)
    plan = Plan((replace(south, visits=(*south.visits, dropoff)), replace(north, visits=north.visits[:1])))
    assert (Fault.SPLIT, "north") in faults(day, plan)


def test_a_dropoff_before_its_pickup_is_found(day: Day) -> None:
    north = day.plan.run("shift-2")
    plan = day.plan.with_run(replace(north, visits=north.visits[::-1]))
    assert (Fault.ORDER, "north") in faults(day, plan)


@pytest.mark.parametrize("position", [0, 1])
def test_a_visit_at_another_stop_than_booked_is_found(day: Day, position: int) -> None:
    visits = list(day.plan.run("shift-2").visits)
    visits[position] = replace(visits[position], stop=DEPOT)
    assert (Fault.STOP, "north") in faults(day, day.plan.with_run(Run("shift-2", tuple(visits))))


def test_a_pickup_before_or_after_its_window_is_found(day: Day) -> None:
    promise = day.bookings[3].promise
    pickup = visit(day, "north", VisitKind.PICKUP)
    for second in (promise.pickup.start - 1, promise.pickup.end + 1):
        plan = moved(day.plan, second - pickup.time, "north", VisitKind.PICKUP)
        assert (Fault.PROMISE, "north") in faults(day, plan)


def test_a_late_arrival_is_found(day: Day) -> None:
    late = day.bookings[3].promise.arrive_by - visit(day, "north", VisitKind.DROPOFF).time
    assert faults(day, moved(day.plan, late, "north", VisitKind.DROPOFF)) == set()
    assert faults(day, moved(day.plan, late + 1, "north", VisitKind.DROPOFF)) == {(Fault.PROMISE, "north")}


def test_a_ride_that_lasts_too_long_is_found(day: Day) -> None:
    *others, north = day.bookings
    lasts = visit(day, "north", VisitKind.DROPOFF).time - visit(day, "north", VisitKind.PICKUP).time
    for max_ride, found in ((lasts, set()), (lasts - 1, {(Fault.PROMISE, "north")})):
        promise = replace(north.promise, max_ride=max_ride)
        strict = replace(north, offer=replace(north.offer, promise=promise))
        assert faults(replace(day, bookings=(*others, strict)), day.plan) == found


@pytest.mark.parametrize(
    ("capacity", "subjects"),
    [
        (Load(seats=6, wheelchairs=1, prams=1), set()),
        (Load(seats=5, wheelchairs=1, prams=1), {"chair"}),  # 1 + 2 + 3 for the wheelchair
        (Load(seats=2, wheelchairs=1, prams=1), {"pram", "chair"}),
        (Load(seats=8, wheelchairs=0, prams=1), {"chair"}),
        (Load(seats=8, wheelchairs=1, prams=0), {"pram", "chair"}),  # the pram is still there at Borne
    ],
)
def test_more_on_board_than_there_are_places_for_is_found(
    day: Day, capacity: Load, subjects: set[str]
) -> None:
    first, second = day.shifts
    smaller = replace(first, vehicle=replace(first.vehicle, capacity=capacity))
    found = faults(replace(day, shifts=(smaller, second)), day.plan)
    assert found == {(Fault.CAPACITY, subject) for subject in subjects}


def test_a_run_that_leaves_the_depot_before_its_shift_is_found(day: Day) -> None:
    first, second = day.shifts
    pickup = visit(day, "north", VisitKind.PICKUP)
    leaves = pickup.time - TRAVEL.seconds(DEPOT, DIPPMANNSDORF)
    for start, found in ((leaves, set()), (leaves + 1, {(Fault.HOURS, "north")})):
        late = replace(second, hours=replace(second.hours, start=start))
        assert faults(replace(day, shifts=(first, late)), day.plan) == found


def test_a_run_that_is_back_after_its_shift_is_found(day: Day) -> None:
    first, second = day.shifts
    back = visit(day, "north", VisitKind.DROPOFF).time + MINUTE + TRAVEL.seconds(MARKT, DEPOT)
    for end, found in ((back, set()), (back - 1, {(Fault.HOURS, "shift-2")})):
        early = replace(second, hours=replace(second.hours, end=end))
        assert faults(replace(day, shifts=(first, early)), day.plan) == found


def test_driving_faster_than_the_roads_allow_is_found(day: Day) -> None:
    assert faults(day, moved(day.plan, -1, "north", VisitKind.DROPOFF)) == {(Fault.SPEED, "north")}


def test_leaving_while_people_still_get_on_is_found(day: Day) -> None:
    # the wheelchair at Borne needs four minutes besides the one of every stop
    away = visit(day, "chair", VisitKind.PICKUP).time + 5 * MINUTE
    arrival = min(visit.time for visit in day.plan.run("shift-1").visits if visit.stop == BAHNHOF)
    assert arrival - away == TRAVEL.seconds(BORNE, BAHNHOF)
    slower = replace(day.policy, wheelchair_boarding=4 * MINUTE + 1)
    assert {fault for fault, _ in faults(replace(day, policy=slower), day.plan)} == {Fault.SPEED}


def test_a_visit_moved_after_its_vehicle_set_off_is_found(day: Day) -> None:
    pickup = visit(day, "north", VisitKind.PICKUP)
    leaves = pickup.time - TRAVEL.seconds(DEPOT, DIPPMANNSDORF)
    plan = moved(day.plan, 1, "north", VisitKind.PICKUP)
    assert (Fault.SETTLED, "north") in faults(day.at(leaves), plan)
    assert (Fault.SETTLED, "north") not in faults(day.at(leaves - 1), plan)


def test_a_run_that_lost_a_settled_visit_is_found(day: Day) -> None:
    late = day.at(visit(day, "north", VisitKind.PICKUP).time)
    assert (Fault.SETTLED, "north") in faults(late, day.plan.with_run(Run("shift-2")))


def test_setting_off_before_now_is_found(day: Day) -> None:
    # Given a ride so far ahead that nothing of it is settled
    pickup = visit(day, "north", VisitKind.PICKUP)
    now = pickup.time - TRAVEL.seconds(DEPOT, DIPPMANNSDORF) - 1
    # When it is moved a little earlier, then the van must have left a second ago
    plan = moved(moved(day.plan, -2, "north", VisitKind.PICKUP), -2, "north", VisitKind.DROPOFF)
    assert (Fault.PAST, "north") in faults(day.at(now), plan)
    assert (Fault.PAST, "north") not in faults(day.at(now - 1), plan)


def test_a_broken_plan_is_refused_with_every_fault_and_no_personal_data(day: Day) -> None:
    with pytest.raises(BrokenPlan) as broken:
        checked(Problem.of(day, TRAVEL), Plan())
    assert {violation.subject for violation in broken.value.violations} == {b.reference for b in day.bookings}
    assert str(broken.value).count("a booking without exactly one pick-up and one drop-off") == 4


@pytest.mark.parametrize(
    ("moment", "count"),
    [
        (lambda on, _off: on.time - TRAVEL.seconds(DEPOT, DIPPMANNSDORF) - 1, 0),
        (lambda on, _off: on.time - TRAVEL.seconds(DEPOT, DIPPMANNSDORF), 1),
        (lambda _on, off: off.time - TRAVEL.seconds(DIPPMANNSDORF, MARKT) - 1, 1),
        (lambda _on, off: off.time - TRAVEL.seconds(DIPPMANNSDORF, MARKT), 2),
    ],
)
def test_a_visit_is_settled_once_its_vehicle_sets_off(
    day: Day, moment: Callable[[Visit, Visit], int], count: int
) -> None:
    on, off = day.plan.run("shift-2").visits
    assert len(Problem.of(day.at(moment(on, off)), TRAVEL).settled["shift-2"]) == count


def test_what_lies_before_a_settled_visit_is_settled_too() -> None:
    # Given somebody who waits in the parked van at the station for a second party and its window
    policy = replace(monday().policy, objective=Objective(riding=0))
    day = booked(
        replace(monday(), policy=policy),
        ask("first", BAHNHOF, BORNE, at(9 * HOUR)),
        ask("second", BAHNHOF, BORNE, at(9 * HOUR + 5 * MINUTE)),
    )
    first, second, *_ = day.plan.runs[0].visits
    assert (first.reference, second.reference) == ("first", "second")
    for now, count in ((first.time, 1), (second.time - 1, 1), (second.time, 2)):
        assert len(Problem.of(day.at(now), TRAVEL).settled["shift-1"]) == count


def test_driving_counts_every_way_from_the_depot_and_back(day: Day) -> None:
    stops = [DEPOT, DIPPMANNSDORF, MARKT, DEPOT]
    north = sum(map(TRAVEL.seconds, stops, stops[1:]))
    south = Plan((day.plan.run("shift-1"),))
    problem = Problem.of(day, TRAVEL)
    assert problem.driving(day.plan) - problem.driving(south) == north
    assert problem.driving(Plan()) == 0
