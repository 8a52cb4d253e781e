"""Ruin and recreate: take some related requests out of their runs and put each back where it is cheapest.

Removal in strings of neighbouring visits and insertion with blinks follow SISR (Christiaens and Vanden
Berghe, Transportation Science 2020), here for pairs of visits; acceptance is simulated annealing. The best
place of every request in every run is remembered until that run changes, which makes most insertions a
look-up. Runs met on the way go to a pool, from which :mod:`dispatch.engine.partition` composes plans.
"""

import numpy as np

from dispatch.engine.compiled import compiled, inlined
from dispatch.engine.model import FAR, Model, Requests, Runs
from dispatch.engine.placing import put, scan
from dispatch.engine.removal import scatter, strings
from dispatch.engine.state import Pool, Scratch, State, chance, copy_state, cost_of, new_version, remember
from dispatch.engine.timing import time_run

SCATTER = 0.15
"""How often requests are removed one by one instead of in strings."""
GOOD = 1.01
"""Runs are remembered from plans at most so much dearer than the best one."""


@inlined
def cheapest_run(
    model: Model, requests: Requests, runs: Runs, scratch: Scratch, request: int, blink: float
) -> tuple[int, int, int]:
    """The run and the place where a request adds least driving, each overlooked with chance ``blink``."""
    best, best_run, best_i, best_j = FAR, -1, -1, -1
    pickup, dropoff = requests.pickup[request], requests.dropoff[request]
    count = scratch.touched.shape[0]
    for run in range(count):
        memo = scratch.memo[request, run]
        if memo.version == runs.heads[run].version and memo.i >= 0 and memo.cost < best:
            if chance(scratch.dice) < blink:
                continue
            best, best_run, best_i, best_j = memo.cost, run, memo.i, memo.j
    for run in range(count):
        memo = scratch.memo[request, run]
        if memo.version == runs.heads[run].version and (memo.i >= 0 or memo.cost >= best - 1e-9):
            continue
        if runs.heads[run].size == 2 and has_idle_twin(model, runs, run):
            continue
        cost, i, j, _ = scan(model, runs, run, pickup, dropoff, best, scratch.none)
        memo.version, memo.cost, memo.i, memo.j = runs.heads[run].version, cost, i, j
        if i >= 0 and not chance(scratch.dice) < blink:
            best, best_run, best_i, best_j = cost, run, i, j
    return best_run, best_i, best_j


@inlined
def has_idle_twin(model: Model, runs: Runs, run: int) -> bool:
    """Whether an earlier vehicle of the same kind has nothing to do either."""
    for other in range(run):
        if runs.heads[other].size == 2 and model.vehicles[other].kind == model.vehicles[run].kind:
            return True
    return False


@compiled
def arrange(model: Model, requests: Requests, scratch: Scratch, count: int, unserved: int) -> None:
    """Put the absent requests in one of several orders, those that had no place before first."""
    order = chance(scratch.dice)
    for number in range(count):
        request = scratch.absent[number]
        on, off = model.nodes[requests.pickup[request]], model.nodes[requests.dropoff[request]]
        if order < 0.35:
            key = chance(scratch.dice)
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
        scratch.keys[number] = key - (1e9 if number < unserved else 0.0)
    for number in range(1, count):
        key, request, at = scratch.keys[number], scratch.absent[number], number - 1
        while at >= 0 and scratch.keys[at] > key:
            scratch.keys[at + 1], scratch.absent[at + 1] = scratch.keys[at], scratch.absent[at]
            at -= 1
        scratch.keys[at + 1], scratch.absent[at + 1] = key, request


@compiled
def recreate(
    model: Model, requests: Requests, state: State, scratch: Scratch, count: int, blink: float
) -> int:
    """Put the absent requests back one by one; how many find no place."""
    unserved = 0
    for number in range(count):
        request = scratch.absent[number]
        run, i, j = cheapest_run(model, requests, state.runs, scratch, request, blink)
        if run < 0:
            unserved += 1
            continue
        put(model, state.runs, run, i, j, requests.pickup[request], requests.dropoff[request])
        state.where[request] = run
        scratch.touched[run] = 1
        new_version(state.runs, scratch, run)
    return unserved


@compiled
def search(
    model: Model,
    requests: Requests,
    present: State,
    trial: State,
    best: State,
    scratch: Scratch,
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
    runs = scratch.touched.shape[0]
    everything = np.ones(runs, np.int64)
    for _ in range(steps):
        count = 0
        for run in range(runs):
            scratch.touched[run] = 0
        for request in range(trial.where.shape[0]):
            if trial.where[request] < 0:
                scratch.absent[count] = request
                count += 1
        unserved = count
        seed = int(chance(scratch.dice) * trial.where.shape[0])
        if chance(scratch.dice) < SCATTER:
            count = scatter(model, requests, trial, scratch, seed, count, mean)
        else:
            count = strings(model, requests, trial, scratch, seed, count, mean)
        for run in range(runs):
            if scratch.touched[run]:
                new_version(trial.runs, scratch, run)
                time_run(model, trial.runs, run)
        arrange(model, requests, scratch, count, unserved)
        unserved = recreate(model, requests, trial, scratch, count, blink)
        cost = cost_of(trial, runs, penalty)
        if cost < scratch.cost[0] - temperature * np.log(max(1e-12, chance(scratch.dice))):
            scratch.cost[0] = cost
            if cost < scratch.cost[1] * GOOD:
                remember(model, trial, scratch, pool)
            copy_state(trial, present, scratch.touched)
            fewer = unserved < scratch.cost[2]
            if fewer or (unserved == scratch.cost[2] and cost < scratch.cost[1] - 1e-7):
                scratch.cost[1], scratch.cost[2] = cost, unserved
                copy_state(trial, best, everything)
        else:
            copy_state(present, trial, scratch.touched)
