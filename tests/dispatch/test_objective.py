"""What makes one plan better than another: every weight by an example, and all of them by arithmetic."""

from dataclasses import replace

import pytest
from hypothesis import event, given
from hypothesis import strategies as st

from dispatch import desk
from dispatch.checking import violations
from dispatch.effort import Effort
from dispatch.insertion import insertions
from dispatch.instance import Instance
from dispatch.problem import Problem
from dispatch.solver import solve
from mobility.bookings import Booking, Offer, RideRequest, Wish
from mobility.clock import HOUR, MINUTE
from mobility.day import Day
from mobility.needs import Needs
from mobility.objective import Objective
from mobility.plan import Plan, Run, Visit, VisitKind
from mobility.promises import Promise, TimeWindow
from tests.dispatch.anything import days_under_way, examples, promised, requests
from tests.dispatch.byhand import price
from tests.dispatch.wasteful import one_van_each
from tests.worlds import BAHNHOF, BORNE, DEPOT, REETZ, TRAVEL, WIESENBURG, ask, at, by, monday, van

OUT, RIDE, HOME = (TRAVEL.seconds(a, b) for a, b in ((DEPOT, BORNE), (BORNE, BAHNHOF), (BAHNHOF, DEPOT)))
DIRECT = MINUTE + RIDE
WAY = OUT + RIDE + HOME
START = 9 * HOUR
AT_NINE = at(START)

weights = st.sampled_from((0.0, 0.0, 0.3, 1.0, 3.0))


@st.composite
def objectives(draw: st.DrawFn) -> Objective:
    """Any weights."""
    return Objective(
        driving=draw(st.sampled_from((0.5, 1.0, 2.0))),
        empty=draw(weights),
        riding=draw(weights),
        waiting=draw(weights),
        balance=draw(weights),
        slack=draw(weights),
        used=draw(st.sampled_from((0.0, 600.0))),
        wheelchair=draw(weights),
        stability=draw(st.sampled_from((0.0, 60.0, 600.0))),
        told=draw(st.sampled_from((0, 30, 120))) * MINUTE,
    )


@st.composite
def mornings(draw: st.DrawFn) -> Day:
    """A day by any objective, some time before the first vehicle sets off."""
    day = draw(promised(0, 7))
    first = [run.visits[0].time - TRAVEL.seconds(DEPOT, run.visits[0].stop) for run in day.plan.runs]
    day = day.at(min(first, default=START) - draw(st.sampled_from((1, 20, 60))) * MINUTE)
    return replace(day, policy=replace(day.policy, objective=draw(objectives())))


def promising(request: RideRequest) -> Booking:
    """The ride with a promise that leaves much freedom."""
    window = TimeWindow(request.wish.time, request.wish.time + 20 * MINUTE)
    return Booking(request, Offer(Promise(window, window.end + HOUR, HOUR), 0, train="RE7"))


def cost(day: Day) -> float:
    return Instance.of(Problem.of(day, TRAVEL), day.plan).cost


@examples(60)
@given(mornings(), requests("new"))
def test_plans_and_places_cost_what_arithmetic_says(day: Day, request: RideRequest) -> None:
    problem = Problem.of(day, TRAVEL)
    before = price(problem, day.plan)
    assert cost(day) == pytest.approx(before)
    booking = promising(request)
    longer = problem.with_booking(booking)
    for place in insertions(problem, day.plan, booking):
        after = price(longer, day.plan.with_run(place.run), told=day.plan)
        assert place.cost == pytest.approx(after - before)


@examples(60)
@given(days_under_way(), objectives(), requests("new"))
def test_places_on_the_way_cost_what_arithmetic_says(
    day: Day, objective: Objective, request: RideRequest
) -> None:
    # duties, reserves and slack are weighed for what is still open, the rest for the whole day
    some = replace(objective, balance=0, slack=0, used=0, wheelchair=0)
    day = replace(day, policy=replace(day.policy, objective=some))
    problem = Problem.of(day, TRAVEL)
    booking = promising(request)
    longer = problem.with_booking(booking)
    for place in insertions(problem, day.plan, booking):
        after = price(longer, day.plan.with_run(place.run), told=day.plan)
        assert place.cost == pytest.approx(after - price(problem, day.plan))
        event("others are on board" if problem.settled[place.shift] else "nobody is on board")


@examples(60)
@given(mornings(), st.integers(0, 3))
def test_a_better_plan_is_better_by_arithmetic(day: Day, seed: int) -> None:
    problem = Problem.of(day, TRAVEL)
    better = solve(problem, day.plan, Effort(work=200, seed=seed))
    assert violations(problem, better) == ()
    if better is not day.plan:
        assert price(problem, better, told=day.plan) < price(problem, day.plan)
    event("the same" if better is day.plan else "better")


