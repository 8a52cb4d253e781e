"""The command line's words for the engine alone: ./rufbus solve ..., ./rufbus bench ...

What they need takes a second to load, so only they load it.
"""

import argparse
import json
import platform
import sys
from pathlib import Path
from time import process_time
from typing import TYPE_CHECKING

from mobility.errors import MobilityError

if TYPE_CHECKING:
    from dispatch.darp import Outcome
    from dispatch.darp.bench import Row
    from dispatch.engine.anneal import Budget

SECONDS = 10.0
"""How long a solver looks unless told otherwise (s)."""


class NoSteps(MobilityError):
    """Somebody wants to count the steps of a solver that knows only time."""

    def __str__(self) -> str:
        return "only the engine counts its work; give the routing library --seconds"


def add_words(words: "argparse._SubParsersAction[argparse.ArgumentParser]") -> None:
    """Make the words known."""
    word = words.add_parser("solve", help="solve a dial-a-ride instance from a file")
    word.add_argument("file", type=Path)
    word.add_argument("--format", choices=("cordeau", "json"), required=True, help="of the file")
    _add_effort(word)
    word.add_argument("--prove", action="store_true", help="try for another minute to prove it the best plan")
    word.add_argument("--out", type=Path, metavar="FILE", help="write the plan there, not to standard output")
    word.set_defaults(do=_solve)

    benches = words.add_parser("bench", help="measure").add_subparsers(metavar="WORD", required=True)
    word = benches.add_parser("darp", help="all instances of a folder against the best known solutions")
    word.add_argument("folder", type=Path, help="instances (*.txt) and best_known.csv")
    _add_effort(word)
    word.add_argument("--json", type=Path, metavar="FILE", help="write the results there as well")
    word.set_defaults(do=_bench_darp)


def _add_effort(word: argparse.ArgumentParser) -> None:
    word.add_argument(
        "--seconds",
        type=_seconds,
        help=f"CPU time of one core, besides loading and compiling (default {SECONDS:g}, with --work none)",
    )
    word.add_argument("--work", type=_steps, help="limit in steps: with one seed, one plan on every machine")
    word.add_argument("--seed", type=int, default=0, help="of all chance (default %(default)s)")
    word.add_argument(
        "--solver", choices=("engine", "routing"), default="engine", help="(default %(default)s)"
    )


def _seconds(text: str) -> float:
    number = float(text)
    if not 0 < number < 1e6:  # noqa: PLR2004 - eleven days
        raise ValueError(text)
    return number


def _steps(text: str) -> int:
    number = int(text)
    if number < 1:
        raise ValueError(text)
    return number


def _budget(args: argparse.Namespace) -> "Budget":
    from dispatch.engine.anneal import Budget  # noqa: PLC0415

    if args.work is not None and args.solver == "routing":
        raise NoSteps
    seconds = SECONDS if args.seconds is None and args.work is None else args.seconds
    return Budget(seconds=seconds, steps=args.work, seed=args.seed, clock=process_time)


def _solve(args: argparse.Namespace) -> int:
    from dispatch import darp  # noqa: PLC0415

    budget, solver, format_ = _budget(args), darp.Solver(args.solver), darp.Format(args.format)
    instance = darp.read(args.file, format_)
    darp.warm_up(solver)
    outcome = darp.solve(instance, budget, solver, prove_s=darp.PROOF_S if args.prove else None)
    text = json.dumps(darp.answer(instance, outcome.solution, format_), indent=1)
    if args.out is None:
        print(text)
    else:
        args.out.write_text(text + "\n", encoding="utf-8")
    print(_summary(outcome, len(instance.requests)), file=sys.stderr)
    return 1 if outcome.unserved else 0


def _summary(outcome: "Outcome", requests: int) -> str:
    served = requests - len(outcome.unserved)
    used = sum(bool(route.nodes) for route in outcome.solution.routes)
    text = f"cost {outcome.solution.cost:.3f}, {served} of {requests} requests served by {used} vehicles"
    if outcome.is_optimal:
        text += ", proven optimal"
    elif outcome.solution.bound is not None:
        text += f", no plan costs less than {outcome.solution.bound:.3f}"
    return f"{text}, {outcome.seconds:.2f} s CPU"


def _bench_darp(args: argparse.Namespace) -> int:
    from dispatch import darp  # noqa: PLC0415
    from dispatch.darp.bench import bench  # noqa: PLC0415

    budget, solver, rows = _budget(args), darp.Solver(args.solver), []
    darp.warm_up(solver)
    print(f"{'instance':<12}{'requests':>9}{'cost':>12}{'best known':>12}{'gap %':>8}{'CPU s':>8}")
    for row in bench(args.folder, budget, solver):
        rows.append(row)
        print(_line(row), flush=True)
    gaps = [row.gap for row in rows if row.gap is not None]
    good = sum(not row.faults and not row.unserved for row in rows)
    mean = sum(gaps) / len(gaps) if gaps else None
    print(f"{good} of {len(rows)} solved", *(() if mean is None else (f"mean gap {mean:.3f} %",)), sep=", ")
    if args.json is not None:
        args.json.write_text(json.dumps(_report(args, rows, mean), indent=1) + "\n", encoding="utf-8")
    return 0 if good == len(rows) else 1


def _line(row: "Row") -> str:
    best = "" if row.best_known is None else f"{row.best_known:.3f}"
    gap = "" if row.gap is None else f"{row.gap:.3f}"
    text = f"{row.instance:<12}{row.requests:>9}{row.cost:>12.3f}{best:>12}{gap:>8}{row.seconds:>8.2f}"
    said = [f"{row.unserved} requests unserved"] if row.unserved else list(row.faults)
    return "  ".join((text, *(["optimal"] if row.is_optimal else []), *said))


def _report(args: argparse.Namespace, rows: "list[Row]", mean: float | None) -> dict[str, object]:
    return {
        "solver": args.solver,
        "seconds": args.seconds,
        "work": args.work,
        "seed": args.seed,
        "machine": f"{platform.machine()}, Python {platform.python_version()}",
        "mean_gap_percent": mean,
        "instances": [
            {
                "instance": row.instance,
                "requests": row.requests,
                "cost": row.cost,
                "best_known": row.best_known,
                "gap_percent": row.gap,
                "cpu_s": round(row.seconds, 3),
                "optimal": row.is_optimal,
                "unserved": row.unserved,
                "faults": list(row.faults),
            }
            for row in rows
        ],
    }
