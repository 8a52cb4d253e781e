"""Giving a pack the roads of OpenStreetMap: graph, source and travel times, or nothing at all."""

from dataclasses import dataclass, replace
from datetime import date
from pathlib import Path

from dispatch.packs.calibrate import Fit, fit_pack, write_factor
from dispatch.packs.sources import name_source
from dispatch.packs.workbench import workbench
from dispatch.roads import build_matrix
from dispatch.roads.extract import Progress
from dispatch.roads.network import RoadReport, save_network
from dispatch.roads.osm import Extract, read_extract, read_overpass
from mobility.errors import BrokenRegion
from mobility.region import Source
from mobility.region.settings import load_settings

MADE = ("roads.graphml.gz", "roads.geojson", "matrix.npz", "paths.npz")
"""Files of a pack that come from its roads."""


@dataclass(frozen=True, slots=True)
class Made:
    """New roads of a pack.

    Parameters
    ----------
    roads
        What they are like.
    fit
        How fast scheduled buses are on them; ``None`` if the timetable has none.
    """

    roads: RoadReport
    fit: Fit | None


def roads_from_file(
    folder: Path, file: Path, as_of: date | None, progress: Progress, *, calibrate: bool = False
) -> Made:
    """Make the roads of a pack out of an extract, and all that is built from them.

    Parameters
    ----------
    folder
        The pack; it stays as it was if anything is wrong.
    file
        An OpenStreetMap extract.
    as_of
        The day of the data, if the file does not tell or is wrong.
    progress
        Told what is done next.
    calibrate
        Whether to fit the speeds to the buses in the pack's timetable.

    Raises
    ------
    BrokenRegion
        If the pack or the extract is broken, the extract does not tell of which day it is, or a stop or a
        settlement has no road.
    """
    with workbench(folder) as draft:
        extract = read_extract(file, load_settings(draft).bounds, progress)
        day = as_of or extract.as_of
        if day is None:
            raise BrokenRegion(file.name, None, "does not tell of which day it is: say it with --as-of DATE")
        _name(draft, day, file.name)
        return _take(draft, extract, progress, calibrate=calibrate)


def roads_from_overpass(folder: Path, today: date, progress: Progress, *, calibrate: bool = False) -> Made:
    """Make the roads of a pack out of what Overpass says today, and all that is built from them.

    Raises
    ------
    BrokenRegion
        If Overpass cannot be reached, the pack is broken, or a stop or a settlement has no road.
    """
    with workbench(folder) as draft:
        extract = read_overpass(load_settings(draft).bounds, today, progress)
        _name(draft, today, "Overpass")
        return _take(draft, extract, progress, calibrate=calibrate)


def _name(draft: Path, day: date, origin: str) -> None:
    source = Source(
        files=MADE,
        title=f"Straßen aus OpenStreetMap ({origin})",
        licence="ODbL 1.0",
        attribution="© OpenStreetMap contributors",
        as_of=day.isoformat(),
    )
    name_source(draft, source)


def _take(draft: Path, extract: Extract, progress: Progress, *, calibrate: bool) -> Made:
    made = _build(draft, extract, progress)
    if not calibrate:
        return made
    if made.fit is None:
        raise BrokenRegion("timetable.zip", None, "has no buses to which speeds could be fitted")
    progress(f"setting speeds for a factor of {made.fit.factor}")
    write_factor(draft, made.fit.factor)
    return replace(_build(draft, extract, progress), fit=made.fit)


def _build(draft: Path, extract: Extract, progress: Progress) -> Made:
    progress("joining stops to roads")
    report = save_network(draft, extract.graph.copy())
    progress("finding the ways between all stops")
    build_matrix(draft)
    return Made(report, fit_pack(draft))
