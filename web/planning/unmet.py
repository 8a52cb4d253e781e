"""Wishes without a ride: where, when and why; of real people only what tells of nobody (B45)."""

from collections import Counter
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from flask import Blueprint, Response, render_template, url_for
from flask.typing import ResponseReturnValue

from dispatch.accounting import UNMET, Month, requests_told
from dispatch.figures import Count, suppressed
from dispatch.figures.suppression import TOTAL, Entry, PublicTable
from dispatch.record import Asking, Fate
from mobility.clock import HOUR
from mobility.declines import ServedByLine
from mobility.region import Region
from web import figure_words, layers, maps
from web.access import PLANNERS, staff
from web.charts import Columns, Measure, Numbers, hourly
from web.planning.downloads import table
from web.planning.pictured import Pictured, ortsteil_of, served, simulated
from web.resident import office

bp = Blueprint("planning_unmet", __name__, url_prefix="/planung")

CELL = "/<study_id>/variante/<int:number>/durchlauf/<int:seed>/ohne-fahrt"
REASONS = tuple(reason for reason in figure_words.REASONS if reason != ServedByLine.__name__)
COLOUR = "#151513"


@dataclass(frozen=True, slots=True)
class Unmet:
    """Wishes without a ride.

    Parameters
    ----------
    places
        By Ortsteil in which the passengers live, and reason; ``None`` where it must not be told.
    hours
        By hour of the wish, the same way.
    """

    places: PublicTable
    hours: Mapping[str, Count | None]

    @property
    def total(self) -> Count | None:
        """All of them together."""
        return self.places.cells[TOTAL, TOTAL]

    @property
    def left_out(self) -> int:
        """Of how many Ortsteile and hours the number must not be told."""
        whole = [self.places.cells[name, TOTAL] for name in self.places.rows]
        return sum(count is None for count in (*whole, *self.hours.values()))

    def rows(self) -> list[tuple[str, str, list[Count | None]]]:
        """Each Ortsteil with the id of its row and its numbers by reason; the last of them is its total."""
        columns = (*self.places.columns, TOTAL)
        return [
            (name, f"ort-{number}", [self.places.cells[name, column] for column in columns])
            for number, name in enumerate(self.places.rows, start=1)
        ]

    def listed(self) -> list[tuple[str, str, int, str]]:
        """The Ortsteile whose total may be told: name, id of the entry, total, and the reasons in words."""
        found = []
        for name, entry, counts in self.rows():
            whole = counts[-1]
            if whole is not None and whole.rides:
                told = [
                    f"{figure_words.REASONS[reason]}: {count.rides}"
                    for reason, count in zip(self.places.columns, counts, strict=False)
                    if count is not None and count.rides
                ]
                found.append((name, f"{entry}-karte", whole.rides, "; ".join(told)))
        return found

    def totals(self) -> list[Count | None]:
        """The numbers of all Ortsteile together by reason; the last is that of all."""
        return [self.places.cells[TOTAL, column] for column in (*self.places.columns, TOTAL)]


