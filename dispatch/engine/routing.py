"""The same task with OR-Tools' routing library: a second solver to check the first one by, and a baseline.

It minimises driving only, and knows no clock but the wall's. It deals in whole numbers: times are rounded
so that nothing it finds breaks a rule by more than the engine overlooks, which times all of it again.
"""

from collections.abc import Sequence
from dataclasses import replace
from enum import StrEnum
from time import monotonic

import numpy as np
from numpy.typing import NDArray
from ortools.constraint_solver import pywrapcp, routing_enums_pb2

from dispatch.engine.anneal import Budget, Found
from dispatch.engine.model import EPSILON, Model, Requests, Runs, blank_runs, write_run
from dispatch.engine.timing import time_run

FINE_TIME, FINE_COST = 10**7, 10**4
"""Into how many parts a unit is divided where times, or costs, are not whole numbers."""
PENALTY = 8
"""What it costs to leave a request out, in longest ways."""
REMOVED, STRING, BYPASS = 10, 10, 0.5
"""Strings to remove: visits in all on average, visits of one run at most, chance to spare some (SISR)."""
ROUNDS, LEAST = 8, 0.1
"""How often it is sent back at most to spend what is left of its time, and what share of it must be left."""
PLACES = ("seats", "wheelchairs", "prams")
"""Kinds of places in a vehicle."""
HOT, COLD = 1.0, 0.001
"""Temperatures at both ends of the iterated local search, in mean ways."""


class Heuristic(StrEnum):
    """How to go on from the first solution."""

    DOWNHILL = "greedy descent"
    GUIDED = "guided local search"
    ITERATED = "iterated local search"


def solve(
    model: Model,
    requests: Requests,
    start: Sequence[Sequence[int]],
    budget: Budget,
    heuristic: Heuristic = Heuristic.ITERATED,
) -> Found:
    """A plan with little driving; whom ``start`` serves, it serves as well.

    Parameters
    ----------
    model, requests
        What has to be done.
    start
        The nodes of each run, its start and end included: a feasible plan that may leave requests out.
        Nodes in it that belong to no request stay in their run.
    budget
        How long to search. The library knows only the wall's clock; what it has left of the budget when it
        comes back is spent on searching in the guided way. ``steps`` count for nothing.
    heuristic
        How; the iterated local search cannot begin with a plan that serves somebody, and searches in the
        guided way then. Only going downhill ends by itself.
    """
    began = budget.clock()
    proposed, history = propose(model, requests, start, budget, heuristic)
    for _ in range(ROUNDS):
        left = (budget.seconds or 0.0) - (budget.clock() - began)
        if proposed is None or heuristic is Heuristic.DOWNHILL or left < LEAST * (budget.seconds or 0.0):
            break
        rest = replace(budget, seconds=left)
        proposed = propose(model, requests, proposed, rest, Heuristic.GUIDED)[0] or proposed
    return _found(model, requests, start, proposed, history)


def propose(
    model: Model,
    requests: Requests,
    start: Sequence[Sequence[int]],
    budget: Budget,
    heuristic: Heuristic = Heuristic.ITERATED,
) -> tuple[list[list[int]] | None, list[tuple[float, float]]]:
    """The runs that the library thinks are good, not yet timed, and when it had found better ones.

    Parameters are those of :func:`solve`. Runs that cannot be driven as they are take no part.
    """
    if budget.seconds is None and heuristic is not Heuristic.DOWNHILL:
        raise ValueError("only going downhill ends by itself")
    began = monotonic()
    _, can = _timed(model, start)
    able = [run for run in range(len(start)) if can[run]]
    if not able or not len(requests.pickup):
        return None, []
    runs = [start[run] for run in able]
    task = _Task(model._replace(vehicles=model.vehicles[able]), requests, runs, budget.seed)
    found = task.search(heuristic, None if budget.seconds is None else began + budget.seconds, began)
    if found is None:
        return None, task.history
    everything = [list(run) for run in start]
    for run, nodes in zip(able, found, strict=True):
        everything[run] = nodes
    return everything, task.history


