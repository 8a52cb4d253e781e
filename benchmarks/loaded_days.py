"""Days full of rides on the bundled region, for measuring."""

from dataclasses import replace
from datetime import UTC, date, datetime
from random import Random

from dispatch import desk
from dispatch.demand import wishes
from dispatch.travel import TravelTimes, load_travel
from mobility.bookings import Booking, Declined, RideRequest
from mobility.clock import HOUR, ServiceDay
from mobility.day import Day
from mobility.fleet import Shift, Vehicle
from mobility.needs import Load
from mobility.plan import Plan, Run
from mobility.promises import TimeWindow
from mobility.region import Region, load_region

DATE = date(2026, 11, 30)
ASKED = datetime(2026, 11, 27, 8, tzinfo=UTC)
DUTY = TimeWindow(5 * HOUR, 22 * HOUR)
BLOCK = 20
"""Vehicles of the day that larger days repeat."""


def ground() -> tuple[Region, TravelTimes]:
    """The region and its driving times."""
    region = load_region("bad-belzig")
    return region, load_travel(region.folder)


def requests(region: Region, count: int, seed: int) -> list[RideRequest]:
    """So many requests, in the order of asking."""
    asked = wishes(region, DATE, count, Random(seed))  # noqa: S311 - no secret
    return [
        RideRequest(f"{number:06}", wish.origin, wish.destination, wish.wish, wish.needs, ASKED)
        for number, wish in enumerate(asked)
    ]


def day_with(region: Region, travel: TravelTimes, vehicles: int, rides: int, seed: int = 1) -> Day:
    """A day on which so many people took their first offer, one after the other."""
    shifts = tuple(
        Shift(f"{n:05}", Vehicle(f"{n:05}", f"Van {n}", Load(8, 1, 2)), region.depot, DUTY)
        for n in range(vehicles)
    )
    day = Day(ServiceDay(DATE), region.policy(DATE), shifts)
    for request in requests(region, 2 * rides, seed):
        answer = desk.offer(day, request, travel)
        if not isinstance(answer, Declined):
            day = desk.accept(day, request, answer[0], travel)
        if len(day.bookings) == rides:
            break
    return day


def repeated(day: Day, times: int) -> Day:
    """A larger day: the same vehicles and rides so many times, all of them different ones."""
    shifts, bookings, runs = [], [], []
    for block in range(times):
        shifts += [replace(shift, id=f"{block}-{shift.id}") for shift in day.shifts]
        bookings += [
            Booking(replace(booking.request, reference=f"{block}-{booking.reference}"), booking.offer)
            for booking in day.bookings
        ]
        for run in day.plan.runs:
            visits = (replace(visit, reference=f"{block}-{visit.reference}") for visit in run.visits)
            runs.append(Run(f"{block}-{run.shift}", tuple(visits)))
    plan = Plan(tuple(sorted(runs, key=lambda run: run.shift)))
    return replace(day, shifts=tuple(shifts), bookings=tuple(bookings), plan=plan)
