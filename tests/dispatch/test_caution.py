"""What driving costs an office that looks ahead: something on a quiet day, nothing on others."""

from dataclasses import replace

import pytest

from dispatch import desk
from dispatch.caution import Caution
from dispatch.expected import Demand, PastRide
from dispatch.foresight import Foresight
from mobility.bookings import Offer
from mobility.clock import HOUR, MINUTE
from mobility.day import Day, Position
from mobility.needs import Needs
from mobility.promises import TimeWindow
from tests.worlds import (
    BAHNHOF,
    MARKT,
    MONDAY,
    POLICY,
    RAGOESEN,
    REPPINICHEN,
    THERME,
    TRAVEL,
    ask,
    at,
    monday,
    van,
)

EIGHT = 8 * HOUR
MORNING = [
    PastRide(7 * HOUR + minute * MINUTE, *way, Needs())
    for minute in range(240)
    for way in ((THERME, BAHNHOF), (BAHNHOF, MARKT), (MARKT, THERME))
]
"""Short rides in the town, as many in each of four hours: at eight a quarter of them is known."""
TOWN = Demand.of(MORNING, BAHNHOF)
NOBODY = replace(TOWN, daily=0.0)
DEAR = Caution(driving=100.0, quiet=4.0, choice=0.0)
"""No ride is worth so much driving; with one van a day is quiet until, at eight, one wish was seen."""


def eight() -> Day:
    policy = replace(POLICY, notice=0, offer_margin=0, early_until=0, min_ride_m=0)
    return replace(monday(van(1)), policy=policy, now=EIGHT)


def foresight(caution: Caution, demand: Demand = NOBODY) -> Foresight:
    return Foresight(demand, TRAVEL, samples=10, caution=caution)


def heard(ahead: Foresight, day: Day, wish: int) -> None:
    """Somebody asks now for a ride at some time."""
    ahead.heard(day, ask("other", THERME, BAHNHOF, at(wish), asked_at=MONDAY.instant(EIGHT)))


def admitted(ahead: Foresight, day: Day) -> Offer | None:
    """What somebody is promised who wants to leave town now."""
    request = ask("new", MARKT, RAGOESEN, at(EIGHT), asked_at=MONDAY.instant(EIGHT))
    options = desk.options(day, request, TRAVEL, TimeWindow(EIGHT, EIGHT + 20 * MINUTE))
    assert isinstance(options, tuple), options
    return ahead.admit(day, request, options)


def test_given_a_quiet_day_when_a_ride_is_not_worth_its_driving_then_it_is_refused() -> None:
    assert admitted(foresight(DEAR), eight()) is None


def test_given_a_quiet_day_when_a_ride_is_worth_its_driving_then_it_is_promised() -> None:
    assert admitted(foresight(replace(DEAR, driving=1.0)), eight()) is not None


def test_given_as_many_wishes_as_on_a_busy_day_when_asked_then_driving_costs_nothing() -> None:
    day, ahead = eight(), foresight(DEAR)
    heard(ahead, day, EIGHT)
    assert admitted(ahead, day) is not None


def test_given_twice_the_vans_when_as_many_ask_then_the_day_is_still_quiet() -> None:
    day, ahead = replace(eight(), shifts=(van(1), van(2))), foresight(DEAR)
    heard(ahead, day, EIGHT)
    assert admitted(ahead, day) is None
    heard(ahead, day, EIGHT)
    assert admitted(ahead, day) is not None


def test_given_somebody_who_books_ahead_when_asked_then_driving_costs_nothing() -> None:
    day, ahead = eight(), foresight(DEAR)
    heard(ahead, day, EIGHT + 2 * HOUR)
    assert admitted(ahead, day) is not None


@pytest.mark.parametrize(("known", "is_refused"), [(0.25, True), (0.26, False)])
def test_given_little_of_the_day_when_asked_then_nobody_knows_that_it_is_quiet(
    known: float, *, is_refused: bool
) -> None:
    assert (admitted(foresight(replace(DEAR, known=known)), eight()) is None) is is_refused


def sent(caution: Caution) -> bool:
    """Whether a van far out is sent to town, where many will ask."""
    day = replace(eight(), positions=(Position("shift-1", REPPINICHEN, EIGHT - HOUR),))
    return bool(foresight(caution, TOWN).send(day, {}))


def test_given_a_quiet_day_when_a_move_is_dearer_than_what_it_serves_then_the_van_stays() -> None:
    quiet = Caution(driving=0.01, thrift=1.0)
    assert sent(quiet)
    assert not sent(replace(quiet, thrift=1000.0))


def test_given_a_busy_day_when_a_van_waits_then_thrift_counts_for_nothing() -> None:
    assert sent(Caution(driving=0.01, thrift=1000.0, quiet=0.0))
