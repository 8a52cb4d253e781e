"""Pages for everything that goes wrong: plain words and what to do next, never a stack or a name (B47)."""

import traceback
from dataclasses import dataclass

import structlog
from flask import Flask, render_template, request
from werkzeug.exceptions import HTTPException

from mobility.errors import NotPossible, StaleDay, UnknownRide
from mobility.store import DatabaseAway
from mobility.studies import UnknownCell, UnknownStudy
from web.i18n import gettext as _

log = structlog.get_logger()

Page = tuple[str, int]


@dataclass(frozen=True, slots=True)
class Words:
    """What a page of one status says."""

    title: str
    text: str


def _words(status: int) -> Words:
    known = {
        400: Words(
            _("Diese Eingabe haben wir nicht verstanden"),
            _("Bitte gehen Sie einen Schritt zurück und versuchen Sie es noch einmal."),
        ),
        403: Words(
            _("Diese Seite ist für Sie nicht freigegeben"),
            _("Wenn Sie bei der Leitstelle oder im Fahrdienst arbeiten, melden Sie sich bitte neu an."),
        ),
        404: Words(
            _("Diese Seite gibt es nicht"),
            _(
                "Vielleicht fehlt ein Stück der Adresse. "
                "Eine gebuchte Fahrt finden Sie auch mit der Buchungsnummer."
            ),
        ),
        409: Words(
            _("Das geht jetzt nicht mehr"),
            _("Die Fahrt hat sich inzwischen geändert. Bitte laden Sie ihre Seite neu."),
        ),
        410: Words(
            _("Diese Seite gibt es nicht mehr"),
            _("Was hier stand, ist gelöscht worden."),
        ),
        429: Words(
            _("Das waren zu viele Versuche auf einmal"),
            _("Bitte warten Sie einige Minuten. Am Telefon helfen wir sofort."),
        ),
        503: Words(
            _("Gerade ist zu viel los"),
            _("Bitte versuchen Sie es in einer Minute noch einmal. Ihre gebuchten Fahrten sind sicher."),
        ),
    }
    return known.get(
        status,
        known[400]
        if status < 500  # noqa: PLR2004 - the border between the browser's faults and ours
        else Words(
            _("Bei uns ist etwas schiefgegangen"),
            _(
                "Wir wissen davon. Ihre gebuchten Fahrten sind sicher. "
                "Bitte versuchen Sie es später noch einmal."
            ),
        ),
    )


def problem(status: int) -> Page:
    """The page for an HTTP status."""
    return render_template("errors/problem.html", said=_words(status), status=status), status


def _http(error: HTTPException) -> Page:
    return problem(error.code or 500)


def _unexpected(error: Exception) -> Page:
    # the rule, not the path, which may hold a token; where, not what: messages repeat what was typed
    where = "".join(traceback.format_tb(error.__traceback__))
    log.error("request failed", rule=str(request.url_rule), error=type(error).__name__, where=where)
    return problem(500)


def install(app: Flask) -> None:
    """Answer every error with a page."""
    app.register_error_handler(HTTPException, _http)
    app.register_error_handler(UnknownRide, lambda _error: problem(404))
    app.register_error_handler(UnknownStudy, lambda _error: problem(404))
    app.register_error_handler(UnknownCell, lambda _error: problem(404))
    app.register_error_handler(NotPossible, lambda _error: problem(409))
    app.register_error_handler(StaleDay, lambda _error: problem(503))
    app.register_error_handler(DatabaseAway, lambda _error: problem(503))
    app.register_error_handler(Exception, _unexpected)
