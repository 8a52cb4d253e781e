"""The plan of a service day: which vehicle stops where, when, for whom."""

from collections.abc import Iterator
from dataclasses import dataclass
from enum import StrEnum
from itertools import pairwise

from mobility.clock import MINUTE

TOUCHING = 5 * MINUTE
"""Visits at one stop that follow each other within this time are one call (s, B21)."""


class VisitKind(StrEnum):
    """What happens at a visit."""

    PICKUP = "pickup"
    DROPOFF = "dropoff"


@dataclass(frozen=True, slots=True)
class Visit:
    """One stop call of a run for one booking.

    Parameters
    ----------
    reference
        The booking.
    kind
        Whether its passengers get on or off.
    stop
        Stop id.
    time
        Planned second of the service day at which the vehicle is there and they begin to get on or off.
    """

    reference: str
    kind: VisitKind
    stop: str
    time: int


def _touch(before: Visit, after: Visit) -> bool:
    """Whether a driver sees two visits as one call."""
    return before.stop == after.stop and after.time - before.time <= TOUCHING


@dataclass(frozen=True, slots=True)
class StopCall:
    """Visits at the same stop that follow each other at once, as a driver sees them (B21)."""

    stop: str
    time: int
    visits: tuple[Visit, ...]

    @property
    def pickups(self) -> tuple[str, ...]:
        """References of the bookings that get on."""
        return tuple(v.reference for v in self.visits if v.kind is VisitKind.PICKUP)

    @property
    def dropoffs(self) -> tuple[str, ...]:
        """References of the bookings that get off."""
        return tuple(v.reference for v in self.visits if v.kind is VisitKind.DROPOFF)


@dataclass(frozen=True, slots=True)
class Run:
    """The ordered visits of one shift."""

    shift: str
    visits: tuple[Visit, ...] = ()

    def references(self) -> frozenset[str]:
        """The bookings this run serves."""
        return frozenset(v.reference for v in self.visits)

    def stop_calls(self) -> Iterator[StopCall]:
        """The run as a driver sees it: one entry for each time the vehicle stands at a stop."""
        begins = [0, *(n for n, (a, b) in enumerate(pairwise(self.visits), start=1) if not _touch(a, b))]
        for begin, end in pairwise([*begins, len(self.visits)] if self.visits else ()):
            visits = self.visits[begin:end]
            yield StopCall(visits[0].stop, visits[0].time, visits)


@dataclass(frozen=True, slots=True)
class Plan:
    """All runs of a day; a shift without visits may be absent."""

    runs: tuple[Run, ...] = ()

    def run(self, shift: str) -> Run:
        """The run of a shift, empty if nothing is planned for it."""
        return next((run for run in self.runs if run.shift == shift), Run(shift))

    def with_run(self, run: Run) -> "Plan":
        """The plan with the run of one shift replaced; runs stay in order of their shifts."""
        runs = [r for r in self.runs if r.shift != run.shift]
        if run.visits:
            runs.append(run)
        return Plan(tuple(sorted(runs, key=lambda r: r.shift)))

    def run_of(self, reference: str) -> Run | None:
        """The run that serves a booking."""
        return next((run for run in self.runs if reference in run.references()), None)
