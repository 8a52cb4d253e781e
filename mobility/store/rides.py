"""Rides in the database: from the request to the answer; days.py books and cancels them."""

from collections.abc import Collection
from datetime import date, datetime

from sqlalchemy import ColumnElement, Select, Update, select, update
from sqlalchemy.dialects.postgresql import insert
from sqlalchemy.orm import Session

from mobility import answers
from mobility.bookings import (
    Answer,
    Booking,
    Contact,
    Declined,
    Offer,
    Ride,
    RideRequest,
    RideState,
    Wish,
)
from mobility.clock import ServiceDay
from mobility.errors import UnknownRide
from mobility.needs import Needs
from mobility.promises import Promise, TimeWindow
from mobility.store.tables import BookingRow, ContactRow, RideRow


def add_ride(session: Session, ride: Ride) -> bool:
    """Write down a new ride and its contact; ``False`` if its reference or token is taken."""
    request = ride.request
    written = session.scalar(
        insert(RideRow)
        .values(
            reference=request.reference,
            token=ride.token,
            day=ride.day.date,
            state=ride.state,
            origin=request.origin,
            destination=request.destination,
            anchor=request.wish.anchor,
            wish_s=request.wish.time,
            train=request.wish.train,
            passengers=request.needs.passengers,
            wheelchairs=request.needs.wheelchairs,
            prams=request.needs.prams,
            walkers=request.needs.walkers,
            asked_at=request.asked_at,
        )
        .on_conflict_do_nothing()
        .returning(RideRow.reference)
    )
    if written is None:
        return False
    if ride.contact:
        session.add(ContactRow(reference=written, name=ride.contact.name, phone=ride.contact.phone))
    return True


def load_ride(session: Session, reference: str) -> Ride:
    """The ride of that booking number; :class:`UnknownRide` if there is none."""
    return _one(session, RideRow.reference == reference)


def load_ride_by_token(session: Session, token: str) -> Ride:
    """The ride whose page has that secret address; :class:`UnknownRide` if there is none."""
    return _one(session, RideRow.token == token)


def rides_on(session: Session, day: date) -> list[Ride]:
    """All rides of a service day, in the order in which they were asked for."""
    rows = session.execute(_rides().where(RideRow.day == day).order_by(RideRow.asked_at, RideRow.reference))
    return [_ride(ride, booked, contact) for ride, booked, contact in rows]


def asked_between(session: Session, first: date, last: date) -> list[RideRequest]:
    """What was asked for on service days from one to another, both included, whatever became of it."""
    rows = session.scalars(
        select(RideRow).where(RideRow.day.between(first, last)).order_by(RideRow.reference)
    )
    return [_request(row) for row in rows]


def waiting_since(session: Session, before: datetime) -> list[str]:
    """References of the rides asked for before an instant and not yet answered, oldest first."""
    waiting = RideRow.state == RideState.REQUESTED, RideRow.asked_at < before
    return list(session.scalars(select(RideRow.reference).where(*waiting).order_by(RideRow.asked_at)))


def count_attempt(session: Session, reference: str) -> int:
    """Count one more attempt to answer a waiting ride; 0 if it is not waiting any more."""
    waiting = RideRow.reference == reference, RideRow.state == RideState.REQUESTED
    counted = update(RideRow).where(*waiting).values(attempts=RideRow.attempts + 1)
    return session.scalar(counted.returning(RideRow.attempts)) or 0


def record_answer(session: Session, reference: str, answer: Answer, states: Collection[RideState]) -> bool:
    """Store what the desk said, if the ride is still in one of ``states``; whether it was."""
    state = RideState.DECLINED if isinstance(answer, Declined) else RideState.OFFERED
    recorded = _if_in(states, reference).values(state=state, answer=answers.encode(answer))
    return session.scalar(recorded.returning(RideRow.reference)) is not None


def change_state(session: Session, reference: str, states: Collection[RideState], to: RideState) -> bool:
    """Move a ride on, if it is still in one of ``states``; whether it was."""
    changed = _if_in(states, reference).values(state=to)
    return session.scalar(changed.returning(RideRow.reference)) is not None


def _if_in(states: Collection[RideState], reference: str) -> Update:
    return update(RideRow).where(RideRow.reference == reference, RideRow.state.in_(states))


def booking(ride: RideRow, row: BookingRow) -> Booking:
    """The accepted offer together with its request."""
    promise = Promise(TimeWindow(row.pickup_from_s, row.pickup_until_s), row.arrive_by_s, row.max_ride_s)
    return Booking(_request(ride), Offer(promise, row.direct_s, row.surcharge_cents, row.train))


def _request(row: RideRow) -> RideRequest:
    return RideRequest(
        row.reference,
        row.origin,
        row.destination,
        Wish(row.anchor, row.wish_s, row.train),
        Needs(row.passengers, row.wheelchairs, row.prams, row.walkers),
        row.asked_at,
    )


def _rides() -> Select[RideRow, BookingRow, ContactRow]:
    return (
        select(RideRow, BookingRow, ContactRow)
        .outerjoin(BookingRow, BookingRow.reference == RideRow.reference)
        .outerjoin(ContactRow, ContactRow.reference == RideRow.reference)
    )


def _one(session: Session, which: ColumnElement[bool]) -> Ride:
    found = session.execute(_rides().where(which)).one_or_none()
    if found is None:
        raise UnknownRide
    ride, booked, contact = found
    return _ride(ride, booked, contact)


def _ride(row: RideRow, booked: BookingRow | None, contact: ContactRow | None) -> Ride:
    return Ride(
        _request(row),
        row.token,
        ServiceDay(row.day),
        row.state,
        answers.decode(row.answer) if row.answer else None,
        booking(row, booked) if booked else None,
        Contact(contact.name, contact.phone) if contact else None,
    )
