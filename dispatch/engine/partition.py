"""The best plan that can be composed of known runs: set partitioning by OR-Tools' CP-SAT.

Every request is in exactly one run, every vehicle drives at most one of its runs (where it drives none, it
does only what is pinned). The linear relaxation gives a bound and a price for each request; runs whose
reduced cost exceeds the gap between that bound and the incumbent cannot be part of a better plan and are
left out (reduced-cost fixing).
"""

from collections.abc import Sequence
from typing import NamedTuple

import numpy as np
from numpy.typing import NDArray
from ortools.sat.python import cp_model
from scipy.optimize import linprog
from scipy.sparse import csr_matrix

from dispatch.engine.model import Model
from dispatch.engine.state import Pool

MOST = 4000
"""How many runs CP-SAT may choose from; the most promising ones by reduced cost."""
UNIT = 1000
"""Costs are rounded to this part of a second."""
DETERMINISTIC_TIME = 1.0
"""Limit of CP-SAT where no clock may be looked at, in its own unit of work."""


class Plan(NamedTuple):
    """A plan that serves everybody.

    Parameters
    ----------
    runs
        The nodes of each run, its start and end included.
    costs, bare
        What each run costs, and what it would cost without requests.
    """

    runs: list[list[int]]
    costs: NDArray[np.float64]
    bare: NDArray[np.float64]

    @staticmethod
    def pinned(model: Model, nodes: list[int]) -> list[int]:
        """What of a run does not belong to a request, without its start and end."""
        return [node for node in nodes[1:-1] if not model.nodes["request"][node]]


class Columns(NamedTuple):
    """Runs to choose from.

    Parameters
    ----------
    kinds
        Which vehicles can drive each one; those of one kind are interchangeable (C).
    costs
        What each costs more than what such a vehicle does anyway (C).
    serves
        1 where a request is in a run (requests x C).
    """

    kinds: NDArray[np.int64]
    costs: NDArray[np.float64]
    serves: csr_matrix

    def only(self, some: NDArray[np.int64]) -> "Columns":
        """Some of the columns."""
        return Columns(self.kinds[some], self.costs[some], self.serves[:, some])


def recomposed(
    model: Model, pool: Pool, plan: Plan, *, limit_s: float | None, seed: int
) -> list[list[int]] | None:
    """The cheapest plan made of the runs of a plan and those of a pool, or ``None`` if that is no gain.

    Parameters
    ----------
    model
        What the runs are about.
    pool
        Runs to choose from.
    plan
        A plan that serves everybody.
    limit_s, seed
        As in :func:`compose`.
    """
    known = np.flatnonzero(pool.sizes)
    kinds = np.concatenate([pool.kinds[known], model.vehicles["kind"]])
    bare = np.zeros(int(kinds.max(initial=0)) + 1)
    bare[model.vehicles["kind"]] = plan.bare
    costs = np.concatenate([pool.costs[known], plan.costs]) - bare[kinds]
    orders = [*pool.nodes[known], *(np.array(nodes, np.uint32) for nodes in plan.runs)]
    sizes = [*pool.sizes[known].tolist(), *map(len, plan.runs)]
    orders = [order[:size] for order, size in zip(orders, sizes, strict=True)]
    columns = Columns(kinds, costs, _members(model, orders))
    busy = np.flatnonzero(np.diff(columns.serves.tocsc().indptr)[len(known) :]) + len(known)
    chosen = compose(columns, busy, np.bincount(model.vehicles["kind"]), limit_s=limit_s, seed=seed)
    return None if chosen is None else _assigned(model, plan, [(int(kinds[c]), orders[c]) for c in chosen])


def _members(model: Model, orders: Sequence[NDArray[np.uint32]]) -> csr_matrix:
    """1 where a request is in a run (requests x runs)."""
    nodes = np.concatenate(orders)
    columns = np.repeat(np.arange(len(orders)), [len(order) for order in orders])
    picked = np.flatnonzero((model.nodes["dropoff"][nodes] > 0) & (model.nodes["request"][nodes] > 0))
    requests = model.nodes["request"][nodes[picked]].astype(np.int64) - 1
    count = int(model.nodes["request"].max(initial=0))
    return csr_matrix((np.ones(len(picked)), (requests, columns[picked])), shape=(count, len(orders)))


