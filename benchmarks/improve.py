"""Improving a promised plan: what the engine gains over insertion alone, beside the routing library.

usage: python -m benchmarks.improve [--seeds K] [--figure FILE.svg]

20 vehicles with 90 and with 200 open rides, booked one after the other in the place that cost least; both
solvers start from that plan and get the same time on the clock. Gains are in cost, which is driving.
"""

import argparse
import platform
from dataclasses import replace
from multiprocessing import get_context
from pathlib import Path
from statistics import mean

from benchmarks.loaded_days import day_with, ground
from dispatch.engine.anneal import Budget, Found, improve
from dispatch.engine.model import Model, Requests
from dispatch.engine.routing import Heuristic
from dispatch.engine.routing import solve as solve_by_routing
from dispatch.instance import Instance
from dispatch.problem import Problem
from mobility.objective import Objective

VEHICLES = 20
RIDES = (90, 200)
SECONDS = (1, 2, 10)

Numbers = tuple[Model, Requests, tuple[tuple[int, ...], ...], float]


def main() -> None:
    """Print a table, and draw cost over time."""
    parser = argparse.ArgumentParser(description="What improving gains.")
    parser.add_argument("--seeds", type=int, default=2, help="days of each size (default %(default)s)")
    parser.add_argument("--figure", type=Path, help="also draw cost over time")
    args = parser.parse_args()
    print(f"{platform.processor() or platform.machine()}, Python {platform.python_version()}")
    print(f"{'rides':>5} {'seconds':>7} {'engine':>8} {'routing':>8} {'first gain of the engine after':>32}")
    curves = {}
    for rides in RIDES:
        days = [numbers(rides, seed) for seed in range(1, args.seeds + 1)]
        improve(*days[0][:3], Budget(steps=100))
        for seconds in SECONDS:
            ours = [improve(*day[:3], Budget(seconds=seconds)) for day in days]
            theirs = [solve_by_routing(*day[:3], Budget(seconds=seconds), Heuristic.GUIDED) for day in days]
            first = mean(found.history[0][0] for found in ours)
            gains = f"{gain(days, ours):7.1f}% {gain(days, theirs):7.1f}%"
            print(f"{rides:5} {seconds:7} {gains} {1000 * first:29.0f} ms", flush=True)
            curves[rides] = days[0], ours[0], theirs[0]
    with get_context("spawn").Pool(1) as fresh:
        print(
            f"peak memory of the engine with {RIDES[-1]} rides: {fresh.apply(peak_mb, (RIDES[-1],)):.0f} MB"
        )
    if args.figure:
        draw(curves, args.figure)


def numbers(rides: int, seed: int) -> Numbers:
    """A day in the engine's numbers, and what its plan costs."""
    region, travel = ground()
    day = day_with(region, travel, VEHICLES, rides, seed)
    day = replace(day, policy=replace(day.policy, objective=Objective(riding=0, stability=0)))
    instance = Instance.of(Problem.of(day, travel), day.plan)
    return instance.model, instance.requests(), instance.runs, instance.cost


def peak_mb(rides: int) -> float:
    """The most memory that a process needs to improve a day, everything loaded (MB).

    What ``getrusage`` says would include what the parent had before this process began; Linux only.
    """
    improve(*numbers(rides, 1)[:3], Budget(seconds=SECONDS[0]))
    status = dict(line.split(":", 1) for line in Path("/proc/self/status").read_text().splitlines())
    return int(status["VmHWM"].split()[0]) / 1024


def gain(days: list[Numbers], found: list[Found]) -> float:
    """How much cheaper the plans are on average (%)."""
    return 100 * (1 - mean(after.cost / day[3] for day, after in zip(days, found, strict=True)))


def draw(curves: dict[int, tuple[Numbers, Found, Found]], file: Path) -> None:
    """Cost over time, in percent of insertion alone."""
    from matplotlib import pyplot as plt  # noqa: PLC0415 - only for the figure

    figure, axes = plt.subplots(1, len(curves), figsize=(9, 3.8), sharey=True)
    for panel, (rides, (day, ours, theirs)) in zip(axes, curves.items(), strict=True):
        for name, found, style in (("engine", ours, "-"), ("routing library", theirs, "--")):
            history = [(seconds, cost) for seconds, cost in found.history if cost <= day[3]]
            times = [0.001, *(seconds for seconds, _ in history), SECONDS[-1]]
            costs = [100.0, *(100 * cost / day[3] for _, cost in history), 100 * found.cost / day[3]]
            panel.step(times, costs, style, where="post", label=name)
        panel.set(title=f"{rides} rides, {VEHICLES} vehicles", xscale="log", xlabel="seconds")
        panel.grid(visible=True, alpha=0.3)
    axes[0].set_ylabel("cost, % of insertion alone")
    axes[0].legend()
    figure.savefig(file, bbox_inches="tight", metadata={"Date": None})


if __name__ == "__main__":
    main()
