"""Accounts of the real service, out of its books: provisional, complete, and closed for good."""

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date, datetime, timedelta

from dispatch.accounting.month import Month
from dispatch.accounting.statement import Statement, UnknownAccount, statement
from dispatch.office import Office, day_on, rides_on
from dispatch.program import code_digest
from dispatch.record import DayRecord
from dispatch.recording import as_planned
from dispatch.scenarios import region_digest
from mobility.bookings import Ride
from mobility.clock import ServiceDay
from mobility.errors import MobilityError
from mobility.store.months import ClosedMonth, close_month, closed_month, closed_months, first_day


@dataclass
class NotOver(MobilityError):
    """A month of which no day, or not every day, is over.

    Parameters
    ----------
    month
        The month.
    reason
        What is missing.
    """

    month: Month
    reason: str

    def __str__(self) -> str:
        return f"{self.month} {self.reason}"


@dataclass
class AlreadyClosed(MobilityError):
    """A month that is closed: its account has been billed and is not made anew."""

    month: Month
    closed_at: datetime

    def __str__(self) -> str:
        return f"{self.month} was closed on {self.closed_at:%Y-%m-%d}, and a closed month stays as it is"


@dataclass(frozen=True, slots=True)
class Account:
    """The account of a month, and since when it is closed (UTC); ``None`` while it may still change."""

    statement: Statement
    closed_at: datetime | None = None


def account(office: Office, month: Month) -> Account:
    """The account of a month: as it was closed, or else of its days that are over.

    Raises
    ------
    NotOver
        If none of its days is over.
    UnknownAccount
        If what was stored was changed since, or written by a later version of this program.
    """
    with office.db.reading() as session:
        closed = closed_month(session, month.first)
    if closed is None:
        return Account(_made(office, month))
    found = Statement.from_text(closed.statement)
    if found.digest != closed.digest:
        raise UnknownAccount("is not what it was when the month was closed")
    return Account(found, closed.closed_at)


def close(office: Office, month: Month) -> Account:
    """Make the account of a month that is over, and keep it for good.

    Raises
    ------
    AlreadyClosed
        If that has been done before.
    NotOver
        If one of its days is not over.
    """
    with office.db.reading() as session:
        closed = closed_month(session, month.first)
    if closed is None:
        made, now = _made(office, month), office.clock()
        if not made.complete:
            raise NotOver(month, f"is not over: its last day is {month.last}")
        kept = ClosedMonth(month.first, now, made.digest, made.to_text())
        with office.db.writing() as session:
            if close_month(session, kept):
                return Account(made, now)
            closed = closed_month(session, month.first)
    raise AlreadyClosed(month, closed.closed_at if closed else office.clock())


def months(office: Office) -> list[Month]:
    """The months with an account, the latest first: those that are closed, and those in the books."""
    with office.db.reading() as session:
        found = {Month(first) for first in closed_months(session)}
        first = first_day(session)
    yesterday = _yesterday(office)
    while first and first <= yesterday:
        found.add(Month.of(first))
        first = Month.of(first).after.first
    return sorted(found, reverse=True)


def _made(office: Office, month: Month) -> Statement:
    books = list(_books(office, month))
    if not books:
        raise NotOver(month, "has no account: no day of it is over, or none is in the books")
    riders = {
        ride.request.reference: ride.contact.phone for _, rides in books for ride in rides if ride.contact
    }
    made_by = region_digest(office.region.folder), code_digest()
    return statement(month, [record for record, _ in books], office.region, riders, made_by)


def _books(office: Office, month: Month) -> Iterator[tuple[DayRecord, list[Ride]]]:
    """The record and the rides of every day that is over, from the first one that is in the books at all.

    Who was on duty is paid, called or not: days on which nobody asked count too.
    """
    with office.db.reading() as session:
        first = first_day(session)
    for day in month.days(until=_yesterday(office)):
        if first and day >= first:
            rides = rides_on(office, day)
            yield as_planned(office.region, day_on(office, day), rides, office.travel), rides


def _yesterday(office: Office) -> date:
    return ServiceDay.of(office.clock()).date - timedelta(days=1)
