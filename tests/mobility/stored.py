"""A Monday of two shifts and numbered rides, kept in the database."""

from dataclasses import replace
from datetime import date, timedelta

from mobility.bookings import (
    Anchor,
    Booking,
    Contact,
    Offer,
    Ride,
    RideRequest,
    RideState,
    Wish,
)
from mobility.day import Day
from mobility.fleet import Shift, Vehicle
from mobility.needs import Load, Needs
from mobility.plan import Plan, Run, Visit, VisitKind
from mobility.policy import ServicePolicy
from mobility.promises import Promise, TimeWindow
from mobility.store import Database, days, rides
from tests.offices import LAST_WEEK, MONDAY

EARLY = Shift("early", Vehicle("bus-1", "Bus 1", Load(8, 1, 2)), "depot", TimeWindow(18000, 54000), "jurij")
LATE = Shift("late", Vehicle("bus-2", "Bus 2", Load(6)), "depot", TimeWindow(54000, 79200))
POLICY = ServicePolicy()
CANARY = Contact("Kanarie Vogel", "+4933841987654")
OFFER = Offer(Promise(TimeWindow(28800, 29400), 31500, 2100), 1200, 100, "re7")
OPEN = frozenset({RideState.OFFERED, RideState.REQUESTED})


def roster(_day: date) -> tuple[Shift, ...]:
    return EARLY, LATE


def ride(number: int) -> Ride:
    needs = Needs(passengers=3, wheelchairs=1, prams=1, walkers=1)
    wish = Wish(Anchor.ARRIVE, 31500, "re7")
    asked = LAST_WEEK + timedelta(minutes=number)
    request = RideRequest(str(100000 + number), "Reetz", "Bahnhof", wish, needs, asked)
    return Ride(request, f"a-secret-of-ride-{number:06}", MONDAY, RideState.REQUESTED, contact=CANARY)


def stored(database: Database, *numbers: int) -> Day:
    """Monday, opened, after these rides were asked for."""
    with database.writing() as session:
        days.ensure_day(session, MONDAY.date, roster)
        for number in numbers:
            assert rides.add_ride(session, ride(number))
    return load(database)


def offered(database: Database, *numbers: int) -> Day:
    """Monday, opened, after these rides were asked for and answered."""
    stored(database, *numbers)
    with database.writing() as session:
        for number in numbers:
            rides.record_answer(session, str(100000 + number), (OFFER,), OPEN)
    return load(database)


def load(database: Database) -> Day:
    with database.reading() as session:
        day = days.load_day(session, MONDAY.date, POLICY, now=0)
    assert day
    return day


def run(shift: str, *numbers: int) -> Run:
    """Who is picked up one after the other, then dropped off together."""
    on = (Visit(str(100000 + n), VisitKind.PICKUP, "Reetz", 28800 + n) for n in numbers)
    off = (Visit(str(100000 + n), VisitKind.DROPOFF, "Bahnhof", 30000 + n) for n in numbers)
    return Run(shift, (*on, *off))


def with_bookings(day: Day, plan: Plan, *numbers: int) -> Day:
    bookings = tuple(Booking(ride(number).request, OFFER) for number in numbers)
    return replace(day, bookings=(*day.bookings, *bookings), plan=plan)


def publish(database: Database, before: Day, after: Day) -> int:
    with database.writing() as session:
        return days.publish(session, before, after)
