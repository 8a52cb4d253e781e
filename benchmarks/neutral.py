"""Days of the neutral benchmark: how many requests are served in rules, and what that costs.

usage: python -m benchmarks.neutral FOLDER [--cells NAME ...] [--work N] [--every S] [--seeds K] [--samples N]

FOLDER holds the benchmark: scen/ with the days, and kpi.py, which scores the logs and shares no code with
us. Days whose requests are all immediate end in -imm; in the others 60 % book ahead. The best share of
other systems on the same days is in neutral_peers.csv.
"""

import argparse
import csv
import json
import platform
import subprocess
import sys
from pathlib import Path
from statistics import mean
from tempfile import TemporaryDirectory
from time import process_time
from typing import NamedTuple

from dispatch import neutral
from dispatch.simulation import simulate
from dispatch.warm import warm_up
from mobility.clock import MINUTE
from web.cli_simulate import SAMPLES, WORK, conduct_of

PEERS = Path(__file__).with_name("neutral_peers.csv")


class Result(NamedTuple):
    """One day with one seed."""

    share: float
    pooling: float
    broken: int
    cpu_ms: float


def main() -> None:
    """Print a table."""
    parser = argparse.ArgumentParser(description="Days of the neutral benchmark.")
    parser.add_argument("folder", type=Path)
    parser.add_argument(
        "--cells", nargs="*", default=["r100-", "r300-"], help="words in the names of the days"
    )
    parser.add_argument("--work", type=int, default=WORK, help="effort of each search, 0 for none")
    parser.add_argument("--every", type=int, default=MINUTE, help="least seconds between batches")
    parser.add_argument("--seeds", type=int, default=1, help="how often, each time with another seed")
    parser.add_argument(
        "--samples", type=int, default=SAMPLES, help="futures foreseen, shared among the vans"
    )
    args = parser.parse_args()
    warm_up()
    with PEERS.open() as file:
        peers = {row["day"]: float(row["in_rules"]) for row in csv.DictReader(file)}
    print(
        f"{platform.processor() or platform.machine()}, Python {platform.python_version()}, work {args.work}"
    )
    print(f"{'day':28} {'in rules':>8} {'peers':>6} {'pooling':>8} {'broken':>7} {'CPU ms/request':>15}")
    for path in sorted((args.folder / "scen").glob("*.json")):
        if any(word in path.stem for word in args.cells):
            results = [_result(args, path, seed) for seed in range(args.seeds)]
            share, pooling, broken, cpu = (mean(column) for column in zip(*results, strict=True))
            peer = peers.get(path.stem)
            print(
                f"{path.stem:28} {share:8.3f} {peer or '':>6} {pooling:8.2f} {broken:7.0f} {cpu:15.1f}",
                flush=True,
            )


def _result(args: argparse.Namespace, path: Path, seed: int) -> Result:
    scenario = neutral.load_scenario(path)
    conduct = conduct_of(scenario, args.work, seed, args.every, args.samples)
    began = process_time()
    outcome = simulate(scenario.day, scenario.passengers, scenario.travel, conduct)
    cpu_ms = 1000 * (process_time() - began) / len(scenario.passengers)
    with TemporaryDirectory() as folder:
        log = Path(folder) / "log.json"
        log.write_text(json.dumps(neutral.log(scenario, outcome)))
        command = [sys.executable, str(args.folder / "kpi.py"), str(path), str(log), "--json"]
        scored = subprocess.run(command, capture_output=True, text=True, check=False)  # noqa: S603 - as asked
    figures = json.loads(scored.stdout)
    share, pooling = figures["served_in_rules_share"], figures["pooling"] or 0.0
    return Result(share, pooling, figures["hard"] + figures["soft"], cpu_ms)


if __name__ == "__main__":
    main()
