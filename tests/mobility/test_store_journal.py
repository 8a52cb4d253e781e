"""The journal of decisions, accounts of closed months, and the end of detail."""

from dataclasses import replace
from datetime import UTC, date, datetime, timedelta

import pytest

from mobility.bookings import Declined
from mobility.declines import NoPlace
from mobility.plan import Plan, Run
from mobility.store import BrokenRule, Database, days, rides
from mobility.store.journal import Decision, DecisionKind, decisions_on, write_decision
from mobility.store.months import ClosedMonth, close_month, closed_month, closed_months, first_day
from mobility.store.retention import Detail, delete_before, details_before
from tests.mobility.stored import OFFER, offered, publish, run, stored, with_bookings
from tests.offices import MONDAY

REFERENCE = "100001"


def written(database: Database, *decisions: Decision) -> list[Decision]:
    with database.writing() as session:
        for decision in decisions:
            write_decision(session, MONDAY.date, decision)
    with database.reading() as session:
        return decisions_on(session, MONDAY.date)


def about(kind: DecisionKind, version: int | None = 0) -> Decision:
    return Decision(kind=kind, at=100, version=version, reference=REFERENCE)


def test_every_decision_is_read_as_it_was_written_and_in_order(database: Database) -> None:
    day = offered(database, 1)
    better = replace(day, plan=Plan((run("early", 1), Run("late"))))
    made = [
        Decision.answered(day, REFERENCE, Declined(NoPlace(), (OFFER,))),
        Decision.answered(day, REFERENCE, (OFFER, OFFER)),
        Decision.answered(day, REFERENCE, ()),
        Decision.about(day, DecisionKind.GONE, REFERENCE, OFFER),
        Decision.about(day, DecisionKind.ACCEPTED, REFERENCE, OFFER),
        about(DecisionKind.CANCELLED, 1),
        about(DecisionKind.WITHDRAWN, None),
        Decision.improved(replace(day, version=2), better),
    ]
    assert written(database, *made) == made
    assert made[-1].runs == (run("early", 1),)


def test_a_run_that_is_not_driven_any_more_is_part_of_an_improvement(database: Database) -> None:
    day = replace(offered(database, 1), plan=Plan((run("early", 1),)))
    (found,) = written(database, Decision.improved(day, replace(day, plan=Plan((run("late", 1),)))))
    assert found.runs == (Run("early"), run("late", 1))


def test_no_version_of_a_day_is_made_twice(database: Database) -> None:
    offered(database, 1)
    written(database, about(DecisionKind.ACCEPTED), about(DecisionKind.GONE))
    with pytest.raises(BrokenRule, match="ix_decision_version"):
        written(database, about(DecisionKind.CANCELLED))


@pytest.mark.parametrize(
    "wrong",
    [
        about(DecisionKind.ACCEPTED, None),
        Decision(kind=DecisionKind.IMPROVED, at=0, version=0, reference=REFERENCE),
        Decision(kind=DecisionKind.GONE, at=0, version=0),
        Decision(kind=DecisionKind.GONE, at=0, version=0, reference="999999"),
    ],
)
def test_a_decision_that_makes_no_sense_is_refused(database: Database, wrong: Decision) -> None:
    offered(database, 1)
    with pytest.raises(BrokenRule):
        written(database, wrong)


# --- Months


def closed(month: date) -> ClosedMonth:
    return ClosedMonth(month, datetime(2026, 10, 3, tzinfo=UTC), "0" * 64, "{}")


def test_the_account_of_a_month_is_kept_once(database: Database) -> None:
    september = closed(date(2026, 9, 1))
    with database.writing() as session:
        assert close_month(session, september)
        assert not close_month(session, replace(september, statement="{another}"))
    with database.reading() as session:
        assert closed_month(session, september.month) == september
        assert closed_month(session, date(2026, 10, 1)) is None
        assert closed_months(session) == [september.month]


@pytest.mark.parametrize(
    "wrong", [closed(date(2026, 9, 2)), replace(closed(date(2026, 9, 1)), digest="not a digest")]
)
def test_an_account_of_no_month_or_without_a_digest_is_refused(
    database: Database, wrong: ClosedMonth
) -> None:
    with pytest.raises(BrokenRule), database.writing() as session:
        close_month(session, wrong)


# --- The end of detail


def test_all_detail_before_a_day_is_deleted_and_nothing_of_that_day(database: Database) -> None:
    day = offered(database, 1, 2)
    publish(database, day, with_bookings(day, Plan((run("early", 1),)), 1))
    written(database, about(DecisionKind.ACCEPTED))
    tuesday = MONDAY.date + timedelta(days=1)
    with database.writing() as session:
        assert first_day(session) == MONDAY.date
        assert details_before(session, MONDAY.date) == []
        delete_before(session, MONDAY.date)
        assert details_before(session, tuesday) == [Detail(MONDAY.date, rides=2, decisions=1)]
        delete_before(session, tuesday)
        assert details_before(session, tuesday) == []
        assert first_day(session) is None
        assert rides.rides_on(session, MONDAY.date) == []
        assert days.open_days(session, MONDAY.date) == []
    stored(database, 1)  # nothing is in the way of the same rides
