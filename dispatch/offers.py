"""The search for pick-up times that can be promised.

In this module a *start* is the begin of a promised pick-up window (seconds of the service day). Every
start is tried with exactly the promise it would carry.
"""

from collections.abc import Callable, Iterable, Iterator, Sequence
from dataclasses import dataclass, replace
from datetime import timedelta
from functools import cached_property
from itertools import islice
from typing import NamedTuple

from dispatch.insertion import Places
from dispatch.travel import TravelTimes
from mobility.bookings import Anchor, Booking, Offer, RideRequest, Wish
from mobility.clock import MINUTE
from mobility.day import Day
from mobility.declines import Decline, NoPlace, OutsideHours, TooLate
from mobility.fares import surcharge
from mobility.policy import ServicePolicy
from mobility.promises import TimeWindow

MOST = 3
TOGETHER = 24
"""How many starts are tried at once."""
APART = 20 * MINUTE
"""Offers whose starts differ by less are no choice (s)."""
CLEARLY_CHEAPER = 10 * MINUTE
"""Driving that an offer must save to be proposed besides one that is nearer to the wish (s)."""


class Option(NamedTuple):
    """An offer that can be kept, the driving it would add to the plan, and when somebody would come (s)."""

    offer: Offer
    detour: int
    pickup: int


@dataclass(frozen=True)
class Terms:
    """What may be promised for one request on a day that serves such rides, wherever there is a place."""

    day: Day
    request: RideRequest
    travel: TravelTimes

    def widest(self, pickup: TimeWindow) -> Booking:
        """A ride that may begin at any time of a window, to find out when it could."""
        offer = self._offer(self.request.wish, pickup.end - self.rules.tolerance)
        return Booking(self.request, replace(offer, promise=replace(offer.promise, pickup=pickup)))

    def narrowed(self, window: TimeWindow, pickup: int, dropoff: int) -> Offer | None:
        """What is promised for a ride in a window that would begin and end at these times, if it may be.

        The promise begins when the vehicle would come, or so much earlier that it does not end after the
        window: later plans keep most freedom.
        """
        start = min(pickup, window.end - self.rules.tolerance)
        offer = self._offer(self.request.wish, start)
        fits = start >= window.start and offer.promise.kept_by(pickup, dropoff)
        return offer if fits and self._in_hours([start]) and self._bookable(start) else None

    def _in_hours(self, starts: Iterable[int]) -> list[int]:
        """The starts from which a direct ride lies inside the service hours (B2)."""
        hours = self.rules.hours
        return [start for start in starts if start in hours and start + self.direct in hours]

    def _bookable(self, start: int, margin: int = 0) -> bool:
        """Whether the deadline has not passed when the ride was asked for (B3, B4)."""
        deadline = self.rules.deadline(self.day.service_day, start)
        return self.request.asked_at + timedelta(seconds=margin) <= deadline

    def _offer(self, wish: Wish, start: int) -> Offer:
        """What would be promised."""
        policy = self.rules
        latest = wish.time if wish.anchor is Anchor.ARRIVE else policy.hours.end
        promise = policy.promise(start, self.direct, latest)
        return Offer(promise, self.direct, surcharge(policy, self.request.needs), wish.train)

    @cached_property
    def rules(self) -> ServicePolicy:
        """The rules of this ride."""
        return self.day.rules(self.request)

    @cached_property
    def direct(self) -> int:
        """The ride without others, from the begin of boarding (s)."""
        policy, request = self.rules, self.request
        driving = self.travel.seconds(request.origin, request.destination)
        return policy.boarding + policy.extra_boarding(request.needs) + driving


