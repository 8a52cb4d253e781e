"""What the search for all good runs of one kind of vehicle works on.

A run is a path from start to end in a graph of *states*: a node, and who is on board after it. Sets of
requests are bits of one word, hence at most 64 of them.
"""

from typing import NamedTuple

import numpy as np
from numpy.typing import NDArray

from dispatch.engine.compiled import compiled
from dispatch.engine.model import EPSILON, FAR, Model, Records

MOST_REQUESTS = 64
"""As many as a word has bits."""
MOST_ON_BOARD = 12
"""Sets of passengers that are compared with all their subsets may not be larger."""
TICKS = 1440
"""Into how many parts the day is divided for sorting labels by time."""
SLACK = 1e-9
"""What sums of costs may differ by for rounding."""

STATE = np.dtype(
    [
        ("aboard", "u8"),  # whom the vehicle carries after the node
        ("node", "u4"),
        ("seats", "i2"),
        ("wheelchairs", "i2"),
        ("prams", "i2"),
        ("count", "i2"),  # of requests on board
        ("tail", "i4"),  # its first tail; -1 for none
        ("path", "i4"),  # its first path
    ],
    align=True,
)
"""Where a run may be."""

TAIL = np.dtype(
    [
        ("cost", "f8"),  # of the way from here to the end, prices of pick-ups on it deducted
        ("late", "f8"),  # latest time here
        ("state", "i4"),
        ("next", "i4"),  # of the same state: less late and cheaper
        ("queue", "i4"),  # to be extended at about the same time
        ("dead", "i4"),  # another one is no worse
    ],
    align=True,
)
"""How a run may end, with some rules left out."""

PATH = np.dtype(
    [
        ("cost", "f8"),  # so far, prices of pick-ups deducted
        ("time", "f8"),  # earliest time here
        ("served", "u8"),  # who has been dropped off
        ("state", "i4"),
        ("parent", "i4"),
        ("next", "i4"),  # to be compared with
        ("queue", "i4"),
        ("count", "i2"),  # of requests on board
        ("dead", "i2"),
    ],
    align=True,
)
"""How a run may begin."""


class Network(NamedTuple):
    """The task of one vehicle.

    Parameters
    ----------
    nodes, ways, vehicles
        Of the model; times count from the earliest start.
    after, after_count, before, before_count
        For every node, which ones may follow (N x most) and how many do (N); which may precede.
    start, end
        Nodes.
    duty
        Longest time from start to end.
    most
        Requests that may be on board at once.
    tick
        Length of a part of the day.
    alone
        Earliest time at a node with a request on board (requests x N).
    both
        The same with two requests on board (requests x requests x N).
    reach
        Who may still be picked up, for each part of the day.
    """

    nodes: Records
    ways: Records
    vehicles: Records
    after: NDArray[np.int64]
    after_count: NDArray[np.int64]
    before: NDArray[np.int64]
    before_count: NDArray[np.int64]
    start: int
    end: int
    duty: float
    most: int
    tick: float
    alone: NDArray[np.float64]
    both: NDArray[np.float64]
    reach: NDArray[np.uint64]


