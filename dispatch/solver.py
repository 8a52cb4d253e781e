"""Better plans for the same promises: the engine's search over everything that is still open on a day."""

from dispatch.effort import Effort
from dispatch.engine.anneal import Budget, improve
from dispatch.instance import Instance
from dispatch.problem import Problem
from mobility.plan import Plan


def solve(problem: Problem, start: Plan, effort: Effort) -> Plan:
    """The same promises as ``start`` at less cost; ``start`` itself if nothing better is found.

    ``start`` must keep all promises. What is better is said by :class:`mobility.objective.Objective`.
    """
    instance = Instance.of(problem, start)
    seconds = None if effort.limit_ms is None else effort.limit_ms / 1000
    budget = Budget(seconds=seconds, steps=effort.work, seed=effort.seed)
    found = improve(instance.model, instance.requests(), instance.runs, budget)
    if found.unserved or found.cost >= instance.cost - 0.5:
        return start
    plan = instance.plan(found.runs)
    return plan if Instance.of(problem, plan).cost < instance.cost - 0.5 else start