@dataclass(frozen=True)
class Search(Terms):
    """What can be promised for one request, given the places there are."""

    places: Places

    def offers(self, wish: Wish) -> tuple[Offer, ...]:
        """Up to three promises for a wish that differ enough to be a choice, the nearest first."""
        starts = self._starts(wish)
        unhurried = [start for start in starts if self._bookable(start, self.rules.offer_margin)]
        possible = list(self._possible(wish, unhurried))
        if not possible:
            possible = list(self._possible(wish, (start for start in starts if self._bookable(start))))
        return _choice(possible, of_train=wish.train is not None)

    def most_welcome(self, wish: Wish) -> Iterator[Offer]:
        """A few promises for a wish, different enough to be worth a search, with or without a place."""
        found: list[int] = []
        for start in filter(self._bookable, self._starts(wish)):
            if all(abs(start - other) >= self.rules.tolerance for other in found):
                found.append(start)
                yield self._offer(wish, start)
            if len(found) == MOST:
                return

    def options(self, pickup: TimeWindow) -> Iterator[Option]:
        """For each vehicle that can come in a window the ride that costs least."""
        for found in self.places.cheapest_of_each(self.widest(pickup)):
            if offer := self.narrowed(pickup, found.pickup, found.dropoff):
                yield Option(offer, found.detour, found.pickup)

    def reason(self, wish: Wish) -> Decline:
        """Why there is no offer for a wish."""
        policy = self.rules
        starts = self._starts(wish)
        if not starts:
            return OutsideHours(policy.hours)
        if not any(self._bookable(start) for start in starts):
            return TooLate(policy.deadline(self.day.service_day, starts[0]))
        return NoPlace()

    def alternatives(
        self, wish: Wish, others: Sequence[Wish], is_free: Callable[[int], bool] = lambda _start: True
    ) -> tuple[Offer, ...]:
        """Up to three rides to book instead: for other trains if one can be had, else at other times.

        Parameters
        ----------
        others
            To reach or leave other trains.
        is_free
            Which starts may be offered.
        """
        if trains := [offers[0] for offers in map(self.offers, others) if offers]:
            return tuple(trains[:MOST])
        found: list[Offer] = []
        unbound = Wish(Anchor.DEPART, 0)
        for possible in self._possible(unbound, filter(is_free, self._any_time(self._preferred(wish)))):
            if _apart(_start(possible.offer), found):
                found.append(possible.offer)
            if len(found) == MOST:
                break
        return tuple(found)

    def _starts(self, wish: Wish) -> list[int]:
        """The starts inside the service hours to try for a wish, the most welcome first (B2)."""
        policy = self.rules
        reach = policy.train_search if wish.train else policy.search
        preferred = self._preferred(wish)
        if wish.anchor is Anchor.DEPART:
            first, last = preferred, preferred + reach
        else:
            first, last = preferred - reach, wish.time - self.direct
        steps = range(first - first % policy.step, last + 1, policy.step)
        starts = {preferred, *(start for start in steps if start >= first)}
        return self._in_hours(sorted(starts, key=lambda start: (abs(start - preferred), start)))

    def _preferred(self, wish: Wish) -> int:
        """The most welcome start; who must arrive in time can be picked up until the end of the window."""
        if wish.anchor is Anchor.DEPART:
            return wish.time
        latest = wish.time - self.direct - self.rules.tolerance
        return latest - latest % self.rules.step

    def _any_time(self, preferred: int) -> Iterator[int]:
        """All starts of the day that can still be booked, those nearest to the preferred one first."""
        policy = self.rules
        steps = range(0, policy.hours.end, policy.step)
        for start in self._in_hours(sorted(steps, key=lambda start: abs(start - preferred))):
            if self._bookable(start, policy.offer_margin):
                yield start

    def _possible(self, wish: Wish, starts: Iterable[int]) -> Iterator[Option]:
        """The starts at which a vehicle can keep the promise."""
        left = iter(starts)
        while some := [self._offer(wish, start) for start in islice(left, TOGETHER)]:
            found = self.places.survey([Booking(self.request, offer) for offer in some])
            yield from (Option(offer, *place) for offer, place in zip(some, found, strict=True) if place)


def _choice(possible: list[Option], *, of_train: bool) -> tuple[Offer, ...]:
    """The nearest, a clearly cheaper one, and one at another time unless that means to wait for a train."""
    if not possible:
        return ()
    nearest, thrifty = possible[0], min(possible, key=lambda candidate: candidate.detour)
    chosen = [nearest.offer]
    if nearest.detour - thrifty.detour >= CLEARLY_CHEAPER:
        chosen.append(thrifty.offer)
    if not of_train:
        others = (candidate.offer for candidate in possible if _apart(_start(candidate.offer), chosen))
        chosen += islice(others, 1)
    return tuple(chosen)


def _start(offer: Offer) -> int:
    return offer.promise.pickup.start


def _apart(start: int, others: Iterable[Offer]) -> bool:
    """Whether a start is quite another time than those of all others."""
    return all(abs(start - _start(other)) >= APART for other in others)
