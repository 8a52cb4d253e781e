"""The runs of 2021 that touch an area, with the days on which they ran."""

import json
import re
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import UTC, date, datetime, time
from enum import StrEnum
from itertools import pairwise

from dispatch.packs.vbb.packages import TRIPS, Cache
from dispatch.packs.vbb.stations import Place
from mobility.clock import BERLIN
from mobility.ground import metres

KPH = 3.6
"""Kilometres an hour in a metre a second."""

FASTEST_KPH = 65.0
"""No bus keeps that up from stop to stop, as the crow flies, to the end of its run: who seems to calls only
where somebody has booked. Of the runs round Bad Belzig none had between 57 and 75 km/h."""


class Mode(StrEnum):
    """What a run is driven with, and whether it comes without a call."""

    BUS = "bus"
    BOOKED_BUS = "booked_bus"
    TRAIN = "train"


@dataclass(frozen=True, slots=True)
class Stopover:
    """One stop on the way of a run.

    Parameters
    ----------
    place
        The station.
    arrives, departs
        Seconds of the service day.
    """

    place: Place
    arrives: int
    departs: int


@dataclass(frozen=True, slots=True)
class PastRun:
    """A bus or train that ran at the same time of several days.

    Parameters
    ----------
    id
        Its schedule in the package, and when it begins: ``1tY3gz_0705``.
    line
        What stands on it.
    mode
        What it is driven with.
    calls
        Two or more.
    days
        The dates on which it ran.
    """

    id: str
    line: str
    mode: Mode
    calls: tuple[Stopover, ...]
    days: frozenset[date]


def past_runs(cache: Cache, stations: Mapping[str, Place], wanted: Iterable[str]) -> list[PastRun]:
    """The runs that call at certain stations, in the order of their ids.

    Calls at stations that the list of 2021 does not know are left out; so are runs of which fewer than two
    calls are left.

    Parameters
    ----------
    cache
        The packages.
    stations
        All of 2021, by their ids and those of their masts and platforms.
    wanted
        Some of these ids.

    Raises
    ------
    NoPackage
        If a package cannot be had.
    """
    lines = {line["id"]: line for line in map(json.loads, cache.lines(TRIPS, "data/lines.ndjson"))}
    # few of the schedules matter, and reading one takes much longer than looking for its stops
    named = re.compile("|".join(f'"{key}"' for key in sorted(wanted)).encode())
    found: dict[str, PastRun] = {}
    for row in cache.lines(TRIPS, "data/schedules.ndjson"):
        if named.search(row, 0, row.index(b'"sequence"')):
            schedule = json.loads(row)
            for run in _runs(schedule, lines[schedule["route"]["line"]], stations):
                # when a line gets another number in the package, its schedules keep theirs
                before = found.get(run.id)
                found[run.id] = replace(run, days=run.days | before.days) if before else run
    return sorted(found.values(), key=lambda run: run.id)


def _runs(
    schedule: Mapping[str, object], line: Mapping[str, str | None], stations: Mapping[str, Place]
) -> Iterator[PastRun]:
    match schedule:
        case {
            "id": str(key),
            "route": {"stops": list(stops)},
            "sequence": list(sequence),
            "starts": list(starts),
        }:
            pass
        case _:
            raise ValueError(f"{schedule.get('id')} is no schedule")
    for begin, days in sorted(_by_time_of_day(starts).items()):
        calls = tuple(
            Stopover(stations[stop], begin + times["arrival"], begin + times["departure"])
            for stop, times in zip(stops, sequence, strict=True)
            if stop in stations
        )
        if len(calls) > 1:
            clock = f"{begin // 3600:02}{begin % 3600 // 60:02}"
            yield PastRun(f"{key}_{clock}", str(line["name"]), _mode(line, calls), calls, days)


def _mode(line: Mapping[str, str | None], calls: Sequence[Stopover]) -> Mode:
    if line["mode"] == Mode.TRAIN:
        return Mode.TRAIN
    way = sum(metres(a.place, b.place) for a, b in pairwise(calls))
    took = calls[-1].arrives - calls[0].departs
    return Mode.BOOKED_BUS if way * KPH > FASTEST_KPH * took else Mode.BUS


def _by_time_of_day(starts: Iterable[int]) -> dict[int, frozenset[date]]:
    """The dates on which a run began, by seconds of the day.

    The package counts them from midnight, also on the two days on which clocks change: by the clock, a run of
    10:07 would have gone at 11:07 on 28 March.
    """
    found: dict[int, set[date]] = {}
    for start in starts:
        day = datetime.fromtimestamp(start, BERLIN).date()
        midnight = datetime.combine(day, time(), BERLIN).astimezone(UTC)
        found.setdefault(start - int(midnight.timestamp()), set()).add(day)
    return {begin: frozenset(days) for begin, days in found.items()}
