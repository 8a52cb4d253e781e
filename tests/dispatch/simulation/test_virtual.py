"""The desk on a virtual clock, example by example."""

from collections.abc import Sequence
from dataclasses import replace

import pytest

from dispatch import desk
from dispatch.effort import Effort
from dispatch.events import Decided
from dispatch.expected import Demand
from dispatch.foresight import Foresight
from dispatch.offers import Option
from dispatch.record import Asking, Fate
from dispatch.simulation import Behaviour, Conduct, Service, SimulatedDay, simulate_day
from dispatch.travel import TravelTimes
from mobility.bookings import Offer, RideRequest
from mobility.clock import HOUR, MINUTE
from mobility.day import Day
from mobility.needs import Needs
from mobility.timetable import from_train
from tests.dispatch.simulation.villagers import AS_PLANNED, TRAINS, asking, concerning, party, service
from tests.worlds import (
    BAHNHOF,
    BORNE,
    LUETTE,
    POLICY,
    REETZ,
    REPPINICHEN,
    WIESENBURG,
    ask,
    at,
    booked,
    monday,
    van,
)

NOON = 12 * HOUR
STILL = Conduct()


def told(day: SimulatedDay, reference: str) -> list[str]:
    """What happened to somebody, in order."""
    return [event.event for event in day.events if concerning(event) == reference]


def became(day: SimulatedDay, reference: str) -> Asking:
    return next(each for each in day.record.askings if each.request.reference == reference)


def test_given_a_wish_when_it_is_served_then_it_is_asked_offered_accepted_and_driven() -> None:
    day = simulate_day(service(), [asking("1", WIESENBURG, BAHNHOF, at(NOON))], AS_PLANNED, STILL, 1)

    assert told(day, "1") == ["asked", "offered", "accepted", "boarded", "alighted"]
    assert became(day, "1").fate is Fate.RODE
    assert became(day, "1").nearest == 0
    assert (became(day, "1").purpose, became(day, "1").home) == ("visit", WIESENBURG)


def test_given_a_decline_with_alternatives_when_one_is_near_enough_then_it_is_booked() -> None:
    people = [
        asking("1", BAHNHOF, LUETTE, at(NOON), ahead=3 * HOUR),
        asking("2", REPPINICHEN, REETZ, at(NOON), ahead=70 * MINUTE, patience=5 * HOUR),
    ]
    rules = replace(POLICY, search=5 * MINUTE, rearranging=0)
    start = service()
    start = replace(start, day=replace(start.day, policy=rules))

    taken = simulate_day(start, people, AS_PLANNED, STILL, 1)
    left = simulate_day(start, [people[0], replace(people[1], patience_s=60)], AS_PLANNED, STILL, 1)

    assert told(taken, "2")[:3] == ["asked", "declined", "accepted"]
    assert (became(taken, "2").fate, became(taken, "2").reason) == (Fate.RODE, "")
    assert told(left, "2") == ["asked", "declined"]
    assert (became(left, "2").fate, became(left, "2").reason) == (Fate.DECLINED, "NoPlace")
    assert became(left, "2").nearest == became(taken, "2").nearest


def test_given_offers_too_far_away_when_passengers_look_then_they_are_not_suited() -> None:
    busy = asking("1", BAHNHOF, LUETTE, at(NOON), ahead=3 * HOUR)
    picky = asking("2", REPPINICHEN, REETZ, at(NOON), patience=0)

    day = simulate_day(service(), [busy, picky], AS_PLANNED, STILL, 1)

    assert told(day, "2") == ["asked", "offered", "unsuited"]
    assert became(day, "2").fate is Fate.UNSUITED
    assert became(day, "2").offer is None


def test_given_somebody_who_thinks_when_the_offer_is_gone_then_they_are_answered_again() -> None:
    people = [
        asking("1", REPPINICHEN, REETZ, at(NOON), ahead=3 * HOUR, patience=2 * HOUR),
        asking("2", BAHNHOF, LUETTE, at(NOON), ahead=3 * HOUR - 1, patience=2 * HOUR),
    ]
    thinking = Behaviour(decide_s=20 * MINUTE)

    found = [simulate_day(service(), people, thinking, STILL, seed) for seed in range(12)]

    stories = {tuple(told(day, reference)) for day in found for reference in ("1", "2")}
    booked = ("accepted", "boarded", "alighted")
    assert ("asked", "offered", "gone", "offered", *booked) in stories
    assert ("asked", "offered", *booked) in stories
    for day in found:
        accepted = {concerning(event): event.at for event in day.events if event.event == "accepted"}
        assert all(at > NOON - 3 * HOUR for at in accepted.values())


