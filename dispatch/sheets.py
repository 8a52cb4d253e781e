"""How the open part of a run is written as the engine's nodes: once, for as long as the run stays as it is.

A sheet knows neither the time of day nor where in the table it will lie: its nodes are counted from 1, and
nothing is earliest now.
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
INDIFFERENT = np.zeros(1, TASTE).tobytes()


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
        self.nodes: list[bytes] = []
        self.tastes: list[bytes] = []
        self.visits: list[Visit | None] = []
        self.pickups: dict[str, int] = {}
        self.on_board: dict[str, int] = {}
        self.links: list[tuple[int, int]] = []

    def sheet(self, run: Run, begun: int) -> Sheet:
        """The sheet of a run of which so many visits are settled."""
        problem, settled = self.problem, run.visits[:begun]
        load, extra = Load(), 0
        for visit in settled:
            pair = _pair_of(problem, problem.booking[visit.reference], self.row)
            if visit.kind is VisitKind.PICKUP:
                self.on_board[visit.reference] = visit.time
                load += pair.load
            else:
                self.on_board.pop(visit.reference, None)
                load -= pair.load
            extra = pair.extra
        self._pin(load)
        for visit in run.visits[begun:]:
            self.open(visit)
        self._pin(Load())
        return self.finished(settled[-1] if settled else None, extra)

    def open(self, visit: Visit) -> None:
        """Write the node of a visit that is not settled; a drop-off follows its pick-up."""
        booking, number = self.problem.booking[visit.reference], len(self.nodes)
        pair = _pair_of(self.problem, booking, self.row)
        if visit.kind is VisitKind.PICKUP:
            self.pickups[visit.reference] = number
        elif visit.reference in self.pickups:
            self.links.append((self.pickups[visit.reference], number))
        on = visit.kind is VisitKind.PICKUP
        since = self.on_board.get(visit.reference)
        self.nodes.append(pair.on if on else pair.off if since is None else _pinned_off(pair, booking, since))
        self.tastes.append(pair.likes_on if on else pair.likes_off)
        self.visits.append(visit)

    def _pin(self, load: Load) -> None:
        self.visits.append(None)
        self.nodes.append(_pinned(load))
        self.tastes.append(INDIFFERENT)

    def finished(self, last: Visit | None = None, extra: int = 0) -> Sheet:
        """What was written, after a last settled visit."""
        nodes = np.frombuffer(bytearray(b"".join(self.nodes)), NODE)
        if self.links:
            on, off = (list(numbers) for numbers in zip(*self.links, strict=True))
            nodes["dropoff"][on], nodes["pickup"][off] = np.add(off, 1), np.add(on, 1)
        times = np.array([visit.time if visit else NEVER for visit in self.visits], np.int64)
        due = next((visit.time for visit in self.visits if visit), None)
        return Sheet(nodes.tobytes(), b"".join(self.tastes), times, tuple(self.visits), due, last, extra)


class Pair(NamedTuple):
    """The nodes of a booking that may be moved, pick-up and drop-off, as bytes; they do not know each other.

    Parameters
    ----------
    policy, travel
        What they were made with.
    on, off, likes_on, likes_off
        Nodes and tastes.
    load, extra
        The places this party takes, and the time it adds to a stop (s).
    """

    policy: ServicePolicy
    travel: TravelTimes
    on: bytes
    off: bytes
    likes_on: bytes
    likes_off: bytes
    load: Load
    extra: int


_pairs: Kept[Booking, Pair] = Kept(2 * MOST)


def _pair_of(problem: Problem, booking: Booking, row: Mapping[str, int]) -> Pair:
    """The nodes of a booking of a problem."""
    known = _pairs.of(booking)
    if known and known.policy is problem.policy and known.travel is problem.travel:
        return known
    return _pairs.keep(booking, pair_of(problem, booking, row))


def pair_of(problem: Problem, booking: Booking, row: Mapping[str, int]) -> Pair:
    """The nodes of any booking; ``row`` is the row of each stop in the table of ways."""
    policy, promise, request = problem.policy, booking.promise, booking.request
    load, extra = problem.load(booking), problem.extra_boarding(booking)
    window, origin, destination = promise.pickup, row[request.origin], row[request.destination]
    places = (load.seats, load.wheelchairs, load.prams)
    on = (window.start, window.end, extra, FAR, origin, 0, 0, 1, 0, *places, 0)
    off = (
        NEVER,
        promise.arrive_by,
        extra,
        promise.max_ride,
        destination,
        0,
        0,
        1,
        0,
        *(-n for n in places),
        0,
    )
    likes_on, likes_off = (_taste(policy.objective, booking, kind) for kind in VisitKind)
    return Pair(policy, problem.travel, _node(on), _node(off), likes_on, likes_off, load, extra)


def _pinned_off(pair: Pair, booking: Booking, since: int) -> bytes:
    """The drop-off of somebody who has been on board since some time (s); nobody else can bring them."""
    node = np.frombuffer(bytearray(pair.off), NODE)
    node["latest"] = min(booking.promise.arrive_by, since + booking.promise.max_ride)
    node["ride"], node["request"] = FAR, 0
    return node.tobytes()


def _pinned(load: Load) -> bytes:
    """The start or the end of a run, of which time and place are not known yet."""
    return _node((NEVER, FAR, 0, FAR, 0, 0, 0, 0, 0, load.seats, load.wheelchairs, load.prams, 0))


def _node(row: tuple[float, ...]) -> bytes:
    return np.array([row], NODE).tobytes()


def _taste(objective: Objective, booking: Booking, kind: VisitKind) -> bytes:
    """What would be nice at a visit."""
    wish, people = booking.request.wish, booking.request.needs.passengers
    wished = (wish.anchor is Anchor.DEPART) == (kind is VisitKind.PICKUP)
    off = kind is VisitKind.DROPOFF
    margin = objective.margin if off and booking.offer.train and wish.anchor is Anchor.ARRIVE else 0
    return np.array([(wish.time, people if wished else 0, people if off else 0, margin)], TASTE).tobytes()


EMPTY = Sheet(
    2 * _pinned(Load()), 2 * INDIFFERENT, np.full(2, NEVER), (None, None), due=None, last=None, extra=0
)
"""The sheet of a run of which nothing is planned."""
