"""How good a plan can be at all, for vehicles that are alike and plans that serve everybody.

Column generation: the linear relaxation of set partitioning over *all* runs that keep the rules, by
pricing (:mod:`dispatch.engine.paths`) and GLOP. It gives a lower bound and a price for every request. No run
whose reduced cost exceeds the gap between bound and best plan is part of a better plan; all others are
enumerated, and CP-SAT proves which choice of them is the cheapest (Baldacci, Bartolini and Mingozzi,
Operations Research 2011).
"""

from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass
from time import process_time

import numpy as np
from ortools.sat.python import cp_model

from dispatch.engine.columns import Columns, Prices
from dispatch.engine.model import FAR, Model, Requests
from dispatch.engine.network import PATH, STATE, TAIL, TICKS, Network, network
from dispatch.engine.paths import Paths, search_paths, trace
from dispatch.engine.tails import Tails, search_tails

UNIT = 100_000
"""CP-SAT deals in whole numbers: into how many parts a unit of cost is divided."""
CLOSE = 1e-4
"""Costs that differ by less are equal."""
SMOOTH = 0.6
"""How much of the best prices so far is in those that are tried (Wentges 1997)."""
AT_ONCE = 200
"""Runs added to the relaxation at a time."""
LABELS, STATES = 3_000_000, 1 << 20
"""Room for beginnings and ends of runs, and for states."""
RUNS = 200_000
"""More runs than this are too many for CP-SAT."""
WORK_PER_SECOND = 15_000_000
"""How many labels are made or compared in a second, about."""
FIRST_GAP = 0.003
"""Part of the cost below which all runs within the gap are enumerated at once; else those nearer first."""


@dataclass(frozen=True, slots=True)
class Proof:
    """What is known about the best plan.

    Parameters
    ----------
    runs
        The best plan known: the one that was given, or a better one found on the way.
    cost
        What it costs.
    bound
        No plan that serves everybody costs less; ``None`` if there was no time to find out anything.
    """

    runs: list[list[int]]
    cost: float
    bound: float | None

    @property
    def is_optimal(self) -> bool:
        """Whether nothing can be cheaper."""
        return self.bound is not None and self.bound >= self.cost - CLOSE


def prove(
    model: Model,
    requests: Requests,
    plan: Sequence[Sequence[int]],
    seconds: float,
    clock: Callable[[], float] = process_time,
) -> Proof | None:
    """A bound for all plans, a proof that one is the best, or a better one; ``None`` if that is not possible.

    Parameters
    ----------
    model, requests
        What has to be done, for vehicles that are alike; only driving may count.
    plan
        The nodes of each run, its start and end included: a plan that serves everybody.
    seconds
        Limit of time.
    clock
        What counts as time (s).
    """
    first, last = plan[0][0], plan[0][-1]
    alike = len(np.unique(model.vehicles["kind"])) == 1 and {(run[0], run[-1]) for run in plan} == {
        (first, last)
    }
    served = sorted(node for run in plan for node in run[1:-1])
    if not alike or served != sorted([*requests.pickup.tolist(), *requests.dropoff.tolist()]):
        return None
    net = network(model, first, last)
    return None if net is None else _Search(net, plan, clock, clock() + seconds).result()


