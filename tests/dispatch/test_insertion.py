"""Places for one more booking: all of them, only them, and the cheapest one."""

from collections.abc import Iterator

from hypothesis import event, given
from hypothesis import strategies as st

from dispatch.checking import violations
from dispatch.insertion import Insertion, Places, insertions
from dispatch.problem import Problem
from mobility.bookings import Booking, Offer
from mobility.clock import HOUR, MINUTE
from mobility.day import Day
from mobility.needs import Needs
from mobility.plan import Plan, Run, Visit, VisitKind
from mobility.promises import Promise, TimeWindow
from tests.dispatch.anything import days, days_under_way, examples, requests
from tests.dispatch.byhand import timed
from tests.worlds import (
    BAHNHOF,
    BORNE,
    DEPOT,
    DIPPMANNSDORF,
    REETZ,
    TRAVEL,
    WIESENBURG,
    ask,
    at,
    booked,
    by,
    monday,
    van,
)


@st.composite
def wanted(draw: st.DrawFn) -> Booking:
    """A booking with any promise, tight or wide."""
    request = draw(requests("new"))
    start = request.wish.time
    window = TimeWindow(start, start + draw(st.sampled_from((0, 10, 40))) * MINUTE)
    max_ride = draw(st.sampled_from((10, 25, 60))) * MINUTE
    arrive_by = start + draw(st.sampled_from((15, 40, 120))) * MINUTE
    return Booking(request, Offer(Promise(window, arrive_by, max_ride), 0))


def every_run(problem: Problem, plan: Plan, booking: Booking) -> Iterator[Run]:
    """The run of each shift with the booking put in at every place, feasible or not."""
    request = booking.request
    pickup = Visit(booking.reference, VisitKind.PICKUP, request.origin, 0)
    dropoff = Visit(booking.reference, VisitKind.DROPOFF, request.destination, 0)
    for shift in problem.shifts:
        visits = plan.run(shift.id).visits
        for i in range(len(problem.settled[shift.id]), len(visits) + 1):
            for j in range(i, len(visits) + 1):
                order = (*visits[:i], pickup, *visits[i:j], dropoff, *visits[j:])
                yield Run(shift.id, order)


def signature(insertion: Insertion) -> tuple[str, tuple[tuple[str, VisitKind, int], ...], int]:
    """What tells insertions apart."""
    visits = tuple((visit.reference, visit.kind, visit.time) for visit in insertion.run.visits)
    return insertion.shift, visits, insertion.detour


any_day = days() | days_under_way(rides=6)


@examples(120)
@given(any_day, wanted())
def test_insertions_are_exactly_the_places_that_exhaustive_search_finds(day: Day, booking: Booking) -> None:
    problem = Problem.of(day, TRAVEL).with_booking(booking)
    expected = set()
    for order in every_run(problem, day.plan, booking):
        if run := timed(problem, order):
            added = problem.driving(day.plan.with_run(run)) - problem.driving(day.plan)
            visits = tuple((visit.reference, visit.kind, visit.time) for visit in run.visits)
            expected.add((run.shift, visits, added))
    found = [signature(insertion) for insertion in insertions(problem, day.plan, booking)]
    event("fits" if found else "fits nowhere")
    assert len(found) == len(set(found))
    assert set(found) == expected


@examples(80)
@given(any_day, wanted())
def test_every_insertion_keeps_all_promises_and_says_its_times(day: Day, booking: Booking) -> None:
    problem = Problem.of(day, TRAVEL)
    for insertion in insertions(problem, day.plan, booking):
        plan = day.plan.with_run(insertion.run)
        assert violations(problem.with_booking(booking), plan) == ()
        on, off = (visit for visit in insertion.run.visits if visit.reference == booking.reference)
        assert (on.time, off.time) == (insertion.pickup, insertion.dropoff)


@examples(60)
@given(any_day, st.lists(wanted(), min_size=1, max_size=4))
def test_the_cheapest_places_cost_as_little_as_any_whatever_was_asked_before(
    day: Day, asked: list[Booking]
) -> None:
    problem = Problem.of(day, TRAVEL)
    places = Places(problem, day.plan)
    for booking in asked:
        every = list(insertions(problem, day.plan, booking))
        best = places.cheapest(booking)
        assert (best and best.rank) == min((place.rank for place in every), default=None)
        of_each = {place.shift: place.rank for place in places.cheapest_of_each(booking)}
        assert of_each == {
            shift: min(place.rank for place in every if place.shift == shift)
            for shift in {place.shift for place in every}
        }


