"""Better plans for the same promises: the engine's search over everything that is still open on a day.

A search of few steps on a large day looks at a part of it: it would else spread so thin that it found
little, and cost the more the larger the day is.
"""

from bisect import bisect_right
from collections.abc import Sequence
from dataclasses import replace
from random import Random

from dispatch.effort import Effort
from dispatch.engine.anneal import Budget, improve
from dispatch.engine.model import Requests
from dispatch.engine.removal import relate
from dispatch.instance import Instance
from dispatch.problem import Problem
from mobility.bookings import Booking
from mobility.plan import Plan

GAIN = 0.5
"""A plan is better if it costs so much less; drivers are not told of smaller gains (s of driving)."""
STEPS = 2
"""So many steps of a search are worth taking for each ride it looks at, at least."""
NEWEST = 0.5
"""How often a part of a day is that around the newest ride; else it is around any."""


def solve(problem: Problem, start: Plan, effort: Effort) -> Plan:
    """The same promises as ``start`` at less cost; ``start`` itself if nothing better is found.

    ``start`` must keep all promises. What is better is said by :class:`mobility.objective.Objective`.
    Bookings without a place in ``start`` get one if they can: as many of them as possible, at any cost.
    """
    planned = problem.planned(start)
    waiting = [booking for booking in problem.bookings if booking.reference not in planned]
    instance = Instance.of(problem, start, waiting)
    requests = instance.requests()
    rides = len(requests.pickup) if effort.work is None else effort.work // STEPS
    if len(requests.pickup) <= rides:
        return _solved(instance, requests, start, waiting, effort)
    chosen = _around(instance, requests, _focus(instance, requests, waiting, effort.seed), rides)
    some = Plan(tuple(run for run in start.runs if run.shift in chosen))
    part = _part(problem, chosen, some, waiting)
    instance = Instance.of(part, some, waiting)
    found = _solved(instance, instance.requests(), some, waiting, effort)
    if found is some:
        return start
    others = (run for run in start.runs if run.shift not in chosen)
    return Plan(tuple(sorted((*found.runs, *others), key=lambda run: run.shift)))


def _solved(
    instance: Instance, requests: Requests, start: Plan, waiting: Sequence[Booking], effort: Effort
) -> Plan:
    """A better plan, in which as many as possible of those who wait have a place; else the same."""
    seconds = None if effort.limit_ms is None else effort.limit_ms / 1000
    budget = Budget(seconds=seconds, steps=effort.work, seed=effort.seed)
    found = improve(instance.model, requests, instance.runs, budget)
    left = instance.references(requests.pickup[list(found.unserved)])
    if left - {booking.reference for booking in waiting}:
        return start
    if len(left) < len(waiting):
        return instance.plan(found.runs)
    if found.cost >= instance.cost - GAIN:
        return start
    plan = instance.plan(found.runs)
    return plan if Instance.of(instance.problem, plan).cost < instance.cost - GAIN else start


def _focus(instance: Instance, requests: Requests, waiting: Sequence[Booking], seed: int) -> int:
    """The ride to look around: one that waits for a place, else the newest, or any."""
    chance, count = Random(f"{seed}:part"), len(requests.pickup)  # noqa: S311 - no secret
    if waiting:
        return chance.randrange(count - len(waiting), count)
    if chance.random() >= NEWEST:
        return chance.randrange(count)
    number = {instance.reference(node): number for number, node in enumerate(requests.pickup.tolist())}
    newest = (booking.reference for booking in reversed(instance.problem.bookings))
    return next(number[reference] for reference in newest if reference in number)


def _around(instance: Instance, requests: Requests, focus: int, rides: int) -> set[str]:
    """The vehicles with the rides that are most related to one, about so many rides, and the idle ones."""
    shifts, runs = instance.problem.shifts, instance.runs
    begins = [nodes[0] for nodes in runs]
    relate(instance.model, requests, focus)
    chosen = {number for number, nodes in enumerate(runs) if len(nodes) == len((nodes[0], nodes[-1]))}
    for node in requests.pickup[requests.near[focus]].tolist():
        number = bisect_right(begins, node) - 1
        if node < runs[-1][-1] and number not in chosen and rides > 0:
            chosen.add(number)
            rides -= len(runs[number]) // 2
    return {shifts[number].id for number in chosen}


def _part(problem: Problem, shifts: set[str], plan: Plan, waiting: Sequence[Booking]) -> Problem:
    """The problem of some vehicles, of the rides in their plan, and of those that wait."""
    own = sorted(problem.planned(plan))
    bookings = (*(problem.booking[reference] for reference in own), *waiting)
    return replace(problem.only(shifts), bookings=bookings)