def _assigned(model: Model, plan: Plan, chosen: Sequence[tuple[int, NDArray[np.uint32]]]) -> list[list[int]]:
    """Give each chosen run to a vehicle of its kind; the others do only what is pinned."""
    waiting: dict[int, list[NDArray[np.uint32]]] = {}
    for kind, order in chosen:
        waiting.setdefault(kind, []).append(order)
    runs = []
    for kind, nodes in zip(model.vehicles["kind"].tolist(), plan.runs, strict=True):
        inner = waiting[kind].pop().tolist()[1:-1] if waiting.get(kind) else plan.pinned(model, nodes)
        runs.append([nodes[0], *inner, nodes[-1]])
    return runs


def compose(
    columns: Columns,
    incumbent: NDArray[np.int64],
    vehicles: NDArray[np.int64],
    *,
    limit_s: float | None,
    seed: int,
) -> NDArray[np.int64] | None:
    """The columns of the cheapest plan, or ``None`` if none is cheaper than the incumbent.

    Parameters
    ----------
    columns
        What to choose from.
    incumbent
        Columns of a known plan that serves everybody.
    vehicles
        How many there are of each kind.
    limit_s
        Wall-clock limit, half of it for CP-SAT (s); ``None`` for a limit in deterministic time instead.
    seed
        Of CP-SAT.
    """
    relaxed = _relaxed(columns, vehicles, limit_s)
    if relaxed is None:
        return None
    bound, reduced = relaxed
    gap = float(columns.costs[incumbent].sum()) - bound
    if gap < 1.0 / UNIT:
        return None
    promising = np.flatnonzero(reduced <= gap + 1.0 / UNIT)
    if len(promising) > MOST:
        promising = promising[np.argsort(reduced[promising], kind="stable")[:MOST]]
    chosen = np.union1d(promising, incumbent)
    solver = cp_model.CpSolver()
    solver.parameters.num_workers = 1
    solver.parameters.random_seed = seed
    if limit_s is None:
        solver.parameters.max_deterministic_time = DETERMINISTIC_TIME
    else:
        solver.parameters.max_time_in_seconds = limit_s / 2
    found = _cheapest(columns.only(chosen), np.isin(chosen, incumbent), vehicles, solver)
    if found is None or columns.costs[chosen[found]].sum() >= columns.costs[incumbent].sum():
        return None  # cheaper only because costs are rounded
    return chosen[found]


def _relaxed(
    columns: Columns, vehicles: NDArray[np.int64], limit_s: float | None
) -> tuple[float, NDArray[np.float64]] | None:
    """The bound of the linear relaxation and the reduced cost of each column, or ``None`` out of time."""
    count = len(columns.costs)
    drives = csr_matrix((np.ones(count), (columns.kinds, np.arange(count))), shape=(len(vehicles), count))
    everybody = np.ones(columns.serves.shape[0])
    found = linprog(  # type: ignore[call-overload] # its stubs know no sparse tables
        columns.costs,
        A_ub=drives,
        b_ub=vehicles,
        A_eq=columns.serves,
        b_eq=everybody,
        bounds=(0, None),
        method="highs",
        options={"time_limit": np.inf if limit_s is None else limit_s / 2},
    )
    if found.status != 0:
        return None
    prices = columns.serves.T @ found.eqlin.marginals + drives.T @ found.ineqlin.marginals
    return float(found.fun), columns.costs - prices


def _cheapest(
    columns: Columns, incumbent: NDArray[np.bool_], vehicles: NDArray[np.int64], solver: cp_model.CpSolver
) -> NDArray[np.int64] | None:
    """The cheapest choice, or ``None`` if the incumbent is as cheap."""
    model = cp_model.CpModel()
    picked = [model.new_bool_var("") for _ in incumbent]
    serves = columns.serves.tocsr()
    for first, last in zip(serves.indptr, serves.indptr[1:], strict=False):
        model.add_exactly_one(picked[column] for column in serves.indices[first:last])
    for kind, count in enumerate(vehicles):
        model.add(sum(picked[column] for column in np.flatnonzero(columns.kinds == kind)) <= int(count))
    prices = np.round(columns.costs * UNIT).astype(np.int64)
    model.minimize(cp_model.LinearExpr.weighted_sum(picked, prices.tolist()))
    for variable, known in zip(picked, incumbent, strict=True):
        model.add_hint(variable, bool(known))
    if solver.solve(model) not in {cp_model.OPTIMAL, cp_model.FEASIBLE}:
        return None
    found = np.flatnonzero([solver.value(variable) for variable in picked])
    return found if prices[found].sum() < prices[incumbent].sum() else None
