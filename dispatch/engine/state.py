"""What a search holds in its hands: a plan under construction, the runs it has met, and its scratch."""

from typing import NamedTuple

import numpy as np
from numpy.typing import NDArray

from dispatch.engine.compiled import compiled, inlined
from dispatch.engine.model import FAR, Model, Records, Runs, copy_run

MEMO = np.dtype([("version", "i8"), ("cost", "f8"), ("i", "i4"), ("j", "i4")], align=True)
"""The best place of a request in the version of a run; ``i`` is -1 if none was below ``cost``."""
PROBES = 30
"""How far the pool looks for a free place."""


class Pool(NamedTuple):
    """Runs that were part of an accepted plan, the cheapest order of each set of requests: a hash table."""

    keys: NDArray[np.uint64]
    costs: NDArray[np.float64]
    sizes: NDArray[np.int64]
    kinds: NDArray[np.int64]
    nodes: NDArray[np.uint32]
    filled: NDArray[np.int64]
    codes: NDArray[np.uint64]  # of each request, then of each kind of vehicle


class State(NamedTuple):
    """A plan under construction: its runs, and the run of each request, -1 for none."""

    runs: Runs
    where: NDArray[np.int64]


class Scratch(NamedTuple):
    """Scratch of the search, and what it counts.

    ``dice`` is the state of the random numbers; ``cost`` holds the cost of the present and of the best plan,
    and how many requests have no place in the best one.
    """

    memo: Records
    clock: NDArray[np.int64]
    absent: NDArray[np.int64]
    keys: NDArray[np.float64]
    touched: NDArray[np.int64]
    hit: NDArray[np.int64]
    dice: NDArray[np.uint64]
    cost: NDArray[np.float64]
    none: Records


def copy_of(state: State) -> State:
    """An equal plan to work on."""
    return State(Runs(state.runs.visits.copy(), state.runs.heads.copy()), state.where.copy())


@inlined
def chance(dice: NDArray[np.uint64]) -> float:
    """A random number from 0 to 1 (xorshift64)."""
    x = dice[0]
    x ^= x << np.uint64(13)
    x ^= x >> np.uint64(7)
    x ^= x << np.uint64(17)
    dice[0] = x
    return np.float64(x >> np.uint64(11)) * (1.0 / 9007199254740992.0)


@inlined
def new_version(runs: Runs, scratch: Scratch, run: int) -> None:
    """Say that a run has changed."""
    scratch.clock[0] += 1
    runs.heads[run].version = scratch.clock[0]


@compiled
def copy_state(source: State, target: State, touched: NDArray[np.int64]) -> None:
    """Make the target equal to the source, which differs in the touched runs only."""
    for run in range(touched.shape[0]):
        if touched[run]:
            copy_run(source.runs, target.runs, run)
    for request in range(source.where.shape[0]):
        target.where[request] = source.where[request]


@compiled
def cost_of(state: State, runs: int, penalty: float) -> float:
    """The cost of a plan, with a penalty for each request without a place."""
    cost = 0.0
    for run in range(runs):
        cost += state.runs.heads[run].cost
    for request in range(state.where.shape[0]):
        if state.where[request] < 0:
            cost += penalty
    return cost


@compiled
def remember(model: Model, state: State, scratch: Scratch, pool: Pool) -> None:
    """Put the runs that have changed into the pool, unless it is full or knows them cheaper."""
    places = pool.keys.shape[0]
    requests = state.where.shape[0]
    for run in range(scratch.touched.shape[0]):
        head, visits = state.runs.heads[run], state.runs.visits[run]
        if not scratch.touched[run] or head.size <= 2 or head.size > pool.nodes.shape[1]:
            continue
        key = pool.codes[requests + model.vehicles[run].kind]
        for at in range(1, head.size - 1):
            node = model.nodes[visits[at].node]
            if node.dropoff and node.request:
                key ^= pool.codes[node.request - 1]
        place = np.int64(key % np.uint64(places))
        for _ in range(PROBES):
            if pool.sizes[place] == 0:
                if pool.filled[0] >= places * 7 // 10:
                    break
                pool.filled[0] += 1
                pool.keys[place] = key
                pool.costs[place] = FAR
            if pool.keys[place] == key:
                if head.cost < pool.costs[place] - 1e-9:
                    pool.costs[place] = head.cost
                    pool.sizes[place] = head.size
                    pool.kinds[place] = model.vehicles[run].kind
                    for at in range(head.size):
                        pool.nodes[place, at] = visits[at].node
                break
            place += 1
            if place >= places:
                place = np.int64(0)
