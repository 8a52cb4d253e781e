"""The aggregate: everything that is known and promised for one service day."""

from dataclasses import dataclass, replace

from mobility.bookings import Booking, RideRequest
from mobility.clock import ServiceDay
from mobility.fleet import Shift
from mobility.plan import Plan, StopCall
from mobility.policy import AreaRules, ServicePolicy, rules_between


@dataclass(frozen=True, slots=True)
class Position:
    """Where a vehicle between two visits can next be sent elsewhere.

    Parameters
    ----------
    shift
        Whose vehicle.
    place
        A stop, or a point on the roads that the travel times know.
    time
        When it is there, or since when (s).
    """

    shift: str
    place: str
    time: int


@dataclass(frozen=True, slots=True)
class Day:
    """A service day at one moment; the desk maps a day to a day.

    Parameters
    ----------
    service_day
        Which day.
    policy
        The rules that hold on it.
    shifts
        Vehicles on duty.
    bookings
        Accepted rides, each with its promise, in order of acceptance.
    plan
        The runs that keep all these promises.
    now
        The present second of this service day: negative or small before it has begun. What lies before
        it has been driven and what a vehicle is on its way to is settled.
    version
        Counts published changes; publishing compares it.
    positions
        Vehicles that may be sent elsewhere although they have set off. Without its position, what a
        vehicle is on its way to is settled.
    areas
        Parts of the region with rules of their own.
    """

    service_day: ServiceDay
    policy: ServicePolicy
    shifts: tuple[Shift, ...] = ()
    bookings: tuple[Booking, ...] = ()
    plan: Plan = Plan()
    now: int = -(10**6)
    version: int = 0
    positions: tuple[Position, ...] = ()
    areas: tuple[AreaRules, ...] = ()

    def booking(self, reference: str) -> Booking | None:
        """The booking with this number."""
        return next((b for b in self.bookings if b.reference == reference), None)

    def ready(self, call: StopCall) -> int:
        """When everybody of a stop call is on or off, and the vehicle may leave (s, B20)."""
        last = call.visits[-1]
        booking = self.booking(last.reference)
        extra = self.policy.extra_boarding(booking.request.needs) if booking else 0
        return last.time + extra + self.policy.boarding

    def rules(self, request: RideRequest) -> ServicePolicy:
        """The rules of one ride."""
        return rules_between(self.policy, self.areas, request.origin, request.destination)

    def at(self, now: int) -> "Day":
        """The same day at another moment."""
        return replace(self, now=now)
