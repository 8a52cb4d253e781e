"""Checking a region pack: everything that is missing or odd, as typed findings."""

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date
from pathlib import Path

from dispatch.packs.check.findings import Finding, Grade, Kind, Spot
from dispatch.packs.check.places import check_places
from dispatch.packs.check.service import check_service
from dispatch.packs.check.ways import check_ways
from dispatch.roads.build import load_graph
from dispatch.travel import load_travel
from mobility.errors import BrokenRegion
from mobility.region import Region, load_region

__all__ = ["Checked", "Finding", "Grade", "Kind", "Spot", "check_pack"]


@dataclass(frozen=True, slots=True)
class Checked:
    """A region pack and what was found in it.

    Parameters
    ----------
    region
        The region; ``None`` if it cannot be loaded.
    findings
        In order: the worst first.
    """

    region: Region | None
    findings: tuple[Finding, ...]

    def count(self, grade: Grade) -> int:
        """How many findings of a grade there are."""
        return sum(finding.grade is grade for finding in self.findings)


def check_pack(name_or_folder: str | Path, today: date) -> Checked:
    """Look for everything that is missing or odd in a pack.

    Parameters
    ----------
    name_or_folder
        As :func:`mobility.region.load_region` takes it.
    today
        Against which ages and ends are measured.
    """
    try:
        region = load_region(name_or_folder)
    except BrokenRegion as error:
        return Checked(None, (Finding(Kind.BROKEN, {"reason": str(error)}),))
    findings = [*check_places(region), *_roads(region), *check_service(region, today)]
    return Checked(region, tuple(sorted(findings, key=lambda finding: finding.order)))


def _roads(region: Region) -> Iterator[Finding]:
    try:
        travel, graph = load_travel(region.folder), load_graph(region.folder)
    except BrokenRegion as error:
        yield Finding(Kind.STALE, {"reason": str(error)})
        return
    yield from check_ways(region, travel, graph)
