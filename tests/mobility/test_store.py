"""Rides and days in PostgreSQL: what is written is read, and rules are kept by the database."""

from dataclasses import replace
from datetime import timedelta

import pytest

from mobility.bookings import (
    Booking,
    Declined,
    RideState,
)
from mobility.declines import NoPlace
from mobility.errors import StaleDay, UnknownRide
from mobility.plan import Plan
from mobility.store import BrokenRule, Database, days, rides
from tests.mobility.stored import (
    EARLY,
    LATE,
    OFFER,
    OPEN,
    POLICY,
    load,
    offered,
    publish,
    ride,
    run,
    stored,
    with_bookings,
)
from tests.offices import LAST_WEEK, MONDAY

# --- Rides


def test_a_ride_comes_back_as_it_was_asked_for(database: Database) -> None:
    stored(database, 1)
    with database.reading() as session:
        assert rides.load_ride(session, "100001") == ride(1)
        assert rides.load_ride_by_token(session, ride(1).token) == ride(1)
        assert rides.rides_on(session, MONDAY.date) == [ride(1)]


def test_an_unknown_number_or_token_is_no_ride(database: Database) -> None:
    with database.reading() as session:
        with pytest.raises(UnknownRide):
            rides.load_ride(session, "999999")
        with pytest.raises(UnknownRide):
            rides.load_ride_by_token(session, "guess")


def test_a_number_or_token_that_is_taken_is_not_given_twice(database: Database) -> None:
    stored(database, 1)
    with database.writing() as session:
        assert not rides.add_ride(session, replace(ride(1), token="another-secret-of-it"))
        assert not rides.add_ride(session, replace(ride(2), token=ride(1).token))
    with database.reading() as session:
        assert rides.rides_on(session, MONDAY.date) == [ride(1)]


def test_an_answer_is_recorded_only_in_the_states_it_is_meant_for(database: Database) -> None:
    stored(database, 1)
    with database.writing() as session:
        assert rides.record_answer(session, "100001", (OFFER,), {RideState.REQUESTED})
        assert not rides.record_answer(session, "100001", Declined(NoPlace()), {RideState.REQUESTED})
    with database.reading() as session:
        assert rides.load_ride(session, "100001") == replace(
            ride(1), state=RideState.OFFERED, answer=(OFFER,)
        )


def test_attempts_are_counted_while_the_ride_waits(database: Database) -> None:
    stored(database, 1)
    with database.writing() as session:
        assert [rides.count_attempt(session, "100001") for _ in range(2)] == [1, 2]
        rides.change_state(session, "100001", OPEN, RideState.CANCELLED)
        assert rides.count_attempt(session, "100001") == 0


def test_waiting_rides_are_found_oldest_first(database: Database) -> None:
    stored(database, 3, 1, 2, 4)
    with database.writing() as session:
        rides.change_state(session, "100002", OPEN, RideState.CANCELLED)
    with database.reading() as session:
        assert rides.waiting_since(session, LAST_WEEK + timedelta(minutes=4)) == ["100001", "100003"]


# --- Days


def test_a_day_is_opened_once_with_its_roster_and_keeps_it(database: Database) -> None:
    assert stored(database).shifts == (EARLY, LATE)
    with database.writing() as session:
        days.ensure_day(session, MONDAY.date, lambda _day: ())
        assert days.assign_driver(session, MONDAY.date, "late", "marlies")
        assert not days.assign_driver(session, MONDAY.date, "night", "marlies")
    assert load(database).shifts == (EARLY, replace(LATE, driver="marlies"))


def test_a_day_nobody_touched_is_not_there(database: Database) -> None:
    with database.reading() as session:
        assert days.load_day(session, MONDAY.date, POLICY, now=0) is None


def test_a_published_day_is_read_as_it_was_written(database: Database) -> None:
    before = offered(database, 1, 2, 3)
    # Given bookings accepted in another order than they were asked for
    after = with_bookings(before, Plan((run("early", 3, 1), run("late", 2))), 3, 1, 2)
    assert publish(database, before, after) == 1
    assert load(database) == replace(after, version=1)
    with database.reading() as session:
        assert {each.state for each in rides.rides_on(session, MONDAY.date)} == {RideState.BOOKED}
        assert rides.load_ride(session, "100002").booking == Booking(ride(2).request, OFFER)


