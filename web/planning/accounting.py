"""The account of a month of the real service: what it came to, and what each municipality bears."""

from typing import NamedTuple

from babel.dates import format_date
from flask import Blueprint, Response, abort, redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue

from dispatch import accounting
from dispatch.accounting import Account, AlreadyClosed, Month, NoMonth, NotOver
from dispatch.figures import wheelchair_alarm
from dispatch.figures.suppression import TOTAL
from mobility.clock import ServiceDay
from web import account_files, figure_words, times
from web.access import PLANNERS, staff
from web.charts import Measure
from web.resident import UNPROCESSABLE, office

bp = Blueprint("planning_accounting", __name__, url_prefix="/planung/abrechnung")

EUROS = Measure("Betrag", "€", 0.01, 2)
SURE = "ja"
NOT_SURE = "Bestätigen Sie, dass Sie den Monat endgültig abschließen wollen."
NOT_TOLD = "\N{EN DASH}"

DOWNLOADS = (
    (account_files.SPLIT, "Kosten, Einnahmen und Zuschuss je Gemeinde (CSV)"),
    (account_files.BOOKKEEPING, "Jede Schicht mit ihren Kosten, für die Buchhaltung (CSV)"),
    (account_files.STATISTICS, "Anfragen je Ortsteil, zur Veröffentlichung (CSV)"),
    (account_files.FIGURES_FILE, "Alle Kennzahlen mit Herkunft (JSON)"),
)


class Share(NamedTuple):
    """What a municipality bears, what its passengers brought in, and the difference, in words."""

    name: str
    cost: str
    revenue: str
    subsidy: str


@bp.get("")
@staff(*PLANNERS)
def latest() -> ResponseReturnValue:
    """The account of the month that was chosen, or of the last one that is over, if there is any."""
    if chosen := request.args.get("monat"):
        return redirect(url_for("planning_accounting.show", month=_month(chosen)), 303)
    found = accounting.months(office())
    if not found:
        return render_template("planning/accounting_none.html")
    running = Month.of(office().clock().date())
    month = next((month for month in found if month < running), found[0])
    return redirect(url_for("planning_accounting.show", month=month), 303)


@bp.get("/<month>")
@staff(*PLANNERS)
def show(month: str) -> str:
    """The account of a month."""
    return _page(_account(month))


@bp.get("/<month>/<name>")
@staff(*PLANNERS)
def download(month: str, name: str) -> Response:
    """A file of an account."""
    found = account_files.files(_account(month))
    if name not in found:
        abort(404)
    kind = "application/json" if name.endswith(".json") else "text/csv; charset=utf-8"
    response = Response(found[name].encode(), content_type=kind)
    response.headers.set("Content-Disposition", "attachment", filename=f"rufbus-{month}-{name}")
    return response


@bp.post("/<month>/abschliessen")
@staff(*PLANNERS)
def close(month: str) -> ResponseReturnValue:
    """Close a month for good; somebody who is not sure is asked again."""
    if request.form.get("sicher") != SURE:
        return _page(_account(month), {"sicher": NOT_SURE}), UNPROCESSABLE
    try:
        accounting.close(office(), _month(month))
    except AlreadyClosed:
        pass  # the page says so
    except NotOver:
        return _page(_account(month)), UNPROCESSABLE
    return redirect(url_for("planning_accounting.show", month=month), 303)


def _month(text: str) -> Month:
    try:
        return Month.read(text)
    except NoMonth:
        abort(404)


def _account(month: str) -> Account:
    try:
        return accounting.account(office(), _month(month))
    except NotOver:
        abort(404)


def _page(found: Account, errors: dict[str, str] | None = None) -> str:
    made = found.statement
    return render_template(
        "planning/accounting.html",
        made=made,
        alarm=wheelchair_alarm(made.figures),
        closed_on=times.full_date(ServiceDay.of(found.closed_at).date) if found.closed_at else "",
        name=_name(made.month),
        months=[(str(month), _name(month)) for month in accounting.months(office())],
        errors=errors or {},
        shares=_shares(found),
        statistics=_statistics(found),
        fates=[account_files.OUTCOMES[column] for column in made.statistics.columns],
        idle=[times.full_date(day) for day in made.idle],
        downloads=DOWNLOADS,
        figure_words=figure_words,
    )


def _name(month: Month) -> str:
    """A month as people say it: September 2026."""
    return format_date(month.first, "LLLL y", locale="de")


def _shares(found: Account) -> list[Share]:
    """A line for each municipality, and the sum."""
    parts, earned = found.statement.split, found.statement.revenue
    rows = [(name or "unbekannt", parts.get(name, 0), earned.get(name, 0)) for name in {**parts, **earned}]
    rows.append(("Zusammen", sum(parts.values()), sum(earned.values())))
    return [
        Share(name, EUROS.text(cost), EUROS.text(in_), EUROS.text(cost - in_)) for name, cost, in_ in rows
    ]


def _statistics(found: Account) -> list[tuple[str, list[str]]]:
    """Requests by Ortsteil as they may be published, without Ortsteile of which nothing may be told (B45)."""
    table = found.statement.statistics
    lines = []
    for row in (*table.rows, TOTAL):
        cells = [table.cells[row, column] for column in (*table.columns, TOTAL)]
        if any(cells):
            texts = [NOT_TOLD if cell is None else str(cell.rides) for cell in cells]
            lines.append((row or "Alle Ortsteile", texts))
    return lines
