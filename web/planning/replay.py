"""A simulated day on the map, moment by moment: where the vehicles are, who is on board, what happens."""

from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from datetime import date
from itertools import pairwise
from typing import Any

from flask import Blueprint, Response, abort, render_template, request, url_for

from dispatch.record import DayRecord, Drive, DrivenCall
from dispatch.roads import Paths
from mobility.clock import ServiceDay
from mobility.region import Region
from web import layers, maps
from web.access import PLANNERS, staff
from web.layers import RUN_STYLES, Feature, RunStyle
from web.planning.pictured import Pictured, simulated
from web.resident import office

bp = Blueprint("planning_replay", __name__, url_prefix="/planung")

CELL = "/<study_id>/variante/<int:number>/durchlauf/<int:seed>/ablauf"


@dataclass(frozen=True, slots=True)
class Halt:
    """A vehicle at a stop.

    Parameters
    ----------
    entry
        Id of its entry in the list.
    vehicle, run
        Name of the vehicle, and id of its run.
    stop
        Name of the stop.
    arrives, departs
        From when to when it stands there (s).
    on, off, absent
        How many passengers get on, get off, and were not there.
    aboard
        How many passengers are on board when it leaves.
    broken
        Whether the vehicle broke down here.
    """

    entry: str
    vehicle: str
    run: str
    stop: str
    arrives: int
    departs: int
    on: int
    off: int
    absent: int
    aboard: int
    broken: bool


@dataclass(frozen=True, slots=True)
class Replayed:
    """What one vehicle drove: its style on the map, and where it stood and when."""

    run: str
    vehicle: str
    style: RunStyle
    drive: Drive
    halts: tuple[Halt, ...]


@bp.get(CELL)
@staff(*PLANNERS)
def show(study_id: str, number: int, seed: int) -> str:
    """The day with its runs; without script the list of all calls in order of time."""
    pictured = simulated(office(), study_id, number, seed)
    record = _day(pictured)
    here: dict[str, Any] = {
        "study_id": study_id,
        "number": number,
        "seed": seed,
        "tag": record.service_day.date.isoformat(),
    }
    runs = [] if pictured.real else replayed(office().region, record)
    return render_template(
        "planning/replay.html",
        pictured=pictured,
        day=record.service_day,
        days=[each.service_day.date for each in pictured.records],
        here=here,
        runs=runs,
        halts=in_order(runs),
        first=min((run.halts[0].arrives for run in runs if run.halts), default=0),
        last=max((run.halts[-1].departs for run in runs if run.halts), default=0),
        runs_address=url_for("planning_replay.layer", **here),
        courses_address=url_for("planning_replay.courses", **here),
        attribution=maps.attribution(office().region),
    )


@bp.get(f"{CELL}.geojson")
@staff(*PLANNERS)
def layer(study_id: str, number: int, seed: int) -> Response:
    """The runs of the day as lines for the map."""
    runs = replayed(office().region, _invented(simulated(office(), study_id, number, seed)))
    lines = (_line(maps.paths(), run) for run in runs if run.halts)
    return Response(maps.compact(layers.collection(list(lines))), mimetype=maps.GEOJSON)


@bp.get(f"{CELL}.json")
@staff(*PLANNERS)
def courses(study_id: str, number: int, seed: int) -> Response:
    """When each vehicle is where, for the map that moves."""
    record = _invented(simulated(office(), study_id, number, seed))
    runs = replayed(office().region, record)
    moving = [_course(office().region, maps.paths(), record.service_day, run) for run in runs if run.halts]
    return Response(maps.compact({"runs": moving}), mimetype="application/json")


def replayed(region: Region, record: DayRecord) -> list[Replayed]:
    """What each vehicle drove, the earliest duty first."""
    drives = sorted(record.drives, key=lambda drive: (drive.shift.hours.start, drive.shift.id))
    riders = {asking.request.reference: asking.request.needs.passengers for asking in record.askings}
    return [
        Replayed(
            drive.shift.id,
            drive.shift.vehicle.name,
            RUN_STYLES[number % len(RUN_STYLES)],
            drive,
            tuple(_halts(region, riders, drive)),
        )
        for number, drive in enumerate(drives)
    ]


def in_order(runs: Iterable[Replayed]) -> list[Halt]:
    """All calls of all vehicles in order of time."""
    return sorted((halt for run in runs for halt in run.halts), key=lambda halt: (halt.arrives, halt.entry))


def _halts(region: Region, riders: dict[str, int], drive: Drive) -> Iterator[Halt]:
    aboard = 0
    for number, call in enumerate(drive.calls, start=1):
        on = sum(riders.get(moment.reference, 0) for moment in call.on)
        off = sum(riders.get(moment.reference, 0) for moment in call.off)
        aboard += on - off
        yield Halt(
            entry=f"halt-{drive.shift.id}-{number}",
            vehicle=drive.shift.vehicle.name,
            run=drive.shift.id,
            stop=region.stops[call.stop].name if call.stop in region.stops else "Betriebshof",
            arrives=call.arrives,
            departs=call.departs,
            on=on,
            off=off,
            absent=len(call.absent),
            aboard=aboard,
            broken=drive.broke_down is not None and number == len(drive.calls),
        )


def _line(paths: Paths, run: Replayed) -> Feature:
    course = [point for a, b in pairwise(run.drive.calls) for point in _way(paths, a, b)]
    geometry = {"type": "LineString", "coordinates": course}
    style = run.style
    return layers.feature(
        geometry, kind="run", run=run.run, colour=style.colour, dash=style.dash, weight=style.weight
    )


def _course(region: Region, paths: Paths, day: ServiceDay, run: Replayed) -> dict[str, Any]:
    """The legs of a run: from when to when, along which points, and what is on board; and its calls."""
    pairs = zip(pairwise(run.drive.calls), run.halts[:-1], strict=True)
    return {
        "run": run.run,
        "vehicle": run.vehicle,
        "colour": run.style.colour,
        "legs": [
            {"from": a.departs, "to": b.arrives, "aboard": halt.aboard, "line": _way(paths, a, b)}
            for (a, b), halt in pairs
        ],
        "halts": [
            {"entry": halt.entry, "stop": halt.stop, "from": halt.arrives, "to": halt.departs,
             "aboard": halt.aboard, "at": _place(region, call), "clock": f"{day.local(halt.arrives):%-H:%M}"}
            for halt, call in zip(run.halts, run.drive.calls, strict=True)
        ],
    }  # fmt: skip


def _way(paths: Paths, a: DrivenCall, b: DrivenCall) -> list[tuple[float, float]]:
    """The line from one call to the next; none where the roads do not know a place."""
    try:
        return paths.line(a.stop, b.stop)
    except KeyError:
        return []


def _place(region: Region, call: DrivenCall) -> tuple[float, float] | None:
    stop = region.stops.get(call.stop)
    return (stop.lon, stop.lat) if stop else None


def _invented(pictured: Pictured) -> DayRecord:
    """The day that the address names, if nobody in it is real: single rides are shown (B45)."""
    return abort(404) if pictured.real else _day(pictured)


def _day(pictured: Pictured) -> DayRecord:
    """The day that the address names, the first without."""
    try:
        wanted = date.fromisoformat(request.args["tag"])
    except (KeyError, ValueError):
        return pictured.records[0]
    found = [record for record in pictured.records if record.service_day.date == wanted]
    return found[0] if found else abort(404)
