"""``[demand]`` of a pack: what may be written there, and that every mistake is named."""

import math
import tomllib
from typing import Any

import pytest

from mobility.calendar import DayType
from mobility.clock import HOUR, MINUTE
from mobility.demand import MADE_KINDS, Peak, Ways
from mobility.errors import BrokenRegion
from mobility.region import PACKS, load_region
from mobility.region.demand import read_demand
from mobility.region.settings import BASE
from mobility.region.toml import Table, read_toml

PURPOSES = {"doctor", "events", "leisure", "school", "shopping", "station", "visit", "work"}


def base() -> dict[str, Any]:
    """What every region has that says nothing else."""
    written: dict[str, Any] = read_toml(PACKS, BASE)["demand"]
    return written


def read(written: dict[str, Any]) -> object:
    return read_demand(Table("region.toml", "demand.", written))


def test_the_base_has_all_purposes_and_only_kinds_that_packs_have() -> None:
    rules = read_demand(Table(BASE, "demand.", base()))

    assert {purpose.id for purpose in rules.purposes} == PURPOSES
    drafted = {"clinic", "pharmacy", "care", "school", "administration", "leisure", "shop", "tourism"}
    bundled = {place.kind for place in load_region("bad-belzig").destinations}
    for purpose in rules.purposes:
        assert set(purpose.kinds) <= drafted | bundled | MADE_KINDS, purpose.id


def test_the_base_is_read_in_seconds_and_metres() -> None:
    rules = read_demand(Table(BASE, "demand.", base()))
    work = next(purpose for purpose in rules.purposes if purpose.id == "work")

    assert (rules.hours.start, rules.hours.end, rules.round) == (5 * HOUR, 24 * HOUR, 5 * MINUTE)
    assert (rules.notice, rules.nearness_m) == (2 * HOUR, 8000)
    assert work.there[0] == Peak(7 * HOUR, 45 * MINUTE, 4.0)
    assert work.ways == Ways(80, 10, 10)
    assert work.days[DayType.SUNDAY] == 0.12
    assert work.stay == 500 * MINUTE


def test_the_level_holds_on_a_school_day_and_other_days_follow_their_purposes() -> None:
    text = """
        share = 1.0
        kinds = { town = 1 }
        ways = { both = 1, there = 1, back = 0 }
        there = [{ at = "08:00", spread_min = 10 }]
        stay_min = 60
        stay_spread_min = 10
        arrive = 0
        parties = [1]
        wheelchair = 0
        walker = 0
        pram = 0
        prebooked = 0
        patience_min = 30
    """
    one, other = tomllib.loads(text), tomllib.loads(text)
    one["days"] = {"sunday": 0.5}
    other |= {"share": 2.0, "ways": {"both": 1, "there": 0, "back": 0}, "days": {"sunday": 0}}
    rules = read_demand(
        Table("region.toml", "", base() | {"rides_per_100": 11.0, "purpose": {"a": one, "b": other}})
    )

    # a share of 1 with 1.5 rides each, and one of 2 with 2 rides each: 5.5 rides of 3 outings
    assert rules.expected_per_100(DayType.SCHOOL_DAY) == pytest.approx(11)
    assert rules.outings_per_100(DayType.SCHOOL_DAY) == pytest.approx(6)
    # on Sundays half of the first is left
    assert rules.expected_per_100(DayType.SUNDAY) == pytest.approx(1.5)
    assert rules.outings_per_100(DayType.SUNDAY) == pytest.approx(1)


@pytest.mark.parametrize(
    ("changes", "reason"),
    [
        ({"rides_per_100": -1}, "demand.rides_per_100 is negative"),
        ({"rides_per_100": math.nan}, "demand.rides_per_100 is negative or has no end"),
        ({"rides_per_100": 1001}, "demand.rides_per_100 is more than 1000"),
        ({"by_chance": 1}, "demand.by_chance is not true or false"),
        ({"main_stop": 1.1}, "demand.main_stop is more than 1"),
        ({"nearness_m": 0}, "demand.nearness_m is 0"),
        ({"round_min": 0}, "demand.round_min is 0"),
        ({"hours": ["05:00", "24:30"]}, "demand.hours end after 24:00"),
        ({"days_before": []}, "demand.days_before has no number above 0"),
        ({"days_before": [0, 0]}, "demand.days_before has no number above 0"),
        ({"days_before": [1, "2"]}, "demand.days_before has '2', which is not a number from 0 on"),
        ({"days_before": [1, math.inf]}, "demand.days_before has inf, which is not a number from 0 on"),
        ({"asking": []}, "demand.asking has no peak with a weight above 0"),
        ({"asking": [{"at": "10:00", "spread_min": 5, "weight": 0}]}, "has no peak with a weight above 0"),
        ({"asking": [{"at": "10:00", "spread_min": 5, "bedtime": 1}]}, "demand.asking[1].bedtime is unknown"),
        ({"weather": "fine"}, "demand.weather is unknown"),
        ({"purpose": {}}, "demand.purpose has nothing to ride for on a school_day"),
        ({"purpose": {"Work!": {}}}, "demand.purpose.Work! has other signs"),
    ],
)
def test_given_a_mistake_when_read_then_the_key_is_named(changes: dict[str, Any], reason: str) -> None:
    with pytest.raises(BrokenRegion) as broken:
        read(base() | changes)

    assert reason in str(broken.value)


@pytest.mark.parametrize(
    ("changes", "reason"),
    [
        ({"share": "much"}, "demand.purpose.work.share is not a number"),
        ({"days": {"friday": 2}}, "demand.purpose.work.days.friday is unknown"),
        ({"kinds": {}}, "demand.purpose.work.kinds has no weight above 0"),
        ({"kinds": {"shop": -1}}, "demand.purpose.work.kinds.shop is negative"),
        (
            {"ways": {"both": 0, "there": 0, "back": 0}},
            "demand.purpose.work.ways.both, there, back are all 0",
        ),
        ({"there": [{"at": "7", "spread_min": 5}]}, "has '7', which is not a time like 05:30"),
        ({"parties": [1] * 9}, "demand.purpose.work.parties has more than 8 sizes"),
        ({"arrive": 2}, "demand.purpose.work.arrive is more than 1"),
        ({"color": 1}, "demand.purpose.work.color is unknown"),
    ],
)
def test_given_a_mistake_in_a_purpose_when_read_then_the_key_is_named(
    changes: dict[str, Any], reason: str
) -> None:
    written = base()
    written["purpose"]["work"] |= changes

    with pytest.raises(BrokenRegion) as broken:
        read(written)

    assert reason in str(broken.value)


def test_given_a_region_with_a_level_of_its_own_when_loaded_then_only_that_differs() -> None:
    usual = load_region("bad-belzig").demand
    over = load_region("bad-belzig", {"demand": {"rides_per_100": 3.5}}).demand

    assert over.rides_per_100 == 3.5
    assert over.purposes == usual.purposes
