"""The audit of a day: it finds what the plan and the books do wrong, and nothing else."""

from dataclasses import replace

from dispatch.audit import faults
from mobility.bookings import Ride, RideState
from mobility.clock import HOUR, MINUTE
from mobility.day import Day
from mobility.plan import Plan, Run
from tests.worlds import BAHNHOF, MONDAY, REPPINICHEN, TRAVEL, ask, booked, by, monday

REQUEST = ask("482916", REPPINICHEN, BAHNHOF, by(10 * HOUR))
DAY = booked(monday(), REQUEST)


def books(state: RideState) -> list[Ride]:
    return [Ride(REQUEST, "token", MONDAY, state)]


def with_plan(plan: Plan) -> Day:
    return replace(DAY, plan=plan)


def test_given_a_kept_promise_when_audited_then_nothing_is_found() -> None:
    assert faults(DAY, books(RideState.BOOKED), TRAVEL) == []


def test_given_a_booked_ride_the_day_does_not_know_when_audited_then_it_is_found() -> None:
    found = faults(monday(), books(RideState.BOOKED), TRAVEL)

    assert found == [
        "482916: stands in only one of the books and the day",
        "482916: is booked and on 0 runs instead of one",
    ]


def test_given_a_ride_that_is_driven_though_cancelled_when_audited_then_it_is_found() -> None:
    found = faults(DAY, books(RideState.CANCELLED), TRAVEL)

    assert found == ["482916: stands in only one of the books and the day"]


def test_given_a_visit_outside_its_window_when_audited_then_the_broken_promise_is_found() -> None:
    [run] = DAY.plan.runs
    late = Run(run.shift, tuple(replace(visit, time=visit.time + 11 * MINUTE) for visit in run.visits))

    assert any(
        "a broken promise" in fault
        for fault in faults(with_plan(Plan((late,))), books(RideState.BOOKED), TRAVEL)
    )


def test_given_a_booking_without_a_run_when_audited_then_it_is_found() -> None:
    found = faults(with_plan(Plan()), books(RideState.BOOKED), TRAVEL)

    assert "482916: is booked and on 0 runs instead of one" in found
