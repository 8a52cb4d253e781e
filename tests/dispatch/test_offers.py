"""What is offered and what is declined: rules B1 to B7, B16, B19, B24, B26 and the choice of times."""

from dataclasses import replace
from datetime import UTC, date, datetime, timedelta

import pytest
from hypothesis import given

from dispatch import desk
from mobility.bookings import Anchor, Declined, Offer, RideRequest, Wish
from mobility.clock import HOUR, MINUTE
from mobility.day import Day
from mobility.declines import (
    DayOver,
    Decline,
    NoPlace,
    NoService,
    NotInArea,
    NoVehicleFits,
    OutsideHours,
    PartyTooLarge,
    SameStop,
    TooFarAhead,
    TooLate,
    TooShort,
)
from mobility.needs import Needs
from mobility.promises import TimeWindow
from tests.dispatch.anything import days, examples, requests
from tests.worlds import (
    BAHNHOF,
    BORNE,
    LAST_WEEK,
    MONDAY,
    POLICY,
    RAGOESEN,
    REETZ,
    REETZERHUETTEN,
    REPPINICHEN,
    THERME,
    TRAVEL,
    WIESENBURG,
    ask,
    at,
    booked,
    by,
    monday,
    offers,
    van,
)

DIRECT = MINUTE + TRAVEL.seconds(REETZ, BAHNHOF)
"""The ride from Reetz to the station, boarding included (s)."""


def declined(day: Day, request: RideRequest, others: tuple[Wish, ...] = ()) -> Declined:
    """The decline of a request, which must get no offer."""
    answer = desk.offer(day, request, TRAVEL, others)
    assert isinstance(answer, Declined), answer
    return answer


