"""Writing the tables of a pack."""

import csv
from collections.abc import Iterable, Mapping, Sequence
from pathlib import Path

from dispatch.packs.draft.destinations import DraftDestination
from dispatch.packs.draft.settlements import Settlement
from dispatch.packs.draft.stops import DraftStop, main_stop
from mobility.region.load import DESTINATIONS, ORTSTEILE, STOPS

Row = Mapping[str, object]


def write_tables(
    folder: Path,
    settlements: Iterable[Settlement],
    stops: Sequence[DraftStop],
    destinations: Iterable[DraftDestination],
) -> None:
    """Write ``ortsteile.csv``, ``stops.csv`` and ``destinations.csv`` of a pack."""
    by_name = sorted(settlements, key=lambda each: (each.municipality, each.name))
    _write(folder / "ortsteile.csv", ORTSTEILE, (_ortsteil(each, stops) for each in by_name))
    _write(folder / "stops.csv", STOPS, (row for stop in stops for row in _points(stop)))
    rows = ({column: getattr(each, column) for column in DESTINATIONS} for each in destinations)
    _write(folder / "destinations.csv", DESTINATIONS, rows)


def _ortsteil(settlement: Settlement, stops: Sequence[DraftStop]) -> Row:
    known = settlement.population is not None
    return {
        "name": settlement.name,
        "municipality": settlement.municipality,
        "core": int(settlement.core),
        "lat": settlement.lat,
        "lon": settlement.lon,
        "parts": "; ".join(settlement.parts),
        "population": settlement.population if known else "",
        "population_as_of": settlement.population_as_of,
        "population_source": f"OpenStreetMap, {settlement.id}" if known else "",
        "stop": main_stop(settlement, stops).id,
    }


def _points(stop: DraftStop) -> Iterable[Row]:
    for point in stop.points:
        yield {
            "point": point.id,
            "stop": stop.id,
            "name": stop.name,
            "ortsteil": stop.settlement.name,
            "part": stop.part,
            "municipality": stop.settlement.municipality,
            "lat": point.lat,
            "lon": point.lon,
            "kind": point.kind,
            "boarding": int(point.id == stop.boarding),
            "lines": " ".join(point.lines),
            "source_name": " ".join(point.name.split()),
        }


def _write(path: Path, columns: Sequence[str], rows: Iterable[Row]) -> None:
    with path.open("w", encoding="utf-8", newline="") as file:
        table = csv.DictWriter(file, columns, lineterminator="\n")
        table.writeheader()
        table.writerows(rows)
