"""Small dial-a-ride instances, by hand and by chance."""

import math
from itertools import permutations, product

from hypothesis import strategies as st

from dispatch.darp.instance import Call, Instance, Request, Van
from dispatch.darp.numbered import numbered
from dispatch.engine.model import blank_runs, write_run
from dispatch.engine.timing import time_run
from mobility.needs import Load

# On a line, the depot at 0, everybody goes 4 to the right, from 1, 2 and 3: two share a vehicle of two seats,
# a third needs another one.
CORDEAU = """\
2 6 100 2 12
0 0.0 0.0 0  0  0 200
1 1.0 0.0 1  1 10  14
2 2.0 0.0 1  1 10  14
3 3.0 0.0 1  1 10  14
4 5.0 0.0 1 -1  0 200
5 6.0 0.0 1 -1  0 200
6 7.0 0.0 1 -1  0 200
"""


def square(size: int, at: float = 0.5) -> list[list[float]]:
    """Ways between places on a circle; no two are equally long."""
    places = [(math.cos(k * k + at) * (9 + k), math.sin(k * k + at) * (9 + k)) for k in range(size)]
    return [[math.dist(a, b) for b in places] for a in places]


@st.composite
def instances(draw: st.DrawFn, most: int = 3, *, alike: bool = True) -> Instance:
    """Up to so many requests at a handful of stops, some of which nobody can serve in time."""
    stops = draw(st.integers(2, 6))
    times = square(stops, draw(st.sampled_from((0.5, 1.7, 3.1))))
    if draw(st.booleans()):
        times = [[float(math.ceil(way)) for way in row] for row in times]
    requests = []
    for number in range(draw(st.integers(1, most))):
        start, end = draw(st.permutations(range(stops)))[:2]
        earliest, width = draw(st.integers(10, 60)), draw(st.sampled_from((0, 5, 20)))
        service = float(draw(st.sampled_from((0, 2))))
        longest = service + times[start][end] * draw(st.sampled_from((1.0, 1.3, 3.0)))
        pickup = Call(start, earliest, earliest + width, service)
        dropoff = Call(end, 0, draw(st.sampled_from((70, 200))), service)
        load = Load(draw(st.sampled_from((1, 1, 2))), draw(st.integers(0, 1)))
        requests.append(Request(f"r{number}", pickup, dropoff, load, longest))
    van = Van("v", Load(draw(st.integers(2, 4)), 1), 0, 0, 0, 250, draw(st.sampled_from((90.0, 250.0))))
    vans = [van] * draw(st.integers(1, 3))
    if not alike:
        vans.append(Van("w", Load(2, 0), 0, 1, 20, 180, 160))
    return Instance("by chance", times, times, tuple(vans), tuple(requests))


def cheapest(instance: Instance) -> float | None:
    """The cost of the best plan that serves everybody, by trying all; ``None`` if there is none."""
    task, count = numbered(instance), len(instance.requests)
    if (task.model.nodes["latest"] < 0).any():  # somebody has no time at all
        return None
    costs: dict[tuple[int, frozenset[int]], float] = {}
    for van, (start, end) in enumerate(task.start):
        for chosen in product((False, True), repeat=count):
            some = [number for number in range(1, count + 1) if chosen[number - 1]]
            orders = (
                order
                for order in permutations([*some, *(number + count for number in some)])
                if all(order.index(number) < order.index(number + count) for number in some)
            )
            for order in orders:
                run = [start, *order, end]
                table = blank_runs(1, len(run))
                write_run(table, 0, run)
                if time_run(task.model, table, 0) and fits(instance, van, order):
                    key = van, frozenset(some)
                    costs[key] = min(costs.get(key, 1e9), float(table.heads["cost"][0]))
    plans = (
        sum(
            costs.get((van, frozenset(i + 1 for i in range(count) if who[i] == van)), 1e9)
            for van in range(len(task.start))
        )
        for who in product(range(len(task.start)), repeat=count)
    )
    best = min(plans)
    return best if best < 1e9 else None


def fits(instance: Instance, van: int, order: tuple[int, ...]) -> bool:
    load, places = instance.requests[0].load, instance.vans[van].places
    load -= load
    for node in order:
        request = instance.requests[(node - 1) % len(instance.requests)]
        load = load + request.load if node <= len(instance.requests) else load - request.load
        if not load.fits(places):
            return False
    return True
