"""The desk on a virtual clock: who asks is answered, books, cancels; plans are improved; vehicles break down.

The desk is the one that serves live, asked in the same way. It hears of its vehicles what an office hears
today: nothing, until one breaks down.
"""

from collections.abc import Iterable
from dataclasses import replace
from heapq import heappop, heappush
from typing import NamedTuple

from dispatch import desk
from dispatch.breakdown import taken_over, withdraw
from dispatch.connections import neighbouring
from dispatch.demand import Passengers
from dispatch.effort import Effort
from dispatch.events import Answered, Asked, Decided, Event, Happened, Improved, Stage, Step
from dispatch.foresight import Foresight
from dispatch.offers import Option
from dispatch.record import Fate
from dispatch.simulation.behaviour import Chance
from dispatch.simulation.books import Books, Entry, turn
from dispatch.simulation.choosing import Conduct
from dispatch.simulation.crew import Crew
from dispatch.simulation.driving import Driven
from dispatch.simulation.service import Service
from mobility.bookings import Answer, Booking, Declined, RideRequest
from mobility.day import Day
from mobility.declines import Displaces
from mobility.errors import NotPossible, OfferGone

TRIES = 3
"""How often passengers whose offer was gone choose again."""
LONG_AGO = -(10**9)
BREAKS, STANDS, CANCELS, ASKS, DECIDES, IMPROVES = range(6)
"""What comes first of what is due at the same second."""


class Due(NamedTuple):
    """Something that is due at a second; by its subject, a ride or a shift, it is unlike all others."""

    time: int
    kind: int
    instant: float = 0.0
    wish: int = 0
    subject: str = ""


