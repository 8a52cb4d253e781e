"""What ``[demand]`` of a pack says about who would ride where, and when."""

import re
from math import inf

from mobility.calendar import DayType
from mobility.clock import HOUR, MINUTE
from mobility.demand import DemandRules, Peak, Purpose, Ways
from mobility.needs import MAX_PASSENGERS
from mobility.region.toml import Table

ID = re.compile(r"[a-z0-9]+(_[a-z0-9]+)*")
END_OF_DAY = 24 * HOUR
MOST_PER_100 = 1000
"""Rides that 100 inhabitants may ask for on a day; more are a slip of the pen."""


def read_demand(table: Table) -> DemandRules:
    """The demand of a region.

    Raises
    ------
    BrokenRegion
        If a key is missing, unknown or has a value that makes no sense, or if nobody would ride on a school
        day, so that the level has nothing to be measured by.
    """
    hours, level = table.hours("hours"), table.weight("rides_per_100")
    if level > MOST_PER_100:
        raise table.broken("rides_per_100", f"is more than {MOST_PER_100}")
    if hours.end > END_OF_DAY:
        raise table.broken("hours", "end after 24:00")
    rules = DemandRules(
        rides_per_100=level,
        by_chance=table.flag("by_chance"),
        unknown_population=table.count("unknown_population"),
        main_stop=share(table, "main_stop"),
        nearness_m=positive(table, "nearness_m"),
        bound=share(table, "bound"),
        hours=hours,
        round=positive(table, "round_min") * MINUTE,
        at_once=share(table, "at_once"),
        days_before=weights(table, "days_before"),
        asking=_peaks(table, "asking"),
        notice=positive(table, "notice_min") * MINUTE,
        notice_spread=table.weight("notice_spread"),
        purposes=_purposes(table.table("purpose")),
    )
    table.done()
    if not any(each.outings(DayType.SCHOOL_DAY) for each in rules.purposes):
        raise table.broken("purpose", "has nothing to ride for on a school_day")
    return rules


def share(table: Table, key: str) -> float:
    """A number from 0 to 1."""
    value = table.weight(key)
    if value > 1:
        raise table.broken(key, "is more than 1")
    return value


def positive(table: Table, key: str) -> int:
    """A whole number from 1 on."""
    if not (value := table.count(key)):
        raise table.broken(key, "is 0")
    return value


def weights(table: Table, key: str) -> tuple[float, ...]:
    """Numbers from 0 on, at least one of them more."""
    values = []
    for value in table.values(key):
        if not isinstance(value, int | float) or isinstance(value, bool) or not 0 <= value < inf:
            raise table.broken(key, f"has {value!r}, which is not a number from 0 on")
        values.append(float(value))
    if not any(values):
        raise table.broken(key, "has no number above 0")
    return tuple(values)


def _purposes(table: Table) -> tuple[Purpose, ...]:
    found = []
    for key in sorted(table):
        if not ID.fullmatch(key):
            raise table.broken(key, "has other signs than lower-case letters, digits and underscores")
        found.append(_purpose(key, table.table(key)))
    return tuple(found)


def _purpose(key: str, table: Table) -> Purpose:
    parties = weights(table, "parties")
    if len(parties) > MAX_PASSENGERS:
        raise table.broken("parties", f"has more than {MAX_PASSENGERS} sizes")
    purpose = Purpose(
        id=key,
        share=table.weight("share"),
        days=_days(table.table("days")) if "days" in table else {},
        kinds=_kinds(table),
        ways=_ways(table.table("ways")),
        there=_peaks(table, "there"),
        stay=table.count("stay_min") * MINUTE,
        stay_spread=table.count("stay_spread_min") * MINUTE,
        arrive=share(table, "arrive"),
        parties=parties,
        wheelchair=share(table, "wheelchair"),
        walker=share(table, "walker"),
        pram=share(table, "pram"),
        prebooked=share(table, "prebooked"),
        patience=table.count("patience_min") * MINUTE,
    )
    table.done()
    return purpose


def _days(table: Table) -> dict[DayType, float]:
    days = {day: table.weight(day) for day in DayType if day in table}
    table.done()
    return days


def _kinds(table: Table) -> dict[str, float]:
    listed = table.table("kinds")
    kinds = {kind: listed.weight(kind) for kind in sorted(listed)}
    if not any(kinds.values()):
        raise table.broken("kinds", "has no weight above 0")
    return kinds


def _ways(table: Table) -> Ways:
    ways = Ways(table.weight("both"), table.weight("there"), table.weight("back"))
    if not ways.both + ways.there + ways.back:
        raise table.broken("both, there, back", "are all 0")
    table.done()
    return ways


def _peaks(table: Table, key: str) -> tuple[Peak, ...]:
    peaks = []
    for each in table.tables(key):
        weight = each.weight("weight") if "weight" in each else 1.0
        peaks.append(Peak(each.clock("at"), each.count("spread_min") * MINUTE, weight))
        each.done()
    if not any(peak.weight for peak in peaks):
        raise table.broken(key, "has no peak with a weight above 0")
    return tuple(peaks)
