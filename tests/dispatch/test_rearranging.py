"""Rides that have a place only if others change theirs."""

from dataclasses import replace

import pytest
from hypothesis import event, given

from dispatch import desk
from dispatch.expected import Demand, PastRide
from dispatch.foresight import Foresight
from dispatch.offers import Option
from mobility.bookings import Declined, RideRequest
from mobility.clock import HOUR, MINUTE
from mobility.day import Day
from mobility.declines import NoPlace
from mobility.errors import OfferGone
from mobility.needs import Needs
from tests.dispatch.anything import examples, promised, requests
from tests.worlds import BAHNHOF, BORNE, REETZ, TRAVEL, ask, at, booked, monday, offers, van

LATER = ask("later", REETZ, BAHNHOF, at(9 * HOUR), Needs(wheelchairs=1))


def crowded(rearranging: int = 100) -> Day:
    """A large party has the only van with a place for a wheelchair, as it happened to book first."""
    small, large = van(2, wheelchairs=0), van(1)
    day = booked(monday(large), ask("early", REETZ, BAHNHOF, at(9 * HOUR), Needs(passengers=8)))
    return replace(day, shifts=(large, small), policy=replace(day.policy, rearranging=rearranging, search=0))


def test_a_ride_gets_a_place_because_another_party_changes_the_van() -> None:
    day = crowded()
    answer = desk.offer(day, LATER, TRAVEL)
    assert not isinstance(answer, Declined)
    after = desk.accept(day, LATER, answer[0], TRAVEL)
    assert after.plan.run("shift-1").references() == {"later"}
    assert after.plan.run("shift-2").references() == {"early"}
    assert desk.violations(after, TRAVEL) == ()


def test_without_rearranging_it_has_none() -> None:
    # an offer found by rearranging cannot be accepted without
    day = crowded(rearranging=0)
    answer = desk.offer(day, LATER, TRAVEL)
    assert isinstance(answer, Declined)
    assert answer.reason == NoPlace()
    found = desk.offer(crowded(), LATER, TRAVEL)
    assert isinstance(found, tuple)
    with pytest.raises(OfferGone):
        desk.accept(day, LATER, found[0], TRAVEL)


def test_a_party_whose_van_has_set_off_is_not_moved() -> None:
    day = crowded()
    [pickup, _] = day.plan.run("shift-1").visits
    assert isinstance(desk.offer(day.at(pickup.time), LATER, TRAVEL), Declined)


def test_a_ride_for_which_the_plan_has_to_change_is_not_judged_by_what_it_displaces() -> None:
    # Given an office that expects crowds within the hour
    crowds = [PastRide(9 * HOUR + second, BORNE, BAHNHOF, Needs()) for second in range(0, HOUR, 10)]
    ahead = Foresight(Demand.of(crowds, BAHNHOF), TRAVEL, samples=5)
    day = crowded().at(8 * HOUR + 32 * MINUTE)
    # When somebody asks who has a place only in another plan
    [offer] = offers(day, LATER)
    # Then the offer stands
    assert ahead.admit(day, LATER, [Option(offer, 0, offer.promise.pickup.start)]) == offer


@examples(100)
@given(promised(0, 6), requests("new"))
def test_whatever_is_offered_can_be_had_and_breaks_nothing(day: Day, request: RideRequest) -> None:
    answer = desk.offer(day, request, TRAVEL)
    if isinstance(answer, Declined):
        return
    event(f"{len(answer)} offers")
    for offer in answer:
        assert desk.violations(desk.accept(day, request, offer, TRAVEL), TRAVEL) == ()


def test_the_same_day_gives_the_same_answer() -> None:
    assert desk.offer(crowded(), LATER, TRAVEL) == desk.offer(crowded(), LATER, TRAVEL)
