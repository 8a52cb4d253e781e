"""The desk, told as stories: what is promised, what is kept, what is refused."""

from dataclasses import replace
from datetime import date

import pytest

from dispatch import desk
from dispatch.effort import Effort
from dispatch.problem import Problem
from mobility.bookings import Anchor, Booking, Declined, Offer, Wish
from mobility.clock import HOUR, MINUTE, ServiceDay
from mobility.declines import NoPlace
from mobility.errors import NotPossible, OfferGone
from mobility.needs import Needs
from mobility.plan import Plan, Run, VisitKind
from mobility.promises import Promise, TimeWindow
from tests.worlds import (
    BAHNHOF,
    BORNE,
    DEPOT,
    DIPPMANNSDORF,
    LUETTE,
    MARKT,
    RAGOESEN,
    REETZ,
    REETZERHUETTEN,
    TRAVEL,
    WIESENBURG,
    ask,
    at,
    booked,
    monday,
    offers,
    van,
    visits,
)

IN_TIME = 8 * HOUR + 13 * MINUTE
"""When one has to be at the station to catch a train (s)."""
TRAIN = Wish(Anchor.ARRIVE, IN_TIME, "RE7")


def test_a_full_bus_declines_but_keeps_its_promise() -> None:
    # Given one six-seat bus that has promised five seats to the 8 o'clock train
    family = ask("family", RAGOESEN, BAHNHOF, TRAIN, Needs(passengers=5))
    morning = booked(monday(van(1, seats=6)), family)
    # When two more want the same train from a village on the way
    couple = ask("couple", DIPPMANNSDORF, BAHNHOF, TRAIN, Needs(passengers=2))
    answer = desk.offer(morning, couple, TRAVEL)
    # Then they are declined, told what they can have instead, and the family still travels
    assert isinstance(answer, Declined)
    assert answer.reason == NoPlace()
    assert answer.alternatives
    assert desk.violations(morning, TRAVEL) == ()
    assert visits(morning, "family")[1] <= IN_TIME
    # And one more passenger finds the last seat
    alone = ask("alone", DIPPMANNSDORF, BAHNHOF, TRAIN)
    assert visits(booked(morning, alone), "alone")[1] <= IN_TIME


def test_every_alternative_of_a_decline_can_be_booked() -> None:
    family = ask("family", RAGOESEN, BAHNHOF, TRAIN, Needs(passengers=5))
    morning = booked(monday(van(1, seats=6)), family)
    couple = ask("couple", DIPPMANNSDORF, BAHNHOF, TRAIN, Needs(passengers=2))
    answer = desk.offer(morning, couple, TRAVEL)
    assert isinstance(answer, Declined)
    for alternative in answer.alternatives:
        assert desk.violations(desk.accept(morning, couple, alternative, TRAVEL), TRAVEL) == ()


def test_a_wheelchair_takes_seats_away() -> None:
    # Given a bus of six seats, of which a wheelchair takes three (B24)
    chair = ask("chair", BORNE, BAHNHOF, TRAIN, Needs(wheelchairs=1))
    morning = booked(monday(van(1, seats=6)), chair)
    start = next(iter(morning.bookings)).promise.pickup.start
    # When others want to get on at the same stop for the same train
    three, four = (ask(f"{count}", BORNE, BAHNHOF, at(start), Needs(passengers=count)) for count in (3, 4))
    # Then three find a seat beside it, and four do not
    assert visits(booked(morning, three), "3")[0] < start + 15 * MINUTE
    first = offers(morning, four)[0]
    assert first.promise.pickup.start >= visits(morning, "chair")[1]


def test_a_second_wheelchair_does_not_find_a_place_in_a_van_that_has_one() -> None:
    first, second = (ask(name, BORNE, BAHNHOF, TRAIN, Needs(wheelchairs=1)) for name in ("a", "b"))
    start = offers(monday(), first)[0].promise.pickup.start
    [again] = {offer.promise.pickup.start for offer in offers(booked(monday(), first), second)}
    assert start - again >= TRAVEL.seconds(BORNE, BAHNHOF) + TRAVEL.seconds(BAHNHOF, BORNE)
    assert offers(booked(monday(van(1), van(2)), first), second)[0].promise.pickup.start == start


def test_rides_to_one_train_share_one_of_three_vans_after_batching() -> None:
    # Given three parties who want to catch one train, each promised a ride in a van of its own
    requests = [ask(village, village, BAHNHOF, TRAIN) for village in (REETZ, REETZERHUETTEN, WIESENBURG)]
    alone = [booked(monday(van(number)), request) for number, request in enumerate(requests, start=1)]
    morning = replace(
        monday(van(1), van(2), van(3)),
        bookings=tuple(booking for day in alone for booking in day.bookings),
        plan=Plan(tuple(run for day in alone for run in day.plan.runs)),
    )
    assert [run.shift for run in morning.plan.runs] == ["shift-1", "shift-2", "shift-3"]
    assert desk.violations(morning, TRAVEL) == ()
    # When the day is improved
    better = desk.improve(morning, TRAVEL, Effort(work=100))
    # Then one van fetches them all before it drives to the station
    [run] = better.plan.runs
    assert {visit.kind for visit in run.visits[:3]} == {VisitKind.PICKUP}
    assert {visit.stop for visit in run.visits[3:]} == {BAHNHOF}
    assert desk.violations(better, TRAVEL) == ()
    assert better.bookings == morning.bookings


