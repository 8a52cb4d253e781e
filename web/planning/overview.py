"""All studies at a glance, and questions to begin with."""

from flask import Blueprint, render_template

from dispatch import studies
from web.access import PLANNERS, staff
from web.planning.examples import examples
from web.planning.standing import STATES
from web.resident import office

bp = Blueprint("planning", __name__, url_prefix="/planung")


@bp.get("")
@staff(*PLANNERS)
def overview() -> str:
    """The list of studies, newest first."""
    return render_template(
        "planning/overview.html",
        studies=studies.studies(office()),
        states=STATES,
        examples=examples(office().region),
    )
