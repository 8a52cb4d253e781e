"""Rides that are booked together, and rides for which the plan is changed."""

from datetime import datetime, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from dispatch import desk
from dispatch.effort import Effort
from dispatch.simulation import Conduct, Passenger, simulate
from mobility.bookings import RideRequest
from mobility.clock import HOUR, MINUTE
from mobility.day import Day
from mobility.declines import Decline, NoPlace, SameStop, TooLate
from mobility.promises import TimeWindow
from tests.dispatch.anything import days, examples, requests
from tests.worlds import (
    BAHNHOF,
    BORNE,
    LAST_WEEK,
    LUETTE,
    MARKT,
    MONDAY,
    REETZ,
    REPPINICHEN,
    THERME,
    TRAVEL,
    ask,
    at,
    booked,
    monday,
)

NOON = 12 * HOUR
EFFORT = Effort(work=200, seed=1)
Asked = tuple[RideRequest, TimeWindow]


def asked(reference: str, origin: str, destination: str, minute: int, when: datetime = LAST_WEEK) -> Asked:
    """A wish for so many minutes after noon, for which the passenger can wait 20 minutes."""
    time = NOON + minute * MINUTE
    return ask(reference, origin, destination, at(time), asked_at=when), TimeWindow(time, time + 20 * MINUTE)


def one_after_the_other(*wishes: Asked) -> dict[str, Decline]:
    """Who is declined when everybody is answered at once."""
    asking = [Passenger(*wish) for wish in wishes]
    return dict(simulate(monday(), asking, TRAVEL).declined)


IN_EACH_OTHERS_WAY = (
    asked("one", REETZ, BORNE, 15),
    asked("other", BORNE, REETZ, 10, LAST_WEEK + timedelta(seconds=1)),
)
NEEDS_ANOTHER_ORDER = (
    asked("first", BAHNHOF, LUETTE, 15),
    asked("second", THERME, MARKT, 5),
    asked("third", BORNE, LUETTE, 15),
)


def test_given_rides_in_each_others_way_when_booked_together_then_more_of_them_are_served() -> None:
    assert one_after_the_other(*IN_EACH_OTHERS_WAY) == {"other": NoPlace()}

    day, declined = desk.book_together(monday(), IN_EACH_OTHERS_WAY, TRAVEL, EFFORT)

    assert [booking.reference for booking in day.bookings] == ["one", "other"]
    assert declined == {}


def test_given_a_ride_without_a_place_when_the_plan_may_change_then_it_is_served_and_promises_are_kept() -> (
    None
):
    *before, last = NEEDS_ANOTHER_ORDER
    assert one_after_the_other(*NEEDS_ANOTHER_ORDER) == {"third": NoPlace()}
    day, _ = desk.book_together(monday(), before, TRAVEL, EFFORT)

    after, declined = desk.book_together(day, [last], TRAVEL, EFFORT)

    assert declined == {}
    assert after.bookings[:2] == day.bookings
    assert desk.violations(after, TRAVEL) == ()


def test_given_wishes_that_cannot_be_served_when_booked_together_then_each_has_its_own_reason() -> None:
    late = ask("late", BORNE, REETZ, at(NOON), asked_at=MONDAY.instant(NOON))
    wishes = [
        asked("nowhere", BORNE, BORNE, 0),
        asked("fine", BORNE, REETZ, 0),
        (late, TimeWindow(NOON, NOON + 20 * MINUTE)),
    ]

    day, declined = desk.book_together(monday(), wishes, TRAVEL, EFFORT)

    assert [booking.reference for booking in day.bookings] == ["fine"]
    assert declined["nowhere"] == SameStop()
    assert isinstance(declined["late"], NoPlace | TooLate)


def test_given_nothing_asked_when_booked_together_then_the_day_is_the_same() -> None:
    day = booked(monday(), ask("1", BORNE, REETZ, at(NOON)))

    assert desk.book_together(day, [], TRAVEL, EFFORT) == (day, {})


def test_given_a_window_too_short_for_a_promise_when_booked_together_then_there_is_no_place() -> None:
    request = ask("1", BORNE, REETZ, at(NOON))

    _, declined = desk.book_together(monday(), [(request, TimeWindow(NOON, NOON + 60))], TRAVEL, EFFORT)

    assert declined == {"1": NoPlace()}


@st.composite
def wishes(draw: st.DrawFn) -> list[Asked]:
    """Up to six wishes for a morning."""
    drawn = [draw(requests(f"new-{number}")) for number in range(draw(st.integers(0, 6)))]
    windows = [
        TimeWindow(each.wish.time, each.wish.time + draw(st.integers(5, 30)) * MINUTE) for each in drawn
    ]
    return list(zip(drawn, windows, strict=True))


@given(days(), wishes())
@examples(80)
def test_given_any_day_when_more_is_booked_together_then_all_promises_are_kept_and_lie_in_their_windows(
    day: Day, asking: list[Asked]
) -> None:
    after, declined = desk.book_together(day, asking, TRAVEL, Effort(work=50))

    assert desk.violations(after, TRAVEL) == ()
    assert after.bookings[: len(day.bookings)] == day.bookings
    new = {booking.reference: booking for booking in after.bookings[len(day.bookings) :]}
    assert sorted([*new, *declined]) == sorted(request.reference for request, _ in asking)
    for request, window in asking:
        if booking := new.get(request.reference):
            assert window.start <= booking.promise.pickup.start <= booking.promise.pickup.end <= window.end


@given(days(), wishes())
@examples(15)
def test_given_one_seed_when_booked_together_twice_then_the_same_day(day: Day, asking: list[Asked]) -> None:
    one, other = (desk.book_together(day, asking, TRAVEL, Effort(work=50, seed=2)) for _ in range(2))

    assert one == other


def test_given_answers_that_are_held_when_simulated_then_those_who_asked_before_are_served_together() -> None:
    asking = [Passenger(*wish) for wish in IN_EACH_OTHERS_WAY]
    conduct = Conduct(holding=EFFORT, answers=8 * HOUR)

    outcome = simulate(monday(), asking, TRAVEL, conduct)

    assert len(outcome.day.bookings) == 2
    assert outcome.day.now == 8 * HOUR


@pytest.mark.parametrize("seconds", [0, 1])
def test_given_answers_that_are_held_when_somebody_asks_later_then_they_are_answered_at_once(
    seconds: int,
) -> None:
    asking = Passenger(*asked("1", BORNE, REETZ, 0, MONDAY.instant(8 * HOUR + seconds)))

    outcome = simulate(monday(), [asking], TRAVEL, Conduct(holding=EFFORT, answers=8 * HOUR))

    assert outcome.day.now == 8 * HOUR + seconds
    assert len(outcome.day.bookings) == 1


def test_given_a_ride_without_a_place_when_plans_are_rearranged_then_it_is_promised_after_all() -> None:
    asking = [Passenger(*wish) for wish in NEEDS_ANOTHER_ORDER]

    outcome = simulate(monday(), asking, TRAVEL, Conduct(rearranging=EFFORT))

    assert outcome.declined == {}
    assert desk.violations(outcome.day, TRAVEL) == ()


def test_given_a_ride_that_no_plan_has_a_place_for_when_rearranged_then_it_is_declined() -> None:
    asking = [Passenger(*asked("1", BAHNHOF, LUETTE, 0)), Passenger(*asked("2", REPPINICHEN, REETZ, 0))]

    outcome = simulate(monday(), asking, TRAVEL, Conduct(rearranging=EFFORT))

    assert outcome.declined == {"2": NoPlace()}
    assert [booking.reference for booking in outcome.day.bookings] == ["1"]