def test_given_somebody_cancels_when_the_vehicle_waits_then_their_place_is_free_for_others() -> None:
    first = asking("1", BAHNHOF, LUETTE, at(NOON), ahead=8 * HOUR)
    second = asking("2", REPPINICHEN, REETZ, at(NOON), ahead=70 * MINUTE, patience=10 * MINUTE)
    behaviour = Behaviour(cancel_share=1.0, cancel_ahead_s=4 * HOUR)
    seed = next(seed for seed in range(50) if _cancelled_at(seed, behaviour) < NOON - 3 * HOUR)

    day = simulate_day(service(), [first, second], behaviour, STILL, seed)

    assert told(day, "1") == ["asked", "offered", "accepted", "cancelled"]
    assert became(day, "1").fate is Fate.CANCELLED
    assert became(day, "1").offer is not None
    assert "accepted" in told(day, "2")


def _cancelled_at(seed: int, behaviour: Behaviour) -> int:
    alone = asking("1", BAHNHOF, LUETTE, at(NOON), ahead=8 * HOUR)
    day = simulate_day(service(), [alone], behaviour, STILL, seed)
    return next((event.at for event in day.events if event.event == "cancelled"), NOON)


def test_given_somebody_cancels_when_the_vehicle_has_set_off_then_they_are_not_there() -> None:
    behaviour = Behaviour(cancel_share=1.0, cancel_ahead_s=30)

    day = simulate_day(service(), [asking("1", REETZ, BAHNHOF, at(NOON))], behaviour, STILL, 1)

    assert told(day, "1") == ["asked", "offered", "accepted", "too_late", "absent"]
    assert became(day, "1").fate is Fate.ABSENT


