"""How much there is to compute, before anybody starts it."""

import tomllib
from collections.abc import Iterable
from dataclasses import dataclass
from statistics import median

from dispatch.scenarios import Scenario, Search, variants
from mobility.studies import Study
from web import times

RECENT = 20
"""Of so many studies is learned how long a day takes."""
FEW_SECONDS = 10


@dataclass(frozen=True, slots=True)
class Size:
    """How much a scenario makes to compute.

    Parameters
    ----------
    variants, seeds, days
        How many of each there are.
    at_most
        Whether it may be fewer variants: a search ends as soon as it knows.
    """

    variants: int
    seeds: int
    days: int
    at_most: bool

    @property
    def cells(self) -> int:
        """How many cells there are: each is simulated by itself."""
        return self.variants * self.seeds

    def sentence(self) -> str:
        """The size in words.

        >>> Size(4, 5, 1, at_most=False).sentence()
        '4 Varianten mal 5 Durchläufe: 20 Rechnungen.'
        """
        what = "1 Variante" if self.variants == 1 else f"{self.variants} Varianten"
        most = "höchstens " if self.at_most else ""
        parts = [f"{most}{what}", "1 Durchlauf" if self.seeds == 1 else f"{self.seeds} Durchläufe"]
        cells = "1 Rechnung" if self.cells == 1 else f"{self.cells} Rechnungen"
        days = f" über je {self.days} Tage" if self.days > 1 else ""
        said = f"{' mal '.join(parts)}: {most}{cells}{days}."
        return said[0].upper() + said[1:]

    def duration(self, seconds_per_day: float | None) -> str:
        """How long it takes on one machine that does one thing after the other, in words."""
        if seconds_per_day is None:
            return "Wie lange das dauert, zeigt sich nach der ersten Rechnung."
        seconds = seconds_per_day * self.cells * self.days
        most = "höchstens" if self.at_most else "etwa"
        if seconds < FEW_SECONDS:
            return "Das dauert nur wenige Sekunden."
        return f"Das dauert {most} {times.duration(round(seconds))}, mit mehreren Rechnern weniger."


def size_of(scenario: Scenario) -> Size:
    """How much a scenario makes to compute.

    Raises
    ------
    BrokenScenario
        If its grid makes no sense.
    """
    search = scenario.search
    count = _steps(search) if search else len(variants(scenario))
    return Size(count, len(scenario.seeds), len(scenario.dates), at_most=search is not None)


def seconds_per_day(studies: Iterable[Study]) -> float | None:
    """How long the simulation of a day has taken lately (s); ``None`` if none was measured."""
    measured = [study for study in studies if study.seconds is not None][:RECENT]
    taken = [
        study.seconds / max(1, len(tomllib.loads(study.text).get("dates", ())))
        for study in measured
        if study.seconds is not None
    ]
    return median(taken) if taken else None


def _steps(search: Search) -> int:
    """The most values a search by bisection looks at: both ends, and then half of what is left each time."""
    return min(search.last - search.first + 1, 2 + max(0, search.last - search.first - 1).bit_length())
