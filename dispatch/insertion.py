"""Where one more booking fits: the hot path of every offer.

Earliest and latest times of the visits already planned rule out most places with a few comparisons;
what is left is timed exactly. The bounds rely on driving times being those of shortest ways: a visit
more never makes another visit possible sooner.
"""

from bisect import bisect_left, bisect_right
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from typing import NamedTuple, TypeVar

from dispatch.problem import Problem
from dispatch.schedule import Ceiling, Network, at_times, earliest_times, latest_times, loads, network
from mobility.bookings import Booking
from mobility.fleet import Shift
from mobility.needs import Load
from mobility.plan import Plan, Run, Visit, VisitKind

T = TypeVar("T")


@dataclass(frozen=True, slots=True)
class Insertion:
    """A feasible place for pick-up and drop-off in a run.

    Parameters
    ----------
    shift
        Whose run.
    detour
        Driving added to the plan (s).
    order
        All visits in their new order, still at their old times.
    times
        Their new times (s).
    pickup, dropoff
        When the booking would be served (s).
    """

    shift: str
    detour: int
    order: tuple[Visit, ...]
    times: list[int]
    pickup: int
    dropoff: int

    @property
    def run(self) -> Run:
        """The run with the booking in it."""
        return at_times(Run(self.shift, self.order), self.times)


def insertions(problem: Problem, plan: Plan, booking: Booking) -> Iterator[Insertion]:
    """Every place for a booking that keeps its promise and all promises already given."""
    for run in open_runs(problem, plan):
        for candidate in run.candidates(booking):
            if found := run.insertion(booking, candidate):
                yield found


def cheapest(runs: Iterable["OpenRun"], booking: Booking) -> Insertion | None:
    """The place that costs least driving; among equals, the one where nobody waits for others to get on."""
    candidates = [(candidate, run) for run in runs for candidate in run.candidates(booking)]
    for candidate, run in sorted(candidates, key=lambda each: each[0].rank):
        if found := run.insertion(booking, candidate):
            return found
    return None


def open_runs(problem: Problem, plan: Plan) -> tuple["OpenRun", ...]:
    """The runs of a plan, prepared for many questions; a run that is itself broken takes nobody."""
    prepared = (_open(problem, shift, plan.run(shift.id).visits) for shift in problem.shifts)
    return tuple(run for run in prepared if run is not None)


def _open(problem: Problem, shift: Shift, visits: tuple[Visit, ...]) -> "OpenRun | None":
    rules = network(problem, shift, visits)
    earliest, latest = earliest_times(rules), latest_times(rules)
    if earliest is None or latest is None:
        return None
    extras = [problem.extra_boarding(problem.booking[visit.reference]) for visit in visits]
    return OpenRun(problem, shift, visits, rules, earliest, latest, extras, loads(problem, visits))


class Candidate(NamedTuple):
    """A place not ruled out yet: pick-up before position ``i``, drop-off before position ``j``, ``i <= j``.

    ``pickup`` and ``dropoff`` are lower bounds of the times there (s), ``detour`` is exact (s).
    """

    detour: int
    dropoff: int
    pickup: int
    i: int
    j: int

    @property
    def rank(self) -> tuple[int, int, int, int]:
        """Smaller is better: less driving, earlier there, pick-up after and drop-off before others."""
        return self.detour, self.dropoff, -self.i, self.j


