"""Bounds and proofs: never above what can be done, and equal to it where the search ends."""

from dataclasses import replace
from pathlib import Path

import numpy as np
import pytest
from hypothesis import assume, given

from dispatch.darp import Format, Instance, read
from dispatch.darp.numbered import Numbered, numbered
from dispatch.engine import proof
from dispatch.engine.anneal import Budget, Found, improve
from dispatch.engine.columns import Columns, Prices
from dispatch.engine.model import blank_runs, write_run
from dispatch.engine.network import network
from dispatch.engine.proof import Proof, prove
from dispatch.engine.timing import time_run
from tests.dispatch.anything import examples
from tests.dispatch.instances import CORDEAU, cheapest, instances


def clumsy(task: Numbered) -> Found:
    """A plan that serves whom it can, found in a hurry."""
    return improve(task.model, task.requests, task.start, Budget(steps=1))


def proven(task: Numbered, runs: list[list[int]], seconds: float = 30.0) -> Proof:
    found = prove(task.model, task.requests, runs, seconds)
    assert found is not None
    return found


@examples(60)
@given(instances(3))
def test_given_up_to_three_requests_when_proven_then_the_optimum_is_that_of_trying_everything(
    instance: Instance,
) -> None:
    task = numbered(instance)
    plan = clumsy(task)
    assume(not plan.unserved)

    best = proven(task, plan.runs)

    assert best.is_optimal
    assert best.cost == pytest.approx(cheapest(instance))
    assert best.bound is not None
    assert best.bound <= best.cost


@examples(40)
@given(instances(9))
def test_given_more_requests_when_proven_then_the_plan_is_feasible_and_no_search_finds_a_cheaper_one(
    instance: Instance,
) -> None:
    task = numbered(instance)
    plan = clumsy(task)
    assume(not plan.unserved)
    better = improve(task.model, task.requests, plan.runs, Budget(steps=500))

    best = proven(task, plan.runs)

    assert best.is_optimal
    assert best.cost <= better.cost + 1e-6
    assert sorted(node for run in best.runs for node in run[1:-1]) == list(
        range(1, 2 * len(instance.requests) + 1)
    )
    table = blank_runs(len(best.runs), max(map(len, best.runs)))
    for run, nodes in enumerate(best.runs):
        write_run(table, run, nodes)
        assert time_run(task.model, table, run)
        assert table.visits["seats"][run, : len(nodes)].max() <= task.model.vehicles["seats"][run]
        assert table.visits["wheelchairs"][run, : len(nodes)].max() <= task.model.vehicles["wheelchairs"][run]
    assert table.heads["cost"][: len(best.runs)].sum() == pytest.approx(best.cost)


@pytest.fixture
def tiny(tmp_path: Path) -> Instance:
    file = tmp_path / "tiny.txt"
    file.write_text(CORDEAU)
    return read(file, Format.CORDEAU)


# in the tiny file 7 and 8 are the start and the end of each run
ALONE = [[7, 1, 4, 8], [7, 2, 3, 5, 6, 8]]


def test_given_no_time_when_proven_then_nothing_is_and_the_plan_stays(tiny: Instance) -> None:
    best = proven(numbered(tiny), ALONE, seconds=0)

    assert (best.runs, best.cost, best.bound, best.is_optimal) == (ALONE, 24, None, False)


