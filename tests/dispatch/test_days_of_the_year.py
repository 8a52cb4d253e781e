"""The days on which a service shows whether it knows its calendar: B2-B4, B8, B9, B53."""

from dataclasses import replace
from datetime import UTC, date, datetime, timedelta
from pathlib import Path

import pytest

from dispatch import desk
from dispatch.travel import TravelTimes
from mobility.bookings import Answer, Declined, Offer, RideRequest, Wish
from mobility.calendar import DayType
from mobility.clock import BERLIN, HOUR, MINUTE, ServiceDay
from mobility.day import Day
from mobility.declines import NoService, OutsideHours
from mobility.promises import TimeWindow
from mobility.region import Region, load_region
from tests.packs import copy_of_pack, edit
from tests.worlds import ask, at

LAST_SCHOOL_DAY, FIRST_HOLIDAY = date(2026, 7, 8), date(2026, 7, 9)
UNITY_DAY = date(2026, 10, 3)
CLOCKS_FORWARD, CLOCKS_BACK = date(2026, 3, 29), date(2026, 10, 25)


def day_of(region: Region, day: date) -> Day:
    """The date before anybody has booked, without the margin that leaves time to think."""
    rules = replace(region.policy(day), offer_margin=0)
    return Day(ServiceDay(day), rules, region.shifts(day), areas=region.area_rules(day))


def home(region: Region, wish: Wish, day: date, asked_at: datetime | None = None) -> RideRequest:
    """From the station to Reppinichen, asked for days before unless said otherwise."""
    village = next(ortsteil.stop for ortsteil in region.ortsteile if ortsteil.name == "Reppinichen")
    early = ServiceDay(day).instant(12 * HOUR) - timedelta(days=3)
    return ask("r", region.station, village, wish, asked_at=asked_at or early)


def answer(
    region: Region, travel: TravelTimes, day: date, time: int, asked_at: datetime | None = None
) -> Answer:
    return desk.offer(day_of(region, day), home(region, at(time), day, asked_at), travel)


def first(found: Answer) -> Offer:
    assert not isinstance(found, Declined), found
    return found[0]


def test_the_third_of_october_has_the_hours_and_deadlines_of_a_holiday(
    region: Region, travel: TravelTimes
) -> None:
    # it is a Saturday in 2026, and a holiday all the same (B8)
    assert region.day_type(UNITY_DAY) is DayType.HOLIDAY
    too_early = answer(region, travel, UNITY_DAY, 6 * HOUR)
    assert isinstance(too_early, Declined)
    assert too_early.reason == OutsideHours(TimeWindow(8 * HOUR + 30 * MINUTE, 21 * HOUR + 30 * MINUTE))
    # B4: what begins before 9:30 is booked by 17:00 of the day before
    cutoff = datetime(2026, 10, 2, 15, tzinfo=UTC)
    in_time = answer(region, travel, UNITY_DAY, 9 * HOUR, cutoff)
    assert first(in_time).promise.pickup.start == 9 * HOUR
    late = answer(region, travel, UNITY_DAY, 9 * HOUR, cutoff + timedelta(seconds=1))
    assert first(late).promise.pickup.start == 9 * HOUR + 30 * MINUTE


@pytest.mark.parametrize("eve", [date(2026, 12, 24), date(2026, 12, 31)])
def test_on_the_eves_the_service_pauses(region: Region, travel: TravelTimes, eve: date) -> None:
    # B9
    assert answer(region, travel, eve, 10 * HOUR) == Declined(NoService())
    neighbours = [answer(region, travel, eve + timedelta(days=n), 10 * HOUR) for n in (-1, 1)]
    assert not any(isinstance(found, Declined) for found in neighbours)


def test_a_municipality_may_drive_on_christmas_eve(travel: TravelTimes, tmp_path: Path) -> None:
    pack = copy_of_pack(tmp_path)
    duty = 'id = "heiligabend"\nvehicle = "bus-1"\ndays = ["christmas_eve"]\nhours = ["08:00", "16:00"]'
    edit(pack, "region.toml", "[[duty]]", f"[[duty]]\n{duty}\n\n[[duty]]")
    usual = '[policy.christmas_eve]\nhours = ["08:30", "21:30"]'
    edit(pack, "region.toml", usual, usual.replace("21:30", "15:00"))
    region = load_region(pack)
    assert first(answer(region, travel, date(2026, 12, 24), 10 * HOUR)).promise.pickup.start == 10 * HOUR
    evening = answer(region, travel, date(2026, 12, 24), 17 * HOUR)
    assert isinstance(evening, Declined)
    assert evening.reason == OutsideHours(TimeWindow(8 * HOUR + 30 * MINUTE, 15 * HOUR))


