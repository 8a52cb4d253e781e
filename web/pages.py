"""Pages that explain: how it works, accessibility, privacy, data and sources; and a word for machines."""

from datetime import date

import structlog
from flask import Blueprint, Response, render_template

from dispatch import live
from dispatch.office import Office
from mobility.clock import ServiceDay
from mobility.region import Region, Source
from web import times
from web.access import public
from web.resident import office

TIMETABLE = "timetable.zip"

log = structlog.get_logger()
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
    valid = office().region.timetable.valid
    period = [times.full_date(day) for day in valid] if valid else None
    return render_template("resident/data.html", as_of=_as_of, timetable_period=period)


def _as_of(source: Source) -> str:
    return times.full_date(date.fromisoformat(source.as_of))


def timetable_date(region: Region) -> str:
    """Date of the timetable, for the warning where it is not today's."""
    return next((_as_of(source) for source in region.sources if TIMETABLE in source.files), "")


def timetable_warning(region: Region, today: date) -> str:
    """What the staff has to know about the end of the timetable, in German; empty while there is time."""
    timetable = region.timetable
    if timetable.valid is None or not timetable.ends_soon(today):
        return ""
    last = times.full_date(timetable.valid[1])
    until = (
        f"Der Fahrplan ist seit dem {last} abgelaufen"
        if timetable.valid[1] < today
        else f"Der Fahrplan gilt nur noch bis zum {last}"
    )
    return (
        f"{until}. Danach kennt der Rufbus weder Züge noch Linien. Bitte lesen Sie den nächsten Fahrplan ein."
    )


def warn_of_end(office: Office) -> None:
    """Write the end of the timetable into the log, if it is near or over."""
    timetable = office.region.timetable
    if timetable.valid and timetable.ends_soon(ServiceDay.of(office.clock()).date):
        log.warning("the timetable ends", last=timetable.valid[1].isoformat())
