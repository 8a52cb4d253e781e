"""The evaluation report and the project sheet of a study, as page and as PDF."""

from collections.abc import Callable

from flask import Blueprint, Response, abort, request

from dispatch import studies
from dispatch.scenarios import Variant, read_scenario
from dispatch.scenarios.writing import Source
from web.access import PLANNERS, staff
from web.reporting import Report, report_html, report_of, report_pdf, sheet_html, sheet_pdf
from web.resident import office

bp = Blueprint("planning_papers", __name__, url_prefix="/planung")

PDF, HTML = "application/pdf", "text/html; charset=utf-8"
PAPERS: dict[str, tuple[Callable[[Report], str | bytes], str]] = {
    "bericht.html": (report_html, HTML),
    "bericht.pdf": (report_pdf, PDF),
    "projektblatt.html": (sheet_html, HTML),
    "projektblatt.pdf": (sheet_pdf, PDF),
}


@bp.get("/<study_id>/papiere/<paper>")
@staff(*PLANNERS)
def download(study_id: str, paper: str) -> Response:
    """A paper about what the study has found so far; ``vorher`` and ``nachher`` name variants to compare."""
    make, kind = PAPERS.get(paper) or abort(404)
    # a file of its own, with its styles inside: nothing that the rules for our pages would allow to be shown
    headers = {"Content-Disposition": f'attachment; filename="{study_id}-{paper}"'}
    return Response(make(report(study_id)), content_type=kind, headers=headers)


def report(study_id: str) -> Report:
    """What a study has found so far; 404 before anything is."""
    study = studies.study(office(), study_id)
    found = [each for each in studies.results(office(), study_id) if each.seeds] or abort(404)
    texts = {each.number: each.text for each in study.variants}
    results = [
        (
            Variant(each.number, each.label, read_scenario(texts[each.number])),
            dict(zip(each.seeds, each.figures, strict=True)),
        )
        for each in found
    ]
    source = Source(region=study.origin.region, program=study.origin.code)
    scenario = read_scenario(study.text, f"{study_id}.toml")
    return report_of(scenario, office().region, source, results, _pair([each.number for each in found]))


def _pair(numbers: list[int]) -> tuple[int, int] | None:
    """The variants to compare that the address names; ``None`` if it does not name two."""
    asked = request.args.get("vorher", type=int), request.args.get("nachher", type=int)
    before, after = asked
    return (before, after) if before in numbers and after in numbers and before and after else None
