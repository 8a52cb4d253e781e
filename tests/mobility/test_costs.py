"""What a service costs, and division that loses nothing."""

from datetime import date
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from mobility.costs import CostKey, Costs, Method, apportion, key_of
from mobility.errors import BrokenRegion
from mobility.region import Region, load_region
from tests.packs import copy_of_pack, edit

NAMES = ("Bad Belzig", "Brück", "Niemegk", "Wiesenburg/Mark")
WEIGHTS = st.dictionaries(st.sampled_from(NAMES), st.integers(0, 10**6)).filter(
    lambda each: any(each.values())
)
HOME = """
[[cost_key]]
version = 1
from = 2026-01-01
method = "home"
"""
SHARES = """
[[cost_key]]
version = 2
from = 2027-01-01
method = "shares"
shares = { "Bad Belzig" = 60, "Wiesenburg/Mark" = 40 }
"""


@pytest.fixture
def pack(tmp_path: Path) -> Path:
    return copy_of_pack(tmp_path)


def with_keys(pack: Path, keys: str) -> Path:
    edit(pack, "region.toml", "[fares]", f"{keys}\n[fares]")
    return pack


@given(total=st.integers(0, 10**9), weights=WEIGHTS)
def test_given_any_weights_when_divided_then_nothing_is_lost_and_nobody_is_off_by_a_whole_unit(
    total: int, weights: dict[str, int]
) -> None:
    parts = apportion(total, weights)

    assert sum(parts.values()) == total
    whole = sum(weights.values())
    assert all(abs(parts[name] * whole - total * weights[name]) < whole for name in weights)


@given(total=st.integers(0, 10**6), weights=WEIGHTS)
def test_given_the_same_weights_in_another_order_when_divided_then_it_is_the_same(
    total: int, weights: dict[str, int]
) -> None:
    assert apportion(total, dict(reversed(weights.items()))) == apportion(total, weights)


def test_given_equal_remainders_when_divided_then_the_first_by_name_gets_the_cent() -> None:
    assert apportion(1, {"Wiesenburg/Mark": 1, "Bad Belzig": 1}) == {"Bad Belzig": 1, "Wiesenburg/Mark": 0}


def test_given_unequal_remainders_when_divided_then_the_largest_gets_the_cent() -> None:
    # 10 by 1:2:4 is 1.43, 2.86 and 5.71
    assert apportion(10, {"a": 1, "b": 2, "c": 4}) == {"a": 1, "b": 3, "c": 6}


@pytest.mark.parametrize(
    ("total", "weights"), [(1, {}), (1, {"a": 0}), (1, {"a": 2, "b": -1}), (-1, {"a": 1})]
)
def test_given_what_cannot_be_divided_when_divided_then_it_is_refused(
    total: int, weights: dict[str, int]
) -> None:
    with pytest.raises(ValueError, match="cannot be divided"):
        apportion(total, weights)


def test_given_a_duty_when_its_cost_is_half_a_cent_then_it_is_rounded_up() -> None:
    costs = Costs(duty_hour_cents=3600, km_cents=50, vehicle_day_cents=0, day_cents=0, fare_cents=0)

    assert [costs.duty(100, metres) for metres in (9, 10, 29, 30)] == [100, 101, 101, 102]


def test_given_a_day_when_no_vehicle_is_on_duty_then_it_costs_nothing() -> None:
    costs = Costs(duty_hour_cents=0, km_cents=0, vehicle_day_cents=1000, day_cents=500, fare_cents=0)

    assert [costs.day(vehicles) for vehicles in (0, 1, 3)] == [0, 1500, 3500]


def test_given_versions_of_a_key_when_a_day_is_asked_for_then_the_last_that_began_holds() -> None:
    keys = [CostKey(1, date(2026, 1, 1), Method.HOME), CostKey(2, date(2027, 1, 1), Method.EQUAL)]

    days = (date(2025, 6, 1), date(2026, 12, 31), date(2027, 1, 1))
    assert [key_of(keys, day).version for day in days] == [1, 1, 2]


def test_given_a_pack_that_says_nothing_about_money_when_loaded_then_the_base_holds(region: Region) -> None:
    assert region.costs.duty_hour_cents > 0
    assert [key.method for key in region.cost_keys] == [Method.HOME]
    assert region.cost_key(date(2026, 11, 24)) == region.cost_keys[0]
    assert region.climate.vehicle_g_per_km > region.climate.car_g_per_km


def test_given_a_pack_with_a_new_version_of_the_key_when_loaded_then_it_holds_from_its_day_on(
    pack: Path,
) -> None:
    changed = load_region(with_keys(pack, HOME + SHARES))

    assert changed.cost_key(date(2026, 12, 31)).method is Method.HOME
    assert changed.cost_key(date(2027, 1, 1)).shares == {"Bad Belzig": 60, "Wiesenburg/Mark": 40}


@pytest.mark.parametrize(
    ("before", "after", "reason"),
    [
        (
            'method = "home"',
            'method = "dice"',
            "'dice', which is not one of home, passenger_km, equal, shares",
        ),
        ("version = 2", "version = 3", r"cost_key\[2\]\.version is 3, not 2"),
        ("from = 2027-01-01", "from = 2026-01-01", r"cost_key\[2\]\.from is not after"),
        (', "Wiesenburg/Mark" = 40', "", r"shares\.Wiesenburg/Mark is missing"),
        ('"Wiesenburg/Mark" = 40', '"Wiesenburg/Mark" = 40, "Brück" = 1', r"shares\.Brück is unknown"),
        (
            '"Bad Belzig" = 60, "Wiesenburg/Mark" = 40',
            '"Bad Belzig" = 0, "Wiesenburg/Mark" = 0',
            "nobody would",
        ),
        ("= 60", "= -60", "is not a whole number"),
        (
            'method = "home"',
            'method = "home"\nshares = { "Bad Belzig" = 1 }',
            r"cost_key\[1\]\.shares is unknown",
        ),
    ],
)
def test_given_a_key_that_makes_no_sense_when_loaded_then_it_is_refused(
    pack: Path, before: str, after: str, reason: str
) -> None:
    with pytest.raises(BrokenRegion, match=reason):
        load_region(with_keys(pack, (HOME + SHARES).replace(before, after)))


@pytest.mark.parametrize(
    ("table", "reason"),
    [
        ("cost_key = []", "cost_key is missing"),
        ("[costs]\nkm_cents = 0.5", "costs.km_cents is not a whole number"),
        ("[costs]\ncoffee_cents = 5", "costs.coffee_cents is unknown"),
        ("[climate]\ncar_share = 1.5", "climate.car_share is more than 1"),
        ("[climate]\ncar_occupancy = 0.5", "climate.car_occupancy is less than 1"),
        ("[climate]\ncar_g_per_km = -1", "climate.car_g_per_km is negative"),
    ],
)
def test_given_money_or_climate_that_makes_no_sense_when_loaded_then_it_is_refused(
    pack: Path, table: str, reason: str
) -> None:
    before = "demo_timetable" if table.startswith("cost_key") else "[bounds]"
    edit(pack, "region.toml", before, f"{table}\n{before}")

    with pytest.raises(BrokenRegion, match=reason):
        load_region(pack)
