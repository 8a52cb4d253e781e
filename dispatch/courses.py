"""How far runs have come: what a vehicle has set off to at some time, and whom it serves.

A vehicle waits before it drives: it sets off to a visit just in time.
"""

from bisect import bisect_right
from itertools import accumulate
from typing import NamedTuple

from dispatch.kept import Kept
from dispatch.travel import TravelTimes
from mobility.plan import Run

MOST = 4096
"""Runs of which the course is kept."""


class Course(NamedTuple):
    """What follows from a run and the roads alone.

    Parameters
    ----------
    depot, travel
        Where the run begins, and the driving times.
    leaves, times
        By visit, when the vehicle sets off there or to any later one, and when it is there or at any later
        one: the earliest of each (s). In a run that can be driven the visit itself is the earliest.
    references
        The bookings it serves.
    """

    depot: str
    travel: TravelTimes
    leaves: tuple[int, ...]
    times: tuple[int, ...]
    references: frozenset[str]

    def begun(self, now: int) -> int:
        """How many visits are driven or being driven to at some second."""
        return bisect_right(self.leaves, now)

    def behind(self, time: int) -> int:
        """How many visits lie before a second, or at it."""
        return bisect_right(self.times, time)


_known: Kept[Run, Course] = Kept(MOST)


def course(run: Run, depot: str, travel: TravelTimes) -> Course:
    """The course of a run that begins at a depot."""
    known = _known.of(run)
    if known and known.depot == depot and known.travel is travel:
        return known
    times = [visit.time for visit in run.visits]
    stops = [depot, *(visit.stop for visit in run.visits)]
    leaves = [
        time - travel.seconds(here, there) for time, here, there in zip(times, stops, stops[1:], strict=False)
    ]
    found = Course(depot, travel, _earliest(leaves), _earliest(times), run.references())
    return _known.keep(run, found)


def _earliest(times: list[int]) -> tuple[int, ...]:
    """By position, the least of all times from there on."""
    return tuple(accumulate(reversed(times), min))[::-1]