@bp.get(CELL)
@staff(*PLANNERS)
def show(study_id: str, number: int, seed: int) -> str:
    """The wishes that a simulation left without a ride."""
    here: dict[str, Any] = {"study_id": study_id, "number": number, "seed": seed}
    return _page(
        simulated(office(), study_id, number, seed),
        url_for("planning_unmet.layer", **here),
        url_for("planning_unmet.numbers", **here),
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
    found = unmet(office().region, simulated(office(), study_id, number, seed))
    return table(_numbers(found), f"ohne-fahrt-{study_id}-{number}-{seed}")


@bp.get("/betrieb/ohne-fahrt")
@staff(*PLANNERS)
def show_served() -> str:
    """The wishes that the real service left without a ride."""
    pictured, month = served(office())
    asked: dict[str, Any] = {"monat": str(month)}
    return _page(
        pictured,
        url_for("planning_unmet.layer_served", **asked),
        url_for("planning_unmet.numbers_served", **asked),
        month=month,
    )


@bp.get("/betrieb/ohne-fahrt.geojson")
@staff(*PLANNERS)
def layer_served() -> Response:
    """The same for the map."""
    return _layer(served(office())[0])


@bp.get("/betrieb/ohne-fahrt.csv")
@staff(*PLANNERS)
def numbers_served() -> ResponseReturnValue:
    """The same as a table."""
    pictured, month = served(office())
    return table(_numbers(unmet(office().region, pictured)), f"ohne-fahrt-{month}")


def unmet(region: Region, pictured: Pictured) -> Unmet:
    """The wishes for which nothing could be promised and that no line serves.

    All Ortsteile and hours belong to the tables, so that an empty one looks like one that must not be told.
    """
    entries, hours = [], dict[str, list[str]]()
    for asking, rider in pictured.askings():
        if asking.fate is Fate.DECLINED and asking.reason != ServedByLine.__name__:
            entries.append(Entry(ortsteil_of(region, asking.home), asking.reason, rider))
            hours.setdefault(_hour(asking), []).append(rider)
    occurring = {entry.column for entry in entries}
    counts = {name: Count(len(who), len(set(who))) for name, who in sorted(hours.items())}
    if not pictured.real:
        rows = sorted(ort.name for ort in region.ortsteile)
        return Unmet(_counted(entries, rows, [reason for reason in REASONS if reason in occurring]), counts)
    # a part of the one table of which the statistics of the month are another: else both together told more
    places = requests_told(pictured.askings(), region).part(REASONS, UNMET)
    # the two tables share nothing but their total: if that must not be told, no hour may be
    whole = places.cells[TOTAL, TOTAL]
    every = {f"{hour:02d}": counts.get(f"{hour:02d}", Count(0, 0)) for hour in range(30)}
    told = suppressed(every, whole) if whole else dict.fromkeys(every)
    return Unmet(places, {hour: count for hour, count in told.items() if hour in counts or count})


def unmet_layer(region: Region, found: Unmet) -> layers.Feature:
    """A point for each Ortsteil whose number may be told and is not nothing."""
    places = {ort.name: ort for ort in region.ortsteile}
    features = []
    for name, entry, rides, _ in found.listed():
        if name in places:
            lat, lon, text = places[name].lat, places[name].lon, str(rides)
            features.append(layers.point(lat, lon, kind="call", colour=COLOUR, text=text, entries=[entry]))
    return layers.collection(features)


def by_hour(found: Unmet) -> Columns:
    """When the wishes were that got no ride."""
    # whether anything was in a real hour that is missing must not be told
    stacks = hourly({int(hour): (_number(count),) for hour, count in found.hours.items()}, (None,))
    measure = Measure("Wünsche ohne Fahrt")
    return Columns("stunden", "Wünsche ohne Fahrt nach Stunde", "Uhr", measure, (measure.name,), stacks)


def _counted(entries: Sequence[Entry], rows: Sequence[str], columns: Sequence[str]) -> PublicTable:
    """The whole table, of people who do not exist."""
    counts = Counter(
        place
        for entry in entries
        for place in (
            (entry.row, entry.column),
            (entry.row, TOTAL),
            (TOTAL, entry.column),
            (TOTAL, TOTAL),
        )
    )
    cells = {
        (row, column): Count(counts[row, column], counts[row, column])
        for row in (*rows, TOTAL)
        for column in (*columns, TOTAL)
    }
    return PublicTable(tuple(rows), tuple(columns), cells)


def _hour(asking: Asking) -> str:
    return f"{asking.request.wish.time // HOUR:02d}"


def _page(pictured: Pictured, layer_address: str, table_address: str, month: Month | None = None) -> str:
    found = unmet(office().region, pictured)
    return render_template(
        "planning/unmet.html",
        pictured=pictured,
        unmet=found,
        reasons=[figure_words.REASONS.get(reason, reason) for reason in found.places.columns],
        chart=by_hour(found) if any(found.hours.values()) else None,
        layer_address=layer_address,
        table_address=table_address,
        attribution=maps.attribution(office().region),
        month=month,
    )


def _layer(pictured: Pictured) -> Response:
    region = office().region
    return Response(maps.compact(unmet_layer(region, unmet(region, pictured))), mimetype=maps.GEOJSON)


def _numbers(found: Unmet) -> Numbers:
    reasons = [figure_words.REASONS.get(reason, reason) for reason in found.places.columns]
    rows = [(name, *(_number(count) for count in counts)) for name, _, counts in found.rows()]
    rows.append(("alle Ortsteile", *(_number(count) for count in found.totals())))
    rows += [
        (f"{int(hour)} Uhr", *(None,) * len(reasons), _number(count)) for hour, count in found.hours.items()
    ]
    return Numbers(("Ortsteil oder Stunde", *reasons, "zusammen"), tuple(rows))


def _number(count: Count | None) -> int | None:
    return None if count is None else count.rides
