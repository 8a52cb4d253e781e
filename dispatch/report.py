"""What people read off a plan: the route list of a shift."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from itertools import zip_longest

from dispatch.travel import TravelTimes
from mobility.bookings import Contact, Ride
from mobility.clock import ServiceDay
from mobility.day import Day
from mobility.errors import MobilityError
from mobility.fleet import Shift
from mobility.needs import Needs
from mobility.plan import StopCall
from mobility.region import Region, Stop


@dataclass
class UnknownShift(MobilityError):
    """There is no such shift on that day."""

    shift: str


@dataclass(frozen=True, slots=True)
class Party:
    """Those who get on or off together.

    Parameters
    ----------
    reference
        Their booking.
    name
        First name and initial, as much as a driver may know (B48); empty once the contact is deleted.
    needs
        How many they are and what rides along.
    """

    reference: str
    name: str
    needs: Needs


@dataclass(frozen=True, slots=True)
class RouteCall:
    """One time the vehicle stands at a stop.

    Parameters
    ----------
    stop
        Where.
    time
        When the vehicle is there and boarding begins (s).
    departs
        When the vehicle leaves (s): once everybody is on or off, or later if it would be early at the next
        stop, since vehicles wait before they drive.
    gets_off, gets_on
        Who, in the order of the plan.
    on_board
        Passengers on board afterwards.
    """

    stop: Stop
    time: int
    departs: int
    gets_off: tuple[Party, ...]
    gets_on: tuple[Party, ...]
    on_board: int


@dataclass(frozen=True, slots=True)
class RouteList:
    """What the driver of a shift has to do, in order."""

    service_day: ServiceDay
    shift: Shift
    calls: tuple[RouteCall, ...]

    @property
    def passengers(self) -> int:
        """How many people ride in this shift."""
        return sum(party.needs.passengers for call in self.calls for party in call.gets_on)


def route_list(
    region: Region, travel: TravelTimes, day: Day, rides: Iterable[Ride], shift_id: str
) -> RouteList:
    """The route list of a shift.

    Parameters
    ----------
    region
        Where the names of stops come from.
    travel
        Driving times.
    day
        The day with its plan.
    rides
        The rides of that day, for the names of passengers.
    shift_id
        The shift.

    Raises
    ------
    UnknownShift
        If nobody is on duty under that id.
    """
    shift = next((each for each in day.shifts if each.id == shift_id), None)
    if shift is None:
        raise UnknownShift(shift_id)
    names = {ride.request.reference: _short_name(ride.contact) for ride in rides}
    parties = {
        booking.reference: Party(booking.reference, names.get(booking.reference, ""), booking.request.needs)
        for booking in day.bookings
    }
    calls: list[RouteCall] = []
    on_board = 0
    stops = list(day.plan.run(shift_id).stop_calls())
    for call, following in zip_longest(stops, stops[1:]):
        on_board += _passengers(parties, call.pickups) - _passengers(parties, call.dropoffs)
        ready = day.ready(call)
        leaves = following.time - travel.seconds(call.stop, following.stop) if following else ready
        calls.append(_route_call(region, parties, call, max(ready, leaves), on_board))
    return RouteList(day.service_day, shift, tuple(calls))


def _route_call(
    region: Region, parties: Mapping[str, Party], call: StopCall, departs: int, on_board: int
) -> RouteCall:
    return RouteCall(
        region.stops[call.stop],
        call.time,
        departs,
        tuple(parties[reference] for reference in call.dropoffs),
        tuple(parties[reference] for reference in call.pickups),
        on_board,
    )


def _passengers(parties: Mapping[str, Party], references: Iterable[str]) -> int:
    return sum(parties[reference].needs.passengers for reference in references)


def _short_name(contact: Contact | None) -> str:
    """First name and initial of the last name (B48).

    >>> [_short_name(Contact(name, "")) for name in ("Ada Maria Lovelace", "Jurij", "")]
    ['Ada L.', 'Jurij', '']
    """
    words = contact.name.split() if contact else []
    return f"{words[0]} {words[-1][0]}." if len(words) > 1 else " ".join(words)