def test_given_changes_when_plans_are_improved_then_not_oftener_than_allowed_and_each_by_its_own_seed(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    seen: list[tuple[int, Effort]] = []

    def improve(day: Day, _travel: TravelTimes, effort: Effort) -> Day:
        seen.append((day.now, effort))
        return day

    monkeypatch.setattr(desk, "improve", improve)
    people = [
        asking("1", WIESENBURG, BAHNHOF, at(NOON), ahead=4 * HOUR),
        asking("2", BORNE, BAHNHOF, at(NOON), ahead=4 * HOUR),
        asking("3", BAHNHOF, BORNE, at(NOON + HOUR), ahead=5 * HOUR - 20),
        asking("4", BORNE, BORNE, at(NOON + HOUR)),
    ]
    simulate_day(service(), people, AS_PLANNED, Conduct(effort=Effort(work=7, seed=40), every=60), 1)

    first = NOON - 4 * HOUR
    assert seen == [(first, Effort(work=7, seed=40)), (first + 60, Effort(work=7, seed=41))]


def test_given_a_train_that_comes_late_when_the_hold_is_over_then_the_vehicle_leaves_without_them() -> None:
    train = TRAINS[0]
    riding = party(ask("1", BAHNHOF, REETZ, from_train(train, Needs(), POLICY)))
    late = Behaviour(train_late_share=1.0, train_late_s=8 * MINUTE, hold_s=10 * MINUTE)
    delays = {}
    for seed in range(30):
        day = simulate_day(service(), [riding], late, STILL, seed)
        [event] = [each for each in day.events if each.event in {"boarded", "absent"}]
        delays[event.at] = event.event
    assert train.arrives

    assert set(delays.values()) == {"boarded", "absent"}
    assert {at for at, what in delays.items() if what == "absent"} == {train.arrives + 10 * MINUTE}
    assert all(at <= train.arrives + 10 * MINUTE for at in delays)


def test_given_a_breakdown_when_a_promise_cannot_be_kept_then_another_time_is_proposed() -> None:
    people = [asking("1", WIESENBURG, BAHNHOF, at(NOON)), asking("2", LUETTE, BAHNHOF, at(NOON + 5 * MINUTE))]
    behaviour = Behaviour(breakdown_share=0.5)
    found = [simulate_day(service(van(1), van(2)), people, behaviour, STILL, seed) for seed in range(60)]

    moved = [
        (day, ref) for day in found for ref in ("1", "2") if told(day, ref).count("accepted") == 2
    ]  # they consented
    lost = [(day, ref) for day in found for ref in ("1", "2") if "lost" in told(day, ref)]
    assert moved
    assert lost
    for day, reference in moved:
        each = became(day, reference)
        accepted = [
            event.offer
            for event in day.events
            if isinstance(event, Decided) and event.reference == reference and event.event == "accepted"
        ]
        assert each.offer == accepted[0] != accepted[1]
    assert {became(day, reference).fate for day, reference in lost} == {Fate.LOST}


def test_given_a_desk_that_looks_ahead_when_a_ride_displaces_others_then_it_is_declined(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    judged, heard = list[str](), list[str]()

    def admit(_self: Foresight, _day: Day, request: RideRequest, options: Sequence[Option]) -> Offer | None:
        judged.append(request.reference)
        return options[0].offer if request.reference == "2" else None

    monkeypatch.setattr(Foresight, "admit", admit)
    monkeypatch.setattr(Foresight, "heard", lambda _self, _day, request: heard.append(request.reference))
    people = [
        asking("1", WIESENBURG, BAHNHOF, at(NOON)),
        asking("2", BORNE, BAHNHOF, at(NOON + HOUR)),
    ]

    day = simulate_day(looking_ahead(service()), people, AS_PLANNED, STILL, 1)

    assert heard == ["1", "2"]
    assert set(judged) == {"1", "2"}
    assert (became(day, "1").fate, became(day, "1").reason) == (Fate.DECLINED, "Displaces")
    assert became(day, "2").fate is Fate.RODE


def looking_ahead(start: Service) -> Service:
    expected = Demand(
        daily=10, rides={8: 1}, outward={8: 1}, inward={}, hub=BAHNHOF, stops={BORNE: 1}, parties={Needs(): 1}
    )
    policy = replace(start.day.policy, foresight=3)
    return replace(start, day=replace(start.day, policy=policy), expected=expected)


def test_given_a_ride_from_a_stop_that_is_not_served_when_asked_then_it_is_declined_and_has_no_length() -> (
    None
):
    day = simulate_day(service(), [asking("1", "Potsdam", BAHNHOF, at(NOON))], AS_PLANNED, STILL, 1)

    assert (became(day, "1").fate, became(day, "1").reason) == (Fate.DECLINED, "NotInArea")
    assert (became(day, "1").direct_s, became(day, "1").direct_m) == (0, 0)


def test_given_rides_booked_before_when_their_only_vehicle_breaks_down_then_they_are_lost() -> None:
    begin = booked(monday(), ask("old", WIESENBURG, BAHNHOF, at(NOON)))
    start = replace(service(), day=begin)
    broken = Behaviour(breakdown_share=1.0)
    days = [simulate_day(start, [], broken, STILL, seed) for seed in range(8)]

    stories = {tuple(told(day, "old")) for day in days}

    assert ("boarded", "alighted") in stories
    assert ("declined", "lost") in stories
    assert all(day.record.askings == () for day in days)


def test_given_somebody_who_stays_away_when_their_vehicle_breaks_down_then_they_have_cancelled() -> None:
    behaviour = Behaviour(cancel_share=1.0, cancel_ahead_s=30, breakdown_share=1.0)
    people = [asking("1", REETZ, BAHNHOF, at(21 * HOUR), ahead=10 * HOUR)]
    days = [simulate_day(service(), people, behaviour, STILL, seed) for seed in range(400)]

    both = [day for day in days if {"too_late", "cancelled"} <= set(told(day, "1"))]

    assert both
    assert {became(day, "1").fate for day in both} == {Fate.CANCELLED}
    assert all(event.event != "lost" for day in both for event in day.events)


def test_given_rules_that_move_nobody_when_a_vehicle_breaks_down_then_others_still_take_over() -> None:
    people = [asking("1", WIESENBURG, BAHNHOF, at(NOON))]
    start = service(van(1), van(2))
    start = replace(start, day=replace(start.day, policy=replace(POLICY, rearranging=0)))
    days = [simulate_day(start, people, Behaviour(breakdown_share=0.5), STILL, seed) for seed in range(150)]

    ends = {tuple(told(day, "1"))[3:] for day in days}
    assert ("kept", "boarded", "alighted") in ends
    assert ("declined", "lost") in ends
