"""Whether a service day keeps what was promised: the plan against its rules, the books against the plan."""

from collections.abc import Iterable, Iterator

from dispatch.desk import violations
from dispatch.travel import TravelTimes
from mobility.bookings import Ride, RideState
from mobility.day import Day


def faults(day: Day, rides: Iterable[Ride], travel: TravelTimes) -> list[str]:
    """Everything that is wrong with a day, in sentences without personal data; empty at all times.

    Parameters
    ----------
    day
        The day with its bookings and its plan.
    rides
        All rides of that day as they stand in the books.
    travel
        Driving times.
    """
    return [str(violation) for violation in violations(day, travel)] + list(_books(day, rides))


def _books(day: Day, rides: Iterable[Ride]) -> Iterator[str]:
    """Where the books and the plan disagree: a ride lost, doubled, or driven without being booked."""
    booked = {ride.request.reference for ride in rides if ride.state is RideState.BOOKED}
    for reference in sorted(booked ^ {booking.reference for booking in day.bookings}):
        yield f"{reference}: stands in only one of the books and the day"
    for reference in sorted(booked):
        runs = [run.shift for run in day.plan.runs if reference in run.references()]
        if len(runs) != 1:
            yield f"{reference}: is booked and on {len(runs)} runs instead of one"
