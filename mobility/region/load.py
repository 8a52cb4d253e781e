"""Loading a region pack: everything is checked, and a broken pack is refused."""

import re
from collections import defaultdict
from collections.abc import Iterable, Mapping
from datetime import date
from pathlib import Path
from types import MappingProxyType

from mobility.calendar import DayType
from mobility.errors import BrokenRegion
from mobility.gtfs import Local, load_feed
from mobility.lines import NO_LINES, Lines
from mobility.policy import AreaRules
from mobility.region.model import Destination, Ortsteil, Region, Source, Stop
from mobility.region.particulars import Look
from mobility.region.permits import load_permits
from mobility.region.rules import AreaText
from mobility.region.settings import FILE, PACKS, Bounds, Settings, load_settings
from mobility.region.toml import Tree
from mobility.tables import Row, read_table
from mobility.timetable import NO_FEED, Timetable

SLUG = re.compile(r"[a-z0-9]+(-[a-z0-9]+)*")
POINT_KINDS = frozenset({"mast", "platform", "station"})
ORTSTEILE = (
    "name", "municipality", "core", "lat", "lon", "parts", "population", "population_as_of",
    "population_source", "stop",
)  # fmt: skip
STOPS = (
    "point", "stop", "name", "ortsteil", "part", "municipality", "lat", "lon", "kind", "boarding", "lines",
    "source_name",
)  # fmt: skip
DESTINATIONS = ("id", "name", "kind", "stop", "source")
MADE = frozenset({"region.toml", "ortsteile.csv", "stops.csv", "destinations.csv", "roads.graphml.gz"})
"""Files without which there is no pack."""

FEED = "timetable.zip"
"""Trains and lines; a region may have none."""

BUILT = frozenset({"matrix.npz", "paths.npz", "roads.geojson"})
"""Files that ``dispatch.roads`` builds from them; whoever needs one checks it."""


def load_region(name_or_folder: str | Path, over: Tree | None = None) -> Region:
    """A region pack.

    Parameters
    ----------
    name_or_folder
        Name of a bundled pack, like ``bad-belzig``, or the folder of any other.
    over
        What is laid over its ``region.toml``, with the same keys: how the region would be with other rules.

    Raises
    ------
    BrokenRegion
        At the first mistake in any file of the pack.
    """
    folder = Path(name_or_folder)
    if isinstance(name_or_folder, str) and SLUG.fullmatch(name_or_folder):
        folder = PACKS / name_or_folder
    settings = load_settings(folder, over)
    _check_sources(folder, settings.sources)
    ortsteile, stops = _places(folder, settings)
    timetable, lines = _feed(folder, settings, stops)
    return Region(
        slug=folder.resolve().name,
        name=settings.name,
        municipalities=settings.municipalities,
        station=settings.station,
        ortsteile=ortsteile,
        stops=MappingProxyType(stops),
        destinations=_destinations(folder, stops),
        abbreviations=MappingProxyType(settings.abbreviations),
        timetable=timetable,
        lines=lines,
        demo_timetable=settings.demo_timetable,
        vehicles=settings.vehicles,
        depot=settings.depot,
        roster=settings.roster,
        languages=settings.languages,
        calendar=settings.calendar,
        policies=MappingProxyType(settings.policies),
        areas=_areas(settings, stops),
        phone=settings.phone,
        look=_look(folder, settings),
        fares=settings.fares,
        costs=settings.costs,
        climate=settings.climate,
        cost_keys=settings.cost_keys,
        demand=settings.demand,
        road_rules=settings.roads,
        line_rules=settings.lines,
        permits=load_permits(folder),
        sources=settings.sources,
        folder=folder,
    )


def _places(folder: Path, settings: Settings) -> tuple[tuple[Ortsteil, ...], dict[str, Stop]]:
    """Settlements, and stops by id, with the main stops, hub and depots among them."""
    ortsteile = _ortsteile(folder, settings)
    stops = _stops(folder, settings, {ortsteil.name: ortsteil for ortsteil in ortsteile})
    _check_main_stops(folder, stops)
    _check_hub(settings, stops)
    return ortsteile, stops


def _feed(folder: Path, settings: Settings, stops: dict[str, Stop]) -> tuple[Timetable, Lines]:
    if not (folder / FEED).exists():
        return NO_FEED, NO_LINES
    local = Local(
        stops={point: stop.id for stop in stops.values() for point in (*stop.points, stop.id)},
        places={stop.id: (stop.lat, stop.lon) for stop in stops.values()},
        names=settings.direction_names,
        never=settings.lines.never_parallel,
        always=settings.lines.always_parallel,
    )
    return load_feed(folder / FEED, local)


def _check_sources(folder: Path, sources: Iterable[Source]) -> None:
    named: set[str] = set()
    for source in sources:
        named |= set(source.files)
        try:
            date.fromisoformat(source.as_of)
        except ValueError:
            raise BrokenRegion(FILE, None, f"as_of {source.as_of!r} is not a date like 2026-01-31") from None
    present = {path.name for path in folder.iterdir() if not path.name.startswith(".")}
    for file in sorted(MADE - present):
        raise BrokenRegion(file, None, "is missing")
    for file in sorted((present | MADE) - named):
        raise BrokenRegion(file, None, f"has no source in {FILE}")
    for file in sorted(named - present - BUILT):
        raise BrokenRegion(
            FILE, None, f"names a source of {file}, which is not there: delete it from [[source]]"
        )


