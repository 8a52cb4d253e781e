"""Fitting the speed on roads to the run times of scheduled buses."""

import re
from collections.abc import Callable, Iterable
from dataclasses import dataclass
from itertools import pairwise
from pathlib import Path

from dispatch.travel import load_travel
from mobility.clock import MINUTE
from mobility.lines import LineRun
from mobility.region import load_region

SETTINGS = "region.toml"

DWELL = 20
"""What a stop on the way costs a bus (s): 21.6 in a fit of 111 runs round Bad Belzig, timetable of 2021."""

SHORTEST = 5 * MINUTE
"""Timetables count in minutes; shorter runs tell little."""

ODD = 2.0
"""A run that takes so many times longer, or shorter, than its roads goes other ways, or waits."""

TABLE = re.compile(r"^\[roads\].*\n", re.MULTILINE)
VALUE = re.compile(r"(?<=^speed_factor)(\s*=\s*)[^\s#]+", re.MULTILINE)


@dataclass(frozen=True, slots=True)
class Fit:
    """The speed factor with which roads take as long as scheduled buses do on them.

    Parameters
    ----------
    factor
        By which all speeds of roads are to be multiplied, as ``[roads] speed_factor`` in the settings.
    now
        The factor with which the roads were made.
    runs
        How many runs it was fitted to.
    """

    factor: float
    now: float
    runs: int


def fit_pack(folder: Path) -> Fit | None:
    """The factor that fits the buses of a pack whose travel times have been built.

    Returns
    -------
    ``None`` if its timetable has no buses that tell anything.

    Raises
    ------
    BrokenRegion
        If the pack or its travel times are broken.
    """
    region, travel = load_region(folder), load_travel(folder)
    trains = {train.id for calls in region.timetable.calls.values() for _, train in calls}
    buses = [run for run in region.lines.runs if run.id not in trains]
    return fit(buses, travel.seconds, region.road_rules.speed_factor)


def fit(runs: Iterable[LineRun], seconds: Callable[[str, str], int], now: float) -> Fit | None:
    """The factor that fits some runs: least squares through the origin, of scheduled over modelled time.

    Parameters
    ----------
    runs
        Scheduled buses.
    seconds
        Modelled driving time from stop to stop (s).
    now
        The factor that is in these times already.
    """
    pairs = [(scheduled, driven) for scheduled, driven in (_times(run, seconds) for run in runs) if driven]
    told = [pair for pair in pairs if pair[0] >= SHORTEST and 1 / ODD <= pair[0] / pair[1] <= ODD]
    if not told:
        return None
    slope = sum(scheduled * driven for scheduled, driven in told) / sum(driven**2 for _, driven in told)
    return Fit(round(now / slope, 2), now, len(told))


def write_factor(folder: Path, factor: float) -> None:
    """Write the speed factor into the settings of a pack; all other text stays as it is."""
    path = folder / SETTINGS
    text = path.read_text(encoding="utf-8")
    table = TABLE.search(text)
    if not table:
        text = f"{text.rstrip()}\n\n[roads]\nspeed_factor = {factor}\n"
    else:
        begin, end = table.end(), text.find("\n[", table.end())
        end = len(text) if end < 0 else end
        own, changed = VALUE.subn(rf"\g<1>{factor}", text[begin:end], count=1)
        text = text[:begin] + ("" if changed else f"speed_factor = {factor}\n") + own + text[end:]
    path.write_text(text, encoding="utf-8")


def _times(run: LineRun, seconds: Callable[[str, str], int]) -> tuple[int, int]:
    """How long a run takes by its timetable, stops on the way taken off, and on its roads (s)."""
    scheduled = run.calls[-1].arrives - run.calls[0].departs - DWELL * (len(run.calls) - 2)
    driven = sum(seconds(a.stop, b.stop) for a, b in pairwise(run.calls))
    return scheduled, driven
