"""What a municipality changes: its rules beside those of the base file."""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass, replace

from mobility.calendar import DayType
from mobility.policy import ServicePolicy
from mobility.region import Region
from mobility.region.rules import as_written
from mobility.region.settings import base_policies

EVERYWHERE = ""
"""The area of rules that hold in the whole region."""


@dataclass(frozen=True, slots=True)
class Difference:
    """One rule that differs from the base on some days.

    Parameters
    ----------
    area
        Part of the region, or :data:`EVERYWHERE`.
    rule
        Its key in a pack.
    days
        On which day types.
    base, here
        The two values as a pack writes them.
    """

    area: str
    rule: str
    days: tuple[DayType, ...]
    base: str
    here: str

    def __str__(self) -> str:
        days = "" if len(self.days) == len(DayType) else f" ({', '.join(self.days)})"
        return f"{self.rule}{days}: {self.base} -> {self.here}"


def differences(region: Region) -> list[Difference]:
    """Every rule of a region that is not as in the base file: first everywhere, then area by area.

    An area's rules are compared with those of the region around it.
    """
    found = list(_between(EVERYWHERE, base_policies(), region.policies))
    names = dict.fromkeys(area.name for areas in region.areas.values() for area in areas)
    for name in names:
        changed = {
            day: replace(policy, **area.changes)  # type: ignore[arg-type] # each of its field's type
            for day, policy in region.policies.items()
            for area in region.areas[day]
            if area.name == name
        }
        found += _between(name, region.policies, changed)
    return found


def _between(
    area: str, before: Mapping[DayType, ServicePolicy], after: Mapping[DayType, ServicePolicy]
) -> Iterator[Difference]:
    days: dict[tuple[str, str, str], list[DayType]] = {}
    for day in DayType:
        old, new = as_written(before[day]), as_written(after[day])
        for rule in old.keys() | new.keys():
            if old.get(rule) != new.get(rule):
                days.setdefault((rule, old.get(rule, "-"), new.get(rule, "-")), []).append(day)
    for (rule, base, here), some in sorted(days.items()):
        yield Difference(area, rule, tuple(some), base, here)
