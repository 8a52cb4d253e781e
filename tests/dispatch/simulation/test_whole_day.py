"""Whole simulated days: whoever asks has one fate, and what was driven could be driven."""

import os
import subprocess
import sys
from collections import Counter
from dataclasses import replace
from datetime import date, timedelta
from itertools import pairwise
from types import SimpleNamespace
from typing import TYPE_CHECKING, cast

import pytest
from hypothesis import given
from hypothesis import strategies as st

from dispatch import desk
from dispatch.demand import Passengers
from dispatch.effort import Effort
from dispatch.events import Answered, Header, Stage, Step, write_events
from dispatch.record import BOOKED, Asking, DayRecord, Fate
from dispatch.recording import as_planned, gap
from dispatch.simulation import Behaviour, Conduct, Service, SimulatedDay, simulate_day
from mobility.bookings import Answer, Booking, Ride, RideState
from mobility.clock import HOUR, ServiceDay
from mobility.needs import Load
from tests.dispatch.anything import examples
from tests.dispatch.simulation.villagers import (
    AS_PLANNED,
    UNRULY,
    asking,
    concerning,
    service,
    services,
    villagers,
)
from tests.machine import ROOT
from tests.worlds import BAHNHOF, BORNE, MONDAY, POLICY, TRAVEL, WIESENBURG, at, by, van

if TYPE_CHECKING:
    from mobility.region import Region

SEEDS = st.integers(0, 10**6)
IMPROVING = Conduct(effort=Effort(work=3), every=10 * 60)
NOWHERE = cast("Region", SimpleNamespace(ortsteile=(), stops={}))
STATES = {
    Fate.RODE: RideState.BOOKED,
    Fate.DECLINED: RideState.DECLINED,
    Fate.UNSUITED: RideState.OFFERED,
}


def simulated(
    given_service: Service, people: list[Passengers], behaviour: Behaviour, seed: int
) -> SimulatedDay:
    return simulate_day(given_service, people, behaviour, IMPROVING, seed)


def log(day: SimulatedDay, seed: int) -> str:
    return write_events(Header(service_day=MONDAY.date, region="small", seed=seed), day.events)


def moments(record: DayRecord, side: str) -> dict[str, list[tuple[str, int, str]]]:
    """By reference, in which shift, when and where somebody got on or off."""
    found: dict[str, list[tuple[str, int, str]]] = {}
    for drive in record.drives:
        for call in drive.calls:
            for moment in getattr(call, side):
                found.setdefault(moment.reference, []).append((drive.shift.id, moment.time, call.stop))
    return found


def answers(day: SimulatedDay) -> dict[str, Answer]:
    """By reference, what the desk said first."""
    said = [event for event in day.events if isinstance(event, Answered)]
    return {event.reference: event.answer for event in reversed(said)}


@given(services, villagers(), SEEDS)
@examples(40)
def test_given_nobody_deviates_when_simulated_then_the_record_is_the_plan(
    given_service: Service, people: list[Passengers], seed: int
) -> None:
    day = simulated(given_service, people, AS_PLANNED, seed)
    said = answers(day)
    rides = [
        Ride(
            asked.request,
            "",
            MONDAY,
            STATES[asked.fate],
            said[asked.request.reference],
            Booking(asked.request, asked.offer) if asked.offer else None,
        )
        for asked in day.record.askings
    ]

    expected = as_planned(NOWHERE, day.day, rides, TRAVEL)

    assert day.record.drives == expected.drives
    known = [replace(asked, home="", purpose="") for asked in day.record.askings]
    assert known == [replace(asked, home="") for asked in expected.askings]
    for asked in day.record.askings:
        if asked.fate is Fate.RODE:
            assert asked.offer
            [(_, on, _)], [(_, off, _)] = (
                moments(day.record, side)[asked.request.reference] for side in ("on", "off")
            )
            assert asked.offer.promise.kept_by(on, off)


