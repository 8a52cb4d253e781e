from datetime import date, timedelta

import pytest

from mobility.calendar import LAENDER, Calendar, DayType, SpecialDays

BRANDENBURG = Calendar("BB")
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
    assert BRANDENBURG.day_type(day) is expected


def test_a_year_has_every_type_of_day() -> None:
    types = [BRANDENBURG.day_type(day) for day in YEAR]
    assert set(types) == set(DayType)
    assert types.count(DayType.HOLIDAY) == 12
    assert types.count(DayType.SCHOOL_DAY) > 180


def test_another_land_has_other_holidays() -> None:
    bavaria = Calendar("BY")
    epiphany, reformation_day = date(2026, 1, 6), date(2026, 10, 31)
    assert bavaria.day_type(epiphany) is DayType.HOLIDAY
    assert BRANDENBURG.day_type(epiphany) is DayType.SCHOOL_DAY
    assert bavaria.day_type(reformation_day) is DayType.SATURDAY
    # its schools close for Whitsun and not for the autumn of Brandenburg
    assert bavaria.day_type(date(2026, 5, 27)) is DayType.SCHOOL_HOLIDAY
    assert bavaria.day_type(date(2026, 10, 21)) is DayType.SCHOOL_DAY


def test_a_municipality_may_say_otherwise_and_its_last_word_counts() -> None:
    bridge = SpecialDays("Brückentag", date(2026, 5, 15), date(2026, 5, 15), DayType.SCHOOL_HOLIDAY)
    eve = SpecialDays("Heiligabend", date(2026, 12, 24), date(2026, 12, 26), DayType.SUNDAY)
    christmas = SpecialDays("Feiertag", date(2026, 12, 26), date(2026, 12, 26), DayType.HOLIDAY)
    calendar = Calendar("BB", (bridge, eve, christmas))
    assert BRANDENBURG.day_type(bridge.first) is DayType.SCHOOL_DAY
    assert calendar.day_type(bridge.first) is DayType.SCHOOL_HOLIDAY
    types = [calendar.day_type(date(2026, 12, day)) for day in (23, 24, 25, 26, 27, 28)]
    assert types[1:4] == [DayType.SUNDAY, DayType.SUNDAY, DayType.HOLIDAY]
    assert [types[0], *types[4:]] == [DayType.SCHOOL_HOLIDAY, DayType.SUNDAY, DayType.SCHOOL_HOLIDAY]


@pytest.mark.parametrize("land", sorted(LAENDER))
def test_the_holidays_of_every_land_are_known_for_this_year_and_the_next(land: str) -> None:
    calendar = Calendar(land)
    assert calendar.day_type(date(2026, 10, 3)) is DayType.HOLIDAY
    assert calendar.knows_school_holidays(2026)
    assert calendar.knows_school_holidays(2027)


def test_beyond_what_is_published_no_school_holiday_is_known() -> None:
    assert not BRANDENBURG.knows_school_holidays(2090)