def test_the_first_day_of_the_holidays_has_the_rules_of_holidays(travel: TravelTimes, tmp_path: Path) -> None:
    pack = copy_of_pack(tmp_path)
    shorter = '[policy.school_holiday]\nhours = ["07:00", "20:00"]\n'
    edit(pack, "region.toml", "[policy.saturday]", f"{shorter}[policy.saturday]")
    region = load_region(pack)
    types = [region.day_type(day) for day in (LAST_SCHOOL_DAY, FIRST_HOLIDAY)]
    assert types == [DayType.SCHOOL_DAY, DayType.SCHOOL_HOLIDAY]
    assert first(answer(region, travel, LAST_SCHOOL_DAY, 6 * HOUR)).promise.pickup.start == 6 * HOUR
    holiday = answer(region, travel, FIRST_HOLIDAY, 5 * HOUR + 30 * MINUTE)
    assert isinstance(holiday, Declined)
    assert holiday.reason == OutsideHours(TimeWindow(7 * HOUR, 20 * HOUR))


def night_service(region: Region, day: date) -> Day:
    """A date with rides around the clock that are booked an hour ahead."""
    night = TimeWindow(0, 26 * HOUR)
    usual = day_of(region, day)
    rules = replace(usual.policy, hours=night, early_until=0, late_from=26 * HOUR)
    shifts = tuple(replace(shift, hours=night) for shift in usual.shifts)
    return replace(usual, policy=rules, shifts=shifts)


@pytest.mark.parametrize(
    ("day", "time", "pickup", "booked_until"),
    [
        # 2:30 comes twice: the ride at the second is booked until the first, an hour before
        (CLOCKS_BACK, 2 * HOUR + 30 * MINUTE, "02:30 CET", "02:30 CEST"),
        (CLOCKS_BACK, HOUR + 30 * MINUTE, "02:30 CEST", "01:30 CEST"),
        # from 1:59 the clock goes to 3:00: an hour before 3:30 it is 1:30
        (CLOCKS_FORWARD, 3 * HOUR + 30 * MINUTE, "03:30 CEST", "01:30 CET"),
    ],
)
def test_in_the_nights_when_the_clocks_change_an_hour_is_an_hour(
    region: Region, travel: TravelTimes, day: date, time: int, pickup: str, booked_until: str
) -> None:
    # B3, B53
    night = night_service(region, day)

    def on_the_clock(instant: datetime) -> str:
        return instant.astimezone(BERLIN).strftime("%H:%M %Z")

    offered = first(desk.offer(night, home(region, at(time), day), travel))
    assert on_the_clock(night.service_day.instant(offered.promise.pickup.start)) == pickup
    deadline = night.policy.deadline(night.service_day, offered.promise.pickup.start)
    assert on_the_clock(deadline) == booked_until
    assert first(desk.offer(night, home(region, at(time), day, deadline), travel)) == offered
    late = desk.offer(night, home(region, at(time), day, deadline + timedelta(seconds=1)), travel)
    assert first(late).promise.pickup.start > time


@pytest.mark.parametrize(
    ("day", "cutoff"),
    [
        (CLOCKS_BACK, datetime(2026, 10, 24, 15, tzinfo=UTC)),  # 17:00 is still summer time
        (CLOCKS_FORWARD, datetime(2026, 3, 28, 16, tzinfo=UTC)),  # and here still winter time
    ],
)
def test_across_those_nights_the_cutoff_is_five_o_clock_on_the_wall(
    region: Region, travel: TravelTimes, day: date, cutoff: datetime
) -> None:
    # B4, B53
    assert first(answer(region, travel, day, 9 * HOUR, cutoff)).promise.pickup.start == 9 * HOUR
    late = answer(region, travel, day, 9 * HOUR, cutoff + timedelta(seconds=1))
    assert first(late).promise.pickup.start == 9 * HOUR + 30 * MINUTE
