"""Better plans for the same promises: the engine's search over everything that is still open on a day."""

from dispatch.effort import Effort
from dispatch.engine.anneal import Budget, improve
from dispatch.instance import Instance
from dispatch.problem import Problem
from mobility.plan import Plan

GAIN = 0.5
"""A plan is better if it costs so much less; drivers are not told of smaller gains (s of driving)."""


def solve(problem: Problem, start: Plan, effort: Effort) -> Plan:
    """The same promises as ``start`` at less cost; ``start`` itself if nothing better is found.

    ``start`` must keep all promises. What is better is said by :class:`mobility.objective.Objective`.
    Bookings without a place in ``start`` get one if they can: as many of them as possible, at any cost.
    """
    planned = problem.planned(start)
    waiting = [booking for booking in problem.bookings if booking.reference not in planned]
    instance = Instance.of(problem, start, waiting)
    seconds = None if effort.limit_ms is None else effort.limit_ms / 1000
    budget = Budget(seconds=seconds, steps=effort.work, seed=effort.seed)
    requests = instance.requests()
    found = improve(instance.model, requests, instance.runs, budget)
    left = instance.references(requests.pickup[list(found.unserved)])
    if left & planned:
        return start
    if len(left) < len(waiting):
        return instance.plan(found.runs)
    if found.cost >= instance.cost - GAIN:
        return start
    plan = instance.plan(found.runs)
    return plan if Instance.of(problem, plan).cost < instance.cost - GAIN else start
