"""The office: what the desk needs to work on the real day, and the views of what stands in its books."""

from collections.abc import Callable
from dataclasses import dataclass, replace
from datetime import date, timedelta

from dispatch import desk
from dispatch.connections import neighbouring
from dispatch.expected import Demand, PastRide
from dispatch.foresight import Foresight
from dispatch.notices import Notices
from dispatch.offers import Option
from dispatch.travel import TravelTimes, load_travel
from mobility.bookings import Answer, Declined, Ride, RideRequest
from mobility.clock import Clock, ServiceDay
from mobility.config import Config
from mobility.day import Day
from mobility.declines import Displaces
from mobility.region import Region, load_region
from mobility.store import Database, days, rides

PATIENCE = timedelta(seconds=5)
"""How long a request may wait before its doorbell counts as lost."""


MEMORY = timedelta(weeks=4)
"""How far back is looked for what may be expected."""
LEAST = 100
"""Of so many rides something can be learned."""


@dataclass(frozen=True)
class Office:
    """What the desk needs to work on the real day.

    Parameters
    ----------
    db
        Where rides and days are kept.
    region, travel
        What is served, and its driving times.
    clock
        Wall time.
    ring
        Told the token of every ride that has changed, after the change is committed.
    """

    db: Database
    region: Region
    travel: TravelTimes
    clock: Clock
    ring: Callable[[str], None]

    @classmethod
    def open(cls, config: Config, clock: Clock) -> "Office":
        """The office of a process, as configured; made after any fork."""
        region = load_region(config.region)
        travel = load_travel(region.folder)
        region.policy(ServiceDay.of(clock()).date)  # loads the calendar now and not while somebody waits
        return cls(Database(config.database_url), region, travel, clock, Notices(config.redis_url).ring)


def unanswered(office: Office) -> list[str]:
    """References of the requests whose doorbell seems to be lost, oldest first."""
    with office.db.reading() as session:
        return rides.waiting_since(session, office.clock() - PATIENCE)


def open_dates(office: Office) -> list[date]:
    """The service days somebody asked for that are not over."""
    return [day.date for day in _open_days(office)]


def unimproved_dates(office: Office) -> list[date]:
    """The open dates whose plan has changed since it was last improved."""
    return [day.date for day in _open_days(office) if not day.improved]


def ride_by_token(office: Office, token: str) -> Ride:
    """The ride whose page has that secret address; :class:`UnknownRide` if there is none."""
    with office.db.reading() as session:
        return rides.load_ride_by_token(session, token)


def ride_by_reference(office: Office, reference: str) -> Ride:
    """The ride of that booking number; :class:`UnknownRide` if there is none."""
    with office.db.reading() as session:
        return rides.load_ride(session, reference)


def rides_on(office: Office, day: date) -> list[Ride]:
    """All rides of a service day, in the order in which they were asked for."""
    with office.db.reading() as session:
        return rides.rides_on(session, day)


def day_on(office: Office, day: date) -> Day:
    """The service day as it stands now; a day nobody has touched has its standard duties."""
    policy, now = office.region.policy(day), ServiceDay(day).seconds(office.clock())
    with office.db.reading() as session:
        found = days.load_day(session, day, policy, now)
    found = found or Day(ServiceDay(day), policy, office.region.shifts(day), now=now)
    return replace(found, areas=office.region.area_rules(day))


def expected_on(office: Office, day: date) -> Demand | None:
    """What may be asked for on a day, after the four weeks before; ``None`` if too little was to tell."""
    with office.db.reading() as session:
        past = rides.asked_between(session, day - MEMORY, day - timedelta(days=1))
    hub = office.region.station
    asked = [PastRide(r.wish.time, r.origin, r.destination, r.needs) for r in past]
    if sum(ride.origin != hub or ride.destination != hub for ride in asked) < LEAST:
        return None
    return Demand.of(asked, hub, MEMORY.days)


def ask_desk(office: Office, day: Day, request: RideRequest) -> Answer:
    """What the desk says to a request: neighbouring trains, lines and what may still be asked considered."""
    others = neighbouring(office.region.timetable, day, request)
    answer = desk.offer(day, request, office.travel, others, office.region.lines)
    if isinstance(answer, Declined) or not day.policy.foresight:
        return answer
    demand = expected_on(office, day.service_day.date)
    if demand is None:
        return answer
    ahead = Foresight(demand, office.travel, samples=day.policy.foresight, turning=False)
    for ride in rides_on(office, day.service_day.date):
        ahead.heard(day, ride.request)
    options = (Option(offer, 0, offer.promise.pickup.start) for offer in answer)
    kept = tuple(option.offer for option in options if ahead.admit(day, request, [option]))
    return kept or Declined(Displaces())


def _open_days(office: Office) -> list[days.OpenDay]:
    with office.db.reading() as session:
        return days.open_days(session, ServiceDay.of(office.clock()).date)
