"""Everybody who asks on a day: as many as the level says, and each with chance of their own."""

from collections import Counter
from dataclasses import replace
from datetime import date
from statistics import mean, pstdev

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from dispatch.demand import Passengers, expected_rides, passengers
from mobility.bookings import Anchor
from mobility.clock import HOUR, MINUTE, ServiceDay
from mobility.demand import DemandRules
from mobility.errors import BrokenRegion
from mobility.needs import MAX_PASSENGERS
from mobility.region import Region
from mobility.timetable import NO_FEED

TUESDAY, HOLIDAY, SATURDAY, SUNDAY = (
    date(2026, 11, 24),
    date(2026, 10, 20),
    date(2026, 11, 28),
    date(2026, 11, 29),
)
SEEDS = range(30)


def changed(rules: DemandRules, **changes: object) -> DemandRules:
    """Rules of which something is different."""
    return replace(rules, **changes)  # type: ignore[arg-type] # of the type of its field


def who(party: Passengers) -> tuple[object, ...]:
    """What a party asks for, whatever its number."""
    request = party.request
    return request.origin, request.destination, request.wish, request.needs, request.asked_at, party.purpose


def inhabitants(region: Region) -> int:
    """People of the villages, by the rule of thumb where nobody has counted."""
    unknown = region.demand.unknown_population
    return sum(
        unknown if each.population is None else each.population for each in region.ortsteile if not each.core
    )


@pytest.mark.parametrize("level", [0.5, 2.0, 6.0])
def test_given_a_level_when_days_are_drawn_then_so_many_rides_are_asked_for_on_average(
    region: Region, level: float
) -> None:
    rules = changed(region.demand, rides_per_100=level)
    expected = level * inhabitants(region) / 100

    counts = [len(passengers(region, TUESDAY, seed, rules)) for seed in SEEDS]

    assert expected_rides(region, TUESDAY, rules) == pytest.approx(expected)
    # outings are a Poisson process; one or two rides each make the spread of rides a little wider
    assert abs(mean(counts) - expected) < 3 * (1.8 * expected / len(SEEDS)) ** 0.5
    assert 0.6 * expected**0.5 < pstdev(counts) < 2.2 * expected**0.5


@pytest.mark.parametrize("day", [TUESDAY, SUNDAY])
def test_given_no_chance_when_days_are_drawn_then_each_has_exactly_the_expected_number(
    region: Region, day: date
) -> None:
    rules = changed(region.demand, by_chance=False)

    counts = {len(passengers(region, day, seed, rules)) for seed in range(5)}

    assert counts == {round(expected_rides(region, day, rules))}


def test_given_no_level_when_a_day_is_drawn_then_nobody_asks(region: Region) -> None:
    for by_chance in (True, False):
        rules = changed(region.demand, rides_per_100=0.0, by_chance=by_chance)
        assert passengers(region, TUESDAY, 1, rules) == ()


def test_given_one_seed_when_a_day_is_drawn_twice_then_the_passengers_are_the_same(region: Region) -> None:
    first, again, other = (passengers(region, TUESDAY, seed) for seed in (4, 4, 5))
    assert first == again
    assert first != other


def test_given_two_dates_of_a_kind_when_drawn_then_the_days_differ(region: Region) -> None:
    # not the dates at which they ask, which differ in any case
    first, second = (
        {who(each)[:4] for each in passengers(region, day, 1)} for day in (TUESDAY, date(2026, 11, 25))
    )

    assert len(first & second) < 0.1 * len(first)


def test_given_a_higher_level_when_drawn_then_those_of_the_lower_one_are_still_there(region: Region) -> None:
    low, high = (changed(region.demand, rides_per_100=level) for level in (1.0, 3.0))

    few, more = (Counter(map(who, passengers(region, TUESDAY, 3, rules))) for rules in (low, high))

    assert few <= more
    assert more.total() > 2 * few.total()


def test_given_fewer_villages_when_drawn_then_the_people_of_the_others_stay_who_they_are(
    region: Region,
) -> None:
    # what a village does depends on the places people go to, so these stay
    belzig = tuple(each for each in region.ortsteile if each.core or each.municipality == "Bad Belzig")
    smaller = replace(region, ortsteile=belzig)
    alone = changed(
        region.demand, purposes=tuple(each for each in region.demand.purposes if each.id == "work")
    )

    before = Counter(
        who(each)
        for each in passengers(region, TUESDAY, 3, alone)
        if region.stops[each.home].municipality == "Bad Belzig"
    )

    assert Counter(who(each) for each in passengers(smaller, TUESDAY, 3, alone)) == before


