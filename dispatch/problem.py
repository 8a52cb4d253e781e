"""What planning may know: promises to keep, vehicles to keep them with, and how far these have come."""

from collections.abc import Mapping
from collections.abc import Set as AbstractSet
from dataclasses import dataclass, field, replace
from functools import cached_property
from operator import attrgetter

from dispatch.courses import course
from dispatch.kept import Kept
from dispatch.travel import TravelTimes
from mobility.bookings import Booking
from mobility.day import Day, Position
from mobility.fleet import Shift
from mobility.needs import Load
from mobility.plan import Plan, Run, Visit
from mobility.policy import ServicePolicy

_referenced: Kept[tuple[Booking, ...], Mapping[str, Booking]] = Kept(16)
_reference = attrgetter("request.reference")


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
        planned = {run.shift: run for run in day.plan.runs}
        positions = {position.shift: position for position in day.positions}
        settled = {
            shift.id: _settled(planned.get(shift.id), shift, travel, day.now, positions.get(shift.id))
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
        if found := _referenced.of(self.bookings):
            return found
        index = dict(zip(map(_reference, self.bookings), self.bookings, strict=True))
        return _referenced.keep(self.bookings, index)

    @cached_property
    def shift(self) -> Mapping[str, Shift]:
        """Shifts by id."""
        return {shift.id: shift for shift in self.shifts}

    def only(self, shifts: AbstractSet[str]) -> "Problem":
        """The problem of some vehicles alone."""
        some = tuple(shift for shift in self.shifts if shift.id in shifts)
        return replace(self, shifts=some, settled={shift.id: self.settled[shift.id] for shift in some})

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

    def planned(self, plan: Plan) -> frozenset[str]:
        """The bookings that a plan serves."""
        runs = ((run, self.shift[run.shift].depot) for run in plan.runs)
        return frozenset().union(*(course(run, depot, self.travel).references for run, depot in runs))

    def driving(self, plan: Plan) -> int:
        """Driving time of a whole plan, from the depots and back (s)."""
        return sum(self._driving(self.shift[run.shift].depot, run) for run in plan.runs if run.visits)

    def _driving(self, depot: str, run: Run) -> int:
        stops = [depot, *(visit.stop for visit in run.visits), depot]
        return sum(map(self.travel.seconds, stops, stops[1:]))


def _settled(
    run: Run | None, shift: Shift, travel: TravelTimes, now: int, known: Position | None
) -> tuple[Visit, ...]:
    """The visits up to the last one its vehicle has set off to; vehicles wait before they drive."""
    if run is None:
        return ()
    way = course(run, shift.depot, travel)
    return run.visits[: way.behind(max(known.time, now)) if known else way.begun(now)]