class _Task:
    """The library's model of it. What the library calls an index is the number of a variable, not of a node.

    Its nodes are the starts of all runs, their ends, what is pinned in between, and the requests.
    """

    def __init__(self, model: Model, requests: Requests, start: Sequence[Sequence[int]], seed: int) -> None:
        self.model, self.start = model, start
        self.served = {
            int(number) - 1 for run in start for number in model.nodes["request"][list(run)] if number
        }
        pinned = [[node for node in run[1:-1] if not model.nodes["request"][node]] for run in start]
        vehicles = len(start)
        self.nodes = np.array(
            [
                *(run[0] for run in start),
                *(run[-1] for run in start),
                *(node for some in pinned for node in some),
                *requests.pickup,
                *requests.dropoff,
            ],
            np.int64,
        )
        ends = list(range(vehicles, 2 * vehicles))
        self.manager = pywrapcp.RoutingIndexManager(len(self.nodes), vehicles, list(range(vehicles)), ends)
        self.routing = pywrapcp.RoutingModel(self.manager)
        self.routing.solver().ReSeed(seed)
        self.index = {
            int(node): self.manager.NodeToIndex(2 * vehicles + at)
            for at, node in enumerate(self.nodes[2 * vehicles :])
        }
        self.history: list[tuple[float, float]] = []
        stops = model.nodes["stop"][self.nodes]
        self.ways = model.ways[np.ix_(stops, stops)]
        self._add_costs()
        self._add_times()
        self._add_places()
        for run, some in enumerate(pinned):
            for node in some:
                self.routing.VehicleVar(self.index[node]).SetValue(run)
        for request, (pickup, dropoff) in enumerate(zip(requests.pickup, requests.dropoff, strict=True)):
            self._add_request(request, int(pickup), int(dropoff))

    def _add_costs(self) -> None:
        costs = self.ways["cost"]
        unit = 1 if _is_whole(costs) else FINE_COST
        self.unit = unit
        scaled = np.rint(costs * unit).astype(np.int64)
        self.penalty, self.mean = int(PENALTY * scaled.max() + unit), max(1.0, float(scaled.mean()))
        self.routing.SetArcCostEvaluatorOfAllVehicles(self.routing.RegisterTransitMatrix(scaled.tolist()))
        for vehicle in np.flatnonzero(np.diagonal(scaled, len(self.start))[: len(self.start)]).tolist():
            self.routing.SetVehicleUsedWhenEmpty(True, vehicle)  # noqa: FBT003

    def _add_times(self) -> None:
        nodes = self.model.nodes[self.nodes]
        gaps = self.ways["time"] + nodes["extra"][:, None]
        origin = float(nodes["earliest"].min())
        horizon = float(nodes["latest"][len(self.start) : 2 * len(self.start)].max()) - origin
        earliest, latest = nodes["earliest"] - origin, (nodes["latest"] - origin).clip(-1, horizon)
        rides = np.minimum(nodes["ride"], horizon)
        whole = all(map(_is_whole, (gaps, earliest, latest, rides)))
        unit = 1 if whole else FINE_TIME
        # rounded up, a gap is never too short; what that may cost a bound is given back, as the engine would
        room = 0.0 if whole else EPSILON / 2
        gaps = np.ceil(gaps * unit - unit * 1e-12).astype(np.int64)
        limit = int(horizon * unit) + 1
        register = self.routing.RegisterTransitMatrix(gaps.tolist())
        self.routing.AddDimension(register, limit, limit, False, "time")  # noqa: FBT003
        self.time = self.routing.GetDimensionOrDie("time")
        self.rides = np.floor((rides + room) * unit).astype(np.int64)
        earliest = np.ceil((earliest - room) * unit).astype(np.int64).clip(0)
        latest = np.floor((latest + room) * unit).astype(np.int64)
        for at in range(len(self.nodes)):
            index = self._index(at)
            if latest[at] >= earliest[at]:
                self.time.CumulVar(index).SetRange(int(earliest[at]), int(latest[at]))
            else:  # nobody can be there in time
                self.routing.ActiveVar(index).SetValue(0)
        for run, nodes_of_run in enumerate(self.start):
            if self.model.nodes["pickup"][nodes_of_run[-1]] == nodes_of_run[0]:
                self.time.SetSpanUpperBoundForVehicle(int(self.rides[len(self.start) + run]), run)

    def _index(self, at: int) -> int:
        vehicles = len(self.start)
        if at < vehicles:
            return int(self.routing.Start(at))
        return int(self.routing.End(at - vehicles) if at < 2 * vehicles else self.manager.NodeToIndex(at))

    def _add_places(self) -> None:
        for kind in PLACES:
            changes = self.model.nodes[kind][self.nodes].tolist()
            places = self.model.vehicles[kind].tolist()
            if any(changes):
                register = self.routing.RegisterUnaryTransitVector(changes)
                self.routing.AddDimensionWithVehicleCapacity(register, 0, places, True, kind)  # noqa: FBT003

    def _add_request(self, request: int, pickup: int, dropoff: int) -> None:
        """On and off one vehicle, in this order and not too long; or not at all, unless it was served."""
        on, off, solver = self.index[pickup], self.index[dropoff], self.routing.solver()
        longest = int(self.rides[self.manager.IndexToNode(off)])
        self.routing.AddPickupAndDelivery(on, off)
        solver.Add(self.routing.VehicleVar(on) == self.routing.VehicleVar(off))
        solver.Add(self.time.CumulVar(on) <= self.time.CumulVar(off))
        solver.Add(self.time.CumulVar(off) - self.time.CumulVar(on) <= longest)
        # says the same again to the filters of the search, which do not see the constraint
        self.time.SetPickupToDeliveryLimitFunctionForPair(lambda _on, _off: longest, request)
        if request not in self.served:
            self.routing.AddDisjunction([on], self.penalty)
            self.routing.AddDisjunction([off], 0)

    def search(self, heuristic: Heuristic, ends: float | None, began: float) -> list[list[int]] | None:
        """The nodes of each run, start and end included; ``None`` if nothing was found."""
        empty = all(len(run) == 2 for run in self.start)  # noqa: PLR2004 - its start and its end
        if heuristic is Heuristic.ITERATED and not empty:
            heuristic = Heuristic.GUIDED
        parameters = self._parameters(heuristic)
        if ends is not None:
            parameters.time_limit.FromMilliseconds(max(1, int(1000 * (ends - monotonic()))))
        self.routing.CloseModelWithParameters(parameters)
        self.routing.AddAtSolutionCallback(
            lambda: self.history.append((monotonic() - began, self.routing.CostVar().Max() / self.unit))
        )
        if not empty:
            known = [[self.index[node] for node in run[1:-1]] for run in self.start]
            warm = self.routing.ReadAssignmentFromRoutes(known, True)  # noqa: FBT003
            found = self.routing.SolveFromAssignmentWithParameters(warm, parameters) if warm else None
        elif heuristic is Heuristic.ITERATED:
            found = self.routing.SolveWithIteratedLocalSearch(parameters)
        else:
            found = self.routing.SolveWithParameters(parameters)
        return found and [self._route(found, run) for run in range(len(self.start))]

    def _parameters(self, heuristic: Heuristic) -> pywrapcp.DefaultRoutingSearchParameters:
        parameters = pywrapcp.DefaultRoutingSearchParameters()
        first, then = routing_enums_pb2.FirstSolutionStrategy, routing_enums_pb2.LocalSearchMetaheuristic
        parameters.first_solution_strategy = first.LOCAL_CHEAPEST_COST_INSERTION
        guided = heuristic is Heuristic.GUIDED
        parameters.local_search_metaheuristic = then.GUIDED_LOCAL_SEARCH if guided else then.GREEDY_DESCENT
        if heuristic is not Heuristic.ITERATED:
            return parameters
        parameters.use_iterated_local_search = True
        iterated = parameters.iterated_local_search_parameters
        ruin = iterated.ruin_recreate_parameters
        ruin.ClearField("ruin_strategies")
        strings = ruin.ruin_strategies.add().sisr
        strings.max_removed_sequence_size = STRING
        strings.avg_num_removed_visits = REMOVED
        strings.bypass_factor = BYPASS
        ruin.recreate_strategy.heuristic = first.LOCAL_CHEAPEST_INSERTION
        insertion = ruin.recreate_strategy.parameters.local_cheapest_insertion
        insertion.pickup_delivery_strategy = insertion.BEST_PICKUP_DELIVERY_PAIR
        insertion.insertion_sorting_properties.append(insertion.SORTING_PROPERTY_RANDOM)
        iterated.improve_perturbed_solution = False
        cool = iterated.reference_solution_acceptance_strategy.simulated_annealing
        cool.initial_temperature, cool.final_temperature = HOT * self.mean, COLD * self.mean
        return parameters

    def _route(self, found: pywrapcp.Assignment, run: int) -> list[int]:
        nodes, at = [self.start[run][0]], found.Value(self.routing.NextVar(self.routing.Start(run)))
        while not self.routing.IsEnd(at):
            nodes.append(int(self.nodes[self.manager.IndexToNode(at)]))
            at = found.Value(self.routing.NextVar(at))
        return [*nodes, self.start[run][-1]]