def test_given_a_closed_stop_when_drawn_then_only_those_who_used_it_ride_elsewhere(region: Region) -> None:
    closed = next(place.stop for place in region.destinations if place.id == "steintherme")
    fewer = replace(region, stops={key: stop for key, stop in region.stops.items() if key != closed})

    before = [who(each) for each in passengers(region, TUESDAY, 2)]
    after = Counter(who(each) for each in passengers(fewer, TUESDAY, 2))

    moved = [each for each in before if after[each] == 0]
    assert moved
    users = [each for each in before if closed in each[:2]]
    # towns are as attractive as what they offer, so that a few change between the two towns
    assert len(moved) - len(users) <= 0.05 * len(before)
    assert not any(closed in each[:2] for each in after)


def test_given_other_rules_of_the_service_when_drawn_then_people_want_the_same(region: Region) -> None:
    policies = {
        day: replace(policy, notice=0, hours=replace(policy.hours, end=16 * HOUR))
        for day, policy in region.policies.items()
    }

    assert passengers(replace(region, policies=policies), TUESDAY, 1) == passengers(region, TUESDAY, 1)


def test_passengers_come_in_the_order_of_asking_and_are_numbered(region: Region) -> None:
    parties = passengers(region, TUESDAY, 1)
    assert [each.request.reference for each in parties] == [f"{n:06}" for n in range(1, len(parties) + 1)]
    instants = [each.request.asked_at for each in parties]
    assert instants == sorted(instants)


def test_nobody_rides_inside_an_ortsteil_and_everybody_lives_at_one_end(
    many: list[Passengers], region: Region
) -> None:
    core = {ortsteil.name for ortsteil in region.ortsteile if ortsteil.core}
    for party in many:
        ends = party.request.origin, party.request.destination
        assert party.home in ends
        assert region.stops[party.home].ortsteil not in core
        assert len({region.stops[stop].ortsteil for stop in ends}) == 2


def test_larger_villages_ask_more(many: list[Passengers], region: Region) -> None:
    homes = Counter(region.stops[party.home].ortsteil for party in many)
    for village in region.ortsteile:
        if not village.core:
            population = (
                region.demand.unknown_population if village.population is None else village.population
            )
            expected = len(many) * population / inhabitants(region)
            assert abs(homes[village.name] - expected) < 5 * (2 * expected) ** 0.5, village.name


def test_all_times_lie_inside_the_day_and_way_back_comes_after_way_there(
    many_days: list[tuple[Passengers, ...]], region: Region
) -> None:
    hours = region.demand.hours
    for day in many_days:
        assert all(party.request.wish.time in hours for party in day)
        by_reference = {each.request.reference: each for each in day}
        for back in by_reference.values():
            if back.way_there is None:
                continue
            there = by_reference[back.way_there]
            assert (there.home, there.purpose, there.request.needs) == (
                back.home, back.purpose, back.request.needs,
            )  # fmt: skip
            assert there.request.origin == there.home == back.request.destination
            assert there.request.destination == back.request.origin
            assert back.request.wish.time >= there.request.wish.time + 30 * MINUTE
            assert back.request.asked_at > there.request.asked_at


def test_most_ways_back_belong_to_a_way_there(many: list[Passengers]) -> None:
    back = [party for party in many if party.request.destination == party.home]
    assert 0.4 < len(back) / len(many) < 0.6
    assert 0.7 < sum(party.way_there is not None for party in back) / len(back) < 0.95


@pytest.mark.parametrize("day", [TUESDAY, SUNDAY])
def test_people_go_to_trains_that_call_that_day_and_change_in_time(region: Region, day: date) -> None:
    policy, found = region.policy(day), 0
    for party in (each for seed in range(10) for each in passengers(region, day, seed)):
        wish, needs = party.request.wish, party.request.needs
        if wish.train is None:
            continue
        found += 1
        to_it = wish.anchor is Anchor.ARRIVE
        station = party.request.destination if to_it else party.request.origin
        train = region.timetable.train(day, station, wish.train)
        assert train
        change = policy.transfer(needs, station)
        assert wish.time == ((train.departs or 0) - change if to_it else (train.arrives or 0) + change)
    assert found


def test_school_is_on_school_days_and_shops_are_closed_on_sundays(region: Region) -> None:
    def purposes(day: date) -> Counter[str]:
        return Counter(each.purpose for seed in range(8) for each in passengers(region, day, seed))

    tuesday, holiday, saturday, sunday = map(purposes, (TUESDAY, HOLIDAY, SATURDAY, SUNDAY))
    assert tuesday["school"]
    assert not holiday["school"] + saturday["school"] + sunday["school"]
    assert sunday["shopping"] < 0.1 * tuesday["shopping"]
    assert sunday["work"] < 0.4 * tuesday["work"]
    assert saturday["events"] > 1.5 * tuesday["events"]


