"""Accounts, transactions and locks in PostgreSQL."""

from dataclasses import replace
from threading import Barrier, Thread

import pytest

from mobility.accounts import Account, Role
from mobility.errors import UnknownRide
from mobility.plan import Plan
from mobility.store import BrokenRule, Database, DatabaseAway, days, rides
from mobility.store.accounts import accounts, end_sessions, find_account, save_account
from tests.mobility.stored import (
    EARLY,
    LATE,
    POLICY,
    load,
    offered,
    publish,
    ride,
    roster,
    run,
    stored,
    with_bookings,
)
from tests.offices import MONDAY


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


def test_a_refused_write_never_repeats_names_or_tokens(database: Database) -> None:
    stored(database)
    short = replace(ride(1), token="short-kanarie", request=replace(ride(1).request, reference="12"))
    with pytest.raises(BrokenRule) as refused, database.writing() as session:
        rides.add_ride(session, short)
    chain = f"{refused.value!r} {refused.value} {refused.value.__cause__!r}"
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


def test_a_database_that_is_away_is_one_error_that_names_no_address() -> None:
    away = Database("postgresql://nobody:secret@/none?host=/nowhere")
    for use in (away.reading, away.writing):
        with pytest.raises(DatabaseAway) as told, use():
            pass
        assert "secret" not in str(told.value)
        assert told.value.__suppress_context__


def test_a_ride_may_have_no_contact(database: Database) -> None:
    stored(database)
    with database.writing() as session:
        assert rides.add_ride(session, replace(ride(1), contact=None))
    with database.reading() as session:
        assert rides.load_ride(session, "100001").contact is None
