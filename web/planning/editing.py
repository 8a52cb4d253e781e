"""The form in which a planner describes a scenario, and how it is sent off."""

import tomllib
from dataclasses import dataclass

from flask import Blueprint, abort, current_app, redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue

from dispatch import studies
from dispatch.scenarios import BrokenScenario, read_scenario
from mobility.clock import ServiceDay
from mobility.studies import TooManyCells
from web.access import PLANNERS, staff
from web.auth import somebody
from web.figure_words import CHAPTERS, WORDS
from web.planning import examples, question
from web.planning.catalogue import GROUPS, find_field
from web.planning.draft import Form, Unfilled, fill_draft, read_draft
from web.planning.fleet import dealt
from web.planning.labels import key_words
from web.planning.question import aim_of
from web.planning.refusals import in_german
from web.planning.sizing import seconds_per_day, size_of
from web.resident import UNPROCESSABLE, office

bp = Blueprint("planning_editing", __name__, url_prefix="/planung")


@dataclass(frozen=True, slots=True)
class Extent:
    """How much a form makes to compute, how long that takes, and what to look at first, in sentences."""

    size: str
    duration: str
    warning: str


@bp.get("/neu")
@staff(*PLANNERS)
def new() -> str:
    """An empty form, or one that asks the question of an example."""
    region, today = office().region, ServiceDay.of(office().clock()).date
    wanted = request.args.get("beispiel", "")
    example = examples.find_example(region, wanted) or (abort(404) if wanted else None)
    return _page(fill_draft((example.scenario if example else examples.plain)(region, today), region))


@bp.get("/<study_id>/kopieren")
@staff(*PLANNERS)
def copy(study_id: str) -> str:
    """The form of an earlier study, to be changed and asked anew."""
    found = studies.study(office(), study_id)
    tree = tomllib.loads(found.text) | {"name": f"{found.name} (Kopie)"}
    return _page(fill_draft(tree, office().region))


@bp.post("/neu")
@staff(*PLANNERS)
def submit() -> ResponseReturnValue:
    """Check the form; start the study, or come back with what is wrong with it."""
    try:
        text = read_draft(request.form, office().region)
        if request.form.get("schritt") == "pruefen":
            return _page(request.form, extent=_extent(text))
        found = studies.submit(office(), somebody().login, text)
    except (Unfilled, BrokenScenario, TooManyCells) as error:
        verbatim = str(error) if isinstance(error, BrokenScenario) else ""
        return _page(request.form, errors=in_words(error), verbatim=verbatim), UNPROCESSABLE
    current_app.extensions["rufbus.ring_planner"]()
    return redirect(url_for("planning_showing.show", study_id=found.id), 303)


@bp.post("/umfang")
@staff(*PLANNERS)
def extent() -> str:
    """How much the form makes to compute, as the part of the page that keeps itself up to date."""
    try:
        found = _extent(read_draft(request.form, office().region))
    except (Unfilled, BrokenScenario):
        found = None
    return render_template("planning/extent.html", extent=found)


def in_words(error: Unfilled | BrokenScenario | TooManyCells) -> dict[str, str]:
    """What is wrong with a form, by the name of the field."""
    if isinstance(error, Unfilled):
        return dict(error.errors)
    if isinstance(error, TooManyCells):
        many = f"Das wären {error.cells} Rechnungen; höchstens {error.most} sind möglich. "
        return {"laeufe": many + "Bitte weniger Werte oder weniger Durchläufe."}
    # what is said about demand is laid over that of the region, and found there
    key = error.key.removeprefix("region.") if error.key.startswith("region.demand.") else error.key
    field = find_field(key)
    name = field.name if field else "experte"
    said = in_german(error.reason)
    return {name: f"{key_words(key)}: {said}" if key else said}


def _extent(text: str) -> Extent:
    size = size_of(read_scenario(text))
    duration = size.duration(seconds_per_day(studies.studies(office())))
    return Extent(size.sentence(), duration, dealt(tomllib.loads(text)))


def _page(
    form: Form, *, errors: dict[str, str] | None = None, extent: Extent | None = None, verbatim: str = ""
) -> str:
    region = office().region
    return render_template(
        "planning/form.html",
        form=form,
        errors=errors or {},
        extent=extent,
        verbatim=verbatim,
        checked=extent is not None,
        groups=GROUPS,
        varied=question.varied(region),
        searched=question.searched(region),
        figures=[
            (key, f"{WORDS[key].name} ({unit})" if unit else WORDS[key].name)
            for chapter in CHAPTERS
            for key in chapter.keys
            for unit in (aim_of(key)[1],)
        ],
        ortsteile=sorted(region.ortsteile, key=lambda each: (each.municipality, each.name)),
    )
