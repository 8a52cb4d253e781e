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
from dispatch.record import Asking, DayRecord, Drive, DrivenCall, Fate, Moment
from dispatch.travel import TravelTimes, load_travel
from mobility.bookings import Anchor, Offer, RideRequest, Wish
from mobility.clock import HOUR, MINUTE, ServiceDay
from mobility.costs import CostKey, Costs, Method
from mobility.needs import Needs
from mobility.promises import Promise, TimeWindow
from mobility.region import Region, load_region
from mobility.store.months import ClosedMonth, close_month
from tests.dispatch.anything import examples
from tests.offices import LAST_WEEK, MONDAY, Wall, asked, booked, offered

VILLAGES = ("Reetz", "Reppinichen", "Grubo", "Lütte")
MUNICIPALITIES = ("Bad Belzig", "Wiesenburg/Mark")
SEPTEMBER = Month.read("2026-09")
MADE_BY = "r" * 64, "p" * 64


def later(office: Office, day: date) -> None:
    """Let it be the morning of a day."""
    assert isinstance(office.clock, Wall)
    office.clock.now = ServiceDay(day).instant(6 * HOUR)


def a_month(office: Office) -> None:
    """Some rides on one Monday of September, which is over."""
    for place in ("Reetz", "Lütte"):
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
    assert values["booked"] == 3
    assert values["rode"] == 2
    assert values["cancelled"] == 1
    assert sum(line.cents for line in found.lines) == values["cost_cents"] == sum(found.split.values())
    assert all(sum(line.parts.values()) == line.cents for line in found.lines)
    assert found.complete
    assert found.keys == (1,)
    assert found.region == "bad-belzig"


def test_duties_are_paid_on_days_on_which_nobody_asked_from_the_first_day_in_the_books(
    office: Office,
) -> None:
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


COSTS = st.builds(
    Costs,
    duty_hour_cents=st.integers(0, 9999),
    km_cents=st.integers(0, 999),
    vehicle_day_cents=st.integers(0, 99_999),
    day_cents=st.integers(0, 99_999),
    fare_cents=st.integers(0, 999),
)
SHARES = st.tuples(st.integers(0, 9), st.integers(1, 9))
KEYS = st.builds(
    lambda method, shares, since: CostKey(1, since, method, dict(zip(MUNICIPALITIES, shares, strict=True))),
    st.sampled_from(Method),
    SHARES,
    st.dates(date(2026, 1, 1), date(2026, 12, 31)),
)


@given(villages=st.lists(st.sampled_from(VILLAGES), max_size=4), costs=COSTS, key=KEYS)
@examples(30)
def test_whatever_the_costs_and_the_key_all_sums_agree_and_what_is_stored_is_read_again(
    villages: list[str], costs: Costs, key: CostKey
) -> None:
    region, travel = world()  # no fixtures: Hypothesis would print them
    priced = replace(region, costs=costs, cost_keys=(key,))
    tuesday = MONDAY.date + timedelta(days=1)
    records = [record_of(priced, travel, villages), record_of(priced, travel, [], tuesday)]
    made = statement(SEPTEMBER, records, priced, {}, MADE_BY)
    values = made.figures.values
    assert sum(made.split.values()) == sum(line.cents for line in made.lines) == values["cost_cents"]
    assert all(sum(line.parts.values()) == line.cents for line in made.lines)
    assert {
        name: group["cost_cents"] for name, group in made.figures.by["municipality"].items()
    } == made.split
    assert sum(made.revenue.values()) == values["revenue_cents"]
    assert Statement.from_text(made.to_text()) == made
    assert Statement.from_text(made.to_text()).digest == made.digest


def test_groups_of_few_people_are_left_out_and_so_is_what_they_follow_from(
    region: Region, travel: TravelTimes
) -> None:
    # Given seven from one village, six from another, and one from a third
    villages = ["Reetz"] * 7 + ["Reppinichen"] * 6 + ["Grubo"]
    made = statement(SEPTEMBER, [record_of(region, travel, villages)], region, {}, MADE_BY)
    assert set(made.figures.by["ortsteil"]) == {"Reetz"}
    assert set(made.figures.by["need"]) == {"none"}
    told = {village: made.statistics.cells[village, ""] for village in ("Reetz", "Reppinichen", "Grubo")}
    assert told["Grubo"] is None
    assert sum(count is None for count in made.statistics.cells.values()) > 1


def test_many_rides_of_two_people_are_not_told(region: Region, travel: TravelTimes) -> None:
    record = record_of(region, travel, ["Reetz"] * 8)
    two = {asking.request.reference: f"+49{n % 2}" for n, asking in enumerate(record.askings)}
    assert not statement(SEPTEMBER, [record], region, two, MADE_BY).figures.by["ortsteil"]
    assert set(statement(SEPTEMBER, [record], region, {}, MADE_BY).figures.by["ortsteil"]) == {"Reetz"}


def test_what_passengers_bring_in_of_whom_nobody_knows_where_they_live_stands_under_no_name(
    region: Region, travel: TravelTimes
) -> None:
    record = record_of(region, travel, ["Reetz"])
    gone = replace(record, askings=tuple(replace(asking, home="gone") for asking in record.askings))
    made = statement(SEPTEMBER, [gone], region, {}, MADE_BY)
    assert made.revenue == {"Bad Belzig": 0, "Wiesenburg/Mark": 0, "": region.costs.fare_cents}


@cache
def world() -> tuple[Region, TravelTimes]:
    region = load_region("bad-belzig")
    return region, load_travel(region.folder)


def record_of(
    region: Region, travel: TravelTimes, villages: Sequence[str], day: date = MONDAY.date
) -> DayRecord:
    """A day on which one after the other was driven alone from these villages to the station."""
    ends = [next(each.stop for each in region.ortsteile if each.name == village) for village in villages]
    asking, calls = list[Asking](), list[DrivenCall]()
    for number, origin in enumerate(ends):
        direct, metres = travel.seconds(origin, region.station), travel.metres(origin, region.station)
        on = (6 + number) * HOUR
        there = on + MINUTE + direct
        request = RideRequest(
            f"{number:06}", origin, region.station, Wish(Anchor.DEPART, on), Needs(), LAST_WEEK
        )
        offer = Offer(Promise(TimeWindow(on, on + 10 * MINUTE), on + HOUR, HOUR), direct + MINUTE)
        asking.append(
            Asking(
                request=request,
                fate=Fate.RODE,
                offer=offer,
                nearest=0,
                direct_s=direct,
                direct_m=metres,
                home=origin,
            )
        )
        boards, leaves = Moment(request.reference, on), Moment(request.reference, there)
        calls += [
            DrivenCall(stop=origin, metres=metres, arrives=on, departs=on + MINUTE, on=(boards,)),
            DrivenCall(stop=region.station, metres=metres, arrives=there, departs=there, off=(leaves,)),
        ]
    drive = Drive(region.shifts(day)[0], tuple(calls))
    return DayRecord(service_day=ServiceDay(day), askings=tuple(asking), drives=(drive,))
