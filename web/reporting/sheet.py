"""The project sheet: aim, owner, cost, benefit, before and after, on one page."""

from collections.abc import Iterator

from web import figure_words
from web.charts import Bars
from web.reporting import pictures
from web.reporting.document import Block, Document, Facts, Grid, Heading, Points, picture
from web.reporting.evaluation import BENEFIT, proof, shown
from web.reporting.findings import comparison, days, findings
from web.reporting.report import Report

COSTS = ("cost_cents", "revenue_cents", "subsidy_cents", "subsidy_per_rider_cents")
BENEFITS = ("riders", "service_level", "promises_kept_share", "car_m_avoided", "co2_avoided_g")
MOST_FINDINGS = 3
LONGEST_NAME, LONGEST_AIM = 110, 420
"""So many letters have room on one page; the report has them all."""


def sheet(report: Report) -> Document:
    """The sheet as a document."""
    return Document(
        name="Projektblatt",
        title=shortened(report.name, LONGEST_NAME),
        aim=shortened(report.aim, LONGEST_AIM),
        blocks=tuple(_blocks(report)),
        proof=proof(report),
    )


def shortened(text: str, letters: int) -> str:
    """A text in at most so many letters, with an ellipsis where something is left out.

    >>> shortened("Vier Fahrzeuge", 10)
    'Vier …'
    """
    if len(text) <= letters:
        return text
    kept = text[: letters - 2]
    return (kept.rsplit(" ", 1)[0] if " " in kept else kept) + " …"


def _blocks(report: Report) -> Iterator[Block]:
    after = report.outcome(report.after)
    yield Facts(
        (
            ("Verantwortlich", shortened(report.owner, LONGEST_NAME) or "ohne Angabe"),
            ("Gebiet", report.region.name),
            ("Betriebstage", days(report.dates)),
            ("Untersucht", shortened(after.name, LONGEST_NAME)),
        )
    )
    yield Heading("Was herauskam")
    yield Points(tuple(findings(report))[:MOST_FINDINGS])
    if report.compares:
        before = report.outcome(report.before)
        yield comparison(before, after, (*BENEFITS, *COSTS))
    else:
        values = after.spread.values
        rows = tuple(
            (figure_words.measure(key).name, figure_words.spread(key, *values[key][:3]))
            for key in (*BENEFITS, *COSTS)
        )
        yield Grid("Nutzen und Kosten", ("Kennzahl", shortened(after.name, LONGEST_NAME)), rows)
    chart = pictures.over_variants(BENEFIT, report.outcomes, report.varied, report.goal)
    if isinstance(chart, Bars):
        chart = pictures.bars(BENEFIT, shown(report)[:MOST_BARS])
    yield picture(chart, numbers=False)


MOST_BARS = 5
"""Bars that have room beside the rest."""
