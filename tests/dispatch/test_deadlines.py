"""Until when a ride can be asked for: rules B3 and B4."""

from dataclasses import replace
from datetime import UTC, datetime, timedelta

import pytest

from dispatch import desk
from mobility.bookings import Declined
from mobility.clock import HOUR, MINUTE
from mobility.day import Day
from mobility.declines import (
    TooLate,
)
from tests.worlds import (
    BAHNHOF,
    MONDAY,
    REETZ,
    TRAVEL,
    ask,
    at,
    by,
    declined,
    monday,
    offers,
    starts,
)

DIRECT = MINUTE + TRAVEL.seconds(REETZ, BAHNHOF)
"""The ride from Reetz to the station, boarding included (s)."""


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