def test_given_too_little_room_when_proven_then_the_bound_is_of_no_use_but_right(
    tiny: Instance, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(proof, "LABELS", 2)

    best = proven(numbered(tiny), ALONE)

    assert (best.runs, best.is_optimal) == (ALONE, False)


def test_given_vehicles_that_drive_home_empty_when_proven_then_that_costs_too(tiny: Instance) -> None:
    far = replace(tiny, vans=tuple(replace(van, end=6) for van in tiny.vans))

    best = proven(numbered(far), ALONE)

    # both drive 7; whoever fetches 1 alone goes out of nobody's way
    assert (best.cost, best.bound) == pytest.approx((14, 14))


def columns(instance: Instance) -> Columns:
    net = network(numbered(instance).model, 7, 8)
    assert net is not None
    return Columns(net, len(instance.vans))


def test_given_a_cheaper_order_when_made_known_then_the_relaxation_costs_less(tiny: Instance) -> None:
    known = columns(tiny)
    news = [known.add(order) for order in ((1, 4), (3, 2, 6, 5), (2, 3, 5, 6), (2, 3, 6, 5))]
    relaxed = known.relax()

    assert news == [True, True, True, False]
    assert relaxed is not None
    assert relaxed[0] == pytest.approx(24)
    prices = relaxed[1]
    assert prices.requests.sum() + 2 * prices.vehicle == pytest.approx(24)


def test_given_a_solver_that_has_lost_its_way_when_relaxed_then_another_one_begins_afresh(
    tiny: Instance, monkeypatch: pytest.MonkeyPatch
) -> None:
    known = columns(tiny)
    for order in ALONE:
        known.add(order[1:-1])
    lost = known.relaxation
    monkeypatch.setattr(lost, "solve", lambda: None)

    relaxed = known.relax()

    assert known.relaxation is not lost
    assert relaxed is not None
    assert relaxed[0] == pytest.approx(24)


def test_given_a_solver_that_knows_nothing_when_proven_then_nothing_is(
    tiny: Instance, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(Columns, "relax", lambda _: None)

    assert proven(numbered(tiny), ALONE).bound is None


def test_given_too_many_runs_when_chosen_from_then_the_bound_of_the_relaxation_stays(
    tiny: Instance, monkeypatch: pytest.MonkeyPatch
) -> None:
    # each pair can share, and half a run of each would do
    dear = [[7, 1, 2, 4, 5, 8], [7, 3, 6, 8]]
    monkeypatch.setattr(proof, "RUNS", 1)

    best = proven(numbered(tiny), dear)

    assert (best.cost, best.is_optimal) == (26, False)
    assert best.bound is None or best.bound < 26


def crowd(instance: Instance, count: int) -> Instance:
    """The same request many times."""
    return replace(instance, requests=(instance.requests[0],) * count)


def test_given_an_instance_of_another_kind_when_asked_to_prove_then_it_is_refused(tiny: Instance) -> None:
    van, request = tiny.vans[0], tiny.requests[0]
    other = replace(tiny, vans=(van, replace(van, latest=150)))
    roundabout = [list(row) for row in tiny.times]
    roundabout[1][6] = 99.0
    free = replace(request, load=replace(request.load, seats=0))
    task = numbered(tiny)
    weights = task.model.weights.copy()
    weights["plain"] = 0

    assert network(numbered(crowd(tiny, 64)).model, 129, 130) is not None
    assert network(numbered(crowd(tiny, 65)).model, 131, 132) is None
    assert network(numbered(replace(tiny, times=roundabout)).model, 7, 8) is None
    assert network(numbered(replace(tiny, costs=roundabout)).model, 7, 8) is None
    assert network(numbered(crowd(replace(tiny, requests=(free,)), 13)).model, 27, 28) is None
    assert network(task.model._replace(weights=weights), 7, 8) is None
    assert prove(numbered(other).model, task.requests, [[7, 1, 4, 8], [9, 2, 3, 5, 6, 10]], 1) is None
    assert prove(task.model, task.requests, [[7, 1, 4, 8], [7, 8]], 1) is None


def test_given_prices_when_a_run_of_three_is_worth_them_then_its_bound_is_lagrangian(tiny: Instance) -> None:
    # a bound holds for any prices: the search never trusts the solver of the relaxation
    task = numbered(tiny)
    search = proof._Search(network(task.model, 7, 8), ALONE, lambda: 0.0, 9.0)  # type: ignore[arg-type]

    for prices in np.random.default_rng(1).uniform(0, 20, (20, 3)):
        tried = Prices(prices, -1.0)
        runs = list(search._runs_below(tried, 0.0, every=True) or ())
        search._note(tried, min([0.0, *(cost for cost, _ in runs)]))

    assert 0 < search.bound <= 24
