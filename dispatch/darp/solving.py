"""Instances given to a solver, and what it makes of them."""

from dataclasses import dataclass
from enum import StrEnum
from importlib import import_module
from time import process_time

from dispatch.darp.instance import Call, Instance, Request, Solution, Van
from dispatch.darp.numbered import Numbered, numbered, solution_of
from dispatch.engine.anneal import Budget, Found, improve
from mobility.needs import Load


class Solver(StrEnum):
    """Who solves."""

    ENGINE = "engine"
    ROUTING = "routing"


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
    steps
        How many times was ruined and recreated.
    """

    solution: Solution
    unserved: tuple[str, ...]
    seconds: float
    steps: int


def solve(instance: Instance, budget: Budget, solver: Solver = Solver.ENGINE) -> Outcome:
    """A cheap plan; limits of time are meant in CPU seconds of one core, as far as the solver can tell."""
    began = process_time()
    task = numbered(instance)
    found = _search(task, budget, solver)
    solution = solution_of(instance, task, found.runs)
    unserved = tuple(instance.requests[number].id for number in found.unserved)
    return Outcome(solution, unserved, process_time() - began, found.steps)


def _search(task: Numbered, budget: Budget, solver: Solver) -> Found:
    if solver is Solver.ENGINE:
        return improve(task.model, task.requests, task.start, budget)
    # OR-Tools takes a second to load
    from dispatch.engine import routing  # noqa: PLC0415

    return routing.solve(task.model, task.requests, task.start, budget)


def warm_up(solver: Solver = Solver.ENGINE) -> None:
    """Load and compile everything, so that none of it counts as solving."""
    here, there = Call(0, 0, 9, 0), Call(1, 0, 9, 0)
    request = Request("", here, there, Load(1), 9)
    van = Van("", Load(1), 0, 0, 0, 9, 9)
    pair = Instance("", ((0.0, 1.0), (1.0, 0.0)), ((0.0, 1.0), (1.0, 0.0)), (van,), (request, request))
    solve(pair, Budget(seconds=0.1, steps=10), solver)
    # what the search loads only when it comes to it
    import_module("dispatch.engine.partition")
