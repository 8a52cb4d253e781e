"""Exact timing of a run: a simple temporal network over its visits in their order.

Every rule about time is a difference constraint between two visits, or a bound on one. So the earliest
times of all visits exist together (the least fixpoint), and likewise the latest ones (the greatest).
Travel is propagated along the run and ride ceilings against it until nothing moves, touching only what a
change can reach; both together give the slack by which most insertions are refused at once.

The times we plan are the earliest. Everybody is picked up as near to the start of their promised window
as the run allows, later only where a ride would else be longer than promised: who stands at a stop from
the start of the window loses nothing by getting in, and what a run is early is its buffer against delay.
"""

import numpy as np
from numpy.typing import NDArray

from dispatch.engine.compiled import compiled, inlined
from dispatch.engine.model import EPSILON, Model, Runs


@compiled
def earliest(model: Model, runs: Runs, run: int, first: int, last: int) -> bool:
    """Move visits later until all rules hold; whether they can.

    Parameters
    ----------
    first, last
        Positions between which a visit may have moved or be new: what lies before already keeps its
        gaps, what lies after moves only if it is pushed. Node positions must be up to date.
    """
    visits = runs.visits[run]
    size = runs.heads[run].size
    # each pass settles one more ceiling along the longest chain of them: one pass more than there are
    # visits, and they contradict each other
    for _ in range(size + 2):
        moved_first, moved_last = size, 0
        for at in range(first, size):
            node = model.nodes[visits[at].node]
            before = visits[at - 1]
            way = model.ways[before.stop, visits[at].stop]
            time = before.early + model.nodes[before.node].extra + way.time
            if time > visits[at].early:
                if time > node.latest + EPSILON:
                    return False
                visits[at].early = time
            elif at > last:
                break
            if node.pickup:
                bound = visits[at].early - node.ride
                pickup = model.nodes[node.pickup]
                on = pickup.position
                if bound > visits[on].early + EPSILON:
                    if bound > pickup.latest + EPSILON:
                        return False
                    visits[on].early = bound
                    moved_first = min(moved_first, on)
                    moved_last = max(moved_last, on)
        if moved_first == size:
            return True
        first, last = moved_first + 1, moved_last
    return False


@compiled
def latest(model: Model, runs: Runs, run: int, first: int, last: int) -> None:
    """Move the latest times of visits earlier until all rules hold; the run must be feasible.

    Parameters
    ----------
    first, last
        Positions between which a visit may have moved or be new, as in :func:`earliest`.
    """
    visits = runs.visits[run]
    size = runs.heads[run].size
    for _ in range(size + 2):
        moved_first, moved_last = size, -1
        for at in range(last, -1, -1):
            node = model.nodes[visits[at].node]
            if at < size - 1:
                after = visits[at + 1]
                time = after.late - node.extra - model.ways[visits[at].stop, after.stop].time
                if time < visits[at].late:
                    visits[at].late = time
                elif at < first:
                    break
            if node.dropoff:
                dropoff = model.nodes[node.dropoff]
                bound = visits[at].late + dropoff.ride
                off = dropoff.position
                if bound < visits[off].late - EPSILON:
                    visits[off].late = bound
                    moved_first = min(moved_first, off)
                    moved_last = max(moved_last, off)
        if moved_last < 0:
            return
        first, last = moved_first, moved_last - 1


@compiled
def time_run(model: Model, runs: Runs, run: int) -> bool:
    """Work out bounds, loads and cost of a run from nothing but its order; whether it is in time."""
    visits = runs.visits[run]
    size = runs.heads[run].size
    in_time = True
    for at in range(size):
        node = model.nodes[visits[at].node]
        visits[at].stop = node.stop
        visits[at].early = node.earliest
        visits[at].late = node.latest
        node.position = at
        in_time = in_time and node.earliest <= node.latest + EPSILON
    in_time = in_time and earliest(model, runs, run, 1, size)
    if in_time:
        latest(model, runs, run, 0, size - 1)
    add_up(model, runs, run)
    return in_time


@compiled
def time_all(model: Model, runs: Runs, in_time: NDArray[np.bool_]) -> None:
    """Work out bounds, loads and cost of all runs, and which of them are in time."""
    for run in range(in_time.shape[0]):
        in_time[run] = time_run(model, runs, run)


@inlined
def add_up(model: Model, runs: Runs, run: int) -> None:
    """Loads, legs, driving and cost of a run whose visits are timed."""
    visits = runs.visits[run]
    seats, wheelchairs, prams = 0, 0, 0
    driving = 0.0
    for at in range(runs.heads[run].size):
        node = model.nodes[visits[at].node]
        seats += node.seats
        wheelchairs += node.wheelchairs
        prams += node.prams
        visits[at].seats = seats
        visits[at].wheelchairs = wheelchairs
        visits[at].prams = prams
        if at:
            way = model.ways[visits[at - 1].stop, visits[at].stop]
            visits[at].leg = model.nodes[visits[at - 1].node].extra + way.time
            visits[at].arc = way.cost
            driving += way.cost
    runs.heads[run].driving = driving
    if model.weights[0].plain:
        runs.heads[run].cost = driving
    else:
        runs.heads[run].cost = worth(model, runs, run, run)


@compiled
def worth(model: Model, runs: Runs, row: int, run: int) -> float:
    """The cost of a timed run by the whole objective (see :class:`mobility.objective.Objective`).

    Parameters
    ----------
    row, run
        Where its visits are written, and whose they are: not the same while a candidate is tried.
    """
    visits = runs.visits[row]
    size = runs.heads[row].size
    weights = model.weights[0]
    driving, empty, riding, waiting, slack, moved = 0.0, 0.0, 0.0, 0.0, 0.0, 0.0
    on_board, wheelchairs, open_visits = 0, 0, 0
    for at in range(size):
        number = visits[at].node
        node, taste = model.nodes[number], model.tastes[number]
        if at:
            arc = model.ways[visits[at - 1].stop, visits[at].stop].cost
            driving += arc
            if on_board == 0:
                empty += arc
        on_board += node.seats
        if node.wheelchairs:
            wheelchairs = 1
        time = visits[at].early
        if taste.riders:  # counted from the start of the run if they are on board there
            since = model.nodes[node.pickup].position if node.pickup else 0
            riding += taste.riders * (time - visits[since].early)
        if taste.people:
            waiting += taste.people * abs(time - taste.wish)
        if taste.margin:
            slack += max(0.0, time - (node.latest - taste.margin))
        if node.request:
            open_visits += 1
            if node.home and node.home != run + 1:
                moved += 1.0
    cost: float = weights.driving * driving + weights.empty * empty + weights.riding * riding
    cost += weights.waiting * waiting + weights.slack * slack + weights.stability * moved
    cost += weights.balance * driving * driving / 3600.0
    if open_visits:
        cost += weights.used
    if model.vehicles[run].wheelchairs and wheelchairs == 0:
        cost += weights.wheelchair * driving
    return cost
