"""The search for a better plan: ruin and recreate while it cools down, then OR-Tools on all runs it met.

A round is one cooling. After it, set partitioning composes the best plan of all runs in the pool, and the
next round starts from that one, longer and less hot. The search ends when the budget is spent, or when
several rounds in a row have won nothing.
"""

from collections.abc import Callable, Sequence
from dataclasses import dataclass, field
from time import monotonic

import numpy as np
from numpy.typing import NDArray

from dispatch.engine.model import Model, Requests, blank_runs, nodes_of, write_run
from dispatch.engine.placing import PLACE
from dispatch.engine.ruin import search
from dispatch.engine.state import MEMO, Pool, Scratch, State, copy_of, copy_state, cost_of
from dispatch.engine.timing import time_run

HOT, WARM, COLD = 0.3, 0.1, 0.03
"""Temperatures at the start of the first and of further rounds and at the end of each, as shares of the mean
cost of a request."""
REMOVED = 8.0
"""How many requests are removed each time, on average."""
BLINK = 0.02
"""Chance to overlook the best place."""
FIRST, GROWTH = 2000, 3
"""Steps per request in the first round, and how many times more in each further one."""
PATIENCE = 2
"""After so many rounds in a row without a better plan the search ends."""
CHUNK_S = 0.02
"""How long compiled code runs before it looks at the clock (s), about."""
POOL = 1 << 14
"""Places for runs in the pool."""
LONGEST = 160
"""Visits of a run at most, unless it has more to begin with."""
SHARE = 0.8
"""How much of the time left a round may cool."""


@dataclass(frozen=True, slots=True)
class Budget:
    """How long to search; without limits, until nothing better is found for some time.

    Parameters
    ----------
    seconds
        Limit on the clock.
    steps
        Limit in times of ruin and recreate: with the same seed and no other limit, the same plan on every
        machine.
    seed
        Of all chance.
    clock
        What counts as time (s).
    """

    seconds: float | None = None
    steps: int | None = None
    seed: int = 0
    clock: Callable[[], float] = monotonic


@dataclass(frozen=True, slots=True)
class Found:
    """The best plan that was found.

    Parameters
    ----------
    runs
        The nodes of each run, its start and end included.
    cost
        By the objective, without any penalty.
    unserved
        Requests without a place, counted from 0.
    steps
        How many times was ruined and recreated.
    history
        Whenever the plan became better: seconds since the beginning, and its cost with penalties.
    """

    runs: list[list[int]]
    cost: float
    unserved: tuple[int, ...]
    steps: int
    history: list[tuple[float, float]] = field(default_factory=list)


def improve(model: Model, requests: Requests, start: Sequence[Sequence[int]], budget: Budget) -> Found:
    """A better plan than the one to start from, or the same.

    Parameters
    ----------
    model, requests
        What has to be done.
    start
        The nodes of each run, its start and end included: a feasible plan that may leave requests out.
    budget
        How long to search.
    """
    return _Search(model, requests, start, budget).result()


