"""Whether a scheduled line serves a wish, so that no Rufbus runs beside it (B10-B14)."""

from collections.abc import Iterable, Iterator
from dataclasses import dataclass, replace
from functools import cached_property

from mobility.bookings import Anchor, RideRequest, Wish
from mobility.clock import HOUR, ServiceDay
from mobility.declines import ServedByLine
from mobility.lines import Journey, Limits, Lines
from mobility.needs import Needs
from mobility.policy import ServicePolicy
from mobility.promises import TimeWindow

WHOLE_DAY = TimeWindow(-12 * HOUR, 48 * HOUR)
"""Around every second that a service day may have (s)."""


@dataclass(frozen=True)
class Parallel:
    """What the scheduled lines of a day are to one request.

    Parameters
    ----------
    day
        The service day.
    request
        Who asks for what.
    lines
        The lines of the region.
    rules
        Those of this ride.
    direct
        The ride without others, from the begin of boarding (s).
    now
        The present second of the day: what has departed serves nobody.
    """

    day: ServiceDay
    request: RideRequest
    lines: Lines
    rules: ServicePolicy
    direct: int
    now: int

    def serving(self, wish: Wish) -> ServedByLine | None:
        """The journey by scheduled lines that serves a wish, the simplest one; ``None`` if there is none.

        * Who wants to be picked up takes a line that departs within ``line_before`` and ``line_after``; who
          comes from a train, one that can be reached in time.
        * Who wants to be there by a certain time takes one that brings them there by then, and at most
          ``line_before`` earlier, from a near stop on foot.
        * A journey that takes longer than any ride may (B19) serves nobody: what we would not promise we do
          not ask of passengers either.
        * Who has a wheelchair, a walker or a pram takes only runs that say they are accessible (B13).
        """
        fitting = (
            journey
            for journey in self._journeys(self._limits(wish))
            if _in_time(journey, wish) and self.now + journey.before <= journey.departs
        )
        best = min(fitting, key=lambda journey: _trouble(journey, wish), default=None)
        return ServedByLine(best.legs) if best else None

    def unserved(self, wishes: Iterable[Wish]) -> tuple[Wish, ...]:
        """Those that no line serves."""
        return tuple(wish for wish in wishes if not self.serving(wish))

    def is_free(self, start: int) -> bool:
        """Whether no line serves who wants to be picked up from a time on (s)."""
        first, last = start - self.rules.line_before, start + self.rules.line_after
        return not any(first <= departs <= last for departs in self._departures)

    @cached_property
    def _departures(self) -> frozenset[int]:
        """When lines depart that serve this way at some time of the day (s)."""
        limits = replace(self._limits(self.request.wish), leaving=WHOLE_DAY, arriving=WHOLE_DAY)
        return frozenset(journey.departs for journey in self._journeys(limits))

    def _journeys(self, limits: Limits) -> Iterator[Journey]:
        if not self.rules.parallel:
            return iter(())
        return self.lines.journeys(self.day.date, self.request.origin, self.request.destination, limits)

    def _limits(self, wish: Wish) -> Limits:
        rules, longest = self.rules, self.rules.longest_ride(self.direct)
        if wish.anchor is Anchor.ARRIVE:
            arriving = TimeWindow(wish.time - rules.line_before, wish.time)
            leaving = TimeWindow(arriving.start - longest, arriving.end)
        else:
            before = 0 if wish.train else rules.line_before
            leaving = TimeWindow(wish.time - before, wish.time + rules.line_after)
            arriving = TimeWindow(leaving.start, leaving.end + longest)
        return Limits(
            leaving=leaving,
            arriving=arriving,
            longest=longest,
            walk_m=rules.line_walk_m,
            change=rules.line_change,
            change_max=rules.line_change_max,
            accessible=_needs_room(self.request.needs),
            booked=rules.line_booked_counts,
        )


def _needs_room(needs: Needs) -> bool:
    """Whether steps and narrow doors keep somebody of the party out (B13)."""
    return bool(needs.wheelchairs or needs.walkers or needs.prams)


def _in_time(journey: Journey, wish: Wish) -> bool:
    """Whether the walks at both ends leave time for what cannot wait."""
    if wish.anchor is Anchor.ARRIVE:
        return journey.arrives + journey.after <= wish.time
    return wish.train is None or wish.time + journey.before <= journey.departs


def _trouble(journey: Journey, wish: Wish) -> tuple[int, int, int, int, tuple[str, ...]]:
    """What makes a journey worse than another: changes, distance from the wish, walks, length."""
    arriving = wish.anchor is Anchor.ARRIVE
    away = wish.time - journey.arrives if arriving else abs(journey.departs - wish.time)
    names = tuple(leg.line + leg.origin + leg.destination for leg in journey.legs)
    length = journey.arrives - journey.departs
    return len(journey.legs), away, journey.before + journey.after, length, names
