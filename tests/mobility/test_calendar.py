from datetime import date, timedelta

import pytest

from mobility.calendar import DayType, day_type

YEAR = [date(2026, 1, 1) + timedelta(days=n) for n in range(365)]


@pytest.mark.parametrize(
    ("day", "expected"),
    [
        # public holidays of Brandenburg come before the day of the week (B8)
        (date(2026, 4, 3), DayType.HOLIDAY),  # Good Friday
        (date(2026, 4, 4), DayType.SATURDAY),
        (date(2026, 4, 5), DayType.HOLIDAY),  # Easter Sunday is one in Brandenburg
        (date(2026, 5, 24), DayType.HOLIDAY),  # and Pentecost
        (date(2026, 10, 3), DayType.HOLIDAY),  # a Saturday
        (date(2026, 10, 31), DayType.HOLIDAY),  # Reformation Day
        (date(2026, 11, 1), DayType.SUNDAY),  # All Saints is none here
        # summer holidays begin and end
        (date(2026, 7, 8), DayType.SCHOOL_DAY),
        (date(2026, 7, 9), DayType.SCHOOL_HOLIDAY),
        (date(2026, 8, 21), DayType.SCHOOL_HOLIDAY),
        (date(2026, 8, 22), DayType.SATURDAY),
        (date(2026, 8, 24), DayType.SCHOOL_DAY),
        # a weekend in the holidays stays a weekend
        (date(2026, 10, 24), DayType.SATURDAY),
        (date(2026, 10, 25), DayType.SUNDAY),
        # the two eves are types of their own whatever the day of the week (B9)
        (date(2026, 12, 23), DayType.SCHOOL_HOLIDAY),
        (date(2026, 12, 24), DayType.CHRISTMAS_EVE),
        (date(2026, 12, 25), DayType.HOLIDAY),
        (date(2026, 12, 31), DayType.NEW_YEARS_EVE),
        (date(2023, 12, 31), DayType.NEW_YEARS_EVE),  # a Sunday
        (date(2026, 10, 24).replace(month=11), DayType.SCHOOL_DAY),
        (date(2027, 1, 1), DayType.HOLIDAY),
    ],
)
def test_a_date_has_the_first_type_that_fits(day: date, expected: DayType) -> None:
    assert day_type(day) is expected


def test_a_year_has_every_type_of_day() -> None:
    types = [day_type(day) for day in YEAR]
    assert set(types) == set(DayType)
    assert types.count(DayType.HOLIDAY) == 12
    assert types.count(DayType.SCHOOL_DAY) > 180