@examples(60)
@given(any_day, wanted(), st.lists(wanted(), max_size=4))
def test_a_survey_finds_for_each_promise_what_one_search_for_each_would_find(
    day: Day, booking: Booking, others: list[Booking]
) -> None:
    problem = Problem.of(day, TRAVEL)
    asked = [booking, *(Booking(booking.request, other.offer) for other in others)]
    for each, found in zip(asked, Places(problem, day.plan).survey(asked), strict=True):
        places = [(place.detour, place.pickup) for place in insertions(problem, day.plan, each)]
        if found is None:
            assert not places
        else:
            assert found in places
            assert found[0] == min(detour for detour, _ in places)


def booking(reference: str, origin: str, destination: str, start: int, needs: Needs = Needs()) -> Booking:
    """A booking to be picked up within ten minutes and to ride for an hour at most."""
    request = ask(reference, origin, destination, at(start), needs)
    window = TimeWindow(start, start + 10 * MINUTE)
    return Booking(request, Offer(Promise(window, start + 2 * HOUR, HOUR), 0))


def test_an_empty_day_has_one_place_per_van_and_it_costs_the_way_out_and_back() -> None:
    problem = Problem.of(monday(van(1), van(2)), TRAVEL)
    stops = [DEPOT, REETZ, BAHNHOF, DEPOT]
    way = sum(map(TRAVEL.seconds, stops, stops[1:]))
    places = list(insertions(problem, Plan(), booking("new", REETZ, BAHNHOF, 9 * HOUR)))
    assert [(place.shift, place.detour) for place in places] == [("shift-1", way), ("shift-2", way)]


def test_a_stop_on_the_way_costs_no_driving() -> None:
    day = booked(monday(van(1), van(2)), ask("reetz", REETZ, BAHNHOF, by(10 * HOUR)))
    start = next(visit.time for visit in day.plan.runs[0].visits) + 10 * MINUTE
    best = Places(Problem.of(day, TRAVEL), day.plan).cheapest(booking("new", WIESENBURG, BAHNHOF, start))
    assert best is not None
    assert (best.shift, best.detour) == ("shift-1", 0)


def test_nobody_is_put_before_a_stop_the_van_is_on_its_way_to() -> None:
    # Given a van on its way to Reetz, past Wiesenburg
    day = booked(monday(), ask("reetz", REETZ, BAHNHOF, at(9 * HOUR)))
    on, _ = day.plan.runs[0].visits
    leaves = on.time - TRAVEL.seconds(DEPOT, REETZ)
    new = booking("new", WIESENBURG, REETZ, 9 * HOUR - 15 * MINUTE)
    assert any(insertions(Problem.of(day.at(leaves - 1), TRAVEL), day.plan, new))
    # When it has left the depot, then it does not turn off for anybody
    assert not any(insertions(Problem.of(day.at(leaves), TRAVEL), day.plan, new))


def test_a_van_that_stands_at_a_stop_leaves_it_now_at_the_earliest() -> None:
    # Given a van that has brought somebody to Borne and waits there
    day = booked(monday(), ask("borne", BAHNHOF, BORNE, at(8 * HOUR)))
    now = 9 * HOUR
    new = booking("new", WIESENBURG, BAHNHOF, now)
    place = Places(Problem.of(day.at(now), TRAVEL), day.plan).cheapest(new)
    assert place is not None
    assert place.pickup == now + TRAVEL.seconds(BORNE, WIESENBURG)


def test_who_gets_off_at_a_stop_gets_off_before_anybody_gets_on() -> None:
    # Given somebody who arrives at the station at 9:07 and another one to be picked up there from 9:10 on
    day = booked(monday(), ask("first", BORNE, BAHNHOF, at(9 * HOUR)))
    new = booking("second", BAHNHOF, DIPPMANNSDORF, 9 * HOUR + 10 * MINUTE)
    place = Places(Problem.of(day, TRAVEL), day.plan).cheapest(new)
    assert place is not None
    assert [visit.reference for visit in place.run.visits] == ["first", "first", "second", "second"]


def test_a_run_that_cannot_be_driven_takes_nobody() -> None:
    day = booked(monday(), ask("first", BORNE, BAHNHOF, at(9 * HOUR)))
    slow = Problem.of(day, TRAVEL)
    late = Problem(
        slow.policy, slow.shifts, slow.bookings, slow.travel, 10 * HOUR, {"shift-1": ()}
    )  # the first ride should have begun an hour ago
    assert not any(insertions(late, day.plan, booking("new", WIESENBURG, BAHNHOF, 11 * HOUR)))
