"""Ruin and recreate: take some related requests out of their runs and put each back where it is cheapest.

Removal in strings of neighbouring visits and insertion with blinks follow SISR (Christiaens and Vanden
Berghe, Transportation Science 2020), here for pairs of visits; acceptance is simulated annealing. The best
place of every request in every run is remembered until that run changes, which makes most insertions a
look-up. Runs met on the way go to a pool, from which :mod:`dispatch.engine.partition` composes plans.
"""

from typing import NamedTuple

import numpy as np
from numpy.typing import NDArray

from dispatch.engine.compiled import compiled, inlined
from dispatch.engine.model import FAR, Model, Records, Requests, Runs, copy_run
from dispatch.engine.placing import put, scan, take
from dispatch.engine.timing import time_run

MEMO = np.dtype([("version", "i8"), ("cost", "f8"), ("i", "i4"), ("j", "i4")], align=True)
"""The best place of a request in the version of a run; ``i`` is -1 if none was below ``cost``."""
SCATTER = 0.15
"""How often requests are removed one by one instead of in strings."""
LONGEST_STRING = 10.0
"""How many visits are removed from one run at most."""
GOOD = 1.01
"""Runs are remembered from plans at most so much dearer than the best one."""
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


class Desk(NamedTuple):
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
def new_version(runs: Runs, desk: Desk, run: int) -> None:
    """Say that a run has changed."""
    desk.clock[0] += 1
    runs.heads[run].version = desk.clock[0]


@inlined
def cheapest_run(
    model: Model, requests: Requests, runs: Runs, desk: Desk, request: int, blink: float
) -> tuple[int, int, int]:
    """The run and the place where a request adds least driving, each overlooked with chance ``blink``."""
    best, best_run, best_i, best_j = FAR, -1, -1, -1
    pickup, dropoff = requests.pickup[request], requests.dropoff[request]
    count = desk.touched.shape[0]
    for run in range(count):
        memo = desk.memo[request, run]
        if memo.version == runs.heads[run].version and memo.i >= 0 and memo.cost < best:
            if chance(desk.dice) < blink:
                continue
            best, best_run, best_i, best_j = memo.cost, run, memo.i, memo.j
    for run in range(count):
        memo = desk.memo[request, run]
        if memo.version == runs.heads[run].version and (memo.i >= 0 or memo.cost >= best - 1e-9):
            continue
        if runs.heads[run].size == 2 and has_idle_twin(model, runs, run):
            continue
        cost, i, j, _ = scan(model, runs, run, pickup, dropoff, best, desk.none)
        memo.version, memo.cost, memo.i, memo.j = runs.heads[run].version, cost, i, j
        if i >= 0 and not chance(desk.dice) < blink:
            best, best_run, best_i, best_j = cost, run, i, j
    return best_run, best_i, best_j


@inlined
def has_idle_twin(model: Model, runs: Runs, run: int) -> bool:
    """Whether an earlier vehicle of the same kind has nothing to do either."""
    for other in range(run):
        if runs.heads[other].size == 2 and model.vehicles[other].kind == model.vehicles[run].kind:
            return True
    return False


@inlined
def remove(state: State, desk: Desk, request: int, count: int) -> int:
    """Note that a request has left its run; the number of absent ones."""
    desk.touched[state.where[request]] = 1
    state.where[request] = -1
    desk.absent[count] = request
    return count + 1


@compiled
def scatter(
    model: Model, requests: Requests, state: State, desk: Desk, seed: int, count: int, mean: float
) -> int:
    """Remove some relatives of a request and some strangers; the number of absent ones."""
    tries = min(1 + int(chance(desk.dice) * 1.5 * mean), requests.near.shape[1])
    for rank in range(tries):
        request = int(requests.near[seed, rank])
        if chance(desk.dice) < 0.3:
            request = int(chance(desk.dice) * state.where.shape[0])
        run = state.where[request]
        if run >= 0:
            take(model, state.runs, run, request)
            count = remove(state, desk, request, count)
    return count


@compiled
def strings(
    model: Model, requests: Requests, state: State, desk: Desk, seed: int, count: int, mean: float
) -> int:
    """Remove strings of visits from runs near a request; the number of absent ones."""
    heads = state.runs.heads
    visits, used = 0, 0
    for run in range(desk.hit.shape[0]):
        desk.hit[run] = 0
        if heads[run].size > 2:
            visits += heads[run].size - 2
            used += 1
    longest = min(LONGEST_STRING, visits / max(1, used) / 2.0)
    most = int(chance(desk.dice) * (4.0 * mean / (1.0 + longest) - 1.0) + 1.0)
    done = 0
    for rank in range(requests.near.shape[1]):
        if done >= most:
            break
        request = int(requests.near[seed, rank])
        run = state.where[request]
        if run >= 0 and not desk.hit[run]:
            desk.hit[run] = 1
            done += 1
            count = cut(model, requests, state, desk, request, count, longest)
    return count


