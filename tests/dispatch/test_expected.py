"""Who is likely to ask."""

from dataclasses import replace

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from dispatch.expected import Demand, PastRide
from mobility.clock import HOUR
from mobility.needs import Needs

HUB, MILL, FARM = "hub", "mill", "farm"
ONE, THREE = Needs(1), Needs(3)
MORNING = [PastRide(7 * HOUR + n, MILL, HUB, ONE) for n in range(30)]
NOON = [PastRide(12 * HOUR + n, FARM, MILL, THREE) for n in range(10)]
EVENING = [PastRide(17 * HOUR + n, HUB, FARM, ONE) for n in range(20)]
DEMAND = Demand.of(MORNING + NOON + EVENING, HUB, days=2)


def chance(seed: int = 1) -> np.random.Generator:
    return np.random.default_rng(seed)


def test_given_past_rides_when_counted_then_hours_and_stops_have_their_shares() -> None:
    assert DEMAND.daily == 30
    assert DEMAND.rides == {7: 30, 12: 10, 17: 20}
    assert [DEMAND.share(hour * HOUR) for hour in (7, 8, 12, 13, 24)] == pytest.approx(
        [0, 1 / 2, 1 / 2, 2 / 3, 1]
    )
    assert DEMAND.stops == {MILL: 40, FARM: 30}
    assert DEMAND.parties == {ONE: 50, THREE: 10}
    assert DEMAND.places == (MILL, FARM, HUB)


def test_given_hours_with_few_rides_when_shares_are_estimated_then_they_are_near_the_average() -> None:
    average = 30 / 60
    assert DEMAND.to_hub[3] == average
    assert DEMAND.to_hub[7] == pytest.approx((30 + 3 * average) / 33)
    assert DEMAND.to_hub[12] == pytest.approx(3 * average / 13)
    assert DEMAND.from_hub[17] == pytest.approx((20 + 3 * 20 / 60) / 23)


def test_given_an_hour_when_asked_where_wishes_are_made_then_at_the_hub_as_often_as_rides_come_from_it() -> (
    None
):
    shares = DEMAND.origins(17 * HOUR)
    assert shares.sum() == pytest.approx(1)
    assert shares[-1] == pytest.approx(DEMAND.from_hub[17])
    assert shares[0] / shares[1] == pytest.approx(4 / 3)


def test_given_nothing_seen_when_the_day_begins_then_as_much_as_ever_is_expected() -> None:
    assert DEMAND.expected(0, 24 * HOUR, seen=0) == pytest.approx(30)
    assert DEMAND.expected(0, 8 * HOUR, seen=0) == pytest.approx(15)


@given(st.integers(0, 24 * HOUR), st.integers(0, 24 * HOUR), st.integers(0, 24 * HOUR), st.integers(0, 500))
def test_given_any_times_when_expected_then_parts_add_up(a: int, b: int, c: int, seen: int) -> None:
    first, middle, last = sorted((a, b, c))
    part, whole = DEMAND.expected(first, middle, seen), DEMAND.expected(first, last, seen)
    shares = [DEMAND.share(time) - DEMAND.share(first) for time in (middle, last)]
    assert 0 <= part <= whole + 1e-9
    assert part * shares[1] == pytest.approx(whole * shares[0])


@given(st.integers(0, 24 * HOUR), st.integers(0, 300), st.integers(1, 300))
def test_given_more_seen_when_expected_then_more_is_to_come(now: int, seen: int, more: int) -> None:
    assert DEMAND.expected(now, 24 * HOUR, seen + more) >= DEMAND.expected(now, 24 * HOUR, seen) - 1e-9


@given(st.integers(5 * HOUR, 20 * HOUR), st.integers(0, 2**32))
def test_given_any_moment_when_sampled_then_wishes_lie_ahead_in_order_and_lead_somewhere(
    now: int, seed: int
) -> None:
    sample = DEMAND.sample(now, HOUR, 10, 8, chance(seed))
    for number, count in enumerate(sample.counts):
        times = sample.times[number, :count]
        assert (np.diff(times) >= 0).all()
        assert ((times >= now) & (times <= now + HOUR)).all()
        assert (sample.origins[number] != sample.destinations[number]).all()
    assert sample.origins.max(initial=0) < len(DEMAND.places)
    assert sample.parties.max(initial=0) < len(DEMAND.parties)


def test_given_one_seed_when_sampled_twice_then_the_same_wishes() -> None:
    first, second = (DEMAND.sample(7 * HOUR, HOUR, 0, 5, chance(3)) for _ in range(2))
    assert all((a == b).all() for a, b in zip(first, second, strict=True))


def test_given_many_samples_when_counted_then_as_many_and_the_same_ways_as_expected() -> None:
    sample = replace(DEMAND, daily=200.0).sample(6 * HOUR, 2 * HOUR, 0, 400, chance())
    assert sample.counts.mean() == pytest.approx(100, rel=0.05)
    made = np.arange(sample.times.shape[1]) < sample.counts[:, None]
    hub = len(DEMAND.places) - 1
    assert (sample.destinations == hub)[made].mean() == pytest.approx(DEMAND.to_hub[7], abs=0.03)
    assert (sample.times >= 7 * HOUR)[made].all()


def test_given_no_time_ahead_when_sampled_then_nobody_asks() -> None:
    assert DEMAND.sample(23 * HOUR, HOUR, 0, 4, chance()).counts.tolist() == [0, 0, 0, 0]
