"""What planning may know, and what a plan does wrong.

:func:`violations` drives a plan again with arithmetic of its own: it uses nothing of what timed, inserted
or solved the plan (nor :meth:`Problem.gap` and its like), so that a mistake there is caught here.
"""

from collections import Counter
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field, replace
from enum import StrEnum
from functools import cached_property
from itertools import zip_longest

from dispatch.travel import TravelTimes
from mobility.bookings import Booking
from mobility.day import Day, Position
from mobility.errors import MobilityError
from mobility.fleet import Shift
from mobility.needs import Load, Needs
from mobility.plan import Plan, Run, Visit, VisitKind
from mobility.policy import ServicePolicy


@dataclass(frozen=True)
class Problem:
    """Promises to keep and vehicles to keep them with, at one moment of a service day.

    Parameters
    ----------
    policy
        The rules of the day.
    shifts
        Vehicles on duty.
    bookings
        Rides with their promises.
    travel
        Driving times.
    now
        The present second of the service day; no vehicle sets off before it.
    settled
        By shift, the visits that are driven or being driven to: its run begins with exactly these.
    positions
        By shift, where its vehicle goes on from, if that is not the last of these visits.
    """

    policy: ServicePolicy
    shifts: tuple[Shift, ...]
    bookings: tuple[Booking, ...]
    travel: TravelTimes
    now: int
    settled: Mapping[str, tuple[Visit, ...]]
    positions: Mapping[str, Position] = field(default_factory=dict)

    @classmethod
    def of(cls, day: Day, travel: TravelTimes) -> "Problem":
        """The problem of a day as it stands."""
        planned = {run.shift: run.visits for run in day.plan.runs}
        positions = {position.shift: position for position in day.positions}
        settled = {
            shift.id: _settled(planned.get(shift.id, ()), shift, travel, day.now, positions.get(shift.id))
            for shift in day.shifts
        }
        positions = {
            shift: position
            for shift, position in positions.items()
            if shift in settled and all(visit.time < position.time for visit in settled[shift][-1:])
        }
        return cls(day.policy, day.shifts, day.bookings, travel, day.now, settled, positions)

    @cached_property
    def booking(self) -> Mapping[str, Booking]:
        """Bookings by reference."""
        return {booking.reference: booking for booking in self.bookings}

    @cached_property
    def shift(self) -> Mapping[str, Shift]:
        """Shifts by id."""
        return {shift.id: shift for shift in self.shifts}

    def only(self, shift: str) -> "Problem":
        """The problem of one vehicle alone."""
        return replace(self, shifts=(self.shift[shift],), settled={shift: self.settled[shift]})

    def with_booking(self, booking: Booking) -> "Problem":
        """The problem with one promise more."""
        return replace(self, bookings=(*self.bookings, booking))

    def load(self, booking: Booking) -> Load:
        """Places this party takes (B24)."""
        return self.policy.load(booking.request.needs)

    def extra_boarding(self, booking: Booking) -> int:
        """Time this party adds to a stop, getting on or off (s, B20)."""
        return self.policy.extra_boarding(booking.request.needs)

    def gap(self, stop: str, extra: int, following: str) -> int:
        """Least time from one visit to the next (s): boarding once per stop, extras per party (B20, B21)."""
        if stop == following:
            return extra
        return extra + self.policy.boarding + self.travel.seconds(stop, following)

    def departure(self, shift: Shift) -> int:
        """When the vehicle can first set off to a visit that is not settled (s)."""
        return max(self.now, shift.hours.start)

    def last_visit(self, shift: Shift, stop: str, extra: int) -> int:
        """Until when the run may end with a visit at this stop and be back in time (s)."""
        return shift.hours.end - extra - self.policy.boarding - self.travel.seconds(stop, shift.depot)

    def driving(self, plan: Plan) -> int:
        """Driving time of a whole plan, from the depots and back (s)."""
        return sum(self._driving(self.shift[run.shift].depot, run) for run in plan.runs if run.visits)

    def _driving(self, depot: str, run: Run) -> int:
        stops = [depot, *(visit.stop for visit in run.visits), depot]
        return sum(map(self.travel.seconds, stops, stops[1:]))


