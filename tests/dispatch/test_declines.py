"""What is declined, why, and what is told instead: rules B1, B2, B5, B7, B24 and B26."""

from dataclasses import replace
from datetime import UTC, date, datetime, timedelta

import pytest

from mobility.bookings import Anchor, Declined, RideRequest, Wish
from mobility.clock import HOUR, MINUTE
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
from tests.worlds import (
    BAHNHOF,
    BORNE,
    LAST_WEEK,
    MONDAY,
    POLICY,
    REETZ,
    REPPINICHEN,
    THERME,
    TRAVEL,
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