# ---- examples: from Borne to the station, picked up at nine, unless said otherwise ---------------------


def one_ride(objective: Objective, needs: Needs = Needs(), wish: Wish = AT_NINE, *, wait: int = 0) -> Day:
    """A day with one ride in one van, which comes so many seconds after nine."""
    train = "RE7" if wish.train else None
    promise = Promise(TimeWindow(START + wait, START + wait), START + wait + 20 * MINUTE, HOUR)
    booking = Booking(ask("1", BORNE, BAHNHOF, wish, needs), Offer(promise, DIRECT, train=train))
    extra = monday().policy.extra_boarding(needs)
    visits = (
        Visit("1", VisitKind.PICKUP, BORNE, START + wait),
        Visit("1", VisitKind.DROPOFF, BAHNHOF, START + wait + DIRECT + extra),
    )
    day = replace(monday(), bookings=(booking,), plan=Plan((Run("shift-1", visits),)))
    assert desk.violations(day, TRAVEL) == ()
    return replace(day, policy=replace(day.policy, objective=objective))


def test_driving_counts_from_the_depot_and_back() -> None:
    assert cost(one_ride(Objective(riding=0))) == WAY
    assert cost(one_ride(Objective(riding=0, driving=2.5))) == 2.5 * WAY


def test_driving_with_nobody_on_board_counts_besides() -> None:
    assert cost(one_ride(Objective(riding=0, empty=2))) == WAY + 2 * (OUT + HOME)


def test_every_passenger_s_time_on_board_counts() -> None:
    assert cost(one_ride(Objective(riding=0.5), Needs(passengers=3))) == WAY + 1.5 * DIRECT


def test_being_picked_up_later_than_wished_counts_for_every_passenger() -> None:
    assert cost(one_ride(Objective(riding=0, waiting=2), Needs(passengers=2), wait=300)) == WAY + 2 * 2 * 300


def test_being_there_earlier_than_wished_counts_for_who_wants_to_arrive() -> None:
    assert cost(one_ride(Objective(riding=0, waiting=2), wish=by(START + DIRECT + 100))) == WAY + 2 * 100


def test_long_duties_count_more_than_even_ones() -> None:
    day = one_ride(Objective(riding=0, balance=100))
    hours = WAY / HOUR
    assert cost(day) == pytest.approx(WAY + 100 * hours**2 * HOUR)


def test_being_close_to_a_train_counts_from_the_margin_on() -> None:
    # the promise allows 20 minutes from nine on, the ride takes 7:12 of them
    left = 20 * MINUTE - DIRECT
    to_a_train, to_anything = replace(by(START + 20 * MINUTE), train="RE7"), by(START + 20 * MINUTE)
    for margin, near in ((left - 10, 0), (left + 10, 10)):
        assert cost(one_ride(Objective(riding=0, slack=3, margin=margin), wish=to_a_train)) == WAY + 3 * near
        assert cost(one_ride(Objective(riding=0, slack=3, margin=margin), wish=to_anything)) == WAY


def test_every_vehicle_that_drives_counts_and_idle_ones_do_not() -> None:
    day = one_ride(Objective(riding=0, used=900))
    assert cost(replace(day, shifts=(van(1), van(2)))) == WAY + 900


def test_a_wheelchair_place_on_the_road_counts_unless_somebody_needs_it() -> None:
    reserve = Objective(riding=0, wheelchair=0.5)
    assert cost(one_ride(reserve)) == 1.5 * WAY
    assert cost(one_ride(reserve, Needs(wheelchairs=1))) == WAY
    assert cost(replace(one_ride(reserve), shifts=(van(1, wheelchairs=0),))) == WAY


def pooled(stability: float, told: int, now: int) -> bool:
    """Whether two rides on one way, in two vans at first, come into one."""
    day = one_van_each((REETZ, BAHNHOF, Needs()), (WIESENBURG, BAHNHOF, Needs()))
    objective = Objective(riding=0, stability=stability, told=told)
    day = replace(day, policy=replace(day.policy, objective=objective)).at(now)
    return len(desk.improve(day, TRAVEL, Effort()).plan.runs) == 1


def test_what_a_driver_has_been_told_stays_unless_the_gain_exceeds_the_weight() -> None:
    saved = sum(
        TRAVEL.seconds(a, b) for a, b in ((DEPOT, WIESENBURG), (WIESENBURG, BAHNHOF), (BAHNHOF, DEPOT))
    )
    now = START - HOUR
    # both visits of a ride would leave their vehicle
    assert pooled(saved / 2 - 1, 3 * HOUR, now)
    assert not pooled(saved / 2 + 1, 3 * HOUR, now)
    # nobody has been told yet
    assert pooled(saved, 30 * MINUTE, now)
