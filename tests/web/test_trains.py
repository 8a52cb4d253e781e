from datetime import UTC, date, datetime

import pytest

from dispatch.travel import TravelTimes
from mobility.clock import HOUR, MINUTE
from mobility.declines import NoService, OutsideHours, TooLate
from mobility.needs import Needs
from mobility.region import Region
from web.forms import Connection, TrainWish, Way, find_place
from web.trains import TrainList, train_lists, wish_for

TUESDAY = date(2026, 11, 24)
CHRISTMAS_EVE = date(2026, 12, 24)
AT_EIGHT = datetime(2026, 11, 24, 7, tzinfo=UTC)


def way(region: Region, origin: str, destination: str, day: date = TUESDAY) -> Way:
    return Way(find_place(region, origin, ""), find_place(region, destination, ""), day)


@pytest.fixture
def to_station(region: Region) -> Way:
    return way(region, "Reppinichen", "Bahnhof Bad Belzig")


def lists(region: Region, travel: TravelTimes, wanted: Way, now: datetime = AT_EIGHT) -> list[TrainList]:
    return train_lists(region, travel, wanted, now)


def test_trains_to_reach_are_listed_by_direction(
    region: Region, travel: TravelTimes, to_station: Way
) -> None:
    found = lists(region, travel, to_station)
    assert [(each.connection, each.direction, each.line) for each in found] == [
        (Connection.TO_TRAIN, "Berlin", "RE7"),
        (Connection.TO_TRAIN, "Dessau", "RE7"),
    ]
    for each in found:
        assert [c.time for c in each.choices] == sorted(c.time for c in each.choices)
        assert each.before + each.bookable + each.after == each.choices


def test_a_train_is_reached_with_time_to_change(region: Region, travel: TravelTimes, to_station: Way) -> None:
    choice = lists(region, travel, to_station)[0].bookable[0]
    assert choice.time - choice.wish.time == 5 * MINUTE  # B28


def test_trains_past_the_deadline_say_when_it_was(
    region: Region, travel: TravelTimes, to_station: Way
) -> None:
    berlin = lists(region, travel, to_station)[0]
    reason = berlin.before[-1].reason
    assert isinstance(reason, TooLate)
    assert reason.deadline < AT_EIGHT
    assert berlin.bookable[0].reason is None


def test_trains_outside_the_service_hours_say_so(
    region: Region, travel: TravelTimes, to_station: Way
) -> None:  # B2
    late = lists(region, travel, to_station)[0].after
    assert late
    assert all(isinstance(choice.reason, OutsideHours) for choice in late)


def test_trains_to_come_with_are_listed_from_the_station(region: Region, travel: TravelTimes) -> None:
    found = lists(region, travel, way(region, "Bahnhof Bad Belzig", "Reetz"))
    assert {each.connection for each in found} == {Connection.FROM_TRAIN}
    choice = found[0].bookable[0]
    assert choice.wish.time - choice.time == 5 * MINUTE  # B29
    assert choice.wish.time >= 9 * HOUR


def test_between_two_stations_both_ends_have_trains(region: Region, travel: TravelTimes) -> None:
    found = lists(region, travel, way(region, "Bahnhof Bad Belzig", "Bahnhof Wiesenburg"))
    assert {each.connection for each in found} == set(Connection)


def test_without_a_station_there_are_no_trains(region: Region, travel: TravelTimes) -> None:
    assert lists(region, travel, way(region, "Reetz", "Reppinichen")) == []


def test_on_a_day_without_service_no_train_can_be_chosen(region: Region, travel: TravelTimes) -> None:  # B9
    found = lists(region, travel, way(region, "Reetz", "Bahnhof Bad Belzig", CHRISTMAS_EVE))
    assert found
    assert {type(choice.reason) for each in found for choice in each.choices} == {NoService}
    assert all(each.before == each.choices for each in found)


def test_a_wheelchair_gets_more_time_to_change(
    region: Region, travel: TravelTimes, to_station: Way
) -> None:  # B28
    choice = lists(region, travel, to_station)[0].bookable[0]
    wanted = TrainWish(choice.connection, choice.train.id)
    wish = wish_for(region, to_station, wanted, Needs(passengers=1, wheelchairs=1))
    assert wish is not None
    assert choice.time - wish.time == 10 * MINUTE


def test_a_train_of_another_day_or_end_is_none(region: Region, to_station: Way) -> None:
    for wanted in (TrainWish(Connection.TO_TRAIN, "nonsense"), TrainWish(Connection.FROM_TRAIN, "nonsense")):
        assert wish_for(region, to_station, wanted, Needs()) is None
