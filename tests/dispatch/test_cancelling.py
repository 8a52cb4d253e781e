"""Giving a ride back, while that can be done."""

import pytest

from dispatch import desk
from mobility.bookings import Anchor, Wish
from mobility.clock import HOUR, MINUTE
from mobility.errors import NotPossible, UnknownRide
from mobility.needs import Needs
from tests.worlds import (
    BAHNHOF,
    DEPOT,
    LUETTE,
    RAGOESEN,
    REETZ,
    TRAVEL,
    ask,
    booked,
    monday,
    offers,
    van,
    visits,
)

IN_TIME = 8 * HOUR + 13 * MINUTE
"""When one has to be at the station to catch a train (s)."""
TRAIN = Wish(Anchor.ARRIVE, IN_TIME, "RE7")


def test_cancelling_takes_the_visits_away_and_times_the_rest_anew() -> None:
    # Given a van that stops at Lütte between Ragösen and the station
    requests = [ask(village, village, BAHNHOF, TRAIN) for village in (RAGOESEN, LUETTE)]
    day = booked(monday(), *requests)
    # When that party stays at home
    after = desk.cancel(day, LUETTE, TRAVEL)
    # Then the other one arrives earlier, inside the same promise
    assert after.bookings == day.bookings[:1]
    assert visits(after, RAGOESEN)[0] == visits(day, RAGOESEN)[0]
    assert visits(after, RAGOESEN)[1] < visits(day, RAGOESEN)[1]
    assert desk.violations(after, TRAVEL) == ()


def test_cancelling_the_last_ride_of_a_run_leaves_no_run() -> None:
    day = booked(monday(), ask("reetz", REETZ, BAHNHOF, TRAIN))
    after = desk.cancel(day, "reetz", TRAVEL)
    assert (after.bookings, after.plan.runs) == ((), ())


def test_a_place_given_back_can_be_had_again() -> None:
    day = monday(van(1, seats=2))
    first, second = (ask(name, REETZ, BAHNHOF, TRAIN, Needs(passengers=2)) for name in ("a", "b"))
    offer = offers(day, second)[0]
    freed = desk.cancel(booked(day, first), "a", TRAVEL)
    assert desk.accept(freed, second, offer, TRAVEL).booking("b")


def test_a_ride_can_be_cancelled_until_the_van_sets_off_to_it() -> None:
    # B35
    day = booked(monday(), ask("reetz", REETZ, BAHNHOF, TRAIN))
    leaves = visits(day, "reetz")[0] - TRAVEL.seconds(DEPOT, REETZ)
    assert desk.cancel(day.at(leaves - 1), "reetz", TRAVEL).bookings == ()
    with pytest.raises(NotPossible):
        desk.cancel(day.at(leaves), "reetz", TRAVEL)


def test_an_unknown_ride_cannot_be_cancelled() -> None:
    day = booked(monday(), ask("reetz", REETZ, BAHNHOF, TRAIN))
    with pytest.raises(UnknownRide):
        desk.cancel(day, "000000", TRAVEL)
