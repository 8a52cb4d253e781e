"""Service days in the database: what is on duty, booked and planned, and the one way to change it."""

from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass
from datetime import date

from sqlalchemy import delete, select, update
from sqlalchemy.dialects.postgresql import insert
from sqlalchemy.orm import Session

from mobility.bookings import NEXT, Booking, RideState
from mobility.clock import ServiceDay
from mobility.day import Day
from mobility.errors import StaleDay
from mobility.fleet import Shift, Vehicle
from mobility.needs import Load
from mobility.plan import Plan, Run, Visit
from mobility.policy import ServicePolicy
from mobility.promises import TimeWindow
from mobility.store import rides
from mobility.store.tables import BookingRow, RideRow, ServiceDayRow, ShiftRow, VisitRow

BOOKABLE = frozenset(state for state, following in NEXT.items() if RideState.BOOKED in following)
"""The states from which a ride can be booked."""


def ensure_day(session: Session, day: date, roster: Callable[[date], Sequence[Shift]]) -> None:
    """Open a service day when it is first touched, with the shifts of its roster.

    From then on the shifts of that day are its own; a change of the roster concerns later days only.
    """
    opened = insert(ServiceDayRow).values(date=day).on_conflict_do_nothing().returning(ServiceDayRow.date)
    if session.scalar(opened) is not None:
        session.add_all(_shift_row(day, shift) for shift in roster(day))


def load_day(session: Session, day: date, policy: ServicePolicy, now: int) -> Day | None:
    """The day as it stands, seen at second ``now`` of it; ``None`` if it was never opened."""
    version = session.scalar(select(ServiceDayRow.version).where(ServiceDayRow.date == day))
    if version is None:
        return None
    return Day(
        ServiceDay(day),
        policy,
        _shifts(session, day),
        _bookings(session, day),
        _plan(session, day),
        now,
        version,
    )


def publish(session: Session, before: Day, after: Day) -> int:
    """Make ``after`` the day, if ``before`` still is; its new version.

    Bookings that are new are booked, those that are gone are cancelled, and the runs that differ are
    written anew.

    Raises
    ------
    StaleDay
        If the day, or a ride that is to be booked or cancelled, has changed since ``before`` was read.
    ValueError
        If a booking of ``before`` has other contents in ``after``: nobody may rewrite a promise (B18).
    """
    day = before.service_day.date
    mine = ServiceDayRow.date == day, ServiceDayRow.version == before.version
    raised = update(ServiceDayRow).where(*mine).values(version=before.version + 1)
    if session.scalar(raised.returning(ServiceDayRow.date)) is None:
        raise StaleDay(day)
    old = {booking.reference: booking for booking in before.bookings}
    new = {booking.reference: booking for booking in after.bookings}
    if any(old[reference] != new[reference] for reference in old.keys() & new.keys()):
        raise ValueError("a published day changes a promise")
    changed = changed_runs(before.plan, after.plan)
    _clear(session, day, changed)
    for reference in old.keys() - new.keys():
        _move(session, day, reference, frozenset({RideState.BOOKED}), RideState.CANCELLED)
    for booking in after.bookings:
        if booking.reference not in old:
            _book(session, day, booking)
    _write(session, day, changed)
    return before.version + 1


def changed_runs(before: Plan, after: Plan) -> tuple[Run, ...]:
    """The runs in which two plans of a day differ, as they are in the second one."""
    shifts = {run.shift for run in (*before.runs, *after.runs)}
    return tuple(after.run(shift) for shift in sorted(shifts) if after.run(shift) != before.run(shift))


def mark_improved(session: Session, day: date, version: int) -> None:
    """Remember that the plan of this version was improved; without effect if the day has moved on."""
    mine = ServiceDayRow.date == day, ServiceDayRow.version == version
    session.execute(update(ServiceDayRow).where(*mine).values(improved=version))


@dataclass(frozen=True, slots=True)
class OpenDay:
    """A service day that is not over; ``improved`` tells whether its present plan was improved."""

    date: date
    improved: bool


