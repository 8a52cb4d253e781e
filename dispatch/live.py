"""The desk with a database and wall time around it: how a ride really goes from request to cancellation.

Each step reads, computes with no transaction open, writes if nobody was faster, and rings only after the
commit. What was decided goes into the journal in the same transaction.
"""

import secrets
from collections.abc import Callable
from contextlib import suppress
from dataclasses import dataclass
from datetime import date
from functools import partial

from dispatch import desk
from dispatch.effort import Effort
from dispatch.office import (
    Office,
    ask_desk,
    day_on,
    open_dates,
    ride_by_reference,
    ride_by_token,
    rides_on,
    unanswered,
    unimproved_dates,
)
from mobility.bookings import Answer, Contact, Declined, Offer, Ride, RideRequest, RideState, Wish
from mobility.clock import ServiceDay
from mobility.day import Day
from mobility.declines import Unanswered
from mobility.errors import MobilityError, NotPossible, OfferGone, StaleDay, UnknownRide
from mobility.needs import Needs
from mobility.plan import Plan, Visit
from mobility.store import days, rides
from mobility.store.journal import Decision, DecisionKind, write_decision

__all__ = [
    "Office",
    "accept",
    "answer",
    "assign_driver",
    "cancel",
    "day_on",
    "improve",
    "open_dates",
    "ride_by_reference",
    "ride_by_token",
    "rides_on",
    "submit",
    "unanswered",
    "unimproved_dates",
]

PUBLISH_TRIES = 30
"""How often a step is computed anew because somebody else changed the day first."""
ANSWER_TRIES = 5
"""How often the desk may begin to answer a request before a person has to look at it."""
REFERENCE_TRIES = 100
"""How many random booking numbers are tried for one that is free."""
PUBLISHING = 10
"""Time from the end of an improvement until it is published, generously (s): what a vehicle sets off to
until then is settled and stays as it was."""

_UNDECIDED = frozenset({RideState.OFFERED, RideState.DECLINED})
_UNBOOKED = frozenset({RideState.REQUESTED, *_UNDECIDED})


@dataclass
class NoReference(MobilityError):
    """No free booking number was found; there are hardly any left."""


def submit(
    office: Office,
    service_day: ServiceDay,
    origin: str,
    destination: str,
    wish: Wish,
    needs: Needs,
    contact: Contact,
    token: str | None = None,
) -> Ride:
    """Write down what somebody asks for; the desk judges it later, in :func:`answer`.

    Parameters
    ----------
    token
        Secret of the ride's page, if it was drawn before the form was sent: a form that is sent twice asks
        once, and both get the same ride.
    """
    asked_at = office.clock()
    secret = token or secrets.token_urlsafe(16)
    for _ in range(REFERENCE_TRIES):
        reference = str(secrets.randbelow(900_000) + 100_000)
        request = RideRequest(reference, origin, destination, wish, needs, asked_at)
        ride = Ride(request, secret, service_day, RideState.REQUESTED, contact=contact)
        with office.db.writing() as session:
            days.ensure_day(session, service_day.date, office.region.shifts)
            if rides.add_ride(session, ride):
                return ride
        with suppress(UnknownRide):
            return ride_by_token(office, secret)
    raise NoReference


def answer(office: Office, reference: str) -> Ride:
    """Offer or decline a requested ride; a ride that has its answer is left as it is.

    It may be called at any time and by several processes at once: one answer is stored. Every beginning is
    counted before the desk works, so that a request the desk cannot digest, even one that kills the process,
    ends as declined :class:`Unanswered`.
    """
    with office.db.writing() as session:
        attempt = rides.count_attempt(session, reference)
        ride = rides.load_ride(session, reference)
    if not attempt:
        return ride
    if attempt <= ANSWER_TRIES:
        day = day_on(office, ride.day.date)
        said = Decision.answered(day, reference, ask_desk(office, day, ride.request))
    else:
        said = _unseen(office, ride, DecisionKind.ANSWERED, Declined(Unanswered()))
    _record(office, ride, frozenset({RideState.REQUESTED}), said)
    return ride_by_reference(office, reference)


def accept(office: Office, reference: str, offer: Offer) -> Ride:
    """Book a ride as it was offered; accepting the same offer twice books once.

    Raises
    ------
    UnknownRide
        If there is no such ride.
    NotPossible
        If the ride is not offered any more.
    OfferGone
        If the offer cannot be kept any more (B22, B23); what is possible now has been stored.
    StaleDay
        If too many others changed the day at the same time.
    """
    return _until_published(partial(_accept, office, reference, offer))


