"""Deleting the detail of days long past: rides, contacts, bookings, plans and decisions (B46)."""

from dataclasses import dataclass
from datetime import date

from sqlalchemy import delete, func, select
from sqlalchemy.orm import Session

from mobility.store.tables import (
    BookingRow,
    ContactRow,
    DecisionRow,
    RideRow,
    ServiceDayRow,
    ShiftRow,
    VisitRow,
)


@dataclass(frozen=True, slots=True)
class Detail:
    """How much is kept about a service day, in numbers that tell of nobody."""

    date: date
    rides: int
    decisions: int


def details_before(session: Session, day: date) -> list[Detail]:
    """What is kept about the service days before a day, in order of days."""
    rides = select(func.count()).where(RideRow.day == ServiceDayRow.date).scalar_subquery()
    decisions = select(func.count()).where(DecisionRow.day == ServiceDayRow.date).scalar_subquery()
    found = select(ServiceDayRow.date, rides, decisions).where(ServiceDayRow.date < day)
    return [Detail(*row) for row in session.execute(found.order_by(ServiceDayRow.date))]


def delete_before(session: Session, day: date) -> None:
    """Delete everything about the service days before a day; what refers to something goes first."""
    past = select(RideRow.reference).where(RideRow.day < day)
    session.execute(delete(DecisionRow).where(DecisionRow.day < day))
    session.execute(delete(VisitRow).where(VisitRow.day < day))
    session.execute(delete(BookingRow).where(BookingRow.day < day))
    session.execute(delete(ContactRow).where(ContactRow.reference.in_(past)))
    session.execute(delete(RideRow).where(RideRow.day < day))
    session.execute(delete(ShiftRow).where(ShiftRow.day < day))
    session.execute(delete(ServiceDayRow).where(ServiceDayRow.date < day))
