"""A scenario: the service as it would be, and what is asked about it."""

import json
from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import date
from functools import cached_property
from hashlib import sha256
from pathlib import Path
from typing import Any

import tomli_w

from dispatch.effort import Effort
from dispatch.simulation import Behaviour
from mobility.errors import MobilityError
from mobility.region.toml import Tree

TITLES = frozenset({"name", "aim", "owner"})
"""What a scenario says about itself; changes no result."""


@dataclass
class BrokenScenario(MobilityError):
    """A scenario that cannot be simulated.

    Parameters
    ----------
    file
        Where it stands.
    key
        What is wrong, as a path of keys with dots; empty if the scenario as a whole is meant.
    reason
        Why, and what would be right.
    """

    file: str
    key: str
    reason: str

    def __str__(self) -> str:
        return " ".join(part for part in (f"{self.file}:", self.key, self.reason) if part)


@dataclass(frozen=True, slots=True)
class Served:
    """Where the service runs; everywhere if nothing is named."""

    municipalities: frozenset[str] = frozenset()
    ortsteile: frozenset[str] = frozenset()

    def __bool__(self) -> bool:
        return bool(self.municipalities or self.ortsteile)


@dataclass(frozen=True, slots=True)
class Source:
    """Where wishes come from, if they are not made up.

    Parameters
    ----------
    file
        A table of requests (CSV).
    history
        An exported day of the service, or of a simulation (JSON lines).
    """

    file: Path | None = None
    history: Path | None = None


@dataclass(frozen=True, slots=True)
class Desk:
    """How hard the desk works.

    Parameters
    ----------
    work
        Effort of each search for a better plan (:attr:`dispatch.effort.Effort.work`); 0 for none.
    every
        Least time from one search to the next (s).
    """

    work: int = 200
    every: int = 60

    @property
    def effort(self) -> Effort | None:
        """The effort of each search; ``None`` for no search."""
        return Effort(work=self.work) if self.work else None


@dataclass(frozen=True, slots=True)
class Vary:
    """One dimension of a grid.

    Parameters
    ----------
    key
        What is varied, as a path of keys with dots.
    values
        What it becomes.
    """

    key: str
    values: tuple[Any, ...]


@dataclass(frozen=True, kw_only=True)
class Scenario:
    """The service as it would be on some days.

    Parameters
    ----------
    name, aim, owner
        What it is called, what it is to show, and who answers for it.
    base
        Name or folder of the region pack.
    dates
        Service days, each simulated by itself.
    seeds
        Of all chance; each makes a sample of its own.
    within
        How far from the wish a ride may be that counts as service (s).
    region
        What is laid over ``region.toml``, fleet and demand included.
    served, closed
        Where the service runs, and stops at which it does not call.
    source
        Where wishes come from, if they are not made up.
    behaviour
        How passengers and drivers deviate from the plan.
    desk
        How hard the desk works.
    vary
        The grid; each combination is a variant.
    tree
        The scenario as it was written.
    file
        Where it stands, for errors.
    """

    name: str
    aim: str = ""
    owner: str = ""
    base: str = "bad-belzig"
    dates: tuple[date, ...]
    seeds: tuple[int, ...]
    within: int
    region: Tree = field(default_factory=dict)
    served: Served = Served()
    closed: frozenset[str] = frozenset()
    source: Source = Source()
    behaviour: Behaviour
    desk: Desk = Desk()
    vary: tuple[Vary, ...] = ()
    search: "Search | None" = None
    tree: Tree
    file: str = "scenario.toml"

    def to_toml(self) -> str:
        """The scenario as a file."""
        return tomli_w.dumps(self.tree)

    @cached_property
    def digest(self) -> str:
        """Fingerprint of everything that makes results differ; titles do not."""
        said = {key: value for key, value in self.tree.items() if key not in TITLES}
        return sha256(json.dumps(said, sort_keys=True, default=str).encode()).hexdigest()


@dataclass(frozen=True, slots=True)
class Variant:
    """One combination of a scenario's grid, or one step of its search.

    Parameters
    ----------
    number
        From 1 on, in the order in which the grid is written.
    label
        What is varied, by key; empty for a scenario without a grid.
    scenario
        The scenario with these values, without grid and search.
    """

    number: int
    label: Mapping[str, Any]
    scenario: Scenario


@dataclass(frozen=True, slots=True, kw_only=True)
class Search:
    """The smallest or largest whole number with which a figure meets an aim.

    More of it is taken to never hurt (or never help), which bisection needs; the value found and the one
    beside it are both simulated, so that the edge is seen.

    Parameters
    ----------
    key
        What is varied, as a path of keys with dots.
    first, last
        Between which values, both included.
    figure
        Key of the figure (:mod:`dispatch.figures`); its mean over the seeds counts.
    at_least, at_most
        The aim; one of them.
    largest
        Whether the largest value is wanted that meets the aim, not the smallest.
    """

    key: str
    first: int
    last: int
    figure: str
    at_least: float | None = None
    at_most: float | None = None
    largest: bool = False

    def is_met(self, mean: float | None) -> bool:
        """Whether a mean meets the aim."""
        if mean is None:
            return False
        if self.at_least is not None:
            return mean >= self.at_least
        return self.at_most is not None and mean <= self.at_most

    def next_value(self, means: Mapping[int, float | None]) -> int | None:
        """The value to simulate next, given the means of those that were; ``None`` once all is known."""
        good, bad = (self.first, self.last) if self.largest else (self.last, self.first)
        if good not in means:
            return good
        if not self.is_met(means[good]):
            return None  # if the generous end fails, nothing will do
        if bad not in means:
            return bad
        while not self.is_met(means[bad]) and abs(good - bad) > 1:
            middle = (good + bad) // 2
            if middle not in means:
                return middle
            good, bad = (middle, bad) if self.is_met(means[middle]) else (good, middle)
        return None

    def answer(self, means: Mapping[int, float | None]) -> int | None:
        """The value that was looked for, among those that were simulated; ``None`` if none meets the aim."""
        met = [value for value, mean in means.items() if self.is_met(mean)]
        if not met:
            return None
        return max(met) if self.largest else min(met)