def _accept(office: Office, reference: str, offer: Offer) -> Ride:
    ride = ride_by_reference(office, reference)
    if ride.state is RideState.BOOKED and ride.booking and ride.booking.offer == offer:
        return ride
    if ride.state not in _UNDECIDED:
        raise NotPossible(reference, ride.state)
    if offer not in _offers(ride.answer):
        raise OfferGone(reference)
    before = day_on(office, ride.day.date)
    try:
        after = desk.accept(before, ride.request, offer, office.travel)
    except OfferGone:
        gone = Decision.about(before, DecisionKind.GONE, reference, offer)
        said = Decision.answered(before, reference, ask_desk(office, before, ride.request))
        if not _record(office, ride, _UNDECIDED, said, gone):
            raise StaleDay(ride.day.date) from None
        raise
    _publish(office, before, after, Decision.about(before, DecisionKind.ACCEPTED, reference, offer))
    office.ring(ride.token)
    return ride_by_reference(office, reference)


def cancel(office: Office, reference: str) -> Ride:
    """Withdraw a ride, booked or not; a ride that is cancelled stays so.

    Raises
    ------
    UnknownRide
        If there is no such ride.
    NotPossible
        If the vehicle is on its way to the passengers or has picked them up (B35).
    StaleDay
        If too many others changed the day at the same time.
    """
    return _until_published(partial(_cancel, office, reference))


def _cancel(office: Office, reference: str) -> Ride:
    ride = ride_by_reference(office, reference)
    if ride.state is RideState.CANCELLED:
        return ride
    if ride.state is RideState.BOOKED:
        before = day_on(office, ride.day.date)
        after = desk.cancel(before, reference, office.travel)
        _publish(office, before, after, Decision.about(before, DecisionKind.CANCELLED, reference))
    else:
        with office.db.writing() as session:
            if not rides.change_state(session, reference, _UNBOOKED, RideState.CANCELLED):
                raise StaleDay(ride.day.date)
            write_decision(session, ride.day.date, _unseen(office, ride, DecisionKind.WITHDRAWN))
    office.ring(ride.token)
    return ride_by_reference(office, reference)


def improve(office: Office, day: date, effort: Effort) -> bool:
    """Look for a better plan of a day; whether one was found and published.

    Only one process improves at a time, so that the others are free to answer; and whoever books in the
    meantime comes first: then nothing is published, and the day waits for its next turn.
    """
    with office.db.lock("improve") as mine:
        return mine and _improve(office, day, effort)


def _improve(office: Office, day: date, effort: Effort) -> bool:
    before = day_on(office, day)
    published = before.now + (effort.limit_ms or 0) // 1000 + PUBLISHING
    after = desk.improve(before.at(published), office.travel, effort)
    better = after.plan != before.plan
    try:
        with office.db.writing() as session:
            version = before.version
            if better:
                version = days.publish(session, before, after)
                write_decision(session, day, Decision.improved(before, after))
            days.mark_improved(session, day, version)
    except StaleDay:
        return False
    moved = {visit.reference for visit in _visits(after.plan) - _visits(before.plan)}
    for ride in rides_on(office, day):
        if ride.request.reference in moved:
            office.ring(ride.token)
    return better


def assign_driver(office: Office, day: date, shift: str, driver: str | None) -> bool:
    """Name the login that drives a shift, or nobody; whether there is such a shift."""
    with office.db.writing() as session:
        days.ensure_day(session, day, office.region.shifts)
        return days.assign_driver(session, day, shift, driver)


def _unseen(office: Office, ride: Ride, kind: DecisionKind, said: Answer | None = None) -> Decision:
    """A decision for which no plan was looked at."""
    now, reference = ride.day.seconds(office.clock()), ride.request.reference
    return Decision(kind=kind, at=now, version=None, reference=reference, answer=said)


def _record(
    office: Office, ride: Ride, states: frozenset[RideState], said: Decision, *earlier: Decision
) -> bool:
    """Store an answer and what led to it, if the ride is still in one of these states; whether it was."""
    assert said.answer is not None  # noqa: S101 - it is an answer
    with office.db.writing() as session:
        recorded = rides.record_answer(session, ride.request.reference, said.answer, states)
        for decision in (*earlier, said) if recorded else ():
            write_decision(session, ride.day.date, decision)
    if recorded:
        office.ring(ride.token)
    return recorded


def _publish(office: Office, before: Day, after: Day, decision: Decision) -> None:
    with office.db.writing() as session:
        days.publish(session, before, after)
        write_decision(session, before.service_day.date, decision)


def _until_published(step: Callable[[], Ride]) -> Ride:
    for _ in range(PUBLISH_TRIES - 1):
        with suppress(StaleDay):
            return step()
    return step()


def _offers(answer: Answer | None) -> tuple[Offer, ...]:
    if isinstance(answer, Declined):
        return answer.alternatives
    return answer or ()


def _visits(plan: Plan) -> set[Visit]:
    return {visit for run in plan.runs for visit in run.visits}
