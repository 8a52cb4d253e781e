"""Accounts of closed months: written once, and kept when the rides behind them are deleted."""

from dataclasses import dataclass
from datetime import date, datetime

from sqlalchemy import func, select
from sqlalchemy.dialects.postgresql import insert
from sqlalchemy.orm import Session

from mobility.store.tables import ClosedMonthRow, ServiceDayRow


@dataclass(frozen=True, slots=True)
class ClosedMonth:
    """The account of a month that is closed.

    Parameters
    ----------
    month
        Its first day.
    closed_at
        When it was closed (UTC).
    digest
        Of the statement: SHA-256, as hexadecimal digits.
    statement
        The account, word for word.
    """

    month: date
    closed_at: datetime
    digest: str
    statement: str


def close_month(session: Session, closed: ClosedMonth) -> bool:
    """Keep the account of a month; ``False`` if one is kept already, which stays."""
    row = insert(ClosedMonthRow).values(
        month=closed.month, closed_at=closed.closed_at, digest=closed.digest, statement=closed.statement
    )
    written = row.on_conflict_do_nothing().returning(ClosedMonthRow.month)
    return session.scalar(written) is not None


def closed_month(session: Session, month: date) -> ClosedMonth | None:
    """The account of the month that begins on this day, if it is closed."""
    row = session.get(ClosedMonthRow, month)
    return ClosedMonth(row.month, row.closed_at, row.digest, row.statement) if row else None


def closed_months(session: Session) -> list[date]:
    """The first days of all closed months, in order."""
    return list(session.scalars(select(ClosedMonthRow.month).order_by(ClosedMonthRow.month)))


def first_day(session: Session) -> date | None:
    """The first service day in the books; ``None`` if there is none."""
    return session.scalar(select(func.min(ServiceDayRow.date)))
