"""No Rufbus beside a scheduled line (B10-B14): the window, the needs, the days, and what is said instead."""

from collections.abc import Iterable
from dataclasses import replace
from datetime import date, timedelta

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from dispatch import desk
from dispatch.simulation import Conduct, Passenger, simulate
from mobility.bookings import Anchor, Declined, RideRequest, Wish
from mobility.calendar import Calendar, DayType
from mobility.clock import HOUR, MINUTE, ServiceDay
from mobility.day import Day
from mobility.declines import Leg, SameStop, ServedByLine, TooShort
from mobility.lines import Access, LineCall, LineRun, Lines
from mobility.needs import Needs
from mobility.promises import TimeWindow
from mobility.timetable import Service
from tests.worlds import (
    BAHNHOF,
    BORNE,
    MONDAY,
    REETZ,
    THERME,
    TRAVEL,
    WIESENBURG,
    ask,
    at,
    by,
    monday,
    van,
)

DAILY = Service(date(2026, 1, 1), date(2027, 12, 31), frozenset(range(7)))
TEN = 10 * HOUR


def line(
    name: str,
    *calls: tuple[str, int],
    service: Service = DAILY,
    accessible: bool = False,
    access: Access = Access.OPEN,
) -> LineRun:
    """A run with calls at seconds of the day."""
    at_stops = tuple(LineCall(stop, time, time, access, access) for stop, time in calls)
    return LineRun(name, name, "Bad Belzig", service, accessible, at_stops)


def lines(*runs: LineRun, never: Iterable[str] = (), always: Iterable[str] = ()) -> Lines:
    """Lines in a world where nothing is within a walk."""
    return Lines(runs, {}, never, always)


def bus(departs: int = TEN, minutes: int = 24, **kind: object) -> LineRun:
    """A bus from Reetz to the station."""
    return line("580", (REETZ, departs), (BAHNHOF, departs + minutes * MINUTE), **kind)  # type: ignore[arg-type] # as above


def served(request: RideRequest, known: Lines, day: Day | None = None) -> ServedByLine | None:
    """The line for which a request is declined, if it is."""
    answer = desk.offer(day or monday(), request, TRAVEL, (), known)
    if isinstance(answer, Declined) and isinstance(answer.reason, ServedByLine):
        return answer.reason
    return None


def from_reetz(wish: Wish, needs: Needs = Needs(), day: ServiceDay = MONDAY) -> RideRequest:
    """A request to ride to the station, asked three days ahead."""
    return ask("100001", REETZ, BAHNHOF, wish, needs, asked_at=day.instant(0) - timedelta(days=3))


# --- B10: the window


@pytest.mark.parametrize(
    ("minutes", "blocks"), [(-31, False), (-30, True), (0, True), (30, True), (31, False)]
)
def test_who_wants_to_leave_takes_a_line_that_departs_half_an_hour_before_or_after(
    minutes: int, blocks: bool
) -> None:
    known = lines(bus(TEN + minutes * MINUTE))
    assert bool(served(from_reetz(at(TEN)), known)) is blocks


@pytest.mark.parametrize(("minutes", "blocks"), [(-31, False), (-30, True), (0, True), (1, False)])
def test_who_wants_to_be_there_takes_a_line_that_arrives_by_then_and_not_much_earlier(
    minutes: int, blocks: bool
) -> None:
    known = lines(bus(TEN + minutes * MINUTE - 24 * MINUTE))
    assert bool(served(from_reetz(by(TEN)), known)) is blocks


@pytest.mark.parametrize(("minutes", "blocks"), [(-31, False), (-30, True), (0, True), (1, False)])
def test_who_wants_a_train_takes_a_line_that_is_there_in_time_to_change(minutes: int, blocks: bool) -> None:
    wish = Wish(Anchor.ARRIVE, TEN, "re7")
    known = lines(bus(TEN + minutes * MINUTE - 24 * MINUTE))
    assert bool(served(from_reetz(wish), known)) is blocks


@pytest.mark.parametrize(("minutes", "blocks"), [(-1, False), (0, True), (30, True), (31, False)])
def test_who_comes_from_a_train_takes_a_line_that_leaves_after_it(minutes: int, blocks: bool) -> None:
    departs = TEN + minutes * MINUTE
    known = lines(line("580", (BAHNHOF, departs), (REETZ, departs + 24 * MINUTE)))
    request = ask("100001", BAHNHOF, REETZ, Wish(Anchor.DEPART, TEN, "re7"))
    assert bool(served(request, known)) is blocks


@pytest.mark.parametrize(("seconds", "serves"), [(0, True), (1, False)])
def test_a_line_that_has_left_serves_nobody(seconds: int, serves: bool) -> None:
    departs = TEN - 30 * MINUTE
    assert bool(served(from_reetz(at(TEN)), lines(bus(departs)), monday().at(departs + seconds))) is serves


