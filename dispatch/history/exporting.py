"""A day out of the books as an event log: what was asked and decided, and nothing about who did."""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import date
from itertools import chain

from dispatch.events import Answered, Asked, Decided, Event, Header, Improved, Step, write_events
from dispatch.office import Office
from dispatch.recording import home_side
from mobility.bookings import Ride
from mobility.clock import ServiceDay
from mobility.errors import MobilityError
from mobility.plan import Run
from mobility.region import Region
from mobility.store import days, rides
from mobility.store.journal import Decision, DecisionKind, decisions_on

PUBLISHING = frozenset({DecisionKind.ACCEPTED, DecisionKind.CANCELLED, DecisionKind.IMPROVED})
"""Decisions that make a version of the day."""


@dataclass
class NoHistory(MobilityError):
    """A day that cannot be exported.

    Parameters
    ----------
    date
        The service day.
    reason
        Why.
    """

    date: date
    reason: str

    def __str__(self) -> str:
        return f"{self.date} cannot be exported: {self.reason}"


def export(office: Office, day: date) -> str:
    """The log of a service day, refused requests included.

    Booking numbers are replaced by ``000001``, ``000002`` ... in the order of asking; there are no names,
    phone numbers or secrets in it. Places and times remain, so it is for planners, not for the public.

    Raises
    ------
    NoHistory
        If nobody asked for that day, or it began before there was a journal.
    """
    with office.db.reading() as session:
        found = days.load_day(session, day, office.region.policy(day), now=0)
        asked, decided = rides.rides_on(session, day), decisions_on(session, day)
    if found is None or not asked:
        raise NoHistory(day, "nobody asked for a ride on that day, or its detail was deleted")
    made = sorted(each.version for each in decided if each.kind in PUBLISHING and each.version is not None)
    if made != list(range(found.version)):
        raise NoHistory(day, "part of its decisions were made before there was a journal")
    numbers = {ride.request.reference: f"{number:06}" for number, ride in enumerate(asked, start=1)}
    shifts = tuple(replace(shift, driver=None) for shift in found.shifts)
    header = Header(service_day=day, region=office.region.slug, shifts=shifts)
    return write_events(header, _events(office.region, asked, decided, numbers))


def _events(
    region: Region, asked: Sequence[Ride], decided: Sequence[Decision], numbers: Mapping[str, str]
) -> Iterable[Event]:
    """All events in order of time; among those of one second questions come before answers."""
    questions = (_asked(region, ride, numbers) for ride in asked)
    return sorted(chain(questions, (_event(each, numbers) for each in decided)), key=lambda event: event.at)


def _asked(region: Region, ride: Ride, numbers: Mapping[str, str]) -> Asked:
    request = replace(ride.request, reference=numbers[ride.request.reference])
    at = ServiceDay(ride.day.date).seconds(request.asked_at)
    return Asked(at=at, request=request, home=home_side(region, request))


def _event(decision: Decision, numbers: Mapping[str, str]) -> Event:
    at, version = decision.at, decision.version
    if decision.reference is None:
        runs = tuple(_renumbered(run, numbers) for run in decision.runs)
        return Improved(at=at, runs=runs, version=version)
    reference = numbers[decision.reference]
    if decision.answer is not None:
        return Answered(at=at, reference=reference, answer=decision.answer, version=version)
    step = Step(decision.kind.value)
    return Decided(at=at, step=step, reference=reference, offer=decision.offer, version=version)


def _renumbered(run: Run, numbers: Mapping[str, str]) -> Run:
    return Run(run.shift, tuple(replace(visit, reference=numbers[visit.reference]) for visit in run.visits))
