"""What an account may say about groups of people: nothing that tells of somebody in particular (B45)."""

from collections.abc import Callable, Iterable, Mapping, Sequence
from types import MappingProxyType
from typing import Any

from dispatch.figures import Count, Figures, Groups, PublicTable, publishable, suppressed
from dispatch.figures.measured import need
from dispatch.figures.suppression import TOTAL, Entry
from dispatch.record import Asking, DayRecord, Fate
from mobility.answers import CODES
from mobility.clock import HOUR
from mobility.declines import ServedByLine, Unanswered
from mobility.region import Region

BILLED = "municipality"
"""The groups that pay: their figures are part of every bill, however few people live there."""

UNMET, BY_LINE = Fate.DECLINED.value, ServedByLine.__name__
OUTCOMES = (*(fate.value for fate in Fate), BY_LINE)
"""What becomes of requests. Wishes that a line serves are no failure and are counted apart (B10)."""
REASONS = tuple(sorted(kind.__name__ for kind in CODES.values() if kind is not ServedByLine))
"""Why nothing could be promised to those whom no line serves."""
PARTS: Mapping[str, str] = MappingProxyType(dict.fromkeys(REASONS, UNMET))
"""By column of what is told of requests, the column that it is part of."""

Riders = Mapping[str, str]
"""By reference, anything that tells people apart."""


def untelling(whole: Figures, records: Sequence[DayRecord], region: Region, riders: Riders) -> Groups:
    """The figures of groups without those of which too few people asked, nor from which these follow."""
    named: dict[str, Callable[[Asking], str]] = {
        "ortsteil": lambda asking: _ortsteil(region, asking),
        "hour": lambda asking: f"{asking.request.wish.time // HOUR:02d}",
        "need": need,
        "reason": lambda asking: asking.reason,
    }
    askings = [asking for record in records for asking in record.askings]
    kept = {BILLED: whole.by[BILLED]}
    for dimension, name in named.items():
        people: dict[str, list[str]] = {}
        for asking in askings:
            people.setdefault(name(asking), []).append(_rider(asking, riders))
        everybody = [rider for found in people.values() for rider in found]
        told = suppressed({group: _count(found) for group, found in people.items()}, _count(everybody))
        groups = whole.by[dimension]
        kept[dimension] = {group: groups[group] for group in sorted(groups) if told.get(group)}
    return kept


def requests_told(asked: Iterable[tuple[Asking, str]], region: Region) -> PublicTable:
    """All that may be published of requests by the Ortsteil in which people live, in a single table (B45).

    Its columns are what became of them (:data:`OUTCOMES`) and, of those for whom nothing could be promised,
    the reasons (:data:`REASONS`). Statistics and map show parts of it: if each left out numbers by itself,
    some of them would follow from both together.

    Parameters
    ----------
    asked
        Requests, each with anything that tells apart who asked.
    region
        Where the stops lie.
    """
    entries = [Entry(_ortsteil(region, asking), _end(asking), rider) for asking, rider in asked]
    rows = [ortsteil.name for ortsteil in region.ortsteile]
    return publishable(entries, rows, (*OUTCOMES, *REASONS), PARTS)


def statistics(records: Sequence[DayRecord], region: Region, riders: Riders) -> PublicTable:
    """Requests by the Ortsteil in which people live and by what became of them, fit to be published."""
    asked = ((asking, _rider(asking, riders)) for record in records for asking in record.askings)
    return requests_told(asked, region).part(OUTCOMES)


def table_to_json(table: PublicTable) -> dict[str, Any]:
    """A table as JSON has it; ``null`` is what must not be told, else rides and riders."""
    rows, columns = (*table.rows, TOTAL), (*table.columns, TOTAL)
    cells = [[table.cells[row, column] for column in columns] for row in rows]
    return {"rows": list(table.rows), "columns": list(table.columns), "cells": cells}


def table_from_json(tree: Mapping[str, Any]) -> PublicTable:
    """The table that was written."""
    rows, columns = tuple(tree["rows"]), tuple(tree["columns"])
    cells = {
        (row, column): Count(*cell) if cell else None
        for row, line in zip((*rows, TOTAL), tree["cells"], strict=True)
        for column, cell in zip((*columns, TOTAL), line, strict=True)
    }
    return PublicTable(rows, columns, cells)


def _count(people: Sequence[str]) -> Count:
    return Count(len(people), len(set(people)))


def _end(asking: Asking) -> str:
    """What became of a request, as precisely as it is told."""
    if asking.fate is not Fate.DECLINED:
        return asking.fate.value
    return asking.reason if asking.reason in {*REASONS, BY_LINE} else Unanswered.__name__


def _rider(asking: Asking, riders: Riders) -> str:
    return riders.get(asking.request.reference, asking.request.reference)


def _ortsteil(region: Region, asking: Asking) -> str:
    return region.stops[asking.home].ortsteil if asking.home in region.stops else ""
