"""How the open part of a run is written as the engine's nodes: once, for as long as the run stays as it is.

A sheet knows neither the time of day nor where in the table it will lie: nodes are counted from its first
one, and nothing is earliest now.
"""

from collections.abc import Mapping
from typing import NamedTuple

import numpy as np
from numpy.typing import NDArray

from dispatch.engine.model import FAR, NODE, TASTE
from dispatch.kept import Kept
from dispatch.problem import Problem
from dispatch.travel import TravelTimes
from mobility.bookings import Anchor, Booking
from mobility.needs import Load
from mobility.objective import Objective
from mobility.plan import Run, Visit, VisitKind
from mobility.policy import ServicePolicy

MOST = 4096
"""Runs of which the sheet is kept."""
NEVER = -(10**9)
"""Before any time that matters (s)."""
Row = tuple[float, ...]


class Sheet(NamedTuple):
    """The open part of a run, with a node for its start and one for its end.

    Parameters
    ----------
    nodes, tastes
        Records of the engine, as bytes.
    times
        By node, when it is planned (s); :data:`NEVER` at start and end.
    visits
        By node, what it stands for.
    due
        When the first of these visits is planned (s), if there is one.
    last, extra
        The last settled visit, if there is one, and what the party there adds to the time of boarding (s).
    """

    nodes: bytes
    tastes: bytes
    times: NDArray[np.int64]
    visits: tuple[Visit | None, ...]
    due: int | None
    last: Visit | None
    extra: int


class _Known(NamedTuple):
    """A sheet, and what it was made from."""

    begun: int
    policy: ServicePolicy
    travel: TravelTimes
    references: tuple[str, ...]
    bookings: list[Booking]
    sheet: Sheet


_known: Kept[Run, _Known] = Kept(MOST)


def sheet_of(problem: Problem, run: Run, row: Mapping[str, int]) -> Sheet:
    """The sheet of a run of a problem; ``row`` is the row of each stop in the table of ways."""
    begun = len(problem.settled[run.shift])
    known = _known.of(run)
    if (
        known
        and known.begun == begun
        and known.policy is problem.policy
        and known.travel is problem.travel
        and known.bookings == list(map(problem.booking.get, known.references))
    ):
        return known.sheet
    references = tuple(visit.reference for visit in run.visits)
    bookings = [problem.booking[reference] for reference in references]
    made = _Making(problem, row).sheet(run, begun)
    _known.keep(run, _Known(begun, problem.policy, problem.travel, references, bookings, made))
    return made


def sheet_of_waiting(problem: Problem, booking: Booking, row: Mapping[str, int]) -> Sheet:
    """The two nodes of a booking that has no place yet, without start and end."""
    request, made = booking.request, _Making(problem, row)
    made.open(Visit(request.reference, VisitKind.PICKUP, request.origin, NEVER))
    made.open(Visit(request.reference, VisitKind.DROPOFF, request.destination, NEVER))
    return made.finished()


class _Making:
    """A sheet while it is written."""

    def __init__(self, problem: Problem, row: Mapping[str, int]) -> None:
        self.problem, self.row = problem, row
        self.nodes: list[Row] = []
        self.visits: list[Visit | None] = []
        self.pickups: dict[str, int] = {}
        self.on_board: dict[str, int] = {}

    def sheet(self, run: Run, begun: int) -> Sheet:
        """The sheet of a run of which so many visits are settled."""
        problem, settled = self.problem, run.visits[:begun]
        load, extra = Load(), 0
        for visit in settled:
            booking = problem.booking[visit.reference]
            if visit.kind is VisitKind.PICKUP:
                self.on_board[visit.reference] = visit.time
                load += problem.load(booking)
            else:
                self.on_board.pop(visit.reference, None)
                load -= problem.load(booking)
            extra = problem.extra_boarding(booking)
        self._pin(load)
        for visit in run.visits[begun:]:
            self.open(visit)
        self._pin(Load())
        return self.finished(settled[-1] if settled else None, extra)

    def open(self, visit: Visit) -> None:
        """Write the node of a visit that is not settled; a drop-off follows its pick-up."""
        booking = self.problem.booking[visit.reference]
        number = len(self.nodes)
        on, off = rows_of(self.problem, booking, number, self.row)
        if visit.kind is VisitKind.PICKUP:
            self.pickups[visit.reference] = number
            row = on
        elif visit.reference in self.on_board:
            latest = min(booking.promise.arrive_by, self.on_board[visit.reference] + booking.promise.max_ride)
            row = (off[0], latest, off[2], FAR, off[4], 0, 0, 0, *off[8:])
        else:
            pickup = self.pickups[visit.reference]
            row = (*off[:5], pickup, *off[6:])
            self.nodes[pickup] = (*self.nodes[pickup][:6], number, *self.nodes[pickup][7:])
        self.visits.append(visit)
        self.nodes.append(row)

    def _pin(self, load: Load) -> None:
        self.visits.append(None)
        self.nodes.append(_pinned(load))

    def finished(self, last: Visit | None = None, extra: int = 0) -> Sheet:
        """What was written, after a last settled visit."""
        tastes = np.zeros(len(self.nodes), TASTE)
        for number, visit in enumerate(self.visits):
            if visit:
                booking = self.problem.booking[visit.reference]
                tastes[number] = taste_of(self.problem.policy.objective, booking, visit.kind)
        times = np.array([visit.time if visit else NEVER for visit in self.visits], np.int64)
        due = next((visit.time for visit in self.visits if visit), None)
        nodes = np.array(self.nodes, NODE)
        return Sheet(nodes.tobytes(), tastes.tobytes(), times, tuple(self.visits), due, last, extra)


def _pinned(load: Load) -> Row:
    """The start or the end of a run, of which time and place are not known yet."""
    return (NEVER, FAR, 0, FAR, 0, 0, 0, 0, 0, load.seats, load.wheelchairs, load.prams, 0)


def rows_of(problem: Problem, booking: Booking, number: int, row: Mapping[str, int]) -> tuple[Row, Row]:
    """Pick-up and drop-off of a booking, as if they were written at a number and behind it."""
    promise, load, extra = booking.promise, problem.load(booking), problem.extra_boarding(booking)
    window, request = promise.pickup, booking.request
    on = (load.seats, load.wheelchairs, load.prams, 0)
    off = (-load.seats, -load.wheelchairs, -load.prams, 0)
    return (
        (window.start, window.end, extra, FAR, row[request.origin], 0, number + 1, 1, 0, *on),
        (NEVER, promise.arrive_by, extra, promise.max_ride, row[request.destination], number, 0, 1, 0, *off),
    )


def taste_of(objective: Objective, booking: Booking, kind: VisitKind) -> tuple[float, ...]:
    """What would be nice at a visit."""
    wish, people = booking.request.wish, booking.request.needs.passengers
    wished = (wish.anchor is Anchor.DEPART) == (kind is VisitKind.PICKUP)
    off = kind is VisitKind.DROPOFF
    margin = objective.margin if off and booking.offer.train and wish.anchor is Anchor.ARRIVE else 0
    return wish.time, people if wished else 0, people if off else 0, margin


EMPTY = Sheet(
    np.array([_pinned(Load())] * 2, NODE).tobytes(),
    np.zeros(2, TASTE).tobytes(),
    np.full(2, NEVER),
    (None, None),
    None,
    None,
    0,
)
"""The sheet of a run of which nothing is planned."""
