"""Days on which every party rides alone in a van of its own, though others could ride along."""

from dataclasses import replace

from dispatch import desk
from mobility.bookings import Offer
from mobility.clock import HOUR, MINUTE
from mobility.day import Day
from mobility.needs import Needs
from mobility.plan import Run
from mobility.promises import Promise, TimeWindow
from tests.worlds import (
    BAHNHOF,
    BORNE,
    DEPOT,
    DIPPMANNSDORF,
    LUETTE,
    REETZ,
    TRAVEL,
    WIESENBURG,
    ask,
    at,
    booked,
    monday,
    van,
)

DIRECT = MINUTE + TRAVEL.seconds(WIESENBURG, BORNE) + TRAVEL.seconds(BORNE, BAHNHOF)
WITH_A_WHEELCHAIR = DIRECT + 5 * MINUTE
"""The ride from Wiesenburg to the station, without and with a stop for a wheelchair at Borne (s)."""


def one_van_each(*ways: tuple[str, str, Needs], wait: int = 20 * MINUTE, ride: int = HOUR) -> Day:
    """A day on which every party rides alone in a van of its own, though their wide promises allow more."""
    day = monday(*(van(number) for number in range(1, len(ways) + 1)))
    window = TimeWindow(9 * HOUR, 9 * HOUR + wait)
    for number, (origin, destination, needs) in enumerate(ways, start=1):
        request = ask(f"{number}", origin, destination, at(9 * HOUR), needs)
        offer = Offer(Promise(window, 11 * HOUR, ride), 0)
        alone = desk.accept(monday(van(number)), request, offer, TRAVEL)
        plan = day.plan.with_run(alone.plan.run(f"shift-{number}"))
        day = replace(day, bookings=(*day.bookings, *alone.bookings), plan=plan)
    assert desk.violations(day, TRAVEL) == ()
    return day


def pair(needs: Needs) -> Day:
    """Two such parties in two vans, at two stops on one way."""
    return one_van_each((WIESENBURG, BAHNHOF, needs), (BORNE, BAHNHOF, needs), wait=10 * MINUTE)


def later(day: Day, reference: str, minutes: int) -> Day:
    """The day with the visits of one ride some minutes later."""
    run = day.plan.run_of(reference)
    assert run is not None
    visits = [
        replace(visit, time=visit.time + minutes * MINUTE) if visit.reference == reference else visit
        for visit in run.visits
    ]
    return replace(day, plan=day.plan.with_run(Run(run.shift, tuple(visits))))


def under_way(ride: int) -> Day:
    """Somebody on board who may ride for so long, and on their way a wheelchair that has a van of its own."""
    ways = ((WIESENBURG, BAHNHOF, Needs()), (BORNE, BAHNHOF, Needs(wheelchairs=1)))
    day = later(one_van_each(*ways, ride=ride), "2", 15)
    return day.at(day.plan.run("shift-1").visits[0].time)


def crossing() -> Day:
    """Two on board of different vans, each of whom wants to go near to where the other one is."""
    day = one_van_each((BORNE, DIPPMANNSDORF, Needs()), (LUETTE, WIESENBURG, Needs()))
    return day.at(max(run.visits[0].time for run in day.plan.runs))


def far_from_home() -> Day:
    """A van at Reetz that would come past Borne on its way home, but now only after who waits there."""
    start = 9 * HOUR + 45 * MINUTE
    day = booked(monday(van(1)), ask("1", BAHNHOF, REETZ, at(8 * HOUR + 40 * MINUTE)))
    request = ask("2", BORNE, BAHNHOF, at(start))
    offer = Offer(Promise(TimeWindow(start, start + MINUTE), 11 * HOUR, HOUR), 0)
    other = desk.accept(monday(van(2)), request, offer, TRAVEL)
    return replace(
        day,
        shifts=(*day.shifts, *other.shifts),
        bookings=(*day.bookings, *other.bookings),
        plan=day.plan.with_run(other.plan.runs[0]),
        now=start - TRAVEL.seconds(DEPOT, BORNE) - 1,
    )
