"""One variant of a study, split by place, hour, need and purpose: whom it serves, and whom it does not."""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass

from flask import Blueprint, Response, abort, render_template
from flask.typing import ResponseReturnValue

from dispatch import studies
from dispatch.figures.spread import Intervals, Spread, across
from dispatch.studies import VariantResult
from web import figure_words
from web.access import PLANNERS, staff
from web.charts import Bar, Bars, Chart, Columns, csv_text, hourly
from web.planning.comparing import by_likeness
from web.planning.labels import variant_words
from web.planning.outcomes import EMPTY, Outcome, Value, outcomes
from web.resident import office

bp = Blueprint("planning_details", __name__, url_prefix="/planung")

SERVED = ("asked", "riders", "service_level", "declined_share", "wait_mean_s")
MONEY = ("asked", "riders", "service_level", "cost_cents", "revenue_cents", "subsidy_cents")
SHOWN: Mapping[str, tuple[str, ...]] = {
    "municipality": MONEY,
    "ortsteil": SERVED,
    "hour": SERVED,
    "need": SERVED,
    "purpose": SERVED,
}
"""Which figures are shown of which groups."""
LEAST_ASKED = 5
CSV = "text/csv; charset=utf-8"


@dataclass(frozen=True, slots=True)
class Split:
    """Figures by group.

    Parameters
    ----------
    dimension, name
        By what.
    keys
        Of the figures.
    rows
        Each group with its figures.
    """

    dimension: str
    name: str
    keys: tuple[str, ...]
    rows: tuple[tuple[str, tuple[Value, ...]], ...]


@bp.get("/<study_id>/variante/<int:number>")
@staff(*PLANNERS)
def show(study_id: str, number: int) -> str:
    """A variant and its figures by group."""
    study = studies.study(office(), study_id)
    result, outcome = _variant(study_id, number)
    spread = across(result.figures)
    return render_template(
        "planning/variant.html",
        study=study,
        outcome=outcome,
        name=variant_words(result.label),
        splits=tuple(splits(spread)),
        charts=tuple(charts(spread)),
        figure_words=figure_words,
        others=[
            (f"{study.id}:{each.number}", f"{each.number}: {variant_words(each.label)}")
            for each in by_likeness(outcome.label, study.variants)
            if each.number != number
        ],
    )


@bp.get("/<study_id>/variante/<int:number>/bild/<picture>.csv")
@staff(*PLANNERS)
def numbers(study_id: str, number: int, picture: str) -> ResponseReturnValue:
    """The numbers of a picture."""
    result, _ = _variant(study_id, number)
    chart = next((each for each in charts(across(result.figures)) if each.key == picture), None) or abort(404)
    name = f"{study_id}-{number}-{picture}.csv"
    headers = {"Content-Disposition": f'attachment; filename="{name}"'}
    return Response(csv_text(chart.numbers()), content_type=CSV, headers=headers)


def splits(spread: Spread) -> Iterator[Split]:
    """The figures by each dimension that has groups."""
    for dimension, keys in SHOWN.items():
        groups = spread.by.get(dimension, {})
        words = figure_words.groups(dimension, sorted(groups))
        rows = tuple(
            (name, tuple(_value(key, groups[group]) for key in keys)) for group, name in words.items()
        )
        if rows:
            yield Split(dimension, figure_words.DIMENSIONS[dimension], keys, rows)


def charts(spread: Spread) -> Iterator[Chart]:
    """Pictures: when people ask and what they get, and where the service says no."""
    hours = spread.by.get("hour", {})
    if hours:
        stacks = hourly({int(hour): _served_and_not(found) for hour, found in hours.items()}, (0.0, 0.0))
        measure = figure_words.measure("asked", mean=True)
        parts = ("mit Fahrt oder Linie", "ohne Fahrt")
        yield Columns("stunden", "Wünsche nach Stunde", "Stunde des Wunsches", measure, parts, stacks)
    places = spread.by.get("ortsteil", {})
    bars = [
        Bar(name, *places[name].get("declined_share", EMPTY)[:3])
        for name in sorted(places)
        if (places[name].get("asked", EMPTY).mean or 0) >= LEAST_ASKED
    ]
    if bars:
        bars.sort(key=lambda bar: -(bar.value or 0))
        measure = figure_words.measure("declined_share")
        yield Bars("ortsteile", "Anteil ohne Fahrt nach Ortsteil", measure, tuple(bars), of="Ortsteil")


def _served_and_not(values: Intervals) -> tuple[float, float]:
    asked, declined = (values.get(key, EMPTY).mean or 0 for key in ("asked", "declined"))
    return asked - declined, declined


def _value(key: str, values: Intervals) -> Value:
    found, measure = values.get(key, EMPTY), figure_words.measure(key, mean=True)
    return Value(measure.text(found.mean), measure.interval(found.low, found.high))


def _variant(study_id: str, number: int) -> tuple[VariantResult, Outcome]:
    """A variant with results; no page without."""
    found = [each for each in studies.results(office(), study_id) if each.number == number and each.seeds]
    result = found[0] if found else abort(404)
    return result, outcomes([result])[0]
