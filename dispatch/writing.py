"""How a service day is written as the engine's tables.

A run starts where its vehicle is free, with those on board whose drop-offs are pinned to it. Stops are rows
of a table of ways; a depot has a row of its own, since nobody boards there.
"""

from collections.abc import Iterable, Mapping, Sequence
from functools import lru_cache
from typing import NamedTuple

import numpy as np
from numpy.typing import NDArray

from dispatch.engine.model import (
    FAR,
    NODE,
    TASTE,
    VEHICLE,
    WAY,
    WEIGHTS,
    Model,
    Records,
    Runs,
    blank_runs,
    write_run,
)
from dispatch.engine.timing import time_all
from dispatch.problem import Problem
from dispatch.travel import TravelTimes
from mobility.bookings import Anchor, Booking
from mobility.fleet import Shift
from mobility.needs import Load
from mobility.objective import Objective
from mobility.plan import Plan, Visit, VisitKind

ASKED = 2
"""Nodes kept free at the end of the table for a booking that is asked about."""
_WEIGHTS = tuple(name for name in WEIGHTS.names or () if name != "plain")


class Tables(NamedTuple):
    """A day in numbers; see :class:`dispatch.instance.Instance`."""

    model: Model
    runs: tuple[tuple[int, ...], ...]
    visits: tuple[Visit | None, ...]
    room: Runs


class Writing:
    """The tables of a day while they are written."""

    def __init__(self, problem: Problem) -> None:
        self.problem = problem
        self.row = {stop: number for number, stop in enumerate(problem.travel.stops)}
        depots = tuple(dict.fromkeys(shift.depot for shift in problem.shifts))
        self.depot = {stop: len(self.row) + number for number, stop in enumerate(depots)}
        self.ways = _ways(problem.travel, problem.policy.boarding, depots)
        self.nodes: list[tuple[float, ...]] = [(0.0,) * len(NODE.names or ())]
        self.visits: list[Visit | None] = [None]

    def tables(self, plan: Plan, waiting: Iterable[Booking]) -> Tables:
        """All tables of a plan, and of bookings that wait for a place in it."""
        visits = {run.shift: run.visits for run in plan.runs}
        runs = tuple(self._run(shift, visits.get(shift.id, ())) for shift in self.problem.shifts)
        self._wait(waiting)
        nodes = np.zeros(len(self.nodes) + ASKED, NODE)
        for name, column in zip(NODE.names or (), zip(*self.nodes, strict=True), strict=True):
            nodes[name][: len(self.nodes)] = column
        model = Model(
            nodes, np.zeros(len(nodes), TASTE), self.ways, self._vehicles(runs), np.zeros(1, WEIGHTS)
        )
        self._weigh(model, runs)
        _number(nodes)
        room, in_time = _room(runs), np.zeros(len(runs), np.bool_)
        time_all(model, room, in_time)
        _close(model, runs, np.flatnonzero(~in_time))
        return Tables(model, runs, (*self.visits, None, None), room)

    def _run(self, shift: Shift, visits: tuple[Visit, ...]) -> tuple[int, ...]:
        """Write the nodes of a run; their numbers."""
        problem, depot = self.problem, self.depot[shift.depot]
        begun = problem.settled[shift.id]
        departure, end = problem.departure(shift), shift.hours.end
        on_board: dict[str, int] = {}
        load, stop, extra = Load(), depot, 0
        for visit in begun:
            booking = problem.booking[visit.reference]
            if visit.kind is VisitKind.PICKUP:
                on_board[visit.reference] = visit.time
                load += problem.load(booking)
            else:
                on_board.pop(visit.reference, None)
                load -= problem.load(booking)
            extra = problem.extra_boarding(booking)
        if begun:
            stop = self.row[begun[-1].stop]
            departure = max(begun[-1].time, departure - extra - problem.policy.boarding)
        if position := problem.positions.get(shift.id):
            stop, extra = self.row[position.place], 0
            stay = 0 if position.place in problem.travel.points else problem.policy.boarding
            departure = max(position.time, problem.departure(shift) - stay)
        numbers = [self._pinned(stop, departure, end, extra, load)]
        pickups: dict[str, int] = {}
        numbers.extend(self._open(visit, on_board, pickups) for visit in visits[len(begun) :])
        numbers.append(self._pinned(depot, departure, end, 0, Load()))
        return tuple(numbers)

    def _wait(self, waiting: Iterable[Booking]) -> None:
        """Write the nodes of bookings that have no place yet."""
        for request in (booking.request for booking in waiting):
            pickups: dict[str, int] = {}
            for kind, stop in zip(VisitKind, (request.origin, request.destination), strict=True):
                self._open(Visit(request.reference, kind, stop, 0), {}, pickups)

    def _pinned(self, stop: int, earliest: int, latest: int, extra: int, load: Load) -> int:
        self.visits.append(None)
        places = (load.seats, load.wheelchairs, load.prams)
        self.nodes.append((earliest, latest, extra, FAR, stop, 0, 0, 0, 0, *places, 0))
        return len(self.nodes) - 1

    def _open(self, visit: Visit, on_board: Mapping[str, int], pickups: dict[str, int]) -> int:
        """Write the node of a visit that is not settled; a drop-off follows its pick-up."""
        booking = self.problem.booking[visit.reference]
        number = len(self.nodes)
        on, off = rows_of(self.problem, booking, number, self.row)
        if visit.kind is VisitKind.PICKUP:
            pickups[visit.reference] = number
            row = on
        elif visit.reference in on_board:
            latest = min(booking.promise.arrive_by, on_board[visit.reference] + booking.promise.max_ride)
            row = (off[0], latest, off[2], FAR, off[4], 0, 0, 0, *off[8:])
        else:
            pickup = pickups[visit.reference]
            row = (*off[:5], pickup, *off[6:])
            self.nodes[pickup] = (*self.nodes[pickup][:6], number, *self.nodes[pickup][7:])
        self.visits.append(visit)
        self.nodes.append(row)
        return number

    def _vehicles(self, runs: Sequence[Sequence[int]]) -> Records:
        """Places and kinds; only vehicles without anything settled or told are of one kind."""
        vehicles = np.zeros(len(runs), VEHICLE)
        kinds: dict[object, int] = {}
        for number, shift in enumerate(self.problem.shifts):
            places = shift.vehicle.capacity
            alike = places, shift.depot, shift.hours
            begun = self.problem.settled[shift.id] or shift.id in self.problem.positions
            own = shift.id if begun or self._is_told(runs[number]) else None
            kind = kinds.setdefault((*alike, own), len(kinds))
            vehicles[number] = (places.seats, places.wheelchairs, places.prams, 0, kind)
        return vehicles

    def _is_told(self, nodes: Sequence[int]) -> bool:
        """Whether the next visit of a run has been told to its driver."""
        objective = self.problem.policy.objective
        first = self.visits[nodes[1]]
        return bool(objective.stability and first and first.time <= self.problem.now + objective.told)

    def _weigh(self, model: Model, runs: Sequence[Sequence[int]]) -> None:
        """Write what makes one plan better than another."""
        objective = self.problem.policy.objective
        for name in _WEIGHTS:
            model.weights[name] = getattr(objective, name)
        for number, nodes in enumerate(runs, start=1):
            if self._is_told(nodes):
                told = [n for n in nodes[1:-1] if self._is_told((0, n))]
                model.nodes["home"][told] = number
        others = objective.driving != 1 or any(
            getattr(objective, name) for name in _WEIGHTS if name not in {"driving", "stability"}
        )
        model.weights["plain"] = not others and not model.nodes["home"].any()
        if others:
            for number, visit in enumerate(self.visits):
                if visit is not None:
                    booking = self.problem.booking[visit.reference]
                    model.tastes[number] = taste_of(objective, booking, visit.kind)