def test_rides_to_one_train_share_a_van_as_they_are_booked() -> None:
    villages = (WIESENBURG, REETZ, REETZERHUETTEN)
    requests = [ask(village, village, BAHNHOF, TRAIN) for village in villages]
    [run] = booked(monday(van(1), van(2), van(3)), *requests).plan.runs
    assert {visit.stop for visit in run.visits[3:]} == {BAHNHOF}


def test_no_ride_lasts_longer_than_promised_however_cheap_that_would_be() -> None:
    # Given somebody on the way from Borne to the station: at most a quarter of an hour more than directly
    day = booked(monday(), ask("borne", BORNE, BAHNHOF, at(9 * HOUR)))
    promise = day.bookings[0].promise
    direct = MINUTE + TRAVEL.seconds(BORNE, BAHNHOF)
    assert promise.max_ride == direct + 15 * MINUTE
    # When a detour with them on board would take longer (B19)
    far = ask("far", WIESENBURG, BAHNHOF, at(9 * HOUR + 5 * MINUTE))
    full = booked(day, far)
    # Then they are brought to the station first, or fetched later
    on, off = visits(full, "borne")
    assert off - on <= promise.max_ride
    assert off <= promise.arrive_by


def test_a_van_sets_off_when_its_shift_begins_and_not_before() -> None:
    # Given a van that needs a quarter of an hour or so to Wiesenburg
    way = TRAVEL.seconds(DEPOT, WIESENBURG)
    request = ask("w", WIESENBURG, BAHNHOF, at(9 * HOUR))
    offer = offers(monday(), request)[0]
    # When it can be there at the last second of the promised window, then it takes the ride; else it does not
    last = offer.promise.pickup.end - way
    day = desk.accept(monday(van(1, hours=TimeWindow(last, 12 * HOUR))), request, offer, TRAVEL)
    assert visits(day, "w")[0] == offer.promise.pickup.end
    with pytest.raises(OfferGone):
        desk.accept(monday(van(1, hours=TimeWindow(last + 1, 12 * HOUR))), request, offer, TRAVEL)


@pytest.mark.parametrize("needs", [Needs(), Needs(wheelchairs=1)])
def test_a_van_is_back_at_the_depot_when_its_shift_ends(needs: Needs) -> None:
    # Given a ride at whose end everybody gets off before the van drives back
    request = ask("w", WIESENBURG, BAHNHOF, at(9 * HOUR), needs)
    offer = offers(monday(), request)[0]
    arrival = visits(desk.accept(monday(), request, offer, TRAVEL), "w")[1]
    back = arrival + MINUTE + 4 * MINUTE * needs.wheelchairs + TRAVEL.seconds(BAHNHOF, DEPOT)
    # When the shift ends then, the van takes the ride; when it ends a second sooner, it does not
    assert desk.accept(monday(van(1, hours=TimeWindow(6 * HOUR, back))), request, offer, TRAVEL).bookings
    with pytest.raises(OfferGone):
        desk.accept(monday(van(1, hours=TimeWindow(6 * HOUR, back - 1))), request, offer, TRAVEL)


def test_an_offer_holds_no_place() -> None:
    # Given two operators with the same last place on their screens (B23)
    day = monday(van(1, seats=2))
    first, second = (ask(name, REETZ, BAHNHOF, TRAIN, Needs(passengers=2)) for name in ("a", "b"))
    seen = offers(day, first)[0], offers(day, second)[0]
    # When the first one takes it
    day = desk.accept(day, first, seen[0], TRAVEL)
    # Then it is gone for the second one
    with pytest.raises(OfferGone):
        desk.accept(day, second, seen[1], TRAVEL)


def test_an_accepted_offer_is_booked_exactly_as_it_was_offered() -> None:
    request = ask("reetz", REETZ, BAHNHOF, TRAIN)
    offer = offers(monday(), request)[0]
    day = desk.accept(monday(), request, offer, TRAVEL)
    assert day.bookings == (Booking(request, offer),)


def test_an_offer_can_be_accepted_until_the_deadline_and_not_a_second_later() -> None:
    # B3: an hour before the promised pick-up
    request = ask("reetz", REETZ, BAHNHOF, at(12 * HOUR))
    offer = offers(monday(), request)[0]
    assert offer.promise.pickup.start == 12 * HOUR
    on_time = monday().at(11 * HOUR)
    assert desk.accept(on_time, request, offer, TRAVEL).booking("reetz")
    with pytest.raises(OfferGone):
        desk.accept(monday().at(11 * HOUR + 1), request, offer, TRAVEL)


