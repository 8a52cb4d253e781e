"""Ruin and recreate: whatever it remembers is true."""

import numpy as np
import pytest
from hypothesis import event, given
from hypothesis import strategies as st

from dispatch.engine.anneal import Budget, _Search
from dispatch.engine.model import FAR, nodes_of
from dispatch.engine.placing import PLACE, scan
from dispatch.engine.state import State
from tests.dispatch.anything import examples
from tests.dispatch.engine.plain import CLOSE, World, worlds, written

seeds = st.integers(0, 2**32)


def searched(world: World, seed: int, steps: int, heat: float) -> _Search:
    """A search after so many steps."""
    model = world.model()
    search = _Search(model, world.related(model), world.filled(seed, but=2), Budget(seed=seed))
    search._run(steps, heat)
    return search


def assert_true(world: World, state: State) -> float:
    """All times, loads and costs are as if worked out anew, and every request is where it is said to be."""
    model, count = world.model(), len(world.bare)
    orders = [nodes_of(state.runs, run) for run in range(count)]
    fresh = written(model, orders)
    for run, order in enumerate(orders):
        assert world.can_drive(run, order) or tuple(order) == world.bare[run]
        for name in ("early", "late", "leg", "arc", "seats", "wheelchairs", "prams", "stop"):
            size = len(order)
            assert state.runs.visits[name][run, :size] == pytest.approx(
                fresh.visits[name][run, :size], abs=CLOSE
            )
    assert state.runs.heads["cost"][:count] == pytest.approx(fresh.heads["cost"][:count], abs=CLOSE)
    for (on, off), run in zip(world.requests, state.where, strict=True):
        assert [on in order and off in order for order in orders] == [
            number == run for number in range(count)
        ]
    return float(fresh.heads["cost"][:count].sum())


@examples(80)
@given(worlds(2, 8, wide=True), seeds, st.sampled_from((1, 7, 60)), st.sampled_from((0.0, 5.0, 50.0)))
def test_plans_are_as_if_worked_out_anew(world: World, seed: int, steps: int, heat: float) -> None:
    search = searched(world, seed, steps, heat)
    present, trial, best = (assert_true(world, each) for each in (search.present, search.trial, search.best))
    assert present == trial
    event("the best one" if present == best else "another one")
    absent = int((search.best.where < 0).sum())
    expected = [
        present + search.penalty * (search.present.where < 0).sum(),
        best + search.penalty * absent,
        absent,
    ]
    assert search.scratch.cost == pytest.approx(expected, abs=CLOSE)


@examples(60)
@given(worlds(2, 8, wide=True), seeds)
def test_every_run_in_the_pool_can_be_driven_by_its_kind_at_its_cost(world: World, seed: int) -> None:
    pool = searched(world, seed, 60, 20.0).pool
    known = np.flatnonzero(pool.sizes)
    assert len(known) == pool.filled[0]
    sets = set()
    for place in known:
        order, kind = pool.nodes[place, : pool.sizes[place]].tolist(), int(pool.kinds[place])
        assert world.can_drive(world.kinds.index(kind), order)
        assert pool.costs[place] == pytest.approx(world.driving(order))
        sets.add((kind, frozenset(order[1:-1])))
    assert len(sets) == len(known)  # of each set of visits only the cheapest order


@examples(60)
@given(worlds(2, 8, wide=True), seeds)
def test_remembered_places_are_the_cheapest_as_long_as_the_run_is_the_same(world: World, seed: int) -> None:
    search = searched(world, seed, 60, 20.0)
    runs, none = search.trial.runs, np.zeros(0, PLACE)
    for request, (on, off) in enumerate(world.requests):
        for run in range(len(world.bare)):
            memo = search.scratch.memo[request, run]
            if memo["version"] == runs.heads["version"][run] and search.trial.where[request] != run:
                cost, i, _, _ = scan(search.model, runs, run, on, off, FAR, none)
                event("a place" if memo["i"] >= 0 else "no cheap place")
                if memo["i"] >= 0:
                    assert memo["cost"] == pytest.approx(cost)
                else:
                    assert i < 0 or cost > memo["cost"] - CLOSE