def test_shares_are_those_of_the_rules(many: list[Passengers], region: Region) -> None:
    rules = region.demand
    weights = {each.id: each.share * each.ways.rides for each in rules.purposes}
    counts = Counter(party.purpose for party in many)
    for purpose, weight in weights.items():
        expected = len(many) * weight / sum(weights.values())
        assert abs(counts[purpose] - expected) < 5 * (2 * expected) ** 0.5, purpose
    for rule in rules.purposes:
        parties = [party for party in many if party.purpose == rule.id]
        walkers = sum(party.request.needs.walkers for party in parties)
        assert abs(walkers - rule.walker * len(parties)) <= 5 * (2 * rule.walker * len(parties)) ** 0.5
        before = sum(party.request.asked_at < ServiceDay(TUESDAY).instant(0) for party in parties)
        assert before >= 0.85 * rule.prebooked * len(parties)
        assert all(0.5 * rule.patience - 60 <= party.patience_s <= 1.5 * rule.patience for party in parties)


def test_some_ask_too_late(many: list[Passengers], region: Region) -> None:
    policy, day = region.policy(TUESDAY), ServiceDay(TUESDAY)
    late = [each for each in many if each.request.asked_at > policy.deadline(day, each.request.wish.time)]
    assert 0.02 < len(late) / len(many) < 0.25


def test_given_no_timetable_when_drawn_then_nobody_has_a_train_in_mind_but_some_ride_to_the_hub(
    region: Region,
) -> None:
    parties = passengers(replace(region, timetable=NO_FEED), TUESDAY, 1)

    assert not any(each.request.wish.train for each in parties)
    assert any(region.station in (each.request.origin, each.request.destination) for each in parties)


def test_given_no_destinations_when_drawn_then_people_ride_to_town(region: Region) -> None:
    parties = passengers(replace(region, destinations=()), TUESDAY, 1)

    towns = {ortsteil.stop for ortsteil in region.ortsteile if ortsteil.core}
    shopping = [each for each in parties if each.purpose == "shopping"]
    assert shopping
    assert all({each.request.origin, each.request.destination} & towns for each in shopping)


def test_given_a_station_outside_the_served_area_when_drawn_then_the_rest_still_works(region: Region) -> None:
    north = {key: stop for key, stop in region.stops.items() if stop.municipality == "Wiesenburg/Mark"}
    part = tuple(each for each in region.ortsteile if each.municipality == "Wiesenburg/Mark")

    parties = passengers(replace(region, stops=north, ortsteile=part, timetable=NO_FEED), TUESDAY, 1)

    assert parties
    assert {stop for each in parties for stop in (each.request.origin, each.request.destination)} <= set(
        north
    )


def test_given_a_village_whose_stops_are_all_closed_when_drawn_then_nobody_asks_from_there(
    region: Region,
) -> None:
    others = {key: stop for key, stop in region.stops.items() if stop.ortsteil != "Reetz"}

    parties = passengers(replace(region, stops=others), TUESDAY, 1)

    assert parties
    assert expected_rides(replace(region, stops=others), TUESDAY) < expected_rides(region, TUESDAY)


def test_given_a_single_stop_when_drawn_then_it_is_refused(region: Region) -> None:
    (only, *_) = region.stops.values()

    with pytest.raises(BrokenRegion, match="single stop"):
        passengers(replace(region, stops={only.id: only}), TUESDAY, 1)


@settings(max_examples=25, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(
    seed=st.integers(),
    day=st.dates(date(2026, 1, 1), date(2027, 12, 31)),
    level=st.floats(0, 5),
    known=st.lists(st.one_of(st.none(), st.integers(0, 900)), min_size=29, max_size=29),
    nearness=st.integers(1, 10**6),
    main=st.sampled_from((0.0, 0.5, 1.0)),
)
def test_whatever_the_region_and_the_day_then_everybody_asks_for_something_sensible(
    region: Region, seed: int, day: date, level: float, known: list[int | None], nearness: int, main: float
) -> None:
    people = tuple(
        replace(each, population=number) for each, number in zip(region.ortsteile, known, strict=True)
    )
    rules = changed(region.demand, rides_per_100=level, nearness_m=nearness, main_stop=main)
    here = replace(region, ortsteile=people)

    parties = passengers(here, day, seed, rules)

    empty = {each.name for each in people if each.population == 0}
    for party in parties:
        request = party.request
        assert request.origin != request.destination
        assert region.stops[party.home].ortsteil not in empty
        assert request.wish.time in rules.hours
        assert 1 <= request.needs.passengers <= MAX_PASSENGERS
        assert request.asked_at < ServiceDay(day).instant(rules.hours.end)
        assert party.patience_s >= 0
