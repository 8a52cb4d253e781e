"""What a report is made from: what was asked, what came of it, and from which data."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date
from functools import cached_property

from dispatch.figures import Figures, Spread, across
from mobility.region import Region
from web.charts import Goal


@dataclass(frozen=True, kw_only=True)
class Outcome:
    """What a variant came to.

    Parameters
    ----------
    number, name
        Its number among the variants; what tells it from the others, in words.
    value
        What was varied, if that was one number.
    figures
        The key figures by seed.
    """

    number: int
    name: str
    value: float | None = None
    figures: Mapping[int, Figures]

    @cached_property
    def spread(self) -> Spread:
        """Means over the seeds, and where they lie."""
        return across(list(self.figures.values()))


WISHES = ("ortsteil", "hour", "need", "purpose")
"""Groups that the service has no part in: who asked, and for when."""


@dataclass(frozen=True, kw_only=True)
class Report:
    """Everything a report says; the same report makes the same bytes.

    Parameters
    ----------
    name, aim, owner
        As in the scenario.
    region
        As it was before anything was changed.
    dates, seeds
        Which days were simulated, each once for each seed.
    within
        How far from the wish a ride may be that counts as service (s).
    changes
        What the scenario changes against today, in words: what, and what it becomes.
    demand
        Where the wishes come from, in a sentence.
    varied
        What was varied, in words; empty if there is but one variant or several things were.
    answer
        What was found, if something was looked for, in a sentence.
    goal
        Which share of fulfilled wishes is aimed at, if it was looked for.
    outcomes
        The variants in order.
    before, after
        Numbers of the variants that the project sheet compares.
    rules
        Which permit and which key of cost sharing hold, in words.
    region_digest, scenario_digest
        Fingerprints of all data and of the scenario.
    program
        Version of the program.
    command
        What makes this report again.
    """

    name: str
    aim: str
    owner: str
    region: Region
    dates: tuple[date, ...]
    seeds: tuple[int, ...]
    within: int
    changes: tuple[tuple[str, str], ...] = ()
    demand: str
    varied: str = ""
    answer: str = ""
    goal: Goal | None = None
    outcomes: tuple[Outcome, ...]
    before: int
    after: int
    rules: str
    region_digest: str
    scenario_digest: str
    program: str
    command: str

    def outcome(self, number: int) -> Outcome:
        """The variant with this number."""
        return next(each for each in self.outcomes if each.number == number)

    @property
    def asked(self) -> bool:
        """Whether anybody asked for anything."""
        return any(each.spread.values["asked"].mean for each in self.outcomes)

    @cached_property
    def same_wishes(self) -> bool:
        """Whether all variants answer the same wishes: as many in every group, sample by sample."""
        wishes: dict[int, object] = {}
        return all(
            wishes.setdefault(seed, found) == found
            for each in self.outcomes
            for seed, found in ((seed, _wishes(figures)) for seed, figures in each.figures.items())
        )

    @property
    def compares(self) -> bool:
        """Whether there are two variants to compare."""
        return self.before != self.after


def _wishes(found: Figures) -> object:
    """How many wishes there were, by group."""
    groups = (
        {name: values["asked"] for name, values in found.by.get(dimension, {}).items()}
        for dimension in WISHES
    )
    return found.values["asked"], *groups
