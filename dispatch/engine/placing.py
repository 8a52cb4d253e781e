"""Where a request fits into a run: the hot path of offers and of the search.

Earliest and latest times rule out most places with a few comparisons; what is left is timed exactly. The
bounds rely on the least times between visits being those of shortest ways: a visit more never makes
another one possible sooner.
"""

import numpy as np

from dispatch.engine.compiled import compiled
from dispatch.engine.model import EPSILON, FAR, Model, Record, Records, Runs
from dispatch.engine.timing import add_up, earliest, latest, worth

PLACE = np.dtype(
    [
        ("cost", "f8"),  # added to the objective
        ("driving", "f8"),  # added to driving
        ("pickup", "f8"),  # when
        ("dropoff", "f8"),
        ("run", "i4"),
        ("i", "i4"),
        ("j", "i4"),
    ],
    align=True,
)
"""A feasible place: pick-up before position ``i``, drop-off before position ``j`` of the run, ``i <= j``."""


@compiled
def trial(model: Model, runs: Runs, run: int, i: int, j: int, pickup: int, dropoff: int) -> bool:
    """Copy a run with two more visits into the last row, and time it there; whether that is possible."""
    source, target = runs.visits[run], runs.visits[runs.heads.shape[0] - 1]
    size = runs.heads[run].size
    for at in range(i):
        target[at].node, target[at].stop = source[at].node, source[at].stop
        target[at].early = source[at].early
    for at in range(i, j):
        to = at + 1
        target[to].node, target[to].stop = source[at].node, source[at].stop
        target[to].early = source[at].early
    for at in range(j, size):
        to = at + 2
        target[to].node, target[to].stop = source[at].node, source[at].stop
        target[to].early = source[at].early
    target[i].node, target[i].stop = pickup, model.nodes[pickup].stop
    target[i].early = model.nodes[pickup].earliest
    target[j + 1].node, target[j + 1].stop = dropoff, model.nodes[dropoff].stop
    target[j + 1].early = model.nodes[dropoff].earliest
    last = runs.heads.shape[0] - 1
    runs.heads[last].size = size + 2
    for at in range(size + 2):
        model.nodes[target[at].node].position = at
    return earliest(model, runs, last, i, j + 2)


@compiled
def scan(
    model: Model, runs: Runs, run: int, pickup: int, dropoff: int, best: float, found: Records
) -> tuple[float, int, int, int]:
    """The place in a run that adds least driving, if that is less than ``best``; or all places.

    Parameters
    ----------
    best
        What to beat, in added driving.
    found
        Records of :data:`PLACE` to fill with every feasible place, cheap or dear, with its cost by the
        objective; of length 0 if only the best is wanted.

    Returns
    -------
    Added driving, ``i``, ``j`` of the best place (``best`` and -1 if there is none), and how many were found.
    """
    visits = runs.visits[run]
    size = runs.heads[run].size
    every = found.shape[0] > 0
    best_i, best_j, count = -1, -1, 0
    if size + 2 > runs.visits.shape[1]:
        return best, best_i, best_j, count
    on, off, vehicle = model.nodes[pickup], model.nodes[dropoff], model.vehicles[run]
    seats = vehicle.seats - on.seats
    wheelchairs = vehicle.wheelchairs - on.wheelchairs
    prams = vehicle.prams - on.prams
    on_latest, off_latest, ride = on.latest + EPSILON, off.latest + EPSILON, off.ride + EPSILON
    on_stop, off_stop = on.stop, off.stop
    direct = model.ways[on_stop, off_stop]
    first, end, soonest = 1, size, on.earliest + on.extra - EPSILON
    while first < end:  # latest times rise along a run
        middle = (first + end) // 2
        if visits[middle].late < soonest:
            first = middle + 1
        else:
            end = middle
    for i in range(first, size):
        before = visits[i - 1]
        if before.early > on_latest:
            break
        time = before.early + model.nodes[before.node].extra + model.ways[before.stop, on_stop].time
        time = max(time, on.earliest)
        if time > on_latest:
            continue
        if before.seats > seats or before.wheelchairs > wheelchairs or before.prams > prams:
            continue
        after = visits[i]
        onward = model.ways[on_stop, after.stop]
        added = model.ways[before.stop, on_stop].cost - after.arc
        if not every and added + onward.cost >= best - EPSILON:
            continue
        arrival = max(time + on.extra + direct.time, off.earliest)
        leave = model.ways[off_stop, after.stop]
        if arrival <= off_latest and arrival + off.extra + leave.time <= after.late + EPSILON:
            driving = added + direct.cost + leave.cost
            if (every or driving < best - EPSILON) and trial(model, runs, run, i, i, pickup, dropoff):
                if every:
                    note(model, runs, run, i, i, driving, found[count])
                    count += 1
                if driving < best - EPSILON:
                    best, best_i, best_j = driving, i, i
        path = on.extra + onward.time
        clock = time + path
        if clock > after.late + EPSILON:
            continue
        clock = max(clock, after.early)
        added += onward.cost
        last, last_stop = after.node, after.stop
        for j in range(i + 1, size):
            if (
                visits[j - 1].seats > seats
                or visits[j - 1].wheelchairs > wheelchairs
                or visits[j - 1].prams > prams
                or path > ride
            ):
                break
            way = model.ways[last_stop, off_stop]
            turn = model.nodes[last].extra + way.time
            arrival = max(clock + turn, off.earliest)
            if arrival > off_latest:
                break
            after = visits[j]
            leave = model.ways[off_stop, after.stop]
            if path + turn <= ride and arrival + off.extra + leave.time <= after.late + EPSILON:
                driving = added + way.cost + leave.cost - after.arc
                if (every or driving < best - EPSILON) and trial(model, runs, run, i, j, pickup, dropoff):
                    if every:
                        note(model, runs, run, i, j, driving, found[count])
                        count += 1
                    if driving < best - EPSILON:
                        best, best_i, best_j = driving, i, j
            path += after.leg
            clock += after.leg
            if clock > after.late + EPSILON:
                break
            clock = max(clock, after.early)
            last, last_stop = after.node, after.stop
    return best, best_i, best_j, count


