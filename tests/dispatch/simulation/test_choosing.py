"""The desk on a virtual clock."""

from collections.abc import Mapping, Sequence

import pytest
from hypothesis import given
from hypothesis import strategies as st

from dispatch import desk
from dispatch.effort import Effort
from dispatch.offers import Option
from dispatch.problem import Problem
from dispatch.simulation import Conduct, Passenger, simulate, thriftiest
from dispatch.travel import TravelTimes
from mobility.bookings import Offer, RideRequest
from mobility.clock import HOUR, MINUTE
from mobility.day import Day, Position
from mobility.declines import NoPlace, SameStop
from mobility.plan import Visit
from mobility.promises import TimeWindow
from tests.dispatch.anything import BUSY, days, examples
from tests.worlds import (
    BAHNHOF,
    BORNE,
    LUETTE,
    MONDAY,
    REETZ,
    REPPINICHEN,
    TRAVEL,
    WIESENBURG,
    ask,
    at,
    monday,
    van,
)

NOON = 12 * HOUR


def passenger(
    reference: str, origin: str, destination: str, time: int, *, ahead: int = 2 * HOUR
) -> Passenger:
    """Somebody who asks some time ahead and can wait 20 minutes."""
    request = ask(reference, origin, destination, at(time), asked_at=MONDAY.instant(time - ahead))
    return Passenger(request, TimeWindow(time, time + 20 * MINUTE))


def improvements(monkeypatch: pytest.MonkeyPatch) -> list[tuple[int, Effort]]:
    """A list that fills with every improvement that is asked for, and when."""
    seen: list[tuple[int, Effort]] = []

    def improve(day: Day, _travel: TravelTimes, effort: Effort) -> Day:
        seen.append((day.now, effort))
        return day

    monkeypatch.setattr(desk, "improve", improve)
    return seen


def test_given_passengers_in_any_order_when_simulated_then_who_asks_first_is_served_first() -> None:
    early = passenger("1", BAHNHOF, LUETTE, NOON, ahead=3 * HOUR)
    late = passenger("2", REPPINICHEN, REETZ, NOON, ahead=2 * HOUR)

    for order in ([early, late], [late, early]):
        outcome = simulate(monday(), order, TRAVEL)
        assert [booking.reference for booking in outcome.day.bookings] == ["1"]
        assert outcome.declined == {"2": NoPlace()}


def test_given_passengers_who_ask_at_once_when_simulated_then_the_earlier_ride_goes_first() -> None:
    asked = MONDAY.instant(NOON - 3 * HOUR)
    both = [
        Passenger(ask(reference, *way, at(time), asked_at=asked), TimeWindow(time, time + 20 * MINUTE))
        for reference, way, time in (("1", (BAHNHOF, LUETTE), NOON + 60), ("2", (REPPINICHEN, REETZ), NOON))
    ]

    outcome = simulate(monday(), both, TRAVEL)

    assert [booking.reference for booking in outcome.day.bookings] == ["2"]


def test_given_a_window_when_a_ride_is_promised_then_the_promise_lies_inside_it() -> None:
    outcome = simulate(monday(), [passenger("1", WIESENBURG, BAHNHOF, NOON)], TRAVEL)

    [booking] = outcome.day.bookings
    assert booking.promise.pickup == TimeWindow(NOON, NOON + 10 * MINUTE)


def test_given_a_van_that_comes_late_when_a_ride_is_promised_then_the_window_ends_with_the_passengers() -> (
    None
):
    busy = passenger("1", WIESENBURG, BAHNHOF, NOON - 20 * MINUTE, ahead=4 * HOUR)
    after = passenger("2", BAHNHOF, BORNE, NOON, ahead=2 * HOUR)

    outcome = simulate(monday(), [busy, after], TRAVEL)

    promise = outcome.day.bookings[1].promise
    first = outcome.day.plan.runs[0].visits[2].time
    assert promise.pickup == TimeWindow(min(first, NOON + 10 * MINUTE), min(first, NOON + 10 * MINUTE) + 600)


def test_given_a_request_nobody_may_serve_when_simulated_then_the_reason_is_kept() -> None:
    outcome = simulate(monday(), [passenger("1", BORNE, BORNE, NOON)], TRAVEL)

    assert outcome.declined == {"1": SameStop()}


def test_given_an_admission_that_holds_back_when_simulated_then_the_ride_is_declined() -> None:
    def nobody(_day: Day, _request: RideRequest, _options: Sequence[Option]) -> None:
        return None

    asking = [passenger("1", WIESENBURG, BAHNHOF, NOON)]
    outcome = simulate(monday(), asking, TRAVEL, Conduct(admission=nobody))

    assert outcome.declined == {"1": NoPlace()}
    assert outcome.day.bookings == ()


