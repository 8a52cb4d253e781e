"""Scheduled lines between the stops of the region: what one can ride without booking (B10-B14)."""

from bisect import bisect_left, bisect_right
from collections import defaultdict
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from enum import StrEnum
from math import ceil, cos, hypot, radians
from typing import NamedTuple

from mobility.clock import HOUR
from mobility.declines import Leg
from mobility.ground import METRES_PER_DEGREE
from mobility.promises import TimeWindow
from mobility.timetable import Service

BENDS = 1.3
"""How much longer a way on foot is than the straight line, as a rule."""
WALK_M_PER_H = 4000
"""How fast everybody can walk (m/h)."""


class Access(StrEnum):
    """Whether passengers may get on, or off, at a call."""

    OPEN = "open"
    CLOSED = "closed"
    BOOKED = "booked"
    """Only who has phoned before, or agreed with the driver (B14)."""


@dataclass(frozen=True, slots=True)
class LineCall:
    """A stop of a scheduled run.

    Parameters
    ----------
    stop
        Stop id.
    arrives, departs
        Seconds of the service day, possibly beyond 24 h.
    on, off
        Whether passengers may get on, and off.
    """

    stop: str
    arrives: int
    departs: int
    on: Access = Access.OPEN
    off: Access = Access.OPEN


