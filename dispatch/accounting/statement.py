"""The account of a month: its figures, what every run cost, and who bears it, to the cent (B43).

An account holds nothing that tells of somebody in particular: groups of which too few people rode are left
out (B45), so that it can be kept when the rides themselves are deleted (B46).
"""

import json
from collections.abc import Mapping, Sequence
from dataclasses import asdict, dataclass
from datetime import date
from hashlib import sha256
from typing import Any

from dispatch.accounting.month import Month
from dispatch.accounting.telling import (
    BILLED,
    Riders,
    statistics,
    table_from_json,
    table_to_json,
    untelling,
)
from dispatch.figures import CostLine, Figures, PublicTable, cost_lines, figures
from dispatch.figures.equity import weighty
from dispatch.record import DayRecord
from mobility.errors import MobilityError
from mobility.region import Region

FORMAT = "account/1"

Tree = dict[str, Any]


@dataclass
class UnknownAccount(MobilityError):
    """A stored account that this program cannot read, or that is not what it was."""

    reason: str

    def __str__(self) -> str:
        return f"the stored account {self.reason}"


@dataclass(frozen=True, slots=True, kw_only=True)
class Line:
    """What one run cost, or a day of service besides its runs, and who bears it.

    Parameters
    ----------
    date
        Service day.
    shift, vehicle
        Which duty, and what its vehicle is called; empty for what a day costs besides.
    cents
        The cost.
    key
        Version of the key that divides it.
    parts
        What each municipality bears (cents): together the cost.
    """

    date: date
    shift: str
    vehicle: str
    cents: int
    key: int
    parts: Mapping[str, int]


@dataclass(frozen=True, slots=True, kw_only=True)
class Statement:
    """The account of a month.

    Parameters
    ----------
    month
        Which month.
    until
        The last day that is counted; before the end of the month the account is provisional.
    region
        Name of the region pack.
    rules, program
        Digests of the region pack, and of the program, that made the account.
    figures
        The key figures of these days; by groups as far as that tells of nobody (B45), and by municipality.
    lines
        What every run cost, in order of days.
    idle
        Days on which nobody was on duty.
    statistics
        Rides by Ortsteil and fate, fit to be published (B45).
    """

    month: Month
    until: date
    region: str
    rules: str
    program: str
    figures: Figures
    lines: tuple[Line, ...]
    idle: tuple[date, ...]
    statistics: PublicTable

    @property
    def complete(self) -> bool:
        """Whether all days of the month are counted."""
        return self.until == self.month.last

    @property
    def split(self) -> dict[str, int]:
        """What each municipality bears (cents): together exactly what the month cost."""
        parts = dict.fromkeys(self.figures.by[BILLED], 0)
        for line in self.lines:
            for name, cents in line.parts.items():
                parts[name] += cents
        return parts

    @property
    def revenue(self) -> dict[str, int]:
        """What the passengers of each municipality brought in (cents): together the revenue of the month.

        Those of whom nobody can tell where they live, as at a stop that is gone, stand under no name.
        """
        earned = {name: int(values["revenue_cents"] or 0) for name, values in self.figures.by[BILLED].items()}
        rest = int(self.figures.values["revenue_cents"] or 0) - sum(earned.values())
        return earned | ({"": rest} if rest else {})

    @property
    def keys(self) -> tuple[int, ...]:
        """The versions of the key that were in force."""
        return tuple(sorted({line.key for line in self.lines}))

    def to_text(self) -> str:
        """The account as it is stored: the same account, the same bytes."""
        tree: Tree = {
            "format": FORMAT,
            "month": str(self.month),
            "until": self.until.isoformat(),
            "region": self.region,
            "rules": self.rules,
            "program": self.program,
            "figures": self.figures.to_json(),
            "split": self.split,
            "lines": [asdict(line) | {"date": line.date.isoformat()} for line in self.lines],
            "idle": [day.isoformat() for day in self.idle],
            "statistics": table_to_json(self.statistics),
        }
        return json.dumps(tree, ensure_ascii=False, separators=(",", ":"))

    @property
    def digest(self) -> str:
        """Fingerprint of the account (SHA-256)."""
        return sha256(self.to_text().encode()).hexdigest()

    @classmethod
    def from_text(cls, text: str) -> "Statement":
        """The account that was stored; :class:`UnknownAccount` if it is of another format."""
        tree: Tree = json.loads(text)
        if tree.get("format") != FORMAT:
            raise UnknownAccount(f"has format {tree.get('format')!r}, this program knows {FORMAT!r}")
        return cls(
            month=Month.read(tree["month"]),
            until=date.fromisoformat(tree["until"]),
            region=tree["region"],
            rules=tree["rules"],
            program=tree["program"],
            figures=Figures.from_json(tree["figures"]),
            lines=tuple(
                Line(**(line | {"date": date.fromisoformat(line["date"])})) for line in tree["lines"]
            ),
            idle=tuple(map(date.fromisoformat, tree["idle"])),
            statistics=table_from_json(tree["statistics"]),
        )


def statement(
    month: Month, records: Sequence[DayRecord], region: Region, riders: Riders, made_by: tuple[str, str]
) -> Statement:
    """The account of the first days of a month, or of all of them.

    Parameters
    ----------
    month
        Which month.
    records
        Its days from the first on, in order, those without service too; at least one.
    region
        Where the stops lie, what the service costs and who pays.
    riders
        By reference, anything that tells people apart, to count how many different ones rode (B45).
    made_by
        Digests of the region pack and of the program.
    """
    whole = figures(records, region)
    rules, program = made_by
    return Statement(
        month=month,
        until=records[-1].service_day.date,
        region=region.slug,
        rules=rules,
        program=program,
        figures=Figures(weighty(whole), untelling(whole, records, region, riders)),
        lines=tuple(_line(each) for each in cost_lines(records, region)),
        idle=tuple(record.service_day.date for record in records if not record.drives),
        statistics=statistics(records, region, riders),
    )


def _line(line: CostLine) -> Line:
    shift = line.shift
    return Line(
        date=line.service_day.date,
        shift=shift.id if shift else "",
        vehicle=shift.vehicle.name if shift else "",
        cents=line.cents,
        key=line.key,
        parts=line.parts,
    )
