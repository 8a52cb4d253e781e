"""Rides, days and accounts in PostgreSQL: what is written is read, and rules are kept by the database."""

from dataclasses import replace
from datetime import date, timedelta
from threading import Barrier, Thread

import pytest

from mobility.accounts import Account, Role
from mobility.bookings import (
    Anchor,
    Booking,
    Contact,
    Declined,
    Offer,
    Ride,
    RideRequest,
    RideState,
    Wish,
)
from mobility.day import Day
from mobility.declines import NoPlace
from mobility.errors import StaleDay, UnknownRide
from mobility.fleet import Shift, Vehicle
from mobility.needs import Load, Needs
from mobility.plan import Plan, Run, Visit, VisitKind
from mobility.policy import ServicePolicy
from mobility.promises import Promise, TimeWindow
from mobility.store import BrokenRule, Database, days, rides
from mobility.store.accounts import accounts, end_sessions, find_account, save_account
from tests.offices import LAST_WEEK, MONDAY

EARLY = Shift("early", Vehicle("bus-1", "Bus 1", Load(8, 1, 2)), "depot", TimeWindow(18000, 54000), "jurij")
LATE = Shift("late", Vehicle("bus-2", "Bus 2", Load(6)), "depot", TimeWindow(54000, 79200))
POLICY = ServicePolicy()
CANARY = Contact("Kanarie Vogel", "+4933841987654")
OFFER = Offer(Promise(TimeWindow(28800, 29400), 31500, 2100), 1200, 100, "re7")
OPEN = frozenset({RideState.OFFERED, RideState.REQUESTED})


def roster(_day: date) -> tuple[Shift, ...]:
    return EARLY, LATE


def ride(number: int) -> Ride:
    needs = Needs(passengers=3, wheelchairs=1, prams=1, walkers=1)
    wish = Wish(Anchor.ARRIVE, 31500, "re7")
    asked = LAST_WEEK + timedelta(minutes=number)
    request = RideRequest(str(100000 + number), "Reetz", "Bahnhof", wish, needs, asked)
    return Ride(request, f"a-secret-of-ride-{number:06}", MONDAY, RideState.REQUESTED, contact=CANARY)


def stored(database: Database, *numbers: int) -> Day:
    """Monday, opened, after these rides were asked for."""
    with database.writing() as session:
        days.ensure_day(session, MONDAY.date, roster)
        for number in numbers:
            assert rides.add_ride(session, ride(number))
    return load(database)


def offered(database: Database, *numbers: int) -> Day:
    """Monday, opened, after these rides were asked for and answered."""
    stored(database, *numbers)
    with database.writing() as session:
        for number in numbers:
            rides.record_answer(session, str(100000 + number), (OFFER,), OPEN)
    return load(database)


def load(database: Database) -> Day:
    with database.reading() as session:
        day = days.load_day(session, MONDAY.date, POLICY, now=0)
    assert day
    return day


def run(shift: str, *numbers: int) -> Run:
    """Who is picked up one after the other, then dropped off together."""
    on = (Visit(str(100000 + n), VisitKind.PICKUP, "Reetz", 28800 + n) for n in numbers)
    off = (Visit(str(100000 + n), VisitKind.DROPOFF, "Bahnhof", 30000 + n) for n in numbers)
    return Run(shift, (*on, *off))


def with_bookings(day: Day, plan: Plan, *numbers: int) -> Day:
    bookings = tuple(Booking(ride(number).request, OFFER) for number in numbers)
    return replace(day, bookings=(*day.bookings, *bookings), plan=plan)


def publish(database: Database, before: Day, after: Day) -> int:
    with database.writing() as session:
        return days.publish(session, before, after)


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


# --- Accounts


def test_an_account_is_kept_replaced_and_signed_out(database: Database) -> None:
    ada = Account("ada", Role.OPERATOR, "Ada", "hash")
    with database.writing() as session:
        save_account(session, ada)
        save_account(session, replace(ada, login="bert", role=Role.DRIVER))
        save_account(session, replace(ada, name="Ada L."))
        end_sessions(session, "ada")
    with database.reading() as session:
        assert find_account(session, "ada") == replace(ada, name="Ada L.", session_epoch=1)
        assert find_account(session, "carl") is None
        assert [account.login for account in accounts(session)] == ["ada", "bert"]


# --- The database itself


def test_a_refused_write_never_repeats_names_or_tokens(database: Database) -> None:
    stored(database)
    short = replace(ride(1), token="short-kanarie", request=replace(ride(1).request, reference="12"))
    with pytest.raises(BrokenRule) as refused, database.writing() as session:
        rides.add_ride(session, short)
    chain = repr(refused.value) + str(refused.value) + repr(refused.value.__cause__)
    assert "ck_ride_" in chain
    assert "kanarie" not in chain.lower()
    assert refused.value.__suppress_context__


def test_reading_sees_one_moment_and_cannot_write(database: Database) -> None:
    before = offered(database, 1)
    with database.reading() as session:
        assert days.load_day(session, MONDAY.date, POLICY, now=0) == before
        publish(database, before, with_bookings(before, Plan((run("early", 1),)), 1))
        assert days.load_day(session, MONDAY.date, POLICY, now=0) == before
    with pytest.raises(Exception, match="read-only"), database.reading() as session:
        rides.count_attempt(session, "100001")


def test_a_lock_is_held_by_one_at_a_time_and_freed(database: Database) -> None:
    with database.lock("improve") as mine:
        assert mine
        with database.lock("improve") as theirs, database.lock("other") as other:
            assert (theirs, other) == (False, True)
    with pytest.raises(UnknownRide), database.lock("improve"):
        raise UnknownRide
    with database.lock("improve") as mine:
        assert mine


def test_a_day_opened_by_two_at_once_has_its_shifts_once(database: Database) -> None:
    start = Barrier(2)

    def touch() -> None:
        with database.writing() as session:
            start.wait()
            days.ensure_day(session, MONDAY.date, roster)

    both = [Thread(target=touch) for _ in range(2)]
    for thread in both:
        thread.start()
    for thread in both:
        thread.join()
    assert load(database).shifts == (EARLY, LATE)
