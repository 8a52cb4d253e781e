"""The desk on a virtual clock: a day of passengers asks, is answered and is driven.

The same desk serves live operation, so what a simulation shows is what passengers would get. Everything
happens in the order of the clock: who asks is answered at once from the day as it stands, unless answers
are held; the plan is improved in batches, and what a vehicle has set off to is driven as planned.
"""

from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass, replace
from itertools import groupby

from dispatch import desk
from dispatch.effort import Effort
from dispatch.offers import Option
from dispatch.travel import TravelTimes
from dispatch.whereabouts import whereabouts
from mobility.bookings import Offer, RideRequest
from mobility.clock import MINUTE
from mobility.day import Day, Position
from mobility.declines import Decline, NoPlace
from mobility.lines import NO_LINES, Lines
from mobility.promises import TimeWindow


@dataclass(frozen=True, slots=True)
class Passenger:
    """Somebody who will ask for a ride, and takes any that suits.

    Parameters
    ----------
    request
        What they ask for, and when.
    pickup
        When they want to be picked up: what they are promised lies in this window (s).
    """

    request: RideRequest
    pickup: TimeWindow


Admission = Callable[[Day, RideRequest, Sequence[Option]], Offer | None]
"""Which of the rides that could be promised is, if any; there is at least one."""
Goals = Mapping[str, Position]
"""By shift, where a van without passengers is sent to, and when it will be there."""


def thriftiest(_day: Day, _request: RideRequest, options: Sequence[Option]) -> Offer:
    """The ride that adds least driving; among equals the earliest."""
    return min(options, key=lambda option: (option.detour, option.pickup)).offer


def unheard(_day: Day, _request: RideRequest) -> None:
    """Who asks is answered and not remembered."""


def staying(_day: Day, _goals: Goals) -> Goals:
    """Vans wait where their last passengers got off."""
    return {}


@dataclass(frozen=True, slots=True)
class Conduct:
    """How the office works.

    Parameters
    ----------
    admission
        What it promises.
    effort
        How hard it looks for a better plan in each batch; ``None``: never. Each search has a seed of its own.
    every
        Least time from one batch to the next (s). There is one only after a change.
    rearranging
        How hard it looks for another plan before it declines a ride; ``None``: not at all.
    holding
        How hard it looks for the plan that serves most of those who asked before answers are given; ``None``:
        everybody is answered at once.
    answers
        Until when such answers are held (s).
    turning
        Whether vehicles may be sent elsewhere before they arrive where they are driving to.
    heard
        Who takes notice of everybody who asks, before they are answered.
    sending
        Where vans without passengers drive to, given where they are driving to; only if they may turn.
    lines
        Scheduled lines, beside which no ride is promised (B10).
    """

    admission: Admission = thriftiest
    effort: Effort | None = None
    every: int = MINUTE
    rearranging: Effort | None = None
    holding: Effort | None = None
    answers: int = 0
    turning: bool = False
    heard: Callable[[Day, RideRequest], None] = unheard
    sending: Callable[[Day, Goals], Goals] = staying
    lines: Lines = NO_LINES


@dataclass(frozen=True, slots=True)
class Outcome:
    """A day that is over.

    Parameters
    ----------
    day
        With every ride that was promised, and the plan as it was driven.
    declined
        Why the others got none, by reference.
    batches
        How often the plan was looked at again.
    passed
        Where vehicles came by between their visits, as far as it mattered to anybody, in order of time.
    """

    day: Day
    declined: Mapping[str, Decline]
    batches: int
    passed: tuple[Position, ...] = ()


