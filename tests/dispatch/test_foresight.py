"""An office that looks ahead."""

from collections.abc import Sequence
from dataclasses import replace

import pytest
from hypothesis import given
from hypothesis import strategies as st

from dispatch import desk
from dispatch.caution import Caution
from dispatch.expected import Demand, PastRide
from dispatch.foresight import Foresight
from dispatch.offers import Option
from dispatch.simulation import thriftiest
from mobility.bookings import RideRequest
from mobility.clock import HOUR, MINUTE
from mobility.day import Day, Position
from mobility.needs import Needs
from mobility.promises import TimeWindow
from tests.dispatch.anything import days, examples
from tests.worlds import (
    BAHNHOF,
    BORNE,
    DEPOT,
    MARKT,
    MONDAY,
    POLICY,
    RAGOESEN,
    REPPINICHEN,
    THERME,
    TRAVEL,
    WIESENBURG,
    ask,
    at,
    booked,
    monday,
    van,
)

EIGHT = 8 * HOUR
TOWN = [
    PastRide(7 * HOUR + minute * MINUTE, *way, Needs())
    for minute in range(240)
    for way in ((THERME, BAHNHOF), (BAHNHOF, MARKT), (MARKT, THERME))
]
"""Short rides in the town, three a minute."""
BUSY = Demand.of(TOWN, BAHNHOF)
QUIET = replace(BUSY, daily=0.0)
POSSIBLE = replace(POLICY, notice=0, offer_margin=0, early_until=0, min_ride_m=0)


def foresight(demand: Demand = BUSY, *, seed: int = 0, caution: Caution | None = None) -> Foresight:
    return Foresight(demand, TRAVEL, samples=10, caution=caution or Caution(), seed=seed)


def asked(day: Day, origin: str, destination: str) -> tuple[RideRequest, Sequence[Option]]:
    """Somebody who wants a ride now, and what could be promised."""
    request = ask("new", origin, destination, at(day.now), asked_at=MONDAY.instant(day.now))
    options = desk.options(day, request, TRAVEL, TimeWindow(day.now, day.now + 20 * MINUTE))
    assert isinstance(options, tuple), options
    return request, options


def eight(*vans: int) -> Day:
    """Eight o'clock, with idle vans."""
    return replace(monday(*map(van, vans or (1,))), policy=POSSIBLE, now=EIGHT)


# --- admission ----------------------------------------------------------------------------------------


def test_given_nobody_to_come_when_asked_then_the_thriftiest_ride_is_promised() -> None:
    day = eight(1, 2)
    request, options = asked(day, MARKT, RAGOESEN)
    assert foresight(QUIET).admit(day, request, options) == thriftiest(day, request, options)


def test_given_many_to_come_when_a_ride_leads_far_away_then_it_is_refused() -> None:
    day = eight()
    assert foresight().admit(day, *asked(day, MARKT, RAGOESEN)) is None


def test_given_many_to_come_when_a_ride_is_short_then_it_is_promised() -> None:
    day = eight()
    request, options = asked(day, MARKT, THERME)
    assert foresight().admit(day, request, options) == options[0].offer


def test_given_a_ride_beyond_the_horizon_when_asked_then_nobody_is_displaced() -> None:
    day = eight()
    request = ask("later", MARKT, RAGOESEN, at(EIGHT + 45 * MINUTE), asked_at=MONDAY.instant(EIGHT))
    window = TimeWindow(EIGHT + 45 * MINUTE, EIGHT + 65 * MINUTE)
    options = desk.options(day, request, TRAVEL, window)
    assert isinstance(options, tuple)
    assert foresight().admit(day, request, options) == options[0].offer


def test_given_as_many_as_asked_so_far_when_more_ask_then_more_are_expected() -> None:
    day, ahead = eight(), foresight(QUIET)
    request, options = asked(day, MARKT, RAGOESEN)
    assert ahead.admit(day, request, options) is not None
    for _ in range(400):
        ahead.heard(day, request)
    assert ahead.admit(day, request, options) is None


def test_given_wishes_for_much_later_when_heard_then_they_say_nothing_about_now() -> None:
    day, ahead = eight(), foresight(QUIET)
    later = ask("later", MARKT, RAGOESEN, at(EIGHT + 2 * HOUR), asked_at=MONDAY.instant(EIGHT))
    for _ in range(400):
        ahead.heard(day, later)
    assert ahead.admit(day, *asked(day, MARKT, RAGOESEN)) is not None


