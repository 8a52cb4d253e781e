"""Several people at once, on a real PostgreSQL: all read the same day before anybody writes."""

from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from dataclasses import replace
from random import Random
from threading import Barrier

import pytest
from sqlalchemy import text

from dispatch import desk, live
from dispatch.effort import Effort
from dispatch.office import Office
from mobility.bookings import Declined, Ride, RideState
from mobility.errors import NotPossible, OfferGone, StaleDay
from mobility.needs import Needs
from mobility.store import days
from tests.homes import eventually
from tests.offices import MONDAY, Interrupted, asked, booked, first_offer, offered

WAITING = text("select count(*) from pg_locks where not granted")
Outcome = Ride | Exception


@pytest.fixture
def one_van(office: Office) -> Office:
    """An office that has a single van on Monday."""
    with office.db.writing() as session:
        days.ensure_day(session, MONDAY.date, lambda day: office.region.shifts(day)[:1])
    return office


def at_once(office: Office, *steps: Callable[[Office], Ride]) -> list[Outcome]:
    """What comes of steps that all have read the day before the first of them goes on."""
    barrier = Barrier(len(steps))

    def take(step: Callable[[Office], Ride]) -> Outcome:
        together = replace(office, travel=Interrupted(office.travel, lambda: barrier.wait(30)))
        try:
            return step(together)
        except (OfferGone, NotPossible, StaleDay) as error:
            return error

    with ThreadPoolExecutor(len(steps)) as pool:
        return list(pool.map(take, steps))


def accepting(ride: Ride) -> Callable[[Office], Ride]:
    return lambda office: live.accept(office, ride.request.reference, first_offer(ride))


def test_the_last_seat_goes_to_one_and_the_other_gets_the_next_offer(one_van: Office) -> None:
    # Given seven of eight seats taken, and two people who were offered the last one
    booked(one_van, "Reppinichen", needs=Needs(passengers=7))
    callers = offered(one_van, "Reppinichen"), offered(one_van, "Reppinichen")
    assert first_offer(callers[0]) == first_offer(callers[1])
    # When both accept at the same moment
    outcomes = at_once(one_van, *map(accepting, callers))
    # Then exactly one has it, and the other reads what is possible now
    won, lost = sorted(range(2), key=lambda caller: isinstance(outcomes[caller], Exception))
    assert isinstance(outcomes[lost], OfferGone)
    assert live.ride_by_token(one_van, callers[won].token).state is RideState.BOOKED
    other = live.ride_by_token(one_van, callers[lost].token)
    assert other.state is RideState.OFFERED
    assert first_offer(other) != first_offer(callers[lost])
    day = live.day_on(one_van, MONDAY.date)
    assert sum(booking.request.needs.passengers for booking in day.bookings) == 8
    assert not desk.violations(day, one_van.travel)
    # And the next offer can be kept
    assert live.accept(one_van, other.request.reference, first_offer(other)).state is RideState.BOOKED


def test_all_who_accept_at_once_and_have_room_are_booked(office: Office) -> None:
    villages = ("Reetz", "Reppinichen", "Borne", "Wiesenburg", "Lütte", "Ragösen")
    outcomes = at_once(office, *(accepting(offered(office, village)) for village in villages))
    assert [ride.state for ride in outcomes if isinstance(ride, Ride)] == [RideState.BOOKED] * len(villages)
    day = live.day_on(office, MONDAY.date)
    assert len(day.bookings) == len(villages)
    assert day.version == len(villages)
    assert not desk.violations(day, office.travel)


def test_the_same_offer_accepted_on_two_devices_is_one_booking(office: Office) -> None:
    ride = offered(office, "Reetz")
    outcomes = at_once(office, accepting(ride), accepting(ride))
    assert outcomes[0] == outcomes[1] == live.ride_by_token(office, ride.token)
    assert len(live.day_on(office, MONDAY.date).bookings) == 1


def test_a_ride_that_is_booked_while_it_is_cancelled_leaves_the_plan_as_well(office: Office) -> None:
    ride = offered(office, "Reetz")
    before = live.day_on(office, MONDAY.date)
    with ThreadPoolExecutor() as pool:
        # Given a booking that is written and not yet committed
        with office.db.writing() as session:
            days.publish(session, before, desk.accept(before, ride.request, first_offer(ride), office.travel))
            # When the ride, still unbooked for everybody else, is cancelled
            cancelled = pool.submit(live.cancel, office, ride.request.reference)
            assert eventually(lambda: bool(session.scalar(WAITING)))
        assert cancelled.result().state is RideState.CANCELLED
    # Then the booking came first and was cancelled with its visits
    day = live.day_on(office, MONDAY.date)
    assert (day.version, day.bookings, day.plan.runs) == (2, (), ())


def test_a_ride_that_is_cancelled_while_its_lost_offer_is_replaced_stays_cancelled(one_van: Office) -> None:
    ride = offered(one_van, "Reppinichen", needs=Needs(passengers=8))
    booked(one_van, "Reppinichen", needs=Needs(passengers=8))
    meanwhile = Interrupted(one_van.travel, lambda: live.cancel(one_van, ride.request.reference))
    with pytest.raises(NotPossible):
        live.accept(replace(one_van, travel=meanwhile), ride.request.reference, first_offer(ride))
    assert live.ride_by_token(one_van, ride.token).state is RideState.CANCELLED


def test_who_is_overtaken_again_and_again_is_told_so(office: Office, monkeypatch: pytest.MonkeyPatch) -> None:
    ride = offered(office, "Reetz")

    def overtake() -> None:
        with office.db.writing() as session:
            session.execute(text("update service_day set version = version + 1"))
        busy.interrupt_with(overtake)

    busy = Interrupted(office.travel, overtake)
    monkeypatch.setattr(live, "PUBLISH_TRIES", 2)
    with pytest.raises(StaleDay):
        live.accept(replace(office, travel=busy), ride.request.reference, first_offer(ride))
    assert live.ride_by_token(office, ride.token) == ride


def test_a_request_answered_by_two_workers_has_one_answer(office: Office, rung: list[str]) -> None:
    ride = asked(office, "Reetz")
    outcomes = at_once(office, *[lambda together: live.answer(together, ride.request.reference)] * 2)
    assert outcomes[0] == outcomes[1]
    assert rung == [ride.token]


def test_a_crowd_of_every_kind_leaves_a_day_that_keeps_its_promises(office: Office) -> None:
    villages = [place.name for place in office.region.ortsteile]

    def one(seed: int) -> None:
        mine = Random(seed)  # noqa: S311 - no secrets
        ride = offered(office, mine.choice(villages), needs=Needs(passengers=mine.randint(1, 4)))
        try:
            if not isinstance(ride.answer, Declined):
                live.accept(office, ride.request.reference, first_offer(ride))
            if mine.random() < 0.3:
                live.cancel(office, ride.request.reference)
            if mine.random() < 0.3:
                live.improve(office, MONDAY.date, Effort(limit_ms=300))
        except OfferGone:
            assert live.ride_by_token(office, ride.token).answer != ride.answer

    with ThreadPoolExecutor(6) as pool:
        list(pool.map(one, range(24)))
    day = live.day_on(office, MONDAY.date)
    assert not desk.violations(day, office.travel)
    states = {ride.request.reference: ride.state for ride in live.rides_on(office, MONDAY.date)}
    assert {booking.reference for booking in day.bookings} == {
        reference for reference, state in states.items() if state is RideState.BOOKED
    }
    planned = [visit.reference for run in day.plan.runs for visit in run.visits]
    assert sorted(planned) == sorted([booking.reference for booking in day.bookings] * 2)
