"""Runs timed, loaded and priced by hand: plain arithmetic that shares nothing with the engine."""

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import replace
from itertools import pairwise

from dispatch.problem import Problem
from mobility.bookings import Anchor
from mobility.needs import Load
from mobility.plan import Plan, Run, Visit, VisitKind

Rule = tuple[int, int, int]
"""The second visit is at least so long after the first one (s)."""


def loads(problem: Problem, visits: Iterable[Visit]) -> Iterator[Load]:
    """What is on board after each visit."""
    on_board = Load()
    for visit in visits:
        places = problem.policy.load(problem.booking[visit.reference].request.needs)
        on_board = on_board + places if visit.kind is VisitKind.PICKUP else on_board - places
        yield on_board


def timed(problem: Problem, run: Run) -> Run | None:
    """The run with each open visit at its earliest time, or nothing if this order breaks a rule."""
    begun = problem.settled[run.shift]
    visits = (*begun, *run.visits[len(begun) :])
    places = problem.shift[run.shift].vehicle.capacity
    if not all(load.fits(places) for load in loads(problem, visits)):
        return None
    earliest, latest = _bounds(problem, run.shift, visits)
    times = least(earliest, latest, list(_rules(problem, len(begun), visits)))
    if times is None:
        return None
    return Run(run.shift, tuple(replace(visit, time=at) for visit, at in zip(visits, times, strict=True)))


def least(earliest: list[int], latest: list[int], rules: list[Rule]) -> list[int] | None:
    """Bellman-Ford: the least times that keep all rules, or nothing if there are none."""
    times = earliest.copy()
    for _ in range(len(times) + 1):
        for before, after, gap in rules:
            times[after] = max(times[after], times[before] + gap)
    kept = all(times[after] >= times[before] + gap for before, after, gap in rules)
    return times if kept and all(t <= last for t, last in zip(times, latest, strict=True)) else None


def _bounds(problem: Problem, shift: str, visits: Sequence[Visit]) -> tuple[list[int], list[int]]:
    """Between which times each visit has to be."""
    duty = problem.shift[shift]
    way, boarding = problem.travel.seconds, problem.policy.boarding
    begun, stop = len(problem.settled[shift]), duty.depot
    earliest, latest = [], []
    for position, visit in enumerate(visits):
        if position < begun:
            earliest.append(visit.time)
            latest.append(visit.time)
        else:
            promise = problem.booking[visit.reference].promise
            on = visit.kind is VisitKind.PICKUP
            leaves = max(problem.now, duty.hours.start) + way(stop, visit.stop)
            back = _extra(problem, visit) + boarding + way(visit.stop, duty.depot)
            earliest.append(max(leaves, promise.pickup.start) if on else leaves)
            latest.append(min(duty.hours.end - back, promise.pickup.end if on else promise.arrive_by))
        stop = visit.stop
    return earliest, latest


def _rules(problem: Problem, begun: int, visits: Sequence[Visit]) -> Iterator[Rule]:
    """How long after each other the visits are at least, and rides take at most."""
    for at, (before, after) in enumerate(pairwise(visits)):
        if at + 1 >= begun:
            gap = _extra(problem, before)
            if before.stop != after.stop:
                gap += problem.policy.boarding + problem.travel.seconds(before.stop, after.stop)
            yield at, at + 1, gap
    position = {(visit.reference, visit.kind): at for at, visit in enumerate(visits)}
    for (reference, kind), at in position.items():
        if kind is VisitKind.DROPOFF and at >= begun:
            ride = problem.booking[reference].promise.max_ride
            yield at, position[reference, VisitKind.PICKUP], -ride


def _extra(problem: Problem, visit: Visit) -> int:
    needs, policy = problem.booking[visit.reference].request.needs, problem.policy
    return needs.wheelchairs * policy.wheelchair_boarding + needs.prams * policy.pram_boarding


def price(problem: Problem, plan: Plan, told: Plan = Plan()) -> float:
    """What a plan costs of which nothing is settled; what drivers have been told is in another one."""
    weights = problem.policy.objective
    due = problem.now + weights.told
    known = {v.reference + v.kind: run.shift for run in told.runs for v in run.visits if v.time <= due}
    cost = 0.0
    for run in (run for run in plan.runs if run.visits):
        shift = problem.shift[run.shift]
        stops = [shift.depot, *(visit.stop for visit in run.visits), shift.depot]
        legs = [problem.travel.seconds(a, b) for a, b in pairwise(stops)]
        seats = [0, *(load.seats for load in loads(problem, run.visits))]
        needs = [problem.booking[reference].request.needs for reference in run.references()]
        unused = shift.vehicle.capacity.wheelchairs and not any(each.wheelchairs for each in needs)
        cost += weights.driving * sum(legs) + weights.used + weights.wheelchair * bool(unused) * sum(legs)
        cost += weights.empty * sum(leg for leg, load in zip(legs, seats, strict=True) if not load)
        cost += weights.balance * (sum(legs) / 3600) ** 2 * 3600
        homes = [known.get(visit.reference + visit.kind, run.shift) for visit in run.visits]
        cost += weights.stability * sum(home != run.shift for home in homes)
        cost += sum(_discomfort(problem, run, reference) for reference in run.references())
    return cost


def _discomfort(problem: Problem, run: Run, reference: str) -> float:
    """What a ride costs its passengers, and how near it comes to a train."""
    weights, booking = problem.policy.objective, problem.booking[reference]
    on, off = (visit.time for visit in run.visits if visit.reference == reference)
    wish, people = booking.request.wish, booking.request.needs.passengers
    apart = abs((on if wish.anchor is Anchor.DEPART else off) - wish.time)
    cost = weights.riding * people * (off - on) + weights.waiting * people * apart
    if booking.offer.train and wish.anchor is Anchor.ARRIVE:
        cost += weights.slack * max(0, off - (booking.promise.arrive_by - weights.margin))
    return cost
