"""All studies at a glance, and questions to begin with."""

from flask import Blueprint, render_template

from web.access import PLANNERS, staff

bp = Blueprint("planning", __name__, url_prefix="/planung")


@bp.get("")
@staff(*PLANNERS)
def overview() -> str:
    """The list of studies, newest first."""
    return render_template("planning/overview.html")