@dataclass(frozen=True, slots=True)
class LineRun:
    """A scheduled run, as far as it calls at stops of the region.

    Parameters
    ----------
    id
        Id of the run in the feed.
    line, direction
        What stands on the vehicle, and where it goes.
    service
        The days on which it runs.
    accessible
        Whether it says that somebody in a wheelchair can ride; what does not say so counts as no (B13).
    calls
        In order of time.
    """

    id: str
    line: str
    direction: str
    service: Service
    accessible: bool
    calls: tuple[LineCall, ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class Limits:
    """What a journey has to be like.

    Parameters
    ----------
    leaving, arriving
        When it departs from its first stop, and arrives at its last (s).
    longest
        From one to the other (s).
    walk_m
        How far one walks to the first stop, from the last, and between two at a change (m).
    change, change_max
        Least and longest time at a change, the walk not counted (s).
    accessible
        Whether every run has to take wheelchairs.
    booked
        Whether runs that have to be booked count.
    """

    leaving: TimeWindow
    arriving: TimeWindow
    longest: int = 3 * HOUR
    walk_m: int = 0
    change: int = 0
    change_max: int = HOUR
    accessible: bool = False
    booked: bool = False


@dataclass(frozen=True, slots=True)
class Journey:
    """A way by scheduled lines, with at most one change.

    Parameters
    ----------
    legs
        One or two rides.
    before, after
        The walk to the first stop and from the last (s).
    """

    legs: tuple[Leg, ...]
    before: int
    after: int

    @property
    def departs(self) -> int:
        """Departure from the first stop (s)."""
        return self.legs[0].departs

    @property
    def arrives(self) -> int:
        """Arrival at the last stop (s)."""
        return self.legs[-1].arrives


class _Part(NamedTuple):
    """A ride on one run, from one of its calls to another, and the walk at its outer end (s)."""

    run: LineRun
    on: LineCall
    off: LineCall
    walk: int


class Lines:
    """The runs between stops of the region, found by stop and time.

    Parameters
    ----------
    runs
        Every run that calls at two or more stops of the region, with its calls there.
    places
        Where the stops are: latitude and longitude by stop id (degrees).
    never, always
        Lines that never count as parallel, and lines that do although they must be booked (B14).
    """

    __slots__ = ("_arrivals", "_departures", "_near", "_places", "always", "never", "runs")

    def __init__(
        self,
        runs: Iterable[LineRun],
        places: Mapping[str, tuple[float, float]],
        never: Iterable[str] = (),
        always: Iterable[str] = (),
    ) -> None:
        self.runs = tuple(runs)
        self.never, self.always = frozenset(never), frozenset(always)
        self._places = places
        self._near: dict[int, dict[str, tuple[tuple[str, int], ...]]] = {}
        self._departures = _by_stop(self.runs, "departs")
        self._arrivals = _by_stop(self.runs, "arrives")

    def journeys(self, day: date, origin: str, destination: str, limits: Limits) -> Iterator[Journey]:
        """Every journey of a service day from one stop, or a near one, to another, or a near one."""
        if not self.runs:
            return
        ahead = defaultdict[str, list[_Part]](list)
        goals = dict(self._around(destination, limits.walk_m))
        for part in self._parts_from(day, origin, limits):
            ahead[part.off.stop].append(part)
            if part.off.stop in goals and part.off.arrives in limits.arriving:
                yield Journey((_leg(part),), part.walk, goals[part.off.stop])
        if not ahead:
            return
        for second in self._parts_to(day, destination, limits):
            for stop, walk in self._around(second.on.stop, limits.walk_m):
                for first in ahead.get(stop, ()):
                    wait = second.on.departs - first.off.arrives - walk
                    fits = second.off.arrives - first.on.departs <= limits.longest
                    if limits.change <= wait <= limits.change_max and fits and first.run is not second.run:
                        yield Journey((_leg(first), _leg(second)), first.walk, second.walk)

    def _parts_from(self, day: date, origin: str, limits: Limits) -> Iterator[_Part]:
        """Rides that begin near a stop in time."""
        for stop, walk in self._around(origin, limits.walk_m):
            for run, place in _between(self._departures.get(stop), limits.leaving):
                on = run.calls[place]
                if not (self._admits(run, on.on, limits) and run.service.runs(day)):
                    continue
                latest = min(on.departs + limits.longest, limits.arriving.end)
                for off in run.calls[place + 1 :]:
                    if off.arrives > latest:
                        break
                    if self._admits(run, off.off, limits):
                        yield _Part(run, on, off, walk)

    def _parts_to(self, day: date, destination: str, limits: Limits) -> Iterator[_Part]:
        """Rides that end near a stop in time."""
        for stop, walk in self._around(destination, limits.walk_m):
            for run, place in _between(self._arrivals.get(stop), limits.arriving):
                off = run.calls[place]
                if not (self._admits(run, off.off, limits) and run.service.runs(day)):
                    continue
                earliest = max(off.arrives - limits.longest, limits.leaving.start)
                for on in run.calls[:place][::-1]:
                    if on.departs < earliest:
                        break
                    if self._admits(run, on.on, limits):
                        yield _Part(run, on, off, walk)

    def _admits(self, run: LineRun, access: Access, limits: Limits) -> bool:
        """Whether everybody who may ride by these limits may get on, or off."""
        if access is Access.CLOSED or run.line in self.never or (limits.accessible and not run.accessible):
            return False
        return access is Access.OPEN or limits.booked or run.line in self.always

    def _around(self, stop: str, metres: int) -> tuple[tuple[str, int], ...]:
        """The stop itself and those within a walk, with the time that takes (s)."""
        if metres not in self._near:
            self._near[metres] = {}
        near = self._near[metres]
        if stop not in near:
            near[stop] = tuple(self._walks(stop, metres))
        return near[stop]

    def _walks(self, stop: str, metres: int) -> Iterator[tuple[str, int]]:
        yield stop, 0
        here = self._places.get(stop)
        for other, there in self._places.items():
            if here and other != stop and (way := walk_m(here, there)) <= metres:
                yield other, ceil(way * HOUR / WALK_M_PER_H)


def walk_m(here: tuple[float, float], there: tuple[float, float]) -> float:
    """Length of the way on foot between two near places, given in degrees: a rule of thumb (m).

    The straight line and :data:`BENDS`: the road graph knows no footpaths, and two masts of one street
    may be far apart for a vehicle.
    """
    north = here[0] - there[0]
    east = (here[1] - there[1]) * cos(radians(here[0]))
    return METRES_PER_DEGREE * hypot(north, east) * BENDS


Found = tuple[Sequence[int], Sequence[tuple[LineRun, int]]]
"""Times, sorted, and at each the run and its call."""


def _by_stop(runs: Iterable[LineRun], time: str) -> dict[str, Found]:
    found = defaultdict[str, list[tuple[int, LineRun, int]]](list)
    for run in runs:
        for place, call in enumerate(run.calls):
            found[call.stop].append((getattr(call, time), run, place))
    by_stop: dict[str, Found] = {}
    for stop, entries in found.items():
        entries.sort(key=lambda entry: (entry[0], entry[1].id, entry[2]))
        by_stop[stop] = [entry[0] for entry in entries], [entry[1:] for entry in entries]
    return by_stop


def _between(found: Found | None, window: TimeWindow) -> Sequence[tuple[LineRun, int]]:
    if found is None:
        return ()
    times, runs = found
    return runs[bisect_left(times, window.start) : bisect_right(times, window.end)]


def _leg(part: _Part) -> Leg:
    run = part.run
    return Leg(run.line, run.direction, part.on.stop, part.off.stop, part.on.departs, part.off.arrives)


NO_LINES = Lines((), {})
"""Of a region without scheduled lines."""
