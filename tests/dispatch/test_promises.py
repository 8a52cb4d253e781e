"""The promise of the whole service: no order of events ever breaks a promise already given (B18)."""

from dataclasses import replace
from datetime import date

import pytest
from hypothesis import HealthCheck, event, settings
from hypothesis import strategies as st
from hypothesis.stateful import RuleBasedStateMachine, initialize, invariant, precondition, rule

from dispatch import desk
from dispatch.effort import Effort
from dispatch.problem import Problem
from dispatch.travel import TravelTimes, load_travel
from mobility.bookings import Anchor, Booking, Declined, Offer, RideRequest, Wish
from mobility.clock import HOUR, MINUTE, ServiceDay
from mobility.day import Day
from mobility.errors import NotPossible, OfferGone
from mobility.needs import MAX_PASSENGERS, Needs
from mobility.plan import Visit
from mobility.region import load_region
from tests.dispatch.anything import BUSY, duties
from tests.dispatch.byhand import loads
from tests.worlds import MONDAY, TRAVEL, ask, monday

REGION = load_region("bad-belzig")
HUBS = (REGION.station, *(each.stop for each in REGION.ortsteile if each.core))
VILLAGES = tuple(each.stop for each in REGION.ortsteile)


class Office(RuleBasedStateMachine):
    """Everybody does what they want in any order: ask, accept, cancel, improve, let time pass."""

    travel: TravelTimes
    stops: tuple[str, ...]
    first, last = 6 * HOUR, 20 * HOUR

    @initialize(data=st.data())
    def open_the_day(self, data: st.DataObject) -> None:
        self.day = self.empty_day(data)
        self.asked = 0
        self.open: list[tuple[RideRequest, Offer]] = []
        self.promised: dict[str, Booking] = {}
        self.driven: set[tuple[str, Visit]] = set()
        for _ in range(data.draw(st.integers(0, 12))):
            self.somebody_asks(data)
            if self.open:
                self.somebody_accepts(data)

    def empty_day(self, data: st.DataObject) -> Day:
        raise NotImplementedError

    @rule(data=st.data())
    def somebody_asks(self, data: st.DataObject) -> None:
        origin, destination = data.draw(st.permutations(self.stops))[:2]
        minutes = st.integers(self.first // MINUTE, self.last // MINUTE)
        wish = Wish(data.draw(st.sampled_from(Anchor)), data.draw(minutes) * MINUTE)
        needs = Needs(
            data.draw(st.integers(1, MAX_PASSENGERS)),
            data.draw(st.sampled_from((0, 0, 0, 1))),
            data.draw(st.sampled_from((0, 0, 1, 2))),
        )
        now = self.day.service_day.instant(self.day.now)
        request = ask(f"{self.asked:06}", origin, destination, wish, needs, asked_at=now)
        self.asked += 1
        answer = desk.offer(self.day, request, self.travel)
        offers = answer.alternatives if isinstance(answer, Declined) else answer
        self.open += [(request, offer) for offer in offers[:1]]

    @precondition(lambda self: self.open)
    @rule(data=st.data())
    def somebody_accepts(self, data: st.DataObject) -> None:
        request, offer = self.open.pop(data.draw(st.integers(0, len(self.open) - 1)))
        try:
            self.day = desk.accept(self.day, request, offer, self.travel)
        except OfferGone:
            return
        self.promised[request.reference] = Booking(request, offer)

    @precondition(lambda self: self.promised)
    @rule(data=st.data())
    def somebody_cancels(self, data: st.DataObject) -> None:
        reference = data.draw(st.sampled_from(sorted(self.promised)))
        try:
            self.day = desk.cancel(self.day, reference, self.travel)
        except NotPossible:
            assert any(visit.reference == reference for _, visit in self.settled)
            return
        del self.promised[reference]

    @rule(seed=st.integers(0, 3))
    def the_day_is_improved(self, seed: int) -> None:
        before = self.problem.driving(self.day.plan)
        self.day = desk.improve(self.day, self.travel, Effort(work=300, seed=seed))
        assert self.problem.driving(self.day.plan) <= before

    @rule(minutes=st.integers(1, 90))
    def time_passes(self, minutes: int) -> None:
        now = max(self.day.now, self.first - 2 * HOUR) + minutes * MINUTE
        self.day = self.day.at(min(now, self.last + 2 * HOUR))
        self.driven |= self.settled

    @property
    def problem(self) -> Problem:
        return Problem.of(self.day, self.travel)

    @property
    def settled(self) -> set[tuple[str, Visit]]:
        return {(shift, visit) for shift, visits in self.problem.settled.items() for visit in visits}

    def teardown(self) -> None:
        event(f"about {len(self.promised) // 4 * 4} rides, {len(self.driven) // 8 * 8} visits driven")

    @invariant()
    def nothing_is_wrong_with_the_plan(self) -> None:
        assert desk.violations(self.day, self.travel) == ()

    @invariant()
    def promises_never_change_and_no_ride_is_lost(self) -> None:
        assert {booking.reference: booking for booking in self.day.bookings} == self.promised
        for reference, booking in self.promised.items():
            run = self.day.plan.run_of(reference)
            assert run is not None
            on, off = (visit for visit in run.visits if visit.reference == reference)
            assert booking.promise.kept_by(on.time, off.time)

    @invariant()
    def no_seat_is_given_twice(self) -> None:
        for shift in self.day.shifts:
            visits = self.day.plan.run(shift.id).visits
            assert all(load.fits(shift.vehicle.capacity) for load in loads(self.problem, visits))

    @invariant()
    def what_is_driven_stays_driven(self) -> None:
        planned = {(run.shift, visit) for run in self.day.plan.runs for visit in run.visits}
        assert self.driven <= planned


class SmallOffice(Office):
    """Few stops and a short morning, so that rides get in each other's way."""

    travel, stops, first, last = TRAVEL, BUSY, 7 * HOUR, 10 * HOUR

    def empty_day(self, data: st.DataObject) -> Day:
        day = monday(*data.draw(duties()))
        return replace(day, policy=replace(day.policy, early_until=0, notice=20 * MINUTE))


class RealOffice(Office):
    """The real region with its duties, rules and roads."""

    travel, stops = load_travel(REGION.folder), tuple(dict.fromkeys((*HUBS, *VILLAGES)))

    def empty_day(self, data: st.DataObject) -> Day:
        some_day = data.draw(st.sampled_from((MONDAY.date, date(2026, 10, 25), date(2026, 12, 5))))
        return Day(ServiceDay(some_day), REGION.policy(some_day), REGION.shifts(some_day))


SmallOffice.TestCase.settings = settings(
    max_examples=60, stateful_step_count=40, deadline=None, derandomize=True
)
RealOffice.TestCase.settings = settings(
    max_examples=30,
    stateful_step_count=40,
    deadline=None,
    derandomize=True,
    suppress_health_check=[HealthCheck.too_slow],
)
TestSmallOffice = SmallOffice.TestCase
TestRealOffice = pytest.mark.slow(RealOffice.TestCase)
