"""Instances given to a solver, and what it makes of them."""

from dataclasses import dataclass, replace
from enum import StrEnum
from importlib import import_module
from time import process_time

from dispatch.darp.check import TOLERANCE
from dispatch.darp.instance import Call, Instance, Request, Solution, Van
from dispatch.darp.numbered import Numbered, numbered, solution_of
from dispatch.engine.anneal import Budget, Found, improve
from mobility.needs import Load


class Solver(StrEnum):
    """Who solves."""

    ENGINE = "engine"
    ROUTING = "routing"


SHARE, LONGEST_S = 0.4, 5.0
"""How much of the time goes into the search if the rest is for a proof, and how many seconds at most."""
LEAST_S, MOST_REQUESTS = 4.0, 48
"""With less time (s) or more requests there is no proof unless it is asked for."""
PROOF_S = 60.0
"""How long a proof may take that was asked for (s)."""


@dataclass(frozen=True, slots=True)
class Outcome:
    """What a solver has found.

    Parameters
    ----------
    solution
        The plan; requests may be missing in it.
    unserved
        Ids of those.
    seconds
        CPU time it took, the translation into the engine's numbers included (s).
    """

    solution: Solution
    unserved: tuple[str, ...]
    seconds: float

    @property
    def is_optimal(self) -> bool:
        """Whether it is proven that no plan is cheaper."""
        bound = self.solution.bound
        return bound is not None and bound >= self.solution.cost - TOLERANCE


def solve(
    instance: Instance, budget: Budget, solver: Solver = Solver.ENGINE, *, prove_s: float | None = None
) -> Outcome:
    """A cheap plan; limits of time are meant in CPU seconds of one core, as far as the solver can tell.

    Parameters
    ----------
    instance, budget, solver
        What to solve, how long and with what.
    prove_s
        How much longer a proof may take that nothing is cheaper (s). Without it, the engine tries one for
        small instances within its own time.
    """
    began = process_time()
    task = numbered(instance)
    found, bound = _search(task, budget, solver, prove_s)
    solution = solution_of(instance, task, found.runs, bound)
    unserved = tuple(instance.requests[number].id for number in found.unserved)
    return Outcome(solution, unserved, process_time() - began)


def _search(
    task: Numbered, budget: Budget, solver: Solver, prove_s: float | None
) -> tuple[Found, float | None]:
    """What was found, and a bound for it if there is one."""
    small = len(task.requests.pickup) <= MOST_REQUESTS and (budget.seconds or 0.0) >= LEAST_S
    if solver is Solver.ROUTING or prove_s is not None or not small or budget.steps is not None:
        found = _found(task, task.start, budget, solver)
        return (found, None) if prove_s is None else _proven(task, found, replace(budget, seconds=prove_s))
    limit, began = budget.seconds or 0.0, budget.clock()
    found = _found(task, task.start, replace(budget, seconds=min(LONGEST_S, SHARE * limit)), solver)
    rest = replace(budget, seconds=limit - (budget.clock() - began))
    found, bound = _proven(task, found, rest)
    left = limit - (budget.clock() - began)
    if (bound is None or bound < found.cost - TOLERANCE) and left > 0:
        found = _found(task, found.runs, replace(budget, seconds=left), solver)
    return found, bound


def _found(task: Numbered, start: list[list[int]], budget: Budget, solver: Solver) -> Found:
    if solver is Solver.ENGINE:
        return improve(task.model, task.requests, start, budget)
    # OR-Tools takes a second to load
    from dispatch.engine import routing  # noqa: PLC0415

    return routing.solve(task.model, task.requests, start, budget)


def _proven(task: Numbered, found: Found, budget: Budget) -> tuple[Found, float | None]:
    """The same or a better plan with a bound, if everybody is served and something can be proven."""
    from dispatch.engine.proof import prove  # noqa: PLC0415 - as above

    if found.unserved:
        return found, None
    proof = prove(task.model, task.requests, found.runs, budget.seconds or 0.0, budget.clock)
    if proof is None:
        return found, None
    return replace(found, runs=proof.runs, cost=proof.cost), proof.bound


def warm_up(solver: Solver = Solver.ENGINE) -> None:
    """Load and compile everything, so that none of it counts as solving."""
    here, there = Call(0, 0, 9, 0), Call(1, 0, 9, 0)
    request = Request("", here, there, Load(1), 9)
    van = Van("", Load(2), 0, 0, 0, 9, 9)
    ways = ((0.0, 1.0), (1.0, 0.0))
    pair = Instance("", ways, ways, (van,), (request, request))
    # no limit of time that compiling could use up
    little = Budget(steps=10) if solver is Solver.ENGINE else Budget(seconds=0.1)
    solve(pair, little, solver, prove_s=PROOF_S)
    # what the search loads only when it comes to it
    import_module("dispatch.engine.partition")
