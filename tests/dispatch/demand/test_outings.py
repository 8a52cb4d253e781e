"""Where people go, how long they stay, and at what times."""

from collections import Counter
from collections.abc import Iterator
from dataclasses import replace
from datetime import date
from random import Random
from statistics import mean

from dispatch.demand import Passengers, passengers
from dispatch.demand.times import time_about
from mobility.bookings import Anchor
from mobility.clock import HOUR, MINUTE
from mobility.demand import TOWN, Peak
from mobility.ground import metres
from mobility.promises import TimeWindow
from mobility.region import Region

Day = tuple[Passengers, ...]
SCHOOL_DAY = date(2026, 11, 24)


def there_and_back(days: list[Day], purpose: str) -> Iterator[tuple[Passengers, Passengers]]:
    """Both ways of the outings with a purpose."""
    for day in days:
        by_reference = {each.request.reference: each for each in day}
        for back in day:
            if back.purpose == purpose and back.way_there:
                yield by_reference[back.way_there], back


def test_the_town_that_offers_more_draws_more(region: Region) -> None:
    shopping = next(each for each in region.demand.purposes if each.id == "shopping")
    rules = replace(region.demand, purposes=(replace(shopping, kinds={TOWN: 1.0}),))

    def to_belzig(here: Region) -> float:
        parties = [each for seed in range(5) for each in passengers(here, SCHOOL_DAY, seed, rules)]
        ends = [{each.request.origin, each.request.destination} - {each.home} for each in parties]
        return mean(region.stops[end.pop()].ortsteil == "Bad Belzig" for end in ends)

    # without destinations the towns are alike, and only nearness tells them apart
    assert to_belzig(region) > to_belzig(replace(region, destinations=())) + 0.1


def test_people_go_to_the_nearer_of_two_towns(many: list[Passengers], region: Region) -> None:
    belzig, wiesenburg = (
        next(each for each in region.ortsteile if each.name == name) for name in ("Bad Belzig", "Wiesenburg")
    )
    goals = Counter[tuple[bool, str]]()
    for party in many:
        ends = {party.request.origin, party.request.destination} - {party.home}
        home, goal = region.stops[party.home], region.stops[ends.pop()]
        if party.purpose == "shopping":
            goals[metres(home, belzig) < metres(home, wiesenburg), goal.ortsteil] += 1

    near_belzig, near_wiesenburg = (
        goals[nearer, "Wiesenburg"] / (goals[nearer, "Wiesenburg"] + goals[nearer, "Bad Belzig"])
        for nearer in (True, False)
    )
    assert near_belzig < 0.25
    assert 0.25 < near_wiesenburg < 0.75


def test_people_stay_as_long_as_their_purpose_takes(many_days: list[Day], region: Region) -> None:
    for rule in region.demand.purposes:
        if rule.id in {"work", "doctor", "shopping"}:
            # without trains, which come when they come
            stays = [
                back.request.wish.time - there.request.wish.time
                for there, back in there_and_back(many_days, rule.id)
                if not back.request.wish.train
            ]
            assert abs(mean(stays) - rule.stay) < 15 * MINUTE, rule.id


def test_people_must_be_at_work_by_a_time_and_shop_when_they_come(
    many: list[Passengers], region: Region
) -> None:
    for rule in region.demand.purposes:
        out = [
            each.request.wish.anchor is Anchor.ARRIVE
            for each in many
            if each.purpose == rule.id and each.request.origin == each.home and not each.request.wish.train
        ]
        assert abs(mean(out) - rule.arrive) < 0.15, rule.id


def test_school_begins_before_eight_and_events_are_in_the_evening(many: list[Passengers]) -> None:
    def out(purpose: str) -> list[int]:
        return [
            each.request.wish.time
            for each in many
            if each.purpose == purpose and each.request.origin == each.home
        ]

    school, events = out("school"), out("events")
    assert mean(7 * HOUR <= time <= 8 * HOUR for time in school) > 0.7
    assert mean(time >= 17 * HOUR for time in events) > 0.65


def test_given_a_peak_at_the_edge_when_times_are_drawn_then_they_lie_inside_and_do_not_pile_up() -> None:
    hours, random = TimeWindow(5 * HOUR, 24 * HOUR), Random(1)  # noqa: S311 - no secret

    times = [time_about((Peak(5 * HOUR, HOUR),), hours, 5 * MINUTE, random) for _ in range(1000)]

    assert all(time in hours for time in times)
    assert all(time % (5 * MINUTE) == 0 for time in times)
    assert times.count(hours.start) < 100


def test_given_a_peak_far_outside_when_times_are_drawn_then_the_edge_is_taken() -> None:
    hours, random = TimeWindow(5 * HOUR, 6 * HOUR), Random(1)  # noqa: S311 - no secret

    assert time_about((Peak(20 * HOUR, MINUTE),), hours, 5 * MINUTE, random) == 6 * HOUR
