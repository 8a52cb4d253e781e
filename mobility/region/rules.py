"""The rules of the service as a pack writes them: base, municipality, day types, areas."""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass, fields, replace

from mobility.calendar import DayType
from mobility.clock import MINUTE
from mobility.objective import Objective
from mobility.policy import AREA_RULES, ServicePolicy
from mobility.promises import TimeWindow
from mobility.region.toml import Table

CLOCKS = frozenset({"early_until", "late_from", "advance_cutoff"})
"""Rules that are times of the day."""

COUNTS = frozenset(
    {
        "horizon_days",
        "line_walk_m",
        "min_ride_m",
        "detour_percent",
        "wheelchair_seats",
        "max_party",
        "surcharge_cents",
        "rearranging",
        "foresight",
    }
)
"""Rules that are plain numbers."""

FLAGS = frozenset(field.name for field in fields(ServicePolicy) if field.type is bool)
"""Rules that are true or false."""

ELSEWHERE = frozenset({"hours", "objective", "changes"})
"""Rules that are no single number; the last stands in tables of its own."""

MINUTES = {
    f"{field.name}_min": field.name
    for field in fields(ServicePolicy)
    if field.name not in ELSEWHERE | CLOCKS | COUNTS | FLAGS
}
"""Rules that are durations: named and given in minutes in the file."""

LEADS = {"margin_min": "margin", "told_min": "told"}
WEIGHTS = frozenset(field.name for field in fields(Objective)) - frozenset(LEADS.values())
"""What the objective consists of: durations and plain numbers."""

Changes = Mapping[str, object]
"""Values by rule, in the units of the policy."""


@dataclass(frozen=True, slots=True)
class AreaText:
    """What differs in a part of the region, as the file says it, by day type."""

    name: str
    municipalities: tuple[str, ...]
    ortsteile: tuple[str, ...]
    rules: Mapping[DayType, Changes]


def policies(table: Table) -> dict[DayType, ServicePolicy]:
    """The rules of each day type.

    Raises
    ------
    BrokenRegion
        If a rule is unknown or makes no sense.
    """
    special = {day: table.table(day) for day in DayType if day in table}
    base = _policy(table, ServicePolicy())
    return {day: _policy(special[day], base) if day in special else base for day in DayType}


def area(table: Table) -> AreaText:
    """A part of the region with rules of its own.

    Raises
    ------
    BrokenRegion
        If a rule is unknown, makes no sense or cannot differ within a day.
    """
    name = table.text("name")
    municipalities = table.texts("municipalities") if "municipalities" in table else ()
    ortsteile = table.texts("ortsteile") if "ortsteile" in table else ()
    if not municipalities and not ortsteile:
        raise table.broken("municipalities", "and ortsteile are missing, one of which says where the area is")
    rules = table.table("policy")
    table.done()
    special = {day: rules.table(day) for day in DayType if day in rules}
    always = _area_changes(rules)
    days = {day: {**always, **(_area_changes(special[day]) if day in special else {})} for day in DayType}
    return AreaText(name, municipalities, ortsteile, days)


def _area_changes(table: Table) -> Changes:
    for key in table:
        if MINUTES.get(key, key) not in AREA_RULES:
            raise table.broken(key, "is unknown, or is the same everywhere on a day")
    return _changes(table)


def _policy(table: Table, base: ServicePolicy) -> ServicePolicy:
    objective = base.objective
    if "objective" in table:
        objective = _objective(table.table("objective"), objective)
    return replace(base, objective=objective, **_changes(table))  # type: ignore[arg-type] # each of its field's type


def _changes(table: Table) -> dict[str, object]:
    changes: dict[str, object] = {}
    for key in table:
        if key == "hours":
            changes[key] = table.hours(key)
        elif key in CLOCKS:
            changes[key] = table.clock(key)
        elif key in FLAGS:
            changes[key] = table.flag(key)
        elif key in MINUTES:
            changes[MINUTES[key]] = table.count(key) * MINUTE
        elif key in COUNTS:
            changes[key] = table.count(key)
    table.done()
    if changes.get("step") == 0:
        raise table.broken("step_min", "is 0, so that there would be no end of offers")
    return changes


def _objective(table: Table, base: Objective) -> Objective:
    weights = {key: table.weight(key) for key in WEIGHTS if key in table}
    leads = {LEADS[key]: table.count(key) * MINUTE for key in LEADS if key in table}
    table.done()
    return replace(base, **weights, **leads)  # type: ignore[arg-type] # fields of both types


def as_written(policy: ServicePolicy) -> dict[str, str]:
    """The rules of a day as they are written in a pack: values by key.

    >>> rules = as_written(ServicePolicy())
    >>> rules["hours"], rules["notice_min"], rules["early_until"], rules["objective.driving"]
    ('05:30-21:30', '60', '08:00', '1')
    """
    return dict(_written(policy))


def _written(policy: ServicePolicy) -> Iterator[tuple[str, str]]:
    yield "hours", hours_text(policy.hours)
    for key in sorted(CLOCKS):
        yield key, clock_text(getattr(policy, key))
    for key in sorted(FLAGS):
        yield key, str(getattr(policy, key)).lower()
    for key in sorted(COUNTS):
        yield key, str(getattr(policy, key))
    for key, name in sorted(MINUTES.items()):
        yield key, f"{getattr(policy, name) / MINUTE:g}"
    for key in sorted(WEIGHTS):
        yield f"objective.{key}", f"{getattr(policy.objective, key):g}"
    for key, name in sorted(LEADS.items()):
        yield f"objective.{key}", f"{getattr(policy.objective, name) / MINUTE:g}"
    for stop, (change, wheelchair) in sorted(policy.changes.items()):
        yield f"change at {stop}", f"{change / MINUTE:g}, with wheelchair {wheelchair / MINUTE:g} more"


def clock_text(seconds: int) -> str:
    """A time of the day as a pack writes it."""
    return f"{seconds // 3600:02}:{seconds // MINUTE % 60:02}"


def hours_text(hours: TimeWindow) -> str:
    """Two times of the day."""
    return f"{clock_text(hours.start)}-{clock_text(hours.end)}"
