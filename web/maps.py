"""Maps: of the region for everybody, of a day's runs for staff; drawn from our own files, without tiles."""

import gzip
import json
from collections.abc import Callable
from datetime import date, timedelta
from typing import TypeVar

from flask import Blueprint, Response, current_app, redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue

from dispatch import live
from dispatch.roads import Paths, load_paths
from mobility.clock import HOUR, ServiceDay
from mobility.places import stop_place
from mobility.region import Ortsteil, Region, Stop
from web import dates, layers
from web.access import PLANNING, public, staff
from web.resident import office

T = TypeVar("T")

GEOJSON = "application/geo+json"
DRAWN = frozenset({"roads.geojson", "stops.csv", "ortsteile.csv"})
"""The files of a pack from which maps are drawn."""

bp = Blueprint("maps", __name__)
bp.record_once(dates.teach)


@bp.get("/karte")
@public
def region_map() -> str:
    """The region with its roads and stops, and the list that says the same."""
    return render_template(
        "maps/region.html",
        places=_places(office().region),
        entry=layers.stop_entry,
        place_of=lambda stop: stop_place(office().region, stop.id).id,
        attribution=attribution(office().region),
        has_stations=_has_stations(office().region),
    )


@bp.get("/karte/region.geojson")
@public
def region_layer() -> Response:
    """Roads, settlements and stops for the map."""
    plain, packed = _once("map", _region_files)
    small = bool(request.accept_encodings["gzip"])
    response = Response(packed if small else plain, mimetype=GEOJSON)
    if small:
        response.headers["Content-Encoding"] = "gzip"
    response.vary.add("Accept-Encoding")
    response.cache_control.public = True
    response.cache_control.max_age = HOUR
    response.add_etag()
    response.make_conditional(request)
    return response


@bp.get("/leitstelle/karte")
@staff(*PLANNING)
def today() -> ResponseReturnValue:
    """The map of today's runs."""
    return redirect(url_for("maps.day_map", day=ServiceDay.of(office().clock()).date), 303)


@bp.get("/leitstelle/karte/<date:day>")
@staff(*PLANNING)
def day_map(day: date) -> str:
    """The runs of a day on the map, and the list that says the same; no passenger's name."""
    found = live.day_on(office(), day)
    return render_template(
        "maps/day.html",
        day=found,
        runs=layers.drawn_runs(found),
        day_before=day - timedelta(days=1),
        day_after=day + timedelta(days=1),
        attribution=attribution(office().region),
        has_stations=_has_stations(office().region),
    )


@bp.get("/leitstelle/karte/<date:day>.geojson")
@staff(*PLANNING)
def day_layer(day: date) -> Response:
    """The runs of a day for the map."""
    region = office().region
    layer = layers.runs_layer(region, paths(), live.day_on(office(), day))
    return Response(compact(layer), mimetype=GEOJSON)


def paths() -> Paths:
    """The ways between the stops of our region as lines."""
    return _once("paths", lambda: load_paths(office().region.folder))


def attribution(region: Region) -> str:
    """Whom to name on a map: everybody whose data it draws, each once."""
    drawn = [source for source in region.sources if DRAWN & set(source.files)]
    named = [f"{source.attribution}, {source.licence}" for source in drawn]
    return "; ".join(dict.fromkeys(named))


def _has_stations(region: Region) -> bool:
    return any(stop.station for stop in region.stops.values())


def _places(region: Region) -> list[tuple[Ortsteil, list[Stop]]]:
    """The settlements by name, each with its stops by name."""
    stops = sorted(region.stops.values(), key=lambda stop: stop.name)
    return [
        (ort, [stop for stop in stops if stop.ortsteil == ort.name])
        for ort in sorted(region.ortsteile, key=lambda ort: ort.name)
    ]


def _region_files() -> tuple[bytes, bytes]:
    """The region's layer, plain and packed."""
    plain = compact(layers.region_layer(office().region))
    return plain, gzip.compress(plain, mtime=0)


def _once(name: str, make: Callable[[], T]) -> T:
    """What is made from the pack when it is first needed, and kept as long as the application runs."""
    kept = current_app.extensions.setdefault(__name__, {})
    if name not in kept:
        kept[name] = make()
    found: T = kept[name]
    return found


def compact(layer: layers.Feature) -> bytes:
    """A layer as it is sent."""
    return json.dumps(layer, separators=(",", ":")).encode()