def open_days(session: Session, first: date) -> list[OpenDay]:
    """The service days from ``first`` on that were ever opened, in order."""
    improved = ServiceDayRow.improved == ServiceDayRow.version
    found = (
        select(ServiceDayRow.date, improved).where(ServiceDayRow.date >= first).order_by(ServiceDayRow.date)
    )
    return [OpenDay(day, bool(done)) for day, done in session.execute(found)]


def assign_driver(session: Session, day: date, shift: str, driver: str | None) -> bool:
    """Name the login that drives a shift, or nobody; whether there is such a shift."""
    mine = ShiftRow.day == day, ShiftRow.id == shift
    named = update(ShiftRow).where(*mine).values(driver=driver).returning(ShiftRow.id)
    return session.scalar(named) is not None


def _shift_row(day: date, shift: Shift) -> ShiftRow:
    vehicle = shift.vehicle
    return ShiftRow(
        day=day,
        id=shift.id,
        vehicle=vehicle.id,
        vehicle_name=vehicle.name,
        seats=vehicle.capacity.seats,
        wheelchairs=vehicle.capacity.wheelchairs,
        prams=vehicle.capacity.prams,
        depot=shift.depot,
        starts_s=shift.hours.start,
        ends_s=shift.hours.end,
        driver=shift.driver,
    )


def _shifts(session: Session, day: date) -> tuple[Shift, ...]:
    rows = session.scalars(select(ShiftRow).where(ShiftRow.day == day).order_by(ShiftRow.id))
    return tuple(
        Shift(
            row.id,
            Vehicle(row.vehicle, row.vehicle_name, Load(row.seats, row.wheelchairs, row.prams)),
            row.depot,
            TimeWindow(row.starts_s, row.ends_s),
            row.driver,
        )
        for row in rows
    )


def _bookings(session: Session, day: date) -> tuple[Booking, ...]:
    booked = (
        select(RideRow, BookingRow)
        .join(BookingRow, BookingRow.reference == RideRow.reference)
        .where(RideRow.day == day, RideRow.state == RideState.BOOKED)
        .order_by(BookingRow.accepted)
    )
    return tuple(rides.booking(ride, row) for ride, row in session.execute(booked))


def _plan(session: Session, day: date) -> Plan:
    rows = session.scalars(
        select(VisitRow).where(VisitRow.day == day).order_by(VisitRow.shift, VisitRow.position)
    )
    runs: dict[str, list[Visit]] = {}
    for row in rows:
        runs.setdefault(row.shift, []).append(Visit(row.reference, row.kind, row.stop, row.time_s))
    return Plan(tuple(Run(shift, tuple(visits)) for shift, visits in sorted(runs.items())))


def _clear(session: Session, day: date, runs: Iterable[Run]) -> None:
    shifts = [run.shift for run in runs]
    session.execute(delete(VisitRow).where(VisitRow.day == day, VisitRow.shift.in_(shifts)))


def _write(session: Session, day: date, runs: Iterable[Run]) -> None:
    session.add_all(
        VisitRow(
            day=day,
            shift=run.shift,
            position=position,
            reference=visit.reference,
            kind=visit.kind,
            stop=visit.stop,
            time_s=visit.time,
        )
        for run in runs
        for position, visit in enumerate(run.visits)
    )


def _move(session: Session, day: date, reference: str, states: frozenset[RideState], to: RideState) -> None:
    if not rides.change_state(session, reference, states, to):
        raise StaleDay(day)


def _book(session: Session, day: date, booking: Booking) -> None:
    _move(session, day, booking.reference, BOOKABLE, RideState.BOOKED)
    promise, offer = booking.promise, booking.offer
    row = BookingRow(
        reference=booking.reference,
        day=day,
        pickup_from_s=promise.pickup.start,
        pickup_until_s=promise.pickup.end,
        arrive_by_s=promise.arrive_by,
        max_ride_s=promise.max_ride,
        direct_s=offer.direct,
        surcharge_cents=offer.surcharge_cents,
        train=offer.train,
    )
    session.add(row)
    session.flush()  # one by one: the database numbers bookings in order of acceptance
