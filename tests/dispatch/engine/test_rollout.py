"""Wishes played against a plan, compared with the desk that serves them one by one."""

from collections.abc import Sequence
from dataclasses import replace

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from dispatch.engine.rollout import WISH, Futures, served, stage
from dispatch.insertion import Places
from dispatch.instance import Instance
from dispatch.problem import Problem
from mobility.bookings import Booking, Offer
from mobility.clock import HOUR, MINUTE
from mobility.day import Day
from mobility.needs import Needs
from mobility.plan import Plan
from mobility.promises import Promise, TimeWindow
from tests.dispatch.anything import BUSY, days, examples, needs
from tests.worlds import BAHNHOF, BORNE, DEPOT, POLICY, TRAVEL, WIESENBURG, ask, at, booked, monday, van

PATIENCE, RIDE = 15 * MINUTE, HOUR
ROW = {stop: row for row, stop in enumerate(TRAVEL.stops)}
Made = tuple[int, str, str, Needs]
"""When a wish is made, from where to where, and who rides."""


def futures(*samples: Sequence[Made]) -> Futures:
    """Samples as the engine reads them."""
    wishes = np.zeros((len(samples), max(map(len, samples), default=0)), WISH)
    for line, sample in zip(wishes, samples, strict=True):
        for wish, (time, origin, destination, party) in zip(line, sample, strict=False):
            load = POLICY.load(party)
            wish["time"], wish["latest"], wish["ride"] = time, time + PATIENCE, RIDE
            wish["extra"] = POLICY.extra_boarding(party)
            wish["origin"], wish["destination"] = ROW[origin], ROW[destination]
            wish["seats"], wish["wheelchairs"], wish["prams"] = load.seats, load.wheelchairs, load.prams
    return Futures(wishes, np.array([len(sample) for sample in samples]))


def played(day: Day, *samples: Sequence[Made], turning: bool = False, price: float = 0.0) -> list[float]:
    """How many of each sample are served, less what they cost."""
    instance = Instance.of(Problem.of(day, TRAVEL), day.plan)
    scene, wishes = stage(instance.model, instance.runs, futures(*samples))
    counted: list[float] = served(scene, wishes, turning=turning, price=price).tolist()
    return counted


def accepted(day: Day, wish: Made) -> Day:
    """The day after the wish was made, with the ride in it where that is possible."""
    time, origin, destination, party = wish
    day = day.at(time)
    request = ask(f"at {time}", origin, destination, at(time), party)
    promise = Promise(TimeWindow(time, time + PATIENCE), time + PATIENCE + RIDE, RIDE)
    booking = Booking(request, Offer(promise, 0, 0, None))
    found = Places(Problem.of(day, TRAVEL), day.plan).cheapest(booking)
    if found is None:
        return day
    return replace(day, bookings=(*day.bookings, booking), plan=day.plan.with_run(found.run))


def test_given_nobody_who_asks_when_played_then_nobody_is_served() -> None:
    assert played(monday().at(9 * HOUR), [], []) == [0, 0]


def test_given_an_idle_van_when_somebody_near_asks_then_they_are_served_and_who_is_far_is_not() -> None:
    near, far = (9 * HOUR, BAHNHOF, BORNE, Needs()), (9 * HOUR, WIESENBURG, BORNE, Needs())
    assert played(monday().at(9 * HOUR), [near], [far], [near, far]) == [1, 0, 1]


def test_given_a_party_too_large_when_played_then_it_is_not_served() -> None:
    crowd = (9 * HOUR, BAHNHOF, BORNE, Needs(6))
    assert played(monday(van(1, seats=5)).at(9 * HOUR), [crowd]) == [0]


def test_given_a_price_when_somebody_asks_then_their_driving_is_taken_off_or_they_are_not_worth_it() -> None:
    day, wish = monday(van(1)).at(8 * HOUR), (8 * HOUR, BORNE, BAHNHOF, Needs(1))
    way = sum(TRAVEL.seconds(*leg) for leg in ((DEPOT, BORNE), (BORNE, BAHNHOF), (BAHNHOF, DEPOT)))
    assert played(day, [wish], price=0.25 / way) == [pytest.approx(0.75)]
    assert played(day, [wish], price=1.01 / way) == [0]


