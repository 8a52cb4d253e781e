"""What a plan leaves room for: sampled wishes of the time ahead, played against it one after the other.

Each wish is given the place that adds least driving at the moment it is made, or none. Vehicles drive on
between wishes as they do on the road: they wait before they drive, and may turn on their way.
"""

from collections.abc import Sequence
from typing import NamedTuple

import numpy as np
from numpy.typing import NDArray

from dispatch.engine.compiled import compiled
from dispatch.engine.model import (
    FAR,
    NODE,
    TASTE,
    WAY,
    WEIGHTS,
    Model,
    Record,
    Records,
    Runs,
    blank_runs,
    copy_run,
    write_run,
)
from dispatch.engine.placing import PLACE, put, scan
from dispatch.engine.timing import time_run

WISH = np.dtype(
    [
        ("time", "f8"),  # when it is made, for a ride as soon as possible
        ("latest", "f8"),  # latest pick-up
        ("ride", "f8"),  # longest ride
        ("extra", "f8"),  # what they add to the time of boarding
        ("origin", "u4"),  # rows of the table of ways
        ("destination", "u4"),
        ("seats", "i2"),
        ("wheelchairs", "i2"),
        ("prams", "i2"),
        ("spare", "i2"),
    ],
    align=True,
)
"""A wish that might be made."""


class Stage(NamedTuple):
    """A plan, and what is needed to play wishes against it.

    Parameters
    ----------
    model
        Its nodes with room for wishes, and ways among the stops that occur; the last rows are free for
        vehicles on their way, one for each.
    nodes
        The nodes of the plan as they are.
    planned, runs
        Its runs, and room to work in.
    stay
        By row: how long who comes there has to stay, boarding.
    """

    model: Model
    nodes: Records
    planned: Runs
    runs: Runs
    stay: NDArray[np.float64]


class Futures(NamedTuple):
    """Wishes that might be made from now on: samples of equal weight.

    Parameters
    ----------
    wishes
        By sample, in order of time; filled up with anything.
    counts
        How many there are in each.
    """

    wishes: Records
    counts: NDArray[np.int64]


def stage(model: Model, runs: Sequence[Sequence[int]], futures: Futures) -> tuple[Stage, Futures]:
    """Set a plan on stage, and the wishes by the rows that stops have there."""
    wishes = futures.wishes.copy()
    most = int(futures.counts.max(initial=0))
    rows = np.unique(
        np.concatenate([model.nodes["stop"], wishes["origin"].ravel(), wishes["destination"].ravel()])
    )
    number = np.zeros(len(model.ways), np.uint32)
    number[rows] = np.arange(len(rows))
    size = len(rows) + len(runs)
    ways = np.zeros((size, size), WAY)
    ways[: len(rows), : len(rows)] = model.ways[np.ix_(rows, rows)]
    nodes = np.zeros(len(model.nodes) + 2 * most, NODE)
    nodes[: len(model.nodes)] = model.nodes
    nodes["stop"] = number[nodes["stop"]]
    for name in ("origin", "destination"):
        wishes[name] = number[wishes[name]]
    weights = np.zeros(1, WEIGHTS)
    weights["plain"] = weights["driving"] = 1
    small = Model(nodes, np.zeros(len(nodes), TASTE), ways, model.vehicles, weights)
    planned = blank_runs(len(runs), max(map(len, runs), default=2) + 2 * most)
    for run, order in enumerate(runs):
        write_run(planned, run, list(order))
        time_run(small, planned, run)
    stay = np.max(ways["time"] - ways["cost"], axis=1)
    kept = nodes[: len(model.nodes)].copy()
    return Stage(small, kept, planned, blank_runs(len(runs), planned.visits.shape[1]), stay), Futures(
        wishes, futures.counts
    )


def served(scene: Stage, futures: Futures, *, turning: bool, price: float = 0.0) -> NDArray[np.float64]:
    """How many wishes of each sample the vehicles of a plan could serve besides what is promised.

    Parameters
    ----------
    turning
        Whether vehicles may be sent elsewhere before they arrive.
    price
        What each second that they drive for it takes off (wishes); who would cost more is not served.
    """
    counted = np.zeros(len(futures.counts))
    play(*scene, futures.wishes, futures.counts, turning, price, np.zeros(0, PLACE), counted)
    return counted