@given(services, villagers(), SEEDS, st.booleans())
@examples(70)
def test_given_anybody_deviates_when_simulated_then_what_was_driven_could_be_driven(
    given_service: Service, people: list[Passengers], seed: int, breaking: bool
) -> None:
    behaviour = UNRULY if breaking else replace(UNRULY, breakdown_share=0.0)
    day = simulated(given_service, people, behaviour, seed)
    record = day.record
    asked = {asked.request.reference: asked for asked in record.askings}

    assert [drive.shift for drive in record.drives] == list(given_service.day.shifts)
    assert sorted(asked) == sorted(party.request.reference for party in people)
    assert desk.violations(day.day, TRAVEL) == ()
    assert [event.at for event in day.events] == sorted(event.at for event in day.events)
    for drive in record.drives:
        for before, call in pairwise(drive.calls):
            assert call.metres == TRAVEL.metres(before.stop, call.stop)
            least = int(0.8 * TRAVEL.seconds(before.stop, call.stop))
            assert before.arrives <= before.departs <= before.departs + least <= call.arrives
        if drive.calls and drive.broke_down is None:
            assert drive.calls[0].stop == drive.calls[-1].stop == drive.shift.depot
        if drive.calls and drive.broke_down is not None:
            assert drive.calls[-1].departs == drive.broke_down
        seated(drive.calls, drive.shift.vehicle.capacity, asked)
    for reference, each in asked.items():
        carried(each, reference, record)


def seated(calls: tuple[object, ...], capacity: Load, asked: dict[str, Asking]) -> None:
    """Check that nobody is too many on board, and that times at each stop lie in its call."""
    aboard: dict[str, Load] = {}
    for call in cast("tuple[SimpleNamespace, ...]", calls):
        times = sorted(
            [(moment.time, number, 0, moment.reference) for number, moment in enumerate(call.off)]
            + [(moment.time, number, 1, moment.reference) for number, moment in enumerate(call.on)]
        )
        for time, _, kind, reference in times:
            assert call.arrives <= time <= call.departs
            if kind:
                aboard[reference] = POLICY.load(asked[reference].request.needs)
            else:
                del aboard[reference]  # who was not on board cannot get off
            assert sum(aboard.values(), Load()).fits(capacity)
    assert not aboard


def carried(each: Asking, reference: str, record: DayRecord) -> None:
    """Check that what became of somebody is what was driven."""
    on, off = moments(record, "on").get(reference, []), moments(record, "off").get(reference, [])
    absent = [r for drive in record.drives for call in drive.calls for r in call.absent if r == reference]
    assert (each.offer is not None) == (each.fate in BOOKED)
    assert (each.reason != "") == (each.fate is Fate.DECLINED)
    assert absent == ([reference] if each.fate is Fate.ABSENT else [])
    if each.fate is Fate.RODE:
        assert each.offer
        [(shift, boarded, origin)], [(other, alighted, destination)] = on, off
        assert shift == other
        assert (origin, destination) == (each.request.origin, each.request.destination)
        assert each.offer.promise.pickup.start <= boarded < alighted
    elif each.fate is Fate.LOST:
        assert len(on) == len(off) <= 1
    else:
        assert not on
        assert not off


@given(services, villagers(), SEEDS)
@examples(40)
def test_given_a_seed_when_simulated_twice_in_any_order_then_every_byte_is_the_same(
    given_service: Service, people: list[Passengers], seed: int
) -> None:
    once = simulated(given_service, people, UNRULY, seed)
    again = simulated(given_service, people[::-1], UNRULY, seed)

    assert once.record == again.record
    assert log(once, seed) == log(again, seed)


@given(services, villagers(), SEEDS)
@examples(40)
def test_given_a_breakdown_when_others_take_over_then_they_keep_every_promise_they_are_said_to_keep(
    given_service: Service, people: list[Passengers], seed: int
) -> None:
    day = simulated(given_service, people, Behaviour(breakdown_share=0.6), seed)
    asked = {asked.request.reference: asked for asked in day.record.askings}
    told = [(event.event, concerning(event)) for event in day.events]
    kept, lost = ({ref for what, ref in told if what == stage} for stage in (Stage.KEPT, Stage.LOST))

    assert lost == {reference for reference, each in asked.items() if each.fate is Fate.LOST}
    twice = Counter(ref for what, ref in told if what == Step.ACCEPTED)
    for reference, each in asked.items():
        if each.fate is Fate.RODE and twice[reference] == 1:
            assert each.offer
            [(_, on, _)], [(_, off, _)] = (moments(day.record, side)[reference] for side in ("on", "off"))
            assert each.offer.promise.kept_by(on, off)
    assert kept <= set(asked)