def _ortsteile(folder: Path, settings: Settings) -> tuple[Ortsteil, ...]:
    found: dict[str, Ortsteil] = {}
    for row in read_table(folder, "ortsteile.csv", ORTSTEILE):
        name, (lat, lon) = row.text("name"), _coordinates(row, settings.bounds)
        if name in found:
            raise row.broken(f"{name} is there twice")
        parts = tuple(part for part in row.optional("parts").split("; ") if part)
        if len(set(parts)) < len(parts):
            raise row.broken("a part is there twice")
        found[name] = Ortsteil(
            name=name,
            municipality=row.reference("municipality", settings.municipalities),
            core=row.flag("core"),
            lat=lat,
            lon=lon,
            parts=parts,
            population=row.count("population") if row.values["population"] else None,
            stop=row.text("stop"),
        )
    return tuple(found.values())


def _stops(folder: Path, settings: Settings, ortsteile: dict[str, Ortsteil]) -> dict[str, Stop]:
    groups: defaultdict[str, list[Row]] = defaultdict(list)
    points: set[str] = set()
    for row in read_table(folder, "stops.csv", STOPS):
        point = row.text("point")
        if point in points:
            raise row.broken(f"point {point} is there twice")
        points.add(point)
        groups[row.text("stop")].append(row)
        _check_point(row, settings.bounds, ortsteile)
    return {stop: _stop(stop, rows) for stop, rows in groups.items()}


def _check_point(row: Row, bounds: Bounds, ortsteile: dict[str, Ortsteil]) -> None:
    _coordinates(row, bounds)
    ortsteil = ortsteile[row.reference("ortsteil", ortsteile)]
    if row.values["municipality"] != ortsteil.municipality:
        raise row.broken(f"{ortsteil.name} belongs to {ortsteil.municipality}")
    if row.optional("part"):
        row.reference("part", ortsteil.parts)
    row.one_of("kind", POINT_KINDS)
    row.optional("source_name")


def _stop(stop: str, rows: list[Row]) -> Stop:
    first = rows[0]
    for row in rows[1:]:
        for column in ("name", "ortsteil", "part"):
            if row.values[column] != first.values[column]:
                raise row.broken(f"{column} differs from the row of {first.values['point']}, the same stop")
    boarding = [row for row in rows if row.flag("boarding")]
    if len(boarding) != 1:
        raise (boarding or rows)[-1].broken(f"stop {stop} has {len(boarding)} boarding points, not one")
    (at,) = boarding
    return Stop(
        id=stop,
        name=first.text("name"),
        ortsteil=first.text("ortsteil"),
        municipality=first.text("municipality"),
        part=first.optional("part"),
        lat=float(at.values["lat"]),
        lon=float(at.values["lon"]),
        station=any(row.values["kind"] == "station" for row in rows),
        boarding=at.values["point"],
        points=tuple(row.values["point"] for row in rows),
        lines=tuple(sorted({line for row in rows for line in row.values["lines"].split()})),
    )


def _check_main_stops(folder: Path, stops: dict[str, Stop]) -> None:
    served = {stop.ortsteil for stop in stops.values()}
    for row in read_table(folder, "ortsteile.csv", ORTSTEILE):
        name, stop = row.values["name"], row.values["stop"]
        if name not in served:
            raise row.broken(f"{name} has no stop")
        if stops[row.reference("stop", stops)].ortsteil != name:
            raise row.broken(f"main stop {stop} lies in {stops[stop].ortsteil}")


def _destinations(folder: Path, stops: dict[str, Stop]) -> tuple[Destination, ...]:
    found: dict[str, Destination] = {}
    for row in read_table(folder, "destinations.csv", DESTINATIONS):
        key = row.text("id")
        if not SLUG.fullmatch(key):
            raise row.broken(f"id {key!r} has other signs than lower-case letters, digits and hyphens")
        if key in found:
            raise row.broken(f"id {key} is there twice")
        found[key] = Destination(key, row.text("name"), row.text("kind"), row.reference("stop", stops))
    return tuple(found.values())


def _look(folder: Path, settings: Settings) -> Look:
    logo = settings.look.logo
    if logo is not None and (Path(logo).name != logo or not (folder / logo).is_file()):
        raise BrokenRegion(FILE, None, f"look.logo {logo!r} is not a file of the pack")
    return settings.look


def _areas(settings: Settings, stops: dict[str, Stop]) -> Mapping[DayType, tuple[AreaRules, ...]]:
    places = [(text, _stops_of(text, stops)) for text in settings.areas]
    return {day: tuple(AreaRules(text.name, ids, text.rules[day]) for text, ids in places) for day in DayType}


def _stops_of(area: AreaText, stops: dict[str, Stop]) -> frozenset[str]:
    for what, named, known in (
        ("municipality", area.municipalities, {stop.municipality for stop in stops.values()}),
        ("ortsteil", area.ortsteile, {stop.ortsteil for stop in stops.values()}),
    ):
        for name in named:
            if name not in known:
                raise BrokenRegion(FILE, None, f"area {area.name}: {what} {name!r} is unknown")
    return frozenset(
        stop.id
        for stop in stops.values()
        if stop.municipality in area.municipalities or stop.ortsteil in area.ortsteile
    )


def _check_hub(settings: Settings, stops: dict[str, Stop]) -> None:
    named = [("station", settings.station), ("depot", settings.depot)]
    named += [(f"depot of duty {duty.id}", duty.depot) for duty in settings.roster]
    named += [("change.stop", stop) for stop in settings.policies[DayType.SUNDAY].changes]
    for key, stop in named:
        if stop not in stops:
            raise BrokenRegion(FILE, None, f"{key} {stop!r} is unknown")


def _coordinates(row: Row, bounds: Bounds) -> tuple[float, float]:
    return row.decimal("lat", bounds.south, bounds.north), row.decimal("lon", bounds.west, bounds.east)
