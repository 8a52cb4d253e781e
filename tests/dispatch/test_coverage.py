"""The real region is served: from every Ortsteil to the station and back, on every kind of day."""

from datetime import UTC, date, datetime

import pytest

from dispatch import desk
from dispatch.travel import TravelTimes
from mobility.bookings import Anchor, Declined, Offer, RideRequest, Wish
from mobility.clock import HOUR, MINUTE, ServiceDay
from mobility.day import Day
from mobility.needs import Needs
from mobility.region import Region, load_region
from mobility.timetable import from_train, to_train

ORTSTEILE = [ortsteil.name for ortsteil in load_region("bad-belzig").ortsteile if not ortsteil.core]
TUESDAY, SATURDAY, SUNDAY = date(2026, 9, 15), date(2026, 9, 19), date(2026, 9, 20)
LAST_WEEK = datetime(2026, 9, 10, tzinfo=UTC)


def answer(
    region: Region, travel: TravelTimes, day: date, way: tuple[str, str], wish: Wish
) -> tuple[Offer, ...]:
    """The offers on an empty day."""
    empty = Day(ServiceDay(day), region.policy(day), region.shifts(day))
    request = RideRequest("000000", *way, wish, Needs(), LAST_WEEK)
    found = desk.offer(empty, request, travel)
    assert not isinstance(found, Declined), found
    return found


def test_there_are_27_ortsteile() -> None:
    assert len(set(ORTSTEILE)) == 27


@pytest.mark.parametrize("day", [TUESDAY, SATURDAY, SUNDAY])
@pytest.mark.parametrize("name", ORTSTEILE)
def test_a_ride_to_the_station_and_back_is_offered(
    region: Region, travel: TravelTimes, name: str, day: date
) -> None:
    village = next(ortsteil.stop for ortsteil in region.ortsteile if ortsteil.name == name)
    there, back = (village, region.station), (region.station, village)
    for hour in (9, 12, 15, 18):
        arriving, *_ = answer(region, travel, day, there, Wish(Anchor.ARRIVE, hour * HOUR + 45 * MINUTE))
        assert arriving.promise.arrive_by == hour * HOUR + 45 * MINUTE
        leaving, *_ = answer(region, travel, day, back, Wish(Anchor.DEPART, hour * HOUR))
        assert leaving.promise.pickup.start == hour * HOUR


@pytest.mark.parametrize("name", ORTSTEILE)
def test_every_train_of_a_weekday_in_service_hours_is_reached_and_met(
    region: Region, travel: TravelTimes, name: str
) -> None:
    village = next(ortsteil.stop for ortsteil in region.ortsteile if ortsteil.name == name)
    policy = region.policy(TUESDAY)
    for train in region.timetable.trains(TUESDAY, region.station):
        if train.departs is not None and policy.hours.start + HOUR < train.departs < policy.hours.end:
            offers = answer(
                region, travel, TUESDAY, (village, region.station), to_train(train, Needs(), policy)
            )
            for offer in offers:
                assert offer.train == train.id
                assert offer.promise.arrive_by <= train.departs - policy.change
        if train.arrives is not None and policy.hours.start < train.arrives < policy.hours.end - HOUR:
            offers = answer(
                region, travel, TUESDAY, (region.station, village), from_train(train, Needs(), policy)
            )
            for offer in offers:
                assert offer.train == train.id
                assert offer.promise.pickup.start >= train.arrives + policy.change
