"""A ride in the real books, from the request to its end."""

from collections.abc import Callable
from dataclasses import replace
from datetime import timedelta
from pathlib import Path

import pytest

from dispatch import desk, live
from dispatch.office import Office
from dispatch.travel import TravelTimes
from mobility.bookings import Declined, Ride, RideState
from mobility.clock import HOUR, MINUTE
from mobility.config import Config
from mobility.declines import SameStop, Unanswered
from mobility.errors import NotPossible, OfferGone, UnknownRide
from mobility.needs import Needs
from mobility.plan import Plan
from mobility.timetable import to_train
from tests.offices import ADA, MONDAY, Wall, asked, booked, first_offer, offered, set_clock, stop
from tests.packs import pack_without_lines

# --- From request to booking


def test_a_request_waits_under_a_number_people_can_say_and_an_address_nobody_guesses(office: Office) -> None:
    ride = asked(office, "Reppinichen", needs=Needs(passengers=2, prams=1))
    assert ride.state is RideState.REQUESTED
    assert ride.request.reference.isdigit()
    assert len(ride.request.reference) == 6
    assert len(ride.token) >= 20
    assert ride.contact == ADA
    assert live.ride_by_token(office, ride.token) == ride
    assert live.ride_by_reference(office, ride.request.reference) == ride
    assert live.rides_on(office, MONDAY.date) == [ride]
    assert live.open_dates(office) == [MONDAY.date]


def test_a_form_that_is_sent_twice_asks_once(office: Office) -> None:
    first = asked(office, "Reetz")
    places = first.request.origin, first.request.destination
    wish, needs = first.request.wish, first.request.needs
    again = live.submit(office, MONDAY, *places, wish, needs, ADA, token=first.token)
    assert again == first
    assert live.rides_on(office, MONDAY.date) == [first]


def test_a_number_that_is_taken_is_drawn_again(office: Office, monkeypatch: pytest.MonkeyPatch) -> None:
    drawn = iter([7, 7, 8])
    monkeypatch.setattr("secrets.randbelow", lambda _below: next(drawn))
    assert [asked(office, "Reetz").request.reference for _ in range(2)] == ["100007", "100008"]


