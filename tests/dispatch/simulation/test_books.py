"""What passengers choose."""

import pytest

from dispatch.simulation.books import Entry
from mobility.bookings import Anchor, Declined, Offer, Wish
from mobility.clock import HOUR, MINUTE
from mobility.declines import Leg, NoPlace, ServedByLine
from mobility.promises import Promise, TimeWindow
from tests.dispatch.simulation.villagers import asking
from tests.worlds import BAHNHOF, BORNE, at, by

NOON = 12 * HOUR


def entry(wish: Wish, patience: int) -> Entry:
    return Entry(asking("1", BORNE, BAHNHOF, wish, patience=patience * MINUTE))


def offer(start: int, arrive_by: int = 20) -> Offer:
    """A ride some minutes from noon."""
    begin = NOON + start * MINUTE
    return Offer(Promise(TimeWindow(begin, begin + 600), NOON + arrive_by * MINUTE, 3600), 600)


def bus(departs: int, arrives: int) -> Declined:
    """A line serves the wish, some minutes from noon; there are rides 10 min before and 20 min after."""
    leg = Leg("580", "", BORNE, BAHNHOF, NOON + departs * MINUTE, NOON + arrives * MINUTE)
    return Declined(ServedByLine((leg,)), (offer(-10), offer(20)))


@pytest.mark.parametrize(
    ("patience", "starts", "chosen"),
    [
        (15, (-20, 10), 10),
        (15, (-10, 10), -10),
        (10, (10, 20), 10),
        (9, (10, 20), None),
        (60, (), None),
    ],
)
def test_given_offers_when_passengers_choose_then_the_nearest_within_their_patience(
    patience: int, starts: tuple[int, ...], chosen: int | None
) -> None:
    offers = tuple(map(offer, starts))
    expected = None if chosen is None else offer(chosen)

    assert entry(at(NOON), patience).choose(offers) == expected
    assert entry(at(NOON), patience).choose(Declined(NoPlace(), offers)) == expected


def test_given_a_wish_to_arrive_when_passengers_choose_then_the_latest_arrival_counts() -> None:
    offers = offer(-30, arrive_by=-25), offer(-40, arrive_by=-5)

    assert entry(by(NOON), 10).choose(offers) == offers[1]


@pytest.mark.parametrize(("departs", "chosen"), [(10, None), (-10, None), (11, -10), (0, None)])
def test_given_a_line_when_rides_are_nearer_to_the_wish_then_only_those_are_taken(
    departs: int, chosen: int | None
) -> None:
    found = entry(at(NOON), 60).choose(bus(departs, departs + 15))

    assert found == (None if chosen is None else offer(chosen))


def test_given_a_line_and_a_wish_to_arrive_when_passengers_choose_then_its_arrival_counts() -> None:
    wish = Wish(Anchor.ARRIVE, NOON + 20 * MINUTE)

    assert entry(wish, 60).choose(bus(-60, 19)) == offer(-10)
    assert entry(wish, 60).choose(bus(-60, 20)) is None
