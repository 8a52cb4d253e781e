"""A study: how far it has come, what it has found, and how it is stopped, resumed and deleted."""

import tomllib
from dataclasses import dataclass

from flask import Blueprint, Response, abort, current_app, redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue

from dispatch import studies
from dispatch.exports import export_csv, export_parquet
from dispatch.figures import CATALOGUE
from dispatch.scenarios import BrokenScenario, Scenario, Search, read_scenario
from dispatch.studies import VariantResult
from mobility.studies import StaleStudy, Study
from web import figure_words
from web.access import PLANNERS, staff
from web.charts import Chart, Scatter, csv_text
from web.planning.answers import answer, is_found, search_words
from web.planning.fleet import dealt
from web.planning.labels import key_words, value_words
from web.planning.outcomes import BENEFIT, Outcome, charts, heat, named, outcomes
from web.planning.standing import Standing, failures, standing
from web.planning.trees import leaves
from web.resident import office

bp = Blueprint("planning_showing", __name__, url_prefix="/planung")

SAID_ELSEWHERE = frozenset({"name", "aim", "owner", "base", "dates", "seeds", "within_min", "vary", "search"})
TOML, CSV = "application/toml; charset=utf-8", "text/csv; charset=utf-8"
PARQUET = "application/vnd.apache.parquet"


@dataclass(frozen=True, slots=True)
class Found:
    """A study and what came of it so far."""

    study: Study
    results: list[VariantResult]
    outcomes: tuple[Outcome, ...]
    scenario: Scenario | None

    @classmethod
    def load(cls, study_id: str) -> "Found":
        """The study of that id; :class:`mobility.studies.UnknownStudy` if there is none."""
        study = studies.study(office(), study_id)
        results = studies.results(office(), study_id)
        try:
            scenario = read_scenario(study.text)
        except BrokenScenario:  # written for an earlier program; its results are kept all the same
            scenario = None
        by_value = scenario is not None and scenario.search is not None
        return cls(study, results, outcomes(results, by_value=by_value), scenario)

    @property
    def search(self) -> Search | None:
        """What is looked for, if it is a search."""
        return self.scenario.search if self.scenario else None

    def pictures(self, key: str) -> tuple[Chart, ...]:
        """Its charts about a figure."""
        search = self.search if self.search and self.search.figure == key else None
        goal = (search.at_least if search.at_least is not None else search.at_most) if search else None
        return charts(self.outcomes, key, goal)


@bp.get("/<study_id>")
@staff(*PLANNERS)
def show(study_id: str) -> str:
    """The page of a study."""
    found = Found.load(study_id)
    tree = tomllib.loads(found.study.text)
    asked = {each["key"] for each in tree.get("vary", [])} | {tree.get("search", {}).get("key")}
    changes = {
        key: value
        for key, value in leaves(tree).items()
        if key.split(".")[0] not in SAID_ELSEWHERE and key not in asked
    }
    return render_template(
        "planning/study.html",
        **_standing(found.study, standing(found.study, studies.progress(office(), study_id)))
        | _results(found),
        scenario=found.scenario,
        dealt=dealt(tree),
        changes=[(key_words(key), value_words(key, value)) for key, value in changes.items()],
        varied=[
            (key_words(each["key"]), [value_words(each["key"], v) for v in each["values"]])
            for each in tree.get("vary", [])
        ],
        sought=search_words(found.search) if found.search else "",
        stale=studies.is_stale(office(), found.study),
    )


@bp.get("/<study_id>/stand")
@staff(*PLANNERS)
def state(study_id: str) -> ResponseReturnValue:
    """How far it has come, as the part of the page that keeps itself up to date; rings when there is more."""
    study = studies.study(office(), study_id)
    stands = standing(study, studies.progress(office(), study_id))
    response = Response(render_template("planning/state.html", **_standing(study, stands)))
    if request.args.get("fertig") != str(stands.done) or not stands.goes_on:
        response.headers["HX-Trigger"] = "ergebnisse"
    return response


@bp.get("/<study_id>/ergebnisse")
@staff(*PLANNERS)
def results(study_id: str) -> str:
    """What it has found so far, as a part of the page."""
    return render_template("planning/results.html", **_results(Found.load(study_id)))