def test_given_several_vans_when_admitted_then_each_that_can_come_is_an_option_and_the_thriftiest_wins() -> (
    None
):
    seen: list[Sequence[Option]] = []

    def admission(day: Day, request: RideRequest, options: Sequence[Option]) -> Offer:
        seen.append(options)
        return thriftiest(day, request, options)

    near = passenger("1", BORNE, WIESENBURG, NOON - HOUR, ahead=3 * HOUR)
    then = passenger("2", WIESENBURG, REETZ, NOON, ahead=2 * HOUR)
    outcome = simulate(monday(van(1), van(2)), [near, then], TRAVEL, Conduct(admission=admission))

    assert [len(options) for options in seen] == [2, 2]
    assert len({option.detour for option in seen[1]}) == 2
    [run] = outcome.day.plan.runs
    assert run.references() == {"1", "2"}


def test_given_changes_when_batches_are_due_then_not_oftener_than_allowed_and_only_after_a_change(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    seen = improvements(monkeypatch)
    first = NOON - 4 * HOUR
    asking = [
        passenger("1", WIESENBURG, BAHNHOF, NOON, ahead=4 * HOUR),
        passenger("2", BORNE, BAHNHOF, NOON, ahead=4 * HOUR),
        passenger("3", BAHNHOF, BORNE, NOON + HOUR, ahead=5 * HOUR - 20),
        passenger("4", BORNE, BAHNHOF, NOON + 2 * HOUR, ahead=6 * HOUR - 90),
        passenger("5", BORNE, BORNE, NOON, ahead=HOUR),
    ]

    outcome = simulate(monday(), asking, TRAVEL, Conduct(effort=Effort(work=7, seed=40), every=60))

    assert len(outcome.day.bookings) == 4
    assert [now for now, _ in seen] == [first, first + 60, first + 120]
    assert [effort for _, effort in seen] == [Effort(work=7, seed=seed) for seed in (40, 41, 42)]
    assert outcome.batches == 3


def test_given_no_effort_when_simulated_then_the_plan_is_never_looked_at_again(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    seen = improvements(monkeypatch)

    outcome = simulate(monday(), [passenger("1", WIESENBURG, BAHNHOF, NOON)], TRAVEL)

    assert seen == []
    assert outcome.batches == 0


@given(st.data())
@examples(40)
def test_given_any_morning_when_simulated_then_what_was_driven_stays_and_every_promise_is_kept(
    data: st.DataObject,
) -> None:
    begin, settled = data.draw(days(rides=2)), list[tuple[str, tuple[Visit, ...]]]()
    random = data.draw(st.randoms(use_true_random=False))

    def admission(day: Day, request: RideRequest, options: Sequence[Option]) -> Offer:
        settled.extend(Problem.of(day, TRAVEL).settled.items())
        return thriftiest(day, request, options)

    begin = begin.at(min(begin.now, 5 * HOUR))
    asking = [
        passenger(f"new-{n}", origin, destination, random.randrange(7 * HOUR, 10 * HOUR), ahead=HOUR)
        for n, (origin, destination) in enumerate(random.sample(BUSY, 2) for _ in range(8))
    ]
    outcome = simulate(begin, asking, TRAVEL, Conduct(admission, Effort(work=1)))

    assert desk.violations(outcome.day, TRAVEL) == ()
    for shift, visits in settled:
        assert outcome.day.plan.run(shift).visits[: len(visits)] == visits
    answered = [booking.reference for booking in outcome.day.bookings[len(begin.bookings) :]]
    assert sorted([*answered, *outcome.declined]) == sorted(each.request.reference for each in asking)


def test_given_everybody_who_asks_when_simulated_then_they_are_heard_whatever_the_answer() -> None:
    heard: list[tuple[int, str]] = []

    def hear(day: Day, request: RideRequest) -> None:
        heard.append((day.now, request.reference))

    asking = [
        passenger("served", BAHNHOF, BORNE, NOON),
        passenger("declined", BAHNHOF, BAHNHOF, NOON, ahead=HOUR),
    ]
    simulate(monday(), asking, TRAVEL, Conduct(heard=hear))

    assert heard == [(NOON - 2 * HOUR, "served"), (NOON - HOUR, "declined")]


def test_given_a_van_sent_elsewhere_when_it_may_turn_then_it_waits_there_and_is_sent_once() -> None:
    goal = Position("shift-1", REETZ, NOON - HOUR)
    known: list[Mapping[str, Position]] = []

    def send(day: Day, goals: Mapping[str, Position]) -> Mapping[str, Position]:
        known.append(goals)
        return {"shift-1": goal} if day.now < NOON - HOUR else {}

    asking = [
        passenger("first", BAHNHOF, BAHNHOF, NOON, ahead=2 * HOUR),
        passenger("second", REETZ, REPPINICHEN, NOON, ahead=HOUR),
    ]
    outcome = simulate(monday(), asking, TRAVEL, Conduct(sending=send, turning=True))

    assert known == [{}, {"shift-1": goal}]
    assert goal in outcome.passed
    assert outcome.day.plan.run("shift-1").visits[0].time == NOON
    assert outcome.day.booking("second")


def test_given_a_van_sent_elsewhere_when_it_may_not_turn_then_nobody_is_asked() -> None:
    def send(_day: Day, _goals: Mapping[str, Position]) -> Mapping[str, Position]:
        raise AssertionError

    simulate(monday(), [passenger("one", BAHNHOF, BORNE, NOON)], TRAVEL, Conduct(sending=send))
