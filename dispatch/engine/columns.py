"""Runs that are known, and how cheap plans made of parts of them can be: the linear relaxation, by GLOP."""

from collections.abc import Sequence
from typing import NamedTuple

import numpy as np
from numpy.typing import NDArray
from ortools.linear_solver import pywraplp

from dispatch.engine.model import FAR
from dispatch.engine.network import Network


class Prices(NamedTuple):
    """What is paid for each request, and for the use of a vehicle (never more than 0)."""

    requests: NDArray[np.float64]
    vehicle: float

    def mixed(self, other: "Prices", share: float) -> "Prices":
        """These prices, with a share of others."""
        requests = share * other.requests + (1 - share) * self.requests
        return Prices(requests, share * other.vehicle + (1 - share) * self.vehicle)


class _Relaxation:
    """Every request in one run, or in parts of several; no more runs than vehicles."""

    def __init__(self, requests: int, vehicles: int, dear: float) -> None:
        self.solver = pywraplp.Solver.CreateSolver("GLOP")
        self.rows = [self.solver.Constraint(1, 1) for _ in range(requests)]
        self.fleet = self.solver.Constraint(-self.solver.infinity(), vehicles)
        self.objective = self.solver.Objective()
        self.objective.SetMinimization()
        self.variables: dict[int, pywraplp.Variable] = {}
        for row in self.rows:  # so that there is always a solution
            row.SetCoefficient(self._variable(dear), 1)

    def _variable(self, cost: float) -> pywraplp.Variable:
        variable = self.solver.NumVar(0, self.solver.infinity(), "")
        self.objective.SetCoefficient(variable, cost)
        return variable

    def put(self, key: int, members: Sequence[int], cost: float) -> None:
        """Offer a run, or the same more cheaply."""
        if key in self.variables:
            self.objective.SetCoefficient(self.variables[key], cost)
            return
        self.variables[key] = self._variable(cost)
        for row in (*(self.rows[member] for member in members), self.fleet):
            row.SetCoefficient(self.variables[key], 1)

    def solve(self) -> tuple[float, Prices] | None:
        """The cost and its prices."""
        if self.solver.Solve() != pywraplp.Solver.OPTIMAL:
            return None
        requests = np.array([row.dual_value() for row in self.rows])
        return self.objective.Value(), Prices(requests, min(0.0, self.fleet.dual_value()))


class Columns:
    """The runs known, in the cheapest order of each set of requests, and the relaxation over some of them.

    Sets are keys: bit ``i`` stands for request ``i``.
    """

    def __init__(self, net: Network, vehicles: int) -> None:
        self.count, self.vehicles = int(net.nodes["request"].max()), vehicles
        self.costs: dict[int, float] = {}
        self.orders: dict[int, tuple[int, ...]] = {}
        self.ways = net.ways["cost"][np.ix_(net.nodes["stop"], net.nodes["stop"])]
        self.ends = net.start, net.end
        self.idle = float(self.ways[net.start, net.end])
        self.relaxation = _Relaxation(self.count, vehicles, self._dear)

    @property
    def _dear(self) -> float:
        """More than it costs to serve one request, whatever happens to the others."""
        return 4.0 * float(self.ways.max()) * self.count + 1.0

    def price(self, order: Sequence[int]) -> float:
        """What a run costs more than a vehicle that serves nobody."""
        nodes = np.array([self.ends[0], *order, self.ends[1]])
        return float(self.ways[nodes[:-1], nodes[1:]].sum()) - self.idle

    def add(self, order: Sequence[int], *, relaxed: bool = True) -> bool:
        """Make a run known, whether that is news; to the relaxation, too, if wanted."""
        members = [node - 1 for node in order if node <= self.count]
        key, cost = sum(1 << request for request in members), self.price(order)
        if cost >= self.costs.get(key, FAR) - 1e-9:
            return False
        self.costs[key], self.orders[key] = cost, tuple(order)
        if relaxed or key in self.relaxation.variables:
            self.relaxation.put(key, members, cost)
        return True

    def relax(self) -> tuple[float, Prices] | None:
        """The cost of the relaxation and its prices; ``None`` if they cannot be computed."""
        if (found := self.relaxation.solve()) is None:
            # GLOP sometimes loses its way from an earlier solution, but not from none
            keys = list(self.relaxation.variables)
            self.relaxation = _Relaxation(self.count, self.vehicles, self._dear)
            for key in keys:
                members = [request for request in range(self.count) if key >> request & 1]
                self.relaxation.put(key, members, self.costs[key])
            found = self.relaxation.solve()
        return found

    def within(self, prices: Prices, gap: float) -> list[int]:
        """The runs whose reduced cost is no more than a gap."""
        keys = list(self.costs)
        paid = self.members(keys) @ prices.requests
        reduced = np.array([self.costs[key] for key in keys]) - paid - prices.vehicle
        return [keys[at] for at in np.flatnonzero(reduced <= gap)]

    def members(self, keys: Sequence[int]) -> NDArray[np.float64]:
        """1 where a request is in a run (runs x requests)."""
        words = np.array(keys, np.uint64)[:, None] >> np.arange(self.count, dtype=np.uint64)
        return (words & np.uint64(1)).astype(np.float64)
