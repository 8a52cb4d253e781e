"""The account of a month: divided to the cent, closed once, and silent about single people."""

from collections.abc import Sequence
from dataclasses import replace
from datetime import date, timedelta
from functools import cache

import pytest
from hypothesis import given
from hypothesis import strategies as st

from dispatch import live
from dispatch.accounting import (
    AlreadyClosed,
    Month,
    NoMonth,
    NotOver,
    Statement,
    UnknownAccount,
    account,
    close,
    months,
    statement,
)
from dispatch.office import Office
from dispatch.record import DayRecord, Fate
from dispatch.recording import as_planned
from dispatch.travel import TravelTimes
from mobility.clock import HOUR, ServiceDay
from mobility.costs import CostKey, Costs, Method
from mobility.errors import MobilityError
from mobility.region import Region, load_region
from mobility.store.months import ClosedMonth, close_month
from tests.offices import MONDAY, Wall, asked, booked, offered

SEPTEMBER = Month.read("2026-09")
MADE_BY = "r" * 64, "p" * 64


def later(office: Office, day: date) -> None:
    """Let it be the morning of a day."""
    assert isinstance(office.clock, Wall)
    office.clock.now = ServiceDay(day).instant(6 * HOUR)


def a_month(office: Office) -> None:
    """Some rides on one Monday of September, which is over."""
    for place in ("Reppinichen", "Reetz", "Reetz", "Lütte", "Ragösen"):
        booked(office, place)
    live.cancel(office, booked(office, "Grubo").request.reference)
    offered(office, "Reetz", "Reetz")
    asked(office, "Reetz")
    later(office, date(2026, 10, 3))


# --- Months


@pytest.mark.parametrize("text", ["2026-9", "2026-13", "2026-00", "0000-01", "", "2026-09-01", "x"])
def test_what_is_no_month_is_refused(text: str) -> None:
    with pytest.raises(NoMonth, match="is no month like 2026-11"):
        Month.read(text)


def test_a_month_has_its_days() -> None:
    february = Month.read("2028-02")
    assert february.last == date(2028, 2, 29)
    assert len(list(february.days(until=february.last))) == 29
    assert [day.day for day in february.days(until=date(2028, 2, 2))] == [1, 2]
    assert not list(february.days(until=date(2028, 1, 31)))


# --- The account of what is in the books


def test_a_month_of_the_real_service_is_divided_to_the_cent(office: Office) -> None:
    a_month(office)
    found = account(office, SEPTEMBER).statement
    values = found.figures.values
    assert values["booked"] == 6
    assert values["rode"] == 5
    assert values["cancelled"] == 1
    assert sum(line.cents for line in found.lines) == values["cost_cents"] == sum(found.split.values())
    assert all(sum(line.parts.values()) == line.cents for line in found.lines)
    assert found.complete
    assert found.keys == (1,)
    assert found.region == "bad-belzig"


def test_duties_are_paid_on_days_on_which_nobody_asked_from_the_first_day_in_the_books(office: Office) -> None:
    a_month(office)
    found = account(office, SEPTEMBER).statement
    assert {line.date for line in found.lines} == {MONDAY.date + timedelta(days=n) for n in range(17)}
    tuesday = [line for line in found.lines if line.date.day == 15 and line.shift]
    shifts = office.region.shifts(date(2026, 9, 15))
    paid = sum(office.region.costs.duty(s.hours.end - s.hours.start, 0) for s in shifts)
    assert sum(line.cents for line in tuesday) == paid


def test_days_without_service_are_named(office: Office) -> None:
    booked(office, "Reetz")
    later(office, date(2026, 10, 3))
    nobody = replace(office, region=replace(office.region, roster=()))
    found = account(nobody, SEPTEMBER).statement
    assert found.idle == tuple(MONDAY.date + timedelta(days=n) for n in range(1, 17))


def test_a_month_that_is_not_over_is_counted_until_yesterday(office: Office) -> None:
    a_month(office)
    later(office, date(2026, 9, 16))
    found = account(office, SEPTEMBER).statement
    assert found.until == date(2026, 9, 15)
    assert not found.complete
    with pytest.raises(NotOver, match="its last day is 2026-09-30"):
        close(office, SEPTEMBER)


@pytest.mark.parametrize("month", ["2026-08", "2026-11"])
def test_a_month_without_a_day_in_the_books_has_no_account(office: Office, month: str) -> None:
    a_month(office)
    with pytest.raises(NotOver, match=f"{month} has no account"):
        account(office, Month.read(month))


def test_months_with_an_account_are_listed_the_latest_first(office: Office) -> None:
    assert months(office) == []
    a_month(office)
    assert list(map(str, months(office))) == ["2026-10", "2026-09"]


# --- Closed for good


def test_a_closed_month_stays_as_it_is_whatever_becomes_of_the_books(office: Office) -> None:
    a_month(office)
    made = close(office, SEPTEMBER)
    cheaper = replace(office, region=replace(office.region, costs=replace(office.region.costs, km_cents=1)))
    found = account(cheaper, SEPTEMBER)
    assert found == made
    assert found.statement.digest == made.statement.digest
    assert found.closed_at == office.clock()


def test_a_closed_month_is_not_closed_again(office: Office) -> None:
    a_month(office)
    close(office, SEPTEMBER)
    with pytest.raises(AlreadyClosed, match="2026-09 was closed on 2026-10-03, and a closed month stays"):
        close(office, SEPTEMBER)


def test_of_two_who_close_at_once_one_succeeds(office: Office, monkeypatch: pytest.MonkeyPatch) -> None:
    a_month(office)
    monkeypatch.setattr("dispatch.accounting.closing.close_month", lambda *_: False)
    with pytest.raises(AlreadyClosed):
        close(office, SEPTEMBER)


def test_an_account_that_was_changed_in_the_books_is_refused(office: Office) -> None:
    a_month(office)
    made = account(office, SEPTEMBER).statement
    forged = ClosedMonth(SEPTEMBER.first, office.clock(), "0" * 64, made.to_text())
    with office.db.writing() as session:
        assert close_month(session, forged)
    with pytest.raises(UnknownAccount, match="is not what it was"):
        account(office, SEPTEMBER)


def test_an_account_of_a_later_program_is_refused() -> None:
    with pytest.raises(UnknownAccount, match="format 'account/2'"):
        Statement.from_text('{"format": "account/2"}')


# --- Arithmetic and silence, on records


@cache
def world() -> tuple[Region, TravelTimes]:
    from dispatch.travel import load_travel

    region = load_region("bad-belzig")
    return region, load_travel(region.folder)
