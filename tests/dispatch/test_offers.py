"""What is offered: rules B16, B19 and B29, and the choice of times."""

from dataclasses import replace

from hypothesis import given

from dispatch import desk
from mobility.bookings import Anchor, Declined, Offer, RideRequest, Wish
from mobility.clock import HOUR, MINUTE
from mobility.day import Day
from mobility.declines import (
    NoPlace,
)
from mobility.needs import Needs
from mobility.promises import TimeWindow
from tests.dispatch.anything import days, examples, requests
from tests.worlds import (
    BAHNHOF,
    MONDAY,
    POLICY,
    RAGOESEN,
    REETZ,
    REETZERHUETTEN,
    TRAVEL,
    WIESENBURG,
    ask,
    at,
    booked,
    by,
    declined,
    monday,
    offers,
    starts,
    van,
)

DIRECT = MINUTE + TRAVEL.seconds(REETZ, BAHNHOF)
"""The ride from Reetz to the station, boarding included (s)."""


def test_who_wants_to_leave_at_a_time_is_picked_up_then_on_an_empty_day() -> None:
    nearest, *_ = offers(monday(), ask("r", REETZ, BAHNHOF, at(9 * HOUR + 3 * MINUTE)))
    assert nearest.promise.pickup == TimeWindow(9 * HOUR + 3 * MINUTE, 9 * HOUR + 13 * MINUTE)


def test_other_offers_start_on_full_five_minutes_and_are_never_before_the_wish() -> None:
    day = booked(monday(), ask("0", BAHNHOF, REETZ, at(9 * HOUR)))
    for offer in offers(day, ask("r", WIESENBURG, BAHNHOF, at(9 * HOUR + 3 * MINUTE))):
        start = offer.promise.pickup.start
        assert start >= 9 * HOUR + 3 * MINUTE
        assert start % (5 * MINUTE) == 0


def test_who_wants_to_arrive_is_picked_up_as_late_as_a_whole_window_allows() -> None:
    # 23 minutes of ride and ten of window before ten o'clock: 9:25 to 9:35
    nearest, *_ = offers(monday(), ask("r", REETZ, BAHNHOF, by(10 * HOUR)))
    assert nearest.promise.pickup == TimeWindow(9 * HOUR + 25 * MINUTE, 9 * HOUR + 35 * MINUTE)
    assert nearest.promise.arrive_by == 10 * HOUR


def test_arrival_and_length_of_the_ride_are_limited() -> None:
    # B19: at most 15 minutes more than directly
    nearest, *_ = offers(monday(), ask("r", REETZ, BAHNHOF, at(9 * HOUR)))
    assert nearest.direct == DIRECT
    assert nearest.promise.max_ride == DIRECT + 15 * MINUTE
    assert nearest.promise.arrive_by == (9 * HOUR + DIRECT + 15 * MINUTE) // MINUTE * MINUTE


def test_boarding_of_wheelchairs_and_prams_counts_as_part_of_the_direct_ride() -> None:
    needs = Needs(passengers=2, wheelchairs=1, prams=1)
    nearest, *_ = offers(monday(), ask("r", REETZ, BAHNHOF, at(9 * HOUR), needs))
    assert nearest.direct == DIRECT + 5 * MINUTE


def test_a_window_that_nobody_could_use_to_its_end_is_cut_short() -> None:
    # Given a wish that can only just be met, as an earlier start can no longer be booked
    asked_at = MONDAY.instant(8 * HOUR + 30 * MINUTE)
    nearest, *_ = offers(monday(), ask("r", REETZ, BAHNHOF, by(10 * HOUR), asked_at=asked_at))
    assert nearest.promise.pickup == TimeWindow(9 * HOUR + 35 * MINUTE, 10 * HOUR - 24 * MINUTE)
    assert DIRECT == 23 * MINUTE + 8


def test_the_surcharge_counts_every_passenger() -> None:
    day = replace(monday(), policy=replace(POLICY, surcharge_cents=100))
    nearest, *_ = offers(day, ask("r", REETZ, BAHNHOF, at(9 * HOUR), Needs(passengers=3)))
    assert nearest.surcharge_cents == 300


