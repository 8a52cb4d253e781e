"""The search: never worse, never wrong, best where that can be known, and over when it should be."""

from collections.abc import Callable, Sequence
from itertools import count, pairwise

import pytest
from hypothesis import event, given
from hypothesis import strategies as st

from dispatch.engine.anneal import Budget, Found, improve
from tests.dispatch.anything import examples
from tests.dispatch.engine.plain import CLOSE, Order, World, by_chance, worlds

seeds = st.integers(0, 2**32)


def improved(world: World, start: Sequence[Order], budget: Budget) -> Found:
    model = world.model()
    return improve(model, world.related(model), start, budget)


def assert_right(world: World, found: Found) -> None:
    """Every run can be driven, by the vehicle whose it is, and the figures are those of the runs."""
    for run, (order, bare) in enumerate(zip(found.runs, world.bare, strict=True)):
        assert [node for node in order if not world.calls[node].request] == list(bare)
        assert world.can_drive(run, order) or tuple(order) == bare
    served = [node for order in found.runs for node in order if world.calls[node].request]
    assert len(served) == len(set(served)) == 2 * (len(world.requests) - len(found.unserved))
    assert list(found.unserved) == world.absent(found.runs)
    assert found.cost == pytest.approx(world.rank(found.runs)[1], abs=CLOSE)


@examples(100)
@given(worlds(1, 8, wide=True), seeds, st.integers(0, 4), st.sampled_from((1, 30, 400)))
def test_a_plan_is_never_worse_and_never_wrong(world: World, seed: int, but: int, steps: int) -> None:
    start = world.filled(seed, but=min(but, len(world.requests)))
    found = improved(world, start, Budget(steps=steps, seed=seed))
    assert_right(world, found)
    assert found.steps == steps
    unserved, cost = world.rank(start)
    assert len(found.unserved) <= unserved
    if len(found.unserved) == unserved:
        assert found.cost <= cost + CLOSE
    event(
        "serves more" if len(found.unserved) < unserved else "same" if found.runs == start else "drives less"
    )


@examples(25)
@given(worlds(1, 3, 2, wide=True), seeds)
def test_small_worlds_are_solved_as_well_as_by_brute_force(world: World, seed: int) -> None:
    best = min(map(world.rank, world.every_plan()))
    found = improved(world, world.filled(seed, but=2), Budget(seed=seed))
    assert_right(world, found)
    assert (len(found.unserved), found.cost) == pytest.approx(best, abs=CLOSE)


BUSY = by_chance(21, 40, 14, pinned=False, wide=True)
"""More than a moment's work; one request is more than can be served."""
SMALL = by_chance(12, 16, 5, pinned=False, wide=True)


@pytest.mark.parametrize(("world", "steps"), [(BUSY, 1000), (SMALL, 40_000)], ids=["once", "and composed"])
def test_the_same_seed_and_work_give_the_same_plan(world: World, steps: int) -> None:
    first, second = (improved(world, world.bare, Budget(steps=steps, seed=1)) for _ in range(2))
    assert first.runs == second.runs
    assert [cost for _, cost in first.history] == [cost for _, cost in second.history]


def test_another_seed_gives_another_search() -> None:
    first, second = (improved(BUSY, BUSY.bare, Budget(steps=1000, seed=seed)) for seed in (1, 2))
    assert [cost for _, cost in first.history] != [cost for _, cost in second.history]


def ticking(step: float) -> Callable[[], float]:
    """A clock on which so many seconds pass between two looks."""
    looks = count()
    return lambda: next(looks) * step


@pytest.mark.parametrize("step", [0.02, 0.5, 3.0])
def test_a_search_ends_when_its_time_is_up(step: float) -> None:
    clock = ticking(step)
    found = improved(BUSY, BUSY.bare, Budget(seconds=2.0, clock=clock))
    assert_right(BUSY, found)
    assert clock() <= 2.0 + 6 * step  # every look takes as long
    assert all(seconds <= 2.0 + 6 * step for seconds, _ in found.history)


def test_a_search_without_time_or_steps_changes_nothing() -> None:
    start = BUSY.filled(1)
    for budget in (Budget(steps=0), Budget(seconds=0.0)):
        found = improved(BUSY, start, budget)
        assert (found.runs, found.steps, found.history) == (start, 0, [])


def test_whoever_has_no_place_yet_gets_one_where_there_is_one() -> None:
    for world, hopeless in ((BUSY, 1), (SMALL, 0)):
        start = world.filled(0)
        assert len(world.absent(start)) >= 2
        assert len(improved(world, start, Budget(steps=3000)).unserved) == hopeless


def test_the_history_says_when_the_plan_became_better() -> None:
    found = improved(BUSY, BUSY.filled(0), Budget(steps=3000, clock=ticking(1.0)))
    assert len(found.history) > 1
    assert all(first < second for (first, _), (second, _) in pairwise(found.history))
    assert all(first > second for (_, first), (_, second) in pairwise(found.history))


def test_a_search_that_wins_nothing_more_ends_by_itself() -> None:
    world = by_chance(3, 4, 2, wide=True)
    found = improved(world, world.bare, Budget(steps=10**9))
    assert found.steps < 10**6


def test_nothing_to_do_is_done_at_once() -> None:
    world = by_chance(1, 0, 2)
    found = improved(world, world.bare, Budget())
    assert (found.runs, found.unserved, found.steps) == ([list(order) for order in world.bare], (), 0)
