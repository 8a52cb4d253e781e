"""What maps draw, as GeoJSON: the region from its pack, and the runs of a day along our own roads.

Every point names the entries of the list beside the map that say the same in words, by their HTML ids.
"""

import json
from collections import defaultdict
from collections.abc import Iterable, Iterator
from dataclasses import asdict, dataclass
from itertools import pairwise
from typing import Any

from dispatch.roads import Paths
from dispatch.roads.drawing import MAP
from mobility.day import Day
from mobility.fleet import Shift
from mobility.region import Ortsteil, Region, Stop

Feature = dict[str, Any]

CORE_TOWN = 1_000_000
"""Weight of a town's label; those of Ortsteile weigh as much as people live there."""


@dataclass(frozen=True, slots=True)
class RunStyle:
    """How the line of a run is drawn.

    The pattern tells it apart where colours do not; later runs are narrower and lie on top, so that all are
    seen on a road they share.
    """

    colour: str
    dash: str
    weight: int


RUN_STYLES = (
    RunStyle("#0a6b2e", "", 8),
    RunStyle("#01618a", "14 8", 6),
    RunStyle("#a32018", "2 9", 4),
    RunStyle("#6b3fa0", "18 6 3 6", 4),
    RunStyle("#7a4b00", "8 8", 3),
    RunStyle("#151513", "2 5 10 5", 3),
)
SEVERAL_RUNS = "#151513"


def stop_entry(stop: Stop) -> str:
    """Id of a stop's entry in the list."""
    return f"halt-{stop.id}"


def region_layer(region: Region) -> Feature:
    """Roads, settlements and stops."""
    roads = json.loads((region.folder / MAP).read_text(encoding="ascii"))["features"]
    return collection([*_roads(roads), *_settlements(region.ortsteile), *_stops(region.stops.values())])


def _roads(roads: Iterable[Feature]) -> Iterator[Feature]:
    for road in roads:
        kind = "street" if road["properties"]["kind"] == "settlement" else "road"
        yield feature(road["geometry"], kind=kind)


def _settlements(ortsteile: Iterable[Ortsteil]) -> Iterator[Feature]:
    for ort in ortsteile:
        weight = (ort.population or 0) if not ort.core else CORE_TOWN
        yield point(ort.lat, ort.lon, kind="settlement", name=ort.name, weight=weight, town=ort.core)


def _stops(stops: Iterable[Stop]) -> Iterator[Feature]:
    for stop in stops:
        kind = "station" if stop.station else "stop"
        yield point(stop.lat, stop.lon, kind=kind, entries=[stop_entry(stop)])


@dataclass(frozen=True, slots=True)
class DrawnCall:
    """A stop call as map and list show it.

    Parameters
    ----------
    entry
        Id of its entry in the list.
    stop, time
        Where and when (s).
    on, off
        How many passengers get on and off.
    """

    entry: str
    stop: str
    time: int
    on: int
    off: int


@dataclass(frozen=True, slots=True)
class DrawnRun:
    """A run as map and list show it: no passenger is named."""

    shift: Shift
    style: RunStyle
    calls: tuple[DrawnCall, ...]


def drawn_runs(day: Day) -> list[DrawnRun]:
    """The runs of a day, one for each shift, the earliest first."""
    passengers = {booking.reference: booking.request.needs.passengers for booking in day.bookings}

    def count(references: Iterable[str]) -> int:
        return sum(passengers[reference] for reference in references)

    def calls(shift: Shift) -> Iterator[DrawnCall]:
        for number, call in enumerate(day.plan.run(shift.id).stop_calls(), start=1):
            entry = f"halt-{shift.id}-{number}"
            yield DrawnCall(entry, call.stop, call.time, count(call.pickups), count(call.dropoffs))

    return [
        DrawnRun(shift, RUN_STYLES[number % len(RUN_STYLES)], tuple(calls(shift)))
        for number, shift in enumerate(sorted(day.shifts, key=lambda shift: shift.hours.start))
    ]


def runs_layer(region: Region, paths: Paths, day: Day) -> Feature:
    """The runs of a day from depot to depot, and one point for each stop they call at."""
    runs = [run for run in drawn_runs(day) if run.calls]
    called = defaultdict[str, list[tuple[DrawnRun, DrawnCall]]](list)
    for run in runs:
        for call in run.calls:
            called[call.stop].append((run, call))
    points = [_called(region.stops[stop], here) for stop, here in called.items()]
    return collection([*(_line(paths, run) for run in runs), *points])


def _line(paths: Paths, run: DrawnRun) -> Feature:
    depot = run.shift.depot
    stops = [depot, *(call.stop for call in run.calls), depot]
    course = [point for a, b in pairwise(stops) for point in paths.line(a, b)]
    geometry = {"type": "LineString", "coordinates": course}
    return feature(geometry, kind="run", run=run.shift.id, **asdict(run.style))


def _called(stop: Stop, here: list[tuple[DrawnRun, DrawnCall]]) -> Feature:
    colours = {run.style.colour for run, _ in here}
    return point(
        stop.lat,
        stop.lon,
        kind="call",
        runs=sorted({run.shift.id for run, _ in here}),
        colour=colours.pop() if len(colours) == 1 else SEVERAL_RUNS,
        text=str(len(here)),
        entries=[call.entry for _, call in here],
    )


def point(lat: float, lon: float, **properties: object) -> Feature:
    """A point with what is to be known of it."""
    return feature({"type": "Point", "coordinates": [lon, lat]}, **properties)


def feature(geometry: Feature, **properties: object) -> Feature:
    """A geometry with what is to be known of it."""
    return {"type": "Feature", "properties": properties, "geometry": geometry}


def collection(features: list[Feature]) -> Feature:
    """Everything a layer draws."""
    return {"type": "FeatureCollection", "features": features}
