"""What was found once is not driven again, and yet nothing that changed goes unnoticed."""

from collections.abc import Callable
from dataclasses import replace

import pytest
from hypothesis import given
from hypothesis import strategies as st

from dispatch import checking
from dispatch.checking import BrokenPlan, Violation, checked, violations
from dispatch.problem import Problem
from mobility.bookings import Booking
from mobility.clock import HOUR
from mobility.day import Day
from mobility.plan import Plan, Run
from tests.dispatch.anything import days_under_way, examples
from tests.worlds import BAHNHOF, DIPPMANNSDORF, MARKT, REETZ, TRAVEL, ask, booked, by, monday, van

SPOILED: dict[str, Callable[[Plan], Plan]] = {
    "as it is": lambda plan: plan,
    "without its first run": lambda plan: Plan(plan.runs[1:]),
    "the first run twice": lambda plan: Plan((*plan.runs[:1], *plan.runs)),
    "its runs given to one van": lambda plan: Plan(tuple(replace(run, shift="shift-1") for run in plan.runs)),
    "a ride in two runs": lambda plan: Plan((*plan.runs[:-1], _with_rides_of(plan.runs[-1], plan.runs[0]))),
    "a visit later": lambda plan: Plan((*plan.runs[:-1], _later(plan.runs[-1]))),
}


def _with_rides_of(run: Run, other: Run) -> Run:
    return Run(run.shift, (*run.visits, *other.visits[:2]))


def _later(run: Run) -> Run:
    last = run.visits[-1]
    return Run(run.shift, (*run.visits[:-1], replace(last, time=last.time + HOUR)))


@examples(60)
@given(days_under_way(rides=6), st.sampled_from(sorted(SPOILED)), st.integers(-HOUR, HOUR))
def test_given_a_plan_that_was_checked_when_anything_changes_then_every_fault_is_found_as_before(
    day: Day, how: str, later: int
) -> None:
    if not day.plan.runs:
        return
    problem = Problem.of(day, TRAVEL)
    checked(problem, day.plan)
    spoiled = SPOILED[how](day.plan)
    for asked in (
        problem,
        replace(problem, now=day.now + later),
        replace(problem, bookings=problem.bookings[1:]),
        replace(problem, bookings=(_promised_sooner(problem.bookings[0]), *problem.bookings[1:])),
    ):
        found = violations(asked, spoiled)
        if found:
            with pytest.raises(BrokenPlan) as broken:
                checked(asked, spoiled)
            assert broken.value.violations == found
        else:
            assert checked(asked, spoiled) is spoiled


def test_given_a_plan_that_was_checked_when_one_run_changes_then_the_others_are_not_driven_again(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    day = booked(
        monday(van(1), van(2)),
        ask("reetz", REETZ, BAHNHOF, by(10 * HOUR)),
        ask("north", DIPPMANNSDORF, MARKT, by(10 * HOUR)),
    )
    driven: list[str] = []

    def noted(problem: Problem, plan: Plan) -> tuple[Violation, ...]:
        driven.extend(run.shift for run in plan.runs)
        return violations(problem, plan)

    problem = Problem.of(day, TRAVEL)
    checked(problem, day.plan)
    monkeypatch.setattr(checking, "violations", noted)
    first = day.plan.runs[0]
    checked(problem, day.plan.with_run(Run(first.shift, first.visits)))
    assert driven == [first.shift]


def _promised_sooner(booking: Booking) -> Booking:
    """The same booking with a promise that the plan does not keep."""
    promise = replace(booking.promise, arrive_by=booking.promise.pickup.start)
    return replace(booking, offer=replace(booking.offer, promise=promise))
