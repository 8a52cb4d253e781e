"""How whole days grow: CPU by requests, two vans for each hundred, and the day of 300 beside other ways.

usage: python -m benchmarks.scaling [--sizes N ...] [--neutral SCENARIO.json] [--figure FILE.svg]

"region" is the whole simulation of a day on the bundled region, behaviour as planned; "neutral" a day of the
neutral benchmark on the network of a scenario, nobody books ahead, with foresight and without; its requests
are drawn from what the benchmark lets expect. Last comes the scenario itself, served by others in the same
run: plain insertion in Python, and this desk with the routing library of OR-Tools in place of the engine's
search. Times are seconds of CPU.
"""

import argparse
import platform
from collections.abc import Callable, Iterator
from dataclasses import replace
from functools import partial
from math import log
from pathlib import Path
from time import process_time
from typing import NamedTuple
from unittest.mock import patch

import numpy as np

from benchmarks.loaded_days import DATE, DUTY, ground
from benchmarks.plain_insertion import serve
from dispatch import neutral
from dispatch.demand import expected_rides, passengers
from dispatch.effort import Effort
from dispatch.engine import routing
from dispatch.engine.anneal import Budget
from dispatch.instance import Instance
from dispatch.neutral_past import expected_on
from dispatch.problem import Problem
from dispatch.simulation import Behaviour, Conduct, Passenger, Service, simulate, simulate_day
from dispatch.warm import warm_up
from mobility.bookings import Anchor, RideRequest, Wish
from mobility.clock import HOUR, MINUTE, ServiceDay
from mobility.day import Day
from mobility.fleet import Shift, Vehicle
from mobility.needs import Load
from mobility.plan import Plan
from mobility.promises import TimeWindow
from web.cli_simulate import SAMPLES, WORK, conduct_of

SIZES = (100, 300, 1000, 3000)
VANS = 2
"""For each hundred requests."""
WAIT = 20 * MINUTE
"""How long who asks for a ride at once can wait (s)."""
ROUTING_MS = 100
"""What the routing library gets on the clock for each search (ms)."""


class Row(NamedTuple):
    """A day of so many requests: how many were served, and what that took (s of CPU)."""

    requests: int
    served: int
    seconds: float


def main() -> None:
    """Print tables, and draw the growth."""
    parser = argparse.ArgumentParser(description="How whole days grow.")
    parser.add_argument("--sizes", type=int, nargs="*", default=SIZES)
    parser.add_argument("--neutral", type=Path, help="a scenario of the benchmark, best that of 300 requests")
    parser.add_argument("--figure", type=Path, help="also draw CPU over requests")
    args = parser.parse_args()
    warm_up()
    print(f"{platform.processor() or platform.machine()}, Python {platform.python_version()}")
    days: dict[str, Callable[[int], Row]] = {"region": on_region}
    if args.neutral:
        scenario = neutral.load_scenario(args.neutral)
        days["neutral, no foresight"] = partial(on_network, scenario, 0)
        days["neutral"] = partial(on_network, scenario, SAMPLES)
    grown = {name: list(growth(name, day, args.sizes)) for name, day in days.items()}
    if args.figure:
        draw(grown, args.figure)
    if args.neutral:
        beside(scenario)


def growth(name: str, day: Callable[[int], Row], sizes: list[int]) -> Iterator[Row]:
    """Days of these sizes, each after a small one that does not count."""
    day(30)
    print(f"{name:22} {'requests':>8} {'served':>7} {'CPU s':>8} {'ms/request':>11} {'/ (n log n)':>12}")
    first = None
    for size in sizes:
        row = day(size)
        first = first or row
        bound = first.seconds * order(row.requests) / order(first.requests)
        figures = f"{row.seconds:8.2f} {1000 * row.seconds / row.requests:11.2f} {row.seconds / bound:12.2f}"
        print(f"{'':22} {row.requests:8} {row.served:7} {figures}", flush=True)
        yield row


def order(n: int) -> float:
    """What growth is held against."""
    return n * log(n)


