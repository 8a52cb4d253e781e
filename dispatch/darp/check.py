"""Whether a solution keeps every rule of its instance: plain arithmetic, shared with no solver."""

from collections import Counter
from collections.abc import Iterator
from itertools import pairwise

from dispatch.darp.instance import Instance, Route, Solution, Van
from mobility.needs import Load

TOLERANCE = 1e-5
"""What times and costs may be off by, for rounding."""


def faults(instance: Instance, solution: Solution) -> list[str]:
    """What is wrong with a solution, in words; nothing if it is right and complete."""
    return list(_faults(instance, solution))


def _faults(instance: Instance, solution: Solution) -> Iterator[str]:
    requests = len(instance.requests)
    if len(solution.routes) > len(instance.vans):
        yield f"{len(solution.routes)} routes for {len(instance.vans)} vehicles"
    visited = Counter(node for route in solution.routes for node in route.nodes)
    for node in range(1, 2 * requests + 1):
        if visited[node] != 1:
            yield f"node {node} is visited {visited[node]} times"
    unknown = sorted(set(visited) - set(range(1, 2 * requests + 1)))
    if unknown:
        yield f"unknown nodes: {unknown}"
        return
    cost = 0.0
    for van, route in zip(instance.vans, solution.routes, strict=False):
        cost += _cost(instance, van, route)
        for fault in (*_misplaced(instance, van, route), *_untimely(instance, van, route)):
            yield f"vehicle {van.id}: {fault}"
    if abs(cost - solution.cost) > TOLERANCE:
        yield f"the cost is {cost}, not {solution.cost}"
    if solution.bound is not None and solution.bound > cost + TOLERANCE:
        yield f"no bound can be {solution.bound}: the cost is {cost}"


def _stops(instance: Instance, van: Van, route: Route) -> list[int]:
    return [van.start, *(instance.calls[node - 1].stop for node in route.nodes), van.end]


def _cost(instance: Instance, van: Van, route: Route) -> float:
    stops = _stops(instance, van, route)
    return sum(instance.costs[a][b] for a, b in pairwise(stops))


def _misplaced(instance: Instance, van: Van, route: Route) -> Iterator[str]:
    """Who is carried without being on board, or without a place."""
    requests = len(instance.requests)
    on_board: set[int] = set()
    load = Load()
    for node in route.nodes:
        request = (node - 1) % requests
        if node <= requests:
            on_board.add(request)
            load += instance.requests[request].load
        elif request in on_board:
            on_board.remove(request)
            load -= instance.requests[request].load
        else:
            yield f"node {node} comes before its pick-up, or without it"
        if not load.fits(van.places):
            yield f"too many on board after node {node}"
    for request in sorted(on_board):
        yield f"request {instance.requests[request].id} is never dropped off"


def _untimely(instance: Instance, van: Van, route: Route) -> Iterator[str]:
    """Where a schedule is too early, too late, too quick or too long."""
    if len(route.times) != len(route.nodes):
        yield f"{len(route.times)} times for {len(route.nodes)} visits"
        return
    requests, stops = len(instance.requests), _stops(instance, van, route)
    clock = dict(zip(route.nodes, route.times, strict=True))
    if route.departure < van.earliest - TOLERANCE or route.arrival > van.latest + TOLERANCE:
        yield "the duty is outside of its hours"
    if route.arrival - route.departure > van.longest_duty + TOLERANCE:
        yield "the duty is too long"
    free = route.departure
    for at, (node, time) in enumerate((*zip(route.nodes, route.times, strict=True), (0, route.arrival))):
        if time < free + instance.times[stops[at]][stops[at + 1]] - TOLERANCE:
            yield f"no time to get to {f'node {node}' if node else 'the end'}"
        if not node:
            break
        call = instance.calls[node - 1]
        free = time + call.service
        if not call.earliest - TOLERANCE <= time <= call.latest + TOLERANCE:
            yield f"node {node} is visited at {time}, outside of its window"
        ride = time - clock.get(node - requests, time)
        if node > requests and ride > instance.requests[node - requests - 1].longest_ride + TOLERANCE:
            yield f"the ride to node {node} is too long"