@dataclass(frozen=True, slots=True)
class OpenRun:
    """One run with the slack of each of its visits; lists by position in the run.

    Parameters
    ----------
    problem, shift, visits
        Which run.
    rules
        Its rules about time.
    earliest, latest
        Earliest and latest times of the visits under these rules (s).
    extras
        Time that the party of each visit adds to the stop (s).
    loads
        What is on board after each visit.
    """

    problem: Problem
    shift: Shift
    visits: tuple[Visit, ...]
    rules: Network
    earliest: list[int]
    latest: list[int]
    extras: list[int]
    loads: list[Load]

    def candidates(self, booking: Booking) -> Iterator[Candidate]:
        """Where a booking may fit, judged by bounds alone; none that fits is left out."""
        window = booking.promise.pickup
        room = self.shift.vehicle.capacity - self.problem.load(booking)
        first = max(len(self.problem.settled[self.shift.id]), bisect_left(self.latest, window.start))
        for i in range(first, bisect_right(self.earliest, window.end) + 1):
            if (self.loads[i - 1] if i else Load()).fits(room):
                pickup = max(window.start, self._arrival(i, booking.request.origin))
                if pickup <= window.end:
                    yield from self._dropoffs(booking, room, i, pickup)

    def _arrival(self, i: int, stop: str) -> int:
        """When the vehicle can be at a stop that is put before position ``i``."""
        problem = self.problem
        settled = len(problem.settled[self.shift.id])
        previous = self.visits[i - 1].stop if i else self.shift.depot
        arrival = (
            problem.departure(self.shift) + problem.travel.seconds(previous, stop) if i == settled else 0
        )
        return (
            max(arrival, self.earliest[i - 1] + problem.gap(previous, self.extras[i - 1], stop))
            if i
            else arrival
        )

    def _dropoffs(self, booking: Booking, room: Load, i: int, pickup: int) -> Iterator[Candidate]:
        """The places with the pick-up before position ``i``: ride along from there, visit by visit."""
        gap, promise = self.problem.gap, booking.promise
        own = self.problem.extra_boarding(booking)
        destination = booking.request.destination
        stop, extra, time = booking.request.origin, own, pickup
        for j in range(i, len(self.visits) + 1):
            dropoff = time + gap(stop, extra, destination)
            if dropoff > min(promise.arrive_by, promise.pickup.end + promise.max_ride):
                return
            if j == len(self.visits):
                if dropoff <= self.problem.last_visit(self.shift, destination, own):
                    yield Candidate(self._detour(booking, i, j), dropoff, pickup, i, j)
                return
            along = self.visits[j].stop
            if dropoff + gap(destination, own, along) <= self.latest[j]:
                yield Candidate(self._detour(booking, i, j), dropoff, pickup, i, j)
            time = max(self.earliest[j], time + gap(stop, extra, along))
            if time > self.latest[j] or not self.loads[j].fits(room):
                return
            stop, extra = along, self.extras[j]

    def _detour(self, booking: Booking, i: int, j: int) -> int:
        """Driving that a place adds (s)."""
        way = self.problem.travel.seconds
        origin, destination = booking.request.origin, booking.request.destination
        before, after = self._stop(i - 1), self._stop(i)
        if i == j:
            return (
                way(before, origin) + way(origin, destination) + way(destination, after) - way(before, after)
            )
        added = way(before, origin) + way(origin, after) - way(before, after)
        before, after = self._stop(j - 1), self._stop(j)
        return added + way(before, destination) + way(destination, after) - way(before, after)

    def _stop(self, position: int) -> str:
        """Where the vehicle stands at a position; at the depot before the first and after the last."""
        return self.visits[position].stop if 0 <= position < len(self.visits) else self.shift.depot

    def insertion(self, booking: Booking, candidate: Candidate) -> Insertion | None:
        """The run with the booking at a candidate's place, timed; ``None`` if it does not fit after all."""
        i, j = candidate.i, candidate.j
        problem, promise, request = self.problem, booking.promise, booking.request
        pickup = Visit(booking.reference, VisitKind.PICKUP, request.origin, candidate.pickup)
        dropoff = Visit(booking.reference, VisitKind.DROPOFF, request.destination, candidate.dropoff)
        order = _spliced(self.visits, candidate, pickup, dropoff)
        own = problem.extra_boarding(booking)
        extras = _spliced(self.extras, candidate, own, own)
        gaps = _spliced(self.rules.gaps, candidate, 0, 0)
        for after in {i, i + 1, j + 1, j + 2} - {0, len(order)}:
            gaps[after] = problem.gap(order[after - 1].stop, extras[after - 1], order[after].stop)
        end = promise.arrive_by
        if j == len(self.visits):
            end = min(end, problem.last_visit(self.shift, request.destination, own))
        rules = Network(
            earliest=_spliced(self.earliest, candidate, candidate.pickup, candidate.dropoff),
            latest=_spliced(self.rules.latest, candidate, promise.pickup.end, end),
            gaps=gaps,
            ceilings=[
                Ceiling(i, j + 1, promise.max_ride),
                *(
                    Ceiling(p + (p >= i) + (p >= j), d + (d >= i) + (d >= j), s)
                    for p, d, s in self.rules.ceilings
                ),
            ],
        )
        times = earliest_times(rules, since=i)
        if times is None:
            return None
        return Insertion(self.shift.id, candidate.detour, tuple(order), times, times[i], times[j + 1])


def _spliced(items: Sequence[T], candidate: Candidate, first: T, second: T) -> list[T]:
    """The items with one more before position ``i`` and one more before position ``j``."""
    return [*items[: candidate.i], first, *items[candidate.i : candidate.j], second, *items[candidate.j :]]
