"""What a plan does wrong.

:func:`violations` drives a plan again with arithmetic of its own: it uses nothing of what timed, inserted
or solved the plan (nor :meth:`dispatch.problem.Problem.gap` and its like), so that a mistake there is caught
here. :func:`checked` does the same for what has changed: a run that was found without fault stays so for as
long as it is the same run for the same promises; what the time of day and other runs can spoil is looked at
each time.
"""

from collections import Counter
from collections.abc import Iterator
from dataclasses import dataclass
from enum import StrEnum
from itertools import zip_longest
from typing import NamedTuple

from dispatch.kept import Kept
from dispatch.problem import Problem
from dispatch.travel import TravelTimes
from mobility.bookings import Booking
from mobility.errors import MobilityError
from mobility.fleet import Shift
from mobility.needs import Needs
from mobility.plan import Plan, Run, Visit, VisitKind
from mobility.policy import ServicePolicy

LONG_AGO = -(10**9)
"""A time at which nothing of a day has happened (s)."""


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
    if not _is_sound(problem, plan) and (found := violations(problem, plan)):
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


def _drive(problem: Problem, shift: Shift, run: Run, first: int = 0) -> Iterator[Violation]:
    """Where the vehicle would have to fly, or to be on the road before or after it can.

    Parameters
    ----------
    first
        From which visit on to look: 0, or the first after where the vehicle was found.
    """
    place, leaves, clock = shift.depot, shift.hours.start, shift.hours.start
    begun = len(problem.settled[shift.id])
    found = problem.positions.get(shift.id)
    for position, visit in enumerate(run.visits[first:], start=first):
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


class _Faultless(NamedTuple):
    """A run that does nothing wrong, for as long as these are the same.

    Parameters
    ----------
    shift, policy, travel, bookings
        What it was driven with; bookings in the order of ``references``.
    references
        Whom it serves.
    leaves
        By visit, when the vehicle sets off there (s).
    """

    shift: Shift
    policy: ServicePolicy
    travel: TravelTimes
    bookings: list[Booking | None]
    references: tuple[str, ...]
    leaves: tuple[int, ...]

    def holds_for(self, problem: Problem, shift: Shift) -> bool:
        """Whether nothing has changed."""
        return (
            self.shift is shift
            and self.policy is problem.policy
            and self.travel is problem.travel
            and self.bookings == list(map(problem.booking.get, self.references))
        )


_faultless: Kept[Run, _Faultless] = Kept(4096)


def _is_sound(problem: Problem, plan: Plan) -> bool:
    """Whether nothing is wrong with a plan, as far as that can be told run by run.

    Each run does nothing wrong by itself, the runs share out all bookings, and time has passed none of
    them by.
    """
    served: set[str] = set()
    count, begun = 0, {shift for shift, visits in problem.settled.items() if visits}
    for run in plan.runs:
        shift = problem.shift.get(run.shift)
        known = _alone(problem, shift, run) if shift else None
        if shift is None or known is None or not _goes_on(problem, shift, run, known):
            return False
        served.update(known.references)
        count += len(known.references)
        begun.discard(run.shift)
    shifts = {run.shift for run in plan.runs}
    return (
        not begun
        and len(shifts) == len(plan.runs)
        and len(served) == count == len(problem.bookings)
        and served == problem.booking.keys()
    )


def _alone(problem: Problem, shift: Shift, run: Run) -> _Faultless | None:
    """What is known of a run by itself: that it does nothing wrong, or nothing."""
    known = _faultless.of(run)
    if known and known.holds_for(problem, shift):
        return known
    references = tuple(sorted(run.references()))
    bookings = [problem.booking.get(reference) for reference in references]
    own = tuple(booking for booking in bookings if booking)
    alone = Problem(problem.policy, (shift,), own, problem.travel, LONG_AGO, {shift.id: ()})
    if violations(alone, Plan((run,))):
        return None
    stops = [shift.depot, *(visit.stop for visit in run.visits)]
    ways = map(problem.travel.seconds, stops, stops[1:])
    leaves = tuple(visit.time - way for visit, way in zip(run.visits, ways, strict=True))
    return _faultless.keep(
        run, _Faultless(shift, problem.policy, problem.travel, bookings, references, leaves)
    )


def _goes_on(problem: Problem, shift: Shift, run: Run, known: _Faultless) -> bool:
    """Whether a run begins as it has begun, and can still be driven from where its vehicle is."""
    begun = problem.settled[shift.id]
    if run.visits[: len(begun)] != begun:
        return False
    if shift.id not in problem.positions:
        return all(leaves >= problem.now for leaves in known.leaves[len(begun) :])
    return not any(_drive(problem, shift, run, first=len(begun)))
