"""The desk: offers, accepts, cancels and improves rides; pure, from a day to a day.

Live operation puts a database around it, simulation a virtual clock.
"""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import replace
from datetime import timedelta

from dispatch.checking import Violation, checked
from dispatch.checking import violations as violations_of_plan
from dispatch.effort import Effort
from dispatch.insertion import places
from dispatch.offers import Option, Search, Terms
from dispatch.parallel import Parallel
from dispatch.problem import Problem
from dispatch.schedule import timed
from dispatch.solver import solve
from dispatch.travel import TravelTimes
from mobility.bookings import Answer, Booking, Declined, Offer, RideRequest, RideState, Wish
from mobility.clock import ServiceDay
from mobility.day import Day
from mobility.declines import (
    DayOver,
    Decline,
    NoPlace,
    NoService,
    NotInArea,
    NoVehicleFits,
    PartyTooLarge,
    SameStop,
    TooFarAhead,
    TooShort,
)
from mobility.errors import NotPossible, OfferGone, UnknownRide
from mobility.lines import NO_LINES, Lines
from mobility.plan import Plan, Run
from mobility.promises import TimeWindow


def offer(
    day: Day,
    request: RideRequest,
    travel: TravelTimes,
    others: Sequence[Wish] = (),
    lines: Lines = NO_LINES,
) -> Answer:
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
    lines
        Scheduled lines: what they serve is declined (B10), also where it would be an alternative.
    """
    if reason := next(_refusals(day, request, travel), None):
        return Declined(reason)
    with places(day, travel) as known:
        search = Search(day, request, travel, known)
        parallel = _parallel(day, request, lines, search)
        if line := parallel.serving(request.wish):
            others = parallel.unserved(others)
            return Declined(line, search.alternatives(request.wish, others, parallel.is_free))
        if offers := search.offers(request.wish):
            return offers
        for offered in search.most_welcome(request.wish):
            if _rearranged(day, Booking(request, offered), travel):
                return (offered,)
        reason, others = search.reason(request.wish), parallel.unserved(others)
        return Declined(reason, search.alternatives(request.wish, others, parallel.is_free))


def options(
    day: Day, request: RideRequest, travel: TravelTimes, pickup: TimeWindow, lines: Lines = NO_LINES
) -> tuple[Option, ...] | Decline:
    """What each vehicle could promise for a pick-up in a window, and at what cost; or why none can.

    For whoever chooses in the service's name. Passengers choose from the few of :func:`offer`, whose times
    are easy to remember.
    """
    if reason := _why_not(day, request, travel, lines):
        return reason
    with places(day, travel) as known:
        search = Search(day, request, travel, known)
        return tuple(search.options(pickup)) or search.reason(request.wish)


def book_together(
    day: Day,
    wishes: Sequence[tuple[RideRequest, TimeWindow]],
    travel: TravelTimes,
    effort: Effort,
    lines: Lines = NO_LINES,
) -> tuple[Day, Mapping[str, Decline]]:
    """The day with as many of these rides as can be promised, and by reference why the others cannot.

    For answers that were held until they can be given together, and for one more ride that has no place
    as the plan stands, but in another plan. Rides that are promised keep their promises.

    Parameters
    ----------
    day
        The service day as it stands.
    wishes
        What is asked, each with the window in which the pick-up has to be.
    travel
        Driving times.
    effort
        How hard to look.
    lines
        Scheduled lines: what they serve is declined (B10).
    """
    reasons = ((request.reference, _why_not(day, request, travel, lines)) for request, _ in wishes)
    declined = {reference: reason for reference, reason in reasons if reason}
    asked = [wish for wish in wishes if wish[0].reference not in declined]
    after = _with_most(day, asked, travel, effort)
    if after is day and len(asked) > 1:
        # the plan that serves most may be one that serves others instead of those who have a promise
        for wish in asked:
            after = _with_most(after, [wish], travel, effort)
    missed = {request.reference for request, _ in asked} - {booking.reference for booking in after.bookings}
    return after, declined | dict.fromkeys(sorted(missed), NoPlace())


def accept(day: Day, request: RideRequest, offer: Offer, travel: TravelTimes) -> Day:
    """The day with one promise more, in the place that costs least, or in a plan that has a place for it.

    Raises
    ------
    OfferGone
        If the promise can no longer be given: the place is taken, or the deadline has passed (B3, B22, B23).
    NotPossible
        If the ride is booked already.
    """
    booking = Booking(request, offer)
    deadline = day.rules(request).deadline(day.service_day, offer.promise.pickup.start)
    with places(day, travel) as known:
        problem = known.instance.problem
        if request.reference in problem.booking:
            raise NotPossible(request.reference, RideState.BOOKED)
        found = known.cheapest(booking)
        plan = day.plan.with_run(found.run) if found else _rearranged(day, booking, travel)
    if plan is None or day.service_day.instant(day.now) > deadline:
        raise OfferGone(request.reference)
    problem = problem.with_booking(booking)
    return replace(day, bookings=problem.bookings, plan=checked(problem, plan))


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
    bookings = tuple(booking for booking in day.bookings if booking.reference != reference)
    problem = replace(problem, bookings=bookings)
    return replace(day, bookings=bookings, plan=checked(problem, _only(problem, day.plan)))


def improve(day: Day, travel: TravelTimes, effort: Effort) -> Day:
    """The day with the same promises and at less cost; the same day if nothing better is found."""
    problem = Problem.of(day, travel)
    plan = solve(problem, day.plan, effort)
    return day if plan is day.plan else replace(day, plan=checked(problem, plan))


def _with_most(
    day: Day, wishes: Sequence[tuple[RideRequest, TimeWindow]], travel: TravelTimes, effort: Effort
) -> Day:
    """The day with as many of some rides as have a place at once; the same day if none has."""
    problem = Problem.of(day, travel)
    asked = [(Terms(day, request, travel), window) for request, window in wishes]
    wanted = tuple(terms.widest(window) for terms, window in asked)
    plan = solve(replace(problem, bookings=(*day.bookings, *wanted)), day.plan, effort)
    times: dict[str, list[int]] = {}
    for visit in (visit for run in plan.runs for visit in run.visits):
        times.setdefault(visit.reference, []).append(visit.time)
    booked = tuple(
        Booking(terms.request, offer)
        for terms, window in asked
        if (served := times.get(terms.request.reference)) and (offer := terms.narrowed(window, *served))
    )
    if not booked:
        return day
    problem = replace(problem, bookings=(*day.bookings, *booked))
    return replace(day, bookings=problem.bookings, plan=checked(problem, _only(problem, plan)))


def _rearranged(day: Day, booking: Booking, travel: TravelTimes) -> Plan | None:
    """A plan in which a ride has a place that has none as the plan stands; ``None`` if none is found."""
    if not day.policy.rearranging:
        return None
    plan = solve(Problem.of(day, travel).with_booking(booking), day.plan, Effort(work=day.policy.rearranging))
    return plan if plan.run_of(booking.reference) else None


def _only(problem: Problem, plan: Plan) -> Plan:
    """The plan without rides that are no bookings; the others of their runs are timed anew."""
    for run in plan.runs:
        kept = tuple(visit for visit in run.visits if visit.reference in problem.booking)
        if len(kept) < len(run.visits):
            others = Run(run.shift, kept)
            plan = plan.with_run(timed(problem, others) or others)
    return plan


def violations(day: Day, travel: TravelTimes) -> tuple[Violation, ...]:
    """Everything the plan of a day does wrong; empty at all times."""
    return violations_of_plan(Problem.of(day, travel), day.plan)


def _why_not(day: Day, request: RideRequest, travel: TravelTimes, lines: Lines) -> Decline | None:
    """Why this ride is not even looked for."""
    if reason := next(_refusals(day, request, travel), None):
        return reason
    return _parallel(day, request, lines, Terms(day, request, travel)).serving(request.wish)


def _parallel(day: Day, request: RideRequest, lines: Lines, terms: Terms) -> Parallel:
    """What lines there are beside a ride."""
    return Parallel(day.service_day, request, lines, terms.rules, terms.direct, day.now)


def _refusals(day: Day, request: RideRequest, travel: TravelTimes) -> Iterator[Decline]:
    """Why this ride is not served on this day at any time; what lies with the ride itself comes first."""
    policy, needs = day.rules(request), request.needs
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
