"""Whole days on the real region with the demand of the demonstration: full vans, and nothing ever broken."""

from datetime import date
from random import Random

import pytest

from dispatch import demand, desk
from dispatch.connections import neighbouring
from dispatch.effort import Effort
from dispatch.instance import Instance
from dispatch.problem import Problem
from dispatch.travel import TravelTimes
from mobility.bookings import Booking, Declined, RideRequest
from mobility.clock import HOUR, MINUTE, ServiceDay
from mobility.day import Day
from mobility.errors import NotPossible, OfferGone
from mobility.region import Region
from tests.dispatch.byhand import loads

DATES = (date(2026, 9, 14), date(2026, 9, 19), date(2026, 10, 25), date(2026, 3, 29))
"""A Monday, a Saturday, and the two Sundays on which the clocks change."""


class LongDay:
    """A day on which everything is decided by chance, most of it while it is driven."""

    def __init__(self, region: Region, travel: TravelTimes, seed: int) -> None:
        self.random = Random(seed)  # noqa: S311 - no secret
        self.region, self.travel = region, travel
        today = DATES[seed % len(DATES)]
        self.day = Day(ServiceDay(today), region.policy(today), region.shifts(today), now=-8 * HOUR)
        self.promised: dict[str, Booking] = {}
        self.settled = dict(Problem.of(self.day, travel).settled)
        self.asked = 0

    def somebody_asks(self) -> None:
        """Ask, and take one of the offers if there are any."""
        [asked] = demand.wishes(self.region, self.day.service_day.date, 1, self.random)
        now = self.day.service_day.instant(self.day.now)
        reference = f"{self.asked:06}"
        request = RideRequest(reference, asked.origin, asked.destination, asked.wish, asked.needs, now)
        self.asked += 1
        others = neighbouring(self.region.timetable, self.day, request) if asked.wish.train else ()
        answer = desk.offer(self.day, request, self.travel, others)
        offers = answer.alternatives if isinstance(answer, Declined) else answer
        if self.random.random() < 0.1:  # thinks for too long
            self.time_passes()
        if offers:
            offer = self.random.choice(offers)
            try:
                self.day = desk.accept(self.day, request, offer, self.travel)
            except OfferGone:
                return
            self.promised[reference] = Booking(request, offer)

    def somebody_cancels(self) -> None:
        """Cancel, if the van has not set off."""
        if self.promised:
            reference = self.random.choice(sorted(self.promised))
            under_way = {visit.reference for visits in self.settled.values() for visit in visits}
            try:
                self.day = desk.cancel(self.day, reference, self.travel)
            except NotPossible:
                assert reference in under_way
            else:
                assert reference not in under_way
                del self.promised[reference]

    def the_day_is_improved(self) -> None:
        """Improve a little."""
        before = self.cost()
        self.day = desk.improve(self.day, self.travel, Effort(work=300, seed=self.random.randrange(9)))
        assert self.cost() <= before + 1e-6

    def cost(self) -> float:
        """What the plan costs by the objective of the day."""
        return Instance.of(Problem.of(self.day, self.travel), self.day.plan).cost

    def time_passes(self) -> None:
        """Some minutes; what is settled then must stay as it is from now on."""
        self.day = self.day.at(self.day.now + self.random.randrange(90) * MINUTE)
        self.settled = dict(Problem.of(self.day, self.travel).settled)

    def check(self) -> None:
        """Nothing is wrong, nobody is forgotten, nobody has to stand, and the past stays as it was."""
        assert desk.violations(self.day, self.travel) == ()
        assert {booking.reference: booking for booking in self.day.bookings} == self.promised
        problem = Problem.of(self.day, self.travel)
        for shift in self.day.shifts:
            visits = self.day.plan.run(shift.id).visits
            begun = self.settled[shift.id]
            assert visits[: len(begun)] == begun
            assert all(load.fits(shift.vehicle.capacity) for load in loads(problem, visits))


@pytest.mark.parametrize(
    "seed", [0, 2, *(pytest.param(seed, marks=pytest.mark.slow) for seed in (1, 3, 4, 5, 6, 7))]
)
def test_a_day_by_chance_breaks_no_promise(region: Region, travel: TravelTimes, seed: int) -> None:
    life = LongDay(region, travel, seed)
    steps = (life.somebody_asks, life.somebody_cancels, life.time_passes, life.the_day_is_improved)
    served = 0
    for hour in (-8, 5):  # the afternoon before, and the day itself
        life.day = life.day.at(hour * HOUR)
        for _ in range(80):
            [step] = life.random.choices(steps, (70, 6, 20, 4) if hour > 0 else (90, 6, 0, 4))
            step()
            life.check()
            served = max(served, len(life.promised))
    assert served >= 20
    assert any(life.settled.values())
