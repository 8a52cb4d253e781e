"""What the authority has permitted: the record that § 44 PBefG makes the frame of the service.

Line traffic on demand runs "zwischen bestimmten Einstiegs- und Ausstiegspunkten innerhalb eines festgelegten
Gebietes und festgelegter Bedienzeiten": a permit names points, area, hours and tariff (B1, B32). A new
permit is a new version; the old ones stay in the file.
"""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date
from itertools import pairwise
from pathlib import Path

from mobility.calendar import DayType
from mobility.errors import BrokenRegion
from mobility.promises import TimeWindow
from mobility.region.toml import Table, read_toml

FILE = "permit.toml"


@dataclass(frozen=True, slots=True)
class Permit:
    """One version of the permit.

    Parameters
    ----------
    version
        Counted up from 1.
    valid_from, valid_until
        First and last date; the last may be open.
    authority, reference
        Who gave it, and under which number.
    tariff
        The tariff that applies, and where it is published.
    municipalities
        The permitted area.
    points
        Ids of the stops between which rides may be offered; those of an old version may be gone.
    hours
        Permitted service hours by day type; a day type without hours has no service.
    """

    version: int
    valid_from: date
    valid_until: date | None
    authority: str
    reference: str
    tariff: str
    municipalities: tuple[str, ...]
    points: frozenset[str]
    hours: Mapping[DayType, TimeWindow]

    def holds(self, day: date) -> bool:
        """Whether it is in force on a date."""
        return self.valid_from <= day and (self.valid_until is None or day <= self.valid_until)


def load_permits(folder: Path) -> tuple[Permit, ...]:
    """All versions of the permit of a pack, the oldest first; none if the pack has no such file.

    Raises
    ------
    BrokenRegion
        If a key is missing, unknown or makes no sense, versions do not follow each other, or two are in
        force at once.
    """
    if not (folder / FILE).exists():
        return ()
    top = Table(FILE, "", read_toml(folder, FILE))
    permits = tuple(_permit(table) for table in top.tables("permit"))
    top.done()
    if [permit.version for permit in permits] != list(range(1, len(permits) + 1)):
        raise BrokenRegion(FILE, None, "does not count its versions 1, 2, 3 ...")
    for before, after in pairwise(permits):
        if before.valid_until is None or before.valid_until >= after.valid_from:
            reason = f"has version {before.version} still in force when version {after.version} begins"
            raise BrokenRegion(FILE, None, reason)
    return permits


def _permit(table: Table) -> Permit:
    hours = table.table("hours")
    permit = Permit(
        version=table.count("version"),
        valid_from=table.date("valid_from"),
        valid_until=table.date("valid_until") if "valid_until" in table else None,
        authority=table.text("authority"),
        reference=table.text("reference"),
        tariff=table.text("tariff"),
        municipalities=table.texts("municipalities"),
        points=frozenset(table.texts("points")),
        hours={day: hours.hours(day) for day in DayType if day in hours},
    )
    hours.done()
    table.done()
    return permit
