"""All runs of one vehicle that are worth their price, searched from the start by labels, exactly.

A label knows for everybody on board the latest time at which they can have been picked up, given the time
here: the minimum of a bound (``until``) and the time here less what has passed since (``since``). So a ride
ceiling is kept if and only if neither of the two is too early at the drop-off. Slot 0 is the duty, whose
"pick-up" is the start. After Ropke and Cordeau (Transportation Science 2009), with bounds on what is still
to be paid (:mod:`dispatch.engine.tails`).
"""

from typing import NamedTuple

import numpy as np
from numpy.typing import NDArray

from dispatch.engine.compiled import compiled, inlined
from dispatch.engine.model import EPSILON, Records
from dispatch.engine.network import SLACK, Network
from dispatch.engine.tails import Tails, least_to_go, mixed, slot_of


class Paths(NamedTuple):
    """Beginnings of runs.

    Parameters
    ----------
    labels
        Beginnings.
    riders, since, until
        For every label by slot: who, least time since the pick-up, bound on the pick-up's time.
    queue
        The first label to be extended at each part of the day.
    done
        Labels that end a run.
    twins
        The first label by a hash of state and who has been served.
    """

    labels: Records
    riders: NDArray[np.int16]
    since: NDArray[np.float64]
    until: NDArray[np.float64]
    queue: NDArray[np.int32]
    done: NDArray[np.int32]
    twins: NDArray[np.int32]


@inlined
def covers(paths: Paths, one: int, other: int) -> bool:
    """Whether a label allows whatever another one allows, as far as time and cost go.

    Whoever is on board in the first must be on board in the second.
    """
    a, b = paths.labels[one], paths.labels[other]
    if a.cost > b.cost + SLACK or a.time > b.time + SLACK:
        return False
    for slot in range(a.count + 1):
        same = 0
        if slot:
            same = 1
            while paths.riders[other, same] != paths.riders[one, slot]:
                same += 1
        bound, weaker = paths.until[one, slot], paths.until[other, same]
        if bound < weaker - SLACK:
            return False
        latest = min(weaker, b.time - paths.since[other, same])
        if min(bound, b.time - paths.since[one, slot]) < latest - SLACK:
            return False
    return True


@inlined
def is_dominated(paths: Paths, tails: Tails, number: int) -> bool:
    """Whether a label is no better than one with the same or fewer passengers; others die if it is better.

    Who carries fewer passengers saves the way to their stops.
    """
    label = paths.labels[number]
    here = tails.states[label.state]
    used = label.served | here.aboard
    for subset in range((1 << label.count) - 1, -1, -1):
        state = int(label.state)
        equal = subset == (1 << label.count) - 1
        if not equal:
            aboard = np.uint64(0)
            for slot in range(label.count):
                if (subset >> slot) & 1:
                    aboard |= np.uint64(1) << np.uint64(paths.riders[number, slot + 1])
            state = int(tails.table[slot_of(tails, aboard, here.node)]) - 1
            if state < 0:
                continue
        there = tails.states[state]
        rival, last = there.path, -1
        while rival >= 0:
            tails.work[0] += 1
            other = paths.labels[rival]
            spent = other.served | there.aboard
            if not other.dead and spent & ~used == np.uint64(0) and covers(paths, rival, number):
                return True
            if other.dead or (equal and used & ~spent == np.uint64(0) and covers(paths, number, rival)):
                other.dead = 1
                if last < 0:
                    there.path = other.next
                else:
                    paths.labels[last].next = other.next
            else:
                last = rival
            rival = other.next
    label.next = here.path
    here.path = number
    return False


@inlined
def has_better_twin(paths: Paths, tails: Tails, number: int) -> bool:
    """Whether another order of exactly the same rides is no worse; others die if this one is better."""
    label = paths.labels[number]
    mask = np.uint64(paths.twins.shape[0] - 1)
    slot = mixed(label.served, label.state) & mask
    while paths.twins[slot] >= 0:
        first = paths.labels[paths.twins[slot]]
        if first.state == label.state and first.served == label.served:
            break
        slot = (slot + np.uint64(1)) & mask
    rival = paths.twins[slot]
    label.next = rival
    while rival >= 0:
        tails.work[0] += 1
        if covers(paths, rival, number):
            return True
        if covers(paths, number, rival):
            paths.labels[rival].dead = 1
        rival = paths.labels[rival].next
    paths.twins[slot] = number
    return False