@given(days(rides=4), st.integers(0, 9))
@examples(15)
def test_given_one_seed_when_asked_twice_then_the_same_answer_and_the_day_is_as_it_was(
    day: Day, seed: int
) -> None:
    day = replace(day, policy=POSSIBLE, now=EIGHT)
    request = ask("new", BORNE, WIESENBURG, at(EIGHT + 300), asked_at=MONDAY.instant(EIGHT))
    options = desk.options(day, request, TRAVEL, TimeWindow(EIGHT + 300, EIGHT + 1500))
    if isinstance(options, tuple):
        answers = [foresight(seed=seed).admit(day, request, options) for _ in range(2)]
        assert answers[0] == answers[1]
        assert answers[0] in {None, *(option.offer for option in options)}
        assert desk.options(day, request, TRAVEL, TimeWindow(EIGHT + 300, EIGHT + 1500)) == options


# --- waiting ------------------------------------------------------------------------------------------


def far_out(shift: str = "shift-1") -> tuple[Position, ...]:
    """A van that waits far from everybody who will ask."""
    return (Position(shift, REPPINICHEN, EIGHT - HOUR),)


def test_given_a_van_far_out_when_many_will_ask_in_town_then_it_is_sent_there() -> None:
    goals = foresight().send(replace(eight(), positions=far_out()), {})
    assert set(goals) == {"shift-1"}
    goal = goals["shift-1"]
    assert goal.place in {BAHNHOF, THERME, MARKT}
    assert goal.time == EIGHT + TRAVEL.seconds(REPPINICHEN, goal.place)


def test_given_nobody_to_come_when_a_van_waits_then_it_stays() -> None:
    assert foresight(QUIET).send(replace(eight(), positions=far_out()), {}) == {}


def test_given_a_van_near_everybody_when_it_waits_then_it_stays() -> None:
    assert foresight().send(eight(), {}) == {}


def test_given_a_van_with_a_ride_to_come_when_others_ask_elsewhere_then_it_is_not_sent_away() -> None:
    day = booked(monday(), ask("one", REPPINICHEN, WIESENBURG, at(EIGHT + HOUR)))
    day = replace(day, policy=POSSIBLE, now=EIGHT, positions=far_out())
    assert foresight().send(day, {}) == {}


def test_given_a_duty_that_ends_soon_when_a_van_waits_then_it_stays() -> None:
    late = replace(van(1), hours=TimeWindow(5 * HOUR, EIGHT + HOUR))
    day = replace(monday(late), policy=POSSIBLE, now=EIGHT, positions=far_out())
    assert foresight().send(day, {}) == {}


def test_given_two_vans_far_out_when_one_was_just_sent_then_the_other_waits_a_minute() -> None:
    day = replace(eight(1, 2), positions=(*far_out(), *far_out("shift-2")))
    # as if a single van could serve hardly anybody
    ahead = foresight(caution=Caution(reach=20 * HOUR, gain=-1, moving=-100, hour=0))
    first = ahead.send(day, {})
    assert len(first) == 1
    assert ahead.send(day.at(EIGHT + 59), first) == first
    assert len(ahead.send(day.at(EIGHT + 60), first)) == 2


def test_given_a_goal_when_it_is_reached_or_the_van_gets_a_ride_then_it_is_forgotten() -> None:
    ahead, goal = foresight(QUIET), Position("shift-1", BORNE, EIGHT + 600)
    goals = {"shift-1": goal}
    assert ahead.send(eight(), goals) == goals
    assert ahead.send(eight().at(EIGHT + 600), goals) == {}
    busy = replace(booked(monday(), ask("one", BORNE, WIESENBURG, at(EIGHT + HOUR))), now=EIGHT + 10)
    assert ahead.send(busy, goals) == {}


@pytest.mark.parametrize("known", [(), (Position("shift-1", DEPOT, 6 * HOUR),)])
def test_given_a_van_without_a_ride_yet_when_sent_then_from_its_depot(known: tuple[Position, ...]) -> None:
    villages = [PastRide(EIGHT + n, WIESENBURG, BORNE, Needs()) for n in range(900)]
    ahead = foresight(Demand.of(villages, BORNE))
    goals = ahead.send(replace(eight(), positions=known), {})
    goal = goals["shift-1"]
    assert goal.time == EIGHT + TRAVEL.seconds(DEPOT, goal.place)
