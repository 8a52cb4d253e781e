"""A vehicle is out: its rides go to others, with the same promises or not at all (B41)."""

from collections.abc import Collection
from dataclasses import replace

from dispatch.checking import checked
from dispatch.effort import Effort
from dispatch.insertion import places
from dispatch.problem import Problem
from dispatch.solver import solve
from dispatch.travel import TravelTimes
from mobility.bookings import Booking
from mobility.day import Day
from mobility.plan import Plan, Run


def withdraw(
    day: Day, shift: str, over: Collection[str], travel: TravelTimes, effort: Effort
) -> tuple[Day, tuple[Booking, ...]]:
    """The day without a vehicle from now on, and the bookings nobody else can carry as promised.

    Nobody is kept with a broken promise: who is not among the bookings that are returned is carried as it
    was promised. The shift, its run, and what it has carried already are no part of the day any more.

    Parameters
    ----------
    day
        The service day as it stands.
    shift
        Whose vehicle is out.
    over
        References of its rides that need no other vehicle.
    travel
        Driving times.
    effort
        How hard to look for a plan that has a place for a ride that has none as the plan stands.
    """
    own = day.plan.run(shift).references()
    waiting = [each for each in day.bookings if each.reference in own and each.reference not in over]
    rest = replace(
        day,
        shifts=tuple(each for each in day.shifts if each.id != shift),
        bookings=tuple(each for each in day.bookings if each.reference not in own),
        plan=day.plan.with_run(Run(shift)),
        positions=tuple(each for each in day.positions if each.shift != shift),
    )
    unserved = []
    for booking in sorted(waiting, key=lambda each: (each.promise.pickup.start, each.reference)):
        with_it = taken_over(rest, booking, travel, effort)
        if with_it is None:
            unserved.append(booking)
        else:
            rest = with_it
    return rest, tuple(unserved)


def taken_over(day: Day, booking: Booking, travel: TravelTimes, effort: Effort) -> Day | None:
    """The day with a promise that was given before; ``None`` if it cannot be kept.

    No deadline counts: the service is in the passengers' debt.

    Parameters
    ----------
    day
        The service day as it stands.
    booking
        Who is promised what.
    travel
        Driving times.
    effort
        How hard to look for another plan if there is no place as the plan stands.
    """
    if not day.shifts:
        return None
    problem = Problem.of(day, travel).with_booking(booking)
    with places(day, travel) as known:
        found = known.cheapest(booking)
    plan: Plan = day.plan.with_run(found.run) if found else solve(problem, day.plan, effort)
    if plan.run_of(booking.reference) is None:
        return None
    return replace(day, bookings=(*day.bookings, booking), plan=checked(problem, plan))
