"""Where one more booking fits: the hot path of every offer.

The engine scans all runs; here its places become insertions again. What a day looks like in numbers is
written once and kept for further questions about it.
"""

from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass
from operator import attrgetter

import numpy as np

from dispatch.engine.model import FAR, Records
from dispatch.engine.placing import PLACE, every_place, survey
from dispatch.instance import Instance
from dispatch.problem import Problem
from dispatch.travel import TravelTimes
from mobility.bookings import Booking
from mobility.day import Day
from mobility.plan import Plan, Run, Visit, VisitKind
from mobility.promises import Promise

ROOM = 1024
"""For so many places there is room at first."""
KEPT = 4
"""Days whose numbers are kept for further questions."""


@dataclass(frozen=True, slots=True)
class Insertion:
    """A feasible place for pick-up and drop-off in a run.

    Parameters
    ----------
    instance, booking
        What is inserted, and into which plan.
    number
        Of the run in the instance.
    i, j
        The pick-up goes before position ``i`` of its nodes, the drop-off before ``j``, ``i <= j``.
    cost
        What it adds to the objective.
    detour
        Driving added to the plan (s).
    pickup, dropoff
        When the booking would be served (s).
    """

    instance: Instance
    booking: Booking
    number: int
    i: int
    j: int
    cost: float
    detour: int
    pickup: int
    dropoff: int

    @property
    def shift(self) -> str:
        """Whose run it is."""
        return self.instance.problem.shifts[self.number].id

    @property
    def rank(self) -> tuple[float, int, int, int]:
        """Smaller is better: cheaper, earlier there, pick-up after and drop-off before others."""
        return self.cost, self.dropoff, -self.i, self.j

    @property
    def run(self) -> Run:
        """The run with the booking in it, timed."""
        instance, request = self.instance, self.booking.request
        on, off = instance.ask(self.booking)
        nodes = instance.runs[self.number]
        order = (*nodes[: self.i], on, *nodes[self.i : self.j], off, *nodes[self.j :])
        new = {
            on: Visit(request.reference, VisitKind.PICKUP, request.origin, self.pickup),
            off: Visit(request.reference, VisitKind.DROPOFF, request.destination, self.dropoff),
        }
        visits = instance.timed(self.number, order, new)
        assert visits is not None, "the engine found this place"  # noqa: S101 - for the type checker
        return Run(self.shift, (*instance.problem.settled[self.shift], *visits))


class Places:
    """Answers where bookings would fit into one plan.

    Not for several threads at once: the numbers are also what the engine calculates with.
    """

    def __init__(self, problem: Problem, plan: Plan) -> None:
        self.instance = Instance.of(problem, plan)
        self._found = np.zeros(ROOM, PLACE)

    def insertions(self, booking: Booking) -> Iterator[Insertion]:
        """Every place for a booking that keeps its promise and all promises already given."""
        return (self._insertion(booking, place) for place in self._all(booking).tolist())

    def cheapest(self, booking: Booking) -> Insertion | None:
        """The place that costs least; among equals, the one where nobody waits for others to get on."""
        found = self._all(booking)
        least = found[found["cost"] == found["cost"].min(initial=FAR)].tolist()
        return min((self._insertion(booking, place) for place in least), key=attrgetter("rank"), default=None)

    def cheapest_of_each(self, booking: Booking) -> Iterator[Insertion]:
        """The cheapest place in each run that has one."""
        found = self._all(booking)
        ordered = found[np.lexsort([found["j"], -found["i"], found["dropoff"], found["cost"]])]
        _, first = np.unique(ordered["run"], return_index=True)
        return (self._insertion(booking, place) for place in ordered[first].tolist())

    def _all(self, booking: Booking) -> Records:
        """The places of all insertions."""
        instance = self.instance
        on, off = instance.ask(booking)
        while (count := every_place(instance.model, instance.room, on, off, self._found)) < 0:
            self._found = np.zeros(2 * len(self._found), PLACE)
        return self._found[:count]

    def _insertion(self, booking: Booking, place: Sequence[float]) -> Insertion:
        cost, detour, pickup, dropoff, number, i, j = place
        times = round(detour), round(pickup), round(dropoff)
        return Insertion(self.instance, booking, int(number), int(i), int(j), cost, *times)

    def survey(self, bookings: Sequence[Booking]) -> list[tuple[int, int] | None]:
        """For one ride with several promises: driving that its best place adds, and when it picks up (s)."""
        instance = self.instance
        on, off = instance.ask(bookings[0])
        promises = np.array([_numbers(booking.promise, instance.problem.now) for booking in bookings], float)
        found = np.zeros(len(bookings), PLACE)
        survey(instance.model, instance.room, on, off, promises, found)
        rows = found[["run", "driving", "pickup"]].tolist()
        return [None if run < 0 else (round(driving), round(pickup)) for run, driving, pickup in rows]


def _numbers(promise: Promise, now: int) -> tuple[int, int, int, int]:
    return max(promise.pickup.start, now), promise.pickup.end, promise.arrive_by, promise.max_ride


def insertions(problem: Problem, plan: Plan, booking: Booking) -> Iterator[Insertion]:
    """Every place for a booking that keeps its promise and all promises already given."""
    return Places(problem, plan).insertions(booking)


_kept: dict[int, tuple[Day, TravelTimes, Places]] = {}


@contextmanager
def places(day: Day, travel: TravelTimes) -> Iterator[Places]:
    """Where bookings would fit on a day; its numbers are kept, for nobody else to use meanwhile.

    It is faster and nothing else: the same day gives the same answers.
    """
    known = _kept.pop(id(day), None)
    if known is None or known[0] is not day or known[1] is not travel:
        known = day, travel, Places(Problem.of(day, travel), day.plan)
    try:
        yield known[2]
    finally:
        _kept[id(day)] = known
        while len(_kept) > KEPT:
            _kept.pop(next(iter(_kept)), None)
