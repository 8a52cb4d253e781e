"""Timing of one run: exact, earliest, and equal to plain Bellman-Ford on the same rules."""

from dataclasses import replace

from hypothesis import event, given
from hypothesis import strategies as st

from dispatch.problem import Problem
from dispatch.schedule import timed
from mobility.bookings import Booking, Offer
from mobility.clock import HOUR, MINUTE
from mobility.day import Day
from mobility.needs import Needs
from mobility.plan import Run, Visit, VisitKind
from mobility.promises import Promise, TimeWindow
from tests.dispatch import byhand
from tests.dispatch.anything import days, days_under_way, examples
from tests.worlds import BAHNHOF, BORNE, POLICY, TRAVEL, WIESENBURG, ask, at, booked, monday, van


@examples(80)
@given(days() | days_under_way(), st.data())
def test_a_run_in_any_order_has_the_times_found_by_hand_or_none_if_it_cannot_be_driven(
    day: Day, data: st.DataObject
) -> None:
    problem = Problem.of(day, TRAVEL)
    for shift in day.shifts:
        begun, visits = problem.settled[shift.id], day.plan.run(shift.id).visits
        left = list(visits[len(begun) :])
        order = list(begun)
        while left:  # whoever gets off is on board
            first = [
                v for v in left if v.kind is VisitKind.PICKUP or v.reference in {o.reference for o in order}
            ]
            order.append(data.draw(st.sampled_from(first)))
            left.remove(order[-1])
        run = Run(shift.id, tuple(order))
        found = timed(problem, run)
        assert found == byhand.timed(problem, run) or not order[len(begun) :]
        event(f"{min(len(order), 4)} visits or more, {'in time' if found else 'too late'}")


def test_boarding_counts_once_per_stop_and_extras_once_per_party() -> None:
    # Given two parties at Borne, one with a wheelchair, and one at Wiesenburg, all to the station
    window, late = TimeWindow(9 * HOUR, 9 * HOUR + 30 * MINUTE), 12 * HOUR
    asked = [
        ask("chair", BORNE, BAHNHOF, at(9 * HOUR), Needs(wheelchairs=1)),
        ask("pram", BORNE, BAHNHOF, at(9 * HOUR), Needs(passengers=2, prams=1)),
        ask("plain", WIESENBURG, BAHNHOF, at(9 * HOUR)),
    ]
    bookings = tuple(Booking(request, Offer(Promise(window, late, 3 * HOUR), 0)) for request in asked)
    problem = Problem(POLICY, (van(1),), bookings, TRAVEL, 0, {"shift-1": ()})
    # When one run fetches them in this order
    boarding = [Visit(b.reference, VisitKind.PICKUP, b.request.origin, 0) for b in bookings]
    leaving = [Visit(b.reference, VisitKind.DROPOFF, BAHNHOF, 0) for b in reversed(bookings)]
    run = timed(problem, Run("shift-1", (*boarding, *leaving)))
    # Then the pram's party boards when the wheelchair is in, and all share one minute per stop
    assert run is not None
    start = 9 * HOUR
    away = start + 4 * MINUTE + MINUTE + MINUTE
    wiesenburg = away + TRAVEL.seconds(BORNE, WIESENBURG)
    station = wiesenburg + MINUTE + TRAVEL.seconds(WIESENBURG, BAHNHOF)
    times = [visit.time for visit in run.visits]
    assert times == [start, start + 4 * MINUTE, wiesenburg, station, station, station + MINUTE]


def test_more_passengers_than_seats_cannot_be_timed() -> None:
    day = booked(monday(), ask("five", BORNE, BAHNHOF, at(9 * HOUR), Needs(passengers=5)))
    crowd = ask("four", BORNE, BAHNHOF, at(9 * HOUR), Needs(passengers=4))
    problem = Problem.of(day, TRAVEL).with_booking(Booking(crowd, day.bookings[0].offer))
    pickup, dropoff = (
        Visit("four", kind, stop, 0)
        for kind, stop in ((VisitKind.PICKUP, BORNE), (VisitKind.DROPOFF, BAHNHOF))
    )
    on, off = day.plan.runs[0].visits
    assert timed(problem, Run("shift-1", (on, pickup, dropoff, off))) is None
    assert timed(problem, Run("shift-1", (on, off))) == day.plan.runs[0]


def test_settled_visits_keep_their_times_and_open_ones_wait_for_now() -> None:
    # Given a ride that is driven, and one that begins where it ended
    day = booked(
        monday(),
        ask("first", BORNE, BAHNHOF, at(9 * HOUR)),
        ask("second", BAHNHOF, WIESENBURG, at(9 * HOUR + 20 * MINUTE)),
    )
    before = day.plan.runs[0].visits
    problem = Problem.of(day.at(9 * HOUR + 12 * MINUTE), TRAVEL)
    assert [visit.reference for visit in problem.settled["shift-1"]] == ["first", "first"]
    # When it is timed again some minutes later, as if the second one had not begun
    late = 9 * HOUR + 25 * MINUTE
    run = timed(replace(problem, now=late), day.plan.runs[0])
    # Then nothing that is driven moves, and the rest begins now
    assert run is not None
    assert run.visits[:2] == before[:2]
    assert [visit.time - late for visit in run.visits[2:]] == [
        0,
        MINUTE + TRAVEL.seconds(BAHNHOF, WIESENBURG),
    ]
