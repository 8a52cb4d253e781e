"""The command line's word for simulations: ./rufbus simulate SCENARIO ..., or --neutral FILE ..."""

import argparse
import json
import resource
from dataclasses import replace
from pathlib import Path
from time import perf_counter, process_time

from dispatch import neutral
from dispatch.effort import Effort
from dispatch.foresight import Foresight
from dispatch.neutral_past import expected_on
from dispatch.simulation import Conduct, simulate
from dispatch.warm import warm_up
from mobility.clock import HOUR, MINUTE
from mobility.errors import MobilityError
from web import cli_scenario

LOG = "log.json"
"""What a benchmark's day leaves in its folder."""
WORK = 200
"""Steps of the search in each batch, and before a ride is declined."""
SAMPLES = 480
"""Futures against which each decision is played, shared among the vans: each van makes them dearer."""
FLEET = 12
"""With more vans futures are shorter, since there are more wishes too: a decision costs the same."""
HELD = 50
"""How many times harder the search for answers that were held is: there is one a day."""


def add_words(words: "argparse._SubParsersAction[argparse.ArgumentParser]") -> None:
    """Make the word known."""
    word = words.add_parser("simulate", help="a day of requests, served on a virtual clock")
    cli_scenario.add_arguments(word)
    word.add_argument("--neutral", type=Path, metavar="FILE", help="a benchmark's day (JSON) instead")
    word.add_argument("--log", type=Path, metavar="FILE", help="where to write what was driven on it (JSON)")
    word.add_argument(
        "--work", type=int, default=WORK, help="effort of each search, 0 for none (default %(default)s)"
    )
    word.add_argument(
        "--every", type=int, default=MINUTE, help="least seconds between batches (default %(default)s)"
    )
    word.add_argument(
        "--samples",
        type=int,
        default=SAMPLES,
        help="futures foreseen, shared among the vans, 0 for none (default %(default)s)",
    )
    word.set_defaults(do=_simulate)


class Unclear(MobilityError):
    """It cannot be told what is to be simulated, or where the results should go."""


def conduct_of(
    scenario: neutral.Scenario, work: int, seed: int, every: int = MINUTE, samples: int = SAMPLES
) -> Conduct:
    """How a neutral day is worked on: who asked before it begins is answered when it does."""
    conduct = Conduct(turning=True)
    if work:
        effort, holding = Effort(work=work, seed=seed), Effort(work=HELD * work, seed=seed)
        answers = scenario.day.policy.hours.start
        conduct = replace(
            conduct, effort=effort, every=every, rearranging=effort, holding=holding, answers=answers
        )
    if samples and scenario.hub:
        vans = max(1, len(scenario.day.shifts))
        share, horizon = max(1, samples // vans), HOUR * min(FLEET, vans) // vans
        ahead = Foresight(expected_on(scenario), scenario.travel, samples=share, horizon=horizon, seed=seed)
        conduct = replace(conduct, admission=ahead.admit, heard=ahead.heard, sending=ahead.send)
    return conduct


def _simulate(args: argparse.Namespace) -> int:
    if (args.scenario is None) == (args.neutral is None):
        raise Unclear("name one thing to simulate: a scenario, or a benchmark's day with --neutral")
    return cli_scenario.simulate(args) if args.scenario else _simulate_neutral(args)


def _simulate_neutral(args: argparse.Namespace) -> int:
    log = args.log or (args.out and args.out / LOG)
    if log is None:
        raise Unclear("say with --out or --log where the log should go")
    scenario = neutral.load_scenario(args.neutral)
    conduct = conduct_of(scenario, args.work, args.seed or 0, args.every, args.samples)
    log.parent.mkdir(parents=True, exist_ok=True)
    warm_up()
    began, cpu = perf_counter(), process_time()
    outcome = simulate(scenario.day, scenario.passengers, scenario.travel, conduct)
    used = {
        "runtime_s": round(perf_counter() - began, 3),
        "cpu_s": round(process_time() - cpu, 3),
        "peak_rss_mb": round(resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1024, 1),
    }
    log.write_text(json.dumps(neutral.log(scenario, outcome) | used))
    served, asked = len(outcome.day.bookings), len(scenario.passengers)
    print(f"{scenario.name}: {served} of {asked} served, {outcome.batches} batches, {used['cpu_s']} s CPU")
    return 0