@given(services, villagers(), SEEDS)
@examples(40)
def test_given_offers_when_passengers_choose_then_they_take_the_nearest_within_their_patience(
    given_service: Service, people: list[Passengers], seed: int
) -> None:
    day = simulated(given_service, people, AS_PLANNED, seed)
    patience = {party.request.reference: party.patience_s for party in people}
    for each in day.record.askings:
        content = each.nearest is not None and each.nearest <= patience[each.request.reference]
        assert (each.offer is not None) == content
        if each.offer:
            assert gap(each.request.wish, each.offer) == each.nearest
        elif each.fate is Fate.DECLINED:
            assert each.reason
        else:
            assert each.nearest is not None


PROGRAM = """
from tests.dispatch.simulation.test_whole_day import a_morning, log
print(log(a_morning(), 7), end="")
"""


def a_morning() -> SimulatedDay:
    """A morning with a bit of everything."""
    ways = [(WIESENBURG, BAHNHOF), (BORNE, BAHNHOF), (BAHNHOF, BORNE), (BORNE, WIESENBURG)]
    people = [
        asking(f"{n:06}", *ways[n % 4], (at if n % 3 else by)(8 * HOUR + n * 11 * 60), ahead=HOUR + n * 700)
        for n in range(16)
    ]
    return simulate_day(service(van(1), van(2)), people, UNRULY, IMPROVING, 7)


def test_given_another_process_with_other_hashes_when_simulated_then_every_byte_is_the_same() -> None:
    found = subprocess.run(
        [sys.executable, "-c", PROGRAM],
        env={**os.environ, "PYTHONHASHSEED": "1", "PYTHONPATH": str(ROOT)},
        cwd=ROOT,
        capture_output=True,
        check=True,
    )

    assert found.stdout.decode() == log(a_morning(), 7)


@pytest.mark.parametrize("seed", range(4))
def test_given_one_van_more_when_simulated_then_the_same_people_stay_away(seed: int) -> None:
    people = [asking(f"{n:06}", BORNE, BAHNHOF, at(8 * HOUR + n * 15 * 60)) for n in range(20)]
    behaviour = Behaviour(absent_share=0.3, cancel_share=0.3)

    few, many = (
        simulate_day(given, people, behaviour, Conduct(), seed)
        for given in (service(van(1)), service(van(1), van(2)))
    )

    ended = [{each.request.reference: each.fate for each in day.record.askings} for day in (few, many)]
    both = [ref for ref in ended[0] if ended[0][ref] in BOOKED and ended[1][ref] in BOOKED]
    assert both
    assert {Fate.ABSENT, Fate.CANCELLED} & set(ended[0].values())
    for reference in both:
        gave_up = [ended[n][reference] in {Fate.ABSENT, Fate.CANCELLED} for n in (0, 1)]
        assert gave_up[0] == gave_up[1]


def test_given_another_date_when_simulated_with_the_same_seed_then_others_stay_away() -> None:
    def absent(start: Service) -> set[str]:
        first = start.day.service_day
        people = [
            replace(each, request=replace(each.request, asked_at=first.instant(0) - timedelta(days=1)))
            for each in (asking(f"{n:06}", BORNE, BAHNHOF, at(8 * HOUR + n * 20 * 60)) for n in range(20))
        ]
        day = simulate_day(start, people, Behaviour(absent_share=0.4), Conduct(), 1)
        return {each.request.reference for each in day.record.askings if each.fate is Fate.ABSENT}

    monday = service(van(1))
    tuesday = replace(monday, day=replace(monday.day, service_day=ServiceDay(date(2026, 9, 15))))

    assert absent(monday)
    assert absent(monday) != absent(tuesday)