def test_the_window_is_a_setting() -> None:
    # MDV: 15 minutes before, 45 after
    narrow = replace(
        monday(), policy=replace(monday().policy, line_before=15 * MINUTE, line_after=45 * MINUTE)
    )
    assert not served(from_reetz(at(TEN)), lines(bus(TEN - 16 * MINUTE)), narrow)
    assert served(from_reetz(at(TEN)), lines(bus(TEN + 45 * MINUTE)), narrow)


def test_the_rule_can_be_switched_off() -> None:
    free = replace(monday(), policy=replace(monday().policy, parallel=False))
    assert not served(from_reetz(at(TEN)), lines(bus()), free)


def test_one_change_will_do_and_two_will_not() -> None:
    one = line("572", (REETZ, TEN), (WIESENBURG, TEN + 600))
    two = line("RE7", (WIESENBURG, TEN + 900), (BAHNHOF, TEN + 1500))
    found = served(from_reetz(at(TEN)), lines(one, two))
    assert found
    assert [leg.line for leg in found.legs] == ["572", "RE7"]
    broken = line("591", (WIESENBURG, TEN + 900), (BORNE, TEN + 1100))
    last = line("592", (BORNE, TEN + 1400), (BAHNHOF, TEN + 1600))
    assert not served(from_reetz(at(TEN)), lines(one, broken, last))


def test_a_line_that_takes_longer_than_any_ride_may_serves_nobody() -> None:
    # B19 decides what is too long for a passenger, by whomever they ride
    policy = monday().policy
    direct = policy.boarding + TRAVEL.seconds(REETZ, BAHNHOF)
    longest = policy.longest_ride(direct)
    for seconds, serves in ((longest, True), (longest + 1, False)):
        slow = line("580", (REETZ, TEN), (BAHNHOF, TEN + seconds))
        assert bool(served(from_reetz(at(TEN)), lines(slow))) is serves


def test_a_neighbouring_stop_within_a_walk_counts_and_the_walk_counts_where_time_is_up() -> None:
    # 200 m: three minutes
    places = {REETZ: (52.0, 12.0), WIESENBURG: (52.0 + 200 / 1.3 / 111_195, 12.0), BAHNHOF: (52.2, 12.0)}
    runs = [line("580", (BAHNHOF, TEN - 24 * MINUTE), (WIESENBURG, TEN))]
    for minutes, serves in ((2, False), (4, True)):
        request = ask("100001", BAHNHOF, REETZ, by(TEN + minutes * MINUTE))
        assert bool(served(request, Lines(runs, places))) is serves
    far = replace(monday(), policy=replace(monday().policy, line_walk_m=150))
    assert not served(ask("100001", BAHNHOF, REETZ, by(TEN + 4 * MINUTE)), Lines(runs, places), far)


def test_of_several_lines_the_simplest_and_nearest_is_named() -> None:
    early, late = bus(TEN - 20 * MINUTE), line("581", (REETZ, TEN + 5 * MINUTE), (BAHNHOF, TEN + 30 * MINUTE))
    change = [
        line("572", (REETZ, TEN), (WIESENBURG, TEN + 600)),
        line("RE7", (WIESENBURG, TEN + 900), (BAHNHOF, TEN + 1500)),
    ]
    found = served(from_reetz(at(TEN)), lines(early, late, *change))
    assert found == ServedByLine(
        (Leg("581", "Bad Belzig", REETZ, BAHNHOF, TEN + 5 * MINUTE, TEN + 30 * MINUTE),)
    )


# --- B12: the days

BRANDENBURG = Calendar("BB")
LAST_SCHOOL_DAY, FIRST_HOLIDAY = date(2026, 10, 16), date(2026, 10, 19)
SCHOOL = Service(
    date(2026, 1, 1),
    date(2026, 12, 31),
    frozenset(range(5)),
    removed=frozenset(date(2026, 10, day) for day in (*range(19, 24), *range(26, 31))),
)


@pytest.mark.parametrize(("day", "blocks"), [(LAST_SCHOOL_DAY, True), (FIRST_HOLIDAY, False)])
def test_a_school_bus_blocks_on_the_last_school_day_and_not_on_the_first_of_the_holidays(
    day: date, blocks: bool
) -> None:
    assert (BRANDENBURG.day_type(day) is DayType.SCHOOL_DAY) is blocks
    there = replace(monday(), service_day=ServiceDay(day))
    assert (
        bool(served(from_reetz(at(TEN), day=there.service_day), lines(bus(service=SCHOOL)), there)) is blocks
    )


@pytest.mark.parametrize("day", [date(2026, 3, 29), date(2026, 10, 25)])
def test_on_a_day_with_a_change_of_clocks_the_window_is_that_of_the_clock_on_the_wall(day: date) -> None:
    there = replace(monday(), service_day=ServiceDay(day))
    request = from_reetz(at(TEN), day=there.service_day)
    found = served(request, lines(bus(TEN + 30 * MINUTE)), there)
    assert found
    assert there.service_day.local(found.legs[0].departs).strftime("%H:%M") == "10:30"
    assert not served(request, lines(bus(TEN + 31 * MINUTE)), there)


