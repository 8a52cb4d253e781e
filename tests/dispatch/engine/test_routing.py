"""The routing library's model by itself: it knows every rule, so that nothing it finds has to be refused."""

from time import monotonic

import pytest
from hypothesis import event, given
from hypothesis import strategies as st

from dispatch import desk
from dispatch.engine import routing
from dispatch.engine.anneal import Budget, improve
from dispatch.engine.routing import Heuristic
from dispatch.instance import Instance
from dispatch.problem import Problem
from mobility.day import Day
from mobility.needs import Needs
from tests.dispatch.anything import days, days_under_way, examples
from tests.dispatch.engine.plain import World, worlds
from tests.dispatch.wasteful import WITH_A_WHEELCHAIR, crossing, far_from_home, pair, under_way
from tests.worlds import TRAVEL

DOWNHILL = Budget(), Heuristic.DOWNHILL


@examples(150)
@given(worlds(1, 8), st.integers(0, 99), st.sampled_from((0, 1, 8)))
def test_whatever_it_finds_can_be_driven_and_leaves_nobody_behind_who_had_a_place(
    world: World, seed: int, but: int
) -> None:
    model, start = world.model(), world.filled(seed, but)

    runs, history = routing.propose(model, world.related(model), start, *DOWNHILL)

    event("nothing" if runs is None else "moved" if runs != start else "stayed")
    assert runs is None or history
    for number, order in enumerate(runs or start):
        if world.can_drive(number, world.bare[number]):
            assert world.can_drive(number, order)
        else:
            assert order == start[number]
        pinned = [node for node in order if not world.calls[node].request]
        assert (pinned[0], pinned[-1], set(pinned)) == (order[0], order[-1], set(world.bare[number]))
    assert {node for order in start for node in order} <= {node for order in runs or start for node in order}


@examples(60)
@given(worlds(1, 6), st.integers(0, 99))
def test_what_it_says_of_a_plan_is_what_plain_arithmetic_says(world: World, seed: int) -> None:
    model = world.model()
    start = world.filled(seed)

    found = routing.solve(model, world.related(model), start, *DOWNHILL)

    assert found.cost == pytest.approx(sum(map(world.driving, found.runs)))
    assert list(found.unserved) == world.absent(found.runs)
    assert world.rank(found.runs) <= world.rank(start)


@examples(25)
@given(worlds(1, 3, 2), st.sampled_from((Heuristic.ITERATED, Heuristic.GUIDED)))
def test_no_plan_of_a_small_world_is_better_than_all_plans_tried_one_by_one(
    world: World, heuristic: Heuristic
) -> None:
    model, start = world.model(), [list(order) for order in world.bare]

    found = routing.solve(model, world.related(model), start, Budget(seconds=0.1), heuristic)

    best = min(world.rank(plan) for plan in world.every_plan())
    assert world.rank(found.runs) >= (best[0], best[1] - 1e-6)
    event("best" if world.rank(found.runs) <= (best[0], best[1] + 1e-3) else "not the best")


@examples(25)
@given(worlds(2, 6))
def test_two_solvers_that_share_no_search_agree_on_what_can_be_done(world: World) -> None:
    model = world.model()
    requests, start = world.related(model), [list(order) for order in world.bare]
    engine = improve(model, requests, start, Budget(steps=500))

    # the library starts from the engine's plan: if it knew less of the rules, it would find a cheaper one
    library = routing.solve(model, requests, engine.runs, *DOWNHILL)

    assert world.rank(library.runs) >= (len(engine.unserved), engine.cost - 1e-3)


def proposed(day: Day) -> list[tuple[int, ...]]:
    """The runs of a day as the library would like them, as nodes."""
    instance = Instance.of(Problem.of(day, TRAVEL), day.plan)
    runs, _ = routing.propose(instance.model, instance.requests(), instance.runs, *DOWNHILL)
    return [tuple(run) for run in runs or instance.runs]


@examples(100)
@given(days(rides=10) | days_under_way())
def test_whatever_it_finds_for_a_day_keeps_all_promises(day: Day) -> None:
    problem = Problem.of(day, TRAVEL)
    instance = Instance.of(problem, day.plan)

    runs = proposed(day)

    for number, nodes in enumerate(runs):
        assert nodes == instance.runs[number] or instance.timed(number, nodes) is not None
    event("moved" if runs != list(instance.runs) else "stayed")


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
def test_it_is_not_tempted_to_break_a_rule(day: Day) -> None:
    assert desk.violations(day, TRAVEL) == ()
    assert proposed(day) == list(Instance.of(Problem.of(day, TRAVEL), day.plan).runs)


def test_given_a_pair_that_fits_into_one_van_when_it_looks_for_less_driving_then_it_moves_one_of_them() -> (
    None
):
    day = pair(Needs())

    assert sorted(map(len, proposed(day))) == [2, 6]


def test_given_a_slow_clock_when_the_library_comes_back_early_then_it_is_sent_again() -> None:
    instance = Instance.of(Problem.of(pair(Needs()), TRAVEL), pair(Needs()).plan)
    budget = Budget(seconds=0.1, clock=lambda: monotonic() / 3)
    began = monotonic()

    found = routing.solve(instance.model, instance.requests(), instance.runs, budget)

    assert monotonic() - began > 0.25
    assert sorted(map(len, found.runs)) == [2, 6]


def test_given_no_limit_when_asked_to_go_beyond_the_valley_then_it_refuses() -> None:
    instance = Instance.of(Problem.of(pair(Needs()), TRAVEL), pair(Needs()).plan)

    with pytest.raises(ValueError, match="only going downhill ends"):
        routing.solve(instance.model, instance.requests(), instance.runs, Budget(), Heuristic.GUIDED)


@examples(10)
@given(worlds(0, 0))
def test_given_nobody_to_serve_when_solved_then_the_runs_stay(world: World) -> None:
    model, start = world.model(), [list(order) for order in world.bare]

    assert routing.solve(model, world.related(model), start, *DOWNHILL).runs == start
