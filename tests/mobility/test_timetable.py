from datetime import date, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from mobility.bookings import Anchor
from mobility.clock import HOUR, MINUTE
from mobility.needs import Needs
from mobility.policy import ServicePolicy
from mobility.timetable import NO_FEED, Service, Timetable, Train, from_train, to_train

TUESDAY, SATURDAY, SUNDAY = date(2026, 11, 24), date(2026, 11, 28), date(2026, 11, 29)
WEEKDAYS = Service(date(2026, 1, 1), date(2026, 12, 31), frozenset(range(5)))


def train(name: str, arrives: int | None, departs: int | None) -> Train:
    return Train(name, "RE7", "station", arrives, departs, "Dessau", "Berlin")


THROUGH = train("through", 7 * HOUR + 41 * MINUTE, 7 * HOUR + 43 * MINUTE)
ENDS = train("ends", 7 * HOUR + 42 * MINUTE, None)
BEGINS = train("begins", None, 6 * HOUR)


def test_trains_stand_in_order_of_departure_or_of_arrival_where_they_end() -> None:
    calls = tuple((WEEKDAYS, each) for each in (THROUGH, ENDS, BEGINS))
    timetable = Timetable((WEEKDAYS.first, WEEKDAYS.last), {"station": calls})
    assert timetable.trains(TUESDAY, "station") == (BEGINS, ENDS, THROUGH)
    assert timetable.trains(SATURDAY, "station") == ()
    assert timetable.trains(TUESDAY, "elsewhere") == ()


def test_a_train_is_found_only_on_the_days_it_runs() -> None:
    timetable = Timetable((WEEKDAYS.first, WEEKDAYS.last), {"station": ((WEEKDAYS, THROUGH),)})
    assert timetable.train(TUESDAY, "station", "through") == THROUGH
    assert timetable.train(SUNDAY, "station", "through") is None
    assert timetable.train(TUESDAY, "station", "other") is None


def test_dates_that_are_added_or_removed_win_over_the_weekly_pattern() -> None:
    holiday = Service(
        WEEKDAYS.first, WEEKDAYS.last, WEEKDAYS.weekdays, frozenset({SUNDAY}), frozenset({TUESDAY})
    )
    assert holiday.runs(SUNDAY)
    assert not holiday.runs(TUESDAY)
    assert holiday.runs(date(2026, 11, 25))


@pytest.mark.parametrize(
    ("day", "runs"),
    [
        (date(2025, 12, 31), False),
        (date(2026, 1, 1), True),
        (date(2026, 12, 31), True),
        (date(2027, 1, 1), False),
    ],
)
def test_a_pattern_holds_from_its_first_to_its_last_day(day: date, runs: bool) -> None:
    assert WEEKDAYS.runs(day) is runs


@given(wheelchairs=st.integers(0, 1), change=st.integers(0, 20), extra=st.integers(0, 10))
def test_the_ride_leaves_time_to_change_in_both_directions(wheelchairs: int, change: int, extra: int) -> None:
    # B28, B29: the least change, and more of it in a wheelchair
    policy = ServicePolicy(change=change * MINUTE, wheelchair_change=extra * MINUTE)
    needs = Needs(2, wheelchairs=wheelchairs)
    least = (change + extra * wheelchairs) * MINUTE
    there, back = to_train(THROUGH, needs, policy), from_train(THROUGH, needs, policy)
    assert (there.anchor, there.time, there.train) == (Anchor.ARRIVE, THROUGH.departs - least, "through")  # type: ignore[operator]  # it departs
    assert (back.anchor, back.time, back.train) == (Anchor.DEPART, THROUGH.arrives + least, "through")  # type: ignore[operator]  # it arrives


@pytest.mark.parametrize(("wheelchairs", "minutes"), [(0, 8), (1, 14)])
def test_a_station_may_have_a_change_of_its_own(wheelchairs: int, minutes: int) -> None:
    # B28: at Wiesenburg the way to the platform is long
    policy = ServicePolicy(changes={"station": (8 * MINUTE, 6 * MINUTE), "elsewhere": (MINUTE, MINUTE)})
    needs = Needs(2, wheelchairs=wheelchairs)
    assert THROUGH.departs
    assert THROUGH.arrives
    assert to_train(THROUGH, needs, policy).time == THROUGH.departs - minutes * MINUTE
    assert from_train(THROUGH, needs, policy).time == THROUGH.arrives + minutes * MINUTE


@pytest.mark.parametrize(("days", "soon"), [(-1, True), (0, True), (13, True), (14, False), (365, False)])
def test_a_feed_ends_soon_from_two_weeks_before_its_last_day_on(days: int, soon: bool) -> None:
    timetable = Timetable((WEEKDAYS.first, TUESDAY + timedelta(days=days)), {})
    assert timetable.ends_soon(TUESDAY) is soon
    assert not NO_FEED.ends_soon(TUESDAY)


def test_nobody_can_reach_a_train_that_ends_or_leave_one_that_begins() -> None:
    with pytest.raises(ValueError, match="train ends ends here"):
        to_train(ENDS, Needs(), ServicePolicy())
    with pytest.raises(ValueError, match="train begins begins here"):
        from_train(BEGINS, Needs(), ServicePolicy())