@bp.post("/<study_id>/anhalten")
@staff(*PLANNERS)
def stop(study_id: str) -> ResponseReturnValue:
    """Stop computing; what is done is kept."""
    studies.cancel(office(), studies.study(office(), study_id).id)
    return _to(study_id)


@bp.post("/<study_id>/fortsetzen")
@staff(*PLANNERS)
def resume(study_id: str) -> ResponseReturnValue:
    """Go on with what was stopped or has failed; not if program or data have changed since."""
    try:
        studies.resume(office(), studies.study(office(), study_id).id)
    except StaleStudy:
        return _to(study_id)  # the page says so, and offers to ask anew
    current_app.extensions["rufbus.ring_planner"]()
    return _to(study_id)


@bp.get("/<study_id>/loeschen")
@staff(*PLANNERS)
def ask_to_remove(study_id: str) -> str:
    """Ask whether to delete it: that cannot be undone."""
    return render_template("planning/remove.html", study=studies.study(office(), study_id))


@bp.post("/<study_id>/loeschen")
@staff(*PLANNERS)
def remove(study_id: str) -> ResponseReturnValue:
    """Delete it with all it came to."""
    studies.remove(office(), studies.study(office(), study_id).id)
    return redirect(url_for("planning.overview"), 303)


@bp.get("/<study_id>/szenario.toml")
@staff(*PLANNERS)
def scenario(study_id: str) -> Response:
    """The scenario as a file, to be computed by one command."""
    return _download(studies.study(office(), study_id).text, f"{study_id}.toml", TOML)


@bp.get("/<study_id>/daten/<file>")
@staff(*PLANNERS)
def data(study_id: str, file: str) -> Response:
    """All figures of all variants and seeds, for other programs."""
    study, found = studies.study(office(), study_id), studies.results(office(), study_id)
    name = f"{study_id}-{file}"
    if file == "kennzahlen.parquet":
        return _download(export_parquet(study, found), name, PARQUET)
    if file not in ("kennzahlen.csv", "kennzahlen-breit.csv"):
        abort(404)
    return _download(export_csv(found, wide=file == "kennzahlen-breit.csv"), name, CSV)


@bp.get("/<study_id>/bild/<picture>.csv")
@staff(*PLANNERS)
def numbers(study_id: str, picture: str) -> Response:
    """The numbers of a picture."""
    found = {chart.key: chart for chart in Found.load(study_id).pictures(_figure())}
    chart = found.get(picture) or abort(404)
    return _download(csv_text(chart.numbers()), f"{study_id}-{picture}.csv", CSV)


def _to(study_id: str) -> ResponseReturnValue:
    return redirect(url_for("planning_showing.show", study_id=study_id), 303)


def _download(text: str | bytes, name: str, mimetype: str) -> Response:
    return Response(
        text, content_type=mimetype, headers={"Content-Disposition": f'attachment; filename="{name}"'}
    )


def _figure() -> str:
    """The figure that the pictures are about."""
    wanted = request.args.get("kennzahl", "")
    return wanted if wanted in CATALOGUE else BENEFIT


def _standing(study: Study, stands: Standing) -> dict[str, object]:
    return {"study": study, "standing": stands, "failures": failures(study)}


def _results(found: Found) -> dict[str, object]:
    key = _figure() if "kennzahl" in request.args or not found.search else found.search.figure
    pictures = found.pictures(key)
    said = answer(found.search, found.results, complete=found.study.complete) if found.search else ""
    weighing = next((chart for chart in pictures if isinstance(chart, Scatter)), None)
    return {
        "study": found.study,
        "outcomes": found.outcomes,
        "done": [each for each in found.outcomes if each.seeds],
        "answer": said,
        "answered": found.search is not None and is_found(found.search, found.results),
        "figure": key,
        "figure_options": [(each, named(each)) for chapter in figure_words.CHAPTERS for each in chapter.keys],
        "charts": pictures,
        "other_wishes": weighing is not None and not weighing.comparable,
        "best": [each for each in found.outcomes if weighing and each.number in weighing.best()],
        "heat": heat(found.outcomes, key),
        "chapters": figure_words.CHAPTERS,
        "figure_words": figure_words,
    }