@compiled
def cut(
    model: Model, requests: Requests, state: State, desk: Desk, request: int, count: int, longest: float
) -> int:
    """Remove the requests of a string of visits around one from its run, perhaps sparing a visit in it."""
    run = state.where[request]
    visits, size = state.runs.visits[run], state.runs.heads[run].size
    length = int(chance(desk.dice) * min(longest, (size - 2) / 2.0) + 1.0)
    anchor = requests.pickup[request] if chance(desk.dice) < 0.5 else requests.dropoff[request]
    middle = 1
    for at in range(1, size - 1):
        if visits[at].node == anchor:
            middle = at
            break
    width = min(size - 2, int(length * 1.5) + 1)
    first = max(1, middle - int(chance(desk.dice) * width))
    first = min(first, size - 1 - width)
    spared = -1
    if width > 3 and chance(desk.dice) < 0.5:
        spared = first + int(chance(desk.dice) * width)
    before = count
    for at in range(first, first + width):
        other = int(model.nodes[visits[at].node].request) - 1
        if at != spared and other >= 0 and state.where[other] == run:
            count = remove(state, desk, other, count)
            if count - before >= length:
                break
    for number in range(before, count):
        take(model, state.runs, run, desk.absent[number])
    return count


@compiled
def arrange(model: Model, requests: Requests, desk: Desk, count: int, unserved: int) -> None:
    """Put the absent requests in one of several orders, those that had no place before first."""
    order = chance(desk.dice)
    for number in range(count):
        request = desk.absent[number]
        on, off = model.nodes[requests.pickup[request]], model.nodes[requests.dropoff[request]]
        if order < 0.35:
            key = chance(desk.dice)
        elif order < 0.5:
            key = -requests.far[request]
        elif order < 0.6:
            key = requests.far[request]
        elif order < 0.8:
            key = min(on.latest - on.earliest, off.latest - off.earliest)
        elif order < 0.92:
            key = on.earliest
        else:
            key = -(on.seats + 4.0 * on.wheelchairs)
        desk.keys[number] = key - (1e9 if number < unserved else 0.0)
    for number in range(1, count):
        key, request, at = desk.keys[number], desk.absent[number], number - 1
        while at >= 0 and desk.keys[at] > key:
            desk.keys[at + 1], desk.absent[at + 1] = desk.keys[at], desk.absent[at]
            at -= 1
        desk.keys[at + 1], desk.absent[at + 1] = key, request


@compiled
def remember(model: Model, state: State, desk: Desk, pool: Pool) -> None:
    """Put the runs that have changed into the pool, unless it is full or knows them cheaper."""
    places = pool.keys.shape[0]
    requests = state.where.shape[0]
    for run in range(desk.touched.shape[0]):
        head, visits = state.runs.heads[run], state.runs.visits[run]
        if not desk.touched[run] or head.size <= 2 or head.size > pool.nodes.shape[1]:
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


@compiled
def recreate(model: Model, requests: Requests, state: State, desk: Desk, count: int, blink: float) -> int:
    """Put the absent requests back one by one; how many find no place."""
    unserved = 0
    for number in range(count):
        request = desk.absent[number]
        run, i, j = cheapest_run(model, requests, state.runs, desk, request, blink)
        if run < 0:
            unserved += 1
            continue
        put(model, state.runs, run, i, j, requests.pickup[request], requests.dropoff[request])
        state.where[request] = run
        desk.touched[run] = 1
        new_version(state.runs, desk, run)
    return unserved


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
def search(
    model: Model,
    requests: Requests,
    present: State,
    trial: State,
    best: State,
    desk: Desk,
    pool: Pool,
    steps: int,
    temperature: float,
    penalty: float,
    mean: float,
    blink: float,
) -> None:
    """Ruin and recreate so many times.

    Parameters
    ----------
    present, trial, best
        The accepted plan, an equal copy to work on, and the best plan met so far; updated.
    temperature
        How much dearer a plan may be to be accepted, on average.
    penalty
        Cost of a request without a place.
    mean
        How many requests are removed each time, on average.
    blink
        Chance to overlook the best place.
    """
    runs = desk.touched.shape[0]
    everything = np.ones(runs, np.int64)
    for _ in range(steps):
        count = 0
        for run in range(runs):
            desk.touched[run] = 0
        for request in range(trial.where.shape[0]):
            if trial.where[request] < 0:
                desk.absent[count] = request
                count += 1
        unserved = count
        seed = int(chance(desk.dice) * trial.where.shape[0])
        if chance(desk.dice) < SCATTER:
            count = scatter(model, requests, trial, desk, seed, count, mean)
        else:
            count = strings(model, requests, trial, desk, seed, count, mean)
        for run in range(runs):
            if desk.touched[run]:
                new_version(trial.runs, desk, run)
                time_run(model, trial.runs, run)
        arrange(model, requests, desk, count, unserved)
        unserved = recreate(model, requests, trial, desk, count, blink)
        cost = cost_of(trial, runs, penalty)
        if cost < desk.cost[0] - temperature * np.log(max(1e-12, chance(desk.dice))):
            desk.cost[0] = cost
            if cost < desk.cost[1] * GOOD:
                remember(model, trial, desk, pool)
            copy_state(trial, present, desk.touched)
            fewer = unserved < desk.cost[2]
            if fewer or (unserved == desk.cost[2] and cost < desk.cost[1] - 1e-7):
                desk.cost[1], desk.cost[2] = cost, unserved
                copy_state(trial, best, everything)
        else:
            copy_state(present, trial, desk.touched)
