"""Months, as accounts are kept by them."""

import re
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date, timedelta

from mobility.errors import MobilityError

MONTH = re.compile(r"(\d{4})-(\d{2})", re.ASCII)
DECEMBER = 12


@dataclass
class NoMonth(MobilityError):
    """A text that names no month."""

    text: str

    def __str__(self) -> str:
        return f"{self.text!r} is no month like 2026-11"


@dataclass(frozen=True, slots=True, order=True)
class Month:
    """A calendar month, known by its first day.

    >>> november = Month.read("2026-11")
    >>> str(november), november.last.isoformat(), str(november.before), str(november.after)
    ('2026-11', '2026-11-30', '2026-10', '2026-12')
    """

    first: date

    @classmethod
    def of(cls, day: date) -> "Month":
        """The month of a day."""
        return cls(day.replace(day=1))

    @classmethod
    def read(cls, text: str) -> "Month":
        """The month that a text like ``2026-11`` names; :class:`NoMonth` if it names none."""
        found = MONTH.fullmatch(text)
        try:
            return cls(date(int(found[1]), int(found[2]), 1) if found else date.min.replace(year=0))
        except ValueError:
            raise NoMonth(text) from None

    @property
    def last(self) -> date:
        """Its last day."""
        return self.after.first - timedelta(days=1)

    @property
    def before(self) -> "Month":
        """The month before."""
        return Month.of(self.first - timedelta(days=1))

    @property
    def after(self) -> "Month":
        """The month after."""
        year, month = self.first.year, self.first.month
        return Month(date(year + month // DECEMBER, month % DECEMBER + 1, 1))

    def days(self, until: date) -> Iterator[date]:
        """Its days in order, the last of them not after ``until``."""
        day = self.first
        while day <= min(self.last, until):
            yield day
            day += timedelta(days=1)

    def __str__(self) -> str:
        return f"{self.first:%Y-%m}"