class _Search:
    """One search: the plans it holds, and what it knows about them."""

    def __init__(
        self, model: Model, requests: Requests, start: Sequence[Sequence[int]], budget: Budget
    ) -> None:
        self.began = budget.clock()
        self.model, self.requests, self.budget = model, requests, budget
        self.count, self.vehicles = len(requests.pickup), len(start)
        longest = max(map(len, start), default=2)
        self.longest = max(longest, min(longest + 2 * self.count, LONGEST)) + 2
        self.best = self._state(start)
        self.present, self.trial = (copy_of(self.best) for _ in range(2))
        self.scratch = self._scratch()
        self.pool = self._pool()
        farthest = float(model.ways["cost"].max(initial=0.0))
        self.penalty = 4.0 * farthest * float(model.weights["driving"][0]) + 100.0
        self.steps = 0
        self.history: list[tuple[float, float]] = []
        self._start_from_best()

    def result(self) -> Found:
        """Search, and return the best plan."""
        if self.count and not self._is_over:
            self._rounds()
        runs = [nodes_of(self.best.runs, run) for run in range(self.vehicles)]
        cost = float(self.best.runs.heads["cost"][: self.vehicles].sum())
        unserved = tuple(np.flatnonzero(self.best.where < 0).tolist())
        return Found(runs, cost, unserved, self.steps, self.history)

    def _state(self, start: Sequence[Sequence[int]]) -> State:
        runs = blank_runs(self.vehicles, self.longest)
        where = np.full(self.count, -1, np.int64)
        for run, nodes in enumerate(start):
            write_run(runs, run, list(nodes))
            time_run(self.model, runs, run)
            served = self.model.nodes["request"][list(nodes)]
            where[served[served > 0].astype(np.int64) - 1] = run
        return State(runs, where)

    def _scratch(self) -> Scratch:
        return Scratch(
            memo=np.zeros((self.count, self.vehicles), MEMO),
            clock=np.array([self.vehicles + 1]),
            absent=np.zeros(self.count, np.int64),
            keys=np.zeros(self.count),
            touched=np.zeros(self.vehicles, np.int64),
            hit=np.zeros(self.vehicles, np.int64),
            dice=np.array([88172645463325252 + 1000003 * (self.budget.seed + 1)], np.uint64),
            cost=np.zeros(3),
            none=np.zeros(0, PLACE),
        )

    def _pool(self) -> Pool:
        kinds = int(self.model.vehicles["kind"].max(initial=0)) + 1
        codes = np.random.default_rng(self.count).integers(1, 2**63, self.count + kinds, dtype=np.uint64)
        return Pool(
            keys=np.zeros(POOL, np.uint64),
            costs=np.zeros(POOL),
            sizes=np.zeros(POOL, np.int64),
            kinds=np.zeros(POOL, np.int64),
            nodes=np.zeros((POOL, self.longest), np.uint32),
            filled=np.zeros(1, np.int64),
            codes=codes,
        )

    def _start_from_best(self) -> None:
        """Continue from the best plan."""
        every = np.ones(self.vehicles, np.int64)
        for state in (self.present, self.trial):
            copy_state(self.best, state, every)
        versions = np.arange(self.vehicles) + self.scratch.clock[0] + 1
        self.scratch.clock[0] += self.vehicles + 1
        for state in (self.present, self.trial):
            state.runs.heads["version"][: self.vehicles] = versions
        cost = cost_of(self.best, self.vehicles, self.penalty)
        self.scratch.cost[:] = cost, cost, float((self.best.where < 0).sum())

    @property
    def _left(self) -> float:
        """Seconds left."""
        limit = self.budget.seconds
        return np.inf if limit is None else limit - (self.budget.clock() - self.began)

    def _rounds(self) -> None:
        """Cool down and compose, until time is up or nothing more is won."""
        length, idle = FIRST * self.count, 0
        self._run(1, 0.0)
        scale = self._scale()
        heat = HOT
        while idle < PATIENCE and not self._is_over:
            before = self.scratch.cost[1:].copy()
            self._cool(length, heat * scale, COLD * scale)
            if not self._is_over:
                self._compose()
            idle = (
                0
                if (self.scratch.cost[2], self.scratch.cost[1]) < (before[1], before[0] - 1e-6)
                else idle + 1
            )
            self._start_from_best()
            length, heat = length * GROWTH, WARM

    def _scale(self) -> float:
        """What a request costs, about."""
        served = max(1, self.count - int(self.scratch.cost[2]))
        cost = float(self.best.runs.heads["cost"][: self.vehicles].sum())
        return max(1.0, cost) / served

    @property
    def _is_over(self) -> bool:
        return self._left <= 0 or (self.budget.steps is not None and self.steps >= self.budget.steps)

    def _cool(self, length: int, hot: float, cold: float) -> None:
        """One cooling over so many steps, or what is left of the budget if that is less."""
        if self.budget.steps is not None:
            length = min(length, self.budget.steps - self.steps)
        first, began, left = self.steps, self.budget.clock(), self._left * SHARE
        chunk = 50
        while not self._is_over:
            looked = self.budget.clock()
            done = max((self.steps - first) / length, (looked - began) / left)
            if done >= 1.0:
                return
            self._run(min(chunk, first + length - self.steps), hot * (cold / hot) ** done)
            took = self.budget.clock() - looked
            if self.budget.seconds is not None and took < CHUNK_S / 2:
                chunk += chunk // 2 + 1
            elif self.budget.seconds is not None and took > CHUNK_S:
                chunk = max(5, chunk // 2)

    def _run(self, steps: int, temperature: float) -> None:
        """Ruin and recreate so many times."""
        before = self.scratch.cost[1]
        search(
            self.model,
            self.requests,
            self.present,
            self.trial,
            self.best,
            self.scratch,
            self.pool,
            steps,
            temperature,
            self.penalty,
            REMOVED,
            BLINK,
        )
        self.steps += steps
        if self.scratch.cost[1] != before:
            self.history.append((self.budget.clock() - self.began, float(self.scratch.cost[1])))

    def _compose(self) -> None:
        """Put the best plan together out of all runs in the pool, if everybody has a place."""
        from dispatch.engine.partition import Plan, recomposed  # noqa: PLC0415 - OR-Tools takes a second to load

        if self.scratch.cost[2]:
            return
        limit = None if self.budget.seconds is None else max(0.01, self._left / 2)
        runs = [nodes_of(self.best.runs, run) for run in range(self.vehicles)]
        plan = Plan(runs, self.best.runs.heads["cost"][: self.vehicles], self._bare())
        if found := recomposed(self.model, self.pool, plan, limit_s=limit, seed=self.budget.seed):
            self._adopt(found)

    def _bare(self) -> NDArray[np.float64]:
        """What each run costs without any request."""
        runs = blank_runs(self.vehicles, self.longest)
        for run in range(self.vehicles):
            nodes = nodes_of(self.best.runs, run)
            write_run(runs, run, [node for node in nodes if not self.model.nodes["request"][node]])
            time_run(self.model, runs, run)
        return runs.heads["cost"][: self.vehicles].copy()

    def _adopt(self, runs: list[list[int]]) -> None:
        """Take a plan as the best one."""
        better = self._state(runs)
        copy_state(better, self.best, np.ones(self.vehicles, np.int64))
        self.scratch.cost[1] = cost_of(self.best, self.vehicles, self.penalty)
        self.history.append((self.budget.clock() - self.began, float(self.scratch.cost[1])))