def _settled(
    visits: tuple[Visit, ...], shift: Shift, travel: TravelTimes, now: int, known: Position | None
) -> tuple[Visit, ...]:
    """The visits up to the last one its vehicle has set off to; vehicles wait before they drive."""
    if known:
        return tuple(visit for visit in visits if visit.time <= max(known.time, now))
    count, stop = 0, shift.depot
    for position, visit in enumerate(visits, start=1):
        if visit.time - travel.seconds(stop, visit.stop) <= now:
            count = position
        stop = visit.stop
    return visits[:count]


class Fault(StrEnum):
    """What a plan can do wrong."""

    UNKNOWN_SHIFT = "a run of a shift that is not on duty, or a second run of one"
    UNKNOWN_BOOKING = "a visit for a booking that does not exist"
    COUNT = "a booking without exactly one pick-up and one drop-off"
    SPLIT = "a pick-up and a drop-off in different runs"
    ORDER = "a drop-off before its pick-up"
    STOP = "a visit at another stop than the booked one"
    PROMISE = "a broken promise"
    CAPACITY = "more on board than the vehicle has places for"
    HOURS = "a run that begins before its shift or ends after it"
    SPEED = "less time between two visits than boarding and driving take"
    SETTLED = "a visit that was moved although its vehicle had set off to it"
    PAST = "a vehicle that would have to set off before now"


@dataclass(frozen=True, slots=True)
class Violation:
    """One fault of a plan.

    Parameters
    ----------
    fault
        Of which kind.
    subject
        Reference of the booking or id of the shift it concerns.
    text
        The figures, for whoever has to find the reason; free of personal data.
    """

    fault: Fault
    subject: str
    text: str

    def __str__(self) -> str:
        return f"{self.subject}: {self.fault} ({self.text})"


@dataclass
class BrokenPlan(MobilityError):
    """A plan that must not be published: a defect of the planner that made it."""

    violations: tuple[Violation, ...]

    def __str__(self) -> str:
        return "; ".join(map(str, self.violations))


def checked(problem: Problem, plan: Plan) -> Plan:
    """The same plan, if nothing is wrong with it.

    Raises
    ------
    BrokenPlan
        With everything that is.
    """
    if found := violations(problem, plan):
        raise BrokenPlan(found)
    return plan


def violations(problem: Problem, plan: Plan) -> tuple[Violation, ...]:
    """Everything a plan does wrong, found by driving it again."""
    found = [*_runs(problem, plan), *_bookings(problem, plan)]
    for run in plan.runs:
        if shift := problem.shift.get(run.shift):
            found += _drive(problem, shift, run)
            found += _seat(problem, shift, run)
    return tuple(found)


def _runs(problem: Problem, plan: Plan) -> Iterator[Violation]:
    """Runs of no shift, and runs that do not begin as they have begun."""
    for shift, count in Counter(run.shift for run in plan.runs).items():
        if shift not in problem.shift or count > 1:
            yield Violation(Fault.UNKNOWN_SHIFT, shift, f"{count} runs")
    for shift, begun in problem.settled.items():
        for planned, visit in zip_longest(plan.run(shift).visits[: len(begun)], begun):
            if planned != visit:
                yield Violation(Fault.SETTLED, visit.reference, f"{visit.kind} at {visit.time} in {shift}")


def _bookings(problem: Problem, plan: Plan) -> Iterator[Violation]:
    """Bookings that are not served exactly once by one vehicle at their stops."""
    served: dict[str, list[tuple[str, Visit]]] = {}
    for run in plan.runs:
        for visit in run.visits:
            served.setdefault(visit.reference, []).append((run.shift, visit))
    for reference in sorted(served.keys() - problem.booking.keys()):
        yield Violation(Fault.UNKNOWN_BOOKING, reference, "in no list of bookings")
    for booking in problem.bookings:
        yield from _ride(booking, served.get(booking.reference, []))


