"""The command line's word for simulations: ./rufbus simulate ..."""

import argparse
import json
import resource
from pathlib import Path
from time import perf_counter, process_time

from dispatch import neutral
from dispatch.effort import Effort
from dispatch.simulation import Conduct, simulate
from mobility.clock import MINUTE

WORK = 1
"""Sweeps in each batch."""


def add_words(words: "argparse._SubParsersAction[argparse.ArgumentParser]") -> None:
    """Make the word known."""
    word = words.add_parser("simulate", help="a day of requests, served on a virtual clock")
    word.add_argument(
        "--neutral", type=Path, required=True, metavar="SCENARIO", help="a benchmark's day (JSON)"
    )
    word.add_argument("--log", type=Path, required=True, help="where to write what was driven (JSON)")
    word.add_argument("--seed", type=int, default=0, help="of all chance (default %(default)s)")
    word.add_argument(
        "--work", type=int, default=WORK, help="effort of each batch, 0 for none (default %(default)s)"
    )
    word.add_argument(
        "--every", type=int, default=MINUTE, help="least seconds between batches (default %(default)s)"
    )
    word.set_defaults(do=_simulate)


def _simulate(args: argparse.Namespace) -> int:
    scenario = neutral.load_scenario(args.neutral)
    effort = Effort(work=args.work, seed=args.seed) if args.work else None
    began, cpu = perf_counter(), process_time()
    outcome = simulate(
        scenario.day, scenario.passengers, scenario.travel, Conduct(effort=effort, every=args.every)
    )
    used = {
        "runtime_s": round(perf_counter() - began, 3),
        "cpu_s": round(process_time() - cpu, 3),
        "peak_rss_mb": round(resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1024, 1),
    }
    args.log.write_text(json.dumps(neutral.log(scenario, outcome) | used))
    served, asked = len(outcome.day.bookings), len(scenario.passengers)
    print(f"{scenario.name}: {served} of {asked} served, {outcome.batches} batches, {used['cpu_s']} s CPU")
    return 0
