"""How runs may end, searched from the end backwards: a bound on what any beginning still has to pay.

Ride ceilings count only as far as they narrow windows, and whoever has been dropped off may be picked up
again: that makes tails few and quick, and never too dear.
"""

from typing import NamedTuple

import numpy as np
from numpy.typing import NDArray

from dispatch.engine.compiled import compiled, inlined
from dispatch.engine.model import EPSILON, FAR, Records
from dispatch.engine.network import SLACK, Network


class Tails(NamedTuple):
    """States and how runs may end from there.

    Parameters
    ----------
    states
        All that were met.
    table
        Where to find a state: its number, from 1, by a hash of node and passengers.
    labels
        Tails.
    queue
        The first tail to be extended at each part of the day.
    aboard
        Scratch: who is on board.
    work
        Steps taken and comparisons made, and how many there may be.
    """

    states: Records
    table: NDArray[np.int32]
    labels: Records
    queue: NDArray[np.int32]
    aboard: NDArray[np.int64]
    work: NDArray[np.int64]


@inlined
def mixed(set_: np.uint64, number: int) -> np.uint64:
    """A hash of a set and a number."""
    key = set_ * np.uint64(0x9E3779B97F4A7C15)
    key ^= (np.uint64(number) + np.uint64(0x165667B19E3779F9)) * np.uint64(0xC2B2AE3D27D4EB4F)
    key ^= key >> np.uint64(29)
    key *= np.uint64(0xBF58476D1CE4E5B9)
    return key ^ (key >> np.uint64(32))


@inlined
def slot_of(tails: Tails, aboard: np.uint64, node: int) -> np.int64:
    """Where in the table a state is, or would be."""
    mask = np.uint64(tails.table.shape[0] - 1)
    slot = mixed(aboard, node) & mask
    while True:
        state = tails.table[slot]
        if state == 0 or (tails.states[state - 1].aboard == aboard and tails.states[state - 1].node == node):
            return np.int64(slot)
        slot = (slot + np.uint64(1)) & mask


@inlined
def members(set_: np.uint64, found: NDArray[np.int64]) -> int:
    """Write down the requests of a set; how many there are."""
    count, base = 0, 0
    while set_ != np.uint64(0):
        if set_ & np.uint64(0xFF) == np.uint64(0):
            set_ >>= np.uint64(8)
            base += 8
            continue
        if set_ & np.uint64(1):
            found[count] = base
            count += 1
        set_ >>= np.uint64(1)
        base += 1
    return count


@inlined
def least_to_go(tails: Tails, state: int, time: float) -> float:
    """The least cost from a state to the end, if it is reached at that time."""
    label, best = tails.states[state].tail, FAR
    while label >= 0 and tails.labels[label].late >= time - EPSILON:
        best = tails.labels[label].cost
        label = tails.labels[label].next
    return best


@compiled
def search_tails(net: Network, prices: NDArray[np.float64], tails: Tails) -> int:
    """Fill in all tails that are not dominated; how many, or -1 if there is no room or time for them."""
    states, labels = tails.states, tails.labels
    tails.table[:] = 0
    tails.queue[:] = -1
    nothing = np.uint64(0)
    first = states[0]
    first.aboard, first.node, first.count, first.tail, first.path = nothing, net.end, 0, 0, -1
    first.seats, first.wheelchairs, first.prams = 0, 0, 0
    tails.table[slot_of(tails, nothing, net.end)] = 1
    label = labels[0]
    label.cost, label.late, label.state = 0.0, net.nodes[net.end].latest, 0
    label.next, label.queue, label.dead = -1, -1, 0
    count, known = 1, 1
    part = min(tails.queue.shape[0] - 1, int(label.late / net.tick))
    tails.queue[part] = 0
    room = net.vehicles[0]
    while part >= 0:
        number = tails.queue[part]
        if number < 0:
            part -= 1
            continue
        label = labels[number]
        tails.queue[part] = label.queue
        if label.dead:
            continue
        here = states[label.state]
        node = net.nodes[here.node]
        # from who is on board after the node to who was before it
        request = int(node.request) - 1
        aboard, on_board, gain = here.aboard, int(here.count), 0.0
        if request >= 0:
            aboard ^= np.uint64(1) << np.uint64(request)
            if node.dropoff:
                gain = prices[request]
                on_board -= 1
            else:
                on_board += 1
        seats, wheelchairs = here.seats - node.seats, here.wheelchairs - node.wheelchairs
        prams = here.prams - node.prams
        if seats > room.seats or wheelchairs > room.wheelchairs or prams > room.prams or on_board > net.most:
            continue
        members(aboard, tails.aboard)
        tails.work[0] += net.before_count[here.node]
        if tails.work[0] > tails.work[1]:
            return -1
        for rank in range(net.before_count[here.node]):
            at = net.before[here.node, rank]
            earlier = net.nodes[at]
            other = int(earlier.request) - 1
            if other >= 0:
                is_on = (aboard >> np.uint64(other)) & np.uint64(1)
                if (is_on == nothing) if earlier.dropoff else (is_on != nothing or other == request):
                    continue
            elif on_board:
                continue
            way = net.ways[earlier.stop, node.stop]
            late = min(label.late - earlier.extra - way.time, earlier.latest)
            if late < earlier.earliest - EPSILON or meets_too_late(net, tails.aboard, on_board, at, late):
                continue
            cost = label.cost + way.cost - gain
            slot = slot_of(tails, aboard, at)
            state = tails.table[slot] - 1
            if state < 0:
                if known >= states.shape[0]:
                    return -1
                state = known
                known += 1
                tails.table[slot] = known
                there = states[state]
                there.aboard, there.node, there.count, there.tail, there.path = aboard, at, on_board, -1, -1
                there.seats, there.wheelchairs, there.prams = seats, wheelchairs, prams
            # tails of a state are sorted: ever less late, ever cheaper
            rival, last = states[state].tail, -1
            dominated = False
            while rival >= 0 and labels[rival].late >= late - SLACK:
                tails.work[0] += 1
                if labels[rival].cost <= cost + SLACK:
                    dominated = True
                    break
                last, rival = rival, labels[rival].next
            if dominated:
                continue
            while rival >= 0 and labels[rival].cost >= cost - SLACK:
                labels[rival].dead = 1
                rival = labels[rival].next
            if count >= labels.shape[0]:
                return -1
            new = labels[count]
            new.cost, new.late, new.state, new.next, new.dead = cost, late, state, rival, 0
            if last < 0:
                states[state].tail = count
            else:
                labels[last].next = count
            when = max(0, min(part, int(late / net.tick)))
            new.queue, tails.queue[when] = tails.queue[when], count
            count += 1
    return count


@inlined
def meets_too_late(net: Network, aboard: NDArray[np.int64], on_board: int, at: int, late: float) -> bool:
    """Whether a node is too late for one or two of those on board."""
    for one in range(on_board):
        if late < net.alone[aboard[one], at] - EPSILON:
            return True
        for other in range(one):
            if late < net.both[aboard[one], aboard[other], at] - EPSILON:
                return True
    return False