def _ride(booking: Booking, own: list[tuple[str, Visit]]) -> Iterator[Violation]:
    """What is wrong with the visits of one booking, given with their shifts in the order of the plan."""
    on = [(shift, visit) for shift, visit in own if visit.kind is VisitKind.PICKUP]
    off = [(shift, visit) for shift, visit in own if visit.kind is VisitKind.DROPOFF]
    if len(on) != 1 or len(off) != 1:
        yield Violation(Fault.COUNT, booking.reference, f"{len(on)} pick-ups, {len(off)} drop-offs")
        return
    [(shift, pickup)], [(other, dropoff)] = on, off
    if shift != other:
        yield Violation(Fault.SPLIT, booking.reference, f"{shift} and {other}")
    elif own[0] != on[0]:
        yield Violation(Fault.ORDER, booking.reference, f"both in {shift}")
    stops = booking.request.origin, booking.request.destination
    if stops != (pickup.stop, dropoff.stop):
        yield Violation(Fault.STOP, booking.reference, f"{pickup.stop} to {dropoff.stop}")
    if not booking.promise.kept_by(pickup.time, dropoff.time):
        text = f"{pickup.time} to {dropoff.time}, promised {booking.promise}"
        yield Violation(Fault.PROMISE, booking.reference, text)


def _drive(problem: Problem, shift: Shift, run: Run) -> Iterator[Violation]:
    """Where the vehicle would have to fly, or to be on the road before or after it can."""
    place, leaves, clock = shift.depot, shift.hours.start, shift.hours.start
    begun = len(problem.settled[shift.id])
    found = problem.positions.get(shift.id)
    for position, visit in enumerate(run.visits):
        if found and position == begun:
            place, leaves, clock = found.place, found.time, found.time
        way = problem.travel.seconds(place, visit.stop)
        possible = clock if visit.stop == place else leaves + way
        if visit.time < possible:
            fault = Fault.SPEED if position or found else Fault.HOURS
            yield Violation(fault, visit.reference, f"{visit.kind} at {visit.time}, possible at {possible}")
        if position >= begun and visit.time - way < problem.now:
            yield Violation(Fault.PAST, visit.reference, f"sets off at {visit.time - way}")
        booking = problem.booking.get(visit.reference)
        needs = booking.request.needs if booking else Needs()
        place, clock = visit.stop, visit.time + problem.policy.extra_boarding(needs)
        leaves = clock + problem.policy.boarding
    back = leaves + problem.travel.seconds(place, shift.depot) if run.visits else leaves
    if back > shift.hours.end:
        yield Violation(Fault.HOURS, shift.id, f"back at {back}, duty ends at {shift.hours.end}")


def _seat(problem: Problem, shift: Shift, run: Run) -> Iterator[Violation]:
    """Where more people are on board than there are places, stop by stop."""
    places = shift.vehicle.capacity
    riding: set[str] = set()
    for visit in run.visits:
        if visit.kind is VisitKind.DROPOFF:
            riding.discard(visit.reference)
            continue
        riding.add(visit.reference)
        parties = [problem.booking[reference].request.needs for reference in riding & set(problem.booking)]
        wheelchairs = sum(needs.wheelchairs for needs in parties)
        seated = sum(needs.passengers for needs in parties) - wheelchairs
        seats = seated + wheelchairs * problem.policy.wheelchair_seats
        prams = sum(needs.prams for needs in parties)
        if seats > places.seats or wheelchairs > places.wheelchairs or prams > places.prams:
            text = f"{seats} seats, {wheelchairs} wheelchairs, {prams} prams in {shift.id}"
            yield Violation(Fault.CAPACITY, visit.reference, text)