@compiled
def search_paths(
    net: Network,
    prices: NDArray[np.float64],
    fixed: float,
    below: float,
    every: bool,
    tails: Tails,
    paths: Paths,
) -> tuple[int, int]:
    """All runs that cost less than ``below``, prices deducted, or at least the cheapest of them.

    Parameters
    ----------
    prices, fixed
        What is paid for each request, and what each run costs besides its ways.
    every
        Whether each set of requests must be found in its cheapest order. Otherwise, runs that a cheaper
        one covers are left out.
    tails
        For the same prices.

    Returns
    -------
    The number of labels, or -1 if there is neither room nor time, and the number of ``done`` ones.
    """
    labels, done = paths.labels, 0
    paths.queue[:] = -1
    if every:
        paths.twins[:] = -1
    first = tails.table[slot_of(tails, np.uint64(0), net.start)] - 1
    if first < 0:
        return 0, 0
    label = labels[0]
    label.cost, label.time, label.served = fixed, net.nodes[net.start].earliest, np.uint64(0)
    label.state, label.parent, label.next, label.queue, label.count, label.dead = first, -1, -1, -1, 0, 0
    paths.riders[0, 0], paths.since[0, 0], paths.until[0, 0] = -1, 0.0, net.nodes[net.start].latest
    count, last_part = 1, paths.queue.shape[0] - 1
    part = min(last_part, int(label.time / net.tick))
    paths.queue[part] = 0
    while part <= last_part:
        number = int(paths.queue[part])
        if number < 0:
            part += 1
            continue
        label = labels[number]
        paths.queue[part] = label.queue
        if label.dead:
            continue
        here = tails.states[label.state]
        node = net.nodes[here.node]
        tails.work[0] += net.after_count[here.node]
        if tails.work[0] > tails.work[1]:
            return -1, done
        for rank in range(net.after_count[here.node]):
            at = net.after[here.node, rank]
            there = net.nodes[at]
            request = int(there.request) - 1
            aboard, gain = here.aboard, 0.0
            if request >= 0:
                bit = np.uint64(1) << np.uint64(request)
                if there.dropoff:
                    if (aboard | label.served) & bit:
                        continue
                    gain = prices[request]
                elif not aboard & bit:
                    continue
                aboard ^= bit
            elif label.count:
                continue
            way = net.ways[node.stop, there.stop]
            gap = node.extra + way.time
            time = max(label.time + gap, there.earliest)
            if time > there.latest + EPSILON:
                continue
            state = int(tails.table[slot_of(tails, aboard, at)]) - 1
            cost = label.cost + way.cost - gain
            if state < 0 or cost + least_to_go(tails, state, time) >= below:
                continue
            if count >= labels.shape[0]:
                return -1, done
            if not pass_on(net, paths, number, count, at, gap, time):
                continue
            new = labels[count]
            new.cost, new.time, new.state, new.parent, new.dead = cost, time, state, number, 0
            new.served, new.next = label.served, -1
            if request < 0:
                if done >= paths.done.shape[0]:
                    return -1, done
                paths.done[done] = count
                done += 1
                count += 1
                continue
            if there.pickup:
                new.served |= bit
            if every:
                if has_better_twin(paths, tails, count):
                    continue
            else:
                # who cannot be picked up again need not be remembered
                new.served &= net.reach[min(net.reach.shape[0] - 1, int(time / net.tick))]
                if is_dominated(paths, tails, count):
                    continue
            when = min(last_part, max(part, int(time / net.tick)))
            new.queue, paths.queue[when] = paths.queue[when], count
            count += 1
    return count, done


@inlined
def pass_on(net: Network, paths: Paths, old: int, new: int, at: int, gap: float, time: float) -> bool:
    """Write down when everybody on board can have been picked up at the latest; whether all rides can be."""
    node = net.nodes[at]
    latest, count = node.latest, 0
    request = int(node.request) - 1
    for slot in range(paths.labels[old].count + 1):
        since, until = paths.since[old, slot] + gap, paths.until[old, slot]
        ends = paths.riders[old, slot] == request if slot else request < 0
        if ends:
            ride = node.ride if slot else net.duty
            if since > ride + EPSILON or time > until + ride + EPSILON:
                return False
            latest = min(latest, until + ride)
            continue
        paths.riders[new, count] = paths.riders[old, slot]
        paths.since[new, count], paths.until[new, count] = since, until
        count += 1
    for slot in range(count):
        paths.until[new, slot] = min(paths.until[new, slot], latest - paths.since[new, slot])
    if request >= 0 and node.dropoff:
        paths.riders[new, count], paths.since[new, count], paths.until[new, count] = request, 0.0, latest
        count += 1
    paths.labels[new].count = count - 1
    return True


@compiled
def trace(tails: Tails, paths: Paths, done: int, nodes: NDArray[np.int64]) -> None:
    """Write down the nodes between start and end of the runs that were found, followed by zeros."""
    for row in range(done):
        size = 0
        label = paths.labels[paths.done[row]].parent
        while paths.labels[label].parent >= 0:
            nodes[row, size] = tails.states[paths.labels[label].state].node
            label = paths.labels[label].parent
            size += 1
        for at in range(size // 2):
            nodes[row, at], nodes[row, size - 1 - at] = nodes[row, size - 1 - at], nodes[row, at]
        nodes[row, size:] = 0
