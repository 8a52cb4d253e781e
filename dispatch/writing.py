"""How a service day is written as the engine's tables.

A run starts where its vehicle is free, with those on board whose drop-offs are pinned to it. Stops are rows
of a table of ways; a depot has a row of its own, since nobody boards there.
"""

from collections.abc import Iterable, Sequence
from functools import lru_cache
from itertools import accumulate, chain, pairwise
from typing import NamedTuple

import numpy as np
from numpy.typing import NDArray

from dispatch.engine.model import (
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
from dispatch.sheets import EMPTY, NEVER, Sheet, sheet_of, sheet_of_waiting
from dispatch.travel import TravelTimes
from mobility.bookings import Booking
from mobility.fleet import Shift
from mobility.objective import Objective
from mobility.plan import Plan, Visit

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
        self.row = problem.travel.rows
        depots = tuple(dict.fromkeys(shift.depot for shift in problem.shifts))
        self.depot = {stop: len(self.row) + number for number, stop in enumerate(depots)}
        self.ways = _ways(problem.travel, problem.policy.boarding, depots)

    def tables(self, plan: Plan, waiting: Iterable[Booking]) -> Tables:
        """All tables of a plan, and of bookings that wait for a place in it."""
        problem, planned = self.problem, {run.shift: run for run in plan.runs}
        sheets = [
            sheet_of(problem, planned[shift.id], self.row) if shift.id in planned else EMPTY
            for shift in problem.shifts
        ]
        every = [*sheets, *(sheet_of_waiting(problem, booking, self.row) for booking in waiting)]
        begins = list(accumulate((len(each.visits) for each in every), initial=1))
        nodes = self._nodes(every, begins)
        self._place(nodes, sheets, begins)
        model = Model(nodes, self._tastes(every), self.ways, self._vehicles(sheets), self._weights(nodes))
        _number(nodes)
        runs = tuple(tuple(range(*span)) for span in pairwise(begins[: len(sheets) + 1]))
        room, in_time = _room(runs), np.zeros(len(runs), np.bool_)
        time_all(model, room, in_time)
        _close(model, runs, np.flatnonzero(~in_time))
        visits = chain([None], *(each.visits for each in every), [None] * ASKED)
        return Tables(model, runs, tuple(visits), room)

    def _nodes(self, every: Sequence[Sheet], begins: Sequence[int]) -> Records:
        """All sheets in one table: nothing is earlier than now."""
        nodes = np.zeros(begins[-1] + ASKED, NODE)
        written = nodes[1:-ASKED]
        written[:] = np.frombuffer(b"".join(each.nodes for each in every), NODE)
        begin = np.repeat(np.array(begins[:-1], np.uint32), np.diff(begins))
        for name in ("pickup", "dropoff"):
            written[name] += (written[name] > 0) * (begin - 1)
        written["earliest"] = np.maximum(written["earliest"], self.problem.now)
        return nodes

    def _place(self, nodes: Records, sheets: Sequence[Sheet], begins: Sequence[int]) -> None:
        """Write where and when runs start and end, and which visits have been told to their drivers."""
        if not sheets:
            return
        shifts = self.problem.shifts
        starts, ends = np.array(begins[: len(sheets)]), np.array(begins[1 : len(sheets) + 1]) - 1
        places = [self._start(*each) for each in zip(shifts, sheets, strict=True)]
        for name, column in zip(("stop", "earliest", "extra"), zip(*places, strict=True), strict=True):
            nodes[name][starts] = column
        nodes["earliest"][ends] = nodes["earliest"][starts]
        nodes["latest"][starts] = nodes["latest"][ends] = [shift.hours.end for shift in shifts]
        nodes["stop"][ends] = [self.depot[shift.depot] for shift in shifts]
        if told := self._told():
            times = np.concatenate([each.times for each in sheets])
            number = np.repeat(np.arange(1, len(sheets) + 1), ends - starts + 1)
            due = (times != NEVER) & (times <= told)
            nodes["home"][1 : 1 + len(times)] = np.where(due, number, 0)

    def _start(self, shift: Shift, written: Sheet) -> tuple[int, int, int]:
        """Where a vehicle is free (row), since when (s), and what is added before it can set off (s)."""
        problem = self.problem
        departure, boarding = problem.departure(shift), problem.policy.boarding
        if position := problem.positions.get(shift.id):
            stay = 0 if position.place in problem.travel.points else boarding
            return self.row[position.place], max(position.time, departure - stay), 0
        if last := written.last:
            extra = written.extra
            return self.row[last.stop], max(last.time, departure - extra - boarding), extra
        return self.depot[shift.depot], departure, 0

    def _told(self) -> int | None:
        """Until when visits have been told to their drivers (s); ``None`` if that does not matter."""
        objective = self.problem.policy.objective
        return self.problem.now + objective.told if objective.stability else None

    def _vehicles(self, sheets: Sequence[Sheet]) -> Records:
        """Places and kinds; only vehicles without anything settled or told are of one kind."""
        problem, told = self.problem, self._told()
        kinds: dict[object, int] = {}
        rows = []
        for shift, written in zip(problem.shifts, sheets, strict=True):
            places = shift.vehicle.capacity
            due = told is not None and written.due is not None and written.due <= told
            own = shift.id if written.last or due or shift.id in problem.positions else None
            kind = kinds.setdefault((places, shift.depot, shift.hours, own), len(kinds))
            rows.append((places.seats, places.wheelchairs, places.prams, 0, kind))
        return np.array(rows, VEHICLE)

    def _weights(self, nodes: Records) -> Records:
        """What makes one plan better than another."""
        weights, objective = np.zeros(1, WEIGHTS), self.problem.policy.objective
        for name in _WEIGHTS:
            weights[name] = getattr(objective, name)
        weights["plain"] = not _is_rich(objective) and not nodes["home"].any()
        return weights

    def _tastes(self, every: Sequence[Sheet]) -> Records:
        """What would be nice at each node, if that counts."""
        written = b"".join(each.tastes for each in every) if _is_rich(self.problem.policy.objective) else b""
        tastes = np.zeros(1 + sum(len(each.visits) for each in every) + ASKED, TASTE)
        known = np.frombuffer(written, TASTE)
        tastes[1 : 1 + len(known)] = known
        return tastes


def _is_rich(objective: Objective) -> bool:
    """Whether anything but driving and what drivers have been told counts."""
    return objective.driving != 1 or any(
        getattr(objective, name) for name in _WEIGHTS if name not in {"driving", "stability"}
    )


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
