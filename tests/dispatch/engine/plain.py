"""Small worlds by chance, as plain Python and as the engine's arrays, judged by plain arithmetic."""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace
from functools import cached_property
from itertools import pairwise
from random import Random

import numpy as np
from hypothesis import strategies as st

from dispatch.engine.model import (
    FAR,
    NODE,
    TASTE,
    VEHICLE,
    WAY,
    WEIGHTS,
    Model,
    Requests,
    Runs,
    blank_runs,
    write_run,
)
from dispatch.engine.model import movable as requests_of
from dispatch.engine.timing import time_all

CLOSE = 1e-4
"""Times and costs that differ by less are equal; times of different plans differ by a seventh at least."""
PLACES = "seats", "wheelchairs", "prams"
TIMES = "earliest", "latest", "extra", "ride"
Order = Sequence[int]
Spans = list[tuple[float, float]]


@dataclass(frozen=True)
class Call:
    """A node: where, when, for whom."""

    stop: int
    earliest: float
    latest: float
    extra: float = 0
    ride: float = FAR
    pickup: int = 0
    dropoff: int = 0
    request: int = 0
    places: tuple[int, ...] = (0, 0, 0)


@dataclass(frozen=True)
class World:
    """Calls (the first is nobody), ways, vehicles with their starts and ends, and who is on board."""

    calls: tuple[Call, ...]
    times: Sequence[Sequence[float]]
    costs: Sequence[Sequence[float]]
    vehicles: tuple[tuple[int, ...], ...]
    bare: tuple[tuple[int, ...], ...]  # the runs without requests: start, pinned drop-offs, end
    requests: tuple[tuple[int, int], ...]

    def spans(self, order: Order) -> Spans | None:
        """Bellman-Ford: between which times each visit can be, all rules kept; nothing if they contradict."""
        calls = [self.calls[node] for node in order]
        where = {node: at for at, node in enumerate(order)}
        rules = [
            (at, at + 1, a.extra + self.times[a.stop][b.stop]) for at, (a, b) in enumerate(pairwise(calls))
        ]
        rules += [(at, where[call.pickup], -call.ride) for at, call in enumerate(calls) if call.pickup]
        early, late = [call.earliest for call in calls], [call.latest for call in calls]
        for _ in range(len(order) + 1):
            for before, after, gap in rules:
                early[after] = max(early[after], early[before] + gap)
                late[before] = min(late[before], late[after] - gap)
        kept = all(early[after] > early[before] + gap - CLOSE for before, after, gap in rules)
        if not kept or any(first > last + CLOSE for first, last in zip(early, late, strict=True)):
            return None
        return list(zip(early, late, strict=True))

    def loads(self, order: Order) -> Iterator[tuple[int, ...]]:
        """What is on board after each visit."""
        on_board = [0, 0, 0]
        for node in order:
            on_board = [a + b for a, b in zip(on_board, self.calls[node].places, strict=True)]
            yield tuple(on_board)

    def can_drive(self, run: int, order: Order) -> bool:
        """Whether a vehicle can drive this, in time and with a place for everybody."""
        places = self.vehicles[run]
        fit = all(a <= b for load in self.loads(order) for a, b in zip(load, places, strict=True))
        return fit and self.spans(order) is not None

    def driving(self, order: Order) -> float:
        """What the way costs."""
        return sum(self.costs[self.calls[a].stop][self.calls[b].stop] for a, b in pairwise(order))

    def places(
        self, run: int, order: Order, request: tuple[int, int]
    ) -> Iterator[tuple[int, int, list[int]]]:
        """Every place for a request in a run, and the run with it."""
        on, off = request
        for i in range(1, len(order)):
            for j in range(i, len(order)):
                longer = [*order[:i], on, *order[i:j], off, *order[j:]]
                if self.can_drive(run, longer):
                    yield i, j, longer

    def filled(self, seed: int, but: int = 0) -> list[list[int]]:
        """The runs after all requests but the last got a place each by chance, where they have one."""
        random = Random(seed)  # noqa: S311 - no secret
        runs = [list(order) for order in self.bare]
        for request in self.requests[: len(self.requests) - but]:
            found = [each for run, order in enumerate(runs) for each in self._all(run, order, request)]
            if found:
                run, order = random.choice(found)
                runs[run] = order
        return runs

    def _all(self, run: int, order: Order, request: tuple[int, int]) -> Iterator[tuple[int, list[int]]]:
        if self.can_drive(run, order):
            yield from ((run, longer) for _, _, longer in self.places(run, order, request))

    def every_plan(self) -> Iterator[list[list[int]]]:
        """All plans that serve all, some or none of the requests."""
        plans: list[list[list[int]]] = [[list(order) for order in self.bare]]
        for request in self.requests:
            plans += [
                [*plan[:run], longer, *plan[run + 1 :]]
                for plan in plans
                for number, order in enumerate(plan)
                for run, longer in self._all(number, order, request)
            ]
        yield from plans

    def rank(self, plan: Sequence[Order]) -> tuple[int, float]:
        """Smaller is better: fewer are left at their stops, less driving."""
        return len(self.absent(plan)), sum(map(self.driving, plan))

    def absent(self, runs: Sequence[Order]) -> list[int]:
        """Requests that are in no run, counted from 0."""
        there = {node for order in runs for node in order}
        return [number for number, (on, _) in enumerate(self.requests) if on not in there]

    def promising(self, request: int, first: float, last: float, by: float, ride: float) -> "World":
        """The same, with another promise for a request: picked up from first to last, there by then."""
        on, off = self.requests[request]
        calls = list(self.calls)
        calls[on] = replace(calls[on], earliest=first, latest=last)
        calls[off] = replace(calls[off], earliest=first, latest=by, ride=ride)
        return replace(self, calls=tuple(calls))

    def to_the_second(self, order: Order) -> "World":
        """The same, where this run can be driven at its earliest times and no others."""
        spans = self.spans(order)
        assert spans is not None
        at = {node: early for node, (early, _) in zip(order, spans, strict=True)}
        calls = list(self.calls)
        for node, time in at.items():
            call = calls[node]
            ride = time - at[call.pickup] if call.pickup else call.ride
            calls[node] = replace(call, earliest=time, latest=time, ride=ride)
        return replace(self, calls=tuple(calls))

    @cached_property
    def kinds(self) -> list[int]:
        """Vehicles with nobody on board that have the same places, hours and stops are of one kind."""
        kinds: dict[object, int] = {}
        found = []
        for number, (places, order) in enumerate(zip(self.vehicles, self.bare, strict=True)):
            ends = self.calls[order[0]], self.calls[order[-1]]
            found.append(kinds.setdefault((places, ends, number if len(order) > 2 else None), len(kinds)))
        return found

    def model(self) -> Model:
        """The same as arrays; nothing but driving counts."""
        nodes = np.zeros(len(self.calls), NODE)
        for name in ("stop", "earliest", "latest", "extra", "ride", "pickup", "dropoff", "request"):
            nodes[name] = [getattr(call, name) for call in self.calls]
        vehicles = np.zeros(len(self.vehicles), VEHICLE)
        vehicles["kind"] = self.kinds
        for kind, name in enumerate(PLACES):
            nodes[name] = [call.places[kind] for call in self.calls]
            vehicles[name] = [places[kind] for places in self.vehicles]
        ways, weights = np.zeros((len(self.times), len(self.times)), WAY), np.zeros(1, WEIGHTS)
        ways["time"], ways["cost"] = self.times, self.costs
        weights["driving"] = weights["plain"] = 1
        return Model(nodes, np.zeros(len(nodes), TASTE), ways, vehicles, weights)

    def related(self, model: Model) -> Requests:
        """The requests, of whose relatives nothing is known yet."""
        ends = np.array(self.requests, np.int64).reshape(-1, 2)
        return requests_of(model, ends[:, 0].copy(), ends[:, 1].copy())


