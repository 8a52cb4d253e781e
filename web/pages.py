"""Pages that explain: how it works, accessibility, privacy, data and sources; and a word for machines."""

from datetime import date

from flask import Blueprint, Response, render_template

from dispatch import live
from mobility.clock import ServiceDay
from mobility.region import Region, Source
from web import times
from web.access import public
from web.resident import office

TIMETABLE = "timetable.zip"

bp = Blueprint("pages", __name__)


@bp.get("/healthz")
@public
def health() -> Response:
    """Whether this process can do its work: it can if it reads the books."""
    live.unanswered(office())
    return Response("ok\n", mimetype="text/plain")


@bp.get("/so-geht-es")
@public
def how() -> str:
    """How to book and ride, by page and by phone."""
    today = ServiceDay.of(office().clock())
    return render_template("resident/how.html", day=today, policy=office().region.policy(today.date))


@bp.get("/barrierefreiheit")
@public
def accessibility() -> str:
    """What works for whom, what does not yet, and whom to tell."""
    return render_template("resident/accessibility.html")


@bp.get("/datenschutz")
@public
def privacy() -> str:
    """What is stored, why and for how long."""
    return render_template("resident/privacy.html")


@bp.get("/daten")
@public
def data() -> str:
    """Source, licence and date of every file the service is made from."""
    return render_template("resident/data.html", as_of=_as_of)


def _as_of(source: Source) -> str:
    return times.full_date(date.fromisoformat(source.as_of))


def timetable_date(region: Region) -> str:
    """Date of the train times, for the warning where they are not today's."""
    return next(_as_of(source) for source in region.sources if TIMETABLE in source.files)
