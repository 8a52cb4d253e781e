"""A service day as the engine's numbers, and its answer as a plan again; what is settled stays out."""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from itertools import groupby
from types import MappingProxyType
from typing import cast

import numpy as np

from dispatch.engine.model import NODE, TASTE, Model, Requests, Runs, blank_runs, movable, write_run
from dispatch.engine.timing import time_run
from dispatch.problem import Problem
from dispatch.sheets import pair_of
from dispatch.writing import ASKED, Writing
from mobility.bookings import Booking
from mobility.needs import Load
from mobility.plan import Plan, Run, Visit

NOTHING: Mapping[int, Visit] = MappingProxyType({})


@dataclass(frozen=True)
class Instance:
    """A day in numbers.

    Parameters
    ----------
    problem
        What they stand for.
    model
        The numbers; run ``r`` is that of the shift ``problem.shifts[r]``.
    runs
        The nodes of each run as it is planned, start and end included.
    visits
        By node: what it stands for; ``None`` for starts, ends and nobody.
    room
        Runs to work in, timed as planned, with room for one booking more in each.
    planned
        By shift, its run as it is planned.
    """

    problem: Problem
    model: Model
    runs: tuple[tuple[int, ...], ...]
    visits: tuple[Visit | None, ...]
    room: Runs
    planned: Mapping[str, Run]

    @classmethod
    def of(cls, problem: Problem, plan: Plan, waiting: Iterable[Booking] = ()) -> "Instance":
        """The numbers of a problem and of a plan that keeps its promises as far as they can be kept.

        ``waiting`` are bookings without a place in the plan that want one.
        """
        return cls(problem, *Writing(problem).tables(plan, waiting), {run.shift: run for run in plan.runs})

    @property
    def cost(self) -> float:
        """What the plan costs by the objective."""
        return float(self.room.heads["cost"][: len(self.runs)].sum())

    def requests(self) -> Requests:
        """The bookings that may be moved."""
        pickup = np.flatnonzero((self.model.nodes["dropoff"] > 0) & (self.model.nodes["request"] > 0))
        return movable(self.model, pickup, self.model.nodes["dropoff"][pickup].astype(np.int64))

    def references(self, nodes: Iterable[int]) -> frozenset[str]:
        """The bookings of some nodes."""
        return frozenset(map(self.reference, nodes))

    def reference(self, node: int) -> str:
        """The booking of a node."""
        return self._visit(node).reference

    def ask(self, booking: Booking) -> tuple[int, int]:
        """Write a booking into the nodes kept free; their numbers."""
        on = len(self.model.nodes) - ASKED
        off = on + 1
        pair = pair_of(self.problem, booking, self.problem.travel.rows)
        nodes = self.model.nodes[on:]
        nodes[:] = np.frombuffer(pair.on + pair.off, NODE)
        nodes["earliest"] = np.maximum(nodes["earliest"], self.problem.now)
        nodes["dropoff"][0], nodes["pickup"][1] = off, on
        self.model.tastes[on:] = np.frombuffer(pair.likes_on + pair.likes_off, TASTE)
        return on, off

    def plan(self, runs: Iterable[Sequence[int]]) -> Plan:
        """The plan with these runs, each visit at its earliest time.

        At every stop who gets off does so before anybody gets on, where that can be: it costs no driving,
        and whoever has arrived should not wait for others.
        """
        found = []
        for number, (shift, nodes) in enumerate(zip(self.problem.shifts, runs, strict=True)):
            if tuple(nodes) == self.runs[number]:
                run = self.planned.get(shift.id, Run(shift.id))
            else:
                orders = (self.timed(number, order) for order in (self._tidy(nodes), nodes))
                visits = next(order for order in orders if order is not None)
                run = Run(shift.id, (*self.problem.settled[shift.id], *visits))
            found.append(run)
        return Plan(tuple(sorted((run for run in found if run.visits), key=lambda run: run.shift)))

    def times(self, number: int, nodes: Sequence[int]) -> list[int] | None:
        """The earliest time of each open visit of a run in an order; ``None`` if it cannot be driven."""
        runs = blank_runs(len(self.runs), len(nodes))
        write_run(runs, number, list(nodes))
        if not time_run(self.model, runs, number) or not self._fits(runs, number):
            return None
        return [round(time) for time in runs.visits["early"][number, 1 : len(nodes) - 1].tolist()]

    def timed(
        self, number: int, nodes: Sequence[int], new: Mapping[int, Visit] = NOTHING
    ) -> tuple[Visit, ...] | None:
        """The open visits of a run in an order, at their earliest times; ``None`` if it cannot be driven.

        ``new`` are those that are not part of the plan.
        """
        if (times := self.times(number, nodes)) is None:
            return None
        visits = [new.get(node) or self._visit(node) for node in nodes[1:-1]]
        return tuple(
            visit if visit.time == time else Visit(visit.reference, visit.kind, visit.stop, time)
            for visit, time in zip(visits, times, strict=True)
        )

    def _visit(self, node: int) -> Visit:
        return cast("Visit", self.visits[node])

    def _fits(self, runs: Runs, number: int) -> bool:
        """Whether nobody is too many on board anywhere."""
        on_board = runs.visits[number, : runs.heads["size"][number]]
        return all((on_board[kind] <= self.model.vehicles[kind][number]).all() for kind in Load.__slots__)

    def _tidy(self, nodes: Sequence[int]) -> list[int]:
        """The nodes with drop-offs before pick-ups wherever visits at one stop follow each other."""
        stops, pickups = self.model.nodes["stop"], self.model.nodes["dropoff"]
        groups = groupby(nodes[1:-1], key=lambda node: int(stops[node]))
        inner = [node for _, there in groups for node in sorted(there, key=lambda node: pickups[node] > 0)]
        return [nodes[0], *inner, nodes[-1]]