def test_nobody_is_booked_twice() -> None:
    request = ask("reetz", REETZ, BAHNHOF, TRAIN)
    day = booked(monday(), request)
    with pytest.raises(NotPossible):
        desk.accept(day, request, offers(monday(), request)[0], TRAVEL)


def test_the_cheapest_van_gets_the_ride() -> None:
    # Given one van busy in the north and one in the south-west
    day = booked(
        monday(van(1), van(2)),
        ask("north", LUETTE, DIPPMANNSDORF, at(9 * HOUR)),
        ask("south", BAHNHOF, WIESENBURG, at(9 * HOUR)),
    )
    assert {run.shift: run.references() for run in day.plan.runs} == {
        "shift-1": {"north"},
        "shift-2": {"south"},
    }
    # When somebody wants to go on from where the second one ends
    later = booked(day, ask("on", WIESENBURG, REETZ, at(9 * HOUR + 40 * MINUTE)))
    # Then that one takes them
    assert later.plan.run("shift-2").references() == {"south", "on"}


def test_settled_visits_never_move() -> None:
    # Given two rides of one van, the first of which is being driven
    day = booked(
        monday(van(1), van(2)),
        ask("now", REETZ, BAHNHOF, at(9 * HOUR)),
        ask("later", MARKT, LUETTE, at(11 * HOUR)),
    )
    [run] = day.plan.runs
    day = day.at(run.visits[0].time)
    # When others book, cancel and the day is improved
    day = booked(day, ask("on the way", WIESENBURG, BAHNHOF, at(11 * HOUR)))
    day = desk.cancel(day, "later", TRAVEL)
    day = desk.improve(day, TRAVEL, Effort(work=50))
    # Then the pick-up under way is where and when it was
    assert day.plan.run(run.shift).visits[0] == run.visits[0]
    assert desk.violations(day, TRAVEL) == ()


def test_who_is_on_board_stays_on_board_of_the_same_van() -> None:
    # Given a passenger picked up by one of two vans, with the way to the station still open
    day = booked(monday(van(1), van(2)), ask("reetz", REETZ, BAHNHOF, at(9 * HOUR)))
    on, off = day.plan.runs[0].visits
    day = day.at(off.time - TRAVEL.seconds(REETZ, BAHNHOF) - 1)
    assert Problem.of(day, TRAVEL).settled["shift-1"] == (on,)
    # When rides are added and the day is improved
    day = replace(day, policy=replace(day.policy, notice=0))
    new = ask("wiesenburg", WIESENBURG, BAHNHOF, at(on.time + 10 * MINUTE))
    day = desk.improve(booked(day, new), TRAVEL, Effort(work=50))
    # Then both visits stay with that van
    run = day.plan.run("shift-1")
    assert run.visits[0] == on
    assert [visit.reference for visit in run.visits if visit.kind is VisitKind.DROPOFF].count("reetz") == 1
    assert desk.violations(day, TRAVEL) == ()


def test_improving_an_empty_day_changes_nothing() -> None:
    assert desk.improve(monday(), TRAVEL, Effort(work=10)) == monday()


def test_improving_never_trades_the_plan_for_one_with_as_much_driving() -> None:
    day = booked(monday(van(1), van(2)), ask("reetz", REETZ, BAHNHOF, TRAIN))
    assert desk.improve(day, TRAVEL, Effort(work=50)) is day


def test_a_day_says_what_is_wrong_with_its_plan() -> None:
    day = booked(monday(), ask("reetz", REETZ, BAHNHOF, TRAIN))
    empty = replace(day, plan=day.plan.with_run(Run("shift-1")))
    assert [violation.subject for violation in desk.violations(empty, TRAVEL)] == ["reetz"]


@pytest.mark.parametrize(
    ("service_day", "utc"), [(date(2026, 3, 29), 7), (date(2026, 10, 25), 8), (date(2026, 9, 14), 7)]
)
def test_promises_hold_on_the_days_on_which_the_clocks_change(service_day: date, utc: int) -> None:
    # B53: seconds of the service day count from noon, so a ride at 9 is a ride at 9 on the wall
    day = replace(monday(), service_day=ServiceDay(service_day))
    assert day.service_day.instant(9 * HOUR).hour == utc
    for asked, start in ((7 * HOUR + 55 * MINUTE, 9 * HOUR), (8 * HOUR, 9 * HOUR + 5 * MINUTE)):
        request = ask("reetz", REETZ, BAHNHOF, at(9 * HOUR), asked_at=day.service_day.instant(asked))
        assert offers(day, request)[0].promise.pickup.start == start


def test_an_offer_outside_what_the_desk_would_promise_is_kept_or_gone_but_never_bent() -> None:
    # Given a promise that no van can keep
    request = ask("reetz", REETZ, BAHNHOF, TRAIN)
    impossible = Offer(Promise(TimeWindow(9 * HOUR, 9 * HOUR), 9 * HOUR + 60, HOUR), 0)
    with pytest.raises(OfferGone):
        desk.accept(monday(), request, impossible, TRAVEL)
