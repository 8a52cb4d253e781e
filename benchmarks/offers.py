"""Offers on loaded days: how long one takes, by the number of vehicles.

usage: python -m benchmarks.offers [--figure FILE.svg]

Each vehicle has twelve open stops. Times are milliseconds of CPU: "search" is the best
place of one request in all runs; "offer" is the whole answer of the desk with all alternatives on a day it
has been asked about before; "first offer" includes writing the day in numbers.
"""

import argparse
import platform
from collections.abc import Callable, Iterator, Sequence
from dataclasses import replace
from pathlib import Path
from statistics import median, quantiles
from time import thread_time

from benchmarks.loaded_days import BLOCK, day_with, ground, repeated, requests
from dispatch import desk
from dispatch.insertion import Places
from dispatch.problem import Problem
from mobility.bookings import Booking, Declined

RIDES = 6 * BLOCK
SIZES = (20, 100, 200, 500, 1000)
ASKED = 200
FIRST = 20

Row = tuple[int, dict[str, list[float]]]


def main() -> None:
    """Print a table, and draw it."""
    parser = argparse.ArgumentParser(description="Offers on loaded days.")
    parser.add_argument("--figure", type=Path, help="also draw the medians")
    args = parser.parse_args()
    print(f"{platform.processor() or platform.machine()}, Python {platform.python_version()}, ms")
    print(
        f"{'vehicles':>8} "
        + " ".join(f"{name + ' ' + part:>16}" for name in NAMES for part in ("p50", "p95"))
    )
    rows = []
    for vehicles, times in rows_of():
        rows.append((vehicles, times))
        figures = (figure for name in NAMES for figure in (median(times[name]), p95(times[name])))
        print(f"{vehicles:8} " + " ".join(f"{figure:16.3f}" for figure in figures), flush=True)
    if args.figure:
        draw(rows, args.figure)


NAMES = ("search", "offer", "first offer")


def rows_of() -> Iterator[Row]:
    """What was measured, size by size."""
    region, travel = ground()
    block = day_with(region, travel, BLOCK, RIDES)
    asked = requests(region, ASKED, seed=2)
    for vehicles in SIZES:
        day = repeated(block, vehicles // BLOCK)
        offers = timed(lambda request, day=day: desk.offer(day, request, travel), asked)
        first = timed(lambda request, day=day: desk.offer(replace(day), request, travel), asked[:FIRST])
        places = Places(Problem.of(day, travel), day.plan)
        answers = [(request, desk.offer(day, request, travel)) for request in asked]
        wanted = [
            Booking(request, answer[0]) for request, answer in answers if not isinstance(answer, Declined)
        ]
        search = timed(lambda booking, places=places: places.survey([booking]), wanted)
        yield vehicles, dict(zip(NAMES, (search, offers, first), strict=True))


def timed(ask: Callable[..., object], questions: Sequence[object]) -> list[float]:
    """How long each question takes (ms), after one that does not count."""
    ask(questions[0])
    times = []
    for question in questions:
        began = thread_time()
        ask(question)
        times.append(1000 * (thread_time() - began))
    return times


def p95(times: list[float]) -> float:
    """The 95th percentile."""
    return quantiles(times, n=20)[-1]


def draw(rows: list[Row], file: Path) -> None:
    """Time over vehicles."""
    from matplotlib import pyplot as plt  # noqa: PLC0415 - only for the figure

    figure, axes = plt.subplots(figsize=(7, 4.2))
    for name, marker in zip(NAMES, "osD", strict=True):
        sizes = [vehicles for vehicles, _ in rows]
        axes.plot(sizes, [median(times[name]) for _, times in rows], marker=marker, label=f"{name}")
    axes.set(
        xscale="log", yscale="log", xlabel="vehicles with 12 open stops each", ylabel="ms of CPU, median"
    )
    axes.grid(visible=True, alpha=0.3)
    axes.legend()
    figure.savefig(file, bbox_inches="tight", metadata={"Date": None})


if __name__ == "__main__":
    main()
