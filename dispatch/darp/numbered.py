"""An instance in the engine's numbers, and runs of the engine as a solution.

Windows are made as narrow as the others allow (after Cordeau 2006); that rules out no solution.
"""

from collections.abc import Hashable, Sequence
from itertools import pairwise
from typing import NamedTuple

import numpy as np

from dispatch.darp.instance import Instance, Route, Solution
from dispatch.engine.model import (
    EPSILON,
    FAR,
    NODE,
    TASTE,
    VEHICLE,
    WAY,
    WEIGHTS,
    Model,
    Records,
    Requests,
    blank_runs,
    movable,
    write_run,
)
from dispatch.engine.timing import time_run


class Numbered(NamedTuple):
    """An instance as the engine sees it, and runs in which nobody rides."""

    model: Model
    requests: Requests
    start: list[list[int]]


def numbered(instance: Instance) -> Numbered:
    """The same instance in the engine's numbers; its nodes keep theirs.

    Vehicles that are alike share the nodes at which they start and end.
    """
    requests = len(instance.requests)
    duties = [(van.start, van.end, van.earliest, van.latest, van.longest_duty) for van in instance.vans]
    first = {duty: 1 + 2 * requests + 2 * kind for kind, duty in enumerate(dict.fromkeys(duties))}
    nodes = np.zeros(1 + 2 * requests + 2 * len(first), NODE)
    nodes["ride"], nodes["latest"] = FAR, FAR
    _write_calls(instance, nodes)
    for (start, end, earliest, latest, longest), leave in first.items():
        back = leave + 1
        nodes["stop"][[leave, back]] = start, end
        nodes["earliest"][[leave, back]], nodes["latest"][[leave, back]] = earliest, latest
        nodes["dropoff"][leave], nodes["pickup"][back] = back, leave
        nodes["ride"][back] = longest
    _tighten(instance, nodes)
    ways = np.zeros((len(instance.times), len(instance.times)), WAY)
    ways["time"], ways["cost"] = instance.times, instance.costs
    weights = np.zeros(1, WEIGHTS)
    weights["driving"], weights["plain"] = 1.0, 1
    model = Model(nodes, np.zeros(len(nodes), TASTE), ways, _vehicles(instance, duties), weights)
    pickups = np.arange(1, requests + 1)
    start_runs = [[first[duty], first[duty] + 1] for duty in duties]
    return Numbered(model, movable(model, pickups, pickups + requests), start_runs)


def _vehicles(instance: Instance, duties: Sequence[Hashable]) -> Records:
    vehicles = np.zeros(len(instance.vans), VEHICLE)
    kinds: dict[Hashable, int] = {}
    for number, (van, duty) in enumerate(zip(instance.vans, duties, strict=True)):
        for place in ("seats", "wheelchairs", "prams"):
            vehicles[place][number] = getattr(van.places, place)
        vehicles["kind"][number] = kinds.setdefault((van.places, duty), len(kinds))
    return vehicles


def _write_calls(instance: Instance, nodes: Records) -> None:
    requests = len(instance.requests)
    for number, call in enumerate(instance.calls, 1):
        nodes["stop"][number], nodes["extra"][number] = call.stop, call.service
        nodes["earliest"][number], nodes["latest"][number] = call.earliest, min(call.latest, FAR)
        nodes["request"][number] = (number - 1) % requests + 1
    for number, request in enumerate(instance.requests, 1):
        nodes["dropoff"][number], nodes["pickup"][number + requests] = number + requests, number
        nodes["ride"][number + requests] = min(request.longest_ride, FAR)
        for kind in ("seats", "wheelchairs", "prams"):
            places = getattr(request.load, kind)
            nodes[kind][number], nodes[kind][number + requests] = places, -places


def _tighten(instance: Instance, nodes: Records) -> None:
    """Narrow the windows of requests to what their partners and the duties leave of them."""
    requests = len(instance.requests)
    pickup, dropoff = nodes[1 : requests + 1], nodes[requests + 1 : 2 * requests + 1]
    both = nodes[1 : 2 * requests + 1]
    times = np.asarray(instance.times)
    vans = instance.vans
    arrive = [van.earliest + times[van.start, both["stop"]] for van in vans]
    leave = [van.latest - times[both["stop"], van.end] - both["extra"] for van in vans]
    both["earliest"] = np.maximum(both["earliest"], np.min(arrive, axis=0))
    both["latest"] = np.minimum(both["latest"], np.max(leave, axis=0))
    least = pickup["extra"] + times[pickup["stop"], dropoff["stop"]]
    dropoff["earliest"] = np.maximum(dropoff["earliest"], pickup["earliest"] + least)
    pickup["earliest"] = np.maximum(pickup["earliest"], dropoff["earliest"] - dropoff["ride"])
    pickup["latest"] = np.minimum(pickup["latest"], dropoff["latest"] - least)
    dropoff["latest"] = np.minimum(dropoff["latest"], pickup["latest"] + dropoff["ride"])
    hopeless = (
        np.maximum(pickup["earliest"] - pickup["latest"], dropoff["earliest"] - dropoff["latest"]) > EPSILON
    )
    pickup["latest"][hopeless] = -FAR


def solution_of(
    instance: Instance, task: Numbered, runs: Sequence[Sequence[int]], bound: float | None = None
) -> Solution:
    """Runs of the engine as a solution with its schedule."""
    table = blank_runs(len(runs), max(map(len, runs)))
    routes = []
    for run, nodes in enumerate(runs):
        write_run(table, run, list(nodes))
        time_run(task.model, table, run)
        departure, *times, arrival = table.visits["early"][run, : len(nodes)].tolist()
        routes.append(Route(tuple(nodes[1:-1]), tuple(times), departure, arrival))
    return Solution(_cost(instance, routes), tuple(routes), bound)


def _cost(instance: Instance, routes: Sequence[Route]) -> float:
    cost = 0.0
    for van, route in zip(instance.vans, routes, strict=True):
        stops = [van.start, *(instance.calls[node - 1].stop for node in route.nodes), van.end]
        cost += sum(instance.costs[a][b] for a, b in pairwise(stops))
    return cost
