"""A vehicle is out: who is carried by another keeps their promise, and nobody is forgotten (B41)."""

from dataclasses import replace

from hypothesis import assume, given
from hypothesis import strategies as st

from dispatch import desk
from dispatch.breakdown import taken_over, withdraw
from dispatch.effort import Effort
from mobility.clock import HOUR, MINUTE
from mobility.day import Day
from mobility.plan import Visit, VisitKind
from tests.dispatch.anything import days_under_way, examples
from tests.worlds import (
    BAHNHOF,
    LUETTE,
    REETZ,
    TRAVEL,
    WIESENBURG,
    ask,
    at,
    booked,
    monday,
    van,
    visits,
)

SOME = Effort(work=20)
NOON = 12 * HOUR


@given(days_under_way(), st.data())
@examples(40)
def test_given_any_day_when_a_vehicle_is_out_then_every_ride_is_over_kept_as_promised_or_named(
    day: Day, data: st.DataObject
) -> None:
    assume(day.shifts)
    shift = data.draw(st.sampled_from([shift.id for shift in day.shifts]))
    done = [visit for visit in day.plan.run(shift).visits if visit.time <= day.now]
    over = {visit.reference for visit in done}

    after, unserved = withdraw(day, shift, over, TRAVEL, SOME)

    own = day.plan.run(shift).references()
    left = {booking.reference for booking in unserved}
    assert shift not in {each.id for each in after.shifts}
    assert desk.violations(after, TRAVEL) == ()
    before = {booking.reference: booking for booking in day.bookings}
    assert {booking.reference: booking for booking in after.bookings} == {
        reference: booking
        for reference, booking in before.items()
        if reference not in own or reference not in over | left
    }
    assert left <= own - over
    assert all(before[booking.reference] == booking for booking in unserved)


def test_given_another_vehicle_with_time_when_one_is_out_then_the_ride_is_kept() -> None:
    day = booked(monday(van(1), van(2)), ask("1", WIESENBURG, BAHNHOF, at(NOON)))
    [run] = day.plan.runs

    after, unserved = withdraw(day, run.shift, (), TRAVEL, SOME)

    assert unserved == ()
    [other] = after.plan.runs
    assert other.shift != run.shift
    assert day.bookings == after.bookings
    assert after.bookings[0].promise.kept_by(*visits(after, "1"))


def test_given_the_other_vehicle_far_away_when_one_is_out_then_only_its_ride_is_named() -> None:
    day = booked(monday(van(1), van(2)), ask("1", REETZ, WIESENBURG, at(NOON)))
    [busy] = day.plan.runs
    day = booked(day, ask("2", LUETTE, BAHNHOF, at(NOON + 5 * MINUTE)))
    out = day.plan.run_of("2")
    assert out
    assert out.shift != busy.shift

    after, unserved = withdraw(day, out.shift, (), TRAVEL, SOME)

    assert [booking.reference for booking in unserved] == ["2"]
    assert after.plan.runs == (busy,)


def test_given_no_other_vehicle_when_one_is_out_then_all_its_rides_are_named() -> None:
    day = booked(monday(), ask("1", WIESENBURG, BAHNHOF, at(NOON)), ask("2", BAHNHOF, REETZ, at(NOON + HOUR)))

    after, unserved = withdraw(day, "shift-1", {"1"}, TRAVEL, SOME)

    assert [booking.reference for booking in unserved] == ["2"]
    assert (after.bookings, after.shifts, after.plan.runs) == ((), (), ())


def test_given_a_ride_that_is_over_when_its_vehicle_is_out_then_it_is_no_part_of_the_day_any_more() -> None:
    day = booked(monday(van(1), van(2)), ask("1", WIESENBURG, BAHNHOF, at(NOON)))
    [run] = day.plan.runs

    after, unserved = withdraw(day.at(NOON + HOUR), run.shift, {"1"}, TRAVEL, SOME)

    assert (unserved, after.bookings, after.plan.runs) == ((), (), ())


def test_given_a_deadline_that_has_passed_when_a_promise_is_taken_over_then_it_does_not_count() -> None:
    day = booked(monday(van(1), van(2)), ask("1", WIESENBURG, BAHNHOF, at(NOON)))
    [booking] = day.bookings
    late = replace(monday(van(2)), now=NOON - 30 * MINUTE)

    after = taken_over(late, booking, TRAVEL, SOME)

    assert after
    assert after.bookings == (booking,)
    assert Visit("1", VisitKind.PICKUP, WIESENBURG, NOON) in after.plan.runs[0].visits


def test_given_a_promise_that_cannot_be_kept_any_more_when_taken_over_then_there_is_no_such_day() -> None:
    day = booked(monday(van(1)), ask("1", WIESENBURG, BAHNHOF, at(NOON)))

    assert taken_over(replace(monday(van(2)), now=NOON), day.bookings[0], TRAVEL, SOME) is None
