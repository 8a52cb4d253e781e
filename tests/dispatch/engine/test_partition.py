"""Plans composed of known runs: the cheapest of all choices, and only ever a gain."""

from collections.abc import Iterator
from itertools import combinations, product
from random import Random

import numpy as np
import pytest
from hypothesis import event, given
from hypothesis import strategies as st
from scipy.sparse import csr_matrix

from dispatch.engine.model import Model
from dispatch.engine.partition import Columns, Plan, compose, recomposed
from dispatch.engine.state import Pool
from tests.dispatch.anything import examples
from tests.dispatch.engine.plain import CLOSE, World, worlds, written

seeds = st.integers(0, 2**32)


def columns(random: Random, requests: int, kinds: int) -> tuple[Columns, list[int], list[int]]:
    """Runs by chance, some that serve everybody one by one, and how many vehicles of each kind there are."""
    alone = [random.randrange(kinds) for _ in range(requests)]
    members = [{request} for request in range(requests)]
    members += [set(random.sample(range(requests), random.randint(1, requests))) for _ in range(7)]
    of_kind = [*alone, *(random.randrange(kinds) for _ in range(7))]
    costs = [random.randint(20, 60) + random.choice((0.0, 0.25, random.random() / 999)) for _ in members]
    serves = np.array([[float(request in own) for own in members] for request in range(requests)])
    vehicles = [alone.count(kind) + random.choice((0, 0, 1)) for kind in range(kinds)]
    return Columns(np.array(of_kind), np.array(costs), csr_matrix(serves)), list(range(requests)), vehicles


def choices(known: Columns, vehicles: list[int]) -> Iterator[tuple[int, ...]]:
    """All plans: everybody in one run, no more runs than vehicles."""
    serves = known.serves.toarray()
    for size in range(1, len(serves) + 1):
        for some in combinations(range(len(known.costs)), size):
            used = np.bincount(known.kinds[list(some)], minlength=len(vehicles))
            if (serves[:, list(some)].sum(axis=1) == 1).all() and (used <= vehicles).all():
                yield some


@examples(50)
@given(seeds, st.integers(1, 4), st.integers(1, 2))
def test_the_plan_composed_is_the_cheapest_of_all_choices(seed: int, requests: int, kinds: int) -> None:
    known, incumbent, vehicles = columns(Random(seed), requests, kinds)  # noqa: S311 - no secret
    found = compose(known, np.array(incumbent), np.array(vehicles), limit_s=None, seed=0)
    best = min(known.costs[list(some)].sum() for some in choices(known, vehicles))
    if found is None:
        assert known.costs[incumbent].sum() == pytest.approx(best, abs=0.01)  # costs are rounded
    else:
        assert tuple(sorted(found)) in set(choices(known, vehicles))
        assert known.costs[found].sum() == pytest.approx(best, abs=0.01)
        assert known.costs[found].sum() < known.costs[incumbent].sum()
    event("nothing cheaper" if found is None else "cheaper")


def pool_of(model: Model, orders: list[tuple[int, list[int]]]) -> Pool:
    """A pool with these runs, each known to one vehicle."""
    places = len(orders) + 3
    pool = Pool(
        keys=np.arange(1, places + 1, dtype=np.uint64),
        costs=np.zeros(places),
        sizes=np.zeros(places, np.int64),
        kinds=np.zeros(places, np.int64),
        nodes=np.zeros((places, max((len(order) for _, order in orders), default=2) + 2), np.uint32),
        filled=np.array([len(orders)]),
        codes=np.zeros(0, np.uint64),
    )
    for at, (run, order) in enumerate(orders, start=2):  # not every place is taken
        pool.sizes[at], pool.kinds[at] = len(order), model.vehicles["kind"][run]
        pool.costs[at] = written(model, [order]).heads["cost"][0]
        pool.nodes[at, : len(order)] = order
    return pool


@examples(60)
@given(worlds(2, 4, 3, wide=True), seeds)
def test_every_vehicle_keeps_its_own_ends_and_who_is_on_board(world: World, seed: int) -> None:
    # Given a plan that serves all who can be served in it, and the runs of some others
    start = world.filled(seed)
    gone = world.absent(start)
    others = [world.filled(seed + number) for number in range(1, 6)]
    orders = [(run, order) for plan in others for run, order in enumerate(plan) if len(order) > 2]
    absent = {node for number in gone for node in world.requests[number]}
    orders = [(run, order) for run, order in orders if not absent & set(order)]
    model = renumbered(world, gone)
    costs, bare = (written(model, runs).heads["cost"][:-1] for runs in (start, world.bare))
    # When a plan is composed of all of them
    found = recomposed(model, pool_of(model, orders), Plan(start, costs, bare), limit_s=None, seed=0)
    # Then it is the cheapest one
    own = [(run, order) for run, order in enumerate(start) if len(order) > 2]
    best = min(combined(world, [*orders, *own], len(gone)), default=sum(costs))
    if found is None:
        assert best > sum(costs) - CLOSE
        return
    event("cheaper")
    assert sum(map(world.driving, found)) == pytest.approx(best)
    for run, (order, mine) in enumerate(zip(found, world.bare, strict=True)):
        assert [node for node in order if not world.calls[node].request] == list(mine)
        assert world.can_drive(run, order) or tuple(order) == mine
    assert world.absent(found) == gone


def renumbered(world: World, gone: list[int]) -> Model:
    """The numbers of a world without some requests."""
    model = world.model()
    left = [pair for number, pair in enumerate(world.requests) if number not in gone]
    model.nodes["request"][[node for number in gone for node in world.requests[number]]] = 0
    for number, pair in enumerate(left, start=1):
        model.nodes["request"][list(pair)] = number
    return model


def combined(world: World, orders: list[tuple[int, list[int]]], gone: int) -> Iterator[float]:
    """What each plan costs that can be made of some runs, each driven by any vehicle of its kind."""
    options: list[list[list[int]]] = []
    for run, bare in enumerate(world.bare):
        alike = [order for other, order in orders if world.kinds[other] == world.kinds[run]]
        options.append([list(bare), *([bare[0], *order[1:-1], bare[-1]] for order in alike)])
    for plan in product(*options):
        served = [node for order in plan for node in order if world.calls[node].request]
        if len(served) == len(set(served)) == 2 * (len(world.requests) - gone):
            yield sum(map(world.driving, plan))
