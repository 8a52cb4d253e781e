"""Solvers measured on folders of instances with known good solutions."""

import csv
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

from dispatch.darp.check import faults
from dispatch.darp.cordeau import read_cordeau
from dispatch.darp.instance import BrokenInstance
from dispatch.darp.solving import Solver, solve
from dispatch.engine.anneal import Budget

BEST_KNOWN = "best_known.csv"
"""A table with the columns ``instance`` and ``best_known``."""


@dataclass(frozen=True, slots=True)
class Row:
    """What a solver made of one instance.

    Parameters
    ----------
    instance
        Its name.
    requests
        How many there are.
    cost
        Of the solution.
    best_known
        The least cost anybody has published, if known.
    seconds
        CPU time (s).
    is_optimal
        Whether it is proven that nothing is cheaper.
    unserved
        How many requests the solution leaves out.
    faults
        What is wrong with it besides, in words.
    """

    instance: str
    requests: int
    cost: float
    best_known: float | None
    seconds: float
    is_optimal: bool
    unserved: int
    faults: tuple[str, ...]

    @property
    def gap(self) -> float | None:
        """How much dearer than the best known (%); ``None`` if that is unknown or the solution is no good."""
        if self.best_known is None or self.faults or self.unserved:
            return None
        return 100 * (self.cost / self.best_known - 1)


def bench(folder: Path, budget: Budget, solver: Solver) -> Iterator[Row]:
    """Solve all instances of a folder, one after the other, in the order of the table, then by name.

    Raises
    ------
    BrokenInstance
        If a file is not what it should be, or there is none.
    """
    known = _best_known(folder / BEST_KNOWN)
    names = {path.stem for path in folder.glob("*.txt")}
    if not names:
        raise BrokenInstance(folder, "", "has no instances (*.txt)")
    for name in [*(name for name in known if name in names), *sorted(names - known.keys())]:
        instance = read_cordeau(folder / f"{name}.txt")
        outcome = solve(instance, budget, solver)
        unserved = len(outcome.unserved)
        wrong = () if unserved else tuple(faults(instance, outcome.solution))
        requests = len(instance.requests)
        cost, best = outcome.solution.cost, known.get(name)
        yield Row(name, requests, cost, best, outcome.seconds, outcome.is_optimal, unserved, wrong)


def _best_known(path: Path) -> dict[str, float]:
    try:
        with path.open(encoding="utf-8", newline="") as file:
            rows = csv.DictReader(file)
            return {row["instance"]: float(row["best_known"]) for row in rows}
    except (OSError, UnicodeDecodeError) as error:
        raise BrokenInstance(path, "", f"cannot be read: {error}") from error
    except (KeyError, TypeError, ValueError) as error:
        place = f"line {rows.line_num}"
        raise BrokenInstance(path, place, "must have an instance and a number as best_known") from error