@compiled
def play(
    model: Model,
    nodes: Records,
    planned: Runs,
    runs: Runs,
    stay: NDArray[np.float64],
    wishes: Records,
    counts: NDArray[np.int64],
    turning: bool,
    price: float,
    none: Records,
    counted: NDArray[np.float64],
) -> None:
    """Play all samples and count who is served in each."""
    count = planned.heads.shape[0] - 1
    most = 1.0 / price if price > 0.0 else FAR
    for sample in range(counts.shape[0]):
        for number in range(nodes.shape[0]):
            model.nodes[number] = nodes[number]
        for run in range(count):
            copy_run(planned, runs, run)
        free = nodes.shape[0]
        for position in range(counts[sample]):
            wish = wishes[sample, position]
            for run in range(count):
                drive(model, runs, run, wish.time, stay, turning)
            pickup, dropoff = free, free + 1
            write(model, pickup, dropoff, wish)
            best, best_run, best_i, best_j = most, -1, 0, 0
            for run in range(count):
                driving, i, j, _ = scan(model, runs, run, pickup, dropoff, best, none)
                if i >= 0:
                    best, best_run, best_i, best_j = driving, run, i, j
            if best_run >= 0:
                put(model, runs, best_run, best_i, best_j, pickup, dropoff)
                counted[sample] += 1.0 - price * best
                free += 2


@compiled
def write(model: Model, pickup: int, dropoff: int, wish: Record) -> None:
    """Make two nodes of a wish."""
    on, off = model.nodes[pickup], model.nodes[dropoff]
    on.earliest = off.earliest = wish.time
    on.latest, off.latest = wish.latest, wish.latest + wish.ride
    on.extra = off.extra = wish.extra
    on.ride, off.ride = FAR, wish.ride
    on.stop, off.stop = wish.origin, wish.destination
    on.pickup, off.pickup = 0, pickup
    on.dropoff, off.dropoff = dropoff, 0
    on.seats, off.seats = wish.seats, -wish.seats
    on.wheelchairs, off.wheelchairs = wish.wheelchairs, -wish.wheelchairs
    on.prams, off.prams = wish.prams, -wish.prams


@compiled
def drive(
    model: Model,
    runs: Runs,
    run: int,
    now: float,
    stay: NDArray[np.float64],
    turning: bool,
) -> None:
    """Let a vehicle drive until now; its run begins where it then can be sent elsewhere."""
    visits = runs.visits[run]
    start = model.nodes[visits[0].node]
    moved = False
    while runs.heads[run].size > 2:
        arrival, stop = visits[1].early, visits[1].stop
        if arrival > now:
            driven = now - (arrival - model.ways[start.stop, stop].cost)
            if driven < 0.0:
                break
            if turning:
                turn(model, start.stop, stop, driven, model.ways.shape[0] - runs.heads.shape[0] + 1 + run)
                start.stop = model.ways.shape[0] - runs.heads.shape[0] + 1 + run
                start.earliest, start.extra = now, 0.0
                moved = True
                break
        visit(model, runs, run)
        moved = True
    free = now - start.extra - stay[start.stop]
    if free > start.earliest:
        start.earliest = free
        moved = True
    if moved:
        time_run(model, runs, run)


@compiled
def visit(model: Model, runs: Runs, run: int) -> None:
    """Let a run begin after its first visit."""
    visits = runs.visits[run]
    start, done = model.nodes[visits[0].node], model.nodes[visits[1].node]
    time = visits[1].early
    if done.dropoff:
        dropoff = model.nodes[done.dropoff]
        dropoff.pickup = 0
        dropoff.latest = min(dropoff.latest, time + dropoff.ride)
    start.stop, start.earliest, start.extra = done.stop, time, done.extra
    start.seats += done.seats
    start.wheelchairs += done.wheelchairs
    start.prams += done.prams
    size = runs.heads[run].size - 1
    for at in range(1, size):
        visits[at] = visits[at + 1]
    runs.heads[run].size = size


@compiled
def turn(model: Model, start: int, stop: int, driven: float, row: int) -> None:
    """Write the ways from a place between two stops into a row.

    They are those of a tree, on which the quickest ways part once; on other roads they are lower bounds.
    """
    left = model.ways[start, stop].cost - driven
    for to in range(model.ways.shape[1]):
        way = max(0.0, model.ways[start, to].cost - driven, model.ways[stop, to].cost - left)
        model.ways[row, to].time = way
        model.ways[row, to].cost = way
