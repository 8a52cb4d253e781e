"""Short ways to work in a real office: a clock to set, and rides asked for by the names of places."""

from collections.abc import Callable
from datetime import UTC, date, datetime, timedelta

from dispatch import live
from dispatch.office import Office
from dispatch.travel import TravelTimes
from mobility.bookings import Anchor, Contact, Declined, Offer, Ride, Wish
from mobility.clock import HOUR, ServiceDay
from mobility.needs import Needs

LAST_WEEK = datetime(2026, 9, 10, 10, tzinfo=UTC)
MONDAY = ServiceDay(date(2026, 9, 14))
BY_TEN = Wish(Anchor.ARRIVE, 10 * HOUR)
ADA = Contact("Ada Beispiel", "+4933841000000")


class Wall:
    """A wall clock that stands until it is set."""

    def __init__(self, now: datetime) -> None:
        self.now = now

    def __call__(self) -> datetime:
        return self.now

    def passes(self, time: timedelta) -> None:
        """Let time go by."""
        self.now += time


class Interrupted(TravelTimes):
    """Driving times that do something else once, when the desk first asks for a way."""

    __slots__ = ("_interruption",)

    def __init__(self, travel: TravelTimes, interruption: Callable[[], object]) -> None:
        super().__init__(travel.stops, travel._seconds, travel._metres)
        self.interrupt_with(interruption)

    def interrupt_with(self, interruption: Callable[[], object]) -> None:
        """Do this when the desk asks next."""
        self._interruption: Callable[[], object] | None = interruption

    def seconds(self, a: str, b: str) -> int:
        self._interrupt()
        return super().seconds(a, b)

    def metres(self, a: str, b: str) -> int:
        self._interrupt()
        return super().metres(a, b)

    def _interrupt(self) -> None:
        interruption, self._interruption = self._interruption, None
        if interruption:
            interruption()


def set_clock(office: Office, seconds: int) -> None:
    """Let it be this second of Monday."""
    assert isinstance(office.clock, Wall)
    office.clock.now = MONDAY.instant(seconds)


def stop(office: Office, ortsteil: str) -> str:
    """The main stop of an Ortsteil; the station for "Bahnhof"."""
    if ortsteil == "Bahnhof":
        return office.region.station
    return next(each.stop for each in office.region.ortsteile if each.name == ortsteil)


def asked(
    office: Office,
    origin: str,
    destination: str = "Bahnhof",
    wish: Wish = BY_TEN,
    needs: Needs = Needs(),
    contact: Contact = ADA,
) -> Ride:
    """A ride that was asked for on Monday and not yet answered."""
    places = stop(office, origin), stop(office, destination)
    return live.submit(office, MONDAY, *places, wish, needs, contact)


def offered(
    office: Office,
    origin: str,
    destination: str = "Bahnhof",
    wish: Wish = BY_TEN,
    needs: Needs = Needs(),
) -> Ride:
    """A ride that was asked for and has its answer."""
    return live.answer(office, asked(office, origin, destination, wish, needs).request.reference)


def first_offer(ride: Ride) -> Offer:
    """The first offer of a ride, which must have one."""
    assert ride.answer, ride
    assert not isinstance(ride.answer, Declined), ride.answer
    return ride.answer[0]


def booked(
    office: Office,
    origin: str,
    destination: str = "Bahnhof",
    wish: Wish = BY_TEN,
    needs: Needs = Needs(),
) -> Ride:
    """A ride that took its first offer."""
    ride = offered(office, origin, destination, wish, needs)
    return live.accept(office, ride.request.reference, first_offer(ride))
