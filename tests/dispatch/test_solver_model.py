"""The routing model by itself: it knows every rule, so that nothing it finds has to be refused."""

from collections.abc import Iterator
from random import Random
from unittest.mock import patch

import pytest
from hypothesis import event, given
from hypothesis import strategies as st

from dispatch import desk, solver
from dispatch.problem import Problem
from dispatch.schedule import timed
from mobility.day import Day
from mobility.needs import Needs
from mobility.plan import Run
from tests.dispatch.anything import days, days_under_way, examples
from tests.dispatch.wasteful import WITH_A_WHEELCHAIR, crossing, far_from_home, pair, under_way
from tests.worlds import TRAVEL


def proposed(day: Day, *, part: int = 40, noise: float = 0, seed: int = 0) -> Iterator[Run]:
    """The runs that the model alone thinks are good: not yet timed, and not yet refused."""
    problem = Problem.of(day, TRAVEL)
    search = solver._Search(Random(seed), None, noise)  # noqa: S311 - no secret
    with patch.object(solver, "PART", part):
        windows = solver._parts(problem, day.plan)
    for window in windows:
        every = [solver._stretch(problem, each, day.plan.run(each.id).visits, window) for each in day.shifts]
        stretches = [stretch for stretch in every if solver._can_drive(problem, stretch)]
        for found in solver._downhill(problem, stretches, search):
            yield Run(found.shift.id, (*found.before, *found.visits, *found.after))


@examples(200)
@given(days(rides=10) | days_under_way(), st.sampled_from((4, 8, 40)), st.sampled_from((0, 0.5)))
def test_whatever_the_model_finds_can_be_driven(day: Day, part: int, noise: float) -> None:
    # a plan that cannot is refused later on, but then the model lacks a rule and finds nothing good
    problem = Problem.of(day, TRAVEL)
    runs = list(proposed(day, part=part, noise=noise))
    assert all(timed(problem, run) for run in runs)
    event("moved" if any(day.plan.run(run.shift).visits != run.visits for run in runs) else "stayed")


@pytest.mark.parametrize(
    "day",
    [
        pytest.param(pair(Needs(passengers=5)), id="seats"),
        pytest.param(pair(Needs(wheelchairs=1)), id="wheelchairs"),
        pytest.param(pair(Needs(passengers=2, prams=2)), id="prams"),
        pytest.param(under_way(WITH_A_WHEELCHAIR - 1), id="length of a ride under way"),
        pytest.param(crossing(), id="who is on board where"),
        pytest.param(far_from_home(), id="now"),
    ],
)
def test_the_model_is_not_tempted_to_break_a_rule(day: Day) -> None:
    assert desk.violations(day, TRAVEL) == ()
    assert {run.shift: run.visits for run in proposed(day)} == {
        run.shift: run.visits for run in day.plan.runs
    }