def simulate(
    day: Day, passengers: Iterable[Passenger], travel: TravelTimes, conduct: Conduct = Conduct()
) -> Outcome:
    """A day from its first passenger to its last, all of whom know their own wish and no other.

    Parameters
    ----------
    day
        How it begins: vehicles on duty, and what is booked already.
    passengers
        Who will ask. Those who ask at the same second do so in the order of their wishes.
    travel
        Driving times.
    conduct
        How the office works.
    """
    office = _Office(day, travel, conduct)
    for now, asking in groupby(sorted(passengers, key=_turn), key=office.answers_at):
        office.wait_until(now)
        office.answer(list(asking))
    office.wait_until(None)
    return Outcome(office.day, office.declined, office.batches, tuple(office.passed))


def _turn(passenger: Passenger) -> tuple[float, int, str]:
    request = passenger.request
    return request.asked_at.timestamp(), request.wish.time, request.reference


class _Office:
    """The day as it stands, and what is due."""

    def __init__(self, day: Day, travel: TravelTimes, conduct: Conduct) -> None:
        self.day = day
        self.declined: dict[str, Decline] = {}
        self.batches = 0
        self._searches = 0
        self.passed: dict[Position, None] = {}
        self._travel = travel
        self._conduct = conduct
        self._goals: Goals = {}
        self._due: int | None = None
        self._last = day.now - conduct.every

    def wait_until(self, now: int | None) -> None:
        """Let time pass up to a second, or to the end of the day, with the batch that falls into it."""
        if self._due is not None and (now is None or self._due < now):
            self._improve(self._due)
        if now is not None:
            self._at(now)

    def answers_at(self, passenger: Passenger) -> int:
        """When a passenger gets an answer (s)."""
        asked = self.day.service_day.seconds(passenger.request.asked_at)
        return max(asked, self._conduct.answers) if self._conduct.holding else asked

    def answer(self, passengers: Sequence[Passenger]) -> None:
        """Promise rides that suit, or say why there is none."""
        for passenger in passengers:
            self._conduct.heard(self.day, passenger.request)
        holding = self._conduct.holding
        if holding and self.day.now == self._conduct.answers:
            self._book(passengers, holding)
        else:
            for passenger in passengers:
                self._answer(passenger)
        if self._conduct.turning:
            self._goals = self._conduct.sending(self.day, self._goals)

    def _answer(self, passenger: Passenger) -> None:
        request = passenger.request
        options = desk.options(self.day, request, self._travel, passenger.pickup, self._conduct.lines)
        if isinstance(options, Decline):
            rearranging = self._conduct.rearranging
            if rearranging and isinstance(options, NoPlace):
                self._book([passenger], rearranging)
            else:
                self.declined[request.reference] = options
            return
        offer = self._conduct.admission(self.day, request, options)
        if offer is None:
            self.declined[request.reference] = NoPlace()
            return
        self.day = desk.accept(self.day, request, offer, self._travel)
        self._changed()

    def _book(self, passengers: Sequence[Passenger], effort: Effort) -> None:
        """Promise as many rides as can be, whatever that does to the plan."""
        wishes = [(passenger.request, passenger.pickup) for passenger in passengers]
        day, declined = desk.book_together(
            self.day, wishes, self._travel, self._seeded(effort), self._conduct.lines
        )
        self.declined.update(declined)
        if len(declined) < len(passengers):
            self.day = day
            self._changed()

    def _changed(self) -> None:
        self._due = max(self.day.now, self._last + self._conduct.every)

    def _seeded(self, effort: Effort) -> Effort:
        """The same effort with chances of its own."""
        self._searches += 1
        return replace(effort, seed=effort.seed + self._searches - 1)

    def _improve(self, now: int) -> None:
        effort, self._due, self._last = self._conduct.effort, None, now
        if effort is not None:
            self._at(now)
            self.day = desk.improve(self.day, self._travel, self._seeded(effort))
            self.batches += 1

    def _at(self, now: int) -> None:
        """Let the vehicles drive until a second."""
        self.day = self.day.at(now)
        if self._conduct.turning:
            self.day = replace(self.day, positions=whereabouts(self.day, self._travel, self._goals))
            self.passed.update(dict.fromkeys(self.day.positions))
