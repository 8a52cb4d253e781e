"""What the engine works on: nodes to visit, ways between stops, vehicles, and runs, as arrays of records.

A *request* is a pick-up node and a drop-off node that one vehicle visits in this order. A *pinned* node
belongs to no request that may move: the start and the end of a run, or the drop-off of somebody who is on
board. Times and costs are seconds, or any other unit that is the same everywhere.

Node 0 is nobody, so that 0 can say "none". The last row of :class:`Runs` is where candidates are tried.
"""

from typing import Any, NamedTuple

import numpy as np
from numpy.typing import NDArray

from dispatch.engine.compiled import compiled

FAR = 1e18
"""Later, longer or dearer than anything."""
EPSILON = 1e-6
"""Times that differ by less are equal (s)."""

NODE = np.dtype(
    [
        ("earliest", "f8"),
        ("latest", "f8"),
        ("extra", "f8"),  # time the node adds before whatever follows, at the same stop or another
        ("ride", "f8"),  # of a drop-off: longest time since its pick-up
        ("stop", "u4"),
        ("pickup", "u4"),  # of a drop-off: its pick-up, if that is still to come
        ("dropoff", "u4"),  # of a pick-up: its drop-off
        ("request", "u4"),  # counted from 1; 0 for pinned nodes
        ("position", "u4"),  # scratch: where in the run that is being timed
        ("seats", "i2"),  # change of what is on board
        ("wheelchairs", "i2"),
        ("prams", "i2"),
        ("home", "i2"),  # the run whose driver has been told, counted from 1; 0 for none
    ],
    align=True,
)
"""A place to be visited."""

TASTE = np.dtype(
    [
        ("wish", "f8"),  # when its passengers would like this visit to be
        ("people", "f8"),  # how many they are; 0 where nobody wishes anything
        ("riders", "f8"),  # of a drop-off: how many have ridden since its pick-up
        ("margin", "f8"),  # how long before its latest time a visit should be, for safety
    ],
    align=True,
)
"""What would be nice at a node, beyond what is promised."""

VEHICLE = np.dtype(
    [("seats", "i2"), ("wheelchairs", "i2"), ("prams", "i2"), ("spare", "i2"), ("kind", "i8")], align=True
)
"""A vehicle's places; vehicles of one kind that have nothing to do are interchangeable."""

WAY = np.dtype([("time", "f8"), ("cost", "f8")], align=True)
"""From stop to stop: least time between visits (boarding included), and driving."""

WEIGHTS = np.dtype(
    [
        ("driving", "f8"),
        ("empty", "f8"),
        ("riding", "f8"),
        ("waiting", "f8"),
        ("balance", "f8"),
        ("slack", "f8"),
        ("used", "f8"),
        ("wheelchair", "f8"),
        ("stability", "f8"),
        ("plain", "i8"),  # 1 if nothing but driving counts
    ],
    align=True,
)
"""The objective, see :class:`mobility.objective.Objective`."""

VISIT = np.dtype(
    [
        ("early", "f8"),  # earliest time that keeps all rules: the planned time
        ("late", "f8"),  # latest time that keeps all rules
        ("leg", "f8"),  # least time since the visit before
        ("arc", "f8"),  # driving since the visit before
        ("node", "u4"),
        ("stop", "u4"),
        ("seats", "i2"),  # on board afterwards
        ("wheelchairs", "i2"),
        ("prams", "i2"),
        ("spare", "i2"),
    ],
    align=True,
)
"""A node in a run."""

HEAD = np.dtype([("size", "i8"), ("driving", "f8"), ("cost", "f8"), ("version", "i8")], align=True)
"""A run: number of visits, driving, cost by the objective, and a number that changes with its visits."""

Records = NDArray[Any]
"""An array of records; the element types are those above."""
Record = Any
"""One of them; fields are attributes once the code is compiled."""


class Model(NamedTuple):
    """What does not change while runs are built.

    Parameters
    ----------
    nodes, tastes
        Nodes (N), by number.
    ways
        From stop (S) to stop (S).
    vehicles
        One for each run (R).
    weights
        The objective (1).
    """

    nodes: Records
    tastes: Records
    ways: Records
    vehicles: Records
    weights: Records


class Requests(NamedTuple):
    """The requests that may be moved, counted from 0.

    Parameters
    ----------
    pickup, dropoff
        Their nodes (Q).
    near
        For each request others, the most related first (Q, at most 100), as far as somebody asked for them:
        see :func:`dispatch.engine.removal.relate`.
    known
        1 for requests whose relatives are known (Q).
    far
        How remote each one is (Q).
    """

    pickup: NDArray[np.int64]
    dropoff: NDArray[np.int64]
    near: NDArray[np.int64]
    known: NDArray[np.int64]
    far: NDArray[np.float64]


class Runs(NamedTuple):
    """Runs under construction: R of them, and one row more to try things.

    Parameters
    ----------
    visits
        Visits by run and position (R + 1, longest run).
    heads
        One for each run (R + 1).
    """

    visits: Records
    heads: Records


def blank_runs(runs: int, longest: int) -> Runs:
    """Room for so many runs of at most so many visits."""
    heads = np.zeros(runs + 1, HEAD)
    heads["version"] = np.arange(1, runs + 2)
    return Runs(np.zeros((runs + 1, longest), VISIT), heads)


def write_run(runs: Runs, run: int, nodes: list[int]) -> None:
    """Let a run visit these nodes, its start and end included; it still has to be timed."""
    runs.visits["node"][run, : len(nodes)] = nodes
    runs.heads["size"][run] = len(nodes)


def nodes_of(runs: Runs, run: int) -> list[int]:
    """The nodes of a run, its start and end included."""
    return [int(node) for node in runs.visits["node"][run, : runs.heads["size"][run]]]


@compiled
def copy_run(source: Runs, target: Runs, run: int) -> None:
    """Make one run of the target equal to that of the source."""
    target.heads[run] = source.heads[run]
    for position in range(source.heads[run].size):
        target.visits[run, position] = source.visits[run, position]


def movable(model: Model, pickup: NDArray[np.int64], dropoff: NDArray[np.int64], most: int = 100) -> Requests:
    """The requests of these nodes, of which each will know so many relatives."""
    count = len(pickup)
    stops = model.nodes["stop"]
    far = model.ways["cost"][stops[pickup], stops[dropoff]].copy()
    near = np.zeros((count, max(1, min(most, count))), np.int64)
    return Requests(pickup, dropoff, near, np.zeros(count, np.int64), far)
