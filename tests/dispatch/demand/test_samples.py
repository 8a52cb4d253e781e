"""Single wishes: seeded, plausible, and such that most of them can be asked for."""

from collections import Counter
from dataclasses import replace
from datetime import date
from random import Random

import pytest

from dispatch.demand import Asked, wishes
from dispatch.travel import TravelTimes
from mobility.bookings import Anchor
from mobility.clock import HOUR, MINUTE
from mobility.errors import BrokenRegion
from mobility.region import Region
from mobility.timetable import NO_FEED

TUESDAY, SUNDAY = date(2026, 9, 15), date(2026, 9, 20)


@pytest.fixture(scope="module")
def asked(region: Region) -> list[Asked]:
    """So many wishes that shares mean something."""
    return wishes(region, TUESDAY, 2000, Random(1))  # noqa: S311 - no secret


def test_the_same_seed_gives_the_same_wishes(region: Region) -> None:
    first, again, other = (wishes(region, TUESDAY, 20, Random(seed)) for seed in (4, 4, 5))  # noqa: S311
    assert first == again
    assert first != other


def test_more_wishes_begin_with_the_same_ones(region: Region) -> None:
    few, many = (wishes(region, TUESDAY, count, Random(4)) for count in (5, 20))  # noqa: S311
    assert many[:5] == few


def test_every_ride_joins_a_village_with_another_place(region: Region, asked: list[Asked]) -> None:
    villages = {ortsteil.name for ortsteil in region.ortsteile if not ortsteil.core}
    ends = [{region.stops[stop].ortsteil for stop in (each.origin, each.destination)} for each in asked]
    assert all(len(pair) == 2 for pair in ends)
    assert all(pair & villages for pair in ends)
    assert set.union(*ends) >= villages


def test_most_rides_go_to_town_and_some_to_a_station(region: Region, asked: list[Asked]) -> None:
    towns = {ortsteil.name for ortsteil in region.ortsteile if ortsteil.core}
    ends = [[region.stops[stop] for stop in (each.origin, each.destination)] for each in asked]
    town = [pair for pair in ends if any(stop.ortsteil in towns for stop in pair)]
    assert 0.75 < len(town) / len(ends) < 0.9
    assert 0.1 < sum(any(stop.station for stop in pair) for pair in ends) / len(ends) < 0.25


def test_train_wishes_name_a_train_of_that_day_at_that_station(region: Region, asked: list[Asked]) -> None:
    policy = region.policy(TUESDAY)
    trains = [each for each in asked if each.wish.train]
    assert 0.08 < len(trains) / len(asked) < 0.2
    for each in trains:
        assert each.wish.train
        if each.wish.anchor is Anchor.ARRIVE:
            train = region.timetable.train(TUESDAY, each.destination, each.wish.train)
            assert train
            assert train.departs == each.wish.time + policy.transfer(each.needs, train.stop)
        else:
            train = region.timetable.train(TUESDAY, each.origin, each.wish.train)
            assert train
            assert train.arrives == each.wish.time - policy.transfer(each.needs, train.stop)


@pytest.mark.parametrize("day", [TUESDAY, SUNDAY])
def test_wishes_lie_in_the_service_hours(region: Region, day: date) -> None:
    hours = region.policy(day).hours
    for each in wishes(region, day, 500, Random(2)):  # noqa: S311
        assert each.wish.time in hours
        assert each.wish.train or each.wish.time % (5 * MINUTE) == 0


def test_people_leave_their_village_in_the_morning_and_come_back_later(
    region: Region, asked: list[Asked]
) -> None:
    towns = {ortsteil.name for ortsteil in region.ortsteile if ortsteil.core}
    out, home = Counter[bool](), Counter[bool]()
    for each in asked:
        early = each.wish.time < 10 * HOUR
        if region.stops[each.destination].ortsteil in towns:
            out[early] += 1
        elif region.stops[each.origin].ortsteil in towns:
            home[early] += 1
    assert out[True] > 5 * home[True]
    assert home[False] > out[False]


def test_parties_are_small_and_some_have_needs(asked: list[Asked]) -> None:
    parties = Counter(each.needs.passengers for each in asked)
    assert [size for size, _ in parties.most_common()] == [1, 2, 3, 4]
    for count, least, most in (
        (sum(each.needs.prams for each in asked), 0.015, 0.05),
        (sum(each.needs.walkers for each in asked), 0.04, 0.1),
        (sum(each.needs.wheelchairs for each in asked), 0.01, 0.04),
    ):
        assert least < count / len(asked) < most


def test_no_ride_is_so_short_that_it_is_walked(
    region: Region, travel: TravelTimes, asked: list[Asked]
) -> None:
    least = region.policy(TUESDAY).min_ride_m
    assert all(travel.metres(each.origin, each.destination) >= least for each in asked)


def without(region: Region, **changes: object) -> Region:
    """The region with something missing."""
    return replace(region, **changes)  # type: ignore[arg-type] # of the type of its field


def test_given_no_town_and_no_destination_when_people_ask_then_they_ride_to_stations_and_each_other(
    region: Region,
) -> None:
    villages = tuple(replace(ortsteil, core=False) for ortsteil in region.ortsteile)

    asked = wishes(without(region, ortsteile=villages, destinations=()), TUESDAY, 200, Random(3))  # noqa: S311

    assert all(each.origin != each.destination for each in asked)
    assert any(region.station in (each.origin, each.destination) for each in asked)


def test_given_one_village_of_three_stops_when_people_ask_then_they_ride_between_these(
    region: Region,
) -> None:
    (village, *_) = [each for each in region.ortsteile if each.core]
    few = [stop for stop in region.stops.values() if stop.ortsteil == village.name][:3]
    small = without(
        region,
        ortsteile=(replace(village, core=False, stop=few[0].id),),
        stops={stop.id: stop for stop in few},
        station=few[1].id,
        destinations=(),
        timetable=NO_FEED,
    )

    asked = wishes(small, TUESDAY, 100, Random(3))  # noqa: S311

    ends = {stop for each in asked for stop in (each.origin, each.destination)}
    assert ends == {stop.id for stop in few}
    assert all(each.origin != each.destination for each in asked)


def test_given_a_single_stop_when_people_ask_then_it_is_refused(region: Region) -> None:
    (only, *_) = region.stops.values()

    with pytest.raises(BrokenRegion, match="single stop"):
        wishes(without(region, stops={only.id: only}), TUESDAY, 1, Random(3))  # noqa: S311


def test_given_service_hours_in_which_nobody_goes_out_when_people_ask_then_they_ask_for_these_all_the_same(
    region: Region,
) -> None:
    # a demonstration has wishes even of a service at night
    policies = {
        day: replace(policy, hours=replace(policy.hours, start=HOUR, end=2 * HOUR))
        for day, policy in region.policies.items()
    }

    asked = wishes(without(region, policies=policies), TUESDAY, 20, Random(3))  # noqa: S311

    assert {each.wish.time for each in asked} == {HOUR + 30 * MINUTE}
    assert not any(each.wish.train for each in asked)


def test_given_a_day_on_which_nobody_goes_out_when_wishes_are_drawn_then_there_are_none(
    region: Region,
) -> None:
    stay = tuple(replace(purpose, days={region.day_type(SUNDAY): 0.0}) for purpose in region.demand.purposes)
    lazy = without(region, demand=replace(region.demand, purposes=stay))

    assert wishes(lazy, SUNDAY, 20, Random(3)) == []  # noqa: S311
