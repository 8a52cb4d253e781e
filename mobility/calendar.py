"""Day types: which rules and duties a date has (B8, B9)."""

from datetime import date
from enum import StrEnum
from functools import cache

SUBDIVISION = "BB"
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


def day_type(day: date) -> DayType:
    """The type of a date in Brandenburg.

    24 and 31 December come first (B9), then public holiday, Sunday, Saturday, school holiday and
    school day (B8).

    >>> [str(day_type(date(2026, 10, day))) for day in (16, 17, 18, 19, 31)]
    ['school_day', 'saturday', 'sunday', 'school_holiday', 'holiday']
    """
    if day.month == 12 and day.day in (24, 31):  # noqa: PLR2004 - December
        return DayType.CHRISTMAS_EVE if day.day == 24 else DayType.NEW_YEARS_EVE  # noqa: PLR2004 - the eve
    if day in _holidays(day.year, "public"):
        return DayType.HOLIDAY
    if day.weekday() >= SATURDAY:
        return DayType.SUNDAY if day.weekday() == SUNDAY else DayType.SATURDAY
    return DayType.SCHOOL_HOLIDAY if day in _holidays(day.year, "school") else DayType.SCHOOL_DAY


@cache
def _holidays(year: int, category: str) -> frozenset[date]:
    # imported when the first date is asked for: the package takes longer to load than the whole region
    from holidays import country_holidays  # noqa: PLC0415

    return frozenset(country_holidays("DE", SUBDIVISION, years=year, categories=(category,)))
