"""What a price on driving does on quiet days that nobody chose it by.

usage: python -m benchmarks.caution FILE [--days N] [--vans N ...] [--wait MINUTES]

FILE is a scenario of the neutral benchmark, for its network and rules. Days of about a hundred requests are
drawn from what the benchmark lets expect; nobody books ahead. Pooling is by driving time: what passengers
would drive alone, for each second that vans drive.
"""

import argparse
from collections.abc import Mapping
from dataclasses import replace
from itertools import pairwise
from pathlib import Path
from statistics import mean
from typing import NamedTuple

from benchmarks.plain_insertion import serve
from benchmarks.scaling import asking
from dispatch import neutral
from dispatch.caution import Caution
from dispatch.effort import Effort
from dispatch.foresight import Foresight
from dispatch.neutral_past import expected_on
from dispatch.simulation import Conduct, simulate
from dispatch.warm import warm_up
from mobility.clock import MINUTE
from web.cli_simulate import SAMPLES, WORK

REQUESTS = 100
CAUTIONS: Mapping[str, Caution] = {
    "no price": Caution(driving=0.0),
    "on rides alone": Caution(thrift=1.0),
    "half as high": Caution(driving=Caution().driving / 2),
    "default": Caution(),
}


class Served(NamedTuple):
    """How one day went: shares of the requests, and pooling."""

    share: float
    pooling: float


def main() -> None:
    """Print a table."""
    parser = argparse.ArgumentParser(description="What a price on driving does on generated days.")
    parser.add_argument("file", type=Path)
    parser.add_argument("--days", type=int, default=6)
    parser.add_argument("--vans", type=int, nargs="*", default=[6, 12])
    parser.add_argument("--wait", type=int, default=15, help="how long who asks can wait (min)")
    args = parser.parse_args()
    warm_up()
    scenario = neutral.load_scenario(args.file)
    print(f"{'vans':>4} {'price':16} {'share':>6} {'pooling':>8}")
    for vans in args.vans:
        days = [drawn(scenario, vans, REQUESTS + number, args.wait * MINUTE) for number in range(args.days)]
        for name, caution in CAUTIONS.items():
            went = [served(day, caution) for day in days]
            share, pooling = (mean(column) for column in zip(*went, strict=True))
            print(f"{vans:4} {name:16} {share:6.3f} {pooling:8.2f}", flush=True)
        plain = mean(serve(day) / len(day.passengers) for day in days)
        print(f"{vans:4} {'plain insertion':16} {plain:6.3f}", flush=True)


def drawn(scenario: neutral.Scenario, vans: int, requests: int, wait: int) -> neutral.Scenario:
    """A day with so many vans, all like the first one, about so many requests, and so much patience (s)."""
    first = scenario.day.shifts[0]
    fleet = tuple(replace(first, id=f"{number}") for number in range(vans))
    day = replace(scenario.day, shifts=fleet)
    return replace(scenario, day=day, passengers=tuple(asking(scenario, requests, wait)))


def served(scenario: neutral.Scenario, caution: Caution) -> Served:
    """The day as the desk serves it, with some caution."""
    share = max(1, SAMPLES // len(scenario.day.shifts))
    ahead = Foresight(expected_on(scenario), scenario.travel, samples=share, caution=caution)
    effort = Effort(work=WORK)
    conduct = Conduct(turning=True, effort=effort, every=MINUTE, rearranging=effort)
    conduct = replace(conduct, admission=ahead.admit, heard=ahead.heard, sending=ahead.send)
    outcome = simulate(scenario.day, scenario.passengers, scenario.travel, conduct)
    seconds = scenario.travel.seconds
    alone = sum(
        booking.request.needs.passengers * seconds(booking.request.origin, booking.request.destination)
        for booking in outcome.day.bookings
    )
    driven = 0
    for shift in scenario.day.shifts:
        calls = neutral.calls(outcome.day.plan.run(shift.id), outcome.passed)
        stops = [shift.depot, *(call.stop for call in calls)]
        driven += sum(seconds(*leg) for leg in pairwise(stops))
    return Served(len(outcome.day.bookings) / len(scenario.passengers), alone / driven)


if __name__ == "__main__":
    main()