def written(model: Model, orders: Sequence[Order], room: int = 2) -> Runs:
    """Runs with these nodes, timed, and room for more."""
    runs = blank_runs(len(orders), max(map(len, orders)) + room)
    for number, order in enumerate(orders):
        write_run(runs, number, list(order))
    time_all(model, runs, np.zeros(len(orders), np.bool_))
    return runs


def shortest(random: Random, stops: int) -> list[list[int]]:
    """Ways by chance, none longer than one past another stop."""
    ways = [[0 if a == b else random.randint(1, 12) for b in range(stops)] for a in range(stops)]
    for via in range(stops):
        for row in ways:
            for b in range(stops):
                row[b] = min(row[b], row[via] + ways[via][b])
    return ways


def by_chance(seed: int, requests: int, vehicles: int, *, pinned: bool = True, wide: bool = False) -> World:
    """A world with so many requests; times are whole numbers, or eighths, or sevenths."""
    random = Random(seed)  # noqa: S311 - no secret
    stops, boarding = random.randint(2, 6), random.choice((0, 1, 3))
    ways = shortest(random, stops)
    times = [[way and way + boarding for way in row] for row in ways]
    costs = ways if random.random() < 0.5 else shortest(random, stops)
    calls, bare, places = [Call(0, 0, 0)], [], []
    duty = _duty(random, stops)
    for _ in range(vehicles):
        duty = duty if random.random() < 0.4 else _duty(random, stops)
        run = _vehicle(random, stops, duty, pinned=pinned and random.random() < 0.4)
        bare.append(tuple(range(len(calls), len(calls) + len(run))))
        calls += run
        places.append(duty[-1])
    pairs = []
    for number in range(1, requests + 1):
        pairs.append((len(calls), len(calls) + 1))
        calls += _ride(random, ways, len(calls), number, 3 if wide else 1)
    unit = random.choice((1, 8, 7))
    calls = [replace(call, **{name: getattr(call, name) / unit for name in TIMES}) for call in calls]
    tables = [[[way / unit for way in row] for row in table] for table in (times, costs)]
    return World(tuple(calls), tables[0], tables[1], tuple(places), tuple(bare), tuple(pairs))