def test_given_a_van_that_has_set_off_when_it_may_turn_then_it_fetches_who_is_beside_its_way() -> None:
    day = booked(monday(), ask("one", WIESENBURG, BORNE, at(9 * HOUR)))
    arrives = day.plan.run("shift-1").visits[0].time
    day, wish = day.at(arrives - 1200), (arrives - 800, BORNE, BAHNHOF, Needs())
    assert played(day, [wish], turning=False) == [0]
    assert played(day, [wish], turning=True) == [1]


@given(st.data())
@examples(60)
def test_given_any_day_when_one_wish_is_played_then_it_is_served_exactly_if_the_desk_could(
    data: st.DataObject,
) -> None:
    day = data.draw(days(rides=5))
    now = max(day.now, 6 * HOUR)
    way = data.draw(st.permutations(BUSY))[:2]
    wish = (data.draw(st.integers(now, now + HOUR)), way[0], way[1], data.draw(needs()))
    bookings = len(accepted(day, wish).bookings) - len(day.bookings)
    assert played(day.at(now), [wish]) == [bookings]


@given(st.data())
@examples(40)
def test_given_any_day_when_wishes_are_played_then_as_the_desk_would_serve_them(data: st.DataObject) -> None:
    begin = data.draw(days(rides=4))
    begin = begin.at(max(begin.now, 6 * HOUR))
    times = sorted(data.draw(st.lists(st.integers(begin.now, begin.now + HOUR), max_size=5, unique=True)))
    sample: list[Made] = []
    for time in times:
        origin, destination = data.draw(st.permutations(BUSY))[:2]
        sample.append((time, origin, destination, data.draw(needs())))
    day = begin
    for wish in sample:
        day = accepted(day, wish)
    assert played(begin, sample) == [len(day.bookings) - len(begin.bookings)]


@given(days(rides=3), st.integers(0, 2**32), st.booleans())
@examples(20)
def test_given_any_samples_when_played_together_then_each_as_if_it_were_alone(
    day: Day, seed: int, turning: bool
) -> None:
    chance = np.random.default_rng(seed)
    samples = [
        [
            (int(time), *chance.choice(BUSY, 2, replace=False), Needs())
            for time in sorted(chance.integers(8 * HOUR, 9 * HOUR, chance.integers(0, 8)))
        ]
        for _ in range(4)
    ]
    day = day.at(8 * HOUR)
    together = played(day, *samples, turning=turning)
    assert together == [count for sample in samples for count in played(day, sample, turning=turning)]
    assert all(count <= len(sample) for count, sample in zip(together, samples, strict=True))


def test_given_no_vehicles_when_played_then_nobody_is_served() -> None:
    day = replace(monday(), shifts=(), plan=Plan())
    assert played(day.at(9 * HOUR), [(9 * HOUR, BAHNHOF, BORNE, Needs())]) == [0]


@pytest.mark.parametrize("turning", [False, True])
def test_given_a_plan_when_played_then_it_is_as_it_was(turning: bool) -> None:
    day = booked(monday(), ask("one", BAHNHOF, BORNE, at(9 * HOUR)))
    instance = Instance.of(Problem.of(day.at(8 * HOUR), TRAVEL), day.plan)
    before = instance.model.nodes.copy(), instance.model.ways.copy(), instance.room.visits.copy()
    scene, wishes = stage(
        instance.model, instance.runs, futures([(8 * HOUR, BAHNHOF, WIESENBURG, Needs())] * 2)
    )
    first, second = (served(scene, wishes, turning=turning).tolist() for _ in range(2))
    assert first == second
    after = instance.model.nodes, instance.model.ways, instance.room.visits
    assert all((a == b).all() for a, b in zip(before, after, strict=True))
