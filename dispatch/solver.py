"""Better plans for the same promises: pick-up and delivery with OR-Tools' routing library.

The search starts from the plan already promised, so there is always an answer. It goes through the day
part by part, because the library looks at every pair of places for every ride: on a whole day most of
them lie hours apart. A first sweep goes downhill; each further one first goes downhill on roads whose
lengths are disturbed by chance, to leave the valley, and then on the real ones. What is settled stays out
of it.
"""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace
from functools import reduce
from itertools import groupby
from operator import attrgetter
from random import Random
from time import monotonic

from ortools.constraint_solver import pywrapcp, routing_enums_pb2

from dispatch.effort import Effort
from dispatch.problem import Problem
from dispatch.schedule import latest_times, loads, network, timed
from mobility.fleet import Shift
from mobility.needs import Load
from mobility.plan import Plan, Run, Visit, VisitKind
from mobility.promises import TimeWindow

PART = 40
"""How many visits are looked at together, about."""
NOISE = 0.5
"""How much longer or shorter a road may seem, as a share of its length."""
PATIENCE = 4
"""After so many sweeps in a row without a better plan the search ends."""


def solve(problem: Problem, start: Plan, effort: Effort) -> Plan:
    """The same promises as ``start`` with less driving; ``start`` itself if nothing better is found.

    ``start`` must keep all promises.
    """
    ends = None if effort.limit_ms is None else monotonic() + effort.limit_ms / 1000
    search = _Search(Random(effort.seed), ends)  # noqa: S311 - no secret
    best, sweeps, idle = start, 0, 0
    while sweeps != effort.work and idle < PATIENCE and not search.is_over:
        before = best
        for part in _parts(problem, best):
            best = _improved(problem, best, part, search)
        search = replace(search, noise=NOISE)
        sweeps += 1
        idle = idle + 1 if best is before else 0
    return best


@dataclass(frozen=True, slots=True)
class _Search:
    """How to search: source of chance, end on the clock (s), and by how much roads are disturbed."""

    random: Random
    ends: float | None
    noise: float = 0

    @property
    def left_ms(self) -> int | None:
        """Time left (ms)."""
        return None if self.ends is None else int((self.ends - monotonic()) * 1000)

    @property
    def is_over(self) -> bool:
        """Whether the time is up."""
        return self.left_ms is not None and self.left_ms <= 0

    def seen(self, seconds: int) -> int:
        """How long a road seems to be (s)."""
        return round(seconds * (1 + self.noise * self.random.uniform(-1, 1))) if self.noise else seconds