@compiled
def note(model: Model, runs: Runs, run: int, i: int, j: int, driving: float, place: Record) -> None:
    """Write down the place that was just tried."""
    last = runs.heads.shape[0] - 1
    place.run, place.i, place.j, place.driving = run, i, j, driving
    place.pickup, place.dropoff = runs.visits[last, i].early, runs.visits[last, j + 1].early
    if model.weights[0].plain:
        place.cost = driving
    else:
        place.cost = worth(model, runs, last, run) - runs.heads[run].cost


@compiled
def put(model: Model, runs: Runs, run: int, i: int, j: int, pickup: int, dropoff: int) -> None:
    """Insert a request at a feasible place and bring times, loads and cost of the run up to date."""
    visits = runs.visits[run]
    size = runs.heads[run].size
    for at in range(size - 1, j - 1, -1):
        visits[at + 2].node, visits[at + 2].stop = visits[at].node, visits[at].stop
        visits[at + 2].early, visits[at + 2].late = visits[at].early, visits[at].late
    for at in range(j - 1, i - 1, -1):
        visits[at + 1].node, visits[at + 1].stop = visits[at].node, visits[at].stop
        visits[at + 1].early, visits[at + 1].late = visits[at].early, visits[at].late
    for at, number in ((i, pickup), (j + 1, dropoff)):
        node = model.nodes[number]
        visits[at].node, visits[at].stop = number, node.stop
        visits[at].early, visits[at].late = node.earliest, node.latest
    runs.heads[run].size = size + 2
    for at in range(size + 2):
        model.nodes[visits[at].node].position = at
    earliest(model, runs, run, i, j + 2)
    latest(model, runs, run, i - 1, j + 1)
    add_up(model, runs, run)


@compiled
def take(model: Model, runs: Runs, run: int, request: int) -> None:
    """Take a request (counted from 0) out of a run, which then has to be timed anew."""
    visits = runs.visits[run]
    kept = 0
    for at in range(runs.heads[run].size):
        if model.nodes[visits[at].node].request != request + 1:
            visits[kept].node, visits[kept].stop = visits[at].node, visits[at].stop
            kept += 1
    runs.heads[run].size = kept


@compiled
def every_place(model: Model, runs: Runs, pickup: int, dropoff: int, found: Records) -> int:
    """Fill ``found`` with all feasible places in all runs; their number."""
    count = 0
    for run in range(runs.heads.shape[0] - 1):
        room = runs.heads[run].size * runs.heads[run].size
        if count + room > found.shape[0]:
            return -1
        count += scan(model, runs, run, pickup, dropoff, FAR, found[count:])[3]
    return count


@compiled
def survey(model: Model, runs: Runs, pickup: int, dropoff: int, promises: Records, found: Records) -> None:
    """For each promise that might be given to one request, the place that adds least driving.

    Parameters
    ----------
    promises
        Rows of earliest pick-up, latest pick-up, latest drop-off, longest ride (s).
    found
        As many records of :data:`PLACE`; ``run`` is -1 where no place keeps the promise.
    """
    none = found[:0]
    on, off = model.nodes[pickup], model.nodes[dropoff]
    for number in range(promises.shape[0]):
        on.earliest, on.latest = promises[number, 0], promises[number, 1]
        off.earliest, off.latest, off.ride = promises[number, 0], promises[number, 2], promises[number, 3]
        best = FAR
        found[number].run = -1
        for run in range(runs.heads.shape[0] - 1):
            driving, i, j, _ = scan(model, runs, run, pickup, dropoff, best, none)
            if i >= 0:
                best = driving
                found[number].run, found[number].i, found[number].j = run, i, j
                found[number].driving = driving
        place = found[number]
        if place.run >= 0:
            trial(model, runs, place.run, place.i, place.j, pickup, dropoff)
            note(model, runs, place.run, place.i, place.j, place.driving, place)
