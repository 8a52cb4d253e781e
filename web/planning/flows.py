"""From where to where people ride: lines between Ortsteile on the map, and the list that says the same."""

from collections import defaultdict
from dataclasses import dataclass
from typing import Any

from flask import Blueprint, Response, render_template, url_for
from flask.typing import ResponseReturnValue

from dispatch.accounting import Month
from dispatch.figures import Count, suppressed
from dispatch.record import Fate
from mobility.region import Region
from web import layers, maps
from web.access import PLANNERS, staff
from web.charts import Numbers
from web.planning.downloads import table
from web.planning.pictured import Pictured, ortsteil_of, served, simulated
from web.resident import office

bp = Blueprint("planning_flows", __name__, url_prefix="/planung")

CELL = "/<study_id>/variante/<int:number>/durchlauf/<int:seed>/wege"
WIDEST, NARROWEST = 16, 2
"""Of a line (px)."""


@dataclass(frozen=True, slots=True)
class Flow:
    """Rides between two Ortsteile, both ways, or inside one.

    Parameters
    ----------
    entry
        Id of its entry in the list.
    a, b
        The two; the same if the rides stay inside.
    rides
        How many bookings were carried.
    """

    entry: str
    a: str
    b: str
    rides: int


@dataclass(frozen=True, slots=True)
class Flows:
    """All flows that may be told, the largest first; and how many must not be."""

    shown: tuple[Flow, ...]
    left_out: int


@bp.get(CELL)
@staff(*PLANNERS)
def show(study_id: str, number: int, seed: int) -> str:
    """The flows of a simulation."""
    here: dict[str, Any] = {"study_id": study_id, "number": number, "seed": seed}
    return _page(
        simulated(office(), study_id, number, seed),
        url_for("planning_flows.layer", **here),
        url_for("planning_flows.numbers", **here),
    )


@bp.get(f"{CELL}.geojson")
@staff(*PLANNERS)
def layer(study_id: str, number: int, seed: int) -> Response:
    """The same for the map."""
    return _layer(simulated(office(), study_id, number, seed))


@bp.get(f"{CELL}.csv")
@staff(*PLANNERS)
def numbers(study_id: str, number: int, seed: int) -> ResponseReturnValue:
    """The same as a table."""
    found = flows(office().region, simulated(office(), study_id, number, seed))
    return table(_numbers(found), f"wege-{study_id}-{number}-{seed}")


@bp.get("/betrieb/wege")
@staff(*PLANNERS)
def show_served() -> str:
    """The flows of the real service."""
    pictured, month = served(office())
    asked: dict[str, Any] = {"monat": str(month)}
    return _page(
        pictured,
        url_for("planning_flows.layer_served", **asked),
        url_for("planning_flows.numbers_served", **asked),
        month=month,
    )


@bp.get("/betrieb/wege.geojson")
@staff(*PLANNERS)
def layer_served() -> Response:
    """The same for the map."""
    return _layer(served(office())[0])


@bp.get("/betrieb/wege.csv")
@staff(*PLANNERS)
def numbers_served() -> ResponseReturnValue:
    """The same as a table."""
    pictured, month = served(office())
    return table(_numbers(flows(office().region, pictured)), f"wege-{month}")


def flows(region: Region, pictured: Pictured) -> Flows:
    """The rides between each two Ortsteile; of real people only where a number tells of nobody (B45)."""
    riders = defaultdict[tuple[str, str], list[str]](list)
    for asking, rider in pictured.askings():
        if asking.fate is Fate.RODE:
            ends = sorted(
                ortsteil_of(region, stop) for stop in (asking.request.origin, asking.request.destination)
            )
            riders[ends[0], ends[1]].append(rider)
    counts = {" ".join(pair): Count(len(who), len(set(who))) for pair, who in riders.items()}
    told = suppressed(counts) if pictured.real else counts
    shown = [
        (pair, count.rides) for pair in riders if all(pair) and (count := told[" ".join(pair)]) is not None
    ]
    shown.sort(key=lambda each: (-each[1], each[0]))
    return Flows(
        tuple(Flow(f"weg-{n}", *pair, rides) for n, (pair, rides) in enumerate(shown, start=1)),
        len(riders) - len(shown),
    )


def flow_layer(region: Region, found: Flows) -> layers.Feature:
    """Lines between the middles of Ortsteile, wide where many ride, and a point for each Ortsteil."""
    places = {ort.name: (ort.lon, ort.lat) for ort in region.ortsteile}
    most = max((flow.rides for flow in found.shown), default=1)
    touching = defaultdict[str, list[Flow]](list)
    features = []
    for flow in found.shown:
        for name in {flow.a, flow.b}:
            touching[name].append(flow)
        if flow.a != flow.b:
            width = max(NARROWEST, round(WIDEST * flow.rides / most))
            features.append(_line(places[flow.a], places[flow.b], width))
    for name in sorted(touching):
        lon, lat = places[name]
        here = touching[name]
        text = str(sum(flow.rides for flow in here))
        entries = [flow.entry for flow in here]
        features.append(layers.point(lat, lon, kind="call", colour=POINT_COLOUR, text=text, entries=entries))
    return layers.collection(features)


FLOW_COLOUR, POINT_COLOUR = "#01618a", "#151513"


def _line(a: tuple[float, float], b: tuple[float, float], width: int) -> layers.Feature:
    geometry = {"type": "LineString", "coordinates": [a, b]}
    return layers.feature(geometry, kind="flow", colour=FLOW_COLOUR, dash="", weight=width)


def _page(pictured: Pictured, layer_address: str, table_address: str, month: Month | None = None) -> str:
    return render_template(
        "planning/flows.html",
        pictured=pictured,
        flows=flows(office().region, pictured),
        layer_address=layer_address,
        table_address=table_address,
        attribution=maps.attribution(office().region),
        month=month,
    )


def _layer(pictured: Pictured) -> Response:
    region = office().region
    return Response(maps.compact(flow_layer(region, flows(region, pictured))), mimetype=maps.GEOJSON)


def _numbers(found: Flows) -> Numbers:
    return Numbers(
        ("Ortsteil", "und Ortsteil", "Fahrten"),
        tuple((flow.a, flow.b, flow.rides) for flow in found.shown),
        (0, 0, 0),
    )
