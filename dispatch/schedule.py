"""Exact timing of one run: a simple temporal network over its visits in their order.

Every rule about time is a difference constraint between two visits, or a bound on one. So the
earliest times of all visits exist together (the least fixpoint), and likewise the latest ones.

The times we plan are the earliest. Everybody is picked up as near to the start of their promised
window as the run allows, later only where a ride would else be longer than promised: who stands at a
stop from the start of the window loses nothing by getting in, and what a run is early is its buffer
against delay.
"""

from dataclasses import dataclass, replace
from typing import NamedTuple

from dispatch.problem import Problem
from mobility.fleet import Shift
from mobility.needs import Load
from mobility.plan import Run, Visit, VisitKind


class Ceiling(NamedTuple):
    """A ride that must not last longer than ``longest`` seconds, by the positions of its two visits."""

    pickup: int
    dropoff: int
    longest: int


@dataclass(frozen=True, slots=True)
class Network:
    """The rules about time of one run; lists by position in the run.

    Parameters
    ----------
    earliest, latest
        Bounds of each visit (seconds of the service day).
    gaps
        Least time from the visit before (s); not used for the first visit.
    ceilings
        Longest rides.
    """

    earliest: list[int]
    latest: list[int]
    gaps: list[int]
    ceilings: list[Ceiling]


def earliest_times(network: Network, since: int = 0) -> list[int] | None:
    """The earliest time of every visit, or ``None`` if not all rules can hold together.

    Parameters
    ----------
    network
        The rules.
    since
        Position before which the bounds ``network.earliest`` are known to keep all gaps: saves time.
    """
    times = network.earliest.copy()
    # each pass settles one more ceiling along the longest chain of them: if one pass more than there are
    # ceilings still moves a visit, they contradict each other
    for _ in range(len(network.ceilings) + 1):
        if not _drive(network, times, since):
            return None
        since = _delay_pickups(network, times)
        if since == len(times):
            return times
    return None


def _drive(network: Network, times: list[int], since: int) -> bool:
    """Move visits later until all gaps hold, from a position on; whether all are in time."""
    gaps, latest = network.gaps, network.latest
    before = times[since - 1] if since else 0
    for position in range(since, len(times)):
        time = times[position]
        if position and before + gaps[position] > time:
            time = before + gaps[position]
        if time > latest[position]:
            return False
        times[position] = before = time
    return True


def _delay_pickups(network: Network, times: list[int]) -> int:
    """Move pick-ups later where rides are too long; the first position moved, or the number of visits."""
    first = len(times)
    for pickup, dropoff, longest in network.ceilings:
        time = times[dropoff] - longest
        if time > times[pickup]:
            times[pickup] = time
            first = min(first, pickup)
    return first


def latest_times(network: Network) -> list[int] | None:
    """The latest time of every visit, or ``None`` if not all rules can hold together.

    Used as bounds: a visit that a further booking would push beyond its latest time breaks a promise.
    """
    mirrored = Network(
        earliest=[-time for time in reversed(network.latest)],
        latest=[-time for time in reversed(network.earliest)],
        gaps=[0, *reversed(network.gaps[1:])],
        ceilings=[
            Ceiling(len(network.gaps) - 1 - dropoff, len(network.gaps) - 1 - pickup, longest)
            for pickup, dropoff, longest in network.ceilings
        ],
    )
    times = earliest_times(mirrored)
    return None if times is None else [-time for time in reversed(times)]


def network(problem: Problem, shift: Shift, visits: tuple[Visit, ...]) -> Network:
    """All rules about time for these visits in this order; only settled ones keep the time they have."""
    settled = len(problem.settled[shift.id])
    rules = Network([], [], [], [])
    boarded: dict[str, int] = {}
    stop, extra = shift.depot, 0
    for position, visit in enumerate(visits):
        booking = problem.booking[visit.reference]
        promise = booking.promise
        if visit.kind is VisitKind.PICKUP:
            boarded[visit.reference] = position
            earliest, latest = promise.pickup.start, promise.pickup.end
        else:
            rules.ceilings.append(Ceiling(boarded[visit.reference], position, promise.max_ride))
            earliest, latest = shift.hours.start, promise.arrive_by
        if position == settled:
            earliest = max(earliest, problem.departure(shift) + problem.travel.seconds(stop, visit.stop))
        if position < settled:
            earliest = latest = visit.time
        rules.earliest.append(earliest)
        rules.latest.append(latest)
        rules.gaps.append(problem.gap(stop, extra, visit.stop))
        stop, extra = visit.stop, problem.extra_boarding(booking)
    if visits:
        rules.latest[-1] = min(rules.latest[-1], problem.last_visit(shift, stop, extra))
    return rules


def loads(problem: Problem, visits: tuple[Visit, ...]) -> list[Load]:
    """What is on board after each visit."""
    on_board, after = Load(), []
    for visit in visits:
        load = problem.load(problem.booking[visit.reference])
        on_board = on_board + load if visit.kind is VisitKind.PICKUP else on_board - load
        after.append(on_board)
    return after


def timed(problem: Problem, run: Run) -> Run | None:
    """The run with each visit at its earliest time, or ``None`` if this order cannot be driven as promised.

    Drop-offs must follow their pick-ups; settled visits keep their times.
    """
    shift = problem.shift[run.shift]
    if not all(load.fits(shift.vehicle.capacity) for load in loads(problem, run.visits)):
        return None
    times = earliest_times(network(problem, shift, run.visits))
    return None if times is None else at_times(run, times)


def at_times(run: Run, times: list[int]) -> Run:
    """The run with other times."""
    visits = zip(run.visits, times, strict=True)
    return Run(run.shift, tuple(replace(visit, time=time) for visit, time in visits))
