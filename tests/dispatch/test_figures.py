"""Key figures of a day."""

from dataclasses import replace

from dispatch import desk
from dispatch.figures.day import figures, pooled
from mobility.bookings import Answer, Declined, Ride, RideRequest, RideState
from mobility.clock import HOUR
from mobility.declines import NoPlace
from mobility.plan import Plan, Run, Visit, VisitKind
from tests.worlds import BAHNHOF, DEPOT, MONDAY, REETZ, REPPINICHEN, TRAVEL, ask, booked, by, monday, van

ON, OFF = VisitKind.PICKUP, VisitKind.DROPOFF


def ride(request: RideRequest, state: RideState, answer: Answer | None = None) -> Ride:
    return Ride(request, "token", MONDAY, state, answer)


def plan(*calls: tuple[str, VisitKind]) -> Plan:
    visits = (Visit(reference, kind, f"stop {n}", n) for n, (reference, kind) in enumerate(calls))
    return Plan((Run("shift-1", tuple(visits)),))


def test_given_nobody_asked_when_counted_then_all_figures_are_zero() -> None:
    empty = figures(monday(), [], TRAVEL)

    assert (empty.asked, empty.booked, empty.pooled, empty.driven_m, empty.direct_m) == (0, 0, 0, 0, 0)


def test_given_rides_of_all_kinds_when_counted_then_each_is_counted_where_it_belongs() -> None:
    request = ask("100001", REPPINICHEN, BAHNHOF, by(10 * HOUR))
    declined = ask("100002", REETZ, BAHNHOF, by(10 * HOUR))
    rides = [ride(request, RideState.BOOKED), ride(declined, RideState.DECLINED, Declined(NoPlace()))]

    found = figures(booked(monday(van(1), van(2)), request), rides, TRAVEL)

    assert (found.asked, found.booked, dict(found.declined)) == (2, 1, {"NoPlace": 1})


def test_given_one_ride_when_measured_then_the_ways_from_and_to_the_depot_are_driven_too() -> None:
    day = booked(monday(), ask("100001", REPPINICHEN, BAHNHOF, by(10 * HOUR)))

    found = figures(day, [], TRAVEL)

    way = TRAVEL.metres(REPPINICHEN, BAHNHOF)
    assert found.direct_m == way
    assert found.driven_m == TRAVEL.metres(DEPOT, REPPINICHEN) + way + TRAVEL.metres(BAHNHOF, DEPOT)


def test_given_a_cancelled_ride_when_measured_then_nothing_is_driven_for_it() -> None:
    day = booked(monday(), ask("100001", REPPINICHEN, BAHNHOF, by(10 * HOUR)))

    assert figures(desk.cancel(day, "100001", TRAVEL), [], TRAVEL).driven_m == 0


def test_given_rides_that_overlap_or_follow_when_pooled_then_only_those_on_board_together_count() -> None:
    together = plan(("a", ON), ("b", ON), ("a", OFF), ("b", OFF), ("c", ON), ("c", OFF))

    assert pooled(together) == {"a", "b"}


def test_given_one_gets_off_where_the_next_gets_on_when_pooled_then_they_do_not_share() -> None:
    assert pooled(plan(("a", ON), ("a", OFF), ("b", ON), ("b", OFF))) == frozenset()


def test_given_rides_in_two_runs_when_pooled_then_a_vehicle_shares_nothing_with_another() -> None:
    first = plan(("a", ON), ("a", OFF)).runs[0]
    second = replace(plan(("b", ON), ("b", OFF)).runs[0], shift="shift-2")

    assert pooled(Plan((first, second))) == frozenset()
