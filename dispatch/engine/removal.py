"""Which requests are taken out of their runs: strings of neighbouring visits, or scattered ones."""

import numpy as np

from dispatch.engine.compiled import compiled, inlined
from dispatch.engine.model import FAR, Model, Requests
from dispatch.engine.placing import take
from dispatch.engine.state import Scratch, State, chance

LONGEST_STRING = 10.0
"""How many visits are removed from one run at most."""


@compiled
def relate(model: Model, requests: Requests, request: int) -> None:
    """Find the relatives of a request, unless they are known: close in space and, less so, in time.

    Two requests are related if they go the same way, or share an end, at about the same time
    (relatedness after Shaw 1998, for both ends of a ride). Most searches are short and ask for few of them.
    """
    if requests.known[request]:
        return
    requests.known[request] = 1
    near = requests.near[request]
    scores = np.full(near.shape[0], FAR)
    on, off = model.nodes[requests.pickup[request]], model.nodes[requests.dropoff[request]]
    middle = (on.earliest + off.latest) / 2
    for other in range(requests.pickup.shape[0]):
        start, end = model.nodes[requests.pickup[other]], model.nodes[requests.dropoff[other]]
        starts, ends = model.ways[on.stop, start.stop].cost, model.ways[off.stop, end.stop].cost
        across = min(model.ways[on.stop, end.stop].cost, model.ways[off.stop, start.stop].cost)
        apart = abs(middle - (start.earliest + end.latest) / 2)
        score = 0.5 * (starts + ends) + min(starts, ends, across) + 0.25 * apart
        at = near.shape[0] - 1
        if score >= scores[at]:
            continue
        while at > 0 and scores[at - 1] > score:
            scores[at], near[at] = scores[at - 1], near[at - 1]
            at -= 1
        scores[at], near[at] = score, other


@inlined
def remove(state: State, scratch: Scratch, request: int, count: int) -> int:
    """Note that a request has left its run; the number of absent ones."""
    scratch.touched[state.where[request]] = 1
    state.where[request] = -1
    scratch.absent[count] = request
    return count + 1


@compiled
def scatter(
    model: Model, requests: Requests, state: State, scratch: Scratch, seed: int, count: int, mean: float
) -> int:
    """Remove some relatives of a request and some strangers; the number of absent ones."""
    relate(model, requests, seed)
    tries = min(1 + int(chance(scratch.dice) * 1.5 * mean), requests.near.shape[1])
    for rank in range(tries):
        request = int(requests.near[seed, rank])
        if chance(scratch.dice) < 0.3:
            request = int(chance(scratch.dice) * state.where.shape[0])
        run = state.where[request]
        if run >= 0:
            take(model, state.runs, run, request)
            count = remove(state, scratch, request, count)
    return count


@compiled
def strings(
    model: Model, requests: Requests, state: State, scratch: Scratch, seed: int, count: int, mean: float
) -> int:
    """Remove strings of visits from runs near a request; the number of absent ones."""
    heads = state.runs.heads
    visits, used = 0, 0
    for run in range(scratch.hit.shape[0]):
        scratch.hit[run] = 0
        if heads[run].size > 2:
            visits += heads[run].size - 2
            used += 1
    longest = min(LONGEST_STRING, visits / max(1, used) / 2.0)
    most = int(chance(scratch.dice) * (4.0 * mean / (1.0 + longest) - 1.0) + 1.0)
    done = 0
    relate(model, requests, seed)
    for rank in range(requests.near.shape[1]):
        if done >= most:
            break
        request = int(requests.near[seed, rank])
        run = state.where[request]
        if run >= 0 and not scratch.hit[run]:
            scratch.hit[run] = 1
            done += 1
            count = cut(model, requests, state, scratch, request, count, longest)
    return count


@compiled
def cut(
    model: Model, requests: Requests, state: State, scratch: Scratch, request: int, count: int, longest: float
) -> int:
    """Remove the requests of a string of visits around one from its run, perhaps sparing a visit in it."""
    run = state.where[request]
    visits, size = state.runs.visits[run], state.runs.heads[run].size
    length = int(chance(scratch.dice) * min(longest, (size - 2) / 2.0) + 1.0)
    anchor = requests.pickup[request] if chance(scratch.dice) < 0.5 else requests.dropoff[request]
    middle = 1
    for at in range(1, size - 1):
        if visits[at].node == anchor:
            middle = at
            break
    width = min(size - 2, int(length * 1.5) + 1)
    first = max(1, middle - int(chance(scratch.dice) * width))
    first = min(first, size - 1 - width)
    spared = -1
    if width > 3 and chance(scratch.dice) < 0.5:
        spared = first + int(chance(scratch.dice) * width)
    before = count
    for at in range(first, first + width):
        other = int(model.nodes[visits[at].node].request) - 1
        if at != spared and other >= 0 and state.where[other] == run:
            count = remove(state, scratch, other, count)
            if count - before >= length:
                break
    for number in range(before, count):
        take(model, state.runs, run, scratch.absent[number])
    return count