def fleet(requests: int, depot: str) -> tuple[Shift, ...]:
    """As many vans as so many requests have."""
    numbers = range(max(1, requests * VANS // 100))
    return tuple(
        Shift(f"{n:03}", Vehicle(f"{n:03}", f"Van {n}", Load(8, 1, 2)), depot, DUTY) for n in numbers
    )


def on_region(requests: int) -> Row:
    """A day on the bundled region, through the whole simulation."""
    region, travel = ground()
    level = region.demand.rides_per_100 * requests / expected_rides(region, DATE)
    asking = passengers(region, DATE, 1, replace(region.demand, rides_per_100=level, by_chance=False))
    day = Day(ServiceDay(DATE), region.policy(DATE), fleet(requests, region.depot))
    service = Service(day=day, travel=travel, timetable=region.timetable)
    began = process_time()
    over = simulate_day(service, asking, Behaviour(), Conduct(effort=Effort(work=WORK)), 1)
    return Row(len(asking), len(over.day.bookings), process_time() - began)


def on_network(scenario: neutral.Scenario, samples: int, requests: int) -> Row:
    """A day on the network of a scenario, as the benchmark has it."""
    depot = scenario.day.shifts[0].depot
    day = replace(scenario.day, shifts=fleet(requests, depot))
    drawn = replace(scenario, day=day, passengers=tuple(asking(scenario, requests)))
    conduct = conduct_of(drawn, WORK, 0, MINUTE, samples)
    began = process_time()
    outcome = simulate(drawn.day, drawn.passengers, drawn.travel, conduct)
    return Row(len(drawn.passengers), len(outcome.day.bookings), process_time() - began)


def asking(scenario: neutral.Scenario, requests: int, wait: int = WAIT) -> Iterator[Passenger]:
    """About so many passengers who want a ride at once, drawn from what the benchmark lets expect."""
    demand = replace(expected_on(scenario), daily=float(requests))
    drawn = demand.sample(0, 24 * HOUR, 0, 1, np.random.default_rng(requests))
    parties, hours = list(demand.parties), scenario.day.policy.hours
    for number in range(int(drawn.counts[0])):
        time = min(max(round(drawn.times[0, number]), hours.start), hours.end - HOUR)
        request = RideRequest(
            reference=f"{number:06}",
            origin=demand.places[drawn.origins[0, number]],
            destination=demand.places[drawn.destinations[0, number]],
            wish=Wish(Anchor.DEPART, time),
            needs=parties[drawn.parties[0, number]],
            asked_at=scenario.day.service_day.instant(time),
        )
        yield Passenger(request, TimeWindow(time, time + wait))


def beside(scenario: neutral.Scenario) -> None:
    """The same day, served in other ways."""
    requests = len(scenario.passengers)
    plain = Conduct(turning=True)
    searching = replace(plain, effort=Effort(limit_ms=ROUTING_MS), every=MINUTE)
    ways: dict[str, Callable[[], int]] = {
        "this desk": lambda: served(scenario, conduct_of(scenario, WORK, 0)),
        "this desk, no foresight": lambda: served(scenario, conduct_of(scenario, WORK, 0, samples=0)),
        "this desk, insertion only": lambda: served(scenario, plain),
        "plain insertion in Python": lambda: serve(scenario),
        f"routing library, {ROUTING_MS} ms a search": lambda: by_routing(scenario, searching),
    }
    print(f"{scenario.name:32} {'in rules':>8} {'ms/request':>11} {'ratio':>7}")
    ours = None
    for name, serve_day in ways.items():
        began = process_time()
        share = serve_day() / requests
        cost = 1000 * (process_time() - began) / requests
        ours = ours or cost
        print(f"{name:32} {share:8.3f} {cost:11.2f} {cost / ours:7.2f}", flush=True)


def served(scenario: neutral.Scenario, conduct: Conduct) -> int:
    """How many rides the desk gives."""
    return len(simulate(scenario.day, scenario.passengers, scenario.travel, conduct).day.bookings)


def by_routing(scenario: neutral.Scenario, conduct: Conduct) -> int:
    """The same with the routing library where the engine would search for a better plan."""
    with patch("dispatch.desk.solve", _solve_by_routing):
        return served(scenario, conduct)


def _solve_by_routing(problem: Problem, start: Plan, effort: Effort) -> Plan:
    instance = Instance.of(problem, start)
    requests = instance.requests()
    if not len(requests.pickup):
        return start
    budget = Budget(seconds=(effort.limit_ms or ROUTING_MS) / 1000)
    found = routing.solve(instance.model, requests, instance.runs, budget)
    return instance.plan(found.runs) if found.cost < instance.cost and not found.unserved else start


def draw(grown: dict[str, list[Row]], file: Path) -> None:
    """CPU over requests, and what n log n would be."""
    from matplotlib import pyplot as plt  # noqa: PLC0415 - only for the figure

    figure, axes = plt.subplots(figsize=(7, 4.2))
    for (name, rows), style in zip(grown.items(), ("o-", "s--", "D-."), strict=False):
        sizes = [row.requests for row in rows]
        axes.plot(sizes, [row.seconds for row in rows], style, label=name)
        bound = [rows[0].seconds * order(size) / order(sizes[0]) for size in sizes]
        axes.plot(sizes, bound, ":", color="0.6", label="n log n" if name == "region" else None)
    axes.set(
        xscale="log", yscale="log", xlabel="requests a day, two vans for each hundred", ylabel="s of CPU"
    )
    axes.grid(visible=True, alpha=0.3)
    axes.legend()
    figure.savefig(file, bbox_inches="tight", metadata={"Date": None})


if __name__ == "__main__":
    main()