# --- B13, B14: for whom, and which lines


@pytest.mark.parametrize("needs", [Needs(wheelchairs=1), Needs(walkers=1), Needs(prams=1)])
def test_who_needs_room_is_exempt_unless_the_line_has_it(needs: Needs) -> None:
    assert not served(from_reetz(at(TEN), needs), lines(bus()))
    assert served(from_reetz(at(TEN), needs), lines(bus(accessible=True)))


def test_both_legs_have_to_have_room() -> None:
    one = line("572", (REETZ, TEN), (WIESENBURG, TEN + 600), accessible=True)
    two = line("RE7", (WIESENBURG, TEN + 900), (BAHNHOF, TEN + 1500))
    assert not served(from_reetz(at(TEN), Needs(walkers=1)), lines(one, two))


def test_lines_that_must_be_booked_do_not_count_unless_set_so() -> None:
    on_call = bus(access=Access.BOOKED)
    assert not served(from_reetz(at(TEN)), lines(on_call))
    assert served(from_reetz(at(TEN)), lines(on_call, always=["580"]))
    assert not served(from_reetz(at(TEN)), lines(bus(), never=["580"]))
    counting = replace(monday(), policy=replace(monday().policy, line_booked_counts=True))
    assert served(from_reetz(at(TEN)), lines(on_call), counting)


# --- The desk


def test_a_ride_that_is_never_served_is_declined_for_that_and_not_for_a_line() -> None:
    same = ask("100001", REETZ, REETZ, at(TEN))
    near = ask("100002", BAHNHOF, THERME, at(TEN))
    known = lines(bus(), line("590", (BAHNHOF, TEN), (THERME, TEN + 120)))
    for request, reason in ((same, SameStop), (near, TooShort)):
        answer = desk.offer(monday(), request, TRAVEL, (), known)
        assert isinstance(answer, Declined)
        assert isinstance(answer.reason, reason)


def test_a_line_is_named_also_where_no_vehicle_is_free() -> None:
    full = monday(van(1, seats=1))
    taken = desk.offer(full, from_reetz(at(TEN)), TRAVEL)
    assert not isinstance(taken, Declined)
    full = desk.accept(full, from_reetz(at(TEN)), taken[0], TRAVEL)
    request = ask("100002", REETZ, BAHNHOF, at(TEN))
    assert served(request, lines(bus()), full)


def test_what_is_offered_instead_is_never_beside_a_line() -> None:
    departures = [TEN, 12 * HOUR]
    answer = desk.offer(monday(), from_reetz(at(TEN)), TRAVEL, (), lines(*map(bus, departures)))
    assert isinstance(answer, Declined)
    starts = [offer.promise.pickup.start for offer in answer.alternatives]
    assert starts
    assert all(abs(start - departs) > 30 * MINUTE for start in starts for departs in departures)


def test_other_trains_are_offered_only_where_no_line_reaches_them() -> None:
    wished, earlier, later = (Wish(Anchor.ARRIVE, TEN + n * HOUR, f"re{n}") for n in (0, -1, 1))
    known = lines(bus(TEN - 24 * MINUTE), bus(TEN - HOUR - 24 * MINUTE))
    answer = desk.offer(monday(), from_reetz(wished), TRAVEL, (earlier, later), known)
    assert isinstance(answer, Declined)
    assert [offer.train for offer in answer.alternatives] == ["re1"]


@settings(deadline=None)  # the first answer loads the engine
@given(start=st.integers(6 * 12, 20 * 12).map(lambda n: n * 5 * MINUTE), departs=st.integers(6 * 60, 20 * 60))
def test_where_a_line_departs_within_the_window_there_is_no_offer_and_else_there_is(
    start: int, departs: int
) -> None:
    departs *= MINUTE
    blocks = abs(departs - start) <= 30 * MINUTE
    assert bool(served(from_reetz(at(start)), lines(bus(departs)))) is blocks


def test_options_and_plans_for_several_keep_to_the_rule_too() -> None:
    window = TimeWindow(TEN, TEN + HOUR)
    request, known = from_reetz(at(TEN)), lines(bus())
    assert isinstance(desk.options(monday(), request, TRAVEL, window, known), ServedByLine)
    assert not isinstance(desk.options(monday(), request, TRAVEL, window), ServedByLine)


def test_a_simulated_day_sends_passengers_to_the_line() -> None:
    passengers = [Passenger(from_reetz(at(TEN)), TimeWindow(TEN, TEN + HOUR))]
    outcome = simulate(monday(), passengers, TRAVEL, Conduct(lines=lines(bus())))
    assert isinstance(outcome.declined["100001"], ServedByLine)
    assert simulate(monday(), passengers, TRAVEL).declined == {}