def network(model: Model, start: int, end: int) -> Network | None:
    """The task of one vehicle; ``None`` if it is not one that can be searched so.

    It must be all about driving, have few enough requests, whose pick-ups are the first nodes in the same
    order, and no way may be shorter over a third stop.
    """
    nodes = model.nodes.copy()
    count = int(nodes["request"].max(initial=0))
    used = np.unique(nodes["stop"][1:])
    shortest = all(_is_shortest(model.ways[kind][np.ix_(used, used)]) for kind in ("time", "cost"))
    least = int(nodes["seats"][1 : count + 1].min(initial=1))
    most = min(count, int(model.vehicles["seats"][0]) // least) if least else count
    if not (model.weights["plain"][0] and shortest and 0 < count <= MOST_REQUESTS and most <= MOST_ON_BOARD):
        return None
    origin = float(nodes["earliest"][1:].min())
    nodes["earliest"] -= origin
    nodes["latest"] -= origin
    can = _can_follow(model, nodes, start, end)
    after, after_count = _lists(can)
    before, before_count = _lists(can.T)
    tick = max(1e-3, float(nodes["latest"][end]) / TICKS)
    closes = nodes["latest"][1 : count + 1] // tick + 1
    open_yet = np.arange(TICKS + 2)[:, None] <= closes
    bits = np.left_shift(np.uint64(1), np.arange(count, dtype=np.uint64))
    alone, both = np.zeros((count, len(nodes))), np.zeros((count, count, len(nodes)))
    _meet(nodes, model.ways, alone, both)
    return Network(
        nodes=nodes,
        ways=model.ways,
        vehicles=model.vehicles[:1],
        after=after,
        after_count=after_count,
        before=before,
        before_count=before_count,
        start=start,
        end=end,
        duty=float(nodes["ride"][end]) if nodes["pickup"][end] == start else FAR,
        most=most,
        tick=tick,
        alone=alone,
        both=both,
        reach=np.where(open_yet, bits, np.uint64(0)).sum(axis=1, dtype=np.uint64),
    )


def _is_shortest(ways: NDArray[np.float64]) -> bool:
    return all((ways <= ways[:, [via]] + ways[[via], :] + EPSILON).all() for via in range(len(ways)))


def _can_follow(model: Model, nodes: Records, start: int, end: int) -> NDArray[np.bool_]:
    """Whether a node can be visited right after another one."""
    numbers = np.arange(len(nodes))
    times = model.ways["time"][np.ix_(nodes["stop"], nodes["stop"])]
    can = nodes["earliest"][:, None] + nodes["extra"][:, None] + times <= nodes["latest"][None, :] + EPSILON
    rides = (nodes["request"] > 0) | (numbers == start) | (numbers == end)
    can &= rides[:, None] & rides[None, :]
    can[numbers, numbers] = False
    dropoffs = np.flatnonzero((nodes["request"] > 0) & (nodes["pickup"] > 0))
    can[dropoffs, nodes["pickup"][dropoffs]] = False
    can[start, dropoffs] = False
    can[nodes["pickup"][dropoffs], end] = False
    can[end], can[:, start], can[start, end] = False, False, False
    return np.asarray(can, np.bool_)


def _lists(can: NDArray[np.bool_]) -> tuple[NDArray[np.int64], NDArray[np.int64]]:
    """The nodes that are marked in each row, and how many."""
    counts = can.sum(axis=1)
    lists = np.zeros((len(can), max(1, int(counts.max(initial=0)))), np.int64)
    for node, marked in enumerate(can):
        lists[node, : counts[node]] = np.flatnonzero(marked)
    return lists, counts


@compiled
def _meet(nodes: Records, ways: Records, alone: NDArray[np.float64], both: NDArray[np.float64]) -> None:
    """Earliest times at a node with one request on board, and with two; ``FAR`` if that cannot be."""
    for request in range(alone.shape[0]):
        pickup = nodes[request + 1]
        dropoff = nodes[pickup.dropoff]
        for at in range(1, nodes.shape[0]):
            if at == request + 1:
                alone[request, at] = pickup.earliest
                continue
            node = nodes[at]
            way = pickup.extra + ways[pickup.stop, node.stop].time
            time = max(pickup.earliest + way, node.earliest)
            alone[request, at] = FAR
            if time > node.latest + EPSILON:
                continue
            onward = node.extra + ways[node.stop, dropoff.stop].time
            if at == pickup.dropoff or (
                way + onward <= dropoff.ride + EPSILON and time + onward <= dropoff.latest + EPSILON
            ):
                alone[request, at] = time
    for one in range(alone.shape[0]):
        for other in range(alone.shape[0]):
            for at in range(1, nodes.shape[0]):
                if at in {one + 1, other + 1}:
                    both[one, other, at] = alone[other if at == one + 1 else one, at]
                    continue
                time = FAR
                for first, second in ((one, other), (other, one)):
                    if alone[first, second + 1] < FAR:
                        last = nodes[second + 1]
                        leg = last.extra + ways[last.stop, nodes[at].stop].time
                        time = min(time, alone[first, second + 1] + leg)
                if alone[one, at] >= FAR or alone[other, at] >= FAR:
                    time = FAR
                both[one, other, at] = max(time, alone[one, at])