def rows_of(
    problem: Problem, booking: Booking, number: int, row: Mapping[str, int]
) -> tuple[tuple[float, ...], tuple[float, ...]]:
    """Pick-up and drop-off of a booking, as if they were written at a number and behind it."""
    promise, load, extra = booking.promise, problem.load(booking), problem.extra_boarding(booking)
    window, request = promise.pickup, booking.request
    on = (load.seats, load.wheelchairs, load.prams, 0)
    off = (-load.seats, -load.wheelchairs, -load.prams, 0)
    now = problem.now
    return (
        (max(window.start, now), window.end, extra, FAR, row[request.origin], 0, number + 1, 1, 0, *on),
        (now, promise.arrive_by, extra, promise.max_ride, row[request.destination], number, 0, 1, 0, *off),
    )


def taste_of(objective: Objective, booking: Booking, kind: VisitKind) -> tuple[float, ...]:
    """What would be nice at a visit."""
    wish, people = booking.request.wish, booking.request.needs.passengers
    wished = (wish.anchor is Anchor.DEPART) == (kind is VisitKind.PICKUP)
    off = kind is VisitKind.DROPOFF
    margin = objective.margin if off and booking.offer.train and wish.anchor is Anchor.ARRIVE else 0
    return wish.time, people if wished else 0, people if off else 0, margin


def _room(runs: Sequence[Sequence[int]]) -> Runs:
    """The runs, to be timed, with room for one booking more in each."""
    room = blank_runs(len(runs), max(map(len, runs), default=2) + ASKED)
    for number, nodes in enumerate(runs):
        write_run(room, number, list(nodes))
    return room


def _number(nodes: Records) -> None:
    """Count the requests that may be moved."""
    pickups = np.flatnonzero((nodes["dropoff"] > 0) & (nodes["request"] > 0))
    nodes["request"][pickups] = nodes["request"][nodes["dropoff"][pickups]] = np.arange(1, len(pickups) + 1)


def _close(model: Model, runs: Sequence[Sequence[int]], closed: NDArray[np.int64]) -> None:
    """Keep runs as they are that cannot be driven in time any more, as after the end of the duty."""
    for run in closed:
        model.nodes["request"][list(runs[run])] = 0
        model.vehicles["seats"][run] = -1
    if len(closed):
        _number(model.nodes)


@lru_cache(maxsize=8)
def _ways(travel: TravelTimes, boarding: int, depots: tuple[str, ...]) -> Records:
    """From row to row: stops, where somebody boards before the vehicle drives on, and then depots."""
    seconds = travel.table()
    stops = len(travel.stops)
    rows = [*range(stops), *(travel.stops.index(depot) for depot in depots)]
    ways = np.zeros((len(rows), len(rows)), WAY)
    ways["cost"] = ways["time"] = seconds[np.ix_(rows, rows)]
    boards = [row for row, stop in enumerate(travel.stops) if stop not in travel.points]
    ways["time"][boards] += boarding
    np.fill_diagonal(ways["time"], 0)
    return ways