class VirtualDesk:
    """A day at the desk.

    Parameters
    ----------
    service
        The service as the day begins.
    conduct
        How hard, and how often, better plans are looked for.
    chance
        What passengers and vehicles happen to do.
    books
        Filled by the desk; what is booked as the day begins stands there already.
    crew
        Tells how far a vehicle came that breaks down.

    Attributes
    ----------
    day
        As it stands.
    driven
        By shift, the runs that ended with a breakdown.
    events
        What happened here, in order of time.
    """

    def __init__(self, service: Service, conduct: Conduct, chance: Chance, books: Books, crew: Crew) -> None:
        self.day = service.day
        self.driven: dict[str, Driven] = {}
        self.events: list[Event] = []
        self._service, self._conduct, self._chance = service, conduct, chance
        self._books, self._crew = books, crew
        self._breaks: dict[str, int] = {}
        self._due: list[Due] = []
        self._last, self._searches, self._is_improving = LONG_AGO, 0, False
        samples, ahead = service.day.policy.foresight, service.expected
        self._ahead = Foresight(ahead, service.travel, samples=samples, turning=False) if ahead else None

    def work(self, passengers: Iterable[Passengers]) -> None:
        """Let the day pass, from the first who asks until nothing is due any more."""
        steps = {
            BREAKS: self._breaks_down,
            STANDS: self._stands,
            CANCELS: self._cancels,
            ASKS: self._asks,
            DECIDES: self._decides,
            IMPROVES: self._improves,
        }
        for party in passengers:
            self._books.entries[party.request.reference] = Entry(party)
            at = self.day.service_day.seconds(party.request.asked_at)
            heappush(self._due, Due(at, ASKS, *turn(party)))
        for shift in self.day.shifts:
            breaks = self._chance.breakdown(shift.id, shift.hours)
            if breaks is not None:
                heappush(self._due, Due(breaks, BREAKS, subject=shift.id))
        while self._due:
            due = heappop(self._due)
            self.day = self.day.at(due.time)
            steps[due.kind](due.subject)

    def _asks(self, reference: str) -> None:
        party = self._books.entries[reference].passengers
        self._tell(
            Asked(
                at=self.day.now,
                request=party.request,
                purpose=party.purpose,
                home=party.home,
                patience=party.patience_s,
            )
        )
        if self._ahead:
            self._ahead.heard(self.day, party.request)
        self._answers(self._books.entries[reference])

    def _answers(self, entry: Entry) -> None:
        """Answer, and let the passengers choose the nearest offer they are content with."""
        reference = entry.passengers.request.reference
        entry.answer = self._worth(entry.passengers.request)
        entry.wanted, entry.tries = entry.choose(entry.answer), entry.tries + 1
        self._tell(Answered(at=self.day.now, reference=reference, answer=entry.answer))
        if entry.wanted is None or entry.tries > TRIES:
            entry.fate = Fate.DECLINED if isinstance(entry.answer, Declined) else Fate.UNSUITED
            if entry.fate is Fate.UNSUITED:
                self._tell(Happened(at=self.day.now, stage=Stage.UNSUITED, reference=reference))
            return
        thinking = self._chance.thinking(reference)
        if thinking:
            self._later(thinking, DECIDES, reference)
        else:
            self._decides(reference)

    def _decides(self, reference: str) -> None:
        """Book what the passengers have chosen, or if it is gone, let them choose again."""
        entry = self._books.entries[reference]
        request, offer = entry.passengers.request, entry.wanted
        assert offer is not None  # noqa: S101 - they have chosen
        try:
            day = desk.accept(self.day, request, offer, self._service.travel)
        except OfferGone:
            self._tell(Decided(at=self.day.now, step=Step.GONE, reference=reference, offer=offer))
            self._answers(entry)
            return
        self._book(day, Booking(request, offer))
        entry.booked = offer
        ahead = self._chance.cancels_ahead(reference)
        if ahead is not None:
            left = max(1, offer.promise.pickup.start - self.day.now)
            self._later(left - ahead % left, CANCELS, reference)

    def _cancels(self, reference: str) -> None:
        entry = self._books.entries[reference]
        if entry.fate is not None:
            return
        try:
            self.day = desk.cancel(self.day, reference, self._service.travel)
        except NotPossible:
            self._tell(Decided(at=self.day.now, step=Step.TOO_LATE, reference=reference))
            entry.stays_away = True
            return
        self._tell(Decided(at=self.day.now, step=Step.CANCELLED, reference=reference))
        entry.fate = Fate.CANCELLED
        self._changed()

    def _improves(self, _nobody: str) -> None:
        effort, before = self._conduct.effort, self.day.plan
        self._is_improving, self._last = False, self.day.now
        if effort is None:
            return
        effort = self._seeded(effort)
        self.day = desk.improve(self.day, self._service.travel, effort)
        after = self.day.plan
        changed = [after.run(shift.id) for shift in self.day.shifts]
        changed = [run for run in changed if run != before.run(run.shift)]
        if changed:
            self._tell(Improved(at=self.day.now, runs=tuple(changed), effort=effort))

    def _breaks_down(self, shift: str) -> None:
        """A vehicle does not start again; if it is driving, that shows at the next stop."""
        self._breaks[shift] = self.day.now
        shows = self._run_until_broken(shift).drive.broke_down
        assert shows is not None  # noqa: S101 - it does not go on
        self._later(shows - self.day.now, STANDS, shift)

    def _stands(self, shift: str) -> None:
        """Others take over what a vehicle that broke down has not carried (B41)."""
        driven = self.driven[shift] = self._run_until_broken(shift)
        stop = driven.drive.calls[-1].stop if driven.drive.calls else driven.drive.shift.depot
        self._tell(Happened(at=self.day.now, stage=Stage.BROKE_DOWN, shift=shift, stop=stop))
        for reference in sorted(driven.stranded):
            self._lose(reference)
        absent = {moment.reference for moment in driven.absent}
        over, own = driven.alighted | absent | driven.stranded, self.day.plan.run(shift).references()
        effort = self._seeded(Effort(work=self.day.policy.rearranging))
        self.day, unserved = withdraw(self.day, shift, over, self._service.travel, effort)
        missing = {booking.reference for booking in unserved}
        for reference in sorted(own - over - missing):
            run = self.day.plan.run_of(reference)
            assert run is not None  # noqa: S101 - another vehicle has taken over
            self._tell(Happened(at=self.day.now, stage=Stage.KEPT, reference=reference, shift=run.shift))
        for booking in unserved:
            self._ask_consent(booking)
        self._changed()

    def _ask_consent(self, booking: Booking) -> None:
        """Propose another time to passengers whose promise cannot be kept; who is not content is lost."""
        reference, request = booking.reference, booking.request
        entry = self._books.entries.get(reference)
        if entry and entry.stays_away:
            entry.fate = Fate.CANCELLED
            self._tell(Decided(at=self.day.now, step=Step.CANCELLED, reference=reference))
            return
        answer = self._asked(request)
        self._tell(Answered(at=self.day.now, reference=reference, answer=answer))
        offer, day = entry.choose(answer) if entry else None, None
        if offer:
            effort = self._seeded(Effort(work=self.day.policy.rearranging))
            day = taken_over(self.day, Booking(request, offer), self._service.travel, effort)
        if day is None or offer is None:
            self._lose(reference)
        else:
            self._book(day, Booking(request, offer))

    def _worth(self, request: RideRequest) -> Answer:
        """What the desk says; if it looks ahead, without offers that displace more than they serve."""
        answer = self._asked(request)
        ahead = self._ahead
        if isinstance(answer, Declined) or ahead is None or not self.day.policy.foresight:
            return answer
        options = [Option(offer, 0, offer.promise.pickup.start) for offer in answer]
        kept = tuple(option.offer for option in options if ahead.admit(self.day, request, [option]))
        return kept or Declined(Displaces())

    def _asked(self, request: RideRequest) -> Answer:
        service = self._service
        others = neighbouring(service.timetable, self.day, request)
        return desk.offer(self.day, request, service.travel, others, service.lines)

    def _run_until_broken(self, shift: str) -> Driven:
        duty = next(each for each in self.day.shifts if each.id == shift)
        return self._crew.drive(duty, self.day.plan.run(shift), self._breaks[shift])

    def _book(self, day: Day, booking: Booking) -> None:
        self.day, self._books.promised[booking.reference] = day, booking
        step, offer = Step.ACCEPTED, booking.offer
        self._tell(Decided(at=day.now, step=step, reference=booking.reference, offer=offer))
        self._changed()

    def _lose(self, reference: str) -> None:
        self._tell(Happened(at=self.day.now, stage=Stage.LOST, reference=reference))
        if entry := self._books.entries.get(reference):
            entry.fate = Fate.LOST

    def _changed(self) -> None:
        """See to it that the plan is looked at again, but not too soon."""
        if not self._is_improving:
            self._is_improving = True
            self._later(max(0, self._last + self._conduct.every - self.day.now), IMPROVES)

    def _later(self, wait: int, kind: int, subject: str = "") -> None:
        heappush(self._due, Due(self.day.now + wait, kind, subject=subject))

    def _seeded(self, effort: Effort) -> Effort:
        """The same effort with chances of its own."""
        self._searches += 1
        return replace(effort, seed=effort.seed + self._searches - 1)

    def _tell(self, event: Event) -> None:
        self.events.append(event)