def starts(offered: tuple[Offer, ...]) -> list[int]:
    """When the promised windows begin (min of the day)."""
    return [offer.promise.pickup.start // MINUTE for offer in offered]


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


def test_a_stop_outside_the_area_is_declined() -> None:
    # B1
    for origin, destination in (("Brandenburg", BAHNHOF), (BAHNHOF, "Brandenburg")):
        answer = declined(monday(), ask("r", origin, destination, at(9 * HOUR)))
        assert answer.reason == NotInArea("Brandenburg")


def test_a_ride_to_where_one_is_is_declined() -> None:
    assert declined(monday(), ask("r", REETZ, REETZ, at(9 * HOUR))).reason == SameStop()


def test_a_short_way_is_walked_unless_somebody_cannot() -> None:
    # B7
    metres = TRAVEL.metres(BAHNHOF, THERME)
    walk = ask("r", BAHNHOF, THERME, at(9 * HOUR), Needs(prams=1))
    assert declined(monday(), walk).reason == TooShort(metres, 1000)
    for needs in (Needs(walkers=1), Needs(wheelchairs=1)):
        assert offers(monday(), replace(walk, needs=needs))
    exactly = replace(monday(), policy=replace(POLICY, min_ride_m=metres))
    assert offers(exactly, walk)


def test_a_party_that_is_too_large_is_declined() -> None:
    # B26
    assert offers(monday(), ask("r", REETZ, BAHNHOF, at(9 * HOUR), Needs(passengers=8)))
    nine = ask("r", REETZ, BAHNHOF, at(9 * HOUR), Needs(passengers=9))
    assert declined(monday(van(1, seats=20)), nine).reason == PartyTooLarge(8)


def test_needs_that_no_van_on_duty_meets_are_declined() -> None:
    # B24: two wheelchairs take six seats and two places
    two = ask("r", REETZ, BAHNHOF, at(9 * HOUR), Needs(passengers=3, wheelchairs=2))
    for shifts in ((van(1), van(2)), (van(1, seats=6, wheelchairs=2),)):
        assert declined(monday(*shifts), two).reason == NoVehicleFits()
    assert offers(monday(van(1), van(2, seats=7, wheelchairs=2)), two)


def test_a_day_without_vans_is_declined() -> None:
    day = replace(monday(), shifts=())
    assert declined(day, ask("r", REETZ, BAHNHOF, at(9 * HOUR))).reason == NoService()


def test_a_day_that_is_over_is_declined() -> None:
    end = MONDAY.instant(POLICY.hours.end)
    request = ask("r", REETZ, BAHNHOF, at(9 * HOUR), asked_at=end + timedelta(seconds=1))
    assert declined(monday(), request) == Declined(DayOver())
    last = replace(request, asked_at=end)
    assert isinstance(declined(monday(), last).reason, TooLate)


def test_a_day_can_be_booked_from_two_weeks_before_on() -> None:
    # B5: from the first minute of that day in Berlin, which is not yet that day in UTC
    first = datetime(2026, 8, 30, 22, tzinfo=UTC)
    assert offers(monday(), ask("r", REETZ, BAHNHOF, at(9 * HOUR), asked_at=first))
    early = ask("r", REETZ, BAHNHOF, at(9 * HOUR), asked_at=first - timedelta(seconds=1))
    assert declined(monday(), early).reason == TooFarAhead(date(2026, 8, 31))


@pytest.mark.parametrize(
    ("origin", "wish"),
    [
        (REETZ, at(4 * HOUR)),
        (REETZ, at(21 * HOUR + 15 * MINUTE)),
        (REETZ, by(5 * HOUR + 50 * MINUTE)),
        (REETZ, by(23 * HOUR)),
    ],
)
def test_a_wish_outside_the_service_hours_is_declined_with_the_nearest_times(origin: str, wish: Wish) -> None:
    # B2
    answer = declined(monday(), ask("r", origin, BAHNHOF, wish))
    assert answer.reason == OutsideHours(POLICY.hours)
    found = starts(answer.alternatives)
    assert found == ([330, 350, 370] if wish.time < 12 * HOUR else [1265, 1245, 1225])
    for offer in answer.alternatives:
        assert offer.promise.arrive_by <= POLICY.hours.end


def test_the_first_and_the_last_ride_of_the_day_touch_the_service_hours() -> None:
    # B2
    opens, closes = POLICY.hours.start, POLICY.hours.end
    first, *_ = offers(monday(), ask("r", REETZ, BAHNHOF, at(opens)))
    assert first.promise.pickup.start == opens
    last, *_ = offers(monday(), ask("r", REETZ, BAHNHOF, by(closes)))
    assert last.promise.arrive_by == closes


def exact(day: Day) -> Day:
    """The day without the margin that leaves time to think between offer and deadline."""
    return replace(day, policy=replace(day.policy, offer_margin=0))


def test_a_ride_can_be_asked_for_until_exactly_an_hour_before() -> None:
    # B3
    asked = MONDAY.instant(11 * HOUR)
    request = ask("r", REETZ, BAHNHOF, at(12 * HOUR), asked_at=asked)
    assert starts(offers(exact(monday()), request))[0] == 12 * 60
    second_later = replace(request, asked_at=asked + timedelta(seconds=1))
    assert starts(offers(exact(monday()), second_later))[0] == 12 * 60 + 5


def test_an_offer_leaves_five_minutes_to_think_unless_there_is_no_other() -> None:
    # B3
    request = ask("r", REETZ, BAHNHOF, at(12 * HOUR), asked_at=MONDAY.instant(10 * HOUR + 55 * MINUTE))
    assert starts(offers(monday(), request))[0] == 12 * 60
    hasty = replace(request, asked_at=request.asked_at + timedelta(seconds=1))
    assert starts(offers(monday(), hasty))[0] == 12 * 60 + 5
    only = replace(hasty, wish=by(12 * HOUR + DIRECT), asked_at=MONDAY.instant(11 * HOUR))
    assert starts(offers(monday(), only)) == [12 * 60]


def test_who_asks_too_late_learns_until_when_and_what_can_still_be_had() -> None:
    # B3
    request = ask("r", REETZ, BAHNHOF, by(12 * HOUR), asked_at=MONDAY.instant(11 * HOUR))
    answer = declined(monday(), request)
    assert answer.reason == TooLate(MONDAY.instant(10 * HOUR + 25 * MINUTE))
    assert starts(answer.alternatives) == [12 * 60 + 5, 12 * 60 + 25, 12 * 60 + 45]


@pytest.mark.parametrize(
    ("start", "cutoff"),
    [
        (7 * HOUR + 59 * MINUTE, datetime(2026, 9, 13, 15, tzinfo=UTC)),  # the day before at 17:00
        (8 * HOUR, datetime(2026, 9, 14, 5, tzinfo=UTC)),
        (17 * HOUR + 59 * MINUTE, datetime(2026, 9, 14, 14, 59, tzinfo=UTC)),
        (18 * HOUR, datetime(2026, 9, 14, 15, tzinfo=UTC)),  # the same day at 17:00
        (21 * HOUR, datetime(2026, 9, 14, 15, tzinfo=UTC)),
    ],
)
def test_early_and_late_rides_have_to_be_booked_by_five_in_the_afternoon(
    start: int, cutoff: datetime
) -> None:
    # B4
    request = ask("r", REETZ, BAHNHOF, at(start), asked_at=cutoff)
    assert offers(exact(monday()), request)[0].promise.pickup.start == start
    late = replace(request, asked_at=cutoff + timedelta(seconds=1))
    answer = desk.offer(exact(monday()), late, TRAVEL)
    found = () if isinstance(answer, Declined) else answer
    assert start not in [offer.promise.pickup.start for offer in found]


def test_after_the_evening_deadline_nothing_is_left_of_the_day() -> None:
    # B4
    request = ask("r", REETZ, BAHNHOF, at(19 * HOUR), asked_at=datetime(2026, 9, 14, 15, 1, tzinfo=UTC))
    assert declined(monday(), request) == Declined(TooLate(datetime(2026, 9, 14, 15, tzinfo=UTC)))


@pytest.mark.parametrize(
    ("request_", "reason"),
    [
        (ask("r", "Brandenburg", "Brandenburg", at(HOUR), Needs(passengers=9)), NotInArea),
        (ask("r", BAHNHOF, THERME, at(HOUR), Needs(passengers=9)), TooShort),
        (ask("r", REETZ, BAHNHOF, at(HOUR), Needs(passengers=9)), PartyTooLarge),
        (ask("r", REETZ, BAHNHOF, at(HOUR), Needs(passengers=3, wheelchairs=2)), NoVehicleFits),
        (ask("r", REETZ, BAHNHOF, at(HOUR), asked_at=MONDAY.instant(12 * HOUR)), OutsideHours),
    ],
)
def test_of_several_reasons_the_one_that_lies_with_the_ride_is_told(
    request_: RideRequest, reason: type[Decline]
) -> None:
    assert isinstance(declined(monday(), request_).reason, reason)


def test_when_all_vans_are_taken_the_nearest_free_times_are_told() -> None:
    # Given a van that is away in Reppinichen with a party that fills it
    day = booked(monday(), ask("0", REPPINICHEN, BAHNHOF, at(12 * HOUR), Needs(passengers=8)))
    wish = Wish(Anchor.ARRIVE, 12 * HOUR + 25 * MINUTE, "RE7")
    answer = declined(day, ask("r", BORNE, BAHNHOF, wish))
    assert answer.reason == NoPlace()
    found = starts(answer.alternatives)
    preferred = 12 * 60 + 5
    assert len(found) == 3
    assert found == sorted(found, key=lambda start: abs(start - preferred))
    assert min(abs(a - b) for a in found for b in found if a != b) >= 20
    assert [offer.train for offer in answer.alternatives] == [None] * 3


def test_alternatives_can_still_be_booked_when_they_are_told() -> None:
    request = ask("r", REETZ, BAHNHOF, at(4 * HOUR), asked_at=LAST_WEEK.replace(day=14, hour=9))
    for offer in declined(monday(), request).alternatives:
        start = offer.promise.pickup.start
        assert request.asked_at + timedelta(minutes=5) <= POLICY.deadline(MONDAY, start)