def _is_whole(numbers: NDArray[np.float64]) -> bool:
    return bool((numbers == np.rint(numbers)).all())


def _timed(model: Model, orders: Sequence[Sequence[int]]) -> tuple[Runs, list[bool]]:
    """Runs with these nodes, and whether each can be driven, in time and with a place for everybody."""
    runs = blank_runs(len(orders), max(map(len, orders), default=2))
    can = []
    for run, nodes in enumerate(orders):
        write_run(runs, run, list(nodes))
        in_time, visits = time_run(model, runs, run), runs.visits[run, : len(nodes)]
        can.append(in_time and all((visits[kind] <= model.vehicles[kind][run]).all() for kind in PLACES))
    return runs, can


def _found(
    model: Model,
    requests: Requests,
    start: Sequence[Sequence[int]],
    proposed: list[list[int]] | None,
    history: list[tuple[float, float]],
) -> Found:
    """What was found, or else the start, with what the engine says it costs."""
    orders = [list(run) for run in start]
    runs, before = _timed(model, orders)
    timed, can = _timed(model, proposed or orders)
    if can == before:
        runs, orders = timed, proposed or orders
    served = {int(number) - 1 for order in orders for number in model.nodes["request"][order] if number}
    unserved = tuple(sorted(set(range(len(requests.pickup))) - served))
    return Found(orders, float(runs.heads["cost"][: len(orders)].sum()), unserved, 0, history)
