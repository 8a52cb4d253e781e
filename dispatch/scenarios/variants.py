"""The variants of a scenario: the combinations of its grid, the steps of its search, the best of them."""

from collections.abc import Mapping, Sequence
from copy import deepcopy
from itertools import product
from math import prod
from pathlib import Path
from typing import Any

from dispatch.scenarios.model import BrokenScenario, Scenario, Variant
from dispatch.scenarios.reading import scenario_of
from mobility.region.toml import Tree

MOST = 200
"""Variants of one scenario; nobody reads more."""
FIXED = frozenset({"vary", "search", "seeds", "dates", "base", "name", "aim", "owner"})
"""What no grid varies: seeds are the sample, and another day or region is another scenario."""


def variants(scenario: Scenario, folder: Path | None = None) -> tuple[Variant, ...]:
    """All combinations of a scenario's grid; the scenario itself if it has none.

    Parameters
    ----------
    scenario
        With a grid or without.
    folder
        Where the files lie that it names.

    Raises
    ------
    BrokenScenario
        If there are too many, or one of them makes no sense.
    """
    count = prod(len(vary.values) for vary in scenario.vary)
    if count > MOST:
        reason = f"makes {count} variants; more than {MOST} are too many to read"
        raise BrokenScenario(scenario.file, "vary", reason)
    keys = [vary.key for vary in scenario.vary]
    combinations = product(*(vary.values for vary in scenario.vary))
    return tuple(
        variant(scenario, number, dict(zip(keys, values, strict=True)), folder)
        for number, values in enumerate(combinations, start=1)
    )


def variant(scenario: Scenario, number: int, label: Mapping[str, Any], folder: Path | None = None) -> Variant:
    """A scenario with some values of its own, without grid and search.

    Raises
    ------
    BrokenScenario
        If a value makes no sense.
    """
    tree = deepcopy({key: value for key, value in scenario.tree.items() if key not in ("vary", "search")})
    for key, value in label.items():
        _put(tree, key, value, scenario.file)
    return Variant(number, label, scenario_of(tree, scenario.file, folder))


def front(points: Sequence[tuple[float | None, float | None]]) -> tuple[int, ...]:
    """The points no other one beats: as little of the first as of the second much (Pareto).

    Parameters
    ----------
    points
        Cost and benefit of each variant; one without either is on no front.

    Returns
    -------
    Their indices, the cheapest first; of equal points all.

    >>> front([(3, 0.9), (1, 0.5), (2, 0.4), (2, 0.7), (None, 1.0)])
    (1, 3, 0)
    """
    known = [
        (cost, -benefit, n)
        for n, (cost, benefit) in enumerate(points)
        if cost is not None and benefit is not None
    ]
    return tuple(
        n
        for cost, loss, n in sorted(known)
        if not any(c <= cost and s <= loss and (c, s) != (cost, loss) for c, s, _ in known)
    )


def _put(tree: Tree, key: str, value: object, file: str) -> None:
    """Set a value at a path of keys; tables on the way are made."""
    *way, last = key.split(".")
    if key in FIXED or (way[:1] or [last])[0] in FIXED:
        raise BrokenScenario(file, key, "is not varied; make another scenario for it")
    for step in way:
        inner = tree.setdefault(step, {})
        if not isinstance(inner, dict):
            raise BrokenScenario(file, key, f"leads through {step}, which is no table")
        tree = inner
    tree[last] = value
