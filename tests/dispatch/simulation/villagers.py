"""People of the small world who ask during a morning, and the service that answers them."""

from datetime import date

from hypothesis import strategies as st

from dispatch.demand import Passengers
from dispatch.events import Asked, Event, Improved
from dispatch.simulation import Behaviour, Service
from mobility.bookings import Anchor, RideRequest, Wish
from mobility.clock import HOUR, MINUTE
from mobility.fleet import Shift
from mobility.needs import Needs
from mobility.timetable import Service as Running
from mobility.timetable import Timetable, Train, from_train, to_train
from tests.dispatch.anything import BUSY, MORNING, duties, needs
from tests.worlds import BAHNHOF, MONDAY, POLICY, TRAVEL, ask, monday

TRAINS = tuple(
    Train(f"re7-{hour}", "RE7", BAHNHOF, hour * HOUR, hour * HOUR + MINUTE, "Dessau", "Berlin")
    for hour in range(7, 12)
)
DAILY = Running(date(2026, 1, 1), date(2026, 12, 31), frozenset(range(7)))
TIMETABLE = Timetable(None, {BAHNHOF: tuple((DAILY, train) for train in TRAINS)})
AS_PLANNED = Behaviour()
UNRULY = Behaviour(
    drive_spread=0.3,
    early_s=2 * MINUTE,
    late_share=0.3,
    absent_share=0.15,
    cancel_share=0.2,
    cancel_ahead_s=HOUR,
    train_late_share=0.5,
    breakdown_share=0.5,
    decide_s=2 * MINUTE,
)
"""People and vehicles at their worst."""


def service(*shifts: Shift) -> Service:
    """An empty Monday with a train every hour."""
    return Service(day=monday(*shifts), travel=TRAVEL, timetable=TIMETABLE)


def party(request: RideRequest, patience: int = HOUR) -> Passengers:
    """Those who ask, content with anything within an hour unless said otherwise."""
    return Passengers(request=request, purpose="visit", home=request.origin, patience_s=patience)


def asking(
    reference: str, origin: str, destination: str, wish: Wish, *, ahead: int = 2 * HOUR, patience: int = HOUR
) -> Passengers:
    """Somebody who asks some time before their wish."""
    request = ask(reference, origin, destination, wish, asked_at=MONDAY.instant(wish.time - ahead))
    return party(request, patience)


@st.composite
def villagers(draw: st.DrawFn, most: int = 10) -> list[Passengers]:
    """Several who ask for a ride in the morning; some too late, some for a train."""
    return [draw(_villager(f"{number:06}")) for number in range(draw(st.integers(0, most)))]


def concerning(event: Event) -> str:
    """Reference of the ride an event is about; empty if it is about none."""
    match event:
        case Asked():
            return event.request.reference
        case Improved():
            return ""
    return event.reference


services = duties().map(lambda shifts: service(*shifts))


@st.composite
def _villager(draw: st.DrawFn, reference: str) -> Passengers:
    origin, destination = draw(st.lists(st.sampled_from(BUSY), min_size=2, max_size=2, unique=True))
    some = draw(needs())
    wish = draw(_wish(origin, destination, some))
    asked = MONDAY.instant(wish.time - 60 * draw(st.integers(30, 600)))
    request = ask(reference, origin, destination, wish, some, asked)
    return party(request, 60 * draw(st.integers(0, 60)))


@st.composite
def _wish(draw: st.DrawFn, origin: str, destination: str, some: Needs) -> Wish:
    if BAHNHOF in (origin, destination) and draw(st.booleans()):
        wish = to_train if destination == BAHNHOF else from_train
        return wish(draw(st.sampled_from(TRAINS)), some, POLICY)
    time = draw(st.integers(MORNING[0] // MINUTE, MORNING[1] // MINUTE)) * MINUTE
    return Wish(draw(st.sampled_from(Anchor)), time)
