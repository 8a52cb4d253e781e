"""Deleting the detail of days long past, once the accounts of their months are closed (B46)."""

from dataclasses import dataclass
from datetime import date, timedelta

from dispatch.accounting.month import Month
from dispatch.office import Office
from mobility.clock import ServiceDay
from mobility.errors import MobilityError
from mobility.store.months import closed_months
from mobility.store.retention import Detail, delete_before, details_before

KEEP_WEEKS = 8
"""So long the detail of a day is kept at least, unless said otherwise (weeks)."""


@dataclass
class StillNeeded(MobilityError):
    """Detail that must not be deleted yet.

    Parameters
    ----------
    reason
        What needs it, and what to do.
    """

    reason: str

    def __str__(self) -> str:
        return self.reason


def delete_detail(
    office: Office, before: date | None = None, *, weeks: int = KEEP_WEEKS, dry: bool = False
) -> list[Detail]:
    """Delete what is kept about days long past; what was, in numbers that tell of nobody.

    Parameters
    ----------
    office
        Whose books.
    before
        The first day to keep; without it the one so many weeks ago.
    weeks
        So long detail is kept in any case.
    dry
        Only say what would be deleted.

    Raises
    ------
    StillNeeded
        If some of it is younger, or the month of a day is not closed: its account could never be made.
    """
    latest = ServiceDay.of(office.clock()).date - timedelta(weeks=weeks)
    first_kept = before or latest
    if first_kept > latest:
        raise StillNeeded(f"detail is kept for {weeks} weeks: only what lies before {latest} may be deleted")
    with office.db.writing() as session:
        found = details_before(session, first_kept)
        closed = {Month(first) for first in closed_months(session)}
        if missing := sorted({Month.of(detail.date) for detail in found} - closed):
            names = ", ".join(map(str, missing))
            raise StillNeeded(
                f"the account of {names} is not closed: 'rufbus accounting {missing[0]} --close' keeps it"
            )
        if not dry:
            delete_before(session, first_kept)
    return found