def test_when_there_are_no_numbers_left_nobody_gets_one_of_somebody_else(
    office: Office, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("secrets.randbelow", lambda _below: 7)
    asked(office, "Reetz")
    with pytest.raises(live.NoReference):
        asked(office, "Reetz")


def test_nobody_finds_a_ride_by_a_wrong_address(office: Office) -> None:
    with pytest.raises(UnknownRide):
        live.ride_by_token(office, "guess")
    with pytest.raises(UnknownRide):
        live.answer(office, "100000")


def test_an_answer_is_stored_and_told(office: Office, rung: list[str]) -> None:
    ride = offered(office, "Reppinichen")
    assert ride.state is RideState.OFFERED
    assert first_offer(ride).promise.arrive_by <= 10 * HOUR
    assert rung == [ride.token]
    assert live.ride_by_token(office, ride.token) == ride


def test_asking_again_for_an_answer_changes_nothing_and_tells_nobody(office: Office, rung: list[str]) -> None:
    ride = offered(office, "Reppinichen")
    assert live.answer(office, ride.request.reference) == ride
    assert rung == [ride.token]


def test_an_impossible_request_is_declined_with_the_reason(office: Office) -> None:
    ride = offered(office, "Reetz", "Reetz")
    assert ride.state is RideState.DECLINED
    assert ride.answer == Declined(SameStop())


def test_an_accepted_offer_is_booked_planned_and_told(office: Office, rung: list[str]) -> None:
    ride = booked(office, "Reppinichen")
    day = live.day_on(office, MONDAY.date)
    assert ride.state is RideState.BOOKED
    assert ride.booking
    assert day.booking(ride.request.reference) == ride.booking
    assert day.plan.run_of(ride.request.reference)
    assert not desk.violations(day, office.travel)
    assert rung == [ride.token, ride.token]


def test_accepting_twice_books_once(office: Office, rung: list[str]) -> None:
    ride = booked(office, "Reppinichen")
    assert live.accept(office, ride.request.reference, first_offer(ride)) == ride
    assert live.day_on(office, MONDAY.date).version == 1
    assert len(rung) == 2


def test_an_offer_nobody_made_is_not_accepted(office: Office) -> None:
    ride = offered(office, "Reppinichen")
    dream = replace(first_offer(ride), surcharge_cents=0, direct=1)
    with pytest.raises(OfferGone):
        live.accept(office, ride.request.reference, dream)
    assert live.ride_by_token(office, ride.token) == ride


def test_a_ride_that_has_no_answer_yet_cannot_be_accepted(office: Office) -> None:
    waiting = asked(office, "Reppinichen")
    offer = first_offer(offered(office, "Reppinichen"))
    with pytest.raises(NotPossible):
        live.accept(office, waiting.request.reference, offer)


def test_an_offer_that_is_gone_is_replaced_by_what_is_possible_now(office: Office, rung: list[str]) -> None:
    # Given a large party that fits the bus alone, and another that took every bus around that time
    ours = offered(office, "Reppinichen", needs=Needs(passengers=8))
    for _ in live.day_on(office, MONDAY.date).shifts:
        other = offered(office, "Reppinichen", needs=Needs(passengers=8))
        if first_offer(other) == first_offer(ours):
            live.accept(office, other.request.reference, first_offer(other))
    rung.clear()
    with pytest.raises(OfferGone):
        live.accept(office, ours.request.reference, first_offer(ours))
    now = live.ride_by_token(office, ours.token)
    assert now.state in {RideState.OFFERED, RideState.DECLINED}
    assert now.answer != ours.answer
    assert rung == [ours.token]


def test_the_trains_before_and_after_are_offered_when_the_wished_one_is_missed(office: Office) -> None:
    # Given that the wished train can no longer be reached in time for the deadline
    trains = office.region.timetable.trains(MONDAY.date, office.region.station)
    policy = office.region.policy(MONDAY.date)
    wished = next(train for train in trains if train.departs and train.departs > 10 * HOUR)
    assert wished.departs
    set_clock(office, wished.departs - 65 * MINUTE)
    ride = offered(office, "Reppinichen", wish=to_train(wished, Needs(), policy))
    assert isinstance(ride.answer, Declined)
    assert ride.answer.alternatives
    assert all(offer.train not in {None, wished.id} for offer in ride.answer.alternatives)
    # Then one of them can be accepted like an offer
    instead = ride.answer.alternatives[0]
    taken = live.accept(office, ride.request.reference, instead)
    assert taken.booking
    assert (taken.state, taken.booking.offer) == (RideState.BOOKED, instead)


# --- Requests the desk cannot digest


def test_a_request_the_desk_cannot_digest_ends_as_unanswered(office: Office, rung: list[str]) -> None:
    ride = asked(office, "Reppinichen")
    broken = replace(office, travel=TravelTimes(office.travel.stops, [], []))
    for _ in range(live.ANSWER_TRIES):
        with pytest.raises(IndexError):
            live.answer(broken, ride.request.reference)
        assert live.ride_by_token(office, ride.token).state is RideState.REQUESTED
    now = live.answer(broken, ride.request.reference)
    assert now.answer == Declined(Unanswered())
    assert rung == [ride.token]


def test_requests_are_looked_for_once_their_bell_must_have_been_heard(office: Office) -> None:
    ride = asked(office, "Reppinichen")
    assert live.unanswered(office) == []
    assert isinstance(office.clock, Wall)
    office.clock.passes(timedelta(seconds=6))
    assert live.unanswered(office) == [ride.request.reference]
    live.answer(office, ride.request.reference)
    assert live.unanswered(office) == []


# --- Cancelling


def test_a_cancelled_booking_leaves_the_plan_and_is_told(office: Office, rung: list[str]) -> None:
    stays, goes = booked(office, "Reetz"), booked(office, "Wiesenburg")
    rung.clear()
    ride = live.cancel(office, goes.request.reference)
    day = live.day_on(office, MONDAY.date)
    assert ride.state is RideState.CANCELLED
    assert ride.booking == goes.booking
    assert [booking.reference for booking in day.bookings] == [stays.request.reference]
    assert not desk.violations(day, office.travel)
    assert rung == [goes.token]


@pytest.mark.parametrize("ask", [asked, offered], ids=["requested", "offered"])
def test_who_was_not_booked_cancels_without_touching_the_day(
    office: Office, ask: Callable[[Office, str], Ride]
) -> None:
    ride = ask(office, "Reetz")
    assert live.cancel(office, ride.request.reference).state is RideState.CANCELLED
    assert live.day_on(office, MONDAY.date).version == 0
    assert live.answer(office, ride.request.reference).state is RideState.CANCELLED


def test_a_declined_ride_can_be_cancelled(office: Office) -> None:
    ride = offered(office, "Reetz", "Reetz")
    assert live.cancel(office, ride.request.reference).state is RideState.CANCELLED


def test_cancelling_twice_tells_once(office: Office, rung: list[str]) -> None:
    ride = booked(office, "Reetz")
    rung.clear()
    assert live.cancel(office, ride.request.reference) == live.cancel(office, ride.request.reference)
    assert rung == [ride.token]


def test_a_cancelled_ride_cannot_be_accepted(office: Office) -> None:
    ride = offered(office, "Reetz")
    live.cancel(office, ride.request.reference)
    with pytest.raises(NotPossible):
        live.accept(office, ride.request.reference, first_offer(ride))


def test_once_the_bus_is_on_its_way_it_is_too_late_to_cancel(office: Office) -> None:
    ride = booked(office, "Reppinichen")
    assert ride.booking
    set_clock(office, ride.booking.promise.pickup.start - MINUTE)
    with pytest.raises(NotPossible):
        live.cancel(office, ride.request.reference)
    assert live.ride_by_token(office, ride.token) == ride


# --- The day


def test_a_day_nobody_asked_for_has_its_standard_duties(office: Office) -> None:
    day = live.day_on(office, MONDAY.date)
    assert day.shifts == office.region.shifts(MONDAY.date)
    assert (day.version, day.bookings, day.plan) == (0, (), Plan())
    assert day.now == MONDAY.seconds(office.clock())


def test_days_that_are_over_are_not_open(office: Office) -> None:
    asked(office, "Reetz")
    set_clock(office, 30 * HOUR)
    assert live.open_dates(office) == []


def test_a_driver_is_assigned_to_a_shift_of_one_day(office: Office) -> None:
    first = office.region.shifts(MONDAY.date)[0]
    assert live.assign_driver(office, MONDAY.date, first.id, "jurij")
    assert not live.assign_driver(office, MONDAY.date, "no-such-shift", "jurij")
    assert live.day_on(office, MONDAY.date).shifts[0] == replace(first, driver="jurij")
    next_day = MONDAY.date + timedelta(days=1)
    assert live.day_on(office, next_day).shifts[0].driver != "jurij"


def test_an_office_opens_as_configured(
    database_url: str, redis_url: str, office: Office, tmp_path: Path
) -> None:
    pack = str(pack_without_lines(tmp_path))
    config = Config(database_url=database_url, redis_url=redis_url, region=pack, secret_key="x" * 32)
    opened = live.Office.open(config, office.clock)
    ride = asked(opened, "Reetz")
    live.answer(opened, ride.request.reference)
    opened.db.dispose()
    assert live.ride_by_token(office, ride.token).state is RideState.OFFERED
    assert stop(opened, "Reetz") in opened.travel