class _Search:
    """One proof: the best plan, the bound so far and the prices that gave it."""

    def __init__(
        self, net: Network, plan: Sequence[Sequence[int]], clock: Callable[[], float], ends: float
    ) -> None:
        self.net, self.clock, self.ends, self.vehicles = net, clock, ends, len(plan)
        self.columns = Columns(net, len(plan))
        self.plan = [tuple(run[1:-1]) for run in plan if len(run) > 2]  # noqa: PLR2004 - its start and its end
        self.cost = sum(map(self.columns.price, self.plan))
        for order in self.plan:
            self.columns.add(order)
        self.bound = -FAR
        self.best = Prices(np.zeros(self.columns.count), 0.0)
        self.tails, self.paths = _room_for_tails(), _room_for_paths(net.most)

    @property
    def left(self) -> float:
        """Time left (s)."""
        return self.ends - self.clock()

    def result(self) -> Proof:
        """What can be proven in time."""
        if self._relax():
            self._enumerate()
        free = self.columns.idle * self.vehicles
        start, end = self.columns.ends
        runs = [[start, *order, end] for order in self.plan]
        runs += [[start, end]] * (self.vehicles - len(runs))
        bound = None if self.bound == -FAR else min(self.bound, self.cost) + free
        return Proof(runs, self.cost + free, bound)

    def _runs_below(
        self, prices: Prices, below: float, *, every: bool
    ) -> Iterator[tuple[float, list[int]]] | None:
        """Runs of less reduced cost, with that cost; ``None`` if they are too many to find in time."""
        self.tails.work[:] = 0, max(0.0, self.left) * WORK_PER_SECOND
        fixed = -prices.vehicle - self.columns.idle
        if search_tails(self.net, prices.requests, self.tails) < 0:
            return None
        count, done = search_paths(self.net, prices.requests, fixed, below, every, self.tails, self.paths)
        if count < 0:
            return None
        orders = np.zeros((done, 2 * self.columns.count), np.int64)
        trace(self.tails, self.paths, done, orders)
        costs = self.paths.labels["cost"][self.paths.done[:done]]
        cheapest = np.argsort(costs, kind="stable")
        return ((float(costs[at]), [node for node in orders[at].tolist() if node]) for at in cheapest)

    def _relax(self) -> bool:
        """Raise the bound to the linear relaxation over all runs; whether it got there in time."""
        while self.left > 0:
            if (relaxed := self.columns.relax()) is None:
                return False
            cost, prices = relaxed
            share, news = SMOOTH if self.bound > -FAR else 0.0, 0
            while True:
                tried = prices.mixed(self.best, share)
                found = self._runs_below(tried, -1e-6, every=False)
                if found is None:
                    return False
                runs = list(found)
                self._note(tried, min([0.0, *(reduced for reduced, _ in runs[:1])]))
                news = sum(self.columns.add(order) for _, order in runs[:AT_ONCE])
                if news or not share:
                    break
                share = 0.0 if share < 0.3 else share / 2  # noqa: PLR2004 - then the prices as they are
            if not news or cost - self.bound < max(CLOSE, 1e-3 * (self.cost - cost)):
                return True
        return False

    def _note(self, prices: Prices, least: float) -> None:
        """Take the bound that these prices give, if it is higher: no run costs less than they pay."""
        bound = float(prices.requests.sum()) + self.vehicles * (prices.vehicle + least)
        if bound > self.bound:
            self.bound, self.best = bound, Prices(prices.requests, prices.vehicle + least)

    def _enumerate(self) -> None:
        """Close the gap: find all runs within it, or first those near the bound, and choose among them."""
        relaxed = self.bound
        part = min(1.0, FIRST_GAP * self.cost / max(CLOSE, self.cost - relaxed))
        while self.cost - self.bound > CLOSE and self.left > 0:
            gap = (self.cost - relaxed) * part + CLOSE
            found = self._runs_below(self.best, gap, every=True)
            if found is None:
                return
            for _, order in found:
                self.columns.add(order, relaxed=False)
            keys = self.columns.within(self.best, gap)
            if len(keys) > RUNS or self.left <= 0:
                return
            # a plan with any other run costs more than the relaxation and the gap
            self.bound = max(self.bound, min(relaxed + gap, self._choose(keys)))
            if part >= 1.0:
                return
            part = 1.0

    def _choose(self, keys: Sequence[int]) -> float:
        """Take the cheapest plan made of some runs, if it is cheaper; what no such plan falls below."""
        known = {key for key in self.columns.costs if self.columns.orders[key] in self.plan}
        keys = sorted({*keys, *known})
        model = cp_model.CpModel()
        picked = [model.new_bool_var("") for _ in keys]
        for members in self.columns.members(keys).T:
            model.add_exactly_one(picked[at] for at in np.flatnonzero(members))
        model.add(sum(picked) <= self.vehicles)
        costs = [round(self.columns.costs[key] * UNIT) for key in keys]
        model.minimize(cp_model.LinearExpr.weighted_sum(picked, costs))
        for one, key in zip(picked, keys, strict=True):
            model.add_hint(one, key in known)
        solver = cp_model.CpSolver()
        solver.parameters.num_workers = 1
        solver.parameters.linearization_level = 2
        # so many exact covers leave little to simplify, and looking for it takes longer than solving
        solver.parameters.cp_model_probing_level = 0
        solver.parameters.symmetry_level = 0
        solver.parameters.max_presolve_iterations = 1
        solver.parameters.max_time_in_seconds = max(0.01, self.left)
        status = solver.solve(model)
        if status in {cp_model.OPTIMAL, cp_model.FEASIBLE}:
            chosen = [key for one, key in zip(picked, keys, strict=True) if solver.value(one)]
            cost = sum(self.columns.costs[key] for key in chosen)
            if cost < self.cost - CLOSE:
                self.cost, self.plan = cost, [self.columns.orders[key] for key in chosen]
        return float(solver.best_objective_bound) / UNIT


def _room_for_tails() -> Tails:
    """Memory that is not touched before it is needed is not taken."""
    return Tails(
        states=np.zeros(STATES, STATE),
        table=np.zeros(4 * STATES, np.int32),
        labels=np.zeros(LABELS, TAIL),
        queue=np.zeros(TICKS + 2, np.int32),
        aboard=np.zeros(64, np.int64),
        work=np.zeros(2, np.int64),
    )


def _room_for_paths(most: int) -> Paths:
    return Paths(
        labels=np.zeros(LABELS, PATH),
        riders=np.zeros((LABELS, most + 2), np.int16),
        since=np.zeros((LABELS, most + 2)),
        until=np.zeros((LABELS, most + 2)),
        queue=np.zeros(TICKS + 2, np.int32),
        done=np.zeros(RUNS, np.int32),
        twins=np.zeros(1 << 23, np.int32),
    )