@examples(150)
@given(days(), requests("new"))
def test_whatever_is_offered_keeps_to_the_wish_and_can_be_had(day: Day, request: RideRequest) -> None:
    day = day.at(monday().now)
    answer = desk.offer(day, request, TRAVEL)
    found = answer.alternatives if isinstance(answer, Declined) else answer
    assert len(found) <= 3
    assert len({offer.promise.pickup.start for offer in found}) == len(found)
    for offer in found:
        promise, wish = offer.promise, request.wish
        assert promise.arrive_by <= promise.pickup.start + promise.max_ride
        assert promise.max_ride == POLICY.longest_ride(offer.direct)
        assert promise.pickup.end <= promise.pickup.start + POLICY.tolerance
        assert promise.pickup.end + offer.direct <= promise.arrive_by
        if not isinstance(answer, Declined):
            met = promise.arrive_by <= wish.time, promise.pickup.start >= wish.time
            assert met[wish.anchor is Anchor.DEPART]
        after = desk.accept(day, request, offer, TRAVEL)
        assert desk.violations(after, TRAVEL) == ()


def test_the_second_offer_saves_much_driving_and_the_third_is_at_quite_another_time() -> None:
    # Given a van that comes back from Wiesenburg at about half past nine
    day = booked(monday(), ask("0", WIESENBURG, BAHNHOF, at(9 * HOUR + 30 * MINUTE)))
    found = offers(day, ask("r", WIESENBURG, BAHNHOF, at(8 * HOUR + 50 * MINUTE)))
    costs = [added(day, ask("r", WIESENBURG, BAHNHOF, at(8 * HOUR + 50 * MINUTE)), each) for each in found]
    # Then waiting for it is proposed beside an own run
    assert starts(found)[0] == 8 * 60 + 50
    assert costs[1] == 0
    assert costs[0] >= 10 * MINUTE
    assert all(abs(starts(found)[2] - other) >= 20 for other in starts(found)[:2])


def added(day: Day, request: RideRequest, offer: Offer) -> int:
    """Driving that accepting an offer adds to the day (s)."""
    after = desk.accept(day, request, offer, TRAVEL)
    way = [
        [shift.depot, *(visit.stop for visit in each.plan.run(shift.id).visits), shift.depot]
        for each in (after, day)
        for shift in each.shifts
    ]
    new, old = (sum(map(TRAVEL.seconds, stops, stops[1:])) for stops in way)
    return new - old


def test_offers_for_a_train_reach_it_and_do_not_wait_long_for_it() -> None:
    # B29, and nobody should stand on a platform for an hour
    wish = Wish(Anchor.ARRIVE, 10 * HOUR, "RE7")
    early = ask("0", REETZERHUETTEN, BAHNHOF, Wish(Anchor.ARRIVE, 9 * HOUR + 40 * MINUTE, "RE7 early"))
    found = offers(booked(monday(van(1), van(2)), early), ask("r", REETZ, BAHNHOF, wish))
    # the first one in a van of its own, the second one together with who wants the train before
    assert len(found) == 2
    for offer in found:
        assert offer.train == "RE7"
        assert 9 * HOUR + 30 * MINUTE <= offer.promise.arrive_by <= 10 * HOUR


def test_offers_from_a_train_start_when_it_has_arrived() -> None:
    wish = Wish(Anchor.DEPART, 9 * HOUR + 21 * MINUTE, "RE7")
    found = offers(monday(), ask("r", BAHNHOF, REETZ, wish))
    assert starts(found) == [9 * 60 + 21]
    assert [offer.train for offer in found] == ["RE7"]


def test_neighbouring_trains_are_the_alternatives_of_one_that_cannot_be_reached() -> None:
    # Given a van that is far away for the train at ten
    day = booked(monday(), ask("0", RAGOESEN, BAHNHOF, by(10 * HOUR), Needs(passengers=8)))
    ten, nine, eleven = (Wish(Anchor.ARRIVE, hour * HOUR, f"RE7 at {hour}") for hour in (10, 9, 11))
    request = ask("r", REETZ, BAHNHOF, ten)
    answer = declined(day, request, (nine, eleven))
    assert answer.reason == NoPlace()
    assert [offer.train for offer in answer.alternatives] == ["RE7 at 9", "RE7 at 11"]
    for offer, wish in zip(answer.alternatives, (nine, eleven), strict=True):
        assert offer.promise.arrive_by <= wish.time


def test_other_times_are_the_alternatives_where_no_train_can_be_reached() -> None:
    # Given a van that is far away from nine to eleven
    day = booked(monday(), ask("0", RAGOESEN, BAHNHOF, by(10 * HOUR), Needs(passengers=8)))
    ten = Wish(Anchor.ARRIVE, 10 * HOUR, "RE7 at 10")
    quarter_past = Wish(Anchor.ARRIVE, 10 * HOUR + 15 * MINUTE, "RE7 at quarter past")
    answer = declined(day, ask("r", REETZ, BAHNHOF, ten), (quarter_past,))
    assert len(answer.alternatives) == 3
    assert {offer.train for offer in answer.alternatives} == {None}
