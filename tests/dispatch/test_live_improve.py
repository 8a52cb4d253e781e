"""Improving a day that lives: never at the cost of those who book meanwhile."""

from dataclasses import replace

from dispatch import desk, live
from dispatch.effort import Effort
from dispatch.office import Office
from mobility.bookings import Anchor, Wish
from mobility.clock import HOUR
from mobility.day import Day
from mobility.plan import Plan
from mobility.store import days
from tests.offices import MONDAY, Interrupted, booked, first_offer, offered, set_clock

ENOUGH = Effort(work=3000)


def scattered(office: Office) -> Day:
    """Neighbours who ride at the same time in two vans, though one would do."""
    before = live.day_on(office, MONDAY.date)
    pair = offered(office, "Reetz"), offered(office, "Reetzerhütten")
    alone = [
        desk.accept(replace(before, shifts=(shift,)), ride.request, first_offer(ride), office.travel)
        for shift, ride in zip(before.shifts[:2], pair, strict=True)
    ]
    bookings, runs = (day.bookings[0] for day in alone), (day.plan.runs[0] for day in alone)
    with office.db.writing() as session:
        days.publish(session, before, replace(before, bookings=tuple(bookings), plan=Plan(tuple(runs))))
    return live.day_on(office, MONDAY.date)


def test_an_improved_day_drives_less_keeps_all_promises_and_tells_whose_times_move(
    office: Office, rung: list[str]
) -> None:
    before = scattered(office)
    unmoved = booked(office, "Ragösen", wish=Wish(Anchor.ARRIVE, 15 * HOUR))
    rung.clear()
    assert live.unimproved_dates(office) == [MONDAY.date]
    assert live.improve(office, MONDAY.date, ENOUGH)
    after = live.day_on(office, MONDAY.date)
    assert (len(before.plan.runs), len(after.plan.runs)) == (2, 1)
    assert after.bookings[:2] == before.bookings
    assert not desk.violations(after, office.travel)
    assert live.unimproved_dates(office) == []
    assert rung
    assert unmoved.token not in rung


def test_a_day_that_is_good_already_stays_as_it_is(office: Office, rung: list[str]) -> None:
    booked(office, "Reetz")
    rung.clear()
    before = live.day_on(office, MONDAY.date)
    assert not live.improve(office, MONDAY.date, ENOUGH)
    assert live.day_on(office, MONDAY.date) == before
    assert live.unimproved_dates(office) == []
    assert rung == []


def test_whoever_books_while_the_day_is_improved_comes_first(office: Office) -> None:
    scattered(office)
    busy = Interrupted(office.travel, lambda: booked(office, "Grubo"))
    assert not live.improve(replace(office, travel=busy), MONDAY.date, ENOUGH)
    day = live.day_on(office, MONDAY.date)
    assert len(day.bookings) == 3
    assert not desk.violations(day, office.travel)
    assert live.unimproved_dates(office) == [MONDAY.date]


def test_only_one_process_improves_at_a_time(office: Office) -> None:
    before = scattered(office)
    with office.db.lock("improve"):
        assert not live.improve(office, MONDAY.date, ENOUGH)
    assert live.day_on(office, MONDAY.date) == before
    assert live.unimproved_dates(office) == [MONDAY.date]


def test_what_a_vehicle_sets_off_to_meanwhile_is_left_alone(office: Office) -> None:
    # Given that a van is about to set off when the solver begins
    before = scattered(office)
    run = before.plan.runs[0]
    shift = next(shift for shift in before.shifts if shift.id == run.shift)
    leaves = run.visits[0].time - office.travel.seconds(shift.depot, run.visits[0].stop)
    set_clock(office, leaves - 5)
    live.improve(office, MONDAY.date, ENOUGH)
    # Then it still drives to the same passengers for the same time
    assert live.day_on(office, MONDAY.date).plan.run(run.shift).visits[0] == run.visits[0]
