"""On which days the runs of 2021 would run in the years of the demonstration."""

from collections import Counter
from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date, timedelta

from mobility.calendar import SATURDAY, SUNDAY, Calendar, DayType
from mobility.timetable import Service

SEEN = date(2021, 4, 12), date(2021, 8, 8)
"""From the end of the Easter holidays to the end of the summer holidays: no change of the timetable."""

VALID = date(2026, 1, 1), date(2027, 12, 31)
"""The days to which the runs are carried over."""

MOST = 0.5
"""A run belongs to a kind of day if it ran on more than this share of them; nearly all ran on all or none."""

EVES = frozenset({DayType.CHRISTMAS_EVE, DayType.NEW_YEARS_EVE})


@dataclass(frozen=True, slots=True, order=True)
class Kind:
    """Days that a timetable does not tell apart.

    Parameters
    ----------
    weekday
        Monday is 0.
    school
        Whether there is school; never on Saturdays, Sundays and public holidays.
    """

    weekday: int
    school: bool


def kind(day: date, calendar: Calendar) -> Kind:
    """The kind of a day: public holidays are Sundays, and 24 and 31 December are Saturdays at most."""
    found = calendar.day_type(day)
    if found is DayType.HOLIDAY or day.weekday() == SUNDAY:
        return Kind(SUNDAY, school=False)
    if found in EVES or day.weekday() == SATURDAY:
        return Kind(SATURDAY, school=False)
    return Kind(day.weekday(), school=found is DayType.SCHOOL_DAY)


def usual_kinds(days: Iterable[date], calendar: Calendar) -> frozenset[Kind]:
    """The kinds of days on which a run usually ran, from the dates on which it did."""
    ran = Counter(kind(day, calendar) for day in days if SEEN[0] <= day <= SEEN[1])
    all_days = Counter(kind(day, calendar) for day in _days(*SEEN))
    return frozenset(each for each, count in ran.items() if count > MOST * all_days[each])


def name_of(kinds: frozenset[Kind]) -> str:
    """What a set of kinds is called in the feed: weekdays with school, those without, Saturday and Sunday.

    >>> name_of(frozenset({Kind(0, True), Kind(4, True), Kind(4, False), Kind(6, False)}))
    'school-15-free-5-7'
    """
    school = "".join(str(each.weekday + 1) for each in sorted(kinds) if each.school)
    free = "".join(
        str(each.weekday + 1) for each in sorted(kinds) if not each.school and each.weekday < SATURDAY
    )
    weekend = [str(each.weekday + 1) for each in sorted(kinds) if each.weekday >= SATURDAY]
    named = [f"{word}-{found}" for word, found in (("school", school), ("free", free)) if found]
    return "-".join([*named, *weekend])


def carried_over(kinds: frozenset[Kind], calendar: Calendar) -> Service:
    """The days of these kinds in the years of the demonstration, as a weekly pattern with exceptions."""
    days = list(_days(*VALID))
    runs = {day for day in days if kind(day, calendar) in kinds}
    share = {n: sum(day in runs for day in days if day.weekday() == n) for n in range(7)}
    weekdays = frozenset(n for n, count in share.items() if count > sum(d.weekday() == n for d in days) / 2)
    regular = {day for day in days if day.weekday() in weekdays}
    return Service(*VALID, weekdays, frozenset(runs - regular), frozenset(regular - runs))


def _days(first: date, last: date) -> Iterable[date]:
    return (first + timedelta(n) for n in range((last - first).days + 1))