def _parts(problem: Problem, plan: Plan) -> list[TimeWindow]:
    """Times of the day to improve one after the other, each overlapping half of the one before."""
    settled = {visit for visits in problem.settled.values() for visit in visits}
    times = sorted(visit.time for run in plan.runs for visit in run.visits if visit not in settled)
    firsts = range(0, max(1, len(times) - PART // 2), PART // 2) if times else ()
    return [TimeWindow(times[first], times[min(first + PART, len(times)) - 1]) for first in firsts]


@dataclass(frozen=True, slots=True)
class _Stretch:
    """The part of a run to be improved, cut out where nobody is on board or where the settled ends.

    Parameters
    ----------
    shift
        Whose run.
    before, visits, after
        Visits of the run before, in and behind the stretch.
    latest
        When the first visit behind it must be reached, or the depot if there is none (s).
    """

    shift: Shift
    before: tuple[Visit, ...]
    visits: tuple[Visit, ...]
    after: tuple[Visit, ...]
    latest: int


def _stretch(problem: Problem, shift: Shift, visits: tuple[Visit, ...], part: TimeWindow) -> _Stretch:
    """The visits of a run in a part of the day, and as many around them as ride with those."""
    settled, on_board = len(problem.settled[shift.id]), [Load(), *loads(problem, visits)]
    first = max(settled, sum(visit.time < part.start for visit in visits))
    last = max(first, sum(visit.time <= part.end for visit in visits))
    while first > settled and on_board[first] != Load():
        first -= 1
    while on_board[last] != Load():
        last += 1
    latest = shift.hours.end
    if last < len(visits) and (times := latest_times(network(problem, shift, visits))):
        latest = times[last]
    return _Stretch(shift, visits[:first], visits[first:last], visits[last:], latest)


def _improved(problem: Problem, plan: Plan, part: TimeWindow, search: _Search) -> Plan:
    """The plan with less driving in one part of the day, or the same plan."""
    if search.is_over:
        return plan
    every = (_stretch(problem, shift, plan.run(shift.id).visits, part) for shift in problem.shifts)
    stretches = [stretch for stretch in every if _can_drive(problem, stretch)]
    if search.noise:
        stretches = _downhill(problem, stretches, search)
    stretches = _downhill(problem, stretches, replace(search, noise=0))
    runs = [_tidied(problem, stretch) for stretch in stretches]
    found = reduce(Plan.with_run, filter(None, runs), plan)
    better = None not in runs and problem.driving(found) < problem.driving(plan)
    return found if better else plan


def _can_drive(problem: Problem, stretch: _Stretch) -> bool:
    """Whether there is something to drive, or time for it: after the shift there is none."""
    start, end = _start(problem, stretch), _end(stretch)
    return bool(stretch.visits) or start.earliest + _gap(problem, start, end) <= end.latest


def _tidied(problem: Problem, stretch: _Stretch) -> Run | None:
    """The whole run, timed; at every stop who gets off does so before anybody gets on, where that can be.

    The search does not care, as it costs no driving; whoever has arrived should not wait for others.
    """
    groups = groupby(stretch.visits, key=attrgetter("stop"))
    tidy = [v for _, there in groups for v in sorted(there, key=lambda v: v.kind is VisitKind.PICKUP)]
    orders = (Run(stretch.shift.id, (*stretch.before, *v, *stretch.after)) for v in (tidy, stretch.visits))
    return next((run for run in (timed(problem, order) for order in orders) if run), None)


@dataclass(frozen=True, slots=True)
class _Node:
    """A place in the model: where a vehicle starts or ends, or an open visit.

    Parameters
    ----------
    stop
        Stop id.
    earliest, latest
        When (s).
    extra, boarding
        Time that passes before the next visit at the same stop, and besides it before driving on (s).
    load
        What is on board more, or less, from here on.
    visit
        Who is served here; nobody at a depot.
    """

    stop: str
    earliest: int
    latest: int
    extra: int = 0
    boarding: int = 0
    load: Load = Load()
    visit: Visit | None = None


def _start(problem: Problem, stretch: _Stretch) -> _Node:
    """Where and when a vehicle is free for the stretch, with those it has on board."""
    shift, departure = stretch.shift, problem.departure(stretch.shift)
    if not stretch.before:
        return _Node(shift.depot, departure, shift.hours.end)
    last, boarding = stretch.before[-1], problem.policy.boarding
    extra = problem.extra_boarding(problem.booking[last.reference])
    earliest = max(last.time, departure - extra - boarding)
    load = loads(problem, stretch.before)[-1]
    return _Node(last.stop, earliest, shift.hours.end, extra, boarding, load, last)


def _end(stretch: _Stretch) -> _Node:
    """Where and by when a vehicle has to be after the stretch."""
    following = stretch.after[0] if stretch.after else None
    stop = following.stop if following else stretch.shift.depot
    return _Node(stop, 0, stretch.latest, visit=following)


def _visit(problem: Problem, visit: Visit, boarded: int | None) -> _Node:
    """An open visit; ``boarded`` is when its passengers got on, if that is settled (s)."""
    booking = problem.booking[visit.reference]
    promise, load = booking.promise, problem.load(booking)
    if visit.kind is VisitKind.PICKUP:
        earliest, latest = promise.pickup.start, promise.pickup.end
    else:
        earliest, latest, load = 0, promise.arrive_by, Load() - load
    if boarded is not None:
        latest = min(latest, boarded + promise.max_ride)
    extra, boarding = problem.extra_boarding(booking), problem.policy.boarding
    return _Node(visit.stop, max(earliest, problem.now), latest, extra, boarding, load, visit)


def _gap(problem: Problem, a: _Node, b: _Node) -> int:
    """Least time from one node to the next (s, B20, B21)."""
    if b.visit and a.stop == b.stop:
        return a.extra
    return a.extra + a.boarding + problem.travel.seconds(a.stop, b.stop)


def _downhill(problem: Problem, stretches: Sequence[_Stretch], search: _Search) -> list[_Stretch]:
    """The stretches with their visits in a better distribution and order, or in the same.

    Nodes of the model are the starts of all vehicles, their ends, and the visits; what the library calls an
    index is the number of a variable, not of a node.
    """
    vehicles = range(len(stretches))
    visits = [visit for stretch in stretches for visit in stretch.visits]
    search.random.shuffle(visits)
    boarded = {v.reference: v.time for s in stretches for v in s.before if v.kind is VisitKind.PICKUP}
    nodes = [
        *(_start(problem, stretch) for stretch in stretches),
        *(_end(stretch) for stretch in stretches),
        *(_visit(problem, visit, boarded.get(visit.reference)) for visit in visits),
    ]
    ends = [len(vehicles) + vehicle for vehicle in vehicles]
    manager = pywrapcp.RoutingIndexManager(len(nodes), len(vehicles), list(vehicles), ends)
    routing = pywrapcp.RoutingModel(manager)
    solver = routing.solver()
    index = {visit: manager.NodeToIndex(2 * len(vehicles) + number) for number, visit in enumerate(visits)}

    # what is saved: driving
    driving = [[search.seen(problem.travel.seconds(a.stop, b.stop)) for b in nodes] for a in nodes]
    routing.SetArcCostEvaluatorOfAllVehicles(routing.RegisterTransitMatrix(driving))

    # when: boarding, driving and waiting, between the bounds of every node
    horizon = max(stretch.shift.hours.end for stretch in stretches)
    gaps = [[_gap(problem, a, b) for b in nodes] for a in nodes]
    routing.AddDimension(routing.RegisterTransitMatrix(gaps), horizon, horizon, False, "time")  # noqa: FBT003
    time = routing.GetDimensionOrDie("time")
    for vehicle in vehicles:
        start, end = nodes[vehicle], nodes[ends[vehicle]]
        time.CumulVar(routing.Start(vehicle)).SetMin(start.earliest)
        time.CumulVar(routing.End(vehicle)).SetMax(end.latest)
    for visit, node in zip(visits, nodes[2 * len(vehicles) :], strict=True):
        time.CumulVar(index[visit]).SetRange(node.earliest, node.latest)

    # who fits: three kinds of places
    for kind in ("seats", "wheelchairs", "prams"):
        changes = routing.RegisterUnaryTransitVector([getattr(node.load, kind) for node in nodes])
        places = [getattr(stretch.shift.vehicle.capacity, kind) for stretch in stretches]
        routing.AddDimensionWithVehicleCapacity(changes, 0, places, True, kind)  # noqa: FBT003

    # rides: on and off the same vehicle, in this order, not too long
    pickups = {visit.reference: index[visit] for visit in visits if visit.kind is VisitKind.PICKUP}
    dropoffs = {visit.reference: index[visit] for visit in visits if visit.kind is VisitKind.DROPOFF}
    for pair, (reference, pickup) in enumerate(pickups.items()):
        dropoff, longest = dropoffs[reference], problem.booking[reference].promise.max_ride
        routing.AddPickupAndDelivery(pickup, dropoff)
        solver.Add(routing.VehicleVar(pickup) == routing.VehicleVar(dropoff))
        solver.Add(time.CumulVar(pickup) <= time.CumulVar(dropoff))
        solver.Add(time.CumulVar(dropoff) - time.CumulVar(pickup) <= longest)
        # says the same again to the filters of the search, which do not see the constraint
        time.SetPickupToDeliveryLimitFunctionForPair(lambda _on, _off, longest=longest: longest, pair)
    for vehicle, stretch in enumerate(stretches):
        for visit in stretch.visits:
            if visit.reference not in pickups:  # on board already
                routing.VehicleVar(index[visit]).SetValue(vehicle)

    parameters = pywrapcp.DefaultRoutingSearchParameters()
    parameters.local_search_metaheuristic = routing_enums_pb2.LocalSearchMetaheuristic.GREEDY_DESCENT
    if search.left_ms is not None:
        parameters.time_limit.FromMilliseconds(max(1, search.left_ms))
    routing.CloseModelWithParameters(parameters)
    known = [[index[visit] for visit in stretch.visits] for stretch in stretches]
    warm = routing.ReadAssignmentFromRoutes(known, True)  # noqa: FBT003
    solution = routing.SolveFromAssignmentWithParameters(warm, parameters) if warm else None
    if solution is None:
        return list(stretches)
    visit_at = {number: visit for visit, number in index.items()}
    routes = (tuple(visit_at[at] for at in _route(routing, solution, vehicle)) for vehicle in vehicles)
    return [replace(stretch, visits=route) for stretch, route in zip(stretches, routes, strict=True)]


def _route(routing: pywrapcp.RoutingModel, solution: pywrapcp.Assignment, vehicle: int) -> Iterator[int]:
    """The indices that a vehicle serves, in order."""
    at = solution.Value(routing.NextVar(routing.Start(vehicle)))
    while not routing.IsEnd(at):
        yield at
        at = solution.Value(routing.NextVar(at))