def test_whoever_comes_second_is_told_so_and_writes_nothing(database: Database) -> None:
    before = offered(database, 1, 2)
    first = with_bookings(before, Plan((run("early", 1),)), 1)
    publish(database, before, first)
    with pytest.raises(StaleDay):
        publish(database, before, with_bookings(before, Plan((run("late", 2),)), 2))
    assert load(database) == replace(first, version=1)


def test_a_ride_cancelled_in_the_meantime_is_not_booked(database: Database) -> None:
    before = offered(database, 1)
    with database.writing() as session:
        rides.change_state(session, "100001", OPEN, RideState.CANCELLED)
    with pytest.raises(StaleDay):
        publish(database, before, with_bookings(before, Plan((run("early", 1),)), 1))
    assert load(database) == before


def test_who_leaves_the_day_is_cancelled_and_keeps_what_was_promised(database: Database) -> None:
    empty = offered(database, 1, 2)
    publish(database, empty, with_bookings(empty, Plan((run("early", 1, 2),)), 1, 2))
    before = load(database)
    after = replace(before, bookings=before.bookings[1:], plan=Plan((run("early", 2),)))
    publish(database, before, after)
    assert load(database) == replace(after, version=2)
    with database.reading() as session:
        gone = rides.load_ride(session, "100001")
    assert gone.state is RideState.CANCELLED
    assert gone.booking == Booking(ride(1).request, OFFER)


def test_a_visit_may_move_to_another_shift(database: Database) -> None:
    empty = offered(database, 1, 2)
    publish(database, empty, with_bookings(empty, Plan((run("early", 1, 2),)), 1, 2))
    before = load(database)
    after = replace(before, plan=Plan((run("early", 2), run("late", 1))))
    publish(database, before, after)
    assert load(database).plan == after.plan


def test_nobody_rewrites_a_promise(database: Database) -> None:
    empty = offered(database, 1)
    publish(database, empty, with_bookings(empty, Plan((run("early", 1),)), 1))
    before = load(database)
    worse = replace(OFFER, promise=replace(OFFER.promise, arrive_by=40000))
    changed = replace(before, bookings=(Booking(ride(1).request, worse),))
    with pytest.raises(ValueError, match="promise"):
        publish(database, before, changed)
    assert load(database) == before


@pytest.mark.parametrize(
    "plan",
    [
        Plan((run("night", 1),)),
        Plan((run("early", 1), run("late", 1))),
        Plan((run("early", 1, 2),)),
    ],
    ids=["no such shift", "picked up twice", "not booked"],
)
def test_the_database_refuses_a_plan_that_makes_no_sense(database: Database, plan: Plan) -> None:
    before = offered(database, 1, 2)
    with pytest.raises(BrokenRule):
        publish(database, before, with_bookings(before, plan, 1))
    assert load(database) == before


def test_a_day_is_improved_until_its_plan_changes(database: Database) -> None:
    def open_days() -> list[days.OpenDay]:
        with database.reading() as session:
            return days.open_days(session, MONDAY.date)

    before = offered(database, 1)
    assert open_days() == [days.OpenDay(MONDAY.date, improved=True)]
    publish(database, before, with_bookings(before, Plan((run("early", 1),)), 1))
    assert open_days() == [days.OpenDay(MONDAY.date, improved=False)]
    with database.writing() as session:
        days.mark_improved(session, MONDAY.date, version=0)  # somebody was too slow
    assert open_days() == [days.OpenDay(MONDAY.date, improved=False)]
    with database.writing() as session:
        days.mark_improved(session, MONDAY.date, version=1)
    assert open_days() == [days.OpenDay(MONDAY.date, improved=True)]
    with database.reading() as session:
        assert days.open_days(session, MONDAY.date + timedelta(days=1)) == []