def _duty(random: Random, stops: int) -> tuple[int, int, int, tuple[int, ...]]:
    """Depot, begin, end and places of a vehicle."""
    places = random.randint(2, 5), random.choice((0, 1, 1)), random.choice((0, 1, 1))
    return random.randrange(stops), random.randint(0, 15), random.choice((60, 150, 200, 300)), places


def _vehicle(
    random: Random, stops: int, duty: tuple[int, int, int, tuple[int, ...]], *, pinned: bool
) -> list[Call]:
    """Start and end of a vehicle, and between them where somebody gets off who is on board, if anybody is."""
    depot, begin, end, (_, wheelchairs, prams) = duty
    if not pinned:
        return [Call(depot, begin, end), Call(depot, begin, end)]
    load = random.randint(1, 2), random.choice((0, wheelchairs)), random.choice((0, min(1, prams)))
    off = tuple(-number for number in load)
    latest, extra = begin + random.choice((25, 40, 60)), random.choice((0, 2))
    return [
        Call(random.randrange(stops), begin, end, random.choice((0, 2)), places=load),
        Call(random.randrange(stops), 0, latest, extra, places=off),
        Call(depot, begin, end),
    ]


def _ride(random: Random, ways: list[list[int]], number: int, request: int, wide: int) -> list[Call]:
    start, end = random.sample(range(len(ways)), 2)
    extra, load = random.choice((0, 0, 2, 5)), [random.choice((1, 1, 2)), 0, 0]
    if random.random() < 0.6:
        load[random.randint(1, 2)] = 1
    direct = extra + ways[start][end] + 3
    earliest, width = random.randint(0, 80 // wide), random.choice((0, 5, 15, 40)) * wide
    latest = earliest + direct + random.choice((5, 10, 30, 60)) * wide
    ride = random.choice((direct, direct * 1.5, direct + 15, direct * 3, FAR)[wide // 2 :])
    over = random.choice((0, 0, earliest + direct + 8))
    off = tuple(-number for number in load)
    return [
        Call(start, earliest, earliest + width, extra, FAR, 0, number + 1, request, tuple(load)),
        Call(end, over, latest + 8, extra, ride, number, 0, request, off),
    ]


@st.composite
def worlds(draw: st.DrawFn, fewest: int, most: int, vehicles: int = 3, *, wide: bool = False) -> World:
    """Any world with so many requests and up to so many vehicles."""
    seed = draw(st.integers(0, 2**32))
    requests, count = draw(st.integers(fewest, most)), draw(st.integers(1, vehicles))
    return by_chance(seed, requests, count, pinned=draw(st.booleans()), wide=wide)
