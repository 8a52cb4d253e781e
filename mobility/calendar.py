"""Day types: which rules and duties a date has (B8, B9)."""

from dataclasses import dataclass
from datetime import date
from enum import StrEnum
from functools import cache

LAENDER = frozenset(
    {"BB", "BE", "BW", "BY", "HB", "HE", "HH", "MV", "NI", "NW", "RP", "SH", "SL", "SN", "ST", "TH"}
)
"""The German Länder, as ISO 3166-2 abbreviates them."""
SATURDAY = 5
SUNDAY = 6


class DayType(StrEnum):
    """The kinds of days that may differ in service hours, duties and deadlines."""

    SCHOOL_DAY = "school_day"
    SCHOOL_HOLIDAY = "school_holiday"
    SATURDAY = "saturday"
    SUNDAY = "sunday"
    HOLIDAY = "holiday"
    CHRISTMAS_EVE = "christmas_eve"
    NEW_YEARS_EVE = "new_years_eve"


@dataclass(frozen=True, slots=True)
class SpecialDays:
    """Dates to which a municipality gives another day type than the calendar of its Land.

    Parameters
    ----------
    name
        Why, for the people who run the service.
    first, last
        The first and the last date.
    type
        What each of these dates is.
    """

    name: str
    first: date
    last: date
    type: DayType


@dataclass(frozen=True, slots=True)
class Calendar:
    """The holidays of a Land, and what a municipality makes of them.

    Parameters
    ----------
    land
        One of :data:`LAENDER`.
    special
        Dates that are something else here; of several for one date the last counts.
    """

    land: str
    special: tuple[SpecialDays, ...] = ()

    def day_type(self, day: date) -> DayType:
        """The type of a date.

        What the municipality says comes first, then 24 and 31 December (B9), public holiday, Sunday,
        Saturday, school holiday and school day (B8).

        >>> [str(Calendar("BB").day_type(date(2026, 10, day))) for day in (16, 17, 18, 19, 31)]
        ['school_day', 'saturday', 'sunday', 'school_holiday', 'holiday']
        """
        for special in reversed(self.special):
            if special.first <= day <= special.last:
                return special.type
        if day.month == 12 and day.day in (24, 31):  # noqa: PLR2004 - December
            return DayType.CHRISTMAS_EVE if day.day == 24 else DayType.NEW_YEARS_EVE  # noqa: PLR2004 - the eve
        if day in _holidays(self.land, day.year, "public"):
            return DayType.HOLIDAY
        if day.weekday() >= SATURDAY:
            return DayType.SUNDAY if day.weekday() == SUNDAY else DayType.SATURDAY
        school_holiday = day in _holidays(self.land, day.year, "school")
        return DayType.SCHOOL_HOLIDAY if school_holiday else DayType.SCHOOL_DAY

    def knows_school_holidays(self, year: int) -> bool:
        """Whether the school holidays of a year are known; else all its weekdays count as school days."""
        return bool(_holidays(self.land, year, "school"))


@cache
def _holidays(land: str, year: int, category: str) -> frozenset[date]:
    # imported when the first date is asked for: the package takes longer to load than the whole region
    from holidays import country_holidays  # noqa: PLC0415

    return frozenset(country_holidays("DE", land, years=year, categories=(category,)))
