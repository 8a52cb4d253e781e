"""The desk: offers, accepts, cancels and improves rides; pure, from a day to a day.

Live operation puts a database around it, simulation a virtual clock.
"""

from collections.abc import Iterator, Sequence
from dataclasses import replace
from datetime import timedelta

from dispatch.effort import Effort
from dispatch.insertion import places
from dispatch.offers import Option, Search
from dispatch.problem import Problem, Violation, checked
from dispatch.problem import violations as violations_of_plan
from dispatch.schedule import timed
from dispatch.travel import TravelTimes
from mobility.bookings import Answer, Booking, Declined, Offer, RideRequest, RideState, Wish
from mobility.clock import ServiceDay
from mobility.day import Day
from mobility.declines import (
    DayOver,
    Decline,
    NoService,
    NotInArea,
    NoVehicleFits,
    PartyTooLarge,
    SameStop,
    TooFarAhead,
    TooShort,
)
from mobility.errors import NotPossible, OfferGone, UnknownRide
from mobility.plan import Run
from mobility.promises import TimeWindow


def offer(day: Day, request: RideRequest, travel: TravelTimes, others: Sequence[Wish] = ()) -> Answer:
    """What could be promised for a request, the nearest to the wish first; or why nothing can.

    Parameters
    ----------
    day
        The service day as it stands.
    request
        What is asked.
    travel
        Driving times.
    others
        For a wish to reach or leave a train: the same for neighbouring trains, the best first. They become
        the alternatives of a decline.
    """
    if reason := next(_refusals(day, request, travel), None):
        return Declined(reason)
    with places(day, travel) as known:
        search = Search(day, request, travel, known)
        if offers := search.offers(request.wish):
            return offers
        return Declined(search.reason(request.wish), search.alternatives(request.wish, others))


def options(
    day: Day, request: RideRequest, travel: TravelTimes, pickup: TimeWindow
) -> tuple[Option, ...] | Decline:
    """What each vehicle could promise for a pick-up in a window, and at what cost; or why none can.

    For whoever chooses in the service's name. Passengers choose from the few of :func:`offer`, whose times
    are easy to remember.
    """
    if reason := next(_refusals(day, request, travel), None):
        return reason
    with places(day, travel) as known:
        search = Search(day, request, travel, known)
        return tuple(search.options(pickup)) or search.reason(request.wish)


def accept(day: Day, request: RideRequest, offer: Offer, travel: TravelTimes) -> Day:
    """The day with one promise more, in the place that costs least.

    Raises
    ------
    OfferGone
        If the promise can no longer be given: the place is taken, or the deadline has passed (B3, B22, B23).
    NotPossible
        If the ride is booked already.
    """
    if day.booking(request.reference):
        raise NotPossible(request.reference, RideState.BOOKED)
    booking = Booking(request, offer)
    problem = Problem.of(day, travel)
    deadline = day.policy.deadline(day.service_day, offer.promise.pickup.start)
    with places(day, travel) as known:
        found = known.cheapest(booking)
        if found is None or day.service_day.instant(day.now) > deadline:
            raise OfferGone(request.reference)
        plan = checked(problem.with_booking(booking), day.plan.with_run(found.run))
    return replace(day, bookings=(*day.bookings, booking), plan=plan)


def cancel(day: Day, reference: str, travel: TravelTimes) -> Day:
    """The day without a ride; the others of its run are timed anew, inside their promises.

    Raises
    ------
    UnknownRide
        If no such ride is booked on this day.
    NotPossible
        If its vehicle has set off to the pick-up, or is through with it (B35).
    """
    run = day.plan.run_of(reference)
    if run is None or day.booking(reference) is None:
        raise UnknownRide
    problem = Problem.of(day, travel)
    if any(visit.reference == reference for visit in problem.settled[run.shift]):
        raise NotPossible(reference, RideState.BOOKED)
    others = Run(run.shift, tuple(visit for visit in run.visits if visit.reference != reference))
    bookings = tuple(booking for booking in day.bookings if booking.reference != reference)
    plan = day.plan.with_run(timed(problem, others) or others)
    return replace(day, bookings=bookings, plan=checked(replace(problem, bookings=bookings), plan))


def improve(day: Day, travel: TravelTimes, effort: Effort) -> Day:
    """The day with the same promises and at less cost; the same day if nothing better is found."""
    from dispatch.solver import solve  # noqa: PLC0415 - OR-Tools takes a second to load; offers do without it

    problem = Problem.of(day, travel)
    plan = solve(problem, day.plan, effort)
    return day if plan is day.plan else replace(day, plan=checked(problem, plan))


def violations(day: Day, travel: TravelTimes) -> tuple[Violation, ...]:
    """Everything the plan of a day does wrong; empty at all times."""
    return violations_of_plan(Problem.of(day, travel), day.plan)


def _refusals(day: Day, request: RideRequest, travel: TravelTimes) -> Iterator[Decline]:
    """Why this ride is not served on this day at any time; what lies with the ride itself comes first."""
    policy, needs = day.policy, request.needs
    outside = [stop for stop in (request.origin, request.destination) if stop not in travel]
    yield from map(NotInArea, outside)
    if request.origin == request.destination:
        yield SameStop()
    metres = 0 if outside else travel.metres(request.origin, request.destination)
    if metres < policy.min_ride_m and not (needs.wheelchairs or needs.walkers):
        yield TooShort(metres, policy.min_ride_m)
    if needs.passengers > policy.max_party:
        yield PartyTooLarge(policy.max_party)
    if day.service_day.seconds(request.asked_at) > policy.hours.end:
        yield DayOver()
    first_day = day.service_day.date - timedelta(days=policy.horizon_days)
    if ServiceDay.of(request.asked_at).date < first_day:
        yield TooFarAhead(first_day)
    if not day.shifts:
        yield NoService()
    if not any(policy.load(needs).fits(shift.vehicle.capacity) for shift in day.shifts):
        yield NoVehicleFits()
