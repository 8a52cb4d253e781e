"""Key figures of a service day."""

from collections import Counter
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from itertools import pairwise

from dispatch.travel import TravelTimes
from mobility.bookings import Declined, Ride, RideState
from mobility.day import Day
from mobility.fleet import Shift
from mobility.plan import Plan, Run, VisitKind


@dataclass(frozen=True, slots=True)
class Figures:
    """What a day came to.

    Parameters
    ----------
    asked
        Rides somebody asked for.
    booked
        Those that are booked.
    declined
        Those that could not be offered as wished, by the name of the reason.
    pooled
        Booked rides that share the vehicle with another booking on some part of their way.
    driven_m
        What the vehicles drive, from the depots and back (m).
    direct_m
        What the booked rides would be if each were driven alone, without the way to them (m).
    """

    asked: int
    booked: int
    declined: Mapping[str, int]
    pooled: int
    driven_m: int
    direct_m: int


def figures(day: Day, rides: Iterable[Ride], travel: TravelTimes) -> Figures:
    """The key figures of a day with these rides in its books."""
    rides = list(rides)
    declined = Counter(
        type(ride.answer.reason).__name__
        for ride in rides
        if ride.state is RideState.DECLINED and isinstance(ride.answer, Declined)
    )
    requests = [booking.request for booking in day.bookings]
    return Figures(
        asked=len(rides),
        booked=len(day.bookings),
        declined=dict(declined.most_common()),
        pooled=len(pooled(day.plan)),
        driven_m=sum(_driven(day.plan.run(shift.id), shift, travel) for shift in day.shifts),
        direct_m=sum(travel.metres(request.origin, request.destination) for request in requests),
    )


def pooled(plan: Plan) -> frozenset[str]:
    """References of the bookings that are on board together with another one."""
    together: set[str] = set()
    for run in plan.runs:
        on_board: set[str] = set()
        for visit in run.visits:
            if visit.kind is VisitKind.DROPOFF:
                on_board.discard(visit.reference)
                continue
            on_board.add(visit.reference)
            if len(on_board) > 1:
                together |= on_board
    return frozenset(together)


def _driven(run: Run, shift: Shift, travel: TravelTimes) -> int:
    if not run.visits:
        return 0
    way = [shift.depot, *(visit.stop for visit in run.visits), shift.depot]
    return sum(travel.metres(a, b) for a, b in pairwise(way))
